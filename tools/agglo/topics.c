#include "tools/agglo/topics.h"

#include <stdio.h>
#include <string.h>

#include "models/agents/agents.h"
#include "models/experiment/experiment.h"
#include "models/levers.h"
#include "models/model.h"
#include "models/parameters.h"
#include "models/policy.h"
#include "models/reality/reality.h"
#include "models/services.h"
#include "models/simulation.h"
#include "models/targets.h"

static void add_text(topic_entry *e, const char *key, const char *text) {
    if (e->fact_count < TOPIC_MAX_FACTS)
        e->facts[e->fact_count++] = (topic_fact){.key = key, .text = text != NULL ? text : ""};
}

static void add_number(topic_entry *e, const char *key, double number) {
    if (e->fact_count < TOPIC_MAX_FACTS)
        e->facts[e->fact_count++] = (topic_fact){.key = key, .number = number};
}

const char *topics_fact(const topic_entry *e, const char *key) {
    for (size_t i = 0; i < e->fact_count; i++)
        if (strcmp(e->facts[i].key, key) == 0)
            return e->facts[i].text;
    return NULL;
}

const char *topics_number(double value, char *buffer, size_t size) {
    snprintf(buffer, size, "%.6g", value);
    return buffer;
}

const char *topics_type_name(column_type type) {
    static const char *const names[COLUMN_TYPES] = {
        [COLUMN_f64] = "f64", [COLUMN_f32] = "f32", [COLUMN_u64] = "u64", [COLUMN_i32] = "i32",
        [COLUMN_i16] = "i16", [COLUMN_u16] = "u16", [COLUMN_u8] = "u8"};
    return names[type];
}

/* ---- Parameters ---- */

static size_t count_parameters(void) {
    return parameters_table.count;
}

static void fill_parameter(size_t i, topic_entry *e) {
    const param *row = &parameters_table.rows[i];
    char standard[32], low[32], high[32], range[80];
    int is_uncertain = (row->flags & PARAM_UNCERTAIN) != 0;
    e->name = row->name;
    snprintf(range, sizeof range, "[%s, %s]", topics_number(row->low, low, sizeof low),
             topics_number(row->high, high, sizeof high));
    snprintf(e->headline, sizeof e->headline, "%9s %-16s %-12s %s%s",
             topics_number(row->standard, standard, sizeof standard), range, row->unit,
             is_uncertain ? "(uncertain) " : "", row->meaning);
    add_number(e, "default", row->standard);
    add_text(e, "unit", row->unit);
    add_number(e, "low", row->low);
    add_number(e, "high", row->high);
    add_number(e, "valid_low", row->valid_low);
    add_number(e, "valid_high", row->valid_high);
    add_text(e, "meaning", row->meaning);
    add_text(e, "source", row->source);
    add_text(e, "identified", is_uncertain ? "no" : "yes");
    add_text(e, "whole_number", (row->flags & PARAM_INTEGER) != 0 ? "yes" : "no");
}

/* ---- Links ---- */

static const char *state_name(cluster_state state) {
    static const char *const names[STATE_COUNT] = {[STATE_INNOVATION] = "I innovation environment",
                                                   [STATE_AGGLOMERATION] = "II firm agglomeration",
                                                   [STATE_ANCHOR] = "III anchor firms",
                                                   [STATE_ENTREPRENEURSHIP] =
                                                       "IV entrepreneurial environment",
                                                   [STATE_REPUTATION] = "V reputation"};
    return names[state];
}

static size_t count_links(void) {
    return LINK_COUNT;
}

