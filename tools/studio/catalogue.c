#include "tools/studio/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/scenario.h"
#include "tools/agglo/shipped.h"

enum { FILE_SIZE = 4096, MOST_ENTRIES = 10000 };

/* ---- Entries ---- */

static void free_entry(catalogue_entry *e) {
    free(e->path);
    free(e->file);
    free(e->name);
    free(e->description);
    free(e->source);
}

static agglo_status add_entry(catalogue *c, const char *path, const char *file, const scenario *s,
                              agglo_error *error) {
    catalogue_entry e = {.path = strdup(path),
                         .file = strdup(file),
                         .name = strdup(s->name),
                         .description = strdup(s->description),
                         .source = strdup(s->source),
                         .years = s->years,
                         .regions = s->region_count};
    if (c->count == c->capacity) {
        size_t capacity = 2 * c->capacity + 32;
        catalogue_entry *grown = realloc(c->items, capacity * sizeof *grown);
        if (grown != NULL) {
            c->items = grown;
            c->capacity = capacity;
        }
    }
    if (c->count == c->capacity || e.path == NULL || e.file == NULL || e.name == NULL ||
        e.description == NULL || e.source == NULL) {
        free_entry(&e);
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the list of scenarios");
    }
    c->items[c->count++] = e;
    return AGGLO_OK;
}

static agglo_status read_file(catalogue *c, const char *path, const char *file,
                              agglo_error *error) {
    agglo_faults faults = {0};
    scenario *s = NULL;
    agglo_status status = scenario_load(file, NULL, 0, &s, &faults);
    if (status == AGGLO_OK)
        status = add_entry(c, path, file, s, error);
    else if (status != AGGLO_ERROR_MEMORY)
        status = AGGLO_OK; /* another kind of document */
    else
        error_set(error, status, "no memory for the list of scenarios");
    scenario_free(s);
    faults_free(&faults);
    return status;
}

/* ---- Folders ---- */

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int is_document(const char *name) {
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static int is_folder(const char *file) {
    DIR *opened = opendir(file);
    if (opened != NULL)
        closedir(opened);
    return opened != NULL;
}

/* `below`: path of the folder below the catalogue's, with a slash, or "". */
static agglo_status read_folder(catalogue *c, const char *folder, const char *below,
                                agglo_error *error) {
    struct dirent **entries = NULL;
    char file[FILE_SIZE], path[FILE_SIZE];
    int count = scandir(folder, &entries, is_visible, alphasort);
    if (count < 0) {
        error_set(error, AGGLO_ERROR_IO, "the folder cannot be read: %s", strerror(errno));
        error_place(error, folder, 0, NULL);
        return AGGLO_ERROR_IO;
    }
    agglo_status status = AGGLO_OK;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        int file_length = snprintf(file, sizeof file, "%s/%s", folder, name);
        int path_length = snprintf(path, sizeof path, "%s%s", below, name);
        int fits = file_length < (int)sizeof file && path_length + 1 < (int)sizeof path;
        if (status == AGGLO_OK && fits && c->count < MOST_ENTRIES) {
            if (is_document(name))
                status = read_file(c, path, file, error);
            else if (below[0] == '\0' && is_folder(file))
                status = read_folder(c, file, strcat(path, "/"), error);
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

static int compare_paths(const void *a, const void *b) {
    const catalogue_entry *x = a, *y = b;
    return strcmp(x->path, y->path);
}

agglo_status catalogue_create(const char *folder, catalogue *out, agglo_error *error) {
    char found[SHIPPED_SIZE];
    *out = (catalogue){0};
    if (folder == NULL && !shipped_scenarios(found))
        return AGGLO_OK;
    agglo_status status = read_folder(out, folder != NULL ? folder : found, "", error);
    if (status != AGGLO_OK)
        catalogue_free(out);
    else if (out->count > 0)
        qsort(out->items, out->count, sizeof *out->items, compare_paths);
    return status;
}

void catalogue_free(catalogue *c) {
    for (size_t i = 0; i < c->count; i++)
        free_entry(&c->items[i]);
    free(c->items);
    *c = (catalogue){0};
}

/* What stands before the folder's name in documents that extend their neighbours. */
static const char *without_leads(const char *path) {
    static const char *const leads[] = {"./", "../", "scenarios/"};
    enum { LEADS = sizeof leads / sizeof leads[0] };
    for (size_t i = 0; i < LEADS;) {
        size_t length = strlen(leads[i]);
        int leads_on = strncmp(path, leads[i], length) == 0;
        path += leads_on ? length : 0;
        i = leads_on ? 0 : i + 1;
    }
    return path;
}

const catalogue_entry *catalogue_find(const catalogue *c, const char *path) {
    const char *asked = without_leads(path);
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->items[i].path, asked) == 0)
            return &c->items[i];
    return NULL;
}
