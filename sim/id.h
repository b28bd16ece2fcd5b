/* Genealogical identities: who an agent is follows from its parent, its birth step, its kind and
 * its place among its siblings. Two scenarios that share a history therefore share identities, and
 * with them every random number that still has a meaning. */
#ifndef AGGLO_SIM_ID_H
#define AGGLO_SIM_ID_H

#include <stdint.h>

/* Finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195): a bijection. */
static inline uint64_t id_mix(uint64_t z) {
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* The child's identity; a pure function of its arguments. */
static inline uint64_t id_child(uint64_t parent, int32_t step, uint32_t kind, uint32_t ordinal) {
    uint64_t when = (uint64_t)(uint32_t)step << 32 | ordinal;
    return id_mix(id_mix(id_mix(parent + UINT64_C(0x9E3779B97F4A7C15)) ^ when) + kind);
}

/* An identity from a name (FNV-1a, then mixed): regions keep theirs when others are added. */
static inline uint64_t id_from_name(const char *name) {
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001B3);
    return id_mix(hash);
}

#endif
