/* Compares the twin with a copy of the engine. */
#include <stdio.h>

#include "tests/twin/twin.h"

enum { MOST_PRINTED = 12 };

typedef struct {
    const char *where;
    size_t differences;
} comparison;

twin_tally twin_compared;

static void differ(comparison *c, const char *what, const char *field, double own, double engine) {
    if (c->differences++ < MOST_PRINTED)
        print_error("%s: %s %s: twin %.17g, engine %.17g\n", c->where, what, field, own, engine);
}

/* ---- tolerances ---- */

/* Doubles may differ by 1e-12 of the larger of both and of what they are a difference of: `floor`,
 * where it is given. Twin and engine take the same sums in another order and other functions exp
 * and ln, some units in the 16th digit; a few hundred of them leave much room within 1e-12, and a
 * wrong factor is far beyond it. An f32 column is rounded from such a double, so that now and then
 * two doubles that are next to equal fall on two neighbouring floats: one unit in the last place.
 */
static const double relative = 1e-12, tiny = 1e-12;

/* What needs more room, and why. */
static const struct {
    const char *table, *field;
    double floor;
    int units; /* in the last place, for f32 */
} exceptions[] = {
    /* sums and products that the engine takes in f32, of up to three rounded numbers */
    {"firms", "demand", 0, 3},
    {"firms", "trust_university", 0, 2},
    {"firms", "trust_hospital", 0, 2},
    /* differences of numbers of this size */
    {"regions", "unmet_demand", 1, 0},
    {"regions", "purse_local", 1, 0},
    {"regions", "purse_pool", 1, 0},
    {"flows", "flux", 1e-3, 0},
    {"flows", "received", 1, 0},
    {"projects", "time_left", 1e-2, 0},
    {"observed", "congestion", 1, 0},
};

typedef struct {
    double floor;
    int units;
} tolerance;

static tolerance tolerance_of(const char *table, const char *field) {
    for (size_t k = 0; k < sizeof exceptions / sizeof exceptions[0]; k++)
        if (strcmp(exceptions[k].table, table) == 0 && strcmp(exceptions[k].field, field) == 0)
            return (tolerance){fmax(tiny, exceptions[k].floor), exceptions[k].units};
    return (tolerance){tiny, 1};
}

static int is_near(double a, double b, tolerance t) {
    return fabs(a - b) <= relative * fmax(t.floor, fmax(fabs(a), fabs(b)));
}

static int is_near_float(float a, float b, tolerance t) {
    float scale = fmaxf((float)t.floor, fmaxf(fabsf(a), fabsf(b)));
    return fabsf(a - b) <= (float)t.units * (nextafterf(scale, INFINITY) - scale);
}

/* ---- fields ---- */

static double number_of(column_type type, const void *place) {
    switch (type) {
    case COLUMN_f64:
        return *(const double *)place;
    case COLUMN_f32:
        return *(const float *)place;
    case COLUMN_u64:
        return (double)*(const uint64_t *)place;
    case COLUMN_i32:
        return *(const int32_t *)place;
    case COLUMN_i16:
        return *(const int16_t *)place;
    case COLUMN_u16:
        return *(const uint16_t *)place;
    case COLUMN_u8:
        return *(const uint8_t *)place;
    default:
        fail_msg("unknown type %d", type);
        return NAN;
    }
}

static int are_near(const twin_field *field, const void *a, const void *b, tolerance t) {
    if (field->type == COLUMN_f64)
        return is_near(*(const double *)a, *(const double *)b, t);
    if (field->type == COLUMN_f32)
        return is_near_float(*(const float *)a, *(const float *)b, t);
    return 0;
}

/* References lead to firms, which have the same identities in twin and engine. */
static int is_reference(const twin_field *field) {
    return strcmp(field->name, "customer") == 0 || strcmp(field->name, "owner") == 0;
}

static uint64_t referred(const twin *t, const void *place) {
    int32_t row = *(const int32_t *)place;
    return row == NOBODY ? 0 : t->firms.items[row].id;
}

/* A number as it is told; of a reference, the firm's identity, whose last digits are lost. */
static double shown(const twin *t, const twin_field *field, const void *place) {
    return is_reference(field) ? (double)referred(t, place) : number_of(field->type, place);
}

typedef struct {
    const twin *own, *engine;
    const twin_table *table;
    uint64_t agent;
} pair;

/* Numbers of a field that do not have the same bits. */
static void compare_numbers(comparison *c, const pair *p, const twin_field *f,
                            const char *const items[2]) {
    tolerance t = tolerance_of(p->table->name, f->name);
    char what[128];
    snprintf(what, sizeof what, "%s %016llx", p->table->name, (unsigned long long)p->agent);
    for (unsigned k = 0; k < f->width; k++) {
        size_t place = f->offset + k * (f->size / f->width);
        const char *x = items[0] + place, *y = items[1] + place;
        if (!is_reference(f) && memcmp(x, y, f->size / f->width) == 0)
            continue;
        twin_compared.inexact += !is_reference(f);
        if (is_reference(f) ? referred(p->own, x) != referred(p->engine, y) : !are_near(f, x, y, t))
            differ(c, what, f->name, shown(p->own, f, x), shown(p->engine, f, y));
    }
}

