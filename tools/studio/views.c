#include "tools/studio/views.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "models/link.h"
#include "models/model.h"
#include "models/policy.h"
#include "models/record.h"
#include "tools/studio/reply.h"
#include "tools/studio/variables.h"
#include "tools/studio/words.h"

enum { DIGITS = 7, MOST_EVENTS = 400 };

/* ---- Scenarios ---- */

void views_scenarios(json *j, const catalogue *shipped) {
    json_array(j, NULL);
    for (size_t i = 0; i < shipped->count; i++) {
        const catalogue_entry *e = &shipped->items[i];
        char group[64];
        snprintf(group, sizeof group, "%.*s", (int)strcspn(e->path, "/"), e->path);
        json_object(j, NULL);
        json_text(j, "path", e->path);
        json_text(j, "group", strchr(e->path, '/') != NULL ? group : "");
        json_text(j, "name", e->name);
        json_text(j, "description", e->description);
        json_text(j, "source", e->source);
        json_integer(j, "years", e->years);
        json_integer(j, "regions", e->regions);
        json_close(j);
    }
    json_close(j);
}

/* ---- The model ---- */

static void put_param(json *j, const param *p) {
    json_object(j, NULL);
    json_text(j, "name", p->name);
    json_text(j, "unit", p->unit);
    json_number(j, "default", p->standard);
    json_number(j, "low", p->low);
    json_number(j, "high", p->high);
    json_number(j, "min", p->valid_low);
    json_number(j, "max", p->valid_high);
    json_bool(j, "is_integer", (p->flags & PARAM_INTEGER) != 0);
    json_text(j, "meaning", p->meaning);
    json_text(j, "source", p->source);
}

static void put_policies(json *j) {
    char label[64], cost[POLICY_TEXT_SIZE];
    json_array(j, "policies");
    for (int i = 0; i < policies_count(); i++) {
        const policy *p = policies_all[i];
        snprintf(label, sizeof label, "%s", p->type);
        for (char *c = label; *c != '\0'; c++)
            *c = *c == '_' ? ' ' : *c;
        json_object(j, NULL);
        json_text(j, "name", p->type);
        json_text(j, "group", policy_family_names[p->family]);
        json_text(j, "label", label);
        json_text(j, "meaning", p->summary);
        json_bool(j, "is_exogenous", p->scope == POLICY_EVENT);
        json_bool(j, "is_national", p->scope == POLICY_NATIONAL);
        json_text(j, "acts_on", p->acts_on);
        json_text(j, "cost", policies_cost_text(p, cost, sizeof cost));
        json_text(j, "cost_basis", p->cost_basis);
        json_text(j, "source", p->source);
        json_array(j, "params");
        for (int k = 0; k < p->param_count; k++) {
            put_param(j, &p->params[k]);
            json_close(j);
        }
        json_close(j);
        json_close(j);
    }
    json_close(j);
}

static void put_parameters(json *j) {
    json_array(j, "parameters");
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *p = &parameters_table.rows[i];
        char group[64];
        snprintf(group, sizeof group, "%.*s", (int)strcspn(p->name, "."), p->name);
        put_param(j, p);
        json_text(j, "group", group);
        json_bool(j, "is_uncertain", (p->flags & PARAM_UNCERTAIN) != 0);
        json_close(j);
    }
    json_close(j);
}

static void put_links(json *j) {
    json_array(j, "links");
    for (int k = 0; k < LINK_COUNT; k++) {
        const causal_link *link = model_links[k];
        json_object(j, NULL);
        json_integer(j, "number", link->number);
        json_text(j, "name", link->name);
        json_integer(j, "from", (int)link->from + 1);
        json_integer(j, "to", (int)link->to + 1);
        json_text(j, "mechanism", link->mechanism);
        json_text(j, "flux", link->flux);
        json_text(j, "unit", link->flux_unit);
        json_text(j, "source", link->source);
        json_close(j);
    }
    json_close(j);
}

static void put_states(json *j) {
    static const char *const states[STATE_COUNT][2] = {
        [STATE_INNOVATION] = {"innovation environment", "I"},
        [STATE_AGGLOMERATION] = {"firm agglomeration", "A"},
        [STATE_ANCHOR] = {"anchor firms", "H"},
        [STATE_ENTREPRENEURSHIP] = {"entrepreneurial environment", "E"},
        [STATE_REPUTATION] = {"reputation", "V"}};
    json_array(j, "states");
    for (int k = 0; k < STATE_COUNT; k++) {
        json_object(j, NULL);
        json_integer(j, "number", k + 1);
        json_text(j, "name", states[k][0]);
        json_text(j, "index", states[k][1]);
        json_close(j);
    }
    json_close(j);
}

static void put_outputs(json *j) {
    const simulation_output *rows;
    size_t count = simulation_outputs(&rows);
    json_array(j, "outputs");
    for (size_t i = 0; i < count; i++) {
        json_object(j, NULL);
        json_text(j, "name", rows[i].name);
        json_text(j, "unit", rows[i].unit);
        json_text(j, "long_name", rows[i].long_name);
        json_close(j);
    }
    json_close(j);
}

