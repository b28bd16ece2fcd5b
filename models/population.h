/* Keeps the tables in order: firms by region, projects and products by owner. Reordering is the
 * only place where indices change, and all references are renewed there. */
#ifndef AGGLO_MODELS_POPULATION_H
#define AGGLO_MODELS_POPULATION_H

#include "models/world.h"

/* Adds a firm that is to be, if the world has room for so many. */
AGGLO_MUST_USE
agglo_status founding_add(const world *world, founding_list *list, const founding *item,
                          agglo_error *error);
/* Adds an element to a list; the lists are freed with the world. */
AGGLO_MUST_USE
agglo_status happening_add(happening_list *list, const happening *item, agglo_error *error);
AGGLO_MUST_USE
agglo_status plan_add(plan_list *list, const project_plan *item, agglo_error *error);
AGGLO_MUST_USE
agglo_status product_add(product_list *list, const product_plan *item, agglo_error *error);
/* Makes room for `count` plans. */
AGGLO_MUST_USE
agglo_status plan_reserve(plan_list *list, size_t count, agglo_error *error);
AGGLO_MUST_USE
agglo_status seeker_add(seeker_list *list, const seeker *item, agglo_error *error);
void lane_clear(gathering *lane); /* empties the lists, keeps their memory */
void lane_free(gathering *lane);

/* Removes firms whose `gone` is 1 (null: none), ends their projects and products, and makes room
 * for births[r] new firms in each region r. Their rows, all zero, are in world->born in ascending
 * order: a region's come first from its closed firms, then stand at its end. Other firms keep their
 * order. References follow, blocks and offsets are renewed. Where firms have gone a merge of
 * projects and one of products must follow: they remove what has ended. */
AGGLO_MUST_USE
agglo_status population_renew_firms(world *world, const uint8_t *gone, const int32_t *births,
                                    agglo_error *error);

/* Closes the firms that are marked in world->gone, between phases: counts them, ends what they
 * own, renews the tables. Does nothing if none is marked. */
AGGLO_MUST_USE
agglo_status population_close_firms(world *world, agglo_error *error);

/* Puts plans (sorted by owner) into the project table, removes ended projects. */
AGGLO_MUST_USE
agglo_status population_merge_projects(world *world, const project_plan *plans, size_t count,
                                       agglo_error *error);

/* The same for products; those whose time is over are removed. They are launched at home now. */
AGGLO_MUST_USE
agglo_status population_merge_products(world *world, const product_plan *plans, size_t count,
                                       agglo_error *error);

/* Makes world->order and world->remap hold at least `count` numbers. */
AGGLO_MUST_USE
agglo_status population_scratch(world *world, size_t count, agglo_error *error);

/* Sorts a table whose rows carry a region (universities, hospitals, funds) into region order, rows
 * of one region in their old order, and renews the offsets `first`. */
AGGLO_MUST_USE
agglo_status population_sort(world *world, columns_table *table, const int32_t *region,
                             int32_t *first, agglo_error *error);

/* Renews offsets and blocks from the tables as they are. */
AGGLO_MUST_USE
agglo_status population_index(world *world, agglo_error *error);

#endif
