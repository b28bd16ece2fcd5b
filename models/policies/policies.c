/* The list of policies. A policy is added in its family's file, in policies.h and here. */
#include "models/policies/policies.h"

#include <string.h>

#include "models/agents/agents.h"
#include "models/identities.h"

const policy *const policies_all[] = {
    &policy_anchor_entry,
    &policy_firm_attraction,
    &policy_research_institute,
    &policy_incubator,
    &policy_rd_grants,
    &policy_cluster_programme,
    &policy_vc_matching,
    &policy_network_org,
    &policy_biodesign,
    &policy_headhunting,
    &policy_regulatory_consulting,
    &policy_evaluation_centre,
    &policy_review_speedup,
    NULL,
};

enum { LISTED = sizeof policies_all / sizeof policies_all[0] - 1 };
_Static_assert((int)LISTED <= (int)FLOW_POLICIES, "each policy has a place in the booked costs");

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
