/* People: education, careers and recruiting. */
#include <math.h>

#include "models/policies/policies.h"

const policy policy_biodesign = {
    .type = "biodesign",
    .family = FAMILY_PEOPLE,
    .summary = "Education that starts from clinical needs (Biodesign): fellows found firms, become "
               "mentors, stay as talent.",
    .acts_on = "talent (state I), mentors and foundings of start-ups (state IV)",
    .states = POLICY_STATE_I | POLICY_STATE_IV,
    POLICY_PULLS({LEVER_fellows, 1}),
    .office = 0.3,
    .cost_per_size = 0.15,
    .cost_basis = POLICY_COST_GUESS("teachers, 0.15 M$ a year per fellow"),
    .source = "MAP and METI23 (Biodesign in Japan); yield: METI23, STAT 2019",
    POLICY_SIZE("persons", 12, 4, 40, "fellows in training at a time",
                "assumption, in view of METI23 (cohorts of Biodesign)"),
};

const policy policy_young_researchers = {
    .type = "young_researchers",
    .family = FAMILY_PEOPLE,
    .summary = "Young researchers are found and trained, with mentors, failure cases and pitches, "
               "and matched with firms.",
    .acts_on = "lasting ties between firms and universities (state I); link 3",
    .states = POLICY_STATE_I | POLICY_STATE_IV,
    .needs = NEEDS_UNIVERSITY,
    POLICY_PULLS({LEVER_tie_care, 0.2}, {LEVER_transfer, 0.05}),
    .office = 0.2,
    .cost_per_size = 0.2,
    .cost_basis = POLICY_COST_GUESS("a course of ten to twenty people a year"),
    .source = "METI23 (programme for researchers below 45 or ten years after the doctorate)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is a course a year", "assumption"),
};

const policy policy_reskilling = {
    .type = "reskilling",
    .family = FAMILY_PEOPLE,
    .summary = "People of other industries learn regulation, quality and digital skills and change "
               "over.",
    .acts_on = "talent; state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_talent, 1}),
    .office = 0.2,
    .cost_per_size = 0.02,
    .cost_basis = POLICY_COST_GUESS("0.02 M$ per person"),
    .source = "METI23 (reskilling and subsidies for changes of job)",
    POLICY_SIZE("persons/yr", 50, 10, 200, "people who change over in a year", "assumption"),
};

const policy policy_mobility = {
    .type = "mobility",
    .family = FAMILY_PEOPLE,
    .summary = "People work at a university or hospital and in industry at a time "
               "(cross-appointments).",
    .acts_on = "lasting ties between firms, universities and hospitals, talent; state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_retention, 0.8}, {LEVER_talent, 10}),
    .office = 0.2,
    .cost_per_size = 0.5,
    .cost_basis = POLICY_COST_GUESS("0.05 M$ per appointment"),
    .source = "METI23 (cross-appointments, fusion of industry and academia)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is ten appointments a year", "assumption"),
};

const policy policy_headhunting = {
    .type = "headhunting",
    .family = FAMILY_PEOPLE,
    .summary = "Experts from abroad are recruited for the region.",
    .acts_on = "talent (state I)",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_headhunting, 1}),
    .office = 0.2,
    .cost_per_size = 0.2,
    .cost_basis = POLICY_COST_GUESS("an office, 0.02 M$ per expert"),
    .source = "HUB (Singapore)",
    POLICY_SIZE("1", 10, 1, 50, "strength of recruiting: ten people a year come per unit",
                "assumption, in view of HUB"),
};
