/* The scenario's vocabulary and defaults: names, the tables of fields, the world as it is unless a
 * document says otherwise. What becomes of a document: read.c. */
#include "models/scenario/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/fields.h"

/* ---- Names ---- */

const char *const firm_kind_names[KIND_COUNT] = {"major",    "niche", "tech",
                                                 "supplier", "cdmo",  "startup"};
const char *const device_class_names[CLASS_COUNT] = {"I", "II", "III", "IV"};
const char *const stage_names[STAGE_COUNT] = {"concept",  "prototype", "preclinical",
                                              "clinical", "review",    "reimbursement"};
const char *const device_type_names[TYPE_COUNT] = {"diagnostic", "equipment", "disposable", "samd"};
const char *const market_names[MARKET_COUNT] = {[MARKET_JP] = "JP",
                                                [MARKET_US] = "US",
                                                [MARKET_EU] = "EU",
                                                [MARKET_CN] = "CN",
                                                [MARKET_OTHER_ASIA] = "other_asia",
                                                [MARKET_OTHER_HIGH_INCOME] = "other_high_income",
                                                [MARKET_REST] = "rest"};
const char *const field_names[FIELD_COUNT] = {"cancer", "cardio",    "metabolic",  "ortho",
                                              "neuro",  "infection", "paediatric", "rare"};
const char *const scenario_index_names[INDEX_COUNT] = {"I", "A", "H", "E", "V", "n"};

/* ---- Fields ---- */

/* What a row has to say, by type. `owner` is the struct that the value goes to. */
#define AT(owner, member) .offset = offsetof(owner, member)
#define NUMBER(owner, member, unit_, standard_, low_, high_, meaning_)                             \
    {                                                                                              \
        .name = #member, .type = FIELD_NUMBER, .unit = unit_, .standard = standard_, .low = low_,  \
        .high = high_, AT(owner, member), .meaning = meaning_                                      \
    }
#define REQUIRED_NUMBER(owner, member, unit_, low_, high_, meaning_)                               \
    {                                                                                              \
        .name = #member, .type = FIELD_NUMBER, .unit = unit_, .standard = NAN, .low = low_,        \
        .high = high_, .is_required = 1, AT(owner, member), .meaning = meaning_                    \
    }
#define NUMBERS(owner, member, count_, unit_, low_, high_, meaning_)                               \
    {                                                                                              \
        .name = #member, .type = FIELD_NUMBERS, .unit = unit_, .standard = NAN, .low = low_,       \
        .high = high_, .count = count_, AT(owner, member), .meaning = meaning_                     \
    }
#define COUNT(owner, low_, high_, meaning_)                                                        \
    {                                                                                              \
        .name = "count", .type = FIELD_INTEGER, .unit = "1", .standard = NAN, .low = low_,         \
        .high = high_, .is_required = 1, AT(owner, count), .meaning = meaning_                     \
    }
#define FLAG(owner, member, standard_, meaning_)                                                   \
    {                                                                                              \
        .name = #member, .type = FIELD_FLAG, .unit = "", .standard = standard_, .high = 1,         \
        AT(owner, member), .meaning = meaning_                                                     \
    }
#define TEXT(owner, member, meaning_)                                                              \
    {                                                                                              \
        .name = #member, .type = FIELD_TEXT, .unit = "", .standard = NAN, AT(owner, member),       \
        .meaning = meaning_                                                                        \
    }
#define OTHER(name_, required_, schema_, meaning_)                                                 \
    {                                                                                              \
        .name = name_, .type = FIELD_OTHER, .unit = "", .standard = NAN, .is_required = required_, \
        .schema = schema_, .meaning = meaning_                                                     \
    }

#define DEFINE_TABLE(table, rows, about)                                                           \
    const field_table fields_##table = {#table, rows, sizeof(rows) / sizeof(rows)[0], about}

#define LIST_OF(definition)                                                                        \
    "\"type\": [\"array\", \"null\"], \"items\": {\"$ref\": \"#/$defs/" definition "\"}"
