#include "sim/ranks.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ranks_group {
    void *module; /* null: alone */
    const ranks_transport *transport;
    int own, count;
    uint64_t *sizes; /* scratch, by rank */
    uint64_t *first;
};

/* ---- The module ---- */

/* Set for every process by OpenMPI's mpirun, by launchers that speak PMIx (srun --mpi=pmix), and by
 * those of the MPICH family. */
static int was_launched(void) {
    static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_SIZE",
                                        "MV2_COMM_WORLD_SIZE"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        if (getenv(names[k]) != NULL)
            return 1;
    return 0;
}

/* Beside the program (a build tree), or where it was installed; AGGLO_MPI_MODULE overrides. */
static void *load_module(void) {
    enum { PATH_SIZE = 4096 };
    const char *named = getenv("AGGLO_MPI_MODULE");
    if (named != NULL)
        return dlopen(named, RTLD_NOW | RTLD_GLOBAL);
    static const char *const places[] = {"", "../lib/agglo/"};
    char path[PATH_SIZE + 64];
    ssize_t length = readlink("/proc/self/exe", path, PATH_SIZE - 1);
    char *slash = NULL;
    if (length > 0) {
        path[length] = '\0';
        slash = strrchr(path, '/');
    }
    void *module = NULL;
    for (size_t k = 0; slash != NULL && module == NULL && k < sizeof places / sizeof places[0];
         k++) {
        snprintf(slash + 1, sizeof path - (size_t)(slash + 1 - path), "%slibagglo_mpi.so",
                 places[k]);
        module = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    }
    return module;
}

static agglo_status failed(const ranks_group *self, int code, const char *what,
                           agglo_error *error) {
    char text[256] = "";
    self->transport->message(code, text, sizeof text);
    return error_set(error, AGGLO_ERROR_IO, "ranks: %s failed: %s", what, text);
}

static agglo_status join(ranks_group *self, agglo_error *error) {
    self->module = load_module();
    if (self->module == NULL) {
        const char *why = dlerror();
        agglo_status status =
            error_set(error, AGGLO_ERROR_USAGE, "started by an MPI launcher, but without MPI: %s",
                      why != NULL ? why : "the module was not found");
        error_hint(error, "install MPI (Debian: libopenmpi-dev openmpi-bin) and build again, or "
                          "start without the launcher");
        return status;
    }
    void *symbol = dlsym(self->module, RANKS_TRANSPORT_SYMBOL);
    self->transport = symbol;
    if (symbol == NULL || self->transport->version != RANKS_TRANSPORT_VERSION)
        return error_set(error, AGGLO_ERROR_USAGE, "the MPI module is of another version");
    int code = self->transport->begin(&self->own, &self->count);
    return code == 0 ? AGGLO_OK : failed(self, code, "joining", error);
}

/* ---- Life ---- */

agglo_status ranks_open(ranks_group **out, agglo_error *error) {
    *out = NULL;
    ranks_group *self = calloc(1, sizeof *self);
    if (self == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for ranks");
    self->count = 1;
    agglo_status status = was_launched() ? join(self, error) : AGGLO_OK;
    self->sizes = calloc((size_t)self->count, sizeof *self->sizes);
    self->first = calloc((size_t)self->count + 1, sizeof *self->first);
    if (status == AGGLO_OK && (self->sizes == NULL || self->first == NULL))
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d ranks", self->count);
    if (status != AGGLO_OK) {
        ranks_close(self);
        return status;
    }
    *out = self;
    return AGGLO_OK;
}

/* The module stays loaded: MPI libraries do not survive being unloaded. */
void ranks_close(ranks_group *self) {
    if (self == NULL)
        return;
    if (self->transport != NULL && self->count > 0)
        (void)self->transport->end();
    free(self->sizes);
    free(self->first);
    free(self);
}

void ranks_abort(ranks_group *self, int code) {
    if (self != NULL && self->transport != NULL)
        self->transport->abort(code);
}

int ranks_count(const ranks_group *self) {
    return self == NULL ? 1 : self->count;
}

int ranks_own(const ranks_group *self) {
    return self == NULL ? 0 : self->own;
}

/* ---- Sharing ---- */

static agglo_status reserve(ranks_parts *parts, size_t bytes, int count, agglo_error *error) {
    if (parts->first == NULL)
        parts->first = calloc((size_t)count + 1, sizeof *parts->first);
    if (parts->first != NULL && bytes <= parts->capacity && parts->bytes != NULL)
        return AGGLO_OK;
    size_t capacity = bytes + bytes / 8 + 64;
    char *grown = realloc(parts->bytes, capacity);
    if (grown != NULL) {
        parts->bytes = grown;
        parts->capacity = capacity;
    }
    if (grown == NULL || parts->first == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu bytes of other ranks",
                         bytes);
    return AGGLO_OK;
}

agglo_status ranks_share(ranks_group *self, const void *own, size_t bytes, ranks_parts *all,
                         agglo_error *error) {
    int count = ranks_count(self);
    if (count == 1) {
        agglo_status status = reserve(all, bytes, 1, error);
        if (status == AGGLO_OK) {
            if (bytes > 0)
                memcpy(all->bytes, own, bytes);
            all->first[1] = bytes;
        }
        return status;
    }
    int code = self->transport->sizes(bytes, self->sizes);
    if (code != 0)
        return failed(self, code, "exchanging sizes", error);
    for (int r = 0; r < count; r++)
        self->first[r + 1] = self->first[r] + self->sizes[r];
    agglo_status status = reserve(all, self->first[count], count, error);
    if (status != AGGLO_OK)
        return status;
    for (int r = 0; r <= count; r++)
        all->first[r] = self->first[r];
    code = self->transport->share(own, self->sizes, self->first, all->bytes);
    return code == 0 ? AGGLO_OK : failed(self, code, "exchanging state", error);
}

void ranks_parts_free(ranks_parts *parts) {
    if (parts == NULL)
        return;
    free(parts->bytes);
    free(parts->first);
    *parts = (ranks_parts){0};
}

/* ---- Messages ---- */

agglo_status ranks_send(ranks_group *self, int to, const ranks_message *message,
                        agglo_error *error) {
    int code = self->transport->send(to, message, (int)sizeof *message);
    return code == 0 ? AGGLO_OK : failed(self, code, "sending", error);
}

agglo_status ranks_receive(ranks_group *self, int *from, ranks_message *message,
                           agglo_error *error) {
    *from = -1;
    if (ranks_count(self) == 1)
        return AGGLO_OK;
    int code = self->transport->receive(from, message, (int)sizeof *message);
    return code == 0 ? AGGLO_OK : failed(self, code, "receiving", error);
}
