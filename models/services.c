/* Functions and the number of actors that perform each: HUB, whose table has ticks for six kinds of
 * actors. How many ticks a function has is known, which ones is not: that is assumed here, by what
 * the actors of this model do. */
#include "models/services.h"

#include <string.h>

#include "models/policy.h"

const char *const service_actor_names[ACTOR_COUNT] = {
    [ACTOR_GOVERNMENT] = "government", [ACTOR_NETWORK] = "network",
    [ACTOR_FIRMS] = "firms",           [ACTOR_ACADEMIA] = "academia",
    [ACTOR_HOSPITALS] = "hospitals",   [ACTOR_SUPPORTERS] = "supporters"};

const service services_all[SERVICE_COUNT] = {
    {.name = "top_management",
     .meaning = "leaders of all sides know each other and commit themselves",
     .actor_count = 5,
     .by = {[ACTOR_GOVERNMENT] = "pays for it (policies)",
            [ACTOR_NETWORK] = "leadership of coordinators",
            [ACTOR_FIRMS] = "anchors ask for joint work (link 9)",
            [ACTOR_ACADEMIA] = "partners of these projects",
            [ACTOR_HOSPITALS] = "partners of these projects"},
     .here = "levers leadership, commitment and coupling: network service N, options of link 9",
     .policies = {"network_org", "top_management", "command_post"}},
    {.name = "one_stop",
     .meaning = "one office for all questions from idea to market",
     .actor_count = 6,
     .by = {[ACTOR_GOVERNMENT] = "pays for it (policies)",
            [ACTOR_NETWORK] = "its office",
            [ACTOR_FIRMS] = "CDMOs make prototypes",
            [ACTOR_ACADEMIA] = "transfer of inventions",
            [ACTOR_HOSPITALS] = "places for trials",
            [ACTOR_SUPPORTERS] = "support firms know the rules"},
     .here = "lever one_stop: know-how in review, licences; the stages of the pipeline",
     .policies = {"network_org", "accelerator", "data_platform"}},
    {.name = "funding",
     .meaning = "public and private money for research, projects and start-ups",
     .actor_count = 3,
     .by = {[ACTOR_GOVERNMENT] = "grants, shares of venture rounds (policies)",
            [ACTOR_FIRMS] = "a share of sales for development",
            [ACTOR_SUPPORTERS] = "funds, angels, the world's venture money"},
     .here = "levers grant, startup_grant, gap_fund, venture_match; venture rounds; link 18",
     .policies = {"rd_grants", "cluster_programme", "startup_grants", "gap_fund", "vc_matching",
                  "special_zone"}},
    {.name = "matching",
     .meaning = "needs of clinics and seeds of research find each other",
     .actor_count = 5,
     .by = {[ACTOR_GOVERNMENT] = "pays for it (policies)",
            [ACTOR_NETWORK] = "coordinators bring options",
            [ACTOR_FIRMS] = "attempts at projects",
            [ACTOR_ACADEMIA] = "seeds",
            [ACTOR_HOSPITALS] = "needs"},
     .here = "options of an attempt (N, study, links 5, 9, 13, 16), lever openness",
     .policies = {"network_org", "coordinators", "study_groups", "hospital_network",
                  "seed_to_clinic", "clinical_immersion", "society_registry", "biodesign",
                  "it_industry_link"}},
    {.name = "resources",
     .meaning = "people, laboratories and equipment of one side serve the others",
     .actor_count = 5,
     .by = {[ACTOR_GOVERNMENT] = "institutes, centres, laboratories (policies)",
            [ACTOR_NETWORK] = "coordinators tie firms to universities and hospitals",
            [ACTOR_ACADEMIA] = "engineers, talent",
            [ACTOR_HOSPITALS] = "trust ties, data",
            [ACTOR_SUPPORTERS] = "mentors, places for start-ups"},
     .here = "talent, trust ties, places, levers evaluation, slots, tie_care and retention",
     .policies = {"research_institute", "university_investment", "incubator", "rental_lab",
                  "young_researchers", "reskilling", "mobility", "headhunting", "data_platform",
                  "evaluation_centre", "overseas_mentors", "accelerator", "industrial_site"}},
    {.name = "technology_transfer",
     .meaning = "inventions become licences and start-ups",
     .actor_count = 4,
     .by = {[ACTOR_GOVERNMENT] = "pays for it (policies)",
            [ACTOR_NETWORK] = "N lifts link 3",
            [ACTOR_ACADEMIA] = "strength of transfer, spin-outs (link 3)",
            [ACTOR_SUPPORTERS] = "mentors and money for founders"},
     .here = "levers transfer and gap_fund: link 3",
     .policies = {"technology_transfer", "gap_fund", "young_researchers", "biodesign"}},
    {.name = "regulatory_advice",
     .meaning = "advice on rules, quality systems and approval",
     .actor_count = 2,
     .by = {[ACTOR_NETWORK] = "its office", [ACTOR_SUPPORTERS] = "support firms, agencies"},
     .here = "know-how in review, levers consulting, knowhow and mah_link: licences",
     .policies = {"regulatory_consulting", "support_body_links", "society_registry", "network_org",
                  "outside_mah_link"}},
    {.name = "trials",
     .meaning = "clinical trials are possible nearby",
     .actor_count = 3,
     .by = {[ACTOR_GOVERNMENT] = "pays for trials (policies)",
            [ACTOR_ACADEMIA] = "registries and designs of societies (policies)",
            [ACTOR_HOSPITALS] = "places for trials"},
     .here = "trial places, lever trial: speed and cost of the clinical stage",
     .policies = {"trial_subsidy", "hospital_network", "society_registry", "joint_clinical_hub"}},
    {.name = "partners",
     .meaning = "partners for manufacturing and sales",
     .actor_count = 3,
     .by = {[ACTOR_NETWORK] = "N forms supply ties",
            [ACTOR_FIRMS] = "customers, suppliers, CDMOs; buyers of start-ups",
            [ACTOR_SUPPORTERS] = "fairs and bodies of the industry (policies)"},
     .here = "supply ties, contract development, licences, sales of ventures; levers "
             "matching_events, showcase, visibility, cdmo_platform, line_takeover, acquisition",
     .policies = {"matching_events", "tech_showcase", "exhibition_support", "flagship_project",
                  "major_open_call", "outside_mah_link", "lead_integrator", "cdmo_platform",
                  "line_acquisition", "acquisition_support"}},
    {.name = "overseas",
     .meaning = "the way to markets abroad",
     .actor_count = 2,
     .by = {[ACTOR_GOVERNMENT] = "missions, bases, agreements (policies)",
            [ACTOR_FIRMS] = "reach of size and world sellers; channels of majors"},
     .here = "launches and sales abroad: levers export_help, export_emerging, export_us, "
             "staged_help, recognition, training_abroad",
     .policies = {"export_support", "overseas_base", "training_abroad", "mutual_recognition",
                  "joint_review", "joint_clinical_hub", "official_aid_link", "national_brand",
                  "channel_partnering"}},
};

int services_covered(const scenario *s, int region, const service *which) {
    for (int n = 0; n < s->intervention_count; n++)
        for (int k = 0; which->policies[k] != NULL; k++)
            if (strcmp(s->interventions[n].type->type, which->policies[k]) == 0 &&
                policies_act_in(s, &s->interventions[n], region))
                return 1;
    return 0;
}
