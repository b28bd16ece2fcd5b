/* The populations: one field list per agent kind. From each list follow its storage, checkpoints,
 * state hash and documentation (sim/columns.h).
 *
 * Firms are sorted by region; within a region their order means nothing (new firms take the rows of
 * closed ones). Projects and products are sorted by owner. Regional sums are therefore sums over
 * one slice. References between agents are indices into the tables (renewed when a table is
 * reordered) or ordinals within the region (which its slice of the table may carry along). Times
 * are step numbers. */
#ifndef AGGLO_MODELS_AGENTS_H
#define AGGLO_MODELS_AGENTS_H

#include "sim/columns.h"

enum {
    BIN_COUNT = 32,    /* bins of the technology circle */
    PLACE_COUNT = 4,   /* customers a supplier can have */
    RECENT_STEPS = 12, /* ring of flows that covers the last 12 months at any step */
    NOBODY = -1
};

/* ---- Firms ---- */

#define FIRM_FIELDS(F)                                                                             \
    F(u64, id, 1, "", "genealogical identity")                                                     \
    F(f64, size, 1, "persons", "employees")                                                        \
    F(f32, cash, 1, "M$", "cash of a start-up")                                                    \
    F(f64, base, 1, "M$/yr", "base sales: what is sold without products of the pipeline")          \
    F(f32, product_revenue, 1, "M$/yr", "sales of launched products")                              \
    F(f32, export_revenue, 1, "M$/yr", "part of product sales made abroad")                        \
    F(f32, procurement_revenue, 1, "M$/yr", "sales to customers of the region")                    \
    F(f32, demand, 1, "M$/yr", "outside demand brought into the region")                           \
    F(f32, technology, 1, "", "place on the technology circle, 0...1")                             \
    F(f32, capability, 1, "", "quality of its development, 0...1")                                 \
    F(f32, experience, 1, "", "founding experience, 0...3")                                        \
    F(f32, trust_university, 1, "", "trust in its university, 0...1")                              \
    F(f32, trust_hospital, 1, "", "trust in its hospital, 0...1")                                  \
    F(f32, raised_locally, 1, "M$", "venture money from funds of the region")                      \
    F(f32, year_spread, 1, "", "spread of growth shocks in this calendar year")                    \
    F(i32, birth, 1, "step", "step of birth; negative for firms that were there before")           \
    F(i16, last_round, 1, "step", "step of the last venture round")                                \
    F(i32, customer, PLACE_COUNT, "", "row of the customer in the region, or -1, by place")        \
    F(u16, university, 1, "", "ordinal of the trusted university in the region, 65535: none")      \
    F(u16, hospital, 1, "", "ordinal of the trusted hospital in the region, 65535: none")          \
    F(u8, kind, 1, "", "kind of firm")                                                             \
    F(u8, licence, 1, "", "0 prototype, 1 parts, 2 manufacturing, 3 marketing authorisation")      \
    F(u8, round, 1, "", "venture rounds closed, at most 4")                                        \
    F(u8, flags, 1, "", "bits: home base, foreign, anchor, venture-backed, sold, heart lost")

typedef struct {
    COLUMNS_TABLE;
    FIRM_FIELDS(COLUMNS_POINTER)
} firms;
extern const columns_layout firms_layout;

enum {
    FIRM_HOME = 1, /* the region is its home base (hq), not an outside firm's site */
    FIRM_FOREIGN = 2,
    FIRM_ANCHOR = 4,
    FIRM_BACKED = 8,     /* has had a venture round */
    FIRM_SOLD = 16,      /* has been sold or floated */
    FIRM_HEART_LOST = 32 /* a start-up that lost heart after a failed project */
};
enum { NO_PARTNER = 65535 };

/* ---- Projects ---- */

#define PROJECT_FIELDS(F)                                                                          \
    F(u64, id, 1, "", "genealogical identity")                                                     \
    F(f64, time_left, 1, "yr", "table time left in the stage")                                     \
    F(f32, quality, 1, "", "match of firm, seed and need, 0...1")                                  \
    F(f32, seed, 1, "", "place of its seed on the technology circle")                              \
    F(f32, need, 1, "", "place of its need on the technology circle")                              \
    F(f32, spent, 1, "M$", "money spent so far")                                                   \
    F(i32, owner, 1, "", "index of the firm")                                                      \
    F(i32, birth, 1, "step", "step in which it began")                                             \
    F(u16, university, 1, "", "ordinal of the partner university in the region, 65535: none")      \
    F(u16, hospital, 1, "", "ordinal of the partner hospital in the region, 65535: none")          \
    F(u8, stage, 1, "", "0 concept ... 5 reimbursement; 6 ended")                                  \
    F(u8, device_class, 1, "", "0...3 for I...IV")                                                 \
    F(u8, device_type, 1, "", "0 diagnostic, 1 equipment, 2 disposable, 3 software")               \
    F(u8, field, 1, "", "disease field 0...7")                                                     \
    F(u8, link, 1, "", "causal link whose option it came from, 0: none")

