#include "tools/agglo/export/network.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/graphml.h"
#include "output/reader.h"
#include "output/result_table.h"

enum { MOST_WORDS = 64, ID_SIZE = 17 };

/* ---- Columns of a replicate ---- */

enum { FIRM_STEP, FIRM_TIME, FIRM_REGION, FIRM_ID, FIRM_KIND, FIRM_FLAGS, FIRM_BIRTH, FIRM_SIZE };
enum { FIRM_SALES = FIRM_SIZE + 1, FIRM_COLUMNS };
static const char *const firm_columns[FIRM_COLUMNS] = {"step",  "time",  "region", "agent", "kind",
                                                       "flags", "birth", "size",   "sales"};

enum { TIE_STEP, TIE_REGION, TIE_FROM, TIE_TO, TIE_KIND, TIE_WEIGHT, TIE_COLUMNS };
static const char *const tie_columns[TIE_COLUMNS] = {"step", "region", "from",
                                                     "to",   "kind",   "weight"};

enum { EVENT_STEP, EVENT_TYPE, EVENT_AGENT, EVENT_CAUSE, EVENT_COLUMNS };
static const char *const event_columns[EVENT_COLUMNS] = {"step", "type", "agent", "cause"};

enum { MOST_COLUMNS = FIRM_COLUMNS };

/* A table's columns in a replicate: identities as they are, all else as doubles. */
typedef struct {
    result_table *table;
    size_t rows;
    union {
        double *number;
        uint64_t *id;
    } column[MOST_COLUMNS];
    char *words; /* of the column of kinds */
    const char *word[MOST_WORDS];
} rows_read;

static int is_identity(const char *name) {
    static const char *const names[] = {"agent", "cause", "from", "to"};
    for (int k = 0; k < 4; k++)
        if (strcmp(name, names[k]) == 0)
            return 1;
    return 0;
}

static void rows_free(rows_read *r) {
    for (int c = 0; c < MOST_COLUMNS; c++)
        free(r->column[c].number);
    free(r->words);
    result_table_close(r->table);
}

static void split_words(rows_read *r, const char *name) {
    char *rest = NULL;
    r->words = result_table_meanings(r->table, name);
    char *word = r->words != NULL ? strtok_r(r->words, " ", &rest) : NULL;
    for (int k = 0; word != NULL && k < MOST_WORDS; word = strtok_r(NULL, " ", &rest))
        r->word[k++] = word;
}

