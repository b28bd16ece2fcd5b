/* Levers: where policies act. Zero without a policy; several policies add up, except that the best
 * leader leads (leadership), the dearest fee is paid (review_fee) and factors of the agency's speed
 * multiply (review_speed). The phases read levers in the equations that name them; each region has
 * its own set, renewed every step. */
#ifndef AGGLO_MODELS_LEVERS_H
#define AGGLO_MODELS_LEVERS_H

#include <stddef.h>

/* name, unit, meaning, links without which it does nothing ("": it acts beside them, too),
 * parameters that scale what it does (those of its links apart) */
#define LEVERS(L)                                                                                  \
    L(incentive, "1", "incentive in outside firms' choice of location", "",                        \
      "location.b_incentive location.lambda_out location.b_0")                                     \
    L(site, "1", "industrial sites on offer", "",                                                  \
      "location.b_site location.lambda_out location.b_0")                                          \
    L(capacity, "1", "share by which sites raise the region's capacity", "",                       \
      "founding.congestion location.b_congestion exits.congestion")                                \
    L(relief, "1", "regulatory and tax relief", "",                                                \
      "location.b_regulatory location.lambda_out location.b_0")                                    \
    L(grant, "M$/yr", "R&D grants that arrive in the region", "",                                  \
      "funding.research_share funding.entry funding.b_location science.seeds_per_musd")            \
    L(gated_grant, "M$/yr", "part of the grants that only good projects get", "",                  \
      "funding.research_share")                                                                    \
    L(steering, "1", "national steering, by which programmes cost less to run", "",                \
      "funding.fixed_cost")                                                                        \
    L(university, "M$/yr", "added research budget of universities", "", "science.seeds_per_musd")  \
    L(slots, "places", "incubator places", "", "")                                                 \
    L(graduation, "1", "help for start-ups that graduate", "14", "")                               \
    L(startup_grant, "M$/yr", "grants to start-ups", "", "finance.founding_floor")                 \
    L(gap_fund, "M$/yr", "money from invention to start-up", "3", "")                              \
    L(venture_match, "1", "public share of a venture round", "", "")                               \
    L(trial, "M$/yr", "money for clinical trials", "", "policy.trial_places_per_musd")             \
    L(acquisition, "1", "help for acquisitions of start-ups", "", "exits.h_acquired")              \
    L(coordinators, "persons", "coordinators of the network organisation", "",                     \
      "matching.per_coordinator matching.c_network network.survival network.survival_tie "         \
      "network.licence network.spinout")                                                           \
    L(leadership, "1", "leadership of the network organisation (1 if none is set)", "",            \
      "matching.c_network network.survival network.survival_tie network.licence")                  \
    L(commitment, "1", "leadership that committed leaders add", "", "matching.c_network")          \
    L(one_stop, "1", "one-stop service of the network organisation", "", "network.licence")        \
    L(coupling, "1", "joint work of large firms and others beside what they do anyway", "9", "")   \
    L(study, "1", "options of an attempt that study groups bring", "", "")                         \
    L(matching_events, "1", "matching of device makers and small firms", "",                       \
      "ties.supply_form procure.omega procure.local_share")                                        \
    L(showcase, "1", "guidebook and display of regional suppliers", "",                            \
      "procure.omega procure.local_share procure.half_suppliers")                                  \
    L(visibility, "1", "visibility of the region's firms and start-ups", "8 15", "")               \
    L(upgrading, "firms/yr", "suppliers a year that joint projects bring forward", "",             \
      "procure.capacity_share")                                                                    \
    L(export_help, "1", "help with launches abroad", "", "market.launch_hazard")                   \
    L(export_emerging, "1", "help with launches in China, other Asia and the rest", "",            \
      "market.launch_hazard")                                                                      \
    L(export_us, "1", "channel partners who take small firms to the US", "",                       \
      "market.launch_hazard")                                                                      \
    L(staged_help, "1", "help abroad that fits the stage of development of each market", "",       \
      "market.launch_hazard")                                                                      \
    L(cdmo_platform, "1", "contract development and manufacturing platforms", "",                  \
      "cdmo.projects cdmo.speed cdmo.cost")                                                        \
    L(line_takeover, "rungs/yr", "licence rungs that firms climb by taking over lines", "", "")    \
    L(mah_link, "1", "ties with marketing-authorisation holders elsewhere", "", "")                \
    L(outside_orders, "M$/yr", "orders from device makers elsewhere", "",                          \
      "procure.capacity_share")                                                                    \
    L(openness, "1", "hospitals' openness to engineers", "", "science.needs_per_bed")              \
    L(tie_care, "1", "slower decay of trust ties", "", "ties.forgetting matching.c_ties")          \
    L(retention, "1", "slower rotation of the staff that ties hang on", "",                        \
      "ties.rotation matching.c_ties")                                                             \
    L(talent, "persons/yr", "people trained or moved into the region", "", "spinout.t3")           \
    L(fellows, "persons", "biodesign fellows", "", "policy.fellow_start_rate")                     \
    L(headhunting, "1", "experts from abroad", "", "spinout.t3")                                   \
    L(mentors, "persons/yr", "mentors brought in", "", "spinout.e3 spinoff.e7")                    \
    L(transfer, "1", "strength of technology transfer", "3", "")                                   \
    L(consulting, "1", "regulatory consulting", "", "procure.base_entry")                          \
    L(knowhow, "1", "know-how about rules and trials", "", "")                                     \
    L(registration, "1", "registration instead of a manufacturing licence", "",                    \
      "licence.h_manufacturing procure.base_entry")                                                \
    L(evaluation, "centres", "evaluation centres", "",                                             \
      "preclinical.per_centre preclinical.centre_success")                                         \
    L(two_stage_samd, "1", "two-stage approval of software", "", "regulator.burst")                \
    L(reimbursement, "1", "early reimbursement", "", "")                                           \
    L(performance_price, "1", "prices that follow proven performance", "",                         \
      "market.home_weight pipeline.theta_ref")                                                     \
    L(software, "1", "software projects encouraged", "", "")                                       \
    L(software_founders, "1/yr", "start-ups of software people", "", "")                           \
    L(software_market, "1", "market of software that is a device of its own", "", "")              \
    L(recognition, "1", "mutual recognition of approvals", "", "market.launch_hazard")             \
    L(review_fee, "M$", "fee of a launch by joint review that is paid for firms", "", "")          \
    L(training_abroad, "1", "training of doctors abroad", "", "")                                  \
    L(certified, "1", "share of class III devices that certifiers approve", "", "regulator.burst") \
    L(review_speed, "1", "added throughput of the home agency (0: none)", "", "regulator.burst")

#define LEVERS_FIELD(name, unit, meaning, links, parameters) double name;
typedef struct {
    LEVERS(LEVERS_FIELD)
} levers;

/* The same by number: LEVER_incentive and so on. */
#define LEVERS_NUMBER(name, unit, meaning, links, parameters) LEVER_##name,
typedef enum { LEVERS(LEVERS_NUMBER) LEVER_COUNT } lever_id;
_Static_assert(sizeof(levers) == LEVER_COUNT * sizeof(double), "a lever is a number");

static inline double *lever_place(levers *all, lever_id id) {
    return (double *)all + id;
}

/* The value of the lever at an offset of the struct. */
static inline double lever_at(const levers *set, size_t offset) {
    return *(const double *)(const void *)((const char *)set + offset);
}

typedef struct {
    const char *name, *unit, *meaning, *links, *parameters;
} lever_row;
extern const lever_row lever_rows[LEVER_COUNT];

#endif
