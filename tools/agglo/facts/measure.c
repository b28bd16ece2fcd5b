/* What the stylised facts measure in a result: from recorded variables, from the events, and from
 * snapshots of the firms. Rows of a table are taken one replicate at a time. */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/analysis/stylised.h"
#include "tools/agglo/facts/facts.h"

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the facts of a result");
}

static const char *const no_snapshots =
    "yearly snapshots of the firms (\"output\": {\"firms\": true})";
static const char *const no_events = "the event log (\"output\": {\"events\": true})";

/* ---- Recorded variables ---- */

/* Sum over the setting's regions and the records after the burn-in. */
static double sum_inside(const facts_file *f, const reader_variable *v, size_t replicate) {
    double sum = 0;
    for (size_t t = facts_file_first_record(f); t < f->records; t++)
        for (size_t r = 0; r < f->regions; r++)
            if (f->inside[r])
                sum += facts_file_value(v, replicate, t, r);
    return sum;
}

/* Adds weight times these sums, by replicate, to element k of the values. */
static agglo_status add_sums(facts_file *f, const char *name, double *sums, agglo_error *error) {
    reader_variable v;
    agglo_status status = facts_file_variable(f, name, &v, error);
    for (size_t i = 0; status == AGGLO_OK && v.values != NULL && i < f->replicates; i++)
        sums[i] += sum_inside(f, &v, i);
    reader_variable_free(&v);
    return status;
}

/* values[i * width + element] = sum of `above` variables over sum of `below` ones. */
static agglo_status ratio_of(facts_file *f, const char *const *above, const char *const *below,
                             double *values, size_t width, agglo_error *error) {
    double *sums = calloc(2 * f->replicates + 1, sizeof *sums);
    if (sums == NULL)
        return no_memory(error);
    agglo_status status = AGGLO_OK;
    for (; *above != NULL && status == AGGLO_OK; above++)
        status = add_sums(f, *above, sums, error);
    for (; *below != NULL && status == AGGLO_OK; below++)
        status = add_sums(f, *below, sums + f->replicates, error);
    for (size_t i = 0; i < f->replicates && f->missing[0] == '\0'; i++)
        if (sums[f->replicates + i] > 0)
            values[i * width] = sums[i] / sums[f->replicates + i];
    free(sums);
    return status;
}

static agglo_status measure_turnover(facts_file *f, double *values, agglo_error *error) {
    static const char *const in[] = {"foundings", "entries", "entries_other_industries", NULL};
    static const char *const out[] = {"closures", NULL}, *const firms[] = {"firms", NULL};
    agglo_status status = ratio_of(f, in, firms, values, 2, error);
    return status == AGGLO_OK ? ratio_of(f, out, firms, values + 1, 2, error) : status;
}
const facts_group facts_turnover_japan = {FACTS_JAPAN, 2, measure_turnover, NULL};
const facts_group facts_turnover_us = {FACTS_US, 2, measure_turnover, NULL};

/* ---- Snapshots: sizes and growth ---- */

typedef struct {
    uint64_t agent;
    int32_t step, birth;
    float size, sales;
    int16_t region;
    uint8_t kind;
} firm_row;

static int by_agent_and_step(const void *left, const void *right) {
    const firm_row *a = left, *b = right;
    if (a->agent != b->agent)
        return a->agent < b->agent ? -1 : 1;
    return (a->step > b->step) - (a->step < b->step);
}

