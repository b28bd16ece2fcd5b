/* Reads what a figure shows and decides which curve goes into which facet. Regions and elements of
 * several results are matched by name, so that results of different worlds can be compared. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/plot_private.h"

static size_t list_length(const char *const *list) {
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    return count;
}

static agglo_status fault(const char *file, agglo_error *error, const char *what, const char *got) {
    error_set(error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(error, file, 0, NULL);
    if (got != NULL)
        error_got(error, "'%s'", got);
    return AGGLO_ERROR_INPUT;
}

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
}

/* ---- Reading ---- */

static agglo_status check_dimensions(const char *file, const reader_variable *variable,
                                     agglo_error *error) {
    static const char *const expected[] = {"replicate", "time", "region"};
    int fits = variable->rank == 3 || variable->rank == 4;
    for (int d = 0; d < 3 && fits; d++)
        fits = strcmp(variable->dimension[d], expected[d]) == 0;
    for (int d = 0; d < variable->rank && fits; d++)
        fits = variable->shape[d] > 0;
    if (fits)
        return AGGLO_OK;
    fault(file, error, "a variable cannot be drawn against time", variable->name);
    error_expected(error, "a variable over replicate, time and region");
    return AGGLO_ERROR_INPUT;
}

/* "runs/four.h5" is "four". */
static void name_source(plot_source *s, const char *path, const char *label) {
    const char *slash = strrchr(path, '/');
    snprintf(s->label, sizeof s->label, "%s",
             label != NULL   ? label
             : slash != NULL ? slash + 1
                             : path);
    char *dot = label == NULL ? strstr(s->label, ".h5") : NULL;
    if (dot != NULL && dot > s->label)
        *dot = '\0';
}

/* A coordinate that need not be there: results of older programs have fewer. */
static void get_optional(reader *in, const char *name, size_t size, reader_coordinate *out) {
    if (reader_coordinate_get(in, name, out, NULL) != AGGLO_OK)
        *out = (reader_coordinate){0};
    else if (out->labels == NULL || out->size != size)
        reader_coordinate_free(out);
}

/* Coordinates of the fourth dimension: of the first result only. */
static agglo_status read_elements(reader *in, const reader_variable *v, plot_elements *out,
                                  agglo_error *error) {
    char name[96];
    agglo_status status = reader_coordinate_get(in, v->dimension[3], &out->labels, error);
    if (status != AGGLO_OK)
        return status;
    if (out->labels.size != v->shape[3])
        return error_set(error, AGGLO_ERROR_INPUT, "the coordinates of '%s' do not fit it",
                         v->name);
    snprintf(name, sizeof name, "%s_name", v->dimension[3]);
    get_optional(in, name, v->shape[3], &out->names);
    snprintf(name, sizeof name, "%s_unit", v->dimension[3]);
    get_optional(in, name, v->shape[3], &out->units);
    return AGGLO_OK;
}

