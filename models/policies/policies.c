/* The list of policies, and what holds of all of them. A policy is added in its family's file and
 * in the list of policies.h. */
#include "models/policies/policies.h"

#include <stdio.h>
#include <string.h>

#include "models/agents/agents.h"
#include "models/identities.h"

#define LEVERS_ROW(name, unit, meaning, links, parameters)                                         \
    {#name, unit, meaning, links, parameters},
const lever_row lever_rows[LEVER_COUNT] = {LEVERS(LEVERS_ROW)};

#define POLICIES_ENTRY(name) &policy_##name,
const policy *const policies_all[] = {POLICIES(POLICIES_ENTRY) NULL};

enum { LISTED = sizeof policies_all / sizeof policies_all[0] - 1 };
_Static_assert((int)LISTED <= (int)FLOW_POLICIES, "each policy has a place in the booked costs");

const char *const policy_scope_names[] = {[POLICY_REGIONAL] = "regional",
                                          [POLICY_NATIONAL] = "national",
                                          [POLICY_EVENT] = "exogenous event"};

const char *const policy_family_names[FAMILY_COUNT] = {
    [FAMILY_EVENTS] = "events",     [FAMILY_ATTRACTION] = "attraction",
    [FAMILY_RESEARCH] = "research", [FAMILY_STARTUPS] = "start-ups",
    [FAMILY_FUNDING] = "funding",   [FAMILY_NETWORKS] = "networks",
    [FAMILY_INDUSTRY] = "industry", [FAMILY_CLINICS] = "clinics and data",
    [FAMILY_PEOPLE] = "people",     [FAMILY_REGULATION] = "regulation and prices",
    [FAMILY_ABROAD] = "abroad"};

int policies_count(void) {
    return LISTED;
}

const policy *policies_find(const char *type) {
    for (int i = 0; i < LISTED; i++)
        if (strcmp(policies_all[i]->type, type) == 0)
            return policies_all[i];
    return NULL;
}

int policies_index(const policy *type) {
    for (int i = 0; i < LISTED; i++)
        if (policies_all[i] == type)
            return i;
    return -1;
}

uint64_t policy_cause(const policy_call *call) {
    return identity_intervention(call->order->name, call->region);
}

double policies_overhead(const policy *type, const parameters *p, double per_year) {
    double overhead = type->has_fixed_cost ? p->funding_fixed_cost : type->office;
    return overhead < per_year ? overhead : per_year;
}

int policies_purchases(const policy *type, policy_purchase bought[POLICY_MAX_PURCHASES]) {
    int count = 0;
    for (; count < POLICY_MAX_PURCHASES && type->buys[count].price > 0; count++)
        bought[count] = type->buys[count];
    if (count > 0 || !(type->cost_per_size > 0) || type->pull_count == 0)
        return count;
    const policy_pull *pull = &type->pulls[0];
    bought[0] = (policy_purchase){pull->lever, type->cost_per_size / pull->per_size, 0};
    return 1;
}

/* ---- calls ---- */

policy_price policies_price(const policy_call *call) {
    const policy *type = call->order->type;
    if (type->price != NULL)
        return type->price(call);
    return (policy_price){.fixed = type->office, .variable = type->cost_per_size * call->size};
}

agglo_status policies_apply(struct world *w, const policy_call *call, levers *lever,
                            agglo_error *error) {
    const policy *type = call->order->type;
    for (int k = 0; k < type->pull_count; k++)
        *lever_place(lever, type->pulls[k].lever) += type->pulls[k].per_size * call->size;
    return type->apply != NULL ? type->apply(w, call, lever, error) : AGGLO_OK;
}

int policies_act_in(const scenario *s, const scenario_intervention *order, int region) {
    for (int k = 0; k < order->region_count; k++) {
        int named = order->regions[k];
        if (named == region || (order->type->scope == POLICY_NATIONAL &&
                                s->regions[named].home_market == s->regions[region].home_market))
            return 1;
    }
    return 0;
}

policy_call policies_call(const scenario_intervention *order, int position) {
    return (policy_call){.order = order,
                         .region = order->regions[position],
                         .position = position,
                         .size = order->values[0],
                         .merit = 1.0 / order->region_count,
                         .is_first = 1};
}

/* ---- words ---- */

/* "size" or "3 * size". */
static void append_per_size(double per_size, char *buffer, size_t size) {
    size_t used = strlen(buffer);
    if (per_size == 1)
        snprintf(buffer + used, size - used, "size");
    else
        snprintf(buffer + used, size - used, "%.6g * size", per_size);
}

const char *policies_lever_text(const policy *type, char *buffer, size_t size) {
    snprintf(buffer, size, "%s", type->lever != NULL ? type->lever : "");
    for (int k = 0; type->lever == NULL && k < type->pull_count; k++) {
        size_t used = strlen(buffer);
        snprintf(buffer + used, size - used, "%s%s += ", k > 0 ? "; " : "",
                 lever_rows[type->pulls[k].lever].name);
        append_per_size(type->pulls[k].per_size, buffer, size);
    }
    return buffer;
}

const char *policies_cost_text(const policy *type, char *buffer, size_t size) {
    if (type->cost != NULL) {
        snprintf(buffer, size, "%s", type->cost);
        return buffer;
    }
    buffer[0] = '\0';
    if (type->office > 0 || type->cost_per_size == 0)
        snprintf(buffer, size, type->cost_per_size > 0 ? "%.6g + " : "%.6g", type->office);
    if (type->cost_per_size > 0)
        append_per_size(type->cost_per_size, buffer, size);
    return buffer;
}

const char *policies_money_text(const policy *type, char *buffer, size_t size) {
    policy_purchase bought[POLICY_MAX_PURCHASES];
    int count = policies_purchases(type, bought);
    snprintf(buffer, size, "%s", type->money != NULL ? type->money : "");
    if (type->money != NULL)
        return buffer;
    if (count == 0) {
        snprintf(buffer, size, type->office > 0 ? "all is overhead" : "none is spent");
        return buffer;
    }
    if (type->office > 0)
        snprintf(buffer, size, "%.6g is overhead; the rest buys ", type->office);
    else
        snprintf(buffer, size, "all buys ");
    for (int k = 0; k < count; k++) {
        size_t used = strlen(buffer);
        snprintf(buffer + used, size - used, "%s%s, %.6g M$/yr a unit", k > 0 ? ", and " : "",
                 lever_rows[bought[k].lever].name, bought[k].price);
    }
    return buffer;
}

const char *policies_control_text(const policy *type, char *buffer, size_t size) {
    static const char *const states[STATE_COUNT] = {[STATE_INNOVATION] = "I yes",
                                                    [STATE_AGGLOMERATION] = "II partly",
                                                    [STATE_ANCHOR] = "III no (exogenous event)",
                                                    [STATE_ENTREPRENEURSHIP] = "IV yes",
                                                    [STATE_REPUTATION] = "V no (exogenous event)"};
    buffer[0] = '\0';
    for (int k = 0; k < STATE_COUNT; k++) {
        size_t used = strlen(buffer);
        if ((type->states >> k & 1) != 0)
            snprintf(buffer + used, size - used, "%s%s", used > 0 ? ", " : "", states[k]);
    }
    if (type->states == 0)
        snprintf(buffer, size, "no state directly");
    return buffer;
}
