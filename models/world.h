/* The world: all agents of one replicate at one time, and what the phases of a step hand to each
 * other. Created from a scenario, advanced by the phases (models/model.h), hashed and saved by its
 * tables. One world belongs to one caller; its loops may use several threads inside. */
#ifndef AGGLO_MODELS_WORLD_H
#define AGGLO_MODELS_WORLD_H

#include "models/agents/agents.h"
#include "models/identities.h"
#include "models/levers.h"
#include "models/neighbours.h"
#include "models/parameters.h"
#include "models/phases/contracts.h"
#include "models/scenario/scenario.h"
#include "sim/blocks.h"
#include "sim/random.h"
#include "sim/ranks.h"
#include "sim/schema.h"

/* What a random number is for: unique; word meanings stand where the block is drawn. */
typedef enum {
    DRAW_BIRTH,        /* once: size, capability, technology */
    DRAW_BIRTH_TYPE,   /* once: kind, licence, home base, choice of university */
    DRAW_FOUNDER,      /* once: founder capital, seed, university of a start-up */
    DRAW_FOUNDING,     /* once, by option: the needs a founding project chooses from */
    DRAW_PROJECT,      /* once: device class, type, origin */
    DRAW_PARTNER,      /* once: university, hospital */
    DRAW_STEP,         /* a firm's frequent numbers, see step_word */
    DRAW_ATTEMPT_KIND, /* by attempt: class, improvement */
    DRAW_OPTION,       /* by option: seed and need */
    DRAW_JUDGEMENT,    /* investors' noise */
    DRAW_STAGE,        /* once, by stage: pass or fail */
    DRAW_LAUNCH,       /* once: peak sales; heart after a failure; 3: who certifies */
    DRAW_MARKETS,      /* launches abroad */
    DRAW_DISASTER,     /* suppliers that a disaster closes */
    DRAW_YEAR,         /* by calendar year: its variance */
    DRAW_EXIT,         /* 1: founders, graduation; 2: sale */
    DRAW_TURN,         /* by event of a turn: the clock for what else may happen */
    DRAW_SPINOFF,      /* kind of spin-off */
    DRAW_ARRIVALS,     /* number of outside firms */
    DRAW_GUMBEL,  /* once: taste of an outside firm; 0: elsewhere, 1: by region, 2...: by group */
    DRAW_REGION,  /* by region: numbers of foundings and entries; 1: of software start-ups */
    DRAW_CAPITAL, /* by region: funds and support firms */
    DRAW_SEED_TAKEN, /* by spin-out: which seed */
    DRAW_FUND_SIZE,
    DRAW_UNIVERSITY, /* once: focus */
    DRAW_CAUSE,      /* by event of an agent: what is named as its cause; moves nothing else */
    DRAW_COUNT
} draw_purpose;
_Static_assert(DRAW_COUNT <= 256, "a purpose is eight bits");

/* One block a firm and step serves what nearly every firm needs in nearly every step: the words of
 * world->draws[i]. Rarer decisions draw blocks of their own. */
typedef enum {
    WORD_GROWTH,
    WORD_ATTEMPTS,
    WORD_TURN,  /* demography: whether anything happens to the firm, and what */
    WORD_PLACES /* procurement: whether any supply tie changes, and which */
} step_word;

typedef enum {
    EVENT_POLICY_START,
    EVENT_ANCHOR_ENTRY,
    EVENT_UNIVERSITY,
    EVENT_ENTRY,
    EVENT_INDUSTRY_ENTRY,
    EVENT_SPINOUT,
    EVENT_SPINOFF,
    EVENT_SUPPLIER_FOUNDING,
    EVENT_FELLOW_FOUNDING,
    EVENT_REFOUNDING,
    EVENT_PROJECT,
    EVENT_ROUND,
    EVENT_APPROVAL,
    EVENT_PROJECT_FAILED,
    EVENT_FAILED,
    EVENT_ACQUIRED,
    EVENT_FLOATED,
    EVENT_MOVED,
    EVENT_GRADUATION,
    EVENT_PROMOTION,
    EVENT_DEMOTION,
    EVENT_HOME_BASE,
    EVENT_LICENCE,
    EVENT_KIND,
    EVENT_FUND,
    EVENT_DEPARTURE, /* an exogenous event takes a firm away */
    EVENT_COUNT
} event_type;
extern const char *const event_names[EVENT_COUNT];

