/* The only file that uses MPI: a module that sim/ranks.c loads when a launcher has started the
 * program. Errors are returned as codes, never raised by MPI itself. */
#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/ranks.h"

enum { TAG_WORK = 1 };
static int is_begun_here;

static int begin(int *own, int *count) {
    int is_begun = 0, provided;
    int code = MPI_Initialized(&is_begun);
    if (code == MPI_SUCCESS && !is_begun) {
        code = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
        is_begun_here = code == MPI_SUCCESS;
    }
    if (code == MPI_SUCCESS)
        code = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    if (code == MPI_SUCCESS)
        code = MPI_Comm_rank(MPI_COMM_WORLD, own);
    return code == MPI_SUCCESS ? MPI_Comm_size(MPI_COMM_WORLD, count) : code;
}

static int end(void) {
    return is_begun_here ? MPI_Finalize() : MPI_SUCCESS;
}

static void stop(int code) {
    MPI_Abort(MPI_COMM_WORLD, code);
}

static int sizes(uint64_t own, uint64_t *all) {
    return MPI_Allgather(&own, 1, MPI_UINT64_T, all, 1, MPI_UINT64_T, MPI_COMM_WORLD);
}

/* Parts beyond 2 GB are more than MPI's counts can say: rank after rank, in slices. */
static int share_large(const void *own, const uint64_t *bytes, const uint64_t *first, void *all,
                       int count) {
    int self, code = MPI_Comm_rank(MPI_COMM_WORLD, &self);
    for (int r = 0; r < count && code == MPI_SUCCESS; r++) {
        char *part = (char *)all + first[r];
        if (r == self)
            memcpy(part, own, bytes[r]);
        for (uint64_t done = 0; done < bytes[r] && code == MPI_SUCCESS;) {
            uint64_t slice = bytes[r] - done < 1 << 30 ? bytes[r] - done : 1 << 30;
            code = MPI_Bcast(part + done, (int)slice, MPI_BYTE, r, MPI_COMM_WORLD);
            done += slice;
        }
    }
    return code;
}

static int share(const void *own, const uint64_t *bytes, const uint64_t *first, void *all) {
    int self, count, code = MPI_Comm_rank(MPI_COMM_WORLD, &self);
    if (code == MPI_SUCCESS)
        code = MPI_Comm_size(MPI_COMM_WORLD, &count);
    if (code != MPI_SUCCESS)
        return code;
    if (first[count] > INT_MAX)
        return share_large(own, bytes, first, all, count);
    int *counts = malloc(2 * (size_t)count * sizeof *counts);
    if (counts == NULL)
        return MPI_ERR_NO_MEM;
    for (int r = 0; r < count; r++) {
        counts[r] = (int)bytes[r];
        counts[count + r] = (int)first[r];
    }
    code = MPI_Allgatherv(own, counts[self], MPI_BYTE, all, counts, counts + count, MPI_BYTE,
                          MPI_COMM_WORLD);
    free(counts);
    return code;
}

/* Messages are small: MPI sends them at once, without waiting for the receiver. */
static int send_bytes(int to, const void *bytes, int count) {
    return MPI_Send(bytes, count, MPI_BYTE, to, TAG_WORK, MPI_COMM_WORLD);
}

static int receive(int *from, void *bytes, int count) {
    int has_come = 0;
    MPI_Status status;
    int code = MPI_Iprobe(MPI_ANY_SOURCE, TAG_WORK, MPI_COMM_WORLD, &has_come, &status);
    *from = -1;
    if (code != MPI_SUCCESS || !has_come)
        return code;
    code = MPI_Recv(bytes, count, MPI_BYTE, status.MPI_SOURCE, TAG_WORK, MPI_COMM_WORLD, &status);
    if (code == MPI_SUCCESS)
        *from = status.MPI_SOURCE;
    return code;
}

static void message(int code, char *text, size_t size) {
    char whole[MPI_MAX_ERROR_STRING + 1] = "";
    int length = 0;
    if (MPI_Error_string(code, whole, &length) != MPI_SUCCESS)
        snprintf(whole, sizeof whole, "error %d", code);
    snprintf(text, size, "%s", whole);
}

extern const ranks_transport agglo_ranks_transport;
const ranks_transport agglo_ranks_transport = {
    .version = RANKS_TRANSPORT_VERSION,
    .begin = begin,
    .end = end,
    .abort = stop,
    .sizes = sizes,
    .share = share,
    .send = send_bytes,
    .receive = receive,
    .message = message,
};