static void compare_items(comparison *c, const pair *p, const char *a, const char *b) {
    for (size_t n = 0; n < p->table->count; n++) {
        const twin_field *f = &p->table->fields[n];
        twin_compared.numbers += f->width;
        if (is_reference(f) || memcmp(a + f->offset, b + f->offset, f->size) != 0)
            compare_numbers(c, p, f, (const char *const[]){a, b});
    }
}

/* ---- lists of agents ---- */

typedef struct {
    uint64_t id;
    const void *item;
} entry;

typedef TWIN_LIST(entry) entry_list;

static int by_id(const void *left, const void *right) {
    const entry *a = left, *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

static void sort_entries(entry_list *list) {
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, by_id);
}

/* Agents that are there. Products that have stood for 16 years are not looked at: they no longer
 * act, and the engine takes them away in the course of the step. */
static entry_list entries_of(const twin *t, int table) {
    entry_list list = {0};
    double ends = 16 - 1e-9;
    if (table == TWIN_FIRMS)
        for (size_t i = 0; i < t->firms.count; i++)
            if (!t->firms.items[i].is_gone)
                TWIN_ADD(list, ((entry){t->firms.items[i].id, &t->firms.items[i]}));
    if (table == TWIN_PROJECTS)
        for (size_t i = 0; i < t->projects.count; i++)
            if (t->projects.items[i].stage != STAGE_ENDED)
                TWIN_ADD(list, ((entry){t->projects.items[i].id, &t->projects.items[i]}));
    if (table == TWIN_PRODUCTS)
        for (size_t i = 0; i < t->products.count; i++)
            if (!t->products.items[i].is_gone &&
                (t->step - t->products.items[i].approval) * t->years < ends)
                TWIN_ADD(list, ((entry){t->products.items[i].id, &t->products.items[i]}));
    if (table == TWIN_UNIVERSITIES)
        for (size_t i = 0; i < t->universities.count; i++)
            TWIN_ADD(list, ((entry){t->universities.items[i].id, &t->universities.items[i]}));
    if (table == TWIN_HOSPITALS)
        for (size_t i = 0; i < t->hospitals.count; i++)
            TWIN_ADD(list, ((entry){t->hospitals.items[i].id, &t->hospitals.items[i]}));
    if (table == TWIN_FUNDS)
        for (size_t i = 0; i < t->funds.count; i++)
            if (!t->funds.items[i].is_gone)
                TWIN_ADD(list, ((entry){t->funds.items[i].id, &t->funds.items[i]}));
    sort_entries(&list);
    return list;
}

static void compare_list(comparison *c, const twin *own, const twin *engine, int table) {
    entry_list a = entries_of(own, table), b = entries_of(engine, table);
    pair p = {own, engine, &twin_tables[table], 0};
    size_t i = 0, j = 0;
    if (a.count != b.count)
        differ(c, p.table->name, "number of agents", (double)a.count, (double)b.count);
    while (i < a.count || j < b.count) {
        uint64_t x = i < a.count ? a.items[i].id : UINT64_MAX;
        uint64_t y = j < b.count ? b.items[j].id : UINT64_MAX;
        char what[128];
        p.agent = x < y ? x : y;
        snprintf(what, sizeof what, "%s %016llx", p.table->name, (unsigned long long)p.agent);
        if (x == y)
            compare_items(c, &p, a.items[i].item, b.items[j].item);
        else
            differ(c, what, "is there", x<y, x> y);
        i += x <= y;
        j += y <= x;
    }
    free(a.items);
    free(b.items);
}

/* ---- rows that both have in the same order ---- */

static void compare_rows(comparison *c, int table, const void *a, const void *b, size_t count) {
    pair p = {.table = &twin_tables[table]};
    for (; p.agent < count; p.agent++)
        compare_items(c, &p, (const char *)a + p.agent * p.table->stride,
                      (const char *)b + p.agent * p.table->stride);
}

#define NAME_OF_LEVER(name, unit, meaning, links, parameters) #name,
static const char *const lever_names[] = {LEVERS(NAME_OF_LEVER)};

/* In the order of the struct. */
static const char *const observation_names[] = {"majors",
                                                "niches",
                                                "techs",
                                                "suppliers",
                                                "cdmos",
                                                "startups",
                                                "anchors",
                                                "anchor_demand",
                                                "licensed",
                                                "employment",
                                                "sales",
                                                "exports",
                                                "projects",
                                                "clinical I",
                                                "clinical II",
                                                "clinical III",
                                                "clinical IV",
                                                "prototypes",
                                                "preclinical",
                                                "small_prototypes",
                                                "n",
                                                "established",
                                                "startups",
                                                "research_money",
                                                "research",
                                                "transfer_strength",
                                                "trial_places",
                                                "v_clinical",
                                                "clinic",
                                                "v_prototype",
                                                "v_preclinical",
                                                "contracts for small firms",
                                                "contracts for large firms",
                                                "contracts for sales",
                                                "contracts for orders",
                                                "contracts for licences",
                                                "dry_powder",
                                                "I",
                                                "A",
                                                "H",
                                                "E",
                                                "V",
                                                "T",
                                                "K",
                                                "foundings_index",
                                                "exits_index",
                                                "founding_money",
                                                "congestion",
                                                "congestion_factor",
                                                "network",
                                                "know",
                                                "pull",
                                                "leaving",
                                                "options_5",
                                                "options_9",
                                                "options_13",
                                                "options_16",
                                                "options_network",
                                                "width"};
