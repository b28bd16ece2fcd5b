#include "tools/agglo/digest.h"

#include <stdlib.h>
#include <string.h>

#include "output/summary.h"

/* With more regions than this, only the last year is shown, one line per region. */
enum { REGIONS_IN_FULL = 4 };

typedef struct {
    const char *variable, *label;
    int decimals;
} measure;

static const measure measures[] = {
    {"firms", "firms", 0},
    {"startups", "start-ups", 0},
    {"approvals", "approvals/yr", 1},
    {"innovation", "I innovation", 2},
    {"agglomeration", "A agglomeration", 2},
    {"anchor_demand", "H anchor demand", 2},
    {"entrepreneurship", "E entrepreneurship", 2},
    {"reputation", "V reputation", 2},
};
enum { MEASURE_COUNT = sizeof measures / sizeof measures[0] };

static const schema_variable *find_variable(const schema *s, const char *name) {
    for (size_t i = 0; i < s->variable_count; i++)
        if (strcmp(s->variables[i].name, name) == 0)
            return &s->variables[i];
    return NULL;
}

agglo_status digest_create(digest *d, const schema *s, size_t replicates, agglo_error *error) {
    size_t records = s->dimensions[1].size;
    *d = (digest){.schema = s, .replicates = replicates, .regions = s->dimensions[2].size};
    d->picks = records < DIGEST_PICKS ? records : DIGEST_PICKS;
    for (size_t i = 0; i < d->picks; i++)
        d->record[i] = d->picks > 1 ? i * (records - 1) / (d->picks - 1) : 0;
    d->values = calloc(MEASURE_COUNT * d->picks * d->regions * replicates, sizeof *d->values);
    d->is_taken = calloc(replicates, 1);
    if (d->values == NULL || d->is_taken == NULL) {
        digest_free(d);
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the summary");
    }
    return AGGLO_OK;
}

void digest_free(digest *d) {
    free(d->values);
    free(d->is_taken);
    d->values = NULL;
    d->is_taken = NULL;
}

/* The values of all replicates. */
static double *cell(const digest *d, size_t m, size_t pick, size_t region) {
    return d->values + ((m * d->picks + pick) * d->regions + region) * d->replicates;
}

void digest_take(digest *d, size_t replicate, const double *rows) {
    for (size_t m = 0; m < MEASURE_COUNT; m++) {
        const schema_variable *v = find_variable(d->schema, measures[m].variable);
        for (size_t p = 0; v != NULL && p < d->picks; p++)
            for (size_t r = 0; r < d->regions; r++) {
                size_t row = d->record[p] * d->regions + r;
                const double *first = rows + row * d->schema->row_width + v->offset;
                double sum = 0;
                for (size_t k = 0; k < v->width; k++)
                    sum += first[k];
                cell(d, m, p, r)[replicate] = sum;
            }
    }
    d->is_taken[replicate] = 1;
}

typedef struct {
    size_t count;
    double low, median, high; /* 5, 50, 95 % */
} spread;

/* `scratch` has room for all replicates. */
static spread spread_of(const digest *d, const double *values, double *scratch) {
    spread s = {0};
    double quantiles[SUMMARY_COUNT];
    for (size_t i = 0; i < d->replicates; i++)
        if (d->is_taken[i])
            scratch[s.count++] = values[i];
    s.count = summary_quantiles(scratch, s.count, quantiles);
    s.low = quantiles[SUMMARY_LOW];
    s.median = quantiles[SUMMARY_MEDIAN];
    s.high = quantiles[SUMMARY_HIGH];
    return s;
}

static const char *region_name(const digest *d, size_t region) {
    const char *const *labels = d->schema->dimensions[2].labels;
    return labels != NULL ? labels[region] : "region";
}

static double pick_year(const digest *d, size_t pick) {
    const double *years = d->schema->dimensions[1].numbers;
    return years != NULL ? years[d->record[pick]] : (double)d->record[pick];
}