/* `kind`: the column of codes. The group must be there. */
static agglo_status rows_get(rows_read *r, const char *const *names, int count, const char *kind,
                             size_t replicate, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    r->rows = result_table_rows(r->table, replicate);
    for (int c = 0; c < count && status == AGGLO_OK; c++) {
        column_type type = is_identity(names[c]) ? COLUMN_u64 : COLUMN_f64;
        r->column[c].number = malloc((r->rows + 1) * sizeof(double));
        if (r->column[c].number == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu rows", r->rows);
        status =
            result_table_column(r->table, names[c], replicate, type, r->column[c].number, error);
    }
    split_words(r, kind);
    return status;
}

static const char *word_of(const rows_read *r, double code) {
    int k = code >= 0 && code < MOST_WORDS ? (int)code : MOST_WORDS - 1;
    return r->word[k] != NULL ? r->word[k] : "unknown";
}

/* ---- What a graph is made of ---- */

typedef struct {
    export_network_request *request;
    rows_read firms, ties, events;
    reader_coordinate regions;
    char *title;
    double start_year, step_years, step;
    uint64_t *nodes; /* sorted */
    size_t node_count;
    graphml *graph;
} network_export;

static agglo_status refuse(const network_export *n, const char *what, agglo_error *error) {
    error_set(error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(error, n->request->result, 0, NULL);
    return AGGLO_ERROR_INPUT;
}

/* What the whole file says. */
static agglo_status read_head(network_export *n, agglo_error *error) {
    const export_network_request *q = n->request;
    reader *in = NULL;
    double months = 0;
    reader_coordinate replicates = {0};
    agglo_status status = reader_open(q->result, q->accept_incomplete, &in, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(in, "region", &n->regions, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(in, "replicate", &replicates, error);
    if (status == AGGLO_OK && q->replicate >= replicates.size) {
        refuse(n, "there is no such replicate", error);
        error_got(error, "%zu", q->replicate);
        error_expected(error, "0 to %zu", replicates.size - 1);
        status = AGGLO_ERROR_INPUT;
    }
    if (status == AGGLO_OK &&
        (n->regions.labels == NULL || !reader_attribute(in, "start_year", &n->start_year) ||
         !reader_attribute(in, "step_months", &months)))
        status = refuse(n, "it is not a result of agglo run", error);
    n->step_years = months / 12;
    if (status == AGGLO_OK)
        n->title = reader_text(in, "title");
    reader_coordinate_free(&replicates);
    reader_close(in);
    return status;
}

static agglo_status read_tables(network_export *n, agglo_error *error) {
    const export_network_request *q = n->request;
    agglo_status status = result_table_open(q->result, "snapshots", &n->firms.table, error);
    if (status == AGGLO_OK)
        status = result_table_open(q->result, "network", &n->ties.table, error);
    if (status == AGGLO_OK && (n->firms.table == NULL || n->ties.table == NULL)) {
        status = refuse(n, "the result holds no network", error);
        error_hint(error, "run the scenario again with --set output.network=true");
    }
    if (status == AGGLO_OK)
        status = result_table_open(q->result, "events", &n->events.table, error);
    if (status == AGGLO_OK)
        status = rows_get(&n->firms, firm_columns, FIRM_COLUMNS, "kind", q->replicate, error);
    if (status == AGGLO_OK)
        status = rows_get(&n->ties, tie_columns, TIE_COLUMNS, "kind", q->replicate, error);
    n->request->has_parents = n->events.table != NULL;
    if (status == AGGLO_OK && n->events.table != NULL)
        status = rows_get(&n->events, event_columns, EVENT_COLUMNS, "type", q->replicate, error);
    return status;
}

/* Whether a snapshot without firms was taken is not in the file: so nothing is said of it. */
static agglo_status refuse_year(const network_export *n, const char *dates, agglo_error *error) {
    if (n->firms.rows == 0)
        return refuse(n, "no snapshot of the replicate has firms", error);
    refuse(n, "no snapshot of that year has firms", error);
    error_got(error, "%.10g", n->request->year);
    error_expected(error, "one of %s", dates);
    error_hint(error, "output.firms_every_months sets the time between snapshots");
    return AGGLO_ERROR_INPUT;
}

/* The snapshot of the year that is asked for: its step. */
static agglo_status find_step(network_export *n, agglo_error *error) {
    static const double close_enough = 0.01; /* years are written with some digits */
    const rows_read *f = &n->firms;
    export_network_request *q = n->request;
    char dates[120] = "";
    size_t used = 0;
    for (size_t i = 0; i < f->rows; i++) {
        double step = f->column[FIRM_STEP].number[i], year = f->column[FIRM_TIME].number[i];
        if (isnan(q->year) || fabs(year - q->year) < close_enough) {
            n->step = step;
            q->shown_year = n->start_year + step * n->step_years;
            if (!isnan(q->year))
                return AGGLO_OK;
        }
        int is_new = i == 0 || step > f->column[FIRM_STEP].number[i - 1];
        if (is_new && used + 16 < sizeof dates)
            used += (size_t)snprintf(dates + used, sizeof dates - used, "%s%.6g",
                                     used > 0 ? ", " : "", year);
        else if (is_new && used + 5 < sizeof dates) /* room for the mark only */
            used += (size_t)snprintf(dates + used, sizeof dates - used, ", …") + sizeof dates;
    }
    if (isnan(q->year) && f->rows > 0)
        return AGGLO_OK;
    return refuse_year(n, dates, error);
}

/* ---- Nodes ---- */

enum { KEY_TITLE, KEY_YEAR, KEY_REPLICATE };
enum { NODE_TYPE = 3, NODE_KIND, NODE_REGION, NODE_SIZE, NODE_UNIT, NODE_SALES, NODE_BIRTH };
enum { NODE_HOME = NODE_BIRTH + 1, NODE_ANCHOR, EDGE_KIND, EDGE_WEIGHT, KEY_COUNT };
static const graphml_key graph_keys[KEY_COUNT] = {
    [KEY_TITLE] = {"title", "graph", "string"},
    [KEY_YEAR] = {"year", "graph", "double"},
    [KEY_REPLICATE] = {"replicate", "graph", "int"},
    [NODE_TYPE] = {"type", "node", "string"},
    [NODE_KIND] = {"kind", "node", "string"},
    [NODE_REGION] = {"region", "node", "string"},
    [NODE_SIZE] = {"size", "node", "double"},
    [NODE_UNIT] = {"size_unit", "node", "string"},
    [NODE_SALES] = {"sales", "node", "double"},
    [NODE_BIRTH] = {"birth_year", "node", "double"},
    [NODE_HOME] = {"home_base", "node", "boolean"},
    [NODE_ANCHOR] = {"anchor", "node", "boolean"},
    [EDGE_KIND] = {"kind", "edge", "string"},
    [EDGE_WEIGHT] = {"weight", "edge", "double"},
};

static const char *id_text(uint64_t id, char text[ID_SIZE]) {
    snprintf(text, ID_SIZE, "%016" PRIx64, id);
    return text;
}

static void add_node(network_export *n, uint64_t id, const char *type, const char *kind,
                     double region) {
    char text[ID_SIZE];
    size_t r = region >= 0 ? (size_t)region : n->regions.size;
    n->nodes[n->node_count++] = id;
    graphml_node(n->graph, id_text(id, text));
    graphml_text(n->graph, NODE_TYPE, type);
    graphml_text(n->graph, NODE_KIND, kind);
    if (r < n->regions.size)
        graphml_text(n->graph, NODE_REGION, n->regions.labels[r]);
}

static void add_firms(network_export *n) {
    const rows_read *f = &n->firms;
    int home = result_table_code(f->table, "flags", "home_base");
    int anchor = result_table_code(f->table, "flags", "anchor");
    for (size_t i = 0; i < f->rows; i++) {
        if (f->column[FIRM_STEP].number[i] != n->step)
            continue;
        unsigned flags = (unsigned)f->column[FIRM_FLAGS].number[i];
        add_node(n, f->column[FIRM_ID].id[i], "firm", word_of(f, f->column[FIRM_KIND].number[i]),
                 f->column[FIRM_REGION].number[i]);
        graphml_number(n->graph, NODE_SIZE, f->column[FIRM_SIZE].number[i]);
        graphml_text(n->graph, NODE_UNIT, "persons");
        graphml_number(n->graph, NODE_SALES, f->column[FIRM_SALES].number[i]);
        graphml_number(n->graph, NODE_BIRTH,
                       n->start_year + f->column[FIRM_BIRTH].number[i] * n->step_years);
        graphml_flag(n->graph, NODE_HOME, home >= 0 && (flags >> home & 1U));
        graphml_flag(n->graph, NODE_ANCHOR, anchor >= 0 && (flags >> anchor & 1U));
    }
}

/* The unit of a site's size, or null: the row is a tie between two nodes. */
static const char *site_unit(const char *kind) {
    return strcmp(kind, "university") == 0 ? "M$/yr"
           : strcmp(kind, "hospital") == 0 ? "beds"
                                           : NULL;
}

static void add_sites(network_export *n) {
    const rows_read *t = &n->ties;
    for (size_t i = 0; i < t->rows; i++) {
        const char *kind = word_of(t, t->column[TIE_KIND].number[i]), *unit = site_unit(kind);
        if (t->column[TIE_STEP].number[i] != n->step || unit == NULL)
            continue;
        add_node(n, t->column[TIE_FROM].id[i], kind, kind, t->column[TIE_REGION].number[i]);
        graphml_number(n->graph, NODE_SIZE, t->column[TIE_WEIGHT].number[i]);
        graphml_text(n->graph, NODE_UNIT, unit);
    }
}

static int compare_ids(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static agglo_status add_nodes(network_export *n, agglo_error *error) {
    n->nodes = malloc((n->firms.rows + n->ties.rows + 1) * sizeof *n->nodes);
    if (n->nodes == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the nodes of a graph");
    add_firms(n);
    add_sites(n);
    qsort(n->nodes, n->node_count, sizeof *n->nodes, compare_ids);
    return AGGLO_OK;
}

/* ---- Edges ---- */

static int is_node(const network_export *n, uint64_t id) {
    return bsearch(&id, n->nodes, n->node_count, sizeof *n->nodes, compare_ids) != NULL;
}

/* A tie to what is not there is left out. */
static void add_edge(network_export *n, uint64_t from, uint64_t to, const char *kind,
                     double weight) {
    char one[ID_SIZE], other[ID_SIZE];
    if (!is_node(n, from) || !is_node(n, to))
        return;
    n->request->edges++;
    graphml_edge(n->graph, id_text(from, one), id_text(to, other));
    graphml_text(n->graph, EDGE_KIND, kind);
    graphml_number(n->graph, EDGE_WEIGHT, weight);
}

static void add_ties(network_export *n) {
    const rows_read *t = &n->ties;
    for (size_t i = 0; i < t->rows; i++) {
        const char *kind = word_of(t, t->column[TIE_KIND].number[i]);
        if (t->column[TIE_STEP].number[i] == n->step && site_unit(kind) == NULL)
            add_edge(n, t->column[TIE_FROM].id[i], t->column[TIE_TO].id[i], kind,
                     t->column[TIE_WEIGHT].number[i]);
    }
}

/* From the parent that the event log names as the cause to the firm that came of it. */
static void add_parents(network_export *n) {
    const rows_read *e = &n->events;
    for (size_t i = 0; i < e->rows; i++) {
        const char *type = word_of(e, e->column[EVENT_TYPE].number[i]);
        if (e->column[EVENT_STEP].number[i] > n->step)
            return; /* in the order of time */
        if (strcmp(type, "spinoff") == 0 || strcmp(type, "spinout") == 0)
            add_edge(n, e->column[EVENT_CAUSE].id[i], e->column[EVENT_AGENT].id[i], type, 1);
    }
}

static agglo_status write_graph(network_export *n, agglo_error *error) {
    export_network_request *q = n->request;
    agglo_status status =
        graphml_create(q->output, q->may_replace, graph_keys, KEY_COUNT, &n->graph, error);
    if (status != AGGLO_OK)
        return status;
    graphml_text(n->graph, KEY_TITLE, n->title != NULL ? n->title : "");
    graphml_number(n->graph, KEY_YEAR, q->shown_year);
    graphml_number(n->graph, KEY_REPLICATE, (double)q->replicate);
    status = add_nodes(n, error);
    if (status == AGGLO_OK) {
        add_ties(n);
        add_parents(n);
    }
    q->nodes = n->node_count;
    return graphml_close(n->graph, status, error);
}

agglo_status export_network(export_network_request *request, agglo_error *error) {
    network_export n = {.request = request};
    request->nodes = request->edges = 0;
    agglo_status status = read_head(&n, error);
    if (status == AGGLO_OK)
        status = read_tables(&n, error);
    if (status == AGGLO_OK)
        status = find_step(&n, error);
    if (status == AGGLO_OK)
        status = write_graph(&n, error);
    rows_free(&n.firms);
    rows_free(&n.ties);
    rows_free(&n.events);
    reader_coordinate_free(&n.regions);
    free(n.title);
    free(n.nodes);
    return status;
}