static agglo_status read_source(plot_figure *f, size_t k, reader *in, agglo_error *error) {
    plot_source *s = &f->sources[k];
    const char *file = f->request->results[k];
    s->variables = calloc(f->variable_count, sizeof *s->variables);
    if (s->variables == NULL)
        return no_memory(error);
    agglo_status status = reader_variable_get(in, "time", &s->time, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(in, "region", &s->regions, error);
    if (status == AGGLO_OK)
        get_optional(in, "region_label", s->regions.size, &s->region_labels);
    for (size_t v = 0; v < f->variable_count && status == AGGLO_OK; v++) {
        reader_variable *variable = &s->variables[v];
        status = reader_variable_get(in, f->request->variables[v], variable, error);
        if (status == AGGLO_OK)
            status = check_dimensions(file, variable, error);
        if (status == AGGLO_OK && (s->time.rank != 1 || s->time.shape[0] != variable->shape[1] ||
                                   s->regions.size != variable->shape[2]))
            status =
                fault(file, error, "the coordinates of a variable do not fit it", variable->name);
        if (status == AGGLO_OK && variable->rank == 4 && k == 0)
            status = read_elements(in, variable, &f->elements[v], error);
    }
    return status;
}

static agglo_status read_sources(plot_figure *f, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    int has_label = f->request->labels != NULL;
    for (size_t k = 0; k < f->source_count && status == AGGLO_OK; k++) {
        reader *in = NULL;
        const char *file = f->request->results[k];
        has_label = has_label && f->request->labels[k] != NULL;
        name_source(&f->sources[k], file, has_label ? f->request->labels[k] : NULL);
        status = reader_open(file, f->request->accept_incomplete, &in, error);
        if (status == AGGLO_OK)
            status = read_source(f, k, in, error);
        reader_close(in);
    }
    return status;
}

/* The same variable in all results has the same meaning. */
static agglo_status check_units(const plot_figure *f, agglo_error *error) {
    for (size_t k = 1; k < f->source_count; k++)
        for (size_t v = 0; v < f->variable_count; v++) {
            const reader_variable *one = &f->sources[0].variables[v];
            const reader_variable *other = &f->sources[k].variables[v];
            if (strcmp(one->unit, other->unit) == 0 && one->rank == other->rank &&
                (one->rank == 3 || (strcmp(one->dimension[3], other->dimension[3]) == 0 &&
                                    one->shape[3] == other->shape[3])))
                continue;
            fault(f->request->results[k], error, "a variable is not the same in the results",
                  one->name);
            error_expected(error, "the unit [%s] and dimensions that %s has", one->unit,
                           f->request->results[0]);
            return AGGLO_ERROR_INPUT;
        }
    return AGGLO_OK;
}

/* ---- Regions and elements ---- */

static void coordinate_text(const reader_coordinate *c, size_t k, char *text, size_t size) {
    if (c->labels != NULL)
        snprintf(text, size, "%s", c->labels[k]);
    else
        snprintf(text, size, "%g", c->numbers[k]);
}

static void region_text(const plot_source *s, size_t r, char *text, size_t size) {
    if (s->region_labels.size > 0)
        snprintf(text, size, "%s", s->region_labels.labels[r]);
    else if (s->regions.labels != NULL)
        snprintf(text, size, "%s", s->regions.labels[r]);
    else
        snprintf(text, size, "region %g", s->regions.numbers[r]);
}

/* "3 seeds spin out": a number alone says little. */
static void element_text(const plot_elements *e, size_t k, char *text, size_t size) {
    coordinate_text(&e->labels, k, text, size);
    size_t used = strlen(text);
    if (e->names.size == 0 || used + 2 > size)
        return;
    snprintf(text + used, size - used, " %s", e->names.labels[k]);
    for (char *c = text + used; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
}

/* The place of a word among a coordinate's own, -1 if it is not there. */
static long find_word(const reader_coordinate *c, const char *word) {
    char text[PLOT_TEXT];
    for (size_t k = 0; k < c->size; k++) {
        coordinate_text(c, k, text, sizeof text);
        if (strcmp(text, word) == 0)
            return (long)k;
    }
    return -1;
}

/* Says what there is. */
static agglo_status unknown_word(const plot_figure *f, const reader_coordinate *c, const char *what,
                                 const char *word, agglo_error *error) {
    char list[240] = "", text[PLOT_TEXT];
    size_t used = 0;
    for (size_t k = 0; k < c->size; k++) {
        coordinate_text(c, k, text, sizeof text);
        if (used + strlen(text) + 8 > sizeof list) {
            snprintf(list + used, sizeof list - used, ", …");
            break;
        }
        used +=
            (size_t)snprintf(list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "", text);
    }
    fault(f->request->results[0], error, what, word);
    error_expected(error, "one of %s", list);
    return AGGLO_ERROR_INPUT;
}

/* The regions that are shown, by their places in the first result. */
typedef struct {
    size_t *items, count;
} region_list;

static agglo_status choose_regions(const plot_figure *f, region_list *out, agglo_error *error) {
    const plot_source *s = &f->sources[0];
    const char *const *wanted = f->request->regions;
    size_t listed = list_length(wanted);
    out->count = listed > 0 ? listed : s->regions.size;
    out->items = calloc(out->count + 1, sizeof *out->items);
    if (out->items == NULL)
        return no_memory(error);
    for (size_t k = 0; k < out->count; k++) {
        long found = listed > 0 ? find_word(&s->regions, wanted[k]) : (long)k;
        if (found < 0 && s->region_labels.size > 0)
            found = find_word(&s->region_labels, wanted[k]);
        if (found < 0)
            return unknown_word(f, &s->regions, "there is no such region", wanted[k], error);
        out->items[k] = (size_t)found;
    }
    return AGGLO_OK;
}

/* The place of a region of the first result in another; -1 if it is not there. */
static long find_region(const plot_figure *f, size_t source, size_t region) {
    char text[PLOT_TEXT];
    if (source == 0)
        return (long)region;
    coordinate_text(&f->sources[0].regions, region, text, sizeof text);
    return find_word(&f->sources[source].regions, text);
}

/* Its label, or its name where results that are compared call it differently. */
static void region_title(const plot_figure *f, size_t region, char *text, size_t size) {
    char other[PLOT_TEXT];
    region_text(&f->sources[0], region, text, size);
    for (size_t k = 1; k < f->source_count; k++) {
        long found = find_region(f, k, region);
        if (found < 0)
            continue;
        region_text(&f->sources[k], (size_t)found, other, sizeof other);
        if (strcmp(other, text) != 0) {
            coordinate_text(&f->sources[0].regions, region, text, size);
            return;
        }
    }
}

static int is_zero(const reader_variable *v, size_t region, size_t element) {
    size_t count = v->shape[0] * v->shape[1];
    for (size_t k = 0; k < count; k++) {
        double value = v->values[(k * v->shape[2] + region) * v->shape[3] + element];
        if (!isnan(value) && value != 0)
            return 0;
    }
    return 1;
}

static int is_zero_everywhere(const plot_figure *f, size_t v, const region_list *regions,
                              size_t element) {
    for (size_t k = 0; k < f->source_count; k++)
        for (size_t r = 0; r < regions->count; r++) {
            long region = find_region(f, k, regions->items[r]);
            if (region >= 0 && !is_zero(&f->sources[k].variables[v], (size_t)region, element))
                return 0;
        }
    return 1;
}

static agglo_status choose_listed(plot_figure *f, size_t v, agglo_error *error) {
    plot_elements *e = &f->elements[v];
    const char *const *wanted = f->request->elements;
    for (size_t k = 0; wanted[k] != NULL; k++) {
        long found = find_word(&e->labels, wanted[k]);
        if (found < 0 && e->names.size > 0)
            found = find_word(&e->names, wanted[k]);
        if (found < 0)
            return unknown_word(f, &e->labels, "there is no such element", wanted[k], error);
        e->shown[e->shown_count++] = (size_t)found;
    }
    return AGGLO_OK;
}

static agglo_status choose_elements(plot_figure *f, size_t v, const region_list *regions,
                                    agglo_error *error) {
    plot_elements *e = &f->elements[v];
    size_t count = e->labels.size, listed = list_length(f->request->elements);
    e->shown = calloc((count > listed ? count : listed) + 1, sizeof *e->shown);
    if (e->shown == NULL)
        return no_memory(error);
    if (count == 0) { /* no fourth dimension */
        e->shown_count = 1;
        return AGGLO_OK;
    }
    if (listed > 0)
        return choose_listed(f, v, error);
    for (size_t k = 0; k < count; k++)
        if (!is_zero_everywhere(f, v, regions, k))
            e->shown[e->shown_count++] = k;
    e->left_out = e->shown_count > 0 ? count - e->shown_count : 0;
    for (size_t k = 0; e->left_out == 0 && k < count; k++)
        e->shown[k] = k;
    if (e->left_out == 0)
        e->shown_count = count;
    return AGGLO_OK;
}

static int has_units(const plot_elements *e) {
    for (size_t k = 1; e->units.size > 0 && k < e->shown_count; k++)
        if (strcmp(e->units.labels[e->shown[k]], e->units.labels[e->shown[0]]) != 0)
            return 1;
    return 0;
}

/* ---- Facets ---- */

/* The number of a legend's entry, made if it is new. */
static agglo_status find_entry(plot_figure *f, const char *name, size_t *out, agglo_error *error) {
    for (*out = 0; *out < f->entry_count; ++*out)
        if (strcmp(f->entries[*out], name) == 0)
            return AGGLO_OK;
    void *grown = realloc(f->entries, (f->entry_count + 1) * sizeof *f->entries);
    if (grown == NULL)
        return no_memory(error);
    f->entries = grown;
    snprintf(f->entries[f->entry_count++], PLOT_TEXT, "%s", name);
    return AGGLO_OK;
}

static agglo_status add_curve(plot_figure *f, plot_panel *panel, plot_curve curve, const char *name,
                              agglo_error *error) {
    void *grown = realloc(panel->curves, (panel->curve_count + 1) * sizeof *panel->curves);
    if (grown == NULL)
        return no_memory(error);
    panel->curves = grown;
    agglo_status status = find_entry(f, name, &curve.entry, error);
    panel->curves[panel->curve_count++] = curve;
    return status;
}

/* What a facet and its curves are of; `by`: what its curves differ in. */
typedef struct {
    size_t variable, region, element; /* of the first result; those of `by` are not used */
    enum { CURVES_SOURCES, CURVES_ELEMENTS, CURVES_REGIONS } by;
    const region_list *regions;
} panel_plan;

static void append(char *text, const char *more) {
    size_t used = strlen(text);
    if (more[0] != '\0' && used + 4 < PLOT_TEXT)
        snprintf(text + used, PLOT_TEXT - used, "%s%.*s", used > 0 ? ", " : "",
                 (int)(PLOT_TEXT - used) - 3, more);
}

static void name_panel(plot_figure *f, const panel_plan *p, plot_panel *panel) {
    const plot_source *s = &f->sources[0];
    const reader_variable *v = &s->variables[p->variable];
    const plot_elements *e = &f->elements[p->variable];
    char text[PLOT_TEXT];
    if (p->by != CURVES_REGIONS) {
        int has_more = f->variable_count > 1 || (v->rank == 4 && p->by != CURVES_ELEMENTS);
        region_title(f, p->region, text, sizeof text);
        if (has_more && p->regions->count == 1)
            snprintf(f->place, sizeof f->place, "%s", text);
        else
            append(panel->title, text);
    }
    if (v->rank == 4 && p->by != CURVES_ELEMENTS) {
        element_text(e, p->element, text, sizeof text);
        append(panel->title, text);
    }
    size_t element = p->by == CURVES_ELEMENTS ? e->shown[0] : p->element;
    const char *unit = e->units.size > 0 ? e->units.labels[element] : v->unit;
    if (strcmp(unit, "1") == 0 || unit[0] == '\0')
        snprintf(panel->label, sizeof panel->label, "%s", v->name);
    else
        snprintf(panel->label, sizeof panel->label, "%s [%s]", v->name, unit);
}

/* A curve of each result that has the region. */
static agglo_status fill_sources(plot_figure *f, const panel_plan *p, plot_panel *panel,
                                 agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < f->source_count && status == AGGLO_OK; k++) {
        const plot_source *s = &f->sources[k];
        long found = find_region(f, k, p->region);
        if (found >= 0)
            status = add_curve(f, panel, (plot_curve){k, (size_t)found, p->element, 0},
                               f->source_count > 1 ? s->label : "median", error);
    }
    return status;
}

static agglo_status add_panel(plot_figure *f, const panel_plan *p, agglo_error *error) {
    if (f->panels_wanted++ >= PLOT_MOST_PANELS)
        return AGGLO_OK;
    plot_panel *panel = &f->panels[f->panel_count++];
    const plot_elements *e = &f->elements[p->variable];
    char text[PLOT_TEXT];
    agglo_status status = AGGLO_OK;
    panel->variable = p->variable;
    name_panel(f, p, panel);
    if (p->by == CURVES_SOURCES)
        return fill_sources(f, p, panel, error);
    size_t count = p->by == CURVES_ELEMENTS ? e->shown_count : p->regions->count;
    for (size_t k = 0; k < count && status == AGGLO_OK; k++) {
        plot_curve curve = {0, p->region, p->element, 0};
        if (p->by == CURVES_ELEMENTS) {
            curve.element = e->shown[k];
            element_text(e, curve.element, text, sizeof text);
        } else {
            curve.region = p->regions->items[k];
            region_title(f, curve.region, text, sizeof text);
        }
        status = add_curve(f, panel, curve, text, error);
    }
    return status;
}

/* One result: elements are curves of a facet for each region, or, where they have units of their
 * own, regions are curves of a facet for each element. Several results: they are the curves. */
static agglo_status plan_variable(plot_figure *f, size_t v, const region_list *regions,
                                  agglo_error *error) {
    const plot_elements *e = &f->elements[v];
    agglo_status status = AGGLO_OK;
    panel_plan p = {.variable = v, .regions = regions};
    int is_split = has_units(e);
    if (e->shown_count > 1 && f->source_count == 1)
        p.by = is_split && regions->count > 1 ? CURVES_REGIONS
               : is_split                     ? CURVES_SOURCES
                                              : CURVES_ELEMENTS;
    size_t across = p.by == CURVES_REGIONS ? 1 : regions->count;
    size_t down = p.by == CURVES_ELEMENTS ? 1 : e->shown_count;
    size_t row = across > 1 && down > 1 ? down : across * down;
    f->row = v == 0 || f->row == row ? row : 0;
    for (size_t r = 0; r < across; r++)
        for (size_t k = 0; k < down && status == AGGLO_OK; k++) {
            p.region = regions->items[r];
            p.element = e->shown[k];
            status = add_panel(f, &p, error);
        }
    return status;
}

/* ---- All ---- */

static int compare_widest(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static void choose_bands(plot_figure *f) {
    static const double standard[] = {90, 50};
    const plot_request *q = f->request;
    f->band_count = q->band_count == PLOT_BANDS_STANDARD ? 2 : q->band_count;
    memcpy(f->bands, q->band_count == PLOT_BANDS_STANDARD ? standard : q->bands,
           (size_t)f->band_count * sizeof *f->bands);
    qsort(f->bands, (size_t)f->band_count, sizeof *f->bands, compare_widest);
    f->replicates = 0;
    for (size_t k = 0; k < f->source_count; k++) {
        size_t n = f->sources[k].variables[0].shape[0];
        f->replicates = n > f->replicates ? n : f->replicates;
    }
    if (f->replicates == 1) /* nothing to spread */
        f->band_count = 0;
}

static agglo_status check_years(const plot_figure *f, agglo_error *error) {
    const double *wanted = f->request->years;
    for (size_t k = 0; k < f->source_count; k++) {
        const reader_variable *t = &f->sources[k].time;
        size_t shown = 0;
        for (size_t i = 0; i < t->shape[0]; i++)
            shown += !(t->values[i] < wanted[0]) && !(t->values[i] > wanted[1]);
        if (shown > 0)
            continue;
        fault(f->request->results[k], error, "there is nothing in the years that are asked for",
              NULL);
        error_expected(error, "years within %.10g to %.10g", t->values[0],
                       t->values[t->shape[0] - 1]);
        return AGGLO_ERROR_INPUT;
    }
    return AGGLO_OK;
}

agglo_status plot_data_read(const plot_request *request, plot_figure *f, agglo_error *error) {
    region_list regions = {0};
    *f = (plot_figure){.request = request,
                       .source_count = list_length(request->results),
                       .variable_count = list_length(request->variables)};
    if (f->source_count == 0 || f->variable_count == 0)
        return error_set(error, AGGLO_ERROR_USAGE, "nothing to draw");
    f->sources = calloc(f->source_count, sizeof *f->sources);
    f->elements = calloc(f->variable_count, sizeof *f->elements);
    agglo_status status = f->sources == NULL || f->elements == NULL ? no_memory(error) : AGGLO_OK;
    if (status == AGGLO_OK)
        status = read_sources(f, error);
    if (status == AGGLO_OK)
        status = check_units(f, error);
    if (status == AGGLO_OK)
        status = check_years(f, error);
    if (status == AGGLO_OK)
        status = choose_regions(f, &regions, error);
    for (size_t v = 0; v < f->variable_count && status == AGGLO_OK; v++) {
        status = choose_elements(f, v, &regions, error);
        if (status == AGGLO_OK)
            status = plan_variable(f, v, &regions, error);
    }
    free(regions.items);
    if (status == AGGLO_OK)
        choose_bands(f);
    return status;
}

void plot_data_free(plot_figure *f) {
    for (size_t k = 0; f->sources != NULL && k < f->source_count; k++) {
        plot_source *s = &f->sources[k];
        for (size_t v = 0; s->variables != NULL && v < f->variable_count; v++)
            reader_variable_free(&s->variables[v]);
        free(s->variables);
        reader_variable_free(&s->time);
        reader_coordinate_free(&s->regions);
        reader_coordinate_free(&s->region_labels);
    }
    for (size_t v = 0; f->elements != NULL && v < f->variable_count; v++) {
        reader_coordinate_free(&f->elements[v].labels);
        reader_coordinate_free(&f->elements[v].names);
        reader_coordinate_free(&f->elements[v].units);
        free(f->elements[v].shown);
    }
    for (size_t p = 0; p < f->panel_count; p++)
        free(f->panels[p].curves);
    free(f->sources);
    free(f->elements);
    free(f->entries);
    *f = (plot_figure){0};
}