/* Reads a column into the member of that name of all rows, unless something has failed before. */
#define READ_MEMBER(table, replicate, rows, count, member, type, status, error)                    \
    do {                                                                                           \
        column_c_##type *numbers_ =                                                                \
            status == AGGLO_OK ? malloc(((count) + 1) * sizeof *numbers_) : NULL;                  \
        if (status == AGGLO_OK && numbers_ == NULL)                                                \
            status = no_memory(error);                                                             \
        if (status == AGGLO_OK)                                                                    \
            status =                                                                               \
                result_table_column(table, #member, replicate, COLUMN_##type, numbers_, error);    \
        for (size_t i_ = 0; status == AGGLO_OK && i_ < (count); i_++)                              \
            (rows)[i_].member = numbers_[i_];                                                      \
        free(numbers_);                                                                            \
    } while (0)

/* All rows of a replicate at whole years, in the order of the file; freed by the caller. */
static agglo_status read_firms(const facts_file *f, size_t replicate, firm_row **out, size_t *count,
                               agglo_error *error) {
    result_table *t = f->snapshots;
    size_t n = result_table_rows(t, replicate), kept = 0;
    firm_row *rows = calloc(n + 1, sizeof *rows);
    agglo_status status = rows != NULL ? AGGLO_OK : no_memory(error);
    READ_MEMBER(t, replicate, rows, n, agent, u64, status, error);
    READ_MEMBER(t, replicate, rows, n, step, i32, status, error);
    READ_MEMBER(t, replicate, rows, n, birth, i32, status, error);
    READ_MEMBER(t, replicate, rows, n, size, f32, status, error);
    READ_MEMBER(t, replicate, rows, n, sales, f32, status, error);
    READ_MEMBER(t, replicate, rows, n, region, i16, status, error);
    READ_MEMBER(t, replicate, rows, n, kind, u8, status, error);
    int steps_per_year = (int)lround(1 / f->step_years);
    for (size_t i = 0; status == AGGLO_OK && i < n; i++) {
        int is_known = rows[i].region >= 0 && (size_t)rows[i].region < f->regions;
        if (rows[i].step % (steps_per_year > 0 ? steps_per_year : 1) == 0 && is_known)
            rows[kept++] = rows[i];
    }
    if (status != AGGLO_OK) {
        free(rows);
        rows = NULL;
    }
    *out = rows;
    *count = kept;
    return status;
}

typedef struct {
    facts_file *file;
    int startup;    /* the kind that is not established */
    firm_row *rows; /* of a replicate */
    size_t count;
    double *sizes, *growth; /* scratch of `count` numbers */
} firm_sample;

static int is_sampled(const firm_sample *s, const firm_row *row) {
    return row->kind != s->startup && s->file->inside[row->region] &&
           row->step >= facts_file_first_step(s->file) && row->size > 0;
}

/* Mean over the years; rows are in the order of the file, year by year. */
static double tail_of(firm_sample *s) {
    enum { LEAST = 30 };
    static const double share = 0.2;
    double sum = 0, years = 0;
    for (size_t i = 0; i < s->count;) {
        int step = s->rows[i].step;
        size_t n = 0;
        for (; i < s->count && s->rows[i].step == step; i++)
            if (is_sampled(s, &s->rows[i]))
                s->sizes[n++] = s->rows[i].size;
        double exponent = stylised_tail_exponent(s->sizes, n, share, LEAST);
        if (isfinite(exponent)) {
            sum += exponent;
            years++;
        }
    }
    return years > 0 ? sum / years : NAN;
}

/* Pairs of one year and the next; sorts the rows. */
static size_t find_growth(firm_sample *s) {
    static const double least_size = 5, least_age = 1;
    double step_years = s->file->step_years;
    size_t n = 0;
    qsort(s->rows, s->count, sizeof *s->rows, by_agent_and_step);
    for (size_t i = 0; i + 1 < s->count; i++) {
        const firm_row *now = &s->rows[i], *next = now + 1;
        double years = (next->step - now->step) * step_years;
        double age = (now->step - now->birth) * step_years;
        if (now->agent != next->agent || fabs(years - 1) > 1e-9 || now->size <= least_size ||
            age <= least_age || !is_sampled(s, now) || !is_sampled(s, next))
            continue;
        s->sizes[n] = now->size;
        s->growth[n++] = log((double)next->size / now->size);
    }
    return n;
}

static agglo_status measure_firms(firm_sample *s, double values[4], agglo_error *error) {
    enum { BINS = 10 };
    s->sizes = malloc((2 * s->count + 1) * sizeof *s->sizes);
    if (s->sizes == NULL)
        return no_memory(error);
    s->growth = s->sizes + s->count;
    values[0] = tail_of(s);
    size_t n = find_growth(s);
    if (n == 0)
        facts_file_miss(s->file, no_snapshots);
    values[3] = stylised_size_variance(s->sizes, s->growth, n, BINS);
    stylised_subbotin_fit fit = stylised_subbotin(s->growth, n);
    values[1] = fit.shape;
    values[2] = fit.gaussian_p;
    free(s->sizes);
    return AGGLO_OK;
}

static agglo_status measure_sizes(facts_file *f, double *values, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    if (f->snapshots == NULL) {
        facts_file_miss(f, no_snapshots);
        return AGGLO_OK;
    }
    int startup = result_table_code(f->snapshots, "kind", "startup");
    for (size_t i = 0; i < f->replicates && status == AGGLO_OK; i++) {
        firm_sample s = {.file = f, .startup = startup};
        status = read_firms(f, i, &s.rows, &s.count, error);
        if (status == AGGLO_OK)
            status = measure_firms(&s, values + 4 * i, error);
        free(s.rows);
    }
    return status;
}
const facts_group facts_sizes = {FACTS_ANY, 4, measure_sizes, NULL};

/* ---- Snapshots: production by region ---- */

enum { SPACE_WIDTH = 4 };

/* Adds a year's shares to the sums; `x` holds the production of every region of the file. */
static void add_shares(const facts_file *f, double *x, double sums[SPACE_WIDTH]) {
    static const size_t largest[SPACE_WIDTH - 1] = {1, 5, 10};
    size_t n = 0;
    for (size_t r = 0; r < f->regions; r++)
        if (f->inside[r])
            x[n++] = x[r];
    for (size_t k = 0; k < SPACE_WIDTH - 1; k++)
        sums[k] += stylised_share_of_largest(x, n, largest[k]);
    sums[SPACE_WIDTH - 1] += stylised_herfindahl(x, n);
}

/* Means over the years of shares in what device makers sell. */
static void find_shares(const facts_file *f, const firm_row *rows, size_t count, double *x,
                        double values[SPACE_WIDTH]) {
    int supplier = result_table_code(f->snapshots, "kind", "supplier");
    int cdmo = result_table_code(f->snapshots, "kind", "cdmo");
    double sums[SPACE_WIDTH] = {0}, years = 0;
    for (size_t i = 0; i < count;) {
        int step = rows[i].step;
        memset(x, 0, f->regions * sizeof *x);
        for (; i < count && rows[i].step == step; i++)
            if (rows[i].kind != supplier && rows[i].kind != cdmo)
                x[rows[i].region] += rows[i].sales;
        if (step < facts_file_first_step(f))
            continue;
        add_shares(f, x, sums);
        years++;
    }
    for (size_t k = 0; k < SPACE_WIDTH && years > 0; k++)
        values[k] = sums[k] / years;
}

static agglo_status measure_space(facts_file *f, double *values, agglo_error *error) {
    double *x = malloc((f->regions + 1) * sizeof *x);
    agglo_status status = x != NULL ? AGGLO_OK : no_memory(error);
    if (f->snapshots == NULL)
        facts_file_miss(f, no_snapshots);
    for (size_t i = 0; i < f->replicates && status == AGGLO_OK && f->snapshots != NULL; i++) {
        firm_row *rows;
        size_t count;
        status = read_firms(f, i, &rows, &count, error);
        if (status == AGGLO_OK)
            find_shares(f, rows, count, x, values + SPACE_WIDTH * i);
        free(rows);
    }
    free(x);
    return status;
}
const facts_group facts_space = {FACTS_SPACE, SPACE_WIDTH, measure_space, NULL};

/* ---- Events: lives of firms ---- */

enum { NEVER = -1 };
typedef struct {
    uint64_t agent;
    int32_t step;
    int16_t region;
    uint8_t type;
} event_row;

/* A firm founded in the setting's regions. Steps; NEVER: it has not happened. */
typedef struct {
    uint64_t agent;
    int32_t founded, closed, moved, left, seen; /* `left` its owners: sold or floated */
    int is_sold, is_spinout;
} life;

typedef struct {
    int spinout, spinoff, supplier, fellow, again; /* foundings */
    int failed, departed, acquired, floated, moved;
    int project, approval;
} event_codes;

static event_codes codes_of(result_table *t) {
    return (event_codes){.spinout = result_table_code(t, "type", "spinout"),
                         .spinoff = result_table_code(t, "type", "spinoff"),
                         .supplier = result_table_code(t, "type", "supplier_founding"),
                         .fellow = result_table_code(t, "type", "fellow_founding"),
                         .again = result_table_code(t, "type", "refounding"),
                         .failed = result_table_code(t, "type", "failed"),
                         .departed = result_table_code(t, "type", "departure"),
                         .acquired = result_table_code(t, "type", "acquired"),
                         .floated = result_table_code(t, "type", "floated"),
                         .moved = result_table_code(t, "type", "moved"),
                         .project = result_table_code(t, "type", "project"),
                         .approval = result_table_code(t, "type", "approval")};
}

static agglo_status read_events(const facts_file *f, size_t replicate, event_row **out,
                                size_t *count, agglo_error *error) {
    result_table *t = f->events;
    size_t n = result_table_rows(t, replicate);
    event_row *rows = calloc(n + 1, sizeof *rows);
    agglo_status status = rows != NULL ? AGGLO_OK : no_memory(error);
    READ_MEMBER(t, replicate, rows, n, agent, u64, status, error);
    READ_MEMBER(t, replicate, rows, n, step, i32, status, error);
    READ_MEMBER(t, replicate, rows, n, region, i16, status, error);
    READ_MEMBER(t, replicate, rows, n, type, u8, status, error);
    if (status != AGGLO_OK) {
        free(rows);
        rows = NULL;
    }
    *out = rows;
    *count = n;
    return status;
}

static int is_inside(const facts_file *f, int16_t region) {
    return region >= 0 && (size_t)region < f->regions && f->inside[region];
}

static int by_agent(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static int is_founding(const event_codes *c, int type) {
    return type == c->spinout || type == c->spinoff || type == c->supplier || type == c->fellow ||
           type == c->again;
}

static void note_end(const event_codes *c, const event_row *e, life *l) {
    if (e->type == c->failed || e->type == c->departed) {
        l->closed = e->step;
    } else if (e->type == c->moved) {
        l->closed = l->moved = e->step;
    } else if (e->type == c->acquired || e->type == c->floated) {
        l->left = e->step;
        l->is_sold = e->type == c->acquired;
    }
}

/* A firm that was sold and is in no later snapshot was closed by the sale. */
static agglo_status close_sold(const facts_file *f, size_t replicate, life *lives, size_t count,
                               agglo_error *error) {
    firm_row *rows;
    size_t n;
    agglo_status status = read_firms(f, replicate, &rows, &n, error);
    for (size_t i = 0; status == AGGLO_OK && i < n; i++) {
        life *l = bsearch(&rows[i].agent, lives, count, sizeof *lives, by_agent);
        if (l != NULL && rows[i].step > l->seen)
            l->seen = rows[i].step;
    }
    for (size_t i = 0; status == AGGLO_OK && i < count; i++)
        if (lives[i].is_sold && lives[i].closed == NEVER && lives[i].seen <= lives[i].left)
            lives[i].closed = lives[i].left;
    free(rows);
    return status;
}

/* The lives of firms founded in the setting's regions, by agent; freed by the caller. */
static agglo_status read_lives(const facts_file *f, size_t replicate, life **out, size_t *count,
                               agglo_error *error) {
    event_codes c = codes_of(f->events);
    event_row *events;
    size_t n;
    *out = NULL;
    *count = 0;
    agglo_status status = read_events(f, replicate, &events, &n, error);
    life *lives = status == AGGLO_OK ? calloc(n + 1, sizeof *lives) : NULL;
    if (status == AGGLO_OK && lives == NULL)
        status = no_memory(error);
    for (size_t i = 0; status == AGGLO_OK && i < n; i++)
        if (is_founding(&c, events[i].type) && is_inside(f, events[i].region))
            lives[(*count)++] = (life){.agent = events[i].agent,
                                       .founded = events[i].step,
                                       .closed = NEVER,
                                       .moved = NEVER,
                                       .left = NEVER,
                                       .seen = NEVER,
                                       .is_spinout = events[i].type == c.spinout};
    if (status == AGGLO_OK)
        qsort(lives, *count, sizeof *lives, by_agent);
    for (size_t i = 0; status == AGGLO_OK && i < n; i++) {
        life *l = bsearch(&events[i].agent, lives, *count, sizeof *lives, by_agent);
        if (l != NULL)
            note_end(&c, &events[i], l);
    }
    free(events);
    *out = lives;
    return status;
}

static void find_survival(const facts_file *f, const life *lives, size_t count, double *years,
                          uint8_t *has_ended, double values[5]) {
    enum { AGES = 4 };
    static const double ages[AGES] = {1, 3, 5, 10};
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (lives[i].founded < facts_file_first_step(f))
            continue;
        has_ended[n] = lives[i].closed != NEVER;
        int last = has_ended[n] ? lives[i].closed : f->steps;
        years[n++] = (last - lives[i].founded) * f->step_years;
    }
    stylised_survival(years, has_ended, n, ages, AGES, values);
    double early = -log(values[1]) / 3, late = -log(values[3] / values[1]) / 7;
    values[4] = early > 0 ? late / early : NAN;
}

static agglo_status measure_survival(facts_file *f, double *values, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    if (f->events == NULL)
        facts_file_miss(f, no_events);
    if (f->snapshots == NULL)
        facts_file_miss(f, no_snapshots);
    for (size_t i = 0; i < f->replicates && status == AGGLO_OK && f->missing[0] == '\0'; i++) {
        life *lives;
        size_t count;
        status = read_lives(f, i, &lives, &count, error);
        if (status == AGGLO_OK)
            status = close_sold(f, i, lives, count, error);
        double *years = malloc((count + 1) * sizeof *years);
        uint8_t *has_ended = malloc(count + 1);
        if (status == AGGLO_OK && (years == NULL || has_ended == NULL))
            status = no_memory(error);
        if (status == AGGLO_OK)
            find_survival(f, lives, count, years, has_ended, values + 5 * i);
        free(years);
        free(has_ended);
        free(lives);
    }
    return status;
}
const facts_group facts_survival = {FACTS_US, 5, measure_survival, NULL};

static const double watched_years = 10;

static double staying_of(const facts_file *f, const life *lives, size_t count) {
    double all = 0, staying = 0;
    int last = f->steps - (int)lround(watched_years / f->step_years);
    for (size_t i = 0; i < count; i++) {
        if (!lives[i].is_spinout || lives[i].founded < facts_file_first_step(f) ||
            lives[i].founded > last)
            continue;
        all++;
        staying += lives[i].moved == NEVER;
    }
    return all > 0 ? staying / all : NAN;
}

/* Of firms that left their owners' hands after the burn-in. */
static double exit_age_of(const facts_file *f, const life *lives, size_t count, double *ages) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (lives[i].left >= facts_file_first_step(f))
            ages[n++] = (lives[i].left - lives[i].founded) * f->step_years;
    gsl_sort(ages, 1, n);
    return n > 0 ? gsl_stats_median_from_sorted_data(ages, 1, n) : NAN;
}

