#include "tools/studio/ties.h"

#include <stdlib.h>

typedef struct {
    uint64_t id;
    const char *kind;
    double size; /* employees; of sites: research money in M$/yr, beds */
    size_t ties;
    int is_shown;
} node;

typedef struct {
    node *items;   /* by id */
    node **ranked; /* by ties */
    size_t count, shown;
} node_list;

static int is_site(const network *t, size_t k) {
    return t->kind[k] == TIE_UNIVERSITY || t->kind[k] == TIE_HOSPITAL;
}

static int compare_ids(const void *a, const void *b) {
    const node *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static int compare_ranks(const void *a, const void *b) {
    const node *x = *(node *const *)a, *y = *(node *const *)b;
    if (x->ties != y->ties)
        return x->ties > y->ties ? -1 : 1;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return compare_ids(x, y);
}

static node *find_node(const node_list *list, uint64_t id) {
    const node asked = {.id = id};
    return list->count > 0
               ? bsearch(&asked, list->items, list->count, sizeof *list->items, compare_ids)
               : NULL;
}

static void collect(node_list *list, const snapshots *of_firms, const network *ties, int region) {
    static const char *const sites[TIE_KINDS] = {
        [TIE_UNIVERSITY] = "university", [TIE_HOSPITAL] = "hospital"};
    for (size_t k = 0; k < of_firms->table.count; k++)
        if (of_firms->region[k] == region)
            list->items[list->count++] = (node){.id = of_firms->agent[k],
                                                .kind = firm_kind_names[of_firms->kind[k]],
                                                .size = of_firms->size[k]};
    for (size_t k = 0; k < ties->table.count; k++)
        if (ties->region[k] == region && is_site(ties, k))
            list->items[list->count++] =
                (node){.id = ties->from[k], .kind = sites[ties->kind[k]], .size = ties->weight[k]};
}

/* The ends of a tie; false if it is none of the region's. */
static int find_ends(const node_list *list, const network *ties, size_t k, int region,
                     node *ends[2]) {
    if (ties->region[k] != region || is_site(ties, k))
        return 0;
    ends[0] = find_node(list, ties->from[k]);
    ends[1] = find_node(list, ties->to[k]);
    return ends[0] != NULL && ends[1] != NULL;
}

static size_t rank(node_list *list, const network *ties, int region, size_t most) {
    size_t count = 0;
    node *ends[2];
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, compare_ids);
    for (size_t k = 0; k < ties->table.count; k++)
        if (find_ends(list, ties, k, region, ends)) {
            count++;
            ends[0]->ties++;
            ends[1]->ties++;
        }
    for (size_t i = 0; i < list->count; i++)
        list->ranked[i] = &list->items[i];
    if (list->count > 0)
        qsort(list->ranked, list->count, sizeof *list->ranked, compare_ranks);
    list->shown = list->count < most ? list->count : most;
    for (size_t i = 0; i < list->shown; i++)
        list->ranked[i]->is_shown = 1;
    return count;
}

static void put_nodes(json *j, const node_list *list) {
    json_array(j, "nodes");
    for (size_t i = 0; i < list->shown; i++) {
        const node *n = list->ranked[i];
        json_object(j, NULL);
        json_hex(j, "id", n->id);
        json_text(j, "kind", n->kind);
        json_number(j, "size", n->size);
        json_close(j);
    }
    json_close(j);
}

static void put_edges(json *j, const node_list *list, const network *ties, int region) {
    node *ends[2];
    json_array(j, "edges");
    for (size_t k = 0; k < ties->table.count; k++)
        if (find_ends(list, ties, k, region, ends) && ends[0]->is_shown && ends[1]->is_shown) {
            json_object(j, NULL);
            json_hex(j, "from", ends[0]->id);
            json_hex(j, "to", ends[1]->id);
            json_text(j, "kind", network_codes[0].names[ties->kind[k]]);
            json_number(j, "weight", ties->weight[k]);
            json_close(j);
        }
    json_close(j);
}

agglo_status ties_tell(json *j, session_side *side, int region, size_t most, agglo_error *error) {
    const snapshots *of_firms = session_firms(side);
    const network *ties = session_ties(side);
    size_t room = of_firms->table.count + ties->table.count + 1;
    node_list list = {.items = calloc(room, sizeof *list.items),
                      .ranked = calloc(room, sizeof *list.ranked)};
    agglo_status status = AGGLO_OK;
    if (list.items != NULL && list.ranked != NULL) {
        collect(&list, of_firms, ties, region);
        size_t count = rank(&list, ties, region, most);
        json_object(j, NULL);
        put_nodes(j, &list);
        put_edges(j, &list, ties, region);
        json_integer(j, "nodes_in_all", (int64_t)list.count);
        json_integer(j, "edges_in_all", (int64_t)count);
        json_close(j);
    } else {
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a network");
    }
    free(list.items);
    free(list.ranked);
    return status;
}