typedef struct {
    COLUMNS_TABLE;
    PROJECT_FIELDS(COLUMNS_POINTER)
} projects;
extern const columns_layout projects_layout;
enum { STAGE_ENDED = 6 };

/* ---- Products ---- */

#define PRODUCT_FIELDS(F)                                                                          \
    F(u64, id, 1, "", "genealogical identity")                                                     \
    F(f32, peak, 1, "M$/yr", "peak sales if sold in all markets")                                  \
    F(i32, owner, 1, "", "index of the firm")                                                      \
    F(i16, launch, 7, "step", "step of launch in each market, -1: not there")                      \
    F(i16, approval, 1, "step", "step of approval at home")                                        \
    F(u8, field, 1, "", "disease field 0...7")                                                     \
    F(u8, device_class, 1, "", "0...3 for I...IV")                                                 \
    F(u8, device_type, 1, "", "0 diagnostic, 1 equipment, 2 disposable, 3 software")

typedef struct {
    COLUMNS_TABLE;
    PRODUCT_FIELDS(COLUMNS_POINTER)
} products;
extern const columns_layout products_layout;

/* ---- Research sites, hospitals, funds ---- */

#define UNIVERSITY_FIELDS(F)                                                                       \
    F(u64, id, 1, "", "genealogical identity")                                                     \
    F(i32, region, 1, "", "region index")                                                          \
    F(f64, budget, 1, "M$/yr", "base research budget, trend units")                                \
    F(f64, competitive, 1, "M$/yr", "competitive research money, trend units")                     \
    F(f64, transfer, 1, "", "strength of technology transfer")                                     \
    F(f64, focus, 1, "", "place on the technology circle, 0...1")                                  \
    F(f64, profile, BIN_COUNT, "", "share of its research in each bin of the circle")

typedef struct {
    COLUMNS_TABLE;
    UNIVERSITY_FIELDS(COLUMNS_POINTER)
} universities;
extern const columns_layout universities_layout;

#define HOSPITAL_FIELDS(F)                                                                         \
    F(u64, id, 1, "", "genealogical identity")                                                     \
    F(i32, region, 1, "", "region index")                                                          \
    F(f64, beds, 1, "beds", "beds")                                                                \
    F(f64, openness, 1, "", "openness to engineers and firms, 0...1")

typedef struct {
    COLUMNS_TABLE;
    HOSPITAL_FIELDS(COLUMNS_POINTER)
} hospitals;
extern const columns_layout hospitals_layout;

#define FUND_FIELDS(F)                                                                             \
    F(u64, id, 1, "", "genealogical identity")                                                     \
    F(i32, region, 1, "", "region index")                                                          \
    F(i32, birth, 1, "step", "step of closing")                                                    \
    F(f64, size, 1, "M$", "committed capital")                                                     \
    F(f64, dry_powder, 1, "M$", "capital not yet invested")

typedef struct {
    COLUMNS_TABLE;
    FUND_FIELDS(COLUMNS_POINTER)
} funds;
extern const columns_layout funds_layout;

/* ---- Regions and home markets ---- */

#define REGION_FIELDS(F)                                                                           \
    F(u64, id, 1, "", "identity from the region's name")                                           \
    F(i32, firm_rows, 1, "firms", "length of the region's slice of the firm table")                \
    F(f64, seeds, BIN_COUNT, "seeds", "inventions waiting in each bin of the circle")              \
    F(f64, knowledge, BIN_COUNT, "", "knowledge stock in each bin")                                \
    F(f64, needs, 8, "needs", "clinical needs waiting in each disease field")                      \
    F(f64, talent, 1, "persons", "talent")                                                         \
    F(f64, reputation, 1, "", "V, 0...1")                                                          \
    F(f64, mentors, 1, "persons", "mentors")                                                       \
    F(f64, support, 1, "firms", "support firms")                                                   \
    F(f64, purse_local, 1, "M$", "venture purse of the region's funds")                            \
    F(f64, purse_pool, 1, "M$", "venture purse of the world pool")                                 \
    F(f64, invested, 1, "M$/yr", "venture investment, smoothed over 3 years")                      \
    F(f64, unserved, 1, "firms", "start-ups that sought money in the last deals and got none")     \
    F(f64, unmet_demand, 1, "M$/yr", "U: demand of customers that no local supplier meets")        \
    F(f64, recent_foundings, RECENT_STEPS, "firms", "foundings in each of the last steps")         \
    F(f64, recent_exits, RECENT_STEPS, "firms", "sales and flotations in each of the last steps")  \
    F(f64, innovation, 1, "", "index I when last observed")                                        \
    F(f64, agglomeration, 1, "", "index A when last observed")                                     \
    F(f64, anchor_demand, 1, "", "index H when last observed")                                     \
    F(f64, entrepreneurship, 1, "", "index E when last observed")                                  \
    F(f64, firm_count, 1, "firms", "firms when last observed")