/* Fills values[2 * i + 1] from the lives of each replicate. */
static agglo_status measure_lives(facts_file *f, int wants_age, double *values,
                                  agglo_error *error) {
    agglo_status status = AGGLO_OK;
    if (f->events == NULL)
        facts_file_miss(f, no_events);
    for (size_t i = 0; i < f->replicates && status == AGGLO_OK && f->events != NULL; i++) {
        life *lives;
        size_t count;
        status = read_lives(f, i, &lives, &count, error);
        double *ages = malloc((count + 1) * sizeof *ages);
        if (status == AGGLO_OK && ages == NULL)
            status = no_memory(error);
        if (status == AGGLO_OK)
            values[2 * i + 1] =
                wants_age ? exit_age_of(f, lives, count, ages) : staying_of(f, lives, count);
        free(ages);
        free(lives);
    }
    return status;
}

static agglo_status measure_spinouts(facts_file *f, double *values, agglo_error *error) {
    static const char *const spinouts[] = {"spinouts", NULL};
    static const char *const money[] = {"research_money", NULL};
    static const double million_per_billion = 1000;
    agglo_status status = ratio_of(f, spinouts, money, values, 2, error);
    for (size_t i = 0; i < f->replicates; i++)
        values[2 * i] *= million_per_billion;
    return status == AGGLO_OK ? measure_lives(f, 0, values, error) : status;
}
const facts_group facts_spinouts = {FACTS_US, 2, measure_spinouts, NULL};

