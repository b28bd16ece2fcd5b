/* Writes a graph as GraphML (http://graphml.graphdrawing.org), which networkx, igraph, Gephi and
 * Cytoscape read. Directed edges. Text is escaped; what XML cannot hold becomes U+FFFD. A file is
 * whole or absent. */
#ifndef AGGLO_OUTPUT_GRAPHML_H
#define AGGLO_OUTPUT_GRAPHML_H

#include <stddef.h>

#include "sim/status.h"

/* An attribute of nodes, edges or the graph. */
typedef struct {
    const char *name;
    const char *subject; /* "node", "edge" or "graph" */
    const char *type;    /* "string", "double", "int" or "boolean" */
} graphml_key;

typedef struct graphml graphml;

/* `keys` must outlive the graph. Errors: exists, io, memory. */
AGGLO_MUST_USE
agglo_status graphml_create(const char *path, int may_replace, const graphml_key *keys,
                            size_t key_count, graphml **out, agglo_error *error);

/* Attributes follow the node or edge that they are of; before the first, they are the graph's. The
 * key is its place in `keys`. */
void graphml_node(graphml *graph, const char *id);
void graphml_edge(graphml *graph, const char *from, const char *to);
void graphml_text(graphml *graph, size_t key, const char *text);
void graphml_number(graphml *graph, size_t key, double value); /* left out if not finite */
void graphml_flag(graphml *graph, size_t key, int flag);

/* Ends the file, or, if `status` is not AGGLO_OK, removes it. The graph is gone afterwards. */
AGGLO_MUST_USE
agglo_status graphml_close(graphml *graph, agglo_status status, agglo_error *error);

#endif
