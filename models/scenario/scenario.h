/* A scenario: everything a run needs to know, as typed values. Read from JSON by scenario_load,
 * constant afterwards: all replicates and threads share one. */
#ifndef AGGLO_MODELS_SCENARIO_H
#define AGGLO_MODELS_SCENARIO_H

#include <stdint.h>

#include "models/parameters.h"
#include "sim/config.h"
#include "sim/params.h"
#include "sim/status.h"

/* ---- Tables of the world: scenario data with defaults (MODEL, DBJ14, METI23, EV) ---- */

typedef enum {
    KIND_MAJOR,    /* channel major: sells whole product ranges worldwide */
    KIND_NICHE,    /* niche top: world leader in a narrow device field */
    KIND_TECH,     /* technology niche: own devices, one technology */
    KIND_SUPPLIER, /* parts and processes for device makers */
    KIND_CDMO,     /* contract development and manufacturing organisation */
    KIND_STARTUP,
    KIND_COUNT
} firm_kind;

enum { CLASS_COUNT = 4, STAGE_COUNT = 6, FIELD_COUNT = 8, LINK_COUNT = 18 };
typedef enum {
    STAGE_CONCEPT,
    STAGE_PROTOTYPE,
    STAGE_PRECLINICAL,
    STAGE_CLINICAL,
    STAGE_REVIEW,
    STAGE_REIMBURSEMENT
} project_stage;
typedef enum {
    TYPE_DIAGNOSTIC,
    TYPE_EQUIPMENT,
    TYPE_DISPOSABLE,
    TYPE_SAMD,
    TYPE_COUNT
} device_kind;
enum {
    MARKET_JP,
    MARKET_US,
    MARKET_EU,
    MARKET_CN,
    MARKET_OTHER_ASIA,
    MARKET_OTHER_HIGH_INCOME,
    MARKET_REST,
    MARKET_COUNT
};

typedef struct {
    double export_share;           /* e: share of base sales that is outside demand, 0…1 */
    double rd_intensity;           /* rho: attempts relative to a plain device maker */
    double class_mix[CLASS_COUNT]; /* share of new projects by device class; sums to 1 */
} scenario_kind;

typedef struct {
    double stage_years[STAGE_COUNT];   /* nominal; 0: stage skipped */
    double cost;                       /* M$ in all */
    double cost_share[STAGE_COUNT];    /* of the stages; sums to 1 */
    double success;                    /* P: technical success of the whole way */
    double failure_share[STAGE_COUNT]; /* of log-failure by stage; sums to 1 */
    double market_factor;              /* CF: peak sales relative to class II… */
    double nominal_years;              /* realised time to market without delay */
    double knowledge;                  /* kappa: knowledge from a launch */
} scenario_class;

typedef struct {
    double share;       /* of new projects (disposable: the rest) */
    double peak_factor; /* TF */
    double ease;        /* of entering a market abroad against what is there, relative */
} scenario_type;

typedef struct {
    double share;  /* of the world market at year 0 */
    double growth; /* 1/yr */
    double ease;   /* of entering from abroad, relative */
    double income; /* per head, relative to the US at year 0 */
} scenario_market;

extern const char *const firm_kind_names[KIND_COUNT]; /* major niche tech supplier cdmo startup */
extern const char *const device_class_names[CLASS_COUNT]; /* I II III IV */
extern const char *const stage_names[STAGE_COUNT];
extern const char *const device_type_names[TYPE_COUNT]; /* diagnostic equipment disposable samd */
extern const char *const market_names[MARKET_COUNT];    /* by MARKET_... */
extern const char *const field_names[FIELD_COUNT]; /* cancer cardio metabolic ortho neuro infection
                                                      paediatric rare */

typedef struct {
    scenario_kind kinds[KIND_COUNT];
    scenario_class classes[CLASS_COUNT];
    scenario_type types[TYPE_COUNT];
    scenario_market markets[MARKET_COUNT];
    double burden[FIELD_COUNT];          /* of disease fields, sums to 1 */
    double dissatisfaction[FIELD_COUNT]; /* with today's treatment, relative: 1 is usual */
} scenario_world;

/* The weight of a disease field in what hospitals need: burden times dissatisfaction (METI23:
 * fields are chosen by satisfaction with treatment and by contribution of devices). */
static inline double scenario_need(const scenario_world *world, int f) {
    return world->burden[f] * world->dissatisfaction[f];
}

/* ---- Regions and their initial agents ---- */

/* `count` firms alike. NAN in a number means: the model's rule for the kind. */
typedef struct {
    firm_kind kind;
    int count;
    double size;       /* employees: the median */
    double size_sigma; /* log sd; 0: all have `size` exactly */
    double age;        /* yr */
    double licence;    /* 0…3 */
    double capability; /* 0…1 */
    double technology; /* place on the circle, 0…1 */
    int anchor, foreign, hq;
} scenario_firms;