static agglo_status measure_exits(facts_file *f, double *values, agglo_error *error) {
    static const char *const sold[] = {"exits_acquired", NULL};
    static const char *const all[] = {"exits_acquired", "exits_floated", NULL};
    agglo_status status = ratio_of(f, sold, all, values, 2, error);
    return status == AGGLO_OK ? measure_lives(f, 1, values, error) : status;
}
const facts_group facts_exits = {FACTS_US, 2, measure_exits, NULL};

/* ---- A programme's projects ---- */

typedef struct {
    facts_file *file;
    const double *grants; /* replicate × record × region */
    reader_variable approvals;
} programme;

static int is_paid(const programme *p, size_t replicate, size_t record, size_t region) {
    const facts_file *f = p->file;
    return f->inside[region] &&
           p->grants[(replicate * f->records + record) * f->regions + region] > 0;
}

static void find_classes(const programme *p, size_t replicate, double shares[4]) {
    const facts_file *f = p->file;
    double sums[4] = {0}, all = 0;
    for (size_t t = facts_file_first_record(f); t < f->records; t++)
        for (size_t r = 0; r < f->regions; r++)
            for (size_t k = 0; k < 4 && is_paid(p, replicate, t, r); k++) {
                size_t cell = (replicate * f->records + t) * f->regions + r;
                sums[k] += p->approvals.values[cell * 4 + k];
                all += p->approvals.values[cell * 4 + k];
            }
    for (size_t k = 0; k < 4 && all > 0; k++)
        shares[k] = sums[k] / all;
}

