#include "tools/studio/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/record.h"
#include "sim/id.h"
#include "sim/schedule.h"
#include "tools/agglo/signals.h"

enum {
    MOST_EDITS = 100,
    MOST_REGIONS = 200,
    MOST_ROWS = 40000,   /* steps × regions: what is recorded stays in memory */
    MOST_WORK = 8000000, /* steps × (initial agents + FIRMS_TO_COME × regions) */
    FIRMS_TO_COME = 100, /* in a region, roughly */
    MOST_WAIT = 10,      /* for a side, s */
    MOST_SECONDS = 5,    /* of one call */
    MOST_MEGABYTES = 512 /* of a world */
};

/* ---- Sides ---- */

agglo_status session_init(session *s, const catalogue *shipped, int threads, agglo_error *error) {
    memset(s, 0, sizeof *s);
    s->catalogue = shipped;
    s->threads = threads;
    agglo_status status = works_init(&s->works, error);
    for (int k = 0; k < SESSION_SIDES && status == AGGLO_OK; k++) {
        s->sides[k].name = (char)('A' + k);
        status = gate_init(&s->sides[k].gate, error);
    }
    return status;
}

void session_clear(session_side *side) {
    simulation_free(side->simulation);
    free(side->recorded);
    scenario_free(side->scenario);
    faults_free(&side->warnings);
    free(side->text);
    free(side->chosen);
    free(side->path);
    band_free(side->band);
    side->band = NULL;
    side->simulation = NULL;
    side->recorded = side->scenario = NULL;
    side->warnings = (agglo_faults){0};
    side->text = side->chosen = side->path = NULL;
    side->step = 0;
    side->version++;
}

void session_free(session *s) {
    for (int k = 0; k < SESSION_SIDES; k++) {
        session_clear(&s->sides[k]);
        gate_free(&s->sides[k].gate);
    }
    works_free(&s->works);
}

session_side *session_find(session *s, const char *name) {
    if (name[0] < 'A' || name[0] >= 'A' + SESSION_SIDES || name[1] != '\0')
        return NULL;
    return &s->sides[name[0] - 'A'];
}

int session_lock(session_side *side) {
    double end = schedule_clock() + MOST_WAIT;
    gate_lock(&side->gate);
    while (side->is_held && gate_wait_until(&side->gate, end))
        continue;
    int is_free = !side->is_held;
    side->is_held = 1;
    gate_unlock(&side->gate);
    return is_free;
}

void session_unlock(session_side *side) {
    gate_lock(&side->gate);
    side->is_held = 0;
    gate_wake(&side->gate);
    gate_unlock(&side->gate);
}

int session_begin_long(session *s) {
    if (atomic_fetch_add(&s->long_ones, 1) < SESSION_MOST_LONG)
        return 1;
    atomic_fetch_sub(&s->long_ones, 1);
    return 0;
}

void session_end_long(session *s) {
    atomic_fetch_sub(&s->long_ones, 1);
}

/* Gives a side what another one holds, except name and lock; what is of the chosen document stays
 * as long as that is the same. */
static void take_over(session_side *side, session_side *from) {
    unsigned version = side->version;
    band *kept = from->version == version ? side->band : NULL;
    if (kept != NULL)
        side->band = NULL;
    session_clear(side);
    side->text = from->text;
    side->chosen = from->chosen;
    side->path = from->path;
    side->scenario = from->scenario;
    side->recorded = from->recorded;
    side->warnings = from->warnings;
    side->simulation = from->simulation;
    side->step = from->step;
    side->hash = from->hash;
    side->version = from->version > 0 ? from->version : version + 1;
    side->band = kept;
}

/* ---- Steps ---- */

/* Ties and firms are taken at the one step that is shown; what was taken before is forgotten. */
static void want_snapshot(session_side *side, int is_wanted) {
    columns_table *tables[SIMULATION_MAX_TABLES];
    side->recorded->record_firms = side->recorded->record_network = is_wanted;
    if (!is_wanted)
        return;
    (void)simulation_tables(side->simulation, tables);
    tables[WORLD_TABLES]->count = tables[WORLD_TABLES + 1]->count = 0;
}

static agglo_status advance(session_side *side, agglo_error *error) {
    agglo_status status = simulation_advance(side->simulation, error);
    if (status != AGGLO_OK || simulation_bytes(side->simulation) >> 20 <= MOST_MEGABYTES)
        return status;
    error_set(error, AGGLO_ERROR_INPUT, "the world has become too large for the studio");
    error_expected(error, "at most %d MiB", MOST_MEGABYTES);
    error_hint(error, "agglo run has no such limit");
    return AGGLO_ERROR_INPUT;
}

/* Where the end is no record, a run leaves flows behind that every step's records have taken; its
 * hash is that of a run that records as the document says. */
