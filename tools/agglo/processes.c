#include "tools/agglo/processes.h"

#include <string.h>

typedef struct {
    int status, mark;
} word;

/* A failure counts more than a stop, the first of several more than later ones. */
static agglo_status worst_of(const ranks_parts *all, int count, agglo_status own,
                             processes_view *view) {
    agglo_status worst = AGGLO_OK;
    for (int k = 0; k < count; k++) {
        word other;
        memcpy(&other, all->bytes + all->first[k], sizeof other);
        view->is_marked |= other.mark;
        view->tells |= k == 0 && other.status == AGGLO_OK && own != AGGLO_OK;
        if (other.status != AGGLO_OK && (worst == AGGLO_OK || worst == AGGLO_ERROR_INTERRUPTED))
            worst = (agglo_status)other.status;
    }
    return worst;
}

agglo_status processes_agree(ranks_group *processes, agglo_status own, int mark,
                             processes_view *view, agglo_error *error) {
    word mine = {(int)own, mark};
    ranks_parts all = {0};
    agglo_error failure = {0};
    *view = (processes_view){.is_marked = mark, .tells = ranks_own(processes) == 0};
    if (ranks_count(processes) == 1)
        return own;
    agglo_status shared = ranks_share(processes, &mine, sizeof mine, &all, &failure);
    agglo_status worst = AGGLO_OK;
    if (shared == AGGLO_OK)
        worst = worst_of(&all, ranks_count(processes), own, view);
    ranks_parts_free(&all);
    if (own != AGGLO_OK)
        return own;
    if (shared != AGGLO_OK) {
        *error = failure;
        return shared;
    }
    return worst == AGGLO_OK ? worst : error_set(error, worst, "another process could not go on");
}
