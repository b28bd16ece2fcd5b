#include "tests/support/policies.h"

#include <string.h>

#include "models/levers.h"

#define AT(name) offsetof(levers, name)

const policies_plain_row policies_plain[] = {
    {"firm_attraction", 1.5, 0.5, 4, {{AT(incentive), 1}, {AT(site), 0.6}}},
    {"industrial_site", 1, 0.5, 3, {{AT(site), 1}, {AT(capacity), 0.1}}},
    {"special_zone",
     1,
     1,
     5,
     {{AT(relief), 1}, {AT(incentive), 0.3}, {AT(startup_grant), 2}, {AT(registration), 0.2}}},
    {"university_investment", 20, 0, 1, {{AT(university), 1}}},
    {"technology_transfer", 1, 0.2, 1, {{AT(transfer), 0.3}}},
    {"incubator", 50, 0.2, 0.03, {{AT(slots), 1}}},
    {"rental_lab", 40, 0.2, 0.02, {{AT(slots), 0.5}, {AT(graduation), 0.01}}},
    {"startup_grants", 5, 0.3, 1, {{AT(startup_grant), 1}}},
    {"gap_fund", 2, 0.2, 1, {{AT(gap_fund), 1}}},
    {"vc_matching", 0.5, 0.2, 0, {{AT(venture_match), 1}}},
    {"accelerator", 10, 0.3, 0.1, {{AT(slots), 1}, {AT(mentors), 0.2}, {AT(acquisition), 0.01}}},
    {"overseas_mentors", 3, 0.2, 0.1, {{AT(mentors), 1}, {AT(export_help), 0.05}}},
    {"acquisition_support", 1, 0.5, 1, {{AT(acquisition), 0.3}}},
    {"trial_subsidy", 5, 0.2, 1, {{AT(trial), 1}}},
    {"command_post", 1, 0.5, 1, {{AT(steering), 1}}},
    {"coordinators", 6, 0, 0.15, {{AT(coordinators), 1}}},
    {"top_management", 1, 0.3, 0.2, {{AT(commitment), 0.3}, {AT(coupling), 0.2}}},
    {"study_groups", 1, 0.1, 0.1, {{AT(study), 0.1}}},
    {"matching_events", 1, 0.2, 0.3, {{AT(matching_events), 0.5}, {AT(showcase), 0.1}}},
    {"tech_showcase", 1, 0.3, 0.2, {{AT(showcase), 0.3}}},
    {"exhibition_support", 1, 0.2, 0.5, {{AT(visibility), 0.5}, {AT(export_help), 0.1}}},
    {"flagship_project", 1, 0.5, 2, {{AT(visibility), 1}, {AT(upgrading), 10}}},
    {"support_body_links", 1, 0.1, 0.2, {{AT(consulting), 0.3}, {AT(export_help), 0.1}}},
    {"major_open_call", 1, 0.3, 0.5, {{AT(matching_events), 0.5}, {AT(coupling), 0.2}}},
    {"outside_mah_link", 1, 0.2, 0.3, {{AT(mah_link), 1}, {AT(outside_orders), 5}}},
    {"lead_integrator", 1, 0.3, 1, {{AT(cdmo_platform), 0.5}, {AT(matching_events), 0.3}}},
    {"cdmo_platform", 1, 1, 4, {{AT(cdmo_platform), 1}}},
    {"line_acquisition", 1, 0.2, 2, {{AT(line_takeover), 1}}},
    {"it_industry_link", 1, 0.2, 0.3, {{AT(software), 1}, {AT(software_founders), 1}}},
    {"hospital_network", 1, 0.5, 1, {{AT(openness), 0.4}, {AT(trial), 1}}},
    {"seed_to_clinic", 1, 0.2, 0.3, {{AT(openness), 0.2}, {AT(tie_care), 0.2}}},
    {"clinical_immersion", 1, 0.2, 0.4, {{AT(openness), 0.2}, {AT(talent), 10}}},
    {"society_registry", 1, 0.5, 1, {{AT(openness), 0.2}, {AT(trial), 2}, {AT(knowhow), 0.1}}},
    {"data_platform", 1, 1, 2, {{AT(software), 1}, {AT(openness), 0.1}}},
    {"biodesign", 12, 0.3, 0.15, {{AT(fellows), 1}}},
    {"young_researchers", 1, 0.2, 0.2, {{AT(tie_care), 0.2}, {AT(transfer), 0.05}}},
    {"reskilling", 50, 0.2, 0.02, {{AT(talent), 1}}},
    {"mobility", 1, 0.2, 0.5, {{AT(retention), 0.8}, {AT(talent), 10}}},
    {"headhunting", 10, 0.2, 0.2, {{AT(headhunting), 1}}},
    {"regulatory_consulting", 1, 0.2, 1, {{AT(consulting), 1}}},
    {"evaluation_centre", 1, 0.5, 3, {{AT(evaluation), 1}}},
    {"third_party_certification", 0.3, 0.5, 0, {{AT(certified), 1}}},
    {"registration_simplification", 1, 0.3, 0.2, {{AT(registration), 1}}},
    {"standalone_software", 1, 0.3, 0, {{AT(software), 0.5}, {AT(software_market), 1}}},
    {"samd_two_stage", 1, 1, 0.5, {{AT(two_stage_samd), 1}}},
    {"early_reimbursement", 1, 0.5, 2, {{AT(reimbursement), 1}}},
    {"reimbursement_reevaluation", 1, 0.3, 1, {{AT(performance_price), 1}}},
    {"overseas_base", 1, 0.3, 1.5, {{AT(export_help), 0.3}, {AT(training_abroad), 0.1}}},
    {"training_abroad", 1, 0.2, 1, {{AT(training_abroad), 0.2}}},
    {"mutual_recognition", 1, 1, 1, {{AT(recognition), 1}}},
    {"joint_clinical_hub", 1, 1, 2, {{AT(trial), 3}, {AT(export_emerging), 0.2}}},
    {"official_aid_link", 1, 0, 3, {{AT(export_emerging), 0.5}}},
    {"national_brand", 1, 0.5, 1, {{AT(export_help), 0.1}, {AT(visibility), 0.3}}},
    {"channel_partnering", 1, 0.5, 1, {{AT(export_us), 1}}},
};
const int policies_plain_count = sizeof policies_plain / sizeof policies_plain[0];

const policies_plain_row *policies_plain_find(const char *type) {
    for (int k = 0; k < policies_plain_count; k++)
        if (strcmp(policies_plain[k].type, type) == 0)
            return &policies_plain[k];
    return NULL;
}