typedef struct {
    int count;
    double budget;  /* M$/yr */
    double tau;     /* strength of technology transfer, relative */
    double focus;   /* place on the technology circle 0…1; NAN: drawn */
    double breadth; /* sd on the circle; NAN: science.breadth */
} scenario_universities;

typedef struct {
    int count;
    double beds;
    double openness; /* 0…1 */
} scenario_hospitals;

typedef struct {
    int count;
    double size; /* M$; NAN: finance.fund_size */
    double age;  /* yr of the first; the next ones are `age_spacing` older each */
    double age_spacing;
} scenario_funds;

typedef struct {
    char *name;  /* unique word */
    char *label; /* for people */
    double x_km, y_km;
    double population; /* M */
    int home_market;   /* index into markets */
    double reputation; /* V, 0…1 */
    double knowledge;  /* K */
    double support_firms, mentors;
    scenario_firms *firms;
    int firms_count;
    scenario_universities *universities;
    int universities_count;
    scenario_hospitals *hospitals;
    int hospitals_count;
    scenario_funds *funds;
    int funds_count;
} scenario_region;

/* ---- Interventions ---- */

struct policy;
enum { POLICY_MAX_PARAMS = 8 };

typedef struct {
    const struct policy *type;
    char *name;   /* unique in the scenario; default: the type (with #2, #3 … when repeated) */
    int *regions; /* indices, in the scenario's order */
    int region_count;
    int chosen;         /* grants: position in `regions` of the favoured one; -1: none */
    double from, until; /* years since the start; until may be INFINITY */
    double ramp_years;  /* size rises linearly over so many years, and falls before `until` */
    double values[POLICY_MAX_PARAMS]; /* the policy's own parameters; [0] is `size` */
    int when_index;                   /* scenario_index_names; -1: no condition */
    int when_region;
    double when_above, when_below; /* NAN: not given */
    double limit;                  /* M$/yr that it may cost; INFINITY: any */
    double total;                  /* M$ that it may cost in all; INFINITY: any */
    int budget;                    /* index of the budget that it draws on; -1: none */
} scenario_intervention;

/* Names a `when` may use: I A H E V (as observed at the start of the last step), n (firms). */
enum { INDEX_COUNT = 6 };
extern const char *const scenario_index_names[INDEX_COUNT];

/* Money that several interventions share. */
typedef struct {
    char *name;         /* unique word */
    double per_year;    /* M$/yr */
    double from, until; /* years since the start, as those of interventions */
} scenario_budget;

typedef struct scenario {
    char *name, *description, *source;
    double start_year; /* calendar year of year 0 */
    int years, step_months, steps, steps_per_year;
    scenario_world world;
    scenario_region *regions;
    int region_count;
    parameters parameters;
    double gains[LINK_COUNT]; /* g_k at [k-1]: 1 standard, 0 off */
    scenario_intervention *interventions;
    int intervention_count;
    scenario_budget *budgets;
    int budget_count;
    int replicates;
    uint64_t seed;
    int record_every_months;       /* a multiple of step_months; default 12 */
    int record_events;             /* write the event log */
    int record_firms;              /* write snapshots of all firms */
    int record_network;            /* and of the ties between agents; then record_firms is set */
    int record_firms_every_months; /* a multiple of step_months; default 12 */
    int compress;
    uint64_t identity; /* hash of the resolved text and the model's version */
    char *resolved;    /* canonical JSON */
} scenario;

/* Reads a document into a scenario. All faults go to `faults`; with errors *out is null. */
AGGLO_MUST_USE
agglo_status scenario_read(config_document *document, scenario **out, agglo_faults *faults);

/* A config_skip: yes for what does not change a run and is not part of its identity. */
int scenario_is_remark(const config_node *node, int depth);

/* Is its money limited, by itself or by a budget? */
int scenario_is_limited(const scenario_intervention *order);

/* Do two interventions of known types, in worlds of the same regions, do the same under the same
 * condition and within the same limits? Names, times and shared budgets do not matter. */
int scenario_same_order(const scenario_intervention *a, const scenario_intervention *b);

/* Parameters on which the effect of an intervention rests and that no data pin down: through its
 * levers and the links that they act through or that it names. Returns how many were found, at most
 * `most`. */
size_t scenario_uncertain(const scenario *scenario, const scenario_intervention *order,
                          const param *found[], size_t most);

/* Loads file, applies `assignments` ("path=value"), reads. */
AGGLO_MUST_USE
agglo_status scenario_load(const char *path, const char *const *assignments,
                           size_t assignment_count, scenario **out, agglo_faults *faults);
void scenario_free(scenario *scenario); /* takes null */

/* The JSON Schema (draft 2020-12) of the scenario language, from the same field tables that read
 * it; text freed by the caller, null if there is no memory. */
char *scenario_schema(void);

#endif
