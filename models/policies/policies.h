/* What the policies' files share: the descriptors, and shorthand for writing them. One file per
 * family; they are listed in policies.c. Not for phases, which use models/policy.h. */
#ifndef AGGLO_MODELS_POLICIES_POLICIES_H
#define AGGLO_MODELS_POLICIES_POLICIES_H

#include "models/policy.h"

/* name, by family */
#define POLICIES(P)                                                                                \
    P(anchor_entry)                                                                                \
    P(anchor_exit)                                                                                 \
    P(disaster_reconstruction)                                                                     \
    P(firm_attraction)                                                                             \
    P(industrial_site)                                                                             \
    P(special_zone)                                                                                \
    P(research_institute)                                                                          \
    P(university_investment)                                                                       \
    P(technology_transfer)                                                                         \
    P(incubator)                                                                                   \
    P(rental_lab)                                                                                  \
    P(startup_grants)                                                                              \
    P(gap_fund)                                                                                    \
    P(vc_matching)                                                                                 \
    P(accelerator)                                                                                 \
    P(overseas_mentors)                                                                            \
    P(acquisition_support)                                                                         \
    P(rd_grants)                                                                                   \
    P(cluster_programme)                                                                           \
    P(trial_subsidy)                                                                               \
    P(command_post)                                                                                \
    P(network_org)                                                                                 \
    P(coordinators)                                                                                \
    P(top_management)                                                                              \
    P(study_groups)                                                                                \
    P(matching_events)                                                                             \
    P(tech_showcase)                                                                               \
    P(exhibition_support)                                                                          \
    P(flagship_project)                                                                            \
    P(support_body_links)                                                                          \
    P(major_open_call)                                                                             \
    P(outside_mah_link)                                                                            \
    P(lead_integrator)                                                                             \
    P(cdmo_platform)                                                                               \
    P(line_acquisition)                                                                            \
    P(it_industry_link)                                                                            \
    P(hospital_network)                                                                            \
    P(seed_to_clinic)                                                                              \
    P(clinical_immersion)                                                                          \
    P(society_registry)                                                                            \
    P(data_platform)                                                                               \
    P(biodesign)                                                                                   \
    P(young_researchers)                                                                           \
    P(reskilling)                                                                                  \
    P(mobility)                                                                                    \
    P(headhunting)                                                                                 \
    P(regulatory_consulting)                                                                       \
    P(evaluation_centre)                                                                           \
    P(review_speedup)                                                                              \
    P(third_party_certification)                                                                   \
    P(registration_simplification)                                                                 \
    P(standalone_software)                                                                         \
    P(samd_two_stage)                                                                              \
    P(early_reimbursement)                                                                         \
    P(reimbursement_reevaluation)                                                                  \
    P(export_support)                                                                              \
    P(overseas_base)                                                                               \
    P(training_abroad)                                                                             \
    P(mutual_recognition)                                                                          \
    P(joint_review)                                                                                \
    P(joint_clinical_hub)                                                                          \
    P(official_aid_link)                                                                           \
    P(national_brand)                                                                              \
    P(channel_partnering)

#define POLICIES_DECLARE(name) extern const policy policy_##name;
POLICIES(POLICIES_DECLARE)

/* Where parameter i lies among an intervention's values. */
#define POLICY_OFFSET(i) ((i) * sizeof(double))

/* The parameters of a policy, from an array of rows. */
#define POLICY_PARAMS(rows) .params = (rows), .param_count = (int)(sizeof(rows) / sizeof(rows)[0])

/* A row for `size`, which may be any number from 0 on. */
#define POLICY_SIZE_ROW(unit, standard, low, high, meaning, source)                                \
    {                                                                                              \
        "size", unit, standard, low, high, 0, INFINITY, meaning, source, PARAM_NONE,               \
            POLICY_OFFSET(0)                                                                       \
    }

/* The only parameter of a policy: unit, default, plausible range, meaning, source. */
#define POLICY_SIZE(...) .params = (const param[]){POLICY_SIZE_ROW(__VA_ARGS__)}, .param_count = 1

/* What is added to levers: {LEVER_..., number per size}, ... */
#define POLICY_PULLS(...)                                                                          \
    .pulls = {__VA_ARGS__},                                                                        \
    .pull_count = (int)(sizeof((policy_pull[]){__VA_ARGS__}) / sizeof(policy_pull))

/* States by their numbers. */
#define POLICY_STATE_I   (1u << STATE_INNOVATION)
#define POLICY_STATE_II  (1u << STATE_AGGLOMERATION)
#define POLICY_STATE_III (1u << STATE_ANCHOR)
#define POLICY_STATE_IV  (1u << STATE_ENTREPRENEURSHIP)

/* No price list is known for most policies: what the number stands for. */
#define POLICY_COST_GUESS(what) what ": assumption, placeholder; M$ real 2020"

#endif