/* The share of projects begun under the programme that were launched by the end. */
static agglo_status find_yield(const programme *p, size_t replicate, double *share,
                               agglo_error *error) {
    const facts_file *f = p->file;
    event_codes c = codes_of(f->events);
    event_row *events;
    size_t n, begun = 0, launched = 0;
    agglo_status status = read_events(f, replicate, &events, &n, error);
    uint64_t *ids = status == AGGLO_OK ? malloc((n + 1) * sizeof *ids) : NULL;
    if (status == AGGLO_OK && ids == NULL)
        status = no_memory(error);
    int last = f->steps - (int)lround(watched_years / f->step_years);
    for (size_t i = 0; status == AGGLO_OK && i < n; i++)
        if (events[i].type == c.project && events[i].step >= facts_file_first_step(f) &&
            events[i].step <= last && is_inside(f, events[i].region) &&
            is_paid(p, replicate, facts_file_record_of(f, events[i].step),
                    (size_t)events[i].region))
            ids[begun++] = events[i].agent;
    if (status == AGGLO_OK)
        qsort(ids, begun, sizeof *ids, by_agent);
    for (size_t i = 0; status == AGGLO_OK && i < n; i++)
        launched += events[i].type == c.approval &&
                    bsearch(&events[i].agent, ids, begun, sizeof *ids, by_agent) != NULL;
    if (status == AGGLO_OK && begun > 0)
        *share = (double)launched / (double)begun;
    free(ids);
    free(events);
    return status;
}