static agglo_status hash_of_plain_run(const scenario *s, uint64_t *hash, agglo_error *error) {
    simulation *plain = NULL;
    agglo_status status = simulation_create(s, 0, 1, &plain, error);
    while (status == AGGLO_OK && !simulation_is_complete(plain)) {
        status = signals_requested() == 0
                     ? simulation_advance(plain, error)
                     : error_set(error, AGGLO_ERROR_INTERRUPTED, "the studio ends");
        simulation_events(plain)->count = 0;
    }
    if (status == AGGLO_OK)
        *hash = simulation_hash(plain);
    simulation_free(plain);
    return status;
}

/* The last advance to the step that is to be shown: its records, ties and hash. The hash is that of
 * the state with which the step begins; at the end, of the state that is left. */
static agglo_status show(session_side *side, agglo_error *error) {
    const scenario *s = side->scenario;
    uint64_t hash = simulation_hash(side->simulation);
    want_snapshot(side, 1);
    agglo_status status = advance(side, error);
    want_snapshot(side, 0);
    if (status == AGGLO_OK && simulation_is_complete(side->simulation))
        hash = simulation_hash(side->simulation);
    if (status == AGGLO_OK && simulation_is_complete(side->simulation) &&
        s->years * 12 % s->record_every_months != 0)
        status = hash_of_plain_run(s, &hash, error);
    side->hash = id_mix(hash);
    return status;
}

static agglo_status begin(session_side *side, agglo_error *error) {
    simulation_free(side->simulation);
    side->simulation = NULL;
    side->step = 0;
    agglo_status status = simulation_create(side->recorded, 0, 1, &side->simulation, error);
    return status == AGGLO_OK ? show(side, error) : status;
}

static agglo_status go(session_side *side, int step, agglo_error *error) {
    double end = schedule_clock() + MOST_SECONDS;
    agglo_status status = AGGLO_OK;
    if (side->simulation == NULL || step < side->step)
        status = begin(side, error);
    while (status == AGGLO_OK && side->step < step) {
        int is_last = side->step + 1 == step || schedule_clock() > end || signals_requested() != 0;
        status = is_last ? show(side, error) : advance(side, error);
        if (status == AGGLO_OK)
            side->step++;
        if (is_last)
            break;
    }
    return status;
}

agglo_status session_go(session_side *side, int step, agglo_error *error) {
    agglo_status status = go(side, step, error);
    if (status != AGGLO_OK && begin(side, NULL) != AGGLO_OK)
        session_clear(side);
    return status;
}

const double *session_rows(const session_side *side, int step) {
    size_t count;
    return simulation_rows(side->simulation, &count) +
           (size_t)step * (size_t)side->scenario->region_count * record_width();
}

double session_time(const session_side *side, int step) {
    return side->scenario->start_year + step * side->scenario->step_months / 12.0;
}

const schema_event *session_events(session_side *side, size_t *count) {
    const schema_event_list *list = simulation_events(side->simulation);
    size_t n = list->count;
    while (n > 0 && list->items[n - 1].step >= side->step)
        n--;
    *count = n;
    return list->items;
}

const snapshots *session_firms(session_side *side) {
    columns_table *tables[SIMULATION_MAX_TABLES];
    (void)simulation_tables(side->simulation, tables);
    return (const snapshots *)(const void *)tables[WORLD_TABLES];
}

const network *session_ties(session_side *side) {
    columns_table *tables[SIMULATION_MAX_TABLES];
    (void)simulation_tables(side->simulation, tables);
    return (const network *)(const void *)tables[WORLD_TABLES + 1];
}

/* ---- Documents ---- */

/* Stands for the file of texts that are in none. */
static const char own_text[] = "the document";

static void note(agglo_faults *faults, agglo_status status, const char *what) {
    agglo_error error;
    error_set(&error, status, "%s", what);
    faults_add(faults, &error);
}

static agglo_status no_memory(agglo_faults *faults) {
    note(faults, AGGLO_ERROR_MEMORY, "no memory for a side");
    return AGGLO_ERROR_MEMORY;
}

static double agents_at_start(const scenario *s) {
    double sum = 0;
    for (const scenario_region *r = s->regions; r < s->regions + s->region_count; r++) {
        for (int g = 0; g < r->firms_count; g++)
            sum += r->firms[g].count;
        for (int g = 0; g < r->universities_count; g++)
            sum += r->universities[g].count;
        for (int g = 0; g < r->hospitals_count; g++)
            sum += r->hospitals[g].count;
        for (int g = 0; g < r->funds_count; g++)
            sum += r->funds[g].count;
    }
    return sum;
}

