/* What a scenario says correctly but cannot mean: interventions that cannot act, or not in full,
 * money that nobody can or does spend, events that cancel each other. All are warnings, with a
 * hint: a run of such a scenario is valid. And which parameters that no data pin down an
 * intervention's effect rests on. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "models/policy.h"
#include "models/scenario/sections.h"

static const double tolerance = 1e-9; /* yr */

/* An intervention with its place in the document. */
typedef struct {
    reader *r;
    const scenario *s;
    const scenario_intervention *order;
    config_node *node;
} subject;

static const config_node *place_of(const subject *on, const char *member) {
    const config_node *node = config_member(on->node, member);
    return node != NULL ? node : on->node;
}

static const char *first_region(const subject *on) {
    return on->s->regions[on->order->regions[0]].name;
}

/* ---- size, time ---- */

/* What has a neutral size does nothing at it. */
static void lint_size(const subject *on) {
    const param *size = &on->order->type->params[0];
    double neutral = size->valid_low > 0 ? size->valid_low : 0;
    int is_event = strcmp(on->order->type->type, "anchor_entry") == 0;
    if (on->order->values[0] != neutral && !(is_event && on->order->values[0] < 1))
        return;
    config_warn(on->r->faults, place_of(on, "size"), NULL, NULL, "give it a size, or remove it",
                "the intervention does nothing: its size is %g", on->order->values[0]);
}

static void lint_dates(const subject *on) {
    double step = on->s->step_months / 12.0, from = on->order->from, until = on->order->until;
    double first = ceil((from - tolerance) / step) * step;
    if (first >= until - tolerance)
        config_warn(on->r->faults, place_of(on, "until"), NULL, NULL,
                    "an intervention acts in the steps that begin from `from` on and before "
                    "`until`",
                    "no step begins between year %g and year %g: it never acts", from, until);
    else if (until - from < 2 * on->order->ramp_years - tolerance)
        config_warn(on->r->faults, place_of(on, "ramp_years"), NULL, NULL,
                    "it rises and falls within `ramp_years` each",
                    "the intervention ends before it has its full size");
}

/* Levels are alternatives: above one or below the other. */
static void lint_condition(const subject *on) {
    static const char *const reputation = "V";
    const scenario_intervention *o = on->order;
    if (o->when_index < 0)
        return;
    const char *index = scenario_index_names[o->when_index];
    int may_rise = !isnan(o->when_above) && !(strcmp(index, reputation) == 0 && o->when_above >= 1);
    int may_fall = !isnan(o->when_below) && o->when_below > 0;
    if (!may_rise && !may_fall)
        config_warn(on->r->faults, place_of(on, "when"), NULL, NULL,
                    "V lies between 0 and 1, no index is below 0",
                    "the condition never comes true: the intervention never acts");
    else if (o->when_above < o->when_below)
        config_warn(on->r->faults, place_of(on, "when"), NULL, NULL,
                    "\"above\" and \"below\" are alternatives; leave one of them out",
                    "the condition is always true");
}

/* ---- money ---- */

/* M$/yr that the intervention costs whatever its size, in all its regions; a country pays once. */
static double fixed_cost(const scenario_intervention *order) {
    int count = order->type->scope == POLICY_NATIONAL ? 1 : order->region_count;
    double sum = 0;
    for (int k = 0; k < count; k++) {
        policy_call call = policies_call(order, k);
        sum += policies_price(&call).fixed;
    }
    return sum;
}

static void warn_of_money(const subject *on, const char *member, double allowed) {
    double fixed = fixed_cost(on->order);
    if (allowed > 0 && allowed >= fixed)
        return;
    config_warn(on->r->faults, place_of(on, member), NULL, NULL,
                allowed > 0 ? "see `agglo describe policies` for its cost" : "allow it some money",
                allowed > 0 ? "what it costs whatever its size (%g M$/yr) is more than it may "
                              "cost: it never acts"
                            : "the intervention has no money (it costs %g M$/yr whatever its "
                              "size): it never acts",
                fixed);
}