typedef struct {
    COLUMNS_TABLE;
    REGION_FIELDS(COLUMNS_POINTER)
} regions;
extern const columns_layout regions_layout;

#define AGENCY_FIELDS(F)                                                                           \
    F(f64, backlog, 1, "reviews", "class III-IV reviews waiting")                                  \
    F(f64, arrivals, 1, "1/yr", "class III-IV projects entering review from this home, smoothed")

typedef struct {
    COLUMNS_TABLE;
    AGENCY_FIELDS(COLUMNS_POINTER)
} agencies; /* one row per market */
extern const columns_layout agencies_layout;

/* State of an intervention in a region: when it began to act. Row = intervention × region. */
#define ORDER_FIELDS(F)                                                                            \
    F(i32, first_step, 1, "step", "first step in which the intervention acted here, -1: not yet")  \
    F(i32, condition_step, 1, "step", "step in which its condition came true, -1: not yet")

typedef struct {
    COLUMNS_TABLE;
    ORDER_FIELDS(COLUMNS_POINTER)
} orders;
extern const columns_layout orders_layout;

/* Money of interventions that have a `total`. Row = intervention; no rows if none has. */
#define SPENDING_FIELDS(F) F(f64, spent, 1, "M$", "public cost booked so far, in all regions")

typedef struct {
    COLUMNS_TABLE;
    SPENDING_FIELDS(COLUMNS_POINTER)
} spendings;
extern const columns_layout spendings_layout;

/* Flows since the last record, by region. */
enum { FLOW_LINKS = 18, FLOW_POLICIES = 64 };
#define FLOW_FIELDS(F)                                                                             \
    F(f64, foundings, 1, "", "firms founded in the region")                                        \
    F(f64, spinouts, 1, "", "start-ups from research")                                             \
    F(f64, spinoffs, 1, "", "firms from firms")                                                    \
    F(f64, supplier_foundings, 1, "", "suppliers founded for unmet demand")                        \
    F(f64, refoundings, 1, "", "start-ups of serial founders")                                     \
    F(f64, fellow_foundings, 1, "",                                                                \
      "start-ups of fellows and of software people that a programme brings")                       \
    F(f64, entries_outside, 1, "", "outside firms that came")                                      \
    F(f64, entries_industry, 1, "", "manufacturers that came from other industries")               \
    F(f64, exits_failed, 1, "", "firms that closed")                                               \
    F(f64, exits_acquired, 1, "", "start-ups and graduates sold")                                  \
    F(f64, exits_floated, 1, "", "start-ups and graduates floated")                                \
    F(f64, exits_moved, 1, "", "start-ups that moved away")                                        \
    F(f64, exits_dissolved, 1, "", "start-ups and graduates sold that are no more after it")       \
    F(f64, closed, 1, "", "firms that are no more, whatever the reason")                           \
    F(f64, graduations, 1, "", "start-ups that became established firms")                          \
    F(f64, projects_started, 1, "", "projects from attempts")                                      \
    F(f64, projects_failed, 1, "", "projects that failed")                                         \
    F(f64, approvals, 4, "", "launches by device class")                                           \
    F(f64, approval_years, 1, "yr", "sum of times to market of the launches")                      \
    F(f64, venture_invested, 1, "M$", "venture rounds, public part included")                      \
    F(f64, flux, FLOW_LINKS, "", "what each link did, times years")                                \
    F(f64, cost, FLOW_POLICIES, "M$", "public cost by policy")                                     \
    F(f64, received, FLOW_POLICIES, "M$", "public money that arrived, by policy")

typedef struct {
    COLUMNS_TABLE;
    FLOW_FIELDS(COLUMNS_POINTER)
} flows;
extern const columns_layout flows_layout;

#endif