/* Sums over a block's or a region's firms and their projects. */
typedef struct {
    double by_kind[KIND_COUNT], anchors, anchor_demand, licensed;
    double employment, sales, exports; /* persons, M$/yr */
    double projects, clinical[CLASS_COUNT], prototypes, preclinical, small_prototypes;
} tally;

/* A region as observed at the start of a step: what every phase of the step reads. Derived. */
typedef struct {
    tally agents;
    double n, established, startups;
    /* research and service */
    double research_money;    /* M_r, M$/yr */
    double research;          /* with spill-over, in units of a mature hub */
    double transfer_strength; /* tau */
    double trial_places, v_clinical, clinic, v_prototype, v_preclinical;
    contracts contracts;
    double dry_powder;
    /* the five states and what follows from them */
    double I, A, H, E, V, T, K;
    double foundings_index, exits_index; /* su, ex */
    double founding_money;               /* f$ */
    double congestion, congestion_factor;
    double network, know;
    double pull, leaving; /* of better known neighbours; at what rate people follow it, 1/yr */
    /* options of an attempt (sum of the links' terms) and reach */
    double options_5, options_9, options_13, options_16, options_network, width;
} observation;

/* What demography has decided; the firm is made after the table is in its new order. */
typedef struct {
    uint64_t id, cause;
    int32_t region;
    uint8_t kind, event, link, source, licence, flags; /* source: see models/causes.h */
    uint8_t is_near;     /* technology near a local university instead of `technology` */
    uint8_t is_software; /* a start-up whose first device is software */
    float technology, experience, seed, capability;
    double size, demand; /* NAN demand: follows from size */
    int32_t birth;       /* step */
    float base_factor;
    uint16_t university;
} founding;

/* What happened to a firm or project in a parallel loop, to be applied in order. */
typedef struct {
    uint8_t type, link, source, device_class; /* source: see models/causes.h */
    uint8_t is_gone;                          /* the firm is no more */
    int32_t firm, region;
    uint64_t agent, cause;
    double amount;
    int32_t row; /* project, where there is one */
} happening;

typedef struct {
    founding *items;
    size_t count, capacity;
} founding_list;
typedef struct {
    happening *items;
    size_t count, capacity;
} happening_list;

/* A project to be: filled by matching and births, put into the table by projects_merge. */
typedef struct {
    uint64_t id, cause; /* cause: only where events are recorded */
    int32_t owner;
    float quality, seed, need;
    uint16_t university, hospital;
    uint8_t device_class, device_type, field, link, uses_seed;
} project_plan;

/* A product to be. */
typedef struct {
    uint64_t id;
    int32_t owner;
    float peak;
    uint8_t device_class, device_type, field;
} product_plan;
typedef struct {
    product_plan *items;
    size_t count, capacity;
} product_list;
typedef struct {
    project_plan *items;
    size_t count, capacity;
} plan_list;

/* In a merge of projects or products: how far the rows of all firms behind `owner` move. */
typedef struct {
    int32_t owner, by;
} owner_shift;
typedef struct {
    owner_shift *items;
    size_t count, capacity;
} shift_list;
/* A start-up that seeks a round (phases/finance.c). */
typedef struct {
    double score;
    int32_t firm;
    uint64_t id;
} seeker;
typedef struct {
    seeker *items;
    size_t count, capacity;
} seeker_list;
/* M$/yr offered to a firm, by the supplier's place. */
typedef struct {
    double to[PLACE_COUNT];
} order_offers;

/* Scratch of procurement: a row for each firm of the region at hand and, for what is by firm, one
 * before them for NOBODY. `wanted` is the start of the one allocation. */
typedef struct {
    double *wanted;               /* M$/yr: what the n-th customer looks for */
    double *share;                /* what all before the n-th look for, relative to all customers */
    order_offers *offered;        /* by firm */
    float *taken;                 /* by firm: part of these that it takes */
    int32_t *customer, *supplier; /* the n-th of the region */
    uint8_t *role;                /* by firm, without NOBODY */
    uint8_t *state;               /* by firm: of a place that has it as customer */
    size_t capacity;              /* rows */
} order_rows;
enum {
    ORDER_ROW_BYTES =
        2 * sizeof(double) + sizeof(order_offers) + sizeof(float) + 2 * sizeof(int32_t) + 2
};