static void lint_money(const subject *on) {
    const scenario_intervention *o = on->order;
    if (isfinite(o->limit))
        warn_of_money(on, "limit", o->limit);
    if (isfinite(o->total) && o->total <= 0)
        warn_of_money(on, "total", 0);
    if (o->budget < 0)
        return;
    const scenario_budget *b = &on->s->budgets[o->budget];
    warn_of_money(on, "budget", b->per_year);
    if (b->until <= o->from + tolerance || o->until <= b->from + tolerance)
        config_warn(on->r->faults, place_of(on, "budget"), NULL, NULL, "let their years overlap",
                    "the budget \"%s\" has no money while the intervention acts", b->name);
}

/* What programmes cost to run eats small shares up. */
static void lint_shares(const subject *on) {
    const scenario_intervention *o = on->order;
    int row = o->type->merit_param, lost = 0, first = 0;
    double fixed = on->s->parameters.funding_fixed_cost;
    for (int k = 0; k < on->s->intervention_count; k++)
        if (on->s->interventions[k].type->goes_first)
            return; /* it costs less then */
    if (!o->type->has_fixed_cost || (row > 0 && o->values[row] > 0) || o->values[0] <= 0)
        return;
    for (int k = o->region_count - 1; k >= 0; k--) {
        policy_call call = policies_call(o, k);
        if (policies_price(&call).variable <= fixed) {
            first = k;
            lost++;
        }
    }
    if (lost > 0)
        config_warn(on->r->faults, place_of(on, "size"), NULL, NULL, "fewer regions, or more money",
                    "nothing arrives in %d of %d region%s, \"%s\" among them: running a programme "
                    "costs %g M$/yr there (funding.fixed_cost)",
                    lost, o->region_count, o->region_count == 1 ? "" : "s",
                    on->s->regions[o->regions[first]].name, fixed);
}

/* ---- somebody to act on ---- */

static int has_kind(const scenario_region *region, int (*passes)(const scenario_firms *)) {
    for (int g = 0; g < region->firms_count; g++)
        if (region->firms[g].count > 0 && passes(&region->firms[g]))
            return 1;
    return 0;
}

static int is_supplier(const scenario_firms *f) {
    return f->kind == KIND_SUPPLIER || f->kind == KIND_CDMO;
}

static int is_anchor(const scenario_firms *f) {
    return f->anchor;
}

/* Does an intervention of the type act in the region, from that year on at the latest? */
static int acts_in(const scenario *s, const char *type, int region, double year) {
    for (int k = 0; k < s->intervention_count; k++) {
        const scenario_intervention *o = &s->interventions[k];
        for (int n = 0; strcmp(o->type->type, type) == 0 && n < o->region_count; n++)
            if (o->regions[n] == region && o->from <= year + tolerance)
                return 1;
    }
    return 0;
}

static int has_sites(const scenario *s, int r) {
    const scenario_region *region = &s->regions[r];
    int count = 0;
    for (int g = 0; g < region->universities_count; g++)
        count += region->universities[g].count;
    return count > 0 || acts_in(s, "research_institute", r, s->years);
}

static int has_hospitals(const scenario_region *region) {
    int count = 0;
    for (int g = 0; g < region->hospitals_count; g++)
        count += region->hospitals[g].count;
    return count > 0;
}

/* What the intervention lacks in a region; null: nothing. */
static const char *lacks(const subject *on, int r) {
    const scenario_region *region = &on->s->regions[r];
    unsigned needs = on->order->type->needs;
    if ((needs & NEEDS_UNIVERSITY) != 0 && !has_sites(on->s, r))
        return "no university or research site";
    if ((needs & NEEDS_HOSPITAL) != 0 && !has_hospitals(region))
        return "no hospital";
    if ((needs & NEEDS_SUPPLIER) != 0 && !has_kind(region, is_supplier))
        return "no supplier at the start";
    if ((needs & NEEDS_ANCHOR) != 0 && !has_kind(region, is_anchor) &&
        !acts_in(on->s, "anchor_entry", r, on->order->from))
        return "no anchor at the start, and none enters before";
    return NULL;
}