/* What a page can show and what memory and patience allow. */
static agglo_status check_size(const scenario *s, agglo_faults *faults) {
    agglo_error error;
    double initial = agents_at_start(s), places = s->region_count;
    double work = s->steps * (initial + FIRMS_TO_COME * places);
    if (s->region_count <= MOST_REGIONS && s->steps * places <= MOST_ROWS && work <= MOST_WORK)
        return AGGLO_OK;
    error_set(&error, AGGLO_ERROR_INPUT, "the scenario is too large for the studio");
    error_got(&error, "%d steps, %d regions, %.0f agents at the start", s->steps, s->region_count,
              initial);
    error_expected(&error,
                   "at most %d regions, steps * regions %d, steps * (agents + %d * regions) %d",
                   MOST_REGIONS, MOST_ROWS, FIRMS_TO_COME, MOST_WORK);
    error_hint(&error, "agglo run has no such limit");
    faults_add(faults, &error);
    return AGGLO_ERROR_INPUT;
}

static const char *find_shipped(void *context, const char *path) {
    const catalogue_entry *e = catalogue_find(context, path);
    return e != NULL ? e->file : NULL;
}

static agglo_status load(session *s, const session_choice *choice, config_document **out,
                         agglo_faults *faults) {
    if (choice->file != NULL)
        return config_load(choice->file, out, faults);
    if (choice->path == NULL) {
        const config_foreign text = {.text = choice->text,
                                     .length = strlen(choice->text),
                                     .name = own_text,
                                     .find = find_shipped,
                                     .context = (void *)s->catalogue};
        return config_parse_foreign(&text, out, faults);
    }
    const catalogue_entry *e = catalogue_find(s->catalogue, choice->path);
    if (e != NULL)
        return config_load(e->file, out, faults);
    note(faults, AGGLO_ERROR_INPUT, "there is no such scenario in the catalogue");
    return AGGLO_ERROR_INPUT;
}

agglo_status session_read(const char *text, scenario **out, agglo_faults *faults) {
    const config_foreign given = {.text = text, .length = strlen(text), .name = own_text};
    config_document *document = NULL;
    *out = NULL;
    agglo_status status = config_parse_foreign(&given, &document, faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, out, faults);
    config_free(document);
    return status;
}

/* Edits and texts have no lines that anybody sees. */
static void forget_lines(agglo_faults *faults) {
    for (size_t i = 0; i < faults->count; i++) {
        agglo_error *fault = &faults->items[i];
        if (fault->file[0] == '\0' || strcmp(fault->file, own_text) == 0 ||
            strcmp(fault->file, "--set") == 0) {
            fault->line = 0;
            fault->file[0] = '\0';
        }
    }
}

/* Reads the text of a side that is being made, and shows it at a step. */
static agglo_status prepare(session_side *next, int step, agglo_faults *faults) {
    agglo_status status = session_read(next->text, &next->scenario, &next->warnings);
    if (status == AGGLO_OK)
        status = check_size(next->scenario, &next->warnings);
    for (size_t i = 0; i < next->warnings.count && status != AGGLO_OK; i++)
        faults_add(faults, &next->warnings.items[i]);
    forget_lines(&next->warnings);
    if (status != AGGLO_OK)
        return status;
    next->recorded = malloc(sizeof *next->recorded);
    if (next->recorded == NULL)
        return no_memory(faults);
    *next->recorded = *next->scenario;
    next->recorded->record_events = 1;
    next->recorded->record_firms = next->recorded->record_network = 0;
    next->recorded->record_every_months = next->recorded->record_firms_every_months =
        next->scenario->step_months;
    agglo_error error = {0};
    status = go(next, step < next->scenario->steps ? step : next->scenario->steps, &error);
    if (status != AGGLO_OK)
        faults_add(faults, &error);
    return status;
}

/* Faults of a file are told with their lines there. */
static agglo_status read_choice(session *s, const session_choice *choice, char **text,
                                agglo_faults *faults) {
    config_document *document = NULL;
    scenario *read = NULL;
    agglo_status status = load(s, choice, &document, faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, &read, faults);
    scenario_free(read);
    *text = status == AGGLO_OK ? config_print(document) : NULL;
    config_free(document);
    return status == AGGLO_OK && *text == NULL ? no_memory(faults) : status;
}

agglo_status session_choose(session *s, session_side *side, const session_choice *choice,
                            agglo_faults *faults) {
    session_side next = {0};
    agglo_status status = read_choice(s, choice, &next.text, faults);
    if (status == AGGLO_OK) {
        next.chosen = strdup(next.text);
        next.path =
            choice->path != NULL ? strdup(catalogue_find(s->catalogue, choice->path)->path) : NULL;
        if (next.chosen == NULL || (choice->path != NULL && next.path == NULL))
            status = no_memory(faults);
    }
    if (status == AGGLO_OK)
        status = prepare(&next, 0, faults);
    if (status == AGGLO_OK)
        take_over(side, &next);
    else
        session_clear(&next);
    forget_lines(faults);
    return status;
}