#define OBJECT_OF FIELD_OBJECT_SCHEMA
static const field root_rows[] = {
    OTHER("extends", 0,
          "\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"type\": "
          "\"string\"}}]",
          "a scenario or several (merged from left to right) that this one changes; paths are "
          "relative to this file"),
    OTHER("$schema", 0, "", "for editors"),
    TEXT(scenario, name, "a short title"),
    TEXT(scenario, description, "what the scenario represents, what is known, what is assumed"),
    TEXT(scenario, source, "where its numbers come from"),
    OTHER("time", 1, OBJECT_OF("time"), "the years that are simulated"),
    OTHER("regions", 1, "\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/region\"}",
          "the regions with their initial agents"),
    OTHER("world", 0, OBJECT_OF("world"), "markets, disease fields, device and firm types"),
    OTHER("parameters", 0, OBJECT_OF("parameters"), "parameters of the model, by dotted name"),
    OTHER("links", 0, OBJECT_OF("links"), "gains of the causal links: 1 standard, 0 off"),
    OTHER("budgets", 0,
          "\"type\": [\"object\", \"null\"], \"additionalProperties\": {\"anyOf\": [{\"$ref\": "
          "\"#/$defs/money\"}, {\"$ref\": \"#/$defs/budget\"}]}, \"propertyNames\": "
          "{" FIELD_WORD_SCHEMA "}",
          "money that interventions share, by name: M$ a year, or an object"),
    OTHER("interventions", 0, LIST_OF("intervention") ", \"uniqueItems\": true",
          "policies and events; null: none, also of those that are extended"),
    {.name = "replicates",
     .type = FIELD_INTEGER,
     .unit = "1",
     .standard = 20,
     .low = 1,
     .high = 1000000,
     AT(scenario, replicates),
     .meaning = "how many independent runs"},
    OTHER("seed", 0, FIELD_SEED_SCHEMA, "of the random numbers; above 2^53 in quotes"),
    OTHER("output", 0, OBJECT_OF("output"), "what is recorded"),
};
DEFINE_TABLE(root, root_rows, "a scenario");

static const field time_rows[] = {
    {.name = "start",
     .type = FIELD_NUMBER,
     .unit = "1",
     .standard = NAN,
     .low = -10000,
     .high = 10000,
     .is_required = 1,
     AT(scenario, start_year),
     .meaning = "calendar year of year 0"},
    {.name = "years",
     .type = FIELD_INTEGER,
     .unit = "yr",
     .standard = NAN,
     .low = 1,
     .high = 10000,
     .is_required = 1,
     AT(scenario, years),
     .meaning = "length of the run"},
    {.name = "step_months",
     .type = FIELD_INTEGER,
     .unit = "month",
     .standard = 3,
     .low = 1,
     .high = 12,
     .schema = "\"not\": {\"enum\": [5, 7, 8, 9, 10, 11]}",
     AT(scenario, step_months),
     .meaning = "length of a step: 1, 2, 3, 4, 6 or 12 (6 and 12 are coarse)"},
};
DEFINE_TABLE(time, time_rows, "the years that are simulated");

static const field output_rows[] = {
    {.name = "every_months",
     .type = FIELD_INTEGER,
     .unit = "month",
     .standard = 12,
     .low = 1,
     .high = 120000,
     AT(scenario, record_every_months),
     .meaning = "time between records; a multiple of step_months"},
    {.name = "events",
     .type = FIELD_FLAG,
     .unit = "",
     .standard = 1,
     .high = 1,
     AT(scenario, record_events),
     .meaning = "write the event log"},
    {.name = "firms",
     .type = FIELD_FLAG,
     .unit = "",
     .standard = 0,
     .high = 1,
     AT(scenario, record_firms),
     .meaning = "write snapshots: every firm at some dates"},
    {.name = "firms_every_months",
     .type = FIELD_INTEGER,
     .unit = "month",
     .standard = 12,
     .low = 1,
     .high = 120000,
     AT(scenario, record_firms_every_months),
     .meaning = "time between snapshots; a multiple of step_months"},
    {.name = "network",
     .type = FIELD_FLAG,
     .unit = "",
     .standard = 0,
     .high = 1,
     AT(scenario, record_network),
     .meaning = "write snapshots and with them the ties of firms, research sites and hospitals"},
    FLAG(scenario, compress, 0, "compress the result file"),
};
DEFINE_TABLE(output, output_rows, "what is recorded; does not change the run");

