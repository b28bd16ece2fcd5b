/* Places, capital and advice for start-ups. */
#include <math.h>

#include "models/policies/policies.h"

const policy policy_incubator = {
    .type = "incubator",
    .family = FAMILY_STARTUPS,
    .summary = "Incubator places and laboratories by the bench: start-ups live on less money.",
    .acts_on = "state IV entrepreneurial environment; running cost of start-ups; link 3",
    .states = POLICY_STATE_IV,
    POLICY_PULLS({LEVER_slots, 1}),
    .office = 0.2,
    .cost_per_size = 0.03,
    .cost_basis = POLICY_COST_GUESS("an office, 0.03 M$ a year per place"),
    .source = "HUB (Medical Valley Center); METI23 (laboratories by the bench)",
    POLICY_SIZE("places", 50, 10, 200, "places for start-ups, benches included",
                "assumption, in view of HUB on the Medical Valley Center (Nuremberg)"),
};

const policy policy_rental_lab = {
    .type = "rental_lab",
    .family = FAMILY_STARTUPS,
    .summary = "Cheap laboratories next to research, and later cheap factories for those who "
               "graduate from them.",
    .acts_on = "running cost of start-ups, link 14 (graduation in the region); state IV, then II",
    .states = POLICY_STATE_II | POLICY_STATE_IV,
    POLICY_PULLS({LEVER_slots, 0.5}, {LEVER_graduation, 0.01}),
    .office = 0.2,
    .cost_per_size = 0.02,
    .cost_basis = POLICY_COST_GUESS("an office, 0.02 M$ a year of rent per laboratory"),
    .source = "DBJ14 measure 9",
    POLICY_SIZE("laboratories", 40, 10, 200, "laboratories and graduates' factories", "assumption"),
};

const policy policy_startup_grants = {
    .type = "startup_grants",
    .family = FAMILY_STARTUPS,
    .summary = "Development money for start-ups from the first year to the stage of growth.",
    .acts_on = "money of start-ups, and with it links 3 and 7; state IV",
    .states = POLICY_STATE_IV,
    POLICY_PULLS({LEVER_startup_grant, 1}),
    .office = 0.3,
    .cost_per_size = 1,
    .cost_basis = "the money itself; 0.3 M$ a year for the office is an assumption; M$ real 2020",
    .source = "METI23 (development support for start-ups, extended to growth)",
    POLICY_SIZE("M$/yr", 5, 1, 50,
                "money for all start-ups of the region; none gets more than 1 M$ a year",
                "assumption"),
};

const policy policy_gap_fund = {
    .type = "gap_fund",
    .family = FAMILY_STARTUPS,
    .summary = "A university's fund carries inventions to the point where a start-up can begin.",
    .acts_on = "link 3: spin-outs from research, and the capital with which they begin; state IV",
    .states = POLICY_STATE_IV,
    .needs = NEEDS_UNIVERSITY,
    POLICY_PULLS({LEVER_gap_fund, 1}),
    .office = 0.2,
    .cost_per_size = 1,
    .cost_basis = "the money itself; 0.2 M$ a year for the office is an assumption; M$ real 2020",
    .source = "MAP (planned gap fund in Minnesota)",
    POLICY_SIZE("M$/yr", 2, 0.5, 20, "money that the fund gives away", "assumption"),
};

/* What it pays follows from the rounds; the finance phase books it under this policy. */
const policy policy_vc_matching = {
    .type = "vc_matching",
    .family = FAMILY_STARTUPS,
    .summary = "Public money beside private money in venture rounds.",
    .acts_on = "venture rounds of start-ups; state IV, beside link 18",
    .states = POLICY_STATE_IV,
    POLICY_PULLS({LEVER_venture_match, 1}),
    .lever = "venture_match += size (a round's public share is at most 0.5)",
    .office = 0.2,
    .cost = "0.2 + what it pays into rounds",
    .cost_basis = "the money itself, booked with the rounds; 0.2 for the office is an assumption: "
                  "placeholder; M$ real 2020",
    .money = "0.2 is overhead; the rest is the part of venture rounds that no purse has paid",
    .source = "HUB (public and private funding); METI23 (start-up support)",
    .params =
        (const param[]){{"size", "1", 0.5, 0.1, 0.5, 0, 1,
                         "public share of a venture round; several add up, together at most "
                         "a half is paid",
                         "assumption, in view of HUB on Singapore", PARAM_NONE, POLICY_OFFSET(0)}},
    .param_count = 1,
    .pays_by_use = 1,
};

const policy policy_accelerator = {
    .type = "accelerator",
    .family = FAMILY_STARTUPS,
    .summary = "Cohorts of start-ups with places, mentors, sponsors from industry and demo days "
               "before buyers.",
    .acts_on = "running cost of start-ups, mentors, sales of start-ups; state IV",
    .states = POLICY_STATE_IV,
    POLICY_PULLS({LEVER_slots, 1}, {LEVER_mentors, 0.2}, {LEVER_acquisition, 0.01}),
    .office = 0.3,
    .cost_per_size = 0.1,
    .cost_basis = POLICY_COST_GUESS("an office, 0.1 M$ a year per place"),
    .source = "METI23 (accelerators; sponsors and demo days as in MedTech Innovator)",
    POLICY_SIZE("places", 10, 5, 50, "start-ups in a cohort", "assumption, in view of METI23"),
};

const policy policy_overseas_mentors = {
    .type = "overseas_mentors",
    .family = FAMILY_STARTUPS,
    .summary = "Mentors from abroad, stays with foreign accelerators, vouchers for foreign makers.",
    .acts_on = "mentors (state IV), launches abroad",
    .states = POLICY_STATE_IV,
    POLICY_PULLS({LEVER_mentors, 1}, {LEVER_export_help, 0.05}),
    .office = 0.2,
    .cost_per_size = 0.1,
    .cost_basis = POLICY_COST_GUESS("an office, 0.1 M$ per mentor and year"),
    .source = "METI23 (externs, foreign accelerators, vouchers)",
    POLICY_SIZE("persons/yr", 3, 1, 20, "mentors won in a year", "assumption"),
};

const policy policy_acquisition_support = {
    .type = "acquisition_support",
    .family = FAMILY_STARTUPS,
    .summary = "Majors and start-ups are brought together for purchases.",
    .acts_on =
        "sales of start-ups: mentors, founders who begin again, money that returns to funds; "
        "state IV, link 15",
    .states = POLICY_STATE_IV,
    POLICY_PULLS({LEVER_acquisition, 0.3}),
    .office = 0.5,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("an office with advisers"),
    .source = "METI23 (exit by purchase, partnering with majors)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 makes sales 30 % likelier", "assumption"),
};
