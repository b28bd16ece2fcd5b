/* The twin: a second implementation of one step of the model, slow and plain, that the engine is
 * held against. It is written from the science (models/README.md) with scalar doubles, loops over
 * all agents, libm's and GSL's functions: no tables of results, screens, bounds, batches or
 * vectors. What the science leaves open is taken over from the engine as a contract: which random
 * number decides what (draw_purpose and step_word in models/world.h), in which order agents of a
 * region are walked where a draw picks one of them, in which type a state variable is stored
 * (models/agents/agents.h; an f32 column is rounded whenever it is written), and the step's normal
 * numbers, which the engine interpolates (the twin takes the engine's after it has checked them
 * against GSL's). Of the engine it calls random numbers, identities and the list of policies, and
 * nothing else. In front of every step it takes over the engine's state, does the step alone, and
 * after each phase the two are compared: all events (but for their causes), agents, stocks, flows
 * and observations. A difference is told with step, phase, agent, field and both values. Where a
 * world comes from at year 0 is not compared. */
#ifndef AGGLO_TESTS_TWIN_TWIN_H
#define AGGLO_TESTS_TWIN_TWIN_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/world.h"

/* ---- agents: the fields of models/agents/agents.h as members of plain structs ---- */

#define TWIN_WIDTH_1
#define TWIN_WIDTH_4                                  [4]
#define TWIN_WIDTH_7                                  [7]
#define TWIN_WIDTH_8                                  [8]
#define TWIN_WIDTH_PLACE_COUNT                        [PLACE_COUNT]
#define TWIN_WIDTH_BIN_COUNT                          [BIN_COUNT]
#define TWIN_WIDTH_RECENT_STEPS                       [RECENT_STEPS]
#define TWIN_WIDTH_FLOW_LINKS                         [FLOW_LINKS]
#define TWIN_WIDTH_FLOW_POLICIES                      [FLOW_POLICIES]
#define TWIN_MEMBER(type, name, width, unit, meaning) column_c_##type name TWIN_WIDTH_##width;

/* Members that are no fields are the twin's own. `customer` and `owner` are places in twin.firms.
 */
typedef struct {
    FIRM_FIELDS(TWIN_MEMBER)
    int region, is_gone;
    int has_product, leading_stage, running; /* see twin_look_up */
} twin_firm;

typedef struct {
    PROJECT_FIELDS(TWIN_MEMBER)
    int uses_seed;
} twin_project;
typedef struct {
    PRODUCT_FIELDS(TWIN_MEMBER)
    int is_gone;
} twin_product;
typedef struct {
    UNIVERSITY_FIELDS(TWIN_MEMBER)
} twin_university;
typedef struct {
    HOSPITAL_FIELDS(TWIN_MEMBER)
} twin_hospital;
typedef struct {
    FUND_FIELDS(TWIN_MEMBER)
    int is_gone;
} twin_fund;
typedef struct {
    REGION_FIELDS(TWIN_MEMBER)
    double needs_seen[FIELD_COUNT]; /* needs as the step's searches see them: after science */
} twin_region;
typedef struct {
    AGENCY_FIELDS(TWIN_MEMBER)
    double wait, speed; /* W, yr; throughput relative to no policy */
} twin_agency;
typedef struct {
    ORDER_FIELDS(TWIN_MEMBER)
} twin_order;
typedef struct {
    double cost, received; /* M$ */
} twin_account;
typedef struct {
    FLOW_FIELDS(TWIN_MEMBER)
    twin_account booked[FLOW_POLICIES]; /* of the step, until finance books it */
} twin_flow;

/* A firm that is to be born. */
typedef struct {
    uint64_t id;
    int region, kind, event, link, licence, flags, birth, university;
    int is_near;     /* technology near a local university instead of `technology` */
    int is_software; /* its first device is software, of class III at most */
    double technology, experience, size;
    double capability, demand; /* NAN: by the rule */
    double base_factor;
} twin_newcomer;

typedef struct {
    uint64_t agent;
    int step, region, type, link;
} twin_event;

#define TWIN_LIST(type)                                                                            \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, room;                                                                        \
    }

typedef struct {
    const scenario *scenario;
    const parameters *p;
    random_key key;
    uint64_t outside; /* the world outside: parent of those who come from there */
    int step, region_count;
    double years, time; /* of a step; since the start */
    TWIN_LIST(twin_firm) firms;
    TWIN_LIST(twin_project) projects;
    TWIN_LIST(twin_product) products;
    TWIN_LIST(twin_university) universities;
    TWIN_LIST(twin_hospital) hospitals;
    TWIN_LIST(twin_fund) funds;
    TWIN_LIST(twin_order) orders; /* intervention × region */
    TWIN_LIST(twin_newcomer) newcomers;
    TWIN_LIST(twin_event) events;
    twin_region *regions;
    twin_flow *flows;
    levers *levers;
    observation *observed;
    twin_agency agencies[MARKET_COUNT];
} twin;