static const field world_rows[] = {
    OTHER("markets", 0, "", "the world's markets, by name"),
    OTHER("fields", 0, "", "burden of the disease fields, by name; sums to 1"),
    OTHER("dissatisfaction", 0, "",
          "with today's treatment, by disease field; needs follow burden times dissatisfaction"),
    OTHER("device_classes", 0, "", "device classes I to IV"),
    OTHER("device_types", 0, "", "device types, by name"),
    OTHER("firm_kinds", 0, "", "kinds of firms, by name"),
};
DEFINE_TABLE(world, world_rows, "tables of the world; what is not given keeps its default");

static const field region_rows[] = {
    OTHER("name", 1, "\"type\": \"string\", \"not\": {\"const\": \"all\"}, " FIELD_WORD_SCHEMA,
          "a unique word; identity of the region: random numbers follow from it"),
    TEXT(scenario_region, label, "name for people; default: the name"),
    NUMBER(scenario_region, x_km, "km", 0, -1e5, 1e5, "position"),
    NUMBER(scenario_region, y_km, "km", 0, -1e5, 1e5, "position"),
    REQUIRED_NUMBER(scenario_region, population, "M", 1e-3, 5000, "inhabitants in millions"),
    {.name = "home_market",
     .type = FIELD_CHOICE,
     .unit = "",
     .standard = NAN,
     .is_required = 1,
     .count = MARKET_COUNT,
     .choices = market_names,
     AT(scenario_region, home_market),
     .meaning = "the market whose agency reviews the region's devices"},
    NUMBER(scenario_region, reputation, "1", 0, 0, 1, "established reputation V"),
    NUMBER(scenario_region, knowledge, "K", 0, 0, 1e6, "stock of knowledge K"),
    NUMBER(scenario_region, support_firms, "firms", 0, 0, 1e6, "firms that serve start-ups"),
    NUMBER(scenario_region, mentors, "persons", 0, 0, 1e6, "experienced founders who advise"),
    OTHER("firms", 0, LIST_OF("firms"), "initial firms"),
    OTHER("universities", 0, LIST_OF("universities"), "universities and public research sites"),
    OTHER("hospitals", 0, LIST_OF("hospitals"), "hospitals that take part in development"),
    OTHER("funds", 0, LIST_OF("funds"), "venture funds"),
    OTHER("comment", 0, "", "ignored"),
};
DEFINE_TABLE(region, region_rows, "a region with its initial agents");

static const field firms_rows[] = {
    {.name = "kind",
     .type = FIELD_CHOICE,
     .unit = "",
     .standard = NAN,
     .is_required = 1,
     .count = KIND_STARTUP, /* start-ups are born in the run */
     .choices = firm_kind_names,
     AT(scenario_firms, kind),
     .meaning = "major: channel major, niche: niche top, tech: technology niche, supplier, cdmo"},
    COUNT(scenario_firms, 0, 1000000, "how many alike"),
    NUMBER(scenario_firms, size, "persons", NAN, 1.5, 100000,
           "median of employees; default: supplier 25, tech 30, needed for other kinds"),
    NUMBER(scenario_firms, size_sigma, "1", 1, 0, 3,
           "standard deviation of the logarithm of size; 0: all alike"),
    NUMBER(scenario_firms, age, "yr", NAN, 0, 500, "default: majors 50, others 20"),
    NUMBER(scenario_firms, licence, "1", NAN, 0, 3,
           "0 prototypes, 1 parts, 2 manufacturing, 3 marketing authorisation; default: suppliers "
           "60, 25, 12, 3 % of them, others 3"),
    NUMBER(scenario_firms, capability, "1", NAN, 0, 1,
           "default: majors 0.8, others uniform in 0.3 to 0.9"),
    NUMBER(scenario_firms, technology, "1", NAN, 0, 1,
           "place on the technology circle; default: near a university of the region"),
    FLAG(scenario_firms, anchor, 0, "brings large outside demand"),
    FLAG(scenario_firms, foreign, 0, "owned abroad"),
    FLAG(scenario_firms, hq, 1, "has its headquarters here"),
};
DEFINE_TABLE(firms, firms_rows, "initial firms that are alike");