static void fill_link(size_t i, topic_entry *e) {
    const causal_link *link = model_links[i];
    int from = (int)strcspn(state_name(link->from), " "),
        to = (int)strcspn(state_name(link->to), " ");
    e->name = link->name;
    snprintf(e->own[0], sizeof e->own[0], "%d", link->number);
    snprintf(e->headline, sizeof e->headline, "%2d  %3.*s -> %-3.*s  %s", link->number, from,
             state_name(link->from), to, state_name(link->to), link->mechanism);
    add_text(e, "number", e->own[0]);
    add_text(e, "from", state_name(link->from));
    add_text(e, "to", state_name(link->to));
    add_text(e, "mechanism", link->mechanism);
    add_text(e, "equation", link->equation);
    add_text(e, "flux", link->flux);
    add_text(e, "flux_unit", link->flux_unit);
    add_text(e, "parameters", link->parameters);
    add_text(e, "source", link->source);
}

/* ---- Policies ---- */

static size_t count_policies(void) {
    return (size_t)policies_count();
}

static void fill_policy(size_t i, topic_entry *e) {
    const policy *p = policies_all[i];
    static const char *const scopes[] = {[POLICY_REGIONAL] = "each region it names",
                                         [POLICY_NATIONAL] =
                                             "all regions of a home market; a country pays once",
                                         [POLICY_EVENT] = "exogenous event"};
    e->name = p->type;
    e->group = policy_family_names[p->family];
    snprintf(e->headline, sizeof e->headline, "%s%s [M$/yr: %s]",
             p->scope == POLICY_NATIONAL ? "(national) " : "", p->summary,
             policies_cost_text(p, e->text[0], sizeof e->text[0]));
    add_text(e, "family", e->group);
    add_text(e, "summary", p->summary);
    add_text(e, "scope", scopes[p->scope]);
    add_text(e, "acts_on", p->acts_on);
    add_text(e, "can_policy_move_it", policies_control_text(p, e->own[0], sizeof e->own[0]));
    add_text(e, "lever", policies_lever_text(p, e->text[1], sizeof e->text[1]));
    add_text(e, "cost", e->text[0]);
    add_text(e, "cost_basis", p->cost_basis);
    add_text(e, "money", policies_money_text(p, e->text[2], sizeof e->text[2]));
    add_text(e, "source", p->source);
    e->params = p->params;
    e->param_count = (size_t)p->param_count;
}

/* ---- Outputs ---- */

static size_t count_outputs(void) {
    const simulation_output *rows;
    return simulation_outputs(&rows);
}

static void fill_output(size_t i, topic_entry *e) {
    const simulation_output *rows;
    (void)simulation_outputs(&rows);
    const char *extra = rows[i].extra_dimension;
    e->name = rows[i].name;
    snprintf(e->own[0], sizeof e->own[0], "replicate, time, region%s%s",
             extra[0] != '\0' ? ", " : "", extra);
    snprintf(e->headline, sizeof e->headline, "%-12s %s%s%s%s", rows[i].unit, rows[i].long_name,
             extra[0] != '\0' ? " (by " : "", extra, extra[0] != '\0' ? ")" : "");
    add_text(e, "unit", rows[i].unit);
    add_text(e, "dimensions", e->own[0]);
    add_text(e, "meaning", rows[i].long_name);
}

/* ---- Levers ---- */

static size_t count_levers(void) {
    return LEVER_COUNT;
}

static void fill_lever(size_t i, topic_entry *e) {
    e->name = lever_rows[i].name;
    snprintf(e->headline, sizeof e->headline, "%-12s %s", lever_rows[i].unit,
             lever_rows[i].meaning);
    add_text(e, "unit", lever_rows[i].unit);
    add_text(e, "meaning", lever_rows[i].meaning);
    add_text(e, "links", lever_rows[i].links);
    add_text(e, "parameters", lever_rows[i].parameters);
}

/* ---- Phases ---- */

static size_t count_phases(void) {
    return model_phase_count;
}

static void fill_phase(size_t i, topic_entry *e) {
    e->name = model_phases[i].name;
    snprintf(e->own[0], sizeof e->own[0], "%zu", i + 1);
    snprintf(e->headline, sizeof e->headline, "%2zu  %s", i + 1, model_phases[i].meaning);
    add_text(e, "number", e->own[0]);
    add_text(e, "meaning", model_phases[i].meaning);
}

