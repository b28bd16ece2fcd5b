/* Clinics: their needs, their patients, their data. */
#include <math.h>

#include "models/policies/policies.h"

const policy policy_hospital_network = {
    .type = "hospital_network",
    .family = FAMILY_CLINICS,
    .summary = "Hospitals, clinics and nurses of the region name needs together, and take part in "
               "trials.",
    .acts_on = "clinical needs, speed and cost of the clinical stage; state I",
    .states = POLICY_STATE_I,
    .needs = NEEDS_HOSPITAL,
    POLICY_PULLS({LEVER_openness, 0.4}, {LEVER_trial, 1}),
    .office = 0.5,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("an office, study nurses"),
    .source = "DBJ14 measure 11 (screening of needs for a market included)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is a network of most hospitals of the region",
                "assumption"),
};

const policy policy_seed_to_clinic = {
    .type = "seed_to_clinic",
    .family = FAMILY_CLINICS,
    .summary = "Engineers carry what they can do to doctors and find needs that nobody had named.",
    .acts_on = "clinical needs and lasting ties between firms, universities and hospitals; state "
               "I",
    .states = POLICY_STATE_I,
    .needs = NEEDS_HOSPITAL,
    POLICY_PULLS({LEVER_openness, 0.2}, {LEVER_tie_care, 0.2}),
    .office = 0.2,
    .cost_per_size = 0.3,
    .cost_basis = POLICY_COST_GUESS("visits and demonstrations"),
    .source = "DBJ14 measure 12",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is regular visits to most hospitals", "assumption"),
};

const policy policy_clinical_immersion = {
    .type = "clinical_immersion",
    .family = FAMILY_CLINICS,
    .summary = "Hospitals take in developers of firms, who see what is needed.",
    .acts_on = "clinical needs and talent; state I",
    .states = POLICY_STATE_I,
    .needs = NEEDS_HOSPITAL,
    POLICY_PULLS({LEVER_openness, 0.2}, {LEVER_talent, 10}),
    .office = 0.2,
    .cost_per_size = 0.4,
    .cost_basis = POLICY_COST_GUESS("0.04 M$ per developer"),
    .source = "MAP (training of firms' developers in eleven hospitals)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 takes ten developers a year", "assumption"),
};

const policy policy_society_registry = {
    .type = "society_registry",
    .family = FAMILY_CLINICS,
    .summary = "An academic society screens needs, designs trials, keeps a registry, writes "
               "guidelines.",
    .acts_on = "clinical needs, speed and cost of the clinical stage, know-how in review; state I",
    .states = POLICY_STATE_I,
    .needs = NEEDS_HOSPITAL,
    POLICY_PULLS({LEVER_openness, 0.2}, {LEVER_trial, 2}, {LEVER_knowhow, 0.1}),
    .office = 0.5,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("a registry and its office"),
    .source = "METI23 (society at four stages; registry of the ophthalmologists); DBJ14 measure 16",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is one society with a registry", "assumption"),
};

const policy policy_data_platform = {
    .type = "data_platform",
    .family = FAMILY_CLINICS,
    .summary = "Hospitals' data are made ready for the development of software.",
    .acts_on = "share of software among projects, clinical needs; state I",
    .states = POLICY_STATE_I,
    .needs = NEEDS_HOSPITAL,
    POLICY_PULLS({LEVER_software, 1}, {LEVER_openness, 0.1}),
    .office = 1,
    .cost_per_size = 2,
    .cost_basis = POLICY_COST_GUESS("servers, anonymisation, contracts"),
    .source = "METI23 (platform of medical data for software)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is a platform of the larger hospitals", "assumption"),
};