static const field universities_rows[] = {
    COUNT(scenario_universities, 0, 10000, "how many alike"),
    REQUIRED_NUMBER(scenario_universities, budget, "M$/yr", 0, 1e5, "medtech research of each"),
    NUMBER(scenario_universities, tau, "1", 1, 0, 10, "strength of technology transfer, relative"),
    NUMBER(scenario_universities, focus, "1", NAN, 0, 1,
           "place on the technology circle; default: drawn"),
    NUMBER(scenario_universities, breadth, "1", NAN, 0.01, 1,
           "spread on the technology circle; default: science.breadth"),
};
DEFINE_TABLE(universities, universities_rows, "universities or public research sites");

static const field hospitals_rows[] = {
    COUNT(scenario_hospitals, 0, 10000, "how many alike"),
    REQUIRED_NUMBER(scenario_hospitals, beds, "beds", 1, 1e5, "beds of each"),
    NUMBER(scenario_hospitals, openness, "1", 0.5, 0, 1, "openness to engineers"),
};
DEFINE_TABLE(hospitals, hospitals_rows, "hospitals that are alike");

static const field funds_rows[] = {
    COUNT(scenario_funds, 0, 10000, "how many alike"),
    NUMBER(scenario_funds, size, "M$", NAN, 0.1, 1e5, "capital; default: finance.fund_size"),
    NUMBER(scenario_funds, age, "yr", 0, 0, 10, "of the first"),
    NUMBER(scenario_funds, age_spacing, "yr", 0, 0, 10, "by which each next one is older"),
};
DEFINE_TABLE(funds, funds_rows, "venture funds");

static const field kind_rows[] = {
    NUMBER(scenario_kind, export_share, "1", NAN, 0, 1,
           "share of base sales that is outside demand"),
    NUMBER(scenario_kind, rd_intensity, "1", NAN, 0, 100,
           "attempts at projects relative to a plain device maker"),
    NUMBERS(scenario_kind, class_mix, CLASS_COUNT, "1", 0, 1,
            "share of new projects by device class; sums to 1"),
};
DEFINE_TABLE(kind, kind_rows, "a kind of firms");

static const field class_rows[] = {
    {.name = "stage_years",
     .type = FIELD_NUMBERS,
     .unit = "yr",
     .standard = NAN,
     .high = 50,
     .count = STAGE_COUNT,
     .schema = "\"prefixItems\": [{\"not\": {\"const\": 0}}]",
     AT(scenario_class, stage_years),
     .meaning = "nominal length of concept, prototype, preclinical, clinical, review, "
                "reimbursement; 0: skipped"},
    NUMBER(scenario_class, cost, "M$", NAN, 1e-3, 1e5, "of all stages"),
    NUMBERS(scenario_class, cost_share, STAGE_COUNT, "1", 0, 1, "of the stages; sums to 1"),
    NUMBER(scenario_class, success, "1", NAN, 1e-9, 1, "technical success of the whole way"),
    NUMBERS(scenario_class, failure_share, STAGE_COUNT, "1", 0, 1,
            "of the logarithm of failure by stage; sums to 1"),
    NUMBER(scenario_class, market_factor, "1", NAN, 0, 1000, "peak sales relative to class II"),
    NUMBER(scenario_class, nominal_years, "yr", NAN, 0, 100, "time to market without delay"),
    NUMBER(scenario_class, knowledge, "K", NAN, 0, 1000, "knowledge that a launch adds"),
};
DEFINE_TABLE(class, class_rows, "a device class");

static const field type_rows[] = {
    NUMBER(scenario_type, share, "1", NAN, 0, 1, "of new projects; disposable is the rest"),
    NUMBER(scenario_type, peak_factor, "1", NAN, 0, 1000, "peak sales, relative"),
    NUMBER(scenario_type, ease, "1", NAN, 0, 100,
           "of launches abroad against what customers have: low where installed equipment stays, "
           "high where devices are added easily"),
};
DEFINE_TABLE(type, type_rows, "a device type");

static const field market_rows[] = {
    NUMBER(scenario_market, share, "1", NAN, 0, 1, "of the world market at year 0"),
    NUMBER(scenario_market, growth, "1/yr", NAN, -0.5, 1, "real growth"),
    NUMBER(scenario_market, ease, "1", NAN, 0, 100, "of entering from abroad, relative"),
    NUMBER(
        scenario_market, income, "1", NAN, 0, 100,
        "per head at year 0, relative to the US: the stage of development; it grows as the market "
        "does, relative to that of the US"),
};
DEFINE_TABLE(market, market_rows, "a market");