/* ---- Agents ---- */

static const columns_layout *const layouts[] = {
    &firms_layout,     &projects_layout, &products_layout,  &universities_layout,
    &hospitals_layout, &funds_layout,    &regions_layout,   &agencies_layout,
    &orders_layout,    &flows_layout,    &spendings_layout,
};

static size_t count_agents(void) {
    return sizeof layouts / sizeof layouts[0];
}

static void fill_agents(size_t i, topic_entry *e) {
    e->name = layouts[i]->name;
    e->layout = layouts[i];
    snprintf(e->own[0], sizeof e->own[0], "%zu", layouts[i]->count);
    snprintf(e->headline, sizeof e->headline, "%zu fields", layouts[i]->count);
    add_text(e, "field_count", e->own[0]);
}

/* ---- Checks ---- */

static size_t count_checks(void) {
    return reality_rules_count;
}

static void fill_check(size_t i, topic_entry *e) {
    const reality_rule *rule = &reality_rules[i];
    e->name = rule->name;
    snprintf(e->headline, sizeof e->headline, "%-8s %s", reality_needs_names[rule->needs],
             rule->statement);
    add_text(e, "statement", rule->statement);
    add_text(e, "needs", reality_needs_names[rule->needs]);
    add_text(e, "covers", rule->covers[0] != '\0' ? rule->covers : "all outputs");
}

/* ---- Services ---- */

static size_t count_services(void) {
    return SERVICE_COUNT;
}

static void join_policies(const service *s, char *buffer, size_t size) {
    buffer[0] = '\0';
    for (int k = 0; s->policies[k] != NULL; k++) {
        size_t used = strlen(buffer);
        snprintf(buffer + used, size - used, "%s%s", k > 0 ? " " : "", s->policies[k]);
    }
}

static void fill_service(size_t i, topic_entry *e) {
    const service *s = &services_all[i];
    e->name = s->name;
    snprintf(e->headline, sizeof e->headline, "%d of %d actors  %s", s->actor_count, ACTOR_COUNT,
             s->meaning);
    add_text(e, "meaning", s->meaning);
    snprintf(e->own[0], sizeof e->own[0], "%d of %d", s->actor_count, ACTOR_COUNT);
    add_text(e, "actors", e->own[0]);
    for (int actor = 0; actor < ACTOR_COUNT; actor++)
        add_text(e, service_actor_names[actor], s->by[actor] != NULL ? s->by[actor] : "-");
    add_text(e, "here", s->here);
    join_policies(s, e->text[0], sizeof e->text[0]);
    add_text(e, "policies", e->text[0]);
    add_text(
        e, "source",
        "functions and number of actors: HUB; which actors, and what they do here: assumption");
}

const topic topics_all[] = {
    {"parameters", "every number of the rules: default, range, meaning, source", count_parameters,
     fill_parameter},
    {"links", "the eighteen causal links between the five states", count_links, fill_link},
    {"policies", "what an intervention can be, its parameters and its cost", count_policies,
     fill_policy},
    {"outputs", "the variables of a result file", count_outputs, fill_output},
    {"levers", "where policies act", count_levers, fill_lever},
    {"agents", "populations and their state variables", count_agents, fill_agents},
    {"phases", "what happens in a step, in order", count_phases, fill_phase},
    {"checks", "what must hold in every run, checked after each", count_checks, fill_check},
    {"services", "ten functions of a hub: which of six actors performs them, and how it acts here",
     count_services, fill_service},
};
const size_t topics_count = sizeof topics_all / sizeof topics_all[0];

const topic_schema topics_schemas[TOPIC_SCHEMAS] = {
    {"scenario", scenario_schema},
    {"experiment", experiment_schema},
    {"calibration", targets_schema},
};

const topic *topics_find(const char *name) {
    for (size_t i = 0; i < topics_count; i++)
        if (strcmp(topics_all[i].name, name) == 0)
            return &topics_all[i];
    return NULL;
}