static agglo_status measure_programme(facts_file *f, double *values, agglo_error *error) {
    double *grants;
    programme p = {.file = f};
    agglo_status status = facts_file_grants(f, &grants, error);
    p.grants = grants;
    if (status == AGGLO_OK)
        status = facts_file_variable(f, "approvals", &p.approvals, error);
    if (f->events == NULL)
        facts_file_miss(f, no_events);
    if (status == AGGLO_OK && p.approvals.values != NULL &&
        (p.approvals.rank != 4 || p.approvals.shape[3] != 4))
        facts_file_miss(f, "launches by device class");
    for (size_t i = 0; i < f->replicates && status == AGGLO_OK && f->missing[0] == '\0'; i++) {
        find_classes(&p, i, values + 5 * i + 1);
        status = find_yield(&p, i, values + 5 * i, error);
    }
    reader_variable_free(&p.approvals);
    free(grants);
    return status;
}
const facts_group facts_programme = {FACTS_PROGRAMME, 5, measure_programme, NULL};

/* ---- Two outcomes ---- */

static agglo_status measure_outcomes(facts_file *f, double *values, agglo_error *error) {
    reader_variable firms;
    agglo_status status = facts_file_variable(f, "firms", &firms, error);
    for (size_t i = 0; status == AGGLO_OK && i < f->replicates; i++)
        values[2 * i] = log(fmax(1, facts_file_value(&firms, i, f->records - 1, 0)));
    reader_variable_free(&firms);
    return status;
}

static void judge_outcomes(const double *values, size_t replicates, double *out) {
    out[0] = out[1] = NAN;
    double *x = malloc((replicates + 1) * sizeof *x);
    if (x == NULL)
        return;
    for (size_t i = 0; i < replicates; i++)
        x[i] = values[2 * i];
    stylised_modes modes = stylised_two_modes(x, replicates);
    out[0] = modes.distance;
    out[1] = modes.upper_share;
    free(x);
}
const facts_group facts_outcomes = {FACTS_MARGINAL, 2, measure_outcomes, judge_outcomes};
