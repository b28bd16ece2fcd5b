#include "models/record.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "models/network.h"
#include "models/policy.h"
#include "models/snapshots.h"

/* name, doubles, unit, long name, extra dimension, expression of o (observation), w, r and f (flows
 * of region r) for element k. Flows are per year: `per` is one over the years since the last
 * record. */
#define OUTPUTS(X)                                                                                 \
    X(firms, 1, "1", "firms", "", o->n)                                                            \
    X(established_firms, 1, "1", "established firms (all but start-ups)", "", o->established)      \
    X(startups, 1, "1", "start-ups", "", o->startups)                                              \
    X(anchors, 1, "1", "anchor firms", "", o->agents.anchors)                                      \
    X(support_businesses, 1, "1", "support firms", "", w->regions.support[r])                      \
    X(firms_by_kind, KIND_COUNT, "1", "firms by kind", "kind", o->agents.by_kind[k])               \
    X(employment, 1, "persons", "employment", "", o->agents.employment)                            \
    X(sales, 1, "M$/yr", "sales of all firms", "", o->agents.sales)                                \
    X(exports, 1, "M$/yr", "sales of products abroad", "", o->agents.exports)                      \
    X(innovation, 1, "1", "I: innovation environment", "", o->I)                                   \
    X(agglomeration, 1, "1", "A: firm agglomeration", "", o->A)                                    \
    X(anchor_demand, 1, "1", "H: outside demand of anchor firms", "", o->H)                        \
    X(entrepreneurship, 1, "1", "E: entrepreneurial environment", "", o->E)                        \
    X(reputation, 1, "1", "V: established reputation", "", o->V)                                   \
    X(knowledge, 1, "1", "K: knowledge stock", "", o->K)                                           \
    X(talent, 1, "persons", "T: talent", "", o->T)                                                 \
    X(mentors, 1, "persons", "mentors", "", w->regions.mentors[r])                                 \
    X(venture_funds, 1, "1", "venture funds", "", w->fund_first[r + 1] - w->fund_first[r])         \
    X(dry_powder, 1, "M$", "capital of funds not yet invested", "", o->dry_powder)                 \
    X(projects_running, 1, "1", "running projects", "", o->agents.projects)                        \
    X(research_money, 1, "M$/yr", "research money of the year-0 trend", "", o->research_money)     \
    X(unmet_demand, 1, "M$/yr", "U: demand no local supplier meets", "",                           \
      w->regions.unmet_demand[r])                                                                  \
    X(congestion, 1, "1", "congestion", "", o->congestion)                                         \
    X(foundings, 1, "1/yr", "firms founded in the region", "", per * f->foundings[r])              \
    X(spinouts, 1, "1/yr", "start-ups from research (link 3)", "", per * f->spinouts[r])           \
    X(spinoffs, 1, "1/yr", "firms from firms (link 7)", "", per * f->spinoffs[r])                  \
    X(supplier_foundings, 1, "1/yr", "suppliers founded for unmet demand (link 11)", "",           \
      per * f->supplier_foundings[r])                                                              \
    X(refoundings, 1, "1/yr", "start-ups of serial founders", "", per * f->refoundings[r])         \
    X(fellow_foundings, 1, "1/yr", "start-ups of fellows and software people", "",                 \
      per * f->fellow_foundings[r])                                                                \
    X(entries, 1, "1/yr", "firms that came from outside", "", per * f->entries_outside[r])         \
    X(entries_other_industries, 1, "1/yr", "manufacturers that came from other industries", "",    \
      per * f->entries_industry[r])                                                                \
    X(exits_failed, 1, "1/yr", "firms that closed", "", per * f->exits_failed[r])                  \
    X(exits_acquired, 1, "1/yr", "ventures sold", "", per * f->exits_acquired[r])                  \
    X(exits_floated, 1, "1/yr", "ventures floated", "", per * f->exits_floated[r])                 \
    X(exits_moved, 1, "1/yr", "start-ups that moved away", "", per * f->exits_moved[r])            \
    X(exits_dissolved, 1, "1/yr", "ventures sold that are no more after it", "",                   \
      per * f->exits_dissolved[r])                                                                 \
    X(closures, 1, "1/yr", "firms that are no more, whatever the reason", "", per * f->closed[r])  \
    X(graduations, 1, "1/yr", "start-ups that became established firms", "",                       \
      per * f->graduations[r])                                                                     \
    X(projects_started, 1, "1/yr", "projects from attempts", "", per * f->projects_started[r])     \
    X(projects_failed, 1, "1/yr", "projects that failed", "", per * f->projects_failed[r])         \
    X(approvals, CLASS_COUNT, "1/yr", "launches by device class", "device_class",                  \
      per * f->approvals[r * CLASS_COUNT + k])                                                     \
    X(approval_years, 1, "1", "sum of times to market of a year's launches (yr per yr)", "",       \
      per * f->approval_years[r])                                                                  \
    X(venture_invested, 1, "M$/yr", "venture rounds, public part included", "",                    \
      per * f->venture_invested[r])                                                                \
    X(public_cost, POLICY_COLUMNS, "M$/yr", "public cost by policy", "policy",                     \
      per * f->cost[r * FLOW_POLICIES + k])                                                        \
    X(public_received, POLICY_COLUMNS, "M$/yr",                                                    \
      "public money that arrived: paid out, or spent on services at stated prices", "policy",      \
      per * f->received[r * FLOW_POLICIES + k])                                                    \
    X(flux, LINK_COUNT, "by link, see link_unit", "flux by causal link", "link",                   \
      per * f->flux[r * FLOW_LINKS + k])

