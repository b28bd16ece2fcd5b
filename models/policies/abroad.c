/* Abroad: markets, partners, doctors, agencies. */
#include <math.h>

#include "models/policies/policies.h"

enum { SUPPORT_SIZE, SUPPORT_STAGED };
static const double support_per_size = 0.5;

static const param export_support_params[] = {
    POLICY_SIZE_ROW("1", 1, 0.5, 3, "strength: 1 raises the pace of launches abroad by half",
                    "assumption"),
    {"staged", "1", 0, 0, 1, 0, 1,
     "share of it that fits each market's stage of development: training where incomes are low, "
     "then sales, then local production; the rest is the same everywhere",
     "assumption; METI23 names strategies by stage of development", PARAM_NONE,
     POLICY_OFFSET(SUPPORT_STAGED)},
};

static agglo_status apply_export_support(struct world *w, const policy_call *call, levers *lever,
                                         agglo_error *error) {
    (void)w, (void)error;
    double staged = call->order->values[SUPPORT_STAGED];
    lever->export_help += support_per_size * call->size * (1 - staged);
    lever->staged_help += support_per_size * call->size * staged;
    return AGGLO_OK;
}

const policy policy_export_support = {
    .type = "export_support",
    .family = FAMILY_ABROAD,
    .summary = "Feasibility studies, missions, fairs and advice for firms that go abroad.",
    .acts_on = "launches abroad; sales of firms, state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_export_help, 0}, {LEVER_staged_help, 0}),
    .lever = "export_help += 0.5 * size * (1 - staged); staged_help += 0.5 * size * staged",
    .office = 0.3,
    .cost_per_size = 1,
    .buys = {{LEVER_export_help, 2, 0}, {LEVER_staged_help, 2, 0}},
    .cost_basis = POLICY_COST_GUESS("an office, missions and studies"),
    .source = "METI23; METIS11 proposals 2, 3, 7",
    POLICY_PARAMS(export_support_params),
    .apply = apply_export_support,
};

const policy policy_overseas_base = {
    .type = "overseas_base",
    .family = FAMILY_ABROAD,
    .summary = "A partner organisation abroad that knows the persons and the rules (MExx hubs).",
    .acts_on = "launches and sales abroad; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_export_help, 0.3}, {LEVER_training_abroad, 0.1}),
    .office = 0.3,
    .cost_per_size = 1.5,
    .cost_basis = POLICY_COST_GUESS("rooms and staff abroad"),
    .source = "METI23 (Vietnam from 2022, India next)",
    POLICY_SIZE("bases", 1, 1, 5, "bases abroad", "assumption"),
};

const policy policy_training_abroad = {
    .type = "training_abroad",
    .family = FAMILY_ABROAD,
    .summary = "Doctors abroad are trained with the devices.",
    .acts_on = "sales abroad; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_training_abroad, 0.2}),
    .office = 0.2,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("courses, travel, devices"),
    .source = "METI23 (packages of training and devices); METIS11 proposals 4, 6",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 raises sales abroad by 20 %", "assumption"),
};

const policy policy_mutual_recognition = {
    .type = "mutual_recognition",
    .family = FAMILY_ABROAD,
    .scope = POLICY_NATIONAL,
    .summary = "Other countries use the home agency's approval.",
    .acts_on = "launches abroad, in China, other Asia and the rest above all, from all regions of "
               "the home market; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_recognition, 1}),
    .office = 1,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("negotiations and exchange of reviewers"),
    .source = "METI23 (approval at home as a reference); METIS11 proposal 3",
    POLICY_SIZE("1", 1, 0.5, 3,
                "strength: 1 doubles the pace of launches there, and adds 30 % elsewhere",
                "assumption"),
};

enum { REVIEW_SIZE, REVIEW_FEE };

