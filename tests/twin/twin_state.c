/* The twin's state: taken over from the engine's world as it stands. */
#include "tests/twin/twin.h"

/* ---- columns to members ---- */

#define FIELD_OF(owner, type, name, width)                                                         \
    {#name, COLUMN_##type, width, offsetof(owner, name), sizeof(((owner *)0)->name)},
#define FIRM_FIELD(type, name, width, ...)       FIELD_OF(twin_firm, type, name, width)
#define PROJECT_FIELD(type, name, width, ...)    FIELD_OF(twin_project, type, name, width)
#define PRODUCT_FIELD(type, name, width, ...)    FIELD_OF(twin_product, type, name, width)
#define UNIVERSITY_FIELD(type, name, width, ...) FIELD_OF(twin_university, type, name, width)
#define HOSPITAL_FIELD(type, name, width, ...)   FIELD_OF(twin_hospital, type, name, width)
#define FUND_FIELD(type, name, width, ...)       FIELD_OF(twin_fund, type, name, width)
#define REGION_FIELD(type, name, width, ...)     FIELD_OF(twin_region, type, name, width)
#define AGENCY_FIELD(type, name, width, ...)     FIELD_OF(twin_agency, type, name, width)
#define ORDER_FIELD(type, name, width, ...)      FIELD_OF(twin_order, type, name, width)
#define FLOW_FIELD(type, name, width, ...)       FIELD_OF(twin_flow, type, name, width)

static const twin_field firm_fields[] = {FIRM_FIELDS(FIRM_FIELD)};
static const twin_field project_fields[] = {PROJECT_FIELDS(PROJECT_FIELD)};
static const twin_field product_fields[] = {PRODUCT_FIELDS(PRODUCT_FIELD)};
static const twin_field university_fields[] = {UNIVERSITY_FIELDS(UNIVERSITY_FIELD)};
static const twin_field hospital_fields[] = {HOSPITAL_FIELDS(HOSPITAL_FIELD)};
static const twin_field fund_fields[] = {FUND_FIELDS(FUND_FIELD)};
static const twin_field region_fields[] = {REGION_FIELDS(REGION_FIELD)};
static const twin_field agency_fields[] = {AGENCY_FIELDS(AGENCY_FIELD)};
static const twin_field order_fields[] = {ORDER_FIELDS(ORDER_FIELD)};
static const twin_field flow_fields[] = {FLOW_FIELDS(FLOW_FIELD)};

#define TABLE_OF(name, fields, owner)                                                              \
    { name, fields, sizeof(fields) / sizeof(fields)[0], sizeof(owner) }
const twin_table twin_tables[TWIN_TABLES] = {
    [TWIN_FIRMS] = TABLE_OF("firms", firm_fields, twin_firm),
    [TWIN_PROJECTS] = TABLE_OF("projects", project_fields, twin_project),
    [TWIN_PRODUCTS] = TABLE_OF("products", product_fields, twin_product),
    [TWIN_UNIVERSITIES] = TABLE_OF("universities", university_fields, twin_university),
    [TWIN_HOSPITALS] = TABLE_OF("hospitals", hospital_fields, twin_hospital),
    [TWIN_FUNDS] = TABLE_OF("funds", fund_fields, twin_fund),
    [TWIN_REGIONS] = TABLE_OF("regions", region_fields, twin_region),
    [TWIN_AGENCIES] = TABLE_OF("agencies", agency_fields, twin_agency),
    [TWIN_ORDERS] = TABLE_OF("orders", order_fields, twin_order),
    [TWIN_FLOWS] = TABLE_OF("flows", flow_fields, twin_flow),
};

/* Copies all rows of a table of the engine into structs, whose other members become zero. */
static void copy_rows(const columns_table *from, int number, void *items) {
    const twin_table *table = &twin_tables[number];
    assert_int_equal(from->layout->count, table->count);
    if (from->count > 0)
        memset(items, 0, from->count * table->stride);
    for (size_t c = 0; c < table->count; c++) {
        const twin_field *field = &table->fields[c];
        const char *data = columns_data(from, c);
        for (size_t i = 0; i < from->count; i++)
            memcpy((char *)items + i * table->stride + field->offset, data + i * field->size,
                   field->size);
    }
}

void *twin_more(void *items, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return items;
    *room = 2 * count + 64;
    items = realloc(items, *room * size);
    assert_non_null(items);
    return items;
}

#define TAKE_LIST(list, from, number)                                                              \
    do {                                                                                           \
        (list).count = (from)->count;                                                              \
        (list).items = twin_more((list).items, (list).count, &(list).room, sizeof *(list).items);  \
        copy_rows(from, number, (list).items);                                                     \
    } while (0)

/* Firms know their region by where they stand, and customers by their place in the region. */
static void place_firms(twin *t, const world *w) {
    for (int r = 0; r < t->region_count; r++)
        for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++) {
            twin_firm *f = &t->firms.items[i];
            f->region = r;
            for (int k = 0; k < PLACE_COUNT; k++)
                if (f->customer[k] != NOBODY)
                    f->customer[k] += w->firm_first[r];
        }
}

