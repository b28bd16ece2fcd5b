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

/* What the numbers of a checkpoint's head mean; a folder of another meaning is refused. */
enum { ARCHIVE_FORMAT = 4, PATH_SIZE = 4096 };

static const char *const scenario_file = "scenario.json";

uint64_t archive_identity(const scenario *sc) {
    uint64_t recorded = (uint64_t)sc->record_every_months * 2 + !!sc->record_events;
    if (sc->record_firms)
        recorded += (uint64_t)sc->record_firms_every_months << 32;
    if (sc->record_network)
        recorded += UINT64_C(1) << 63;
    return id_mix(id_mix(sc->identity + recorded) + ARCHIVE_FORMAT);
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
                            .step = simulation_advances(sim)};
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
    status = simulation_restored(sim, head.step, error);
    if (status != AGGLO_OK)
        error_place(error, place->path, 0, NULL);
    return status;
}

static agglo_status copy_table(const columns_table *from, columns_table *to, agglo_error *error) {
    to->count = 0;
    agglo_status status = columns_append(to, from->count, error);
    for (size_t c = 0; status == AGGLO_OK && from->count > 0 && c < from->layout->count; c++) {
        const column *col = &from->layout->columns[c];
        memcpy(columns_data(to, c), columns_data(from, c),
               from->count * col->width * column_type_size(col->type));
    }
    return status;
}

static agglo_status copy_results(const parts *from, parts *to, agglo_error *error) {
    const schema_event_list *old = from->body.events;
    schema_event_list *events = to->body.events;
    agglo_status status = schema_events_reserve(events, old->count, error);
    double *rows = malloc((from->numbers + 1) * sizeof *rows);
    if (status != AGGLO_OK || rows == NULL) {
        free(rows);
        return status != AGGLO_OK ? status
                                  : error_set(error, AGGLO_ERROR_MEMORY,
                                              "no memory for %zu numbers", from->numbers);
    }
    if (old->count > 0)
        memcpy(events->items, old->items, old->count * sizeof *old->items);
    events->count = old->count;
    if (from->numbers > 0)
        memcpy(rows, *from->body.rows, from->numbers * sizeof *rows);
    free(*to->body.rows);
    *to->body.rows = rows;
    *to->row_count = *from->row_count;
    return AGGLO_OK;
}

agglo_status archive_copy(simulation *from, const schema_event_list *events, simulation *to,
                          schema_event_list *to_events, agglo_error *error) {
    schema_event_list old_events = *events;
    parts old, new;
    find_parts(from, &old_events, &old);
    find_parts(to, to_events, &new);
    agglo_status status = AGGLO_OK;
    for (size_t t = 0; status == AGGLO_OK && t < old.body.table_count; t++)
        status = copy_table(old.tables[t], new.tables[t], error);
    if (status == AGGLO_OK)
        status = copy_results(&old, &new, error);
    if (status != AGGLO_OK)
        return status;
    simulation_events(to)->count = 0; /* those of its creation are among the others already */
    return simulation_restored(to, simulation_advances(from), error);
}

agglo_status archive_advances(const char *directory, const scenario *sc, size_t replicate,
                              int *advances, agglo_error *error) {
    char path[PATH_SIZE];
    archive_name(path, sizeof path, directory, replicate);
    archive_place place = {.path = path, .identity = archive_identity(sc), .replicate = replicate};
    schema_event_list events = {0};
    simulation *sim = NULL;
    agglo_status status = simulation_create(sc, (int)replicate, 1, &sim, error);
    if (status == AGGLO_OK)
        status = archive_load(&place, sim, &events, error);
    if (status == AGGLO_OK)
        *advances = simulation_advances(sim);
    simulation_free(sim);
    schema_events_free(&events);
    return status;
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

size_t archive_complete(const char *directory) {
    char path[PATH_SIZE];
    for (size_t count = 0;; count++) {
        archive_name(path, sizeof path, directory, count);
        if (access(path, F_OK) != 0)
            return count;
    }
}

/* ---- The scenario ---- */

static void scenario_path(char *path, size_t size, const char *directory, const char *suffix) {
    snprintf(path, size, "%s/%s%s", directory, scenario_file, suffix);
}

/* Closes `file` in any case. */
static int write_and_close(FILE *file, const char *text) {
    int is_written = fputs(text, file) >= 0 && fputc('\n', file) != EOF && fflush(file) == 0 &&
                     fsync(fileno(file)) == 0;
    return fclose(file) == 0 && is_written;
}

agglo_status archive_keep_scenario(const char *directory, const scenario *sc, agglo_error *error) {
    static const char *const purpose = "cannot write the scenario of the checkpoints";
    char path[PATH_SIZE], temporary[PATH_SIZE];
    scenario_path(path, sizeof path, directory, "");
    scenario_path(temporary, sizeof temporary, directory, ".tmp");
    FILE *file = fopen(temporary, "w");
    if (file == NULL)
        return directory_error(temporary, purpose, error);
    if (write_and_close(file, sc->resolved) && rename(temporary, path) == 0)
        return AGGLO_OK;
    agglo_status status = directory_error(path, purpose, error);
    unlink(temporary);
    return status;
}

int archive_has_scenario(const char *directory) {
    char path[PATH_SIZE];
    scenario_path(path, sizeof path, directory, "");
    return access(path, F_OK) == 0;
}

agglo_status archive_scenario(const char *directory, scenario **out, agglo_error *error) {
    char path[PATH_SIZE];
    agglo_faults faults = {0};
    *out = NULL;
    if (access(directory, R_OK | X_OK) != 0)
        return directory_error(directory, "cannot read the checkpoint folder", error);
    if (!archive_has_scenario(directory)) {
        error_set(error, AGGLO_ERROR_INPUT, "the folder holds no checkpoints with their scenario");
        error_place(error, directory, 0, NULL);
        return AGGLO_ERROR_INPUT;
    }
    scenario_path(path, sizeof path, directory, "");
    agglo_status status = scenario_load(path, NULL, 0, out, &faults);
    for (size_t i = faults.count; status != AGGLO_OK && i-- > 0;)
        if (!faults.items[i].is_warning)
            *error = faults.items[i]; /* the first one */
    if (status != AGGLO_OK && error->what[0] == '\0')
        error_set(error, status, "cannot read %.200s", path);
    faults_free(&faults);
    return status;
}
