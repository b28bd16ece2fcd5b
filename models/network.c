#include "models/network.h"

#define NETWORK_ROW(...) COLUMNS_ROW(network, __VA_ARGS__)
static const column network_columns[] = {NETWORK_FIELDS(NETWORK_ROW)};
const columns_layout network_layout = COLUMNS_LAYOUT("network", network_columns);

static const char *const tie_names[TIE_KINDS] = {
    [TIE_SUPPLY] = "supply",
    [TIE_TRUST_UNIVERSITY] = "trust_university",
    [TIE_TRUST_HOSPITAL] = "trust_hospital",
    [TIE_PROJECT_UNIVERSITY] = "project_university",
    [TIE_PROJECT_HOSPITAL] = "project_hospital",
    [TIE_UNIVERSITY] = "university",
    [TIE_HOSPITAL] = "hospital",
};

const schema_codes network_codes[NETWORK_CODES] = {{"kind", tie_names, TIE_KINDS, 0}};

/* Where rows go that are taken. The first failure ends it. */
typedef struct {
    const world *w;
    network *table;
    int region;
    agglo_status status;
    agglo_error *error;
} taker;

static void add(taker *t, tie_kind kind, uint64_t from, uint64_t to, double weight) {
    network *n = t->table;
    size_t k = n->table.count;
    if (t->status == AGGLO_OK)
        t->status = columns_append(&n->table, 1, t->error);
    if (t->status != AGGLO_OK)
        return;
    n->step[k] = t->w->step;
    n->time[k] = (float)(t->w->scenario->start_year + world_time(t->w));
    n->region[k] = (int16_t)t->region;
    n->from[k] = from;
    n->to[k] = to;
    n->kind[k] = (uint8_t)kind;
    n->weight[k] = (float)weight;
}

static void take_sites(taker *t) {
    const world *w = t->w;
    uint64_t here = w->regions.id[t->region];
    const universities *u = &w->universities;
    for (int32_t k = w->university_first[t->region]; k < w->university_first[t->region + 1]; k++)
        add(t, TIE_UNIVERSITY, u->id[k], here, u->budget[k] + u->competitive[k]);
    const hospitals *h = &w->hospitals;
    for (int32_t k = w->hospital_first[t->region]; k < w->hospital_first[t->region + 1]; k++)
        add(t, TIE_HOSPITAL, h->id[k], here, h->beds[k]);
}

/* A customer may hold several of a supplier's places: one tie, told at the first of them. */
static void take_customers(taker *t, int32_t i) {
    const firms *f = &t->w->firms;
    const int32_t *customer = &f->customer[i * PLACE_COUNT];
    for (int k = 0; k < PLACE_COUNT; k++) {
        int places = 0, is_first = customer[k] != NOBODY;
        for (int other = 0; other < PLACE_COUNT; other++) {
            places += customer[other] == customer[k];
            is_first = is_first && !(other < k && customer[other] == customer[k]);
        }
        if (is_first)
            add(t, TIE_SUPPLY, f->id[i], f->id[t->w->firm_first[t->region] + customer[k]], places);
    }
}

/* The site that an ordinal of the region means. */
static uint64_t site_id(const taker *t, const uint64_t *id, const int32_t *first,
                        uint16_t ordinal) {
    return id[first[t->region] + ordinal];
}

static void take_trust(taker *t, int32_t i) {
    const world *w = t->w;
    const firms *f = &w->firms;
    if (f->university[i] != NO_PARTNER && f->trust_university[i] > 0)
        add(t, TIE_TRUST_UNIVERSITY, f->id[i],
            site_id(t, w->universities.id, w->university_first, f->university[i]),
            f->trust_university[i]);
    if (f->hospital[i] != NO_PARTNER && f->trust_hospital[i] > 0)
        add(t, TIE_TRUST_HOSPITAL, f->id[i],
            site_id(t, w->hospitals.id, w->hospital_first, f->hospital[i]), f->trust_hospital[i]);
}

/* Ties to the partners that `partner` names in a firm's running projects, one for each of them. */
static void take_partners(taker *t, tie_kind kind, int32_t i, const uint16_t *partner) {
    const world *w = t->w;
    const uint8_t *stage = w->projects.stage;
    int32_t first = w->project_first[i], end = w->project_first[i + 1];
    int is_university = kind == TIE_PROJECT_UNIVERSITY;
    const uint64_t *id = is_university ? w->universities.id : w->hospitals.id;
    const int32_t *sites = is_university ? w->university_first : w->hospital_first;
    for (int32_t j = first; j < end; j++) {
        int count = 0, is_first = partner[j] != NO_PARTNER && stage[j] != STAGE_ENDED;
        for (int32_t other = first; other < end && is_first; other++) {
            int is_same = partner[other] == partner[j] && stage[other] != STAGE_ENDED;
            count += is_same;
            is_first = !(is_same && other < j);
        }
        if (is_first)
            add(t, kind, w->firms.id[i], site_id(t, id, sites, partner[j]), count);
    }
}

agglo_status network_take(const world *w, network *table, agglo_error *error) {
    taker t = {.w = w, .table = table, .status = AGGLO_OK, .error = error};
    for (t.region = w->own_first; t.region < w->own_end; t.region++) {
        take_sites(&t);
        for (int32_t i = w->firm_first[t.region]; i < w->firm_first[t.region + 1]; i++) {
            take_customers(&t, i);
            take_trust(&t, i);
            take_partners(&t, TIE_PROJECT_UNIVERSITY, i, w->projects.university);
            take_partners(&t, TIE_PROJECT_HOSPITAL, i, w->projects.hospital);
        }
    }
    return t.status;
}
