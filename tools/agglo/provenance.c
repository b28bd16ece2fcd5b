#include "tools/agglo/provenance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agglo_version.h"
#include "models/model.h"

enum { ADDED = 11 };

char *provenance_uncertain(void) {
    size_t length = 1;
    for (size_t i = 0; i < parameters_table.count; i++)
        length += strlen(parameters_table.rows[i].name) + 1;
    char *names = malloc(length), *end = names;
    if (names == NULL)
        return NULL;
    *end = '\0';
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        if ((row->flags & PARAM_UNCERTAIN) != 0)
            end += snprintf(end, length - (size_t)(end - names), "%s%s", end > names ? " " : "",
                            row->name);
    }
    return names;
}

void provenance_version(char *text, size_t size) {
    if (AGGLO_GIT[0] != '\0')
        snprintf(text, size, "%s (%s)", AGGLO_VERSION, AGGLO_GIT);
    else
        snprintf(text, size, "%s", AGGLO_VERSION);
}

static void add(provenance *p, const char *name, const char *text, double number) {
    for (size_t i = 0; i < p->schema.attribute_count; i++)
        if (strcmp(p->attributes[i].name, name) == 0)
            return; /* the model has said it */
    p->attributes[p->schema.attribute_count++] =
        (schema_attribute){.name = name, .text = text, .number = number};
}

static void add_all(provenance *p, const scenario *sc, const char *command) {
    add(p, "title", sc->name, 0);
    add(p, "scenario", sc->resolved, 0);
    add(p, "identity", p->identity, 0);
    add(p, "seed", p->seed, 0);
    add(p, "replicates", NULL, sc->replicates);
    add(p, "model_version", MODEL_VERSION, 0);
    add(p, "agglo_version", p->version, 0);
    add(p, "compiler", PROVENANCE_COMPILER, 0);
    add(p, "libraries", p->libraries, 0);
    add(p, "command", command, 0);
    add(p, "uncertain_parameters", p->uncertain, 0);
}

agglo_status provenance_create(provenance *p, const schema *base, const scenario *sc,
                               const char *command, agglo_error *error) {
    *p = (provenance){.schema = *base};
    p->uncertain = provenance_uncertain();
    p->attributes = calloc(base->attribute_count + ADDED, sizeof *p->attributes);
    if (p->uncertain == NULL || p->attributes == NULL) {
        provenance_free(p);
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the result's attributes");
    }
    if (base->attribute_count > 0)
        memcpy(p->attributes, base->attributes, base->attribute_count * sizeof *p->attributes);
    p->schema.attributes = p->attributes;
    snprintf(p->seed, sizeof p->seed, "%" PRIu64, sc->seed);
    snprintf(p->identity, sizeof p->identity, "%016" PRIx64, sc->identity);
    snprintf(p->libraries, sizeof p->libraries, "GSL %s, HDF5 %s, cJSON %s, OpenMP %d",
             AGGLO_GSL_VERSION, AGGLO_HDF5_VERSION, AGGLO_CJSON_VERSION, _OPENMP);
    provenance_version(p->version, sizeof p->version);
    add_all(p, sc, command);
    return AGGLO_OK;
}

void provenance_free(provenance *p) {
    free(p->attributes);
    free(p->uncertain);
    *p = (provenance){0};
}