void views_descriptors(json *j) {
    json_object(j, NULL);
    put_policies(j);
    put_parameters(j);
    put_links(j);
    put_states(j);
    put_outputs(j);
    json_array(j, "kinds");
    for (int k = 0; k < KIND_COUNT; k++)
        json_text(j, NULL, firm_kind_names[k]);
    json_close(j);
    json_array(j, "event_types");
    for (int k = 0; k < EVENT_COUNT; k++) {
        json_object(j, NULL);
        json_text(j, "name", event_names[k]);
        json_text(j, "meaning", words_of_events[k]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

/* ---- A side ---- */

static void put_regions(json *j, const scenario *s) {
    json_array(j, "regions");
    for (int r = 0; r < s->region_count; r++) {
        const scenario_region *region = &s->regions[r];
        json_object(j, NULL);
        json_text(j, "name", region->name);
        json_text(j, "label", words_region(s, r));
        json_number(j, "x", region->x_km);
        json_number(j, "y", region->y_km);
        json_number(j, "population", region->population);
        json_close(j);
    }
    json_close(j);
}

static void put_intervention(json *j, const scenario *s, const scenario_intervention *order) {
    json_object(j, NULL);
    json_text(j, "name", order->name);
    json_text(j, "type", order->type->type);
    json_array(j, "regions");
    for (int k = 0; k < order->region_count; k++)
        json_text(j, NULL, s->regions[order->regions[k]].name);
    json_close(j);
    json_number(j, "from", order->from);
    json_number(j, "until", order->until);
    json_object(j, "values");
    for (int k = 0; k < order->type->param_count; k++)
        json_number(j, order->type->params[k].name, order->values[k]);
    json_close(j);
    json_close(j);
}

void views_side(json *j, const session_side *side) {
    const scenario *s = side->scenario;
    const char name[2] = {side->name, '\0'};
    json_object(j, NULL);
    json_text(j, "side", name);
    json_text(j, "name", s->name);
    json_text(j, "description", s->description);
    json_text(j, "source", s->source);
    json_text(j, "scenario", side->path);
    json_bool(j, "is_changed", strcmp(side->text, side->chosen) != 0);
    json_number(j, "start_year", s->start_year);
    json_integer(j, "years", s->years);
    json_integer(j, "step_months", s->step_months);
    json_integer(j, "steps", s->steps);
    json_integer(j, "step", side->step);
    json_number(j, "time", session_time(side, side->step));
    put_regions(j, s);
    json_array(j, "interventions");
    for (int i = 0; i < s->intervention_count; i++)
        put_intervention(j, s, &s->interventions[i]);
    json_close(j);
    json_raw(j, "document", side->text);
    json_hex(j, "hash", side->hash);
    json_array(j, "warnings");
    for (size_t i = 0; i < side->warnings.count; i++)
        reply_put_fault(j, &side->warnings.items[i]);
    json_close(j);
    json_close(j);
}

/* ---- Frames ---- */

static const double *row_of(const session_side *side, int step, int region) {
    return session_rows(side, step) + (size_t)region * record_width();
}

static void put_map(json *j, const session_side *side) {
    static const char *const shown[] = {"firms",         "innovation",       "agglomeration",
                                        "anchor_demand", "entrepreneurship", "reputation"};
    static const char *const names[] = {"firms", "I", "A", "H", "E", "V"};
    json_array(j, "map");
    for (int r = 0; r < side->scenario->region_count; r++) {
        const double *row = row_of(side, side->step, r);
        json_object(j, NULL);
        for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++)
            json_number(j, names[k], row[record_place(shown[k])]);
        json_close(j);
    }
    json_close(j);
}

/* The last events, oldest first; the number of an event is its row in a result's log. */
static void put_events(json *j, session_side *side, int first) {
    size_t end, begin;
    char text[200];
    const schema_event *events = session_events(side, &end);
    for (begin = end; begin > 0 && events[begin - 1].step + 1 >= first;)
        begin--;
    size_t left_off = end - begin > MOST_EVENTS ? end - begin - MOST_EVENTS : 0;
    json_array(j, "events");
    for (size_t k = begin + left_off; k < end; k++) {
        const schema_event *e = &events[k];
        json_object(j, NULL);
        json_integer(j, "event", (int64_t)k);
        json_integer(j, "step", e->step + 1);
        json_number(j, "time", session_time(side, e->step));
        json_integer(j, "region", e->region);
        json_text(j, "type", event_names[e->type]);
        json_hex(j, "agent", e->agent);
        json_integer(j, "link", e->link);
        json_text(j, "text", words_event(side->scenario, e, text, sizeof text));
        json_close(j);
    }
    json_close(j);
    json_integer(j, "events_left_off", (int64_t)left_off);
}

void views_frames(json *j, session_side *side, int first, int region) {
    frame_variable variables[VARIABLES_MOST];
    double values[VARIABLES_MOST];
    size_t count = variables_list(variables);
    json_object(j, NULL);
    json_integer(j, "step", side->step);
    json_integer(j, "steps", side->scenario->steps);
    json_number(j, "time", session_time(side, side->step));
    json_bool(j, "is_complete", side->step == side->scenario->steps);
    json_hex(j, "hash", side->hash);
    json_array(j, "variables");
    for (size_t k = 0; k < count; k++)
        json_text(j, NULL, variables[k].name);
    json_close(j);
    json_array(j, "frames");
    for (int step = first; step <= side->step; step++) {
        const double *row = row_of(side, step, region);
        for (size_t k = 0; k < count; k++)
            values[k] = variables_value(&variables[k], row);
        json_object(j, NULL);
        json_integer(j, "step", step);
        json_number(j, "time", session_time(side, step));
        json_numbers(j, "values", values, count, DIGITS);
        json_numbers(j, "flux", row + record_place("flux"), LINK_COUNT, DIGITS);
        json_close(j);
    }
    json_close(j);
    put_map(j, side);
    put_events(j, side, first);
    json_close(j);
}