static const param joint_review_params[] = {
    POLICY_SIZE_ROW("1", 1, 0.5, 3,
                    "strength: 1 raises the pace of launches in China, other Asia and the rest by "
                    "half, and by 15 % elsewhere",
                    "assumption"),
    {"fee", "M$", 0.2, 0, 1, 0, INFINITY,
     "fee of a launch in those markets, which the programme pays for the firms", "assumption",
     PARAM_NONE, POLICY_OFFSET(REVIEW_FEE)},
};

/* Of several fees the dearest is paid; the market phase books it with the launches. */
static agglo_status apply_joint_review(struct world *w, const policy_call *call, levers *lever,
                                       agglo_error *error) {
    (void)w, (void)error;
    lever->review_fee = fmax(lever->review_fee, call->order->values[REVIEW_FEE]);
    return AGGLO_OK;
}

const policy policy_joint_review = {
    .type = "joint_review",
    .family = FAMILY_ABROAD,
    .scope = POLICY_NATIONAL,
    .summary = "One review for several countries of Asia, for a fee.",
    .acts_on = "launches abroad, in China, other Asia and the rest above all, from all regions of "
               "the home market; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_recognition, 0.5}, {LEVER_review_fee, 0}),
    .lever = "recognition += 0.5 * size; review_fee = max(review_fee, fee)",
    .office = 0.5,
    .cost = "0.5, and `fee` for each launch in China, other Asia and the rest",
    .cost_basis = POLICY_COST_GUESS("an office; the fees themselves, booked with the launches"),
    .money = "0.5 is overhead; the rest are fees that firms need not pay",
    .source = "METI23 (one Asian review for a fee of the agency)",
    POLICY_PARAMS(joint_review_params),
    .pays_by_use = 1,
    .apply = apply_joint_review,
};

const policy policy_joint_clinical_hub = {
    .type = "joint_clinical_hub",
    .family = FAMILY_ABROAD,
    .summary = "Hospitals of Asia try devices together: more places, and data that count there.",
    .acts_on = "speed and cost of the clinical stage (state I), launches in China, other Asia and "
               "the rest",
    .states = POLICY_STATE_I | POLICY_STATE_II,
    POLICY_PULLS({LEVER_trial, 3}, {LEVER_export_emerging, 0.2}),
    .office = 1,
    .cost_per_size = 2,
    .cost_basis = POLICY_COST_GUESS("trial places abroad and an office"),
    .source = "METIS11 proposal 5",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is three to five hospitals", "assumption"),
};

const policy policy_official_aid_link = {
    .type = "official_aid_link",
    .family = FAMILY_ABROAD,
    .summary = "Aid and infrastructure for poorer countries come with devices.",
    .acts_on = "launches in China, other Asia and the rest; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_export_emerging, 0.5}),
    .cost_per_size = 3,
    .cost_basis = POLICY_COST_GUESS("the part of aid that pays for devices"),
    .source = "METIS11 proposal 3",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 raises the pace of launches there by half",
                "assumption"),
};

const policy policy_national_brand = {
    .type = "national_brand",
    .family = FAMILY_ABROAD,
    .scope = POLICY_NATIONAL,
    .summary = "A common brand and a site in many languages for the country's devices.",
    .acts_on = "launches abroad from all regions of the home market; weight of links 8 and 15 "
               "(inputs of state V, which has no lever)",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_export_help, 0.1}, {LEVER_visibility, 0.3}),
    .office = 0.5,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("a site and campaigns"),
    .source = "METIS11 proposal 8",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is a site and a stand at the main fairs",
                "assumption"),
};

const policy policy_channel_partnering = {
    .type = "channel_partnering",
    .family = FAMILY_ABROAD,
    .summary = "Majors with channels take the devices of small firms to the United States.",
    .acts_on = "launches in the US of firms below 200 employees; states II and IV",
    .states = POLICY_STATE_II | POLICY_STATE_IV,
    POLICY_PULLS({LEVER_export_us, 1}),
    .office = 0.5,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("an office with scouts"),
    .source = "METI23 (entry to the US through channel majors)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 doubles the pace of their launches there",
                "assumption"),
};
