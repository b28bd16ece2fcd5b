/* What the policies' files share: the descriptors, and shorthand for writing them. One file per
 * family; they are listed in policies.c. Not for phases, which use models/policy.h. */
#ifndef AGGLO_MODELS_POLICIES_POLICIES_H
#define AGGLO_MODELS_POLICIES_POLICIES_H

#include "models/policy.h"

extern const policy policy_anchor_entry;
extern const policy policy_firm_attraction;
extern const policy policy_research_institute;
extern const policy policy_incubator;
extern const policy policy_rd_grants;
extern const policy policy_cluster_programme;
extern const policy policy_vc_matching;
extern const policy policy_network_org;
extern const policy policy_biodesign;
extern const policy policy_headhunting;
extern const policy policy_regulatory_consulting;
extern const policy policy_evaluation_centre;
extern const policy policy_review_speedup;

/* Where parameter i lies among an intervention's values. */
#define POLICY_OFFSET(i) ((i) * sizeof(double))

/* A lever that the policy's money pays for, at a price per unit and year. */
#define POLICY_BUYS(field, unit_price)                                                             \
    { .lever = offsetof(levers, field), .price = (unit_price) }

/* The parameters of a policy, from an array of rows. */
#define POLICY_PARAMS(rows) .params = (rows), .param_count = (int)(sizeof(rows) / sizeof(rows)[0])

#endif