_Static_assert(sizeof lever_names / sizeof *lever_names == sizeof(levers) / sizeof(double),
               "every lever has its name");
_Static_assert(sizeof observation_names / sizeof *observation_names ==
                   sizeof(observation) / sizeof(double),
               "every observed number has its name");

/* Structs of `count` doubles. */
static void compare_doubles(comparison *c, const char *what, const char *const *names,
                            const double *const numbers[2], size_t count) {
    for (size_t k = 0; k < count; k++) {
        twin_compared.numbers++;
        twin_compared.inexact += numbers[0][k] != numbers[1][k];
        if (!is_near(numbers[0][k], numbers[1][k], tolerance_of("observed", names[k])))
            differ(c, what, names[k], numbers[0][k], numbers[1][k]);
    }
}

static void compare_derived(comparison *c, const twin *own, const twin *engine) {
    static const char *const agency_names[] = {"wait", "speed"};
    char what[64];
    for (int r = 0; r < own->region_count; r++) {
        snprintf(what, sizeof what, "region %d", r);
        compare_doubles(c, what, lever_names,
                        (const double *const[]){(const double *)&own->levers[r],
                                                (const double *)&engine->levers[r]},
                        sizeof(levers) / sizeof(double));
        compare_doubles(c, what, observation_names,
                        (const double *const[]){(const double *)&own->observed[r],
                                                (const double *)&engine->observed[r]},
                        sizeof(observation) / sizeof(double));
    }
    for (int m = 0; m < MARKET_COUNT; m++) {
        const double a[] = {own->agencies[m].wait, own->agencies[m].speed};
        const double b[] = {engine->agencies[m].wait, engine->agencies[m].speed};
        snprintf(what, sizeof what, "agency %d", m);
        compare_doubles(c, what, agency_names, (const double *const[]){a, b}, 2);
    }
}

/* ---- events ---- */

/* The link that an entry is told by is a matter of the cause ledger, not of the step. */
static int has_drawn_link(const twin_event *e) {
    return e->type == EVENT_ENTRY || e->type == EVENT_FUND;
}

static int by_event(const void *left, const void *right) {
    const twin_event *a = left, *b = right;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->region != b->region)
        return a->region < b->region ? -1 : 1;
    if (a->agent != b->agent)
        return a->agent < b->agent ? -1 : 1;
    return has_drawn_link(a) ? 0 : (a->link > b->link) - (a->link < b->link);
}

static twin_event *sorted_events(const twin *t) {
    twin_event *events = malloc((t->events.count + 1) * sizeof *events);
    assert_non_null(events);
    if (t->events.count > 0) {
        memcpy(events, t->events.items, t->events.count * sizeof *events);
        qsort(events, t->events.count, sizeof *events, by_event);
    }
    return events;
}

static void describe_event(comparison *c, const twin_event *e, int own, int engine) {
    char what[128];
    snprintf(what, sizeof what, "event %s of %016llx in region %d by link %d", event_names[e->type],
             (unsigned long long)e->agent, e->region, e->link);
    differ(c, what, "happened", own, engine);
}

static void compare_events(comparison *c, const twin *own, const twin *engine) {
    twin_event *a = sorted_events(own), *b = sorted_events(engine);
    size_t i = 0, j = 0;
    while (i < own->events.count || j < engine->events.count) {
        int order = i == own->events.count      ? 1
                    : j == engine->events.count ? -1
                                                : by_event(&a[i], &b[j]);
        if (order < 0)
            describe_event(c, &a[i], 1, 0);
        if (order > 0)
            describe_event(c, &b[j], 0, 1);
        i += order <= 0;
        j += order >= 0;
        twin_compared.numbers++;
    }
    free(a);
    free(b);
}

size_t twin_compare(const twin *own, const twin *engine, const char *where) {
    comparison c = {where, 0};
    size_t count = (size_t)own->region_count;
    compare_events(&c, own, engine);
    compare_derived(&c, own, engine);
    for (int table = TWIN_FIRMS; table <= TWIN_FUNDS; table++)
        compare_list(&c, own, engine, table);
    compare_rows(&c, TWIN_REGIONS, own->regions, engine->regions, count);
    compare_rows(&c, TWIN_FLOWS, own->flows, engine->flows, count);
    compare_rows(&c, TWIN_AGENCIES, own->agencies, engine->agencies, MARKET_COUNT);
    compare_rows(&c, TWIN_ORDERS, own->orders.items, engine->orders.items, own->orders.count);
    return c.differences;
}