static void lint_targets(const subject *on) {
    for (int k = 0; k < on->order->region_count; k++) {
        const char *what = lacks(on, on->order->regions[k]);
        if (what == NULL)
            continue;
        config_warn(on->r->faults, place_of(on, "region"), NULL, NULL,
                    "choose another region, or give it what is missing",
                    "\"%s\" finds nothing to act on: the region \"%s\" has %s",
                    on->order->type->type, on->s->regions[on->order->regions[k]].name, what);
        return;
    }
}

/* ---- levers that nothing reads ---- */

static int is_link_off(const scenario *s, int link) {
    return link >= 1 && link <= LINK_COUNT && s->gains[link - 1] == 0;
}

/* Are all the links off without which the lever does nothing? */
static int links_are_off(const scenario *s, const char *links) {
    char *end;
    if (links[0] == '\0')
        return 0;
    for (long link = strtol(links, &end, 10); link > 0; link = strtol(links = end, &end, 10))
        if (!is_link_off(s, (int)link))
            return 0;
    return 1;
}

static int is_dead(const scenario *s, lever_id lever) {
    int is_software =
        lever == LEVER_software || lever == LEVER_software_market || lever == LEVER_two_stage_samd;
    return links_are_off(s, lever_rows[lever].links) ||
           (is_software && s->world.types[TYPE_SAMD].share <= 0);
}

static void lint_levers(const subject *on) {
    const policy *type = on->order->type;
    int dead = 0;
    for (int k = 0; k < type->pull_count; k++)
        dead += is_dead(on->s, type->pulls[k].lever);
    if (type->pull_count == 0 || dead < type->pull_count)
        return;
    const lever_row *row = &lever_rows[type->pulls[0].lever];
    if (row->links[0] != '\0')
        config_warn(on->r->faults, on->node, NULL, NULL, "switch one of the links on",
                    "\"%s\" cannot act: it acts through links that are off (%s)", type->type,
                    row->links);
    else
        config_warn(on->r->faults, on->node, NULL, NULL,
                    "give software a share of new projects (world.device_types.samd)",
                    "\"%s\" cannot act: no project is software", type->type);
}

static int is_programme(const policy *type) {
    return type->has_fixed_cost;
}

static void lint_steering(const subject *on) {
    int programmes = 0;
    for (int k = 0; k < on->s->intervention_count; k++)
        programmes += is_programme(on->s->interventions[k].type);
    if (on->order->type->goes_first && programmes == 0)
        config_warn(on->r->faults, on->node, NULL, NULL, "it acts on rd_grants, cluster_programme",
                    "\"%s\" cannot act: there is no programme to steer", on->order->type->type);
}

/* ---- contradictions ---- */

/* Is there a region that both name? */
static int meet(const scenario_intervention *a, const scenario_intervention *b) {
    for (int i = 0; i < a->region_count; i++)
        for (int k = 0; k < b->region_count; k++)
            if (a->regions[i] == b->regions[k])
                return 1;
    return 0;
}

static void lint_anchors(const subject *on) {
    if (strcmp(on->order->type->type, "anchor_exit") != 0)
        return;
    for (int k = 0; k < on->s->intervention_count; k++) {
        const scenario_intervention *o = &on->s->interventions[k];
        if (strcmp(o->type->type, "anchor_entry") == 0 && o->from == on->order->from &&
            meet(o, on->order))
            config_warn(on->r->faults, place_of(on, "from"), NULL, NULL,
                        "let years pass between them",
                        "anchors come and leave at the same time, the largest first");
    }
}

/* Firms of year 0, relative to what the region carries without congestion (phases/observe.c). */
static double crowding_of(const scenario_region *region) {
    static const double mature_firms = 500, reference_population = 3.5;
    double firms = 0;
    for (int g = 0; g < region->firms_count; g++)
        firms += region->firms[g].count;
    return firms / (mature_firms * region->population / reference_population);
}

static void lint_attraction(const subject *on) {
    static const double crowded = 1.5; /* congestion 0.5: it costs more than sites bring */
    int r = on->order->regions[0];
    if (strcmp(on->order->type->type, "firm_attraction") != 0 ||
        crowding_of(&on->s->regions[r]) <= crowded ||
        acts_in(on->s, "industrial_site", r, INFINITY))
        return;
    config_warn(on->r->faults, on->node, NULL, NULL, "add an industrial_site",
                "firms are attracted to \"%s\", which has more than it carries", first_region(on));
}