/* ---- Edits ---- */

static agglo_status refuse_edit(const config_node *edit, agglo_faults *faults) {
    config_fault(faults, edit, NULL,
                 "{\"set\": \"path=value\"}, {\"add\": {…}} or {\"remove\": \"name\"}", NULL,
                 "this is no edit");
    return AGGLO_ERROR_INPUT;
}

/* An intervention is added as a document with nothing else would add it. */
static agglo_status add_intervention(config_document *document, const config_node *given,
                                     agglo_faults *faults) {
    config_node item = *given;
    item.name = NULL;
    item.next = NULL;
    config_node list = {.type = CONFIG_ARRAY,
                        .name = "interventions",
                        .file = given->file,
                        .path = given->path,
                        .first = &item,
                        .last = &item,
                        .count = 1};
    const config_node over = {.type = CONFIG_OBJECT,
                              .file = given->file,
                              .path = given->path,
                              .first = &list,
                              .last = &list,
                              .count = 1};
    return config_merge(document, &over, faults);
}

/* The place in the list follows from the names that reading gives; those of types that stand twice
 * are not in the document. */
static agglo_status remove_intervention(config_document *document, const config_node *name,
                                        agglo_faults *faults) {
    char assignment[64] = "", got[80];
    scenario *read = NULL;
    agglo_status status = scenario_read(document, &read, faults);
    for (int i = 0; status == AGGLO_OK && i < read->intervention_count; i++)
        if (strcmp(read->interventions[i].name, name->text) == 0)
            snprintf(assignment, sizeof assignment, "interventions[%d]=null", i);
    scenario_free(read);
    if (status != AGGLO_OK)
        return status;
    if (assignment[0] != '\0')
        return config_set(document, assignment, faults);
    config_fault(faults, name, config_show(name, got, sizeof got), "the name of an intervention",
                 NULL, "there is no such intervention");
    return AGGLO_ERROR_INPUT;
}

static agglo_status apply_edit(config_document *document, const config_node *edit,
                               agglo_faults *faults) {
    const config_node *what = edit->type == CONFIG_OBJECT ? edit->first : NULL;
    if (what == NULL || edit->count != 1)
        return refuse_edit(edit, faults);
    if (strcmp(what->name, "set") == 0 && what->type == CONFIG_STRING)
        return config_set(document, what->text, faults);
    if (strcmp(what->name, "add") == 0 && what->type == CONFIG_OBJECT)
        return add_intervention(document, what, faults);
    if (strcmp(what->name, "remove") == 0 && what->type == CONFIG_STRING)
        return remove_intervention(document, what, faults);
    return refuse_edit(edit, faults);
}

static agglo_status apply_edits(config_document *document, const config_node *edits,
                                agglo_faults *faults) {
    if (edits == NULL || edits->type != CONFIG_ARRAY || edits->count > MOST_EDITS) {
        char expected[80];
        snprintf(expected, sizeof expected, "a list of at most %d edits", MOST_EDITS);
        config_fault(faults, edits, NULL, expected, NULL, "\"edits\" is missing or no such list");
        return AGGLO_ERROR_INPUT;
    }
    agglo_status status = AGGLO_OK;
    for (const config_node *e = edits->first; e != NULL && status == AGGLO_OK; e = e->next)
        status = apply_edit(document, e, faults);
    return status;
}

/* The side's text with the edits made, checked; null with faults. */
static char *edited_text(const session_side *side, const config_node *edits, agglo_faults *faults) {
    const config_foreign text = {
        .text = side->text, .length = strlen(side->text), .name = own_text};
    config_document *document = NULL;
    scenario *read = NULL;
    char *edited = NULL;
    agglo_status status = config_parse_foreign(&text, &document, faults);
    if (status == AGGLO_OK)
        status = apply_edits(document, edits, faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, &read, faults);
    if (status == AGGLO_OK && (edited = config_print(document)) == NULL)
        (void)no_memory(faults);
    scenario_free(read);
    config_free(document);
    return edited;
}

agglo_status session_edit(session_side *side, const config_node *edits, agglo_faults *faults) {
    session_side next = {.version = side->version};
    next.text = edited_text(side, edits, faults);
    next.chosen = strdup(side->chosen);
    next.path = side->path != NULL ? strdup(side->path) : NULL;
    agglo_status status = AGGLO_ERROR_INPUT;
    if (next.chosen == NULL || (side->path != NULL && next.path == NULL))
        status = no_memory(faults);
    else if (next.text != NULL)
        status = prepare(&next, side->step, faults);
    if (status == AGGLO_OK)
        take_over(side, &next);
    else
        session_clear(&next);
    forget_lines(faults);
    return status;
}