static const field intervention_rows[] = {
    OTHER("type", 1, "", "the policy or event"),
    OTHER("name", 0, "\"type\": \"string\", " FIELD_WORD_SCHEMA,
          "unique in the scenario; default: the type"),
    OTHER("region", 1,
          "\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"type\": "
          "\"string\"}, \"minItems\": 1, \"uniqueItems\": true}]",
          "a region's name, a list of names, or \"all\""),
    NUMBER(scenario_intervention, from, "yr", 0, 0, 10000, "begin, in years since the start"),
    NUMBER(scenario_intervention, until, "yr", INFINITY, 0, INFINITY,
           "end (not included), in years since the start; default: never"),
    NUMBER(scenario_intervention, ramp_years, "yr", 0, 0, 10000,
           "time in which size rises after the begin, and falls before the end"),
    NUMBER(scenario_intervention, limit, "M$/yr", INFINITY, 0, INFINITY,
           "what it may cost in a year: its size is cut to that; default: any"),
    NUMBER(scenario_intervention, total, "M$", INFINITY, 0, INFINITY,
           "what it may cost in all: then it ends; default: any"),
    OTHER("budget", 0, "\"type\": \"string\"", "name of a budget that it shares with others"),
    OTHER("when", 0, OBJECT_OF("when"), "begin only once an index has passed a level"),
    OTHER("comment", 0, "", "ignored"),
};
DEFINE_TABLE(intervention, intervention_rows, "a policy or event");

static const field budget_rows[] = {
    REQUIRED_NUMBER(scenario_budget, per_year, "M$/yr", 0, INFINITY,
                    "public cost that all interventions which name it may have together"),
    NUMBER(scenario_budget, from, "yr", 0, 0, 10000, "begin, in years since the start"),
    NUMBER(scenario_budget, until, "yr", INFINITY, 0, INFINITY,
           "end (not included), in years since the start; default: never"),
};
DEFINE_TABLE(budget, budget_rows, "money that interventions share");

static const field when_rows[] = {
    {.name = "index",
     .type = FIELD_CHOICE,
     .unit = "",
     .standard = NAN,
     .is_required = 1,
     .count = INDEX_COUNT,
     .choices = scenario_index_names,
     AT(scenario_intervention, when_index),
     .meaning = "I innovation, A agglomeration, H anchor demand, E entrepreneurship, V reputation, "
                "n firms"},
    OTHER("region", 0, "\"type\": \"string\"", "whose index; default: the intervention's first"),
    {.name = "above",
     .type = FIELD_NUMBER,
     .unit = "1",
     .standard = NAN,
     .high = 1e9,
     AT(scenario_intervention, when_above),
     .meaning = "begin once the index is above this"},
    {.name = "below",
     .type = FIELD_NUMBER,
     .unit = "1",
     .standard = NAN,
     .high = 1e9,
     AT(scenario_intervention, when_below),
     .meaning = "begin once the index is below this"},
};
DEFINE_TABLE(when, when_rows, "a condition that must have come true once");

/* ---- Defaults ---- */

/* The world unless a scenario says otherwise. Market shares: METI23 (world market of 2019); their
 * growth and ease, burden of and dissatisfaction by disease field, times, costs and kinds are
 * assumptions: times lie below realised ones because capacity and money slow stages, costs below
 * the US figures of Makower 2010 and Sertkaya 2022. */