/* ---- all ---- */

static void lint_order(const subject *on) {
    if (on->order->from >= on->s->years)
        return; /* it never acts, as the reader has said */
    lint_size(on);
    lint_dates(on);
    lint_condition(on);
    lint_money(on);
    lint_shares(on);
    lint_targets(on);
    lint_levers(on);
    lint_steering(on);
    lint_anchors(on);
    lint_attraction(on);
}

static void lint_budget(reader *r, int b, const config_node *node) {
    const scenario *s = r->s;
    int users = 0;
    for (int k = 0; k < s->intervention_count; k++)
        users += s->interventions[k].budget == b;
    if (users == 0)
        config_warn(r->faults, node, NULL, NULL, "name it in interventions: \"budget\": \"...\"",
                    "no intervention draws on the budget \"%s\"", s->budgets[b].name);
    else if (s->budgets[b].from >= s->years)
        config_warn(r->faults, node, NULL, NULL, "dates count years from the start",
                    "the budget \"%s\" begins after the end of the run", s->budgets[b].name);
}

void reader_lint(reader *r, config_node *root) {
    const scenario *s = r->s;
    config_node *list = config_member(root, "interventions");
    config_node *budgets = config_member(root, "budgets");
    config_node *node = list != NULL ? list->first : NULL;
    for (int i = 0; i < s->intervention_count && node != NULL; i++, node = node->next) {
        const subject on = {r, s, &s->interventions[i], node};
        lint_order(&on);
    }
    node = budgets != NULL ? budgets->first : NULL;
    for (int b = 0; b < s->budget_count && node != NULL; b++, node = node->next)
        lint_budget(r, b, node);
}

/* ---- what effects rest on ---- */

typedef struct {
    const param **found;
    size_t count, most;
} findings;

static void find_param(findings *f, const char *name) {
    const param *row = params_find(parameters_table, name);
    if (row == NULL || (row->flags & PARAM_UNCERTAIN) == 0 || f->count == f->most)
        return;
    for (size_t k = 0; k < f->count; k++)
        if (f->found[k] == row)
            return;
    f->found[f->count++] = row;
}

/* Names parted by spaces. */
static void find_params(findings *f, const char *names) {
    char name[64];
    while (*names != '\0') {
        size_t length = strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, names);
        find_param(f, name);
        names += length;
        names += strspn(names, " ");
    }
}

static void find_link(const scenario *s, findings *f, long link) {
    if (link >= 1 && link <= LINK_COUNT && !is_link_off(s, (int)link))
        find_params(f, model_links[link - 1]->parameters);
}

/* Links named in words, "link 3" or "links 9, 10, 11"; not those beside which something acts. */
static void find_links_in(const scenario *s, findings *f, const char *words) {
    static const char *const beside = "beside ";
    for (const char *at = words; (at = strstr(at, "link")) != NULL;) {
        size_t before = (size_t)(at - words), length = strlen(beside);
        int is_beside = before >= length && strncmp(at - length, beside, length) == 0;
        for (at += strcspn(at, "0123456789"); *at >= '0' && *at <= '9';) {
            char *end;
            long link = strtol(at, &end, 10);
            if (!is_beside)
                find_link(s, f, link);
            at = strncmp(end, ", ", 2) == 0      ? end + 2
                 : strncmp(end, " and ", 5) == 0 ? end + 5
                                                 : end;
        }
    }
}

size_t scenario_uncertain(const scenario *s, const scenario_intervention *order,
                          const param *found[], size_t most) {
    findings f = {found, 0, most};
    const policy *type = order->type;
    for (int k = 0; k < type->pull_count; k++) {
        const lever_row *row = &lever_rows[type->pulls[k].lever];
        const char *links = row->links;
        char *end;
        if (is_dead(s, type->pulls[k].lever))
            continue;
        find_params(&f, row->parameters);
        for (long link = strtol(links, &end, 10); link > 0; link = strtol(links = end, &end, 10))
            find_link(s, &f, link);
    }
    find_links_in(s, &f, type->acts_on);
    return f.count;
}