/* "152 (98-230)" */
static void format_spread(const spread *s, int decimals, char *text, size_t size) {
    if (s->count > 1)
        snprintf(text, size, "%.*f (%.*f-%.*f)", decimals, s->median, decimals, s->low, decimals,
                 s->high);
    else
        snprintf(text, size, "%.*f", decimals, s->median);
}

static void print_region(const digest *d, size_t region, FILE *out, double *scratch) {
    char text[96];
    fprintf(out, "\n%-20s", region_name(d, region));
    for (size_t p = 0; p < d->picks; p++)
        fprintf(out, " %18.0f", pick_year(d, p));
    fputc('\n', out);
    for (size_t m = 0; m < MEASURE_COUNT; m++) {
        if (find_variable(d->schema, measures[m].variable) == NULL)
            continue;
        fprintf(out, "  %-18s", measures[m].label);
        for (size_t p = 0; p < d->picks; p++) {
            spread s = spread_of(d, cell(d, m, p, region), scratch);
            format_spread(&s, measures[m].decimals, text, sizeof text);
            fprintf(out, " %18s", text);
        }
        fputc('\n', out);
    }
}

static void print_last_year(const digest *d, FILE *out, double *scratch) {
    size_t last = d->picks - 1;
    fprintf(out, "\n%-24s %18s %9s %12s %6s %6s %6s %6s %6s   (%.0f; medians)\n", "region", "firms",
            "start-ups", "approvals/yr", "I", "A", "H", "E", "V", pick_year(d, last));
    static const int widths[MEASURE_COUNT] = {18, 9, 12, 6, 6, 6, 6, 6};
    for (size_t r = 0; r < d->regions; r++) {
        fprintf(out, "%-24s", region_name(d, r));
        for (size_t m = 0; m < MEASURE_COUNT; m++) {
            char text[96];
            spread s = spread_of(d, cell(d, m, last, r), scratch);
            if (m > 0)
                s.count = 1; /* the median alone */
            format_spread(&s, measures[m].decimals, text, sizeof text);
            fprintf(out, " %*s", widths[m], text);
        }
        fputc('\n', out);
    }
}

static double *make_scratch(const digest *d, agglo_error *error) {
    double *scratch = malloc(d->replicates * sizeof *scratch);
    if (scratch == NULL)
        error_set(error, AGGLO_ERROR_MEMORY, "no memory for the summary");
    return scratch;
}

agglo_status digest_print(const digest *d, FILE *out, agglo_error *error) {
    double *scratch = make_scratch(d, error);
    if (scratch == NULL)
        return AGGLO_ERROR_MEMORY;
    if (d->regions > REGIONS_IN_FULL)
        print_last_year(d, out, scratch);
    else
        for (size_t r = 0; r < d->regions; r++)
            print_region(d, r, out, scratch);
    free(scratch);
    return AGGLO_OK;
}

static void json_spreads(const digest *d, size_t m, size_t region, json *j, double *scratch) {
    static const char *const names[] = {"median", "low", "high"};
    json_object(j, measures[m].variable);
    for (int k = 0; k < 3; k++) {
        json_array(j, names[k]);
        for (size_t p = 0; p < d->picks; p++) {
            spread s = spread_of(d, cell(d, m, p, region), scratch);
            json_number(j, NULL, k == 0 ? s.median : k == 1 ? s.low : s.high);
        }
        json_close(j);
    }
    json_close(j);
}

agglo_status digest_json(const digest *d, json *j, agglo_error *error) {
    double *scratch = make_scratch(d, error);
    if (scratch == NULL)
        return AGGLO_ERROR_MEMORY;
    json_array(j, "years");
    for (size_t p = 0; p < d->picks; p++)
        json_number(j, NULL, pick_year(d, p));
    json_close(j);
    json_object(j, "regions");
    for (size_t r = 0; r < d->regions; r++) {
        json_object(j, region_name(d, r));
        for (size_t m = 0; m < MEASURE_COUNT; m++)
            if (find_variable(d->schema, measures[m].variable) != NULL)
                json_spreads(d, m, r, j, scratch);
        json_close(j);
    }
    json_close(j);
    free(scratch);
    return AGGLO_OK;
}