void twin_take_state(twin *t, const world *w) {
    size_t count = (size_t)t->region_count;
    t->step = w->step;
    t->time = w->step * t->years;
    TAKE_LIST(t->firms, &w->firms.table, TWIN_FIRMS);
    TAKE_LIST(t->projects, &w->projects.table, TWIN_PROJECTS);
    TAKE_LIST(t->products, &w->products.table, TWIN_PRODUCTS);
    TAKE_LIST(t->universities, &w->universities.table, TWIN_UNIVERSITIES);
    TAKE_LIST(t->hospitals, &w->hospitals.table, TWIN_HOSPITALS);
    TAKE_LIST(t->funds, &w->funds.table, TWIN_FUNDS);
    TAKE_LIST(t->orders, &w->orders.table, TWIN_ORDERS);
    copy_rows(&w->regions.table, TWIN_REGIONS, t->regions);
    copy_rows(&w->flows.table, TWIN_FLOWS, t->flows);
    copy_rows(&w->agencies.table, TWIN_AGENCIES, t->agencies);
    for (int m = 0; m < MARKET_COUNT; m++) {
        t->agencies[m].wait = w->agency_wait[m];
        t->agencies[m].speed = w->agency_speed[m];
    }
    memcpy(t->levers, w->levers, count * sizeof *t->levers);
    memcpy(t->observed, w->observed, count * sizeof *t->observed);
    place_firms(t, w);
    t->events.count = t->newcomers.count = 0;
    for (size_t k = 0; k < w->events.count; k++) {
        const schema_event *e = &w->events.items[k];
        TWIN_ADD(t->events, ((twin_event){e->agent, e->step, e->region, e->type, e->link}));
    }
}

twin *twin_create(const world *w) {
    twin *t = calloc(1, sizeof *t);
    assert_non_null(t);
    size_t count = (size_t)w->scenario->region_count;
    t->scenario = w->scenario;
    t->p = w->p;
    t->key = w->key;
    t->outside = w->id;
    t->region_count = w->scenario->region_count;
    t->years = w->scenario->step_months / 12.0;
    t->regions = calloc(count, sizeof *t->regions);
    t->flows = calloc(count, sizeof *t->flows);
    t->levers = calloc(count, sizeof *t->levers);
    t->observed = calloc(count, sizeof *t->observed);
    assert_true(t->regions && t->flows && t->levers && t->observed);
    twin_take_state(t, w);
    return t;
}

void twin_free(twin *t) {
    if (t == NULL)
        return;
    void *owned[] = {
        t->firms.items,     t->projects.items, t->products.items, t->universities.items,
        t->hospitals.items, t->funds.items,    t->orders.items,   t->newcomers.items,
        t->events.items,    t->regions,        t->flows,          t->levers,
        t->observed};
    for (size_t k = 0; k < sizeof owned / sizeof owned[0]; k++)
        free(owned[k]);
    free(t);
}

void twin_note(twin *t, int type, int region, int link, uint64_t agent) {
    TWIN_ADD(t->events, ((twin_event){agent, t->step, region, type, link}));
}

void twin_look_up(twin *t) {
    for (size_t i = 0; i < t->firms.count; i++) {
        t->firms.items[i].has_product = t->firms.items[i].running = 0;
        t->firms.items[i].leading_stage = NOBODY;
    }
    for (size_t k = 0; k < t->projects.count; k++) {
        const twin_project *p = &t->projects.items[k];
        twin_firm *f = &t->firms.items[p->owner];
        if (p->stage == STAGE_ENDED)
            continue;
        f->running++;
        f->leading_stage = p->stage > f->leading_stage ? p->stage : f->leading_stage;
    }
    for (size_t k = 0; k < t->products.count; k++)
        if (!t->products.items[k].is_gone)
            t->firms.items[t->products.items[k].owner].has_product = 1;
}
