/* Numbers and draws that define the reference workload; both implementations use them. A draw is a
 * function of (step, identity, k), in 64-bit arithmetic that wraps around. */
#ifndef AGGLO_BENCH_REFERENCE_RULES_H
#define AGGLO_BENCH_REFERENCE_RULES_H

#include <stdint.h>

#include "sim/id.h"

enum {
    RULE_REGIONS = 64,
    RULE_TIES = 4,
    RULE_WEALTH = 1000,
    RULE_CASH = 5000,
    RULE_SALES = 1000,
    RULE_WAGE = 100,
    RULE_LEAST_WAGE = 10,
    RULE_MOST_WAGE = 2000,
    RULE_PRICE = 100,
    RULE_PRICE_SPREAD = 50,
    RULE_LEAST_PRICE = 10,
    RULE_COSTS = 200,
    RULE_LOOKS = 3,
    RULE_CROWDING = 50
};

/* Chances as 24-bit numbers: the whole part of p * 2^24. */
enum {
    RULE_DEATH = 167772,   /* 0.01 */
    RULE_LOOK = 838860,    /* 0.05 */
    RULE_CHANGE = 1677721, /* 0.1 */
    RULE_CLOSURE = 335544  /* 0.02 */
};

/* Which draw of an agent is what for. */
enum {
    RULE_HOUSEHOLD_REGION = 0, /* at step 0 */
    RULE_HOUSEHOLD_DEATH = 0,
    RULE_HOUSEHOLD_LOOK = 1,
    RULE_HOUSEHOLD_PLACE = 2, /* and the next two */
    RULE_HOUSEHOLD_TASTE = 5, /* and the next two */
    RULE_HOUSEHOLD_CHANGE = 8,
    RULE_HOUSEHOLD_FIRM = 9,
    RULE_HOUSEHOLD_TIE = 10, /* and the next three */
    RULE_FIRM_FIRST_REGION = 0,
    RULE_FIRM_FIRST_PRICE = 1,
    RULE_FIRM_CLOSURE = 0,
    RULE_FIRM_PRICE = 1,
    RULE_FIRM_NEW_REGION = 2,
    RULE_FIRM_NEW_PRICE = 3
};

static const uint64_t rule_first_firm = UINT64_C(1) << 40;

/* What an agent's draws of one step have in common. */
static inline uint64_t rule_key(int32_t step, uint64_t id) {
    return id_mix(id * UINT64_C(0x9E3779B97F4A7C15) +
                  (uint64_t)step * UINT64_C(0xD1B54A32D192ED03) + 12345);
}

static inline uint64_t rule_draw(uint64_t key, uint32_t k) {
    return id_mix(key + k * UINT64_C(0x8CB92BA72F3D8DD7));
}

/* 0 … n - 1 */
static inline int32_t rule_below(uint64_t draw, uint32_t n) {
    return (int32_t)((draw >> 32) * n >> 32);
}

static inline int rule_chance(uint64_t draw, uint32_t chance) {
    return (draw >> 40) < chance;
}

/* Terms of the checksum. */
static inline uint64_t rule_household_sum(uint64_t id, int64_t wealth, int64_t region) {
    return id_mix(id + id_mix((uint64_t)wealth * 64 + (uint64_t)region));
}
static inline uint64_t rule_firm_sum(uint64_t id, int64_t cash, int64_t price) {
    return id_mix(id + id_mix((uint64_t)cash * 65536 + (uint64_t)price));
}

#endif