static const scenario_world standard_world = {
    .kinds =
        {
            [KIND_MAJOR] = {0.80, 1.5, {0.05, 0.27, 0.40, 0.28}},
            [KIND_NICHE] = {0.70, 1.3, {0.06, 0.28, 0.40, 0.26}},
            [KIND_TECH] = {0.50, 1.0, {0.15, 0.35, 0.36, 0.14}},
            [KIND_SUPPLIER] = {0.12, 0.3, {0.35, 0.45, 0.17, 0.03}},
            [KIND_CDMO] = {0.25, 0.5, {0.30, 0.45, 0.22, 0.03}},
            [KIND_STARTUP] = {0.70, 4.0, {0.04, 0.30, 0.40, 0.26}},
        },
    .classes =
        {
            {.stage_years = {0.12, 0.20, 0.12, 0, 0.08, 0.08},
             .cost = 0.5,
             .cost_share = {0.10, 0.40, 0.30, 0, 0.15, 0.05},
             .success = 0.75,
             .failure_share = {0.20, 0.40, 0.25, 0, 0.15, 0},
             .market_factor = 0.35,
             .nominal_years = 1,
             .knowledge = 0.5},
            {.stage_years = {0.18, 0.38, 0.32, 0, 0.45, 0.25},
             .cost = 5,
             .cost_share = {0.05, 0.35, 0.35, 0, 0.20, 0.05},
             .success = 0.60,
             .failure_share = {0.20, 0.40, 0.25, 0, 0.15, 0},
             .market_factor = 1,
             .nominal_years = 2.5,
             .knowledge = 1},
            {.stage_years = {0.25, 0.42, 0.45, 0.65, 0.60, 0.30},
             .cost = 25,
             .cost_share = {0.03, 0.15, 0.20, 0.50, 0.10, 0.02},
             .success = 0.35,
             .failure_share = {0.12, 0.20, 0.25, 0.33, 0.10, 0},
             .market_factor = 3,
             .nominal_years = 4.5,
             .knowledge = 2},
            {.stage_years = {0.35, 0.55, 0.60, 1.15, 0.70, 0.40},
             .cost = 60,
             .cost_share = {0.02, 0.12, 0.18, 0.60, 0.06, 0.02},
             .success = 0.20,
             .failure_share = {0.12, 0.20, 0.25, 0.33, 0.10, 0},
             .market_factor = 6,
             .nominal_years = 6,
             .knowledge = 4},
        },
    .types =
        {
            [TYPE_DIAGNOSTIC] = {0.30, 1, 1},
            [TYPE_EQUIPMENT] = {0.20, 1.3, 1},
            [TYPE_DISPOSABLE] = {0.33, 1.2, 1},
            [TYPE_SAMD] = {0.17, 0.7, 1},
        },
    .markets = {{0.070, 0.02, 0.7, 0.65},
                {0.433, 0.04, 1, 1},
                {0.250, 0.035, 1.6, 0.7},
                {0.069, 0.08, 0.7, 0.15},
                {0.060, 0.07, 1.3, 0.2},
                {0.050, 0.035, 1.2, 0.75},
                {0.068, 0.05, 0.6, 0.15}},
    .burden = {0.16, 0.17, 0.14, 0.13, 0.14, 0.10, 0.07, 0.09},
    .dissatisfaction = {1, 1, 1, 1, 1, 1, 1, 1},
};

void scenario_fields_standard(const field_table *table, void *owner) {
    for (size_t i = 0; i < table->count; i++) {
        const field *f = &table->rows[i];
        void *place = (char *)owner + f->offset;
        if (f->type == FIELD_NUMBER)
            *(double *)place = f->standard;
        else if (f->type == FIELD_INTEGER || f->type == FIELD_FLAG)
            *(int *)place = isnan(f->standard) ? 0 : (int)f->standard;
        else if (f->type == FIELD_CHOICE)
            *(int *)place = -1;
    }
}

void scenario_set_standard(scenario *s) {
    scenario_fields_standard(&fields_root, s);
    scenario_fields_standard(&fields_time, s);
    scenario_fields_standard(&fields_output, s);
    s->world = standard_world;
    params_set_standard(parameters_table, &s->parameters);
    for (int k = 0; k < LINK_COUNT; k++)
        s->gains[k] = 1;
    s->seed = 1;
}

/* ---- Life ---- */

static void free_region(scenario_region *region) {
    free(region->name);
    free(region->label);
    free(region->firms);
    free(region->universities);
    free(region->hospitals);
    free(region->funds);
}

int scenario_is_limited(const scenario_intervention *order) {
    return order->budget >= 0 || isfinite(order->limit) || isfinite(order->total);
}

void scenario_free(scenario *s) {
    if (s == NULL)
        return;
    for (int r = 0; s->regions != NULL && r < s->region_count; r++)
        free_region(&s->regions[r]);
    for (int i = 0; s->interventions != NULL && i < s->intervention_count; i++) {
        free(s->interventions[i].name);
        free(s->interventions[i].regions);
    }
    for (int i = 0; s->budgets != NULL && i < s->budget_count; i++)
        free(s->budgets[i].name);
    free(s->regions);
    free(s->interventions);
    free(s->budgets);
    free(s->name);
    free(s->description);
    free(s->source);
    free(s->resolved);
    free(s);
}