/* The number of policies is known when the program starts, not when it is compiled. */
#define POLICY_COLUMNS (policies_count())

#define COUNT_OUTPUT(name, width, ...) +1
enum { OUTPUT_COUNT = 0 OUTPUTS(COUNT_OUTPUT) };

#define DESCRIBE_OUTPUT(name, width, unit, long_name, dimension, value)                            \
    {#name, unit, long_name, dimension},
static const simulation_output outputs[OUTPUT_COUNT] = {OUTPUTS(DESCRIBE_OUTPUT)};

size_t simulation_outputs(const simulation_output **out) {
    *out = outputs;
    return OUTPUT_COUNT;
}

/* ---- rows ---- */

#define ADD_WIDTH(name, width, ...) +(size_t)(width)
size_t record_width(void) {
    return 0 OUTPUTS(ADD_WIDTH);
}

#define FIND_OUTPUT(name_, width, ...)                                                             \
    if (strcmp(#name_, name) == 0)                                                                 \
        return place;                                                                              \
    place += (size_t)(width);

size_t record_place(const char *name) {
    size_t place = 0;
    OUTPUTS(FIND_OUTPUT)
    return SIZE_MAX;
}

#define STORE_OUTPUT(name, width, unit, long_name, dimension, value)                               \
    for (int k = 0, n = (width); k < n; k++)                                                       \
        *row++ = (value);

static void store_row(const world *w, int r, double per, double *row) {
    const observation *o = &w->observed[r];
    const flows *f = &w->flows;
    OUTPUTS(STORE_OUTPUT)
}

static void clear_flows(world *w) {
    columns_table *t = &w->flows.table;
    for (size_t c = 0; c < t->layout->count; c++) {
        const column *col = &t->layout->columns[c];
        memset(columns_data(t, c), 0, t->count * col->width * column_type_size(col->type));
    }
}

void record_take(world *w, double years, double *rows) {
    double per = years > 0 ? 1 / years : 0;
    for (int r = 0; r < world_regions(w); r++)
        store_row(w, r, per, rows + (size_t)r * record_width());
    clear_flows(w);
}

/* ---- the schema ---- */

enum { DIM_REPLICATE, DIM_TIME, DIM_REGION, DIM_LINK, DIM_KIND, DIM_CLASS, DIM_POLICY, DIM_COUNT };
enum { CONSTANT_COUNT = 10, ATTRIBUTE_COUNT = 8 };

struct simulation_schema {
    schema schema;
    schema_dimension dimensions[DIM_COUNT];
    schema_variable variables[OUTPUT_COUNT];
    schema_constant constants[CONSTANT_COUNT];
    schema_attribute attributes[ATTRIBUTE_COUNT];
    double *times, *x, *y, *population;
    const char **regions, **labels, **markets, **policies, **families, **scopes;
    double links[LINK_COUNT];
    const char *link_names[LINK_COUNT], *link_units[LINK_COUNT], *link_meanings[LINK_COUNT];
    char seed[32];
};

static size_t record_count(const scenario *s) {
    return (size_t)(s->years * 12 / s->record_every_months) + 1;
}

static int dimension_index(const char *name) {
    static const char *const names[DIM_COUNT] = {[DIM_LINK] = "link",
                                                 [DIM_KIND] = "kind",
                                                 [DIM_CLASS] = "device_class",
                                                 [DIM_POLICY] = "policy"};
    for (int d = DIM_LINK; d < DIM_COUNT; d++)
        if (strcmp(names[d], name) == 0)
            return d;
    return -1;
}

#define DESCRIBE_VARIABLE(name_, width_, unit_, long_name_, dimension_, value)                     \
    {                                                                                              \
        schema_variable *v = &out->variables[n++];                                                 \
        int extra = dimension_index(dimension_);                                                   \
        *v = (schema_variable){.name = #name_,                                                     \
                               .unit = unit_,                                                      \
                               .long_name = long_name_,                                            \
                               .rank = extra < 0 ? 3 : 4,                                          \
                               .dimensions = {0, 1, 2, extra < 0 ? 0 : extra},                     \
                               .offset = offset,                                                   \
                               .width = (size_t)(width_)};                                         \
        offset += v->width;                                                                        \
    }

static void describe_variables(simulation_schema *out) {
    size_t n = 0, offset = 0;
    OUTPUTS(DESCRIBE_VARIABLE)
    out->schema.variables = out->variables;
    out->schema.variable_count = n;
    out->schema.row_width = offset;
}

static void describe_dimensions(const scenario *s, simulation_schema *out) {
    schema_dimension *d = out->dimensions;
    d[DIM_REPLICATE] =
        (schema_dimension){"replicate", (size_t)s->replicates, NULL, NULL, "1", "replicate number"};
    d[DIM_TIME] =
        (schema_dimension){"time", record_count(s), out->times, NULL, "year", "calendar year"};
    d[DIM_REGION] =
        (schema_dimension){"region", (size_t)s->region_count, NULL, out->regions, "", "region"};
    d[DIM_LINK] = (schema_dimension){"link", LINK_COUNT, out->links, NULL, "1", "causal link"};
    d[DIM_KIND] = (schema_dimension){"kind", KIND_COUNT, NULL, firm_kind_names, "", "kind of firm"};
    d[DIM_CLASS] = (schema_dimension){"device_class",     CLASS_COUNT, NULL,
                                      device_class_names, "",          "device class"};
    d[DIM_POLICY] = (schema_dimension){
        "policy", (size_t)policies_count(), NULL, out->policies, "", "policy type"};
    out->schema.dimensions = d;
    out->schema.dimension_count = DIM_COUNT;
}

static void describe_constants(simulation_schema *out) {
    const schema_constant all[CONSTANT_COUNT] = {
        {"region_label", "", "name of the region for people", DIM_REGION, NULL, out->labels},
        {"x", "km", "position of the region, eastward", DIM_REGION, out->x, NULL},
        {"y", "km", "position of the region, northward", DIM_REGION, out->y, NULL},
        {"population", "1e6 persons", "population", DIM_REGION, out->population, NULL},
        {"home_market", "", "home market", DIM_REGION, NULL, out->markets},
        {"link_name", "", "name of the causal link", DIM_LINK, NULL, out->link_names},
        {"link_unit", "", "unit of the link's flux", DIM_LINK, NULL, out->link_units},
        {"link_flux", "", "what the link's flux measures", DIM_LINK, NULL, out->link_meanings},
        {"policy_family", "", "family of the policy", DIM_POLICY, NULL, out->families},
        {"policy_scope", "", "regional, national, or an exogenous event that nobody decides",
         DIM_POLICY, NULL, out->scopes}};
    memcpy(out->constants, all, sizeof all);
    out->schema.constants = out->constants;
    out->schema.constant_count = CONSTANT_COUNT;
}

static void describe_attributes(const scenario *s, simulation_schema *out) {
    snprintf(out->seed, sizeof out->seed, "%llu", (unsigned long long)s->seed);
    const schema_attribute all[ATTRIBUTE_COUNT] = {{"title", s->name, 0},
                                                   {"summary", s->description, 0},
                                                   {"references", s->source, 0},
                                                   {"model_version", MODEL_VERSION, 0},
                                                   {"scenario", s->resolved, 0},
                                                   {"seed", out->seed, 0},
                                                   {"start_year", NULL, s->start_year},
                                                   {"step_months", NULL, s->step_months}};
    memcpy(out->attributes, all, sizeof all);
    for (int k = 0; k < 6; k++)
        if (out->attributes[k].text == NULL)
            out->attributes[k].text = "";
    out->schema.attributes = out->attributes;
    out->schema.attribute_count = ATTRIBUTE_COUNT;
}

static void fill_coordinates(const scenario *s, simulation_schema *out) {
    for (size_t t = 0; t < record_count(s); t++)
        out->times[t] = s->start_year + (double)t * s->record_every_months / 12;
    for (int r = 0; r < s->region_count; r++) {
        const scenario_region *region = &s->regions[r];
        out->regions[r] = region->name;
        out->labels[r] = region->label != NULL ? region->label : region->name;
        out->markets[r] = market_names[region->home_market];
        out->x[r] = region->x_km;
        out->y[r] = region->y_km;
        out->population[r] = region->population;
    }
    for (int k = 0; k < policies_count(); k++) {
        out->policies[k] = policies_all[k]->type;
        out->families[k] = policy_family_names[policies_all[k]->family];
        out->scopes[k] = policy_scope_names[policies_all[k]->scope];
    }
    for (int k = 0; k < LINK_COUNT; k++) {
        out->links[k] = k + 1;
        out->link_names[k] = model_links[k]->name;
        out->link_units[k] = model_links[k]->flux_unit;
        out->link_meanings[k] = model_links[k]->flux;
    }
}

agglo_status simulation_schema_create(const scenario *s, simulation_schema **result,
                                      agglo_error *error) {
    *result = NULL;
    simulation_schema *out = calloc(1, sizeof *out);
    size_t count = (size_t)s->region_count;
    if (out != NULL) {
        out->times = malloc(record_count(s) * sizeof *out->times);
        out->x = malloc(count * sizeof *out->x);
        out->y = malloc(count * sizeof *out->y);
        out->population = malloc(count * sizeof *out->population);
        out->regions = malloc(count * sizeof *out->regions);
        out->labels = malloc(count * sizeof *out->labels);
        out->markets = malloc(count * sizeof *out->markets);
        out->policies = malloc((size_t)policies_count() * sizeof *out->policies);
        out->families = malloc((size_t)policies_count() * sizeof *out->families);
        out->scopes = malloc((size_t)policies_count() * sizeof *out->scopes);
    }
    if (out == NULL || !out->times || !out->x || !out->y || !out->population || !out->regions ||
        !out->labels || !out->markets || !out->policies || !out->families || !out->scopes) {
        simulation_schema_free(out);
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the result's description");
    }
    fill_coordinates(s, out);
    describe_dimensions(s, out);
    describe_variables(out);
    describe_constants(out);
    describe_attributes(s, out);
    if (s->record_events) {
        out->schema.event_types = event_names;
        out->schema.event_type_count = EVENT_COUNT;
    }
    if (s->record_firms) {
        schema_table firms_table = {&snapshots_layout, "snapshot", snapshot_codes, SNAPSHOT_CODES};
        out->schema.tables[out->schema.table_count++] = firms_table;
    }
    if (s->record_network) {
        schema_table ties_table = {&network_layout, "tie", network_codes, NETWORK_CODES};
        out->schema.tables[out->schema.table_count++] = ties_table;
    }
    *result = out;
    return AGGLO_OK;
}

void simulation_schema_free(simulation_schema *described) {
    if (described == NULL)
        return;
    free(described->times);
    free(described->x);
    free(described->y);
    free(described->population);
    free(described->regions);
    free(described->labels);
    free(described->markets);
    free(described->policies);
    free(described->families);
    free(described->scopes);
    free(described);
}

const schema *simulation_schema_get(const simulation_schema *described) {
    return &described->schema;
}
