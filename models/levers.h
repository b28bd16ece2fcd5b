/* Levers: where policies act. Zero without a policy; several policies add up, except that the best
 * leader leads (leadership) and factors of the agency's speed multiply (review_speed). The phases
 * read levers in the equations that name them; each region has its own set, renewed every step. */
#ifndef AGGLO_MODELS_LEVERS_H
#define AGGLO_MODELS_LEVERS_H

/* name, unit, meaning */
#define LEVERS(L)                                                                                  \
    L(incentive, "1", "incentive in outside firms' choice of location")                            \
    L(site, "1", "industrial sites on offer")                                                      \
    L(capacity, "1", "share by which sites raise the region's capacity")                           \
    L(relief, "1", "regulatory and tax relief")                                                    \
    L(grant, "M$/yr", "R&D grants that arrive in the region")                                      \
    L(university, "M$/yr", "added research budget of universities")                                \
    L(slots, "places", "incubator places")                                                         \
    L(graduation, "1", "help for start-ups that graduate")                                         \
    L(startup_grant, "M$/yr", "grants to start-ups")                                               \
    L(gap_fund, "M$/yr", "money from invention to start-up")                                       \
    L(venture_match, "1", "public share of a venture round")                                       \
    L(trial, "M$/yr", "money for clinical trials")                                                 \
    L(acquisition, "1", "help for acquisitions of start-ups")                                      \
    L(coordinators, "persons", "coordinators of the network organisation")                         \
    L(leadership, "1", "leadership of the network organisation (1 if none is set)")                \
    L(one_stop, "1", "one-stop service of the network organisation")                               \
    L(matching_events, "1", "matching of device makers and small firms")                           \
    L(showcase, "1", "guidebook and display of regional suppliers")                                \
    L(visibility, "1", "visibility of the region's firms and start-ups")                           \
    L(export_help, "1", "help with launches abroad")                                               \
    L(cdmo_platform, "1", "contract development and manufacturing platforms")                      \
    L(openness, "1", "hospitals' openness to engineers")                                           \
    L(tie_care, "1", "slower decay of trust ties")                                                 \
    L(talent, "persons/yr", "people trained or moved into the region")                             \
    L(fellows, "persons", "biodesign fellows")                                                     \
    L(headhunting, "1", "experts from abroad")                                                     \
    L(mentors, "persons/yr", "mentors brought in")                                                 \
    L(transfer, "1", "strength of technology transfer")                                            \
    L(consulting, "1", "regulatory consulting")                                                    \
    L(registration, "1", "registration instead of a manufacturing licence")                        \
    L(evaluation, "centres", "evaluation centres")                                                 \
    L(two_stage_samd, "1", "two-stage approval of software")                                       \
    L(reimbursement, "1", "early reimbursement")                                                   \
    L(software, "1", "software projects encouraged")                                               \
    L(recognition, "1", "mutual recognition of approvals")                                         \
    L(training_abroad, "1", "training of doctors abroad")                                          \
    L(review_speed, "1", "added throughput of the home agency (0: none)")

#define LEVERS_FIELD(name, unit, meaning) double name;
typedef struct {
    LEVERS(LEVERS_FIELD)
} levers;

#define LEVERS_NUMBER(name, unit, meaning) LEVER_##name,
enum { LEVERS(LEVERS_NUMBER) LEVER_COUNT };

#endif