/* The fields that twin and engine have in common. */
typedef struct {
    const char *name;
    column_type type;
    unsigned width;
    size_t offset, size; /* in the struct; bytes of all its numbers */
} twin_field;
typedef struct {
    const char *name;
    const twin_field *fields;
    size_t count, stride; /* of fields; of structs */
} twin_table;
enum {
    TWIN_FIRMS,
    TWIN_PROJECTS,
    TWIN_PRODUCTS,
    TWIN_UNIVERSITIES,
    TWIN_HOSPITALS,
    TWIN_FUNDS,
    TWIN_REGIONS,
    TWIN_AGENCIES,
    TWIN_ORDERS,
    TWIN_FLOWS,
    TWIN_TABLES
};
extern const twin_table twin_tables[TWIN_TABLES];

/* ---- state (twin_state.c) ---- */

/* A twin in the engine's state; freed by twin_free, which takes null. */
twin *twin_create(const world *w);
void twin_free(twin *t);
void twin_take_state(twin *t, const world *w); /* events are emptied */

/* Room for one more item; the items may move. */
void *twin_more(void *items, size_t count, size_t *room, size_t size);
#define TWIN_ADD(list, item)                                                                       \
    ((list).items = twin_more((list).items, (list).count, &(list).room, sizeof *(list).items),     \
     (list).items[(list).count++] = (item))

void twin_note(twin *t, int type, int region, int link, uint64_t agent); /* an event */

/* Renews has_product, leading_stage (-1: none runs) and running of every firm. */
void twin_look_up(twin *t);

/* ---- small equations that many phases share (twin_basics.c) ---- */

double twin_L(double x);                           /* ln(1 + x) */
double twin_chance(double hazard, double years);   /* 1 - exp(-hazard years) */
double twin_nearness(const twin *t, int r, int s); /* of two regions: 1 in one place */
double twin_circle(double a, double b);            /* distance on the circle */
double twin_wrap(double place);                    /* onto the circle */
float twin_place(double place);                    /* the same, as it is stored */
int twin_bin(double place);
unsigned twin_poisson(double u, double mean); /* least k whose P(X <= k) reaches u */
double twin_lognormal(double u, double median, double sigma);
double twin_sum(const double *x, int count);
double twin_gain(const twin *t, int link);
double twin_sales(const twin_firm *f);
int twin_is(const twin_firm *f, int flag);
double twin_u(const twin *t, uint64_t agent, int step, int purpose, uint32_t index, int word);

/* A place drawn in proportion to weights of equal arcs; *bin: which arc. */
double twin_draw_place(const double *weight, int count, double u, int *bin);

/* Table time of a stage, yr, and running cost, M$/yr, of a device. */
double twin_stage_years(const twin *t, int device_class, int device_type, int stage);
double twin_running_cost(const twin *t, int device_class, int device_type, int stage);

/* What a new project is: class by kind, type, partners. */
int twin_class(const twin *t, int kind, double u);
void twin_set_type(const twin *t, int region, twin_project *k);
int twin_pick_university(const twin *t, int region, int bin, double u);
void twin_meet_partners(const twin *t, twin_firm *f, twin_project *k);

/* The step's normal number of a firm. */
double twin_normal(const twin *t, uint64_t firm);
double twin_year_spread(const twin *t, uint64_t firm);

/* A firm comes into the world, a start-up with its project. */
void twin_bear(twin *t, const twin_newcomer *n);

/* ---- phases ---- */

void twin_policy(twin *t);
void twin_observe(twin *t);
void twin_science(twin *t);
void twin_matching(twin *t);
void twin_finance(twin *t);
void twin_development(twin *t);
void twin_market(twin *t);
void twin_demography(twin *t);
void twin_reputation(twin *t);

/* Parts of phases in files of their own. */
void twin_products(twin *t);
void twin_procurement(twin *t);
void twin_growth(twin *t);
void twin_arrivals(twin *t);
void twin_turns(twin *t);

/* Firms that are marked as gone leave at once. */
void twin_close_marked(twin *t);

/* ---- comparison (twin_compare.c) ---- */

/* Compares two twins, the second of which is a copy of the engine; prints the first differences
 * and returns how many there are. `where` begins each line. */
size_t twin_compare(const twin *own, const twin *engine, const char *where);

/* How many numbers have been compared, and how many values differed from the engine's bits. */
typedef struct {
    size_t numbers, inexact;
} twin_tally;
extern twin_tally twin_compared;

#endif
