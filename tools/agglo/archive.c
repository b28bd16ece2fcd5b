#include "tools/agglo/archive.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/record.h"
#include "output/checkpoint.h"
#include "sim/id.h"

uint64_t archive_identity(const scenario *sc) {
    uint64_t recorded = (uint64_t)sc->record_every_months * 2 + !!sc->record_events;
    return id_mix(sc->identity + recorded);
}

/* Where a simulation keeps what a checkpoint holds. It counts rows, a checkpoint numbers. */
typedef struct {
    columns_table *tables[SIMULATION_MAX_TABLES];
    size_t *row_count, numbers;
    checkpoint_body body;
} parts;

static void find_parts(simulation *sim, schema_event_list *events, parts *p) {
    p->body = (checkpoint_body){.tables = p->tables, .events = events};
    p->body.table_count = simulation_tables(sim, p->tables);
    p->body.rows = simulation_rows_place(sim, &p->row_count);
    p->numbers = *p->row_count * record_width();
    p->body.row_count = &p->numbers;
}

agglo_status archive_save(const archive_place *place, simulation *sim, schema_event_list *events,
                          agglo_error *error) {
    parts p;
    find_parts(sim, events, &p);
    checkpoint_head head = {.identity = place->identity,
                            .replicate = (uint32_t)place->replicate,
                            .step = simulation_step(sim)};
    return checkpoint_save(place->path, &head, &p.body, error);
}

agglo_status archive_load(const archive_place *place, simulation *sim, schema_event_list *events,
                          agglo_error *error) {
    parts p;
    find_parts(sim, events, &p);
    checkpoint_head head = {.identity = place->identity, .replicate = (uint32_t)place->replicate};
    agglo_status status = checkpoint_load(place->path, &head, &p.body, error);
    if (status != AGGLO_OK)
        return status;
    *p.row_count = p.numbers / record_width();
    simulation_events(sim)->count = 0; /* those of its creation are in the file already */
    return simulation_restored(sim, head.step, error);
}

void archive_name(char *path, size_t size, const char *directory, size_t replicate) {
    snprintf(path, size, "%s/replicate-%04zu.h5", directory, replicate);
}

static int is_replicate(const char *name) {
    size_t digits = strncmp(name, "replicate-", 10) == 0 ? strspn(name + 10, "0123456789") : 0;
    return digits > 0 && strcmp(name + 10 + digits, ".h5") == 0;
}

static agglo_status directory_error(const char *directory, const char *purpose,
                                    agglo_error *error) {
    agglo_status status = error_set(error, AGGLO_ERROR_IO, "%s: %s", purpose, strerror(errno));
    error_place(error, directory, 0, NULL);
    return status;
}

/* Calls unlink for each replicate's file if `is_clearing`; counts them. */
static agglo_status walk(const char *directory, int is_clearing, size_t *count,
                         agglo_error *error) {
    DIR *handle = opendir(directory);
    if (handle == NULL)
        return directory_error(directory, "cannot read the checkpoint folder", error);
    agglo_status status = AGGLO_OK;
    *count = 0;
    for (struct dirent *entry; status == AGGLO_OK && (entry = readdir(handle)) != NULL;) {
        if (!is_replicate(entry->d_name))
            continue;
        *count += 1;
        if (is_clearing && unlinkat(dirfd(handle), entry->d_name, 0) != 0)
            status = directory_error(directory, "cannot remove an old checkpoint", error);
    }
    closedir(handle);
    return status;
}

agglo_status archive_open(const char *directory, size_t *count, agglo_error *error) {
    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        return directory_error(directory, "cannot make the checkpoint folder", error);
    return walk(directory, 0, count, error);
}

agglo_status archive_clear(const char *directory, agglo_error *error) {
    size_t count;
    return walk(directory, 1, &count, error);
}