/* One lane's gatherings in a parallel loop. */
typedef struct gathering {
    founding_list foundings;
    happening_list happenings;
    plan_list plans;
    product_list products;
    seeker_list seekers; /* of one region */
    order_rows orders;
    int32_t reviews[MARKET_COUNT]; /* class III-IV projects that entered review, by home market */
} gathering;

/* What the product market keeps from step to step (phases/products.c): scratch. */
typedef struct {
    double *sums;         /* by block of firms, disease field and market */
    double *profiles;     /* by step of launch, twice */
    size_t blocks, steps; /* for which there is room */
} market_scratch;

/* Which intervention has added how much to a lever of a region in this step: chains by region, only
 * kept where events are recorded (models/causes.h). */
typedef struct {
    int32_t order, next; /* index of the intervention; next of the region, or NOBODY */
    uint8_t lever;
    double amount;
} lever_part;
typedef struct {
    lever_part *items;
    size_t count, capacity;
    int32_t *first; /* by region */
} lever_parts;

/* Where the sections of the event log end: one for each list of events of a step, each in the order
 * of regions. Only kept where several processes share a world (exchange.h). */
typedef struct {
    size_t *ends;
    size_t count, capacity;
} event_sections;

/* What an intervention asks for in a step, M$/yr as booked, and how far it is cut. */
typedef struct {
    double fixed, variable, scale;
    int acts; /* 0: it cannot pay its fixed part */
} order_money;

/* A budget in a step, M$/yr: what is left after fixed parts, what is asked from that. */
typedef struct {
    double left, asked;
} shared_purse;

/* What a type of policy cost a region in this step and what of it arrived, M$. */
typedef struct {
    double cost, received;
} policy_account;

typedef struct world {
    const scenario *scenario;
    const parameters *p;
    random_key key;
    uint64_t id; /* parent of all arrivals from outside */
    int replicate, step, lanes;
    double step_years;
    double room; /* how many firms there may be */

    firms firms;
    projects projects;
    products products;
    universities universities;
    hospitals hospitals;
    funds funds;
    regions regions;
    agencies agencies;
    orders orders;
    flows flows;
    spendings spendings;

    /* derived, renewed whenever the tables change */
    int32_t *firm_first;    /* by region, region_count + 1 */
    int32_t *project_first; /* by firm, firms + 1 */
    int32_t *product_first;
    int32_t *university_first, *hospital_first, *fund_first; /* by region */
    blocks blocks;                                           /* of firms */
    tally *tallies;                                          /* by block */
    size_t tallies_capacity;
    neighbours neighbours;

    /* derived, renewed every step */
    observation *observed;
    levers *levers;
    lever_parts lever_parts;
    double *seeds_cumulative; /* region × BIN_COUNT */
    double *needs_cumulative; /* region × FIELD_COUNT */
    double *attraction;       /* scratch of arrivals: rates of outside firms' choices */
    size_t attraction_capacity;
    random_block *draws;      /* by firm: the words of this step */
    double *agency_wait;      /* W by market, yr */
    double *agency_speed;     /* by market: throughput relative to no policy */
    double *clinical_cost;    /* M$/yr by region: running clinical projects */
    double *match_paid;       /* M$ by region: public part of rounds */
    policy_account *accounts; /* by region and policy: of this step, booked by finance */
    double *gated_projects;   /* by region: running projects that pass a stage gate */
    double *merit;            /* by region, if a programme asks for it */
    order_money *money;       /* by intervention; null: none is limited */
    shared_purse *purses;     /* by budget */
    double *joint;            /* running projects by university */
    size_t joint_capacity;
    market_scratch market;
    size_t firm_capacity; /* of the arrays by firm above */
    gathering *lane;
    founding_list foundings; /* of the step, all regions */
    int32_t *births;         /* by region */
    uint8_t *gone;           /* by firm: closed in this step */
    int32_t *order, *remap;  /* scratch for reordering */
    size_t order_capacity;
    columns_plan moves; /* the last reordering's */
    shift_list shifts;
    int32_t *born; /* rows of the firms that the last renewal made room for */
    size_t born_capacity;
    schema_event_list events; /* since the recorder last took them */

    /* several processes (exchange.h) */
    ranks_group *ranks;     /* null: this process holds all agents */
    int own_first, own_end; /* regions whose agents are here */
    ranks_parts shared;     /* what was exchanged last */
    uint64_t *region_hash;  /* by region */
    double *region_sums;    /* by region, field and market: potentials to be exchanged */
    event_sections sections;
} world;

/* Creates the state at year 0. `lanes`: threads inside loops, 1 or more. The scenario must outlive
 * the world. */
AGGLO_MUST_USE
agglo_status world_create(const scenario *scenario, int replicate, int lanes, world **out,
                          agglo_error *error);
void world_free(world *world); /* takes null and half-built worlds */

/* The same for a world that is cut by region over processes, which all call this. `processes` may
 * be null; it must outlive the world. */
AGGLO_MUST_USE
agglo_status world_create_over(const scenario *scenario, int replicate, int lanes,
                               ranks_group *processes, world **out, agglo_error *error);

/* All tables that are state, for checkpoints and hashes: a null-terminated list. */
enum { WORLD_TABLES = 11 };
void world_tables(world *world, columns_table *tables[WORLD_TABLES]);

/* Hash of the whole state, step included; region by region, so that it does not depend on how the
 * world is cut over processes. Where it is cut, the others' regions must have been exchanged:
 * exchange_hashes. */
uint64_t world_hash(world *world);
void world_hash_regions(world *world); /* renews region_hash of own regions */

/* Renews everything that is derived from the tables' order; called after loading a checkpoint. */
AGGLO_MUST_USE
agglo_status world_index(world *world, agglo_error *error);

/* Checks what must always hold (sorted tables, valid references, finite and non-negative numbers);
 * the first breach is an internal error. For tests. */
AGGLO_MUST_USE
agglo_status world_check(world *world, agglo_error *error);

/* An input error if there are more than `most` of a kind ("firms"). Bounds lie far beyond any
 * cluster: world->room, a million and ten times the firms at the start, for what costs as much as a
 * firm. So a parameter of the wrong size ends with an error, and not with the memory of the machine
 * or in a step that takes for ever. */
AGGLO_MUST_USE
agglo_status world_check_room(const world *world, double count, double most, const char *kind,
                              agglo_error *error);

/* blocks_run over the regions whose agents are here; `body` gets region numbers. */
AGGLO_MUST_USE
agglo_status world_run_regions(world *world, blocks_body body, void *context, agglo_error *error);

/* Bytes held. */
size_t world_bytes(world *world);

/* ---- Small helpers used by the phases ---- */

static inline int world_regions(const world *w) {
    return w->scenario->region_count;
}
static inline int world_owns(const world *w, int r) {
    return r >= w->own_first && r < w->own_end;
}
static inline double world_time(const world *w) { /* years since the start */
    return w->step * w->step_years;
}
static inline double world_gain(const world *w, int link) {
    return w->scenario->gains[link - 1];
}
static inline double firm_age(const world *w, int32_t i) { /* yr */
    return (w->step - w->firms.birth[i]) * w->step_years;
}
static inline double firm_sales(const world *w, int32_t i) { /* M$/yr */
    return w->firms.base[i] + w->firms.product_revenue[i] + w->firms.procurement_revenue[i];
}
static inline int firm_is(const world *w, int32_t i, int flag) {
    return (w->firms.flags[i] & flag) != 0;
}
/* Distance on the technology circle, 0...0.5. */
static inline double circle_distance(double a, double b) {
    double d = a > b ? a - b : b - a;
    return d > 0.5 ? 1 - d : d;
}
/* Place on the circle, 0 <= place < 1. */
double circle_wrap(double place);
int circle_bin(double place);
float circle_store(double place); /* wrapped and rounded to a float that is still below 1 */

/* Adds to the event log, if the scenario wants one. */
AGGLO_MUST_USE
agglo_status world_log(world *world, const schema_event *event, agglo_error *error);

/* The same for an event that all processes know of: the first one logs it. */
AGGLO_MUST_USE
agglo_status world_log_common(world *world, const schema_event *event, agglo_error *error);

/* Ends a list of events that was logged in the order of regions. */
AGGLO_MUST_USE
agglo_status world_log_section(world *world, agglo_error *error);

#endif
