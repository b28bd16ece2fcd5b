#include "tools/agglo/explain/report.h"

#include <math.h>
#include <string.h>

#include "models/model.h"
#include "output/analysis/loop_plot.h"
#include "output/text_file.h"
#include "tools/agglo/json.h"

enum { NAMED_MOST = 3, TEXT = 400 };
static const double worth_naming = 0.05; /* part of the whole */

static const char *const relation_names[] = {"", "complement", "substitute"};

static const loop_state described[STATE_COUNT] = {
    [STATE_INNOVATION] = {"I", "innovation environment"},
    [STATE_AGGLOMERATION] = {"II", "firm agglomeration"},
    [STATE_ANCHOR] = {"III", "anchor firms"},
    [STATE_ENTREPRENEURSHIP] = {"IV", "entrepreneurial environment"},
    [STATE_REPUTATION] = {"V", "established reputation"}};

static const char *noun_of(const explain_findings *found) {
    return found->game->is_over_policies ? "policies" : "links";
}

static const char *title_of(const explain_findings *found) {
    return found->game->measures[EXPLAIN_SCENARIO].title;
}

/* What the parts are parts of. */
static const shapley_estimate *whole_of(const explain_findings *found) {
    return found->has_shares ? &found->sum : &found->whole;
}

static const shapley_estimate *part_of(const explain_findings *found, size_t player) {
    return found->has_shares ? &found->shares[player] : &found->losses[player];
}

/* ---- The sentence ---- */

static size_t add_text(char *text, size_t length, const char *added) {
    size_t room = TEXT - 1 - length, wanted = strlen(added);
    size_t taken = wanted < room ? wanted : room;
    memcpy(text + length, added, taken);
    text[length + taken] = '\0';
    return length + taken;
}

/* "link 7 (firms_spin_off)", "network_org". */
static void name_player(const explain_findings *found, size_t player, char *text, size_t size) {
    const explain_player *p = &found->game->players[player];
    if (found->game->is_over_policies)
        snprintf(text, size, "%s", p->name);
    else
        snprintf(text, size, "link %d (%s)", p->number, p->name);
}

/* "Of what the links bring, 58 % came through link 7 (firms_spin_off), 21 % through link 14 (…)":
 * the largest parts. */
static void name_largest(const explain_findings *found, char *text) {
    char begin[96];
    snprintf(begin, sizeof begin, "Of what the %s bring%s, ", noun_of(found),
             found->game->sides > 1 ? " to the effect" : "");
    size_t length = add_text(text, 0, begin);
    for (size_t rank = 0; rank < NAMED_MOST && rank < found->game->player_count; rank++) {
        char name[96], added[192];
        size_t player = found->order[rank];
        double part = part_of(found, player)->part;
        if (rank > 0 && part < worth_naming)
            break;
        name_player(found, player, name, sizeof name);
        snprintf(added, sizeof added, "%s%.0f %% %sthrough %s", rank > 0 ? ", " : "", 100 * part,
                 rank > 0 ? "" : "came ", name);
        length = add_text(text, length, added);
    }
}

/* A part in per cent of so many places; what rounds to zero has no sign. */
static double percent(double part, int places) {
    double unit = pow(10, places);
    return round(100 * part * unit) / unit + 0.0;
}

static void make_sentence(const explain_findings *found, char *text) {
    char added[192];
    const shapley_estimate *whole = whole_of(found);
    if (!found->is_told) {
        snprintf(text, TEXT,
                 "What the %s bring, %.4g ± %.2g, cannot be told from zero; parts of it have no "
                 "meaning.",
                 noun_of(found), whole->value, whole->error);
        return;
    }
    if (!found->has_shares) {
        snprintf(text, TEXT, "Stopped before shares could be estimated; knock-outs only.");
        return;
    }
    name_largest(found, text);
    size_t length = strlen(text), last = found->order[found->game->player_count - 1];
    if (found->shares[last].part < -worth_naming) {
        char name[96];
        name_player(found, last, name, sizeof name);
        snprintf(added, sizeof added, "; %s took away %.0f %%", name,
                 -100 * found->shares[last].part);
        length = add_text(text, length, added);
    }
    add_text(text, length, ".");
}

/* ---- Table ---- */

static void print_level(const char *what, const shapley_estimate *e, const char *remark,
                        FILE *out) {
    fprintf(out, "%-26s %10.4g  [%.4g, %.4g]%s%s\n", what, e->value, e->low, e->high,
            remark[0] != '\0' ? "  " : "", remark);
}

static void print_head(const explain_findings *found, FILE *out) {
    const explain_game *g = found->game;
    char text[TEXT], with[64], without[64];
    make_sentence(found, text);
    fprintf(out, "%s\n", g->scenarios[EXPLAIN_SCENARIO]->name);
    if (g->sides > 1)
        fprintf(out, "against: %s\n", g->scenarios[EXPLAIN_BASELINE]->name);
    const char *unit = g->measures[EXPLAIN_SCENARIO].unit;
    int has_unit = strcmp(unit, "1") != 0;
    fprintf(out, "%s%s%s%s, %s\n\n%s\n\n", title_of(found), has_unit ? " [" : "",
            has_unit ? unit : "", has_unit ? "]" : "", g->region, text);
    if (g->sides > 1) {
        print_level("scenario", &found->outcomes[EXPLAIN_SCENARIO], "", out);
        print_level("baseline", &found->outcomes[EXPLAIN_BASELINE], "", out);
    }
    const char *value = g->sides > 1 ? "effect, " : "";
    snprintf(with, sizeof with, "%sall %s", value, noun_of(found));
    snprintf(without, sizeof without, "%sno %s", value, noun_of(found));
    print_level(with, &found->all, "", out);
    print_level(without, &found->none, "", out);
    print_level("what they bring", &found->whole, "the whole", out);
    fprintf(out, "[95 %% intervals, %zu replicates]\n\n", found->replicates);
}

/* What rounding has left of a zero is zero, without a sign. */
static double tidy(double value) {
    return fabs(value) < 1e-9 ? 0 : value;
}

/* "201.2 ± 5.1", "58.0 ± 1.2 %". */
static void format_spread(char *text, size_t size, const shapley_estimate *e, int is_part) {
    if (is_part)
        snprintf(text, size, "%.1f ± %.1f %%", percent(e->part, 1), 100 * e->part_error);
    else
        snprintf(text, size, "%.4g ± %.2g", tidy(e->value), e->error);
}

/* Minus-plus signs take more bytes than columns. */
static void print_right(const char *text, int columns, FILE *out) {
    int width = 0;
    for (const char *c = text; *c != '\0'; c++)
        width += ((unsigned char)*c & 0xC0) != 0x80;
    fprintf(out, "  %*s%s", columns > width ? columns - width : 0, "", text);
}

static void print_loss(const shapley_estimate *e, int has_part, FILE *out) {
    char value[32], range[48], part[32] = "-";
    snprintf(value, sizeof value, "%.4g", tidy(e->value));
    snprintf(range, sizeof range, "[%.4g, %.4g]", tidy(e->low), tidy(e->high));
    if (has_part)
        snprintf(part, sizeof part, "%.0f %%", percent(e->part, 0));
    print_right(value, 9, out);
    fprintf(out, "  %-20s", range);
    print_right(part, 6, out);
}

static int name_width(const explain_findings *found) {
    size_t width = 8;
    for (size_t i = 0; i < found->game->player_count; i++) {
        size_t length = strlen(found->game->players[i].name);
        width = length > width ? length : width;
    }
    return (int)width;
}

static void print_row(const explain_findings *found, size_t player, int width, FILE *out) {
    const explain_player *p = &found->game->players[player];
    char text[64];
    fprintf(out, "%2d  %-*s", p->number, width, p->name);
    if (found->has_shares) {
        format_spread(text, sizeof text, &found->shares[player], 0);
        print_right(text, 16, out);
        format_spread(text, sizeof text, &found->shares[player], 1);
        print_right(found->is_told ? text : "-", 16, out);
    }
    print_loss(&found->losses[player], found->is_told, out);
    if (found->game->sides > 1)
        print_loss(&found->outcome_losses[player], 1, out);
    if (found->relations[player] != EXPLAIN_ALIKE)
        fprintf(out, "  %s", relation_names[found->relations[player]]);
    fputc('\n', out);
}

static void print_table(const explain_findings *found, FILE *out) {
    int width = name_width(found);
    fprintf(out, "%-*s", width + 4, "");
    if (found->has_shares)
        fprintf(out, "  %16s  %16s", "share", "of the whole");
    fprintf(out, "  %-31s  %6s", "loss without it [95 %]", "");
    if (found->game->sides > 1)
        fprintf(out, "  %s", "loss of the scenario's outcome");
    fputc('\n', out);
    for (size_t rank = 0; rank < found->game->player_count; rank++)
        print_row(found, found->order[rank], width, out);
}

/* ---- What it rests on ---- */

static int has_relation(const explain_findings *found, explain_relation relation) {
    for (size_t i = 0; i < found->game->player_count; i++)
        if (found->relations[i] == relation)
            return 1;
    return 0;
}

static double losses_together(const explain_findings *found) {
    double sum = 0;
    for (size_t i = 0; i < found->game->player_count; i++)
        sum += found->losses[i].part;
    return sum;
}

static void print_relations(const explain_findings *found, FILE *out) {
    if (found->is_told)
        fprintf(out, "Losses sum to %.0f %% of the whole", 100 * losses_together(found));
    if (found->is_told && found->has_shares)
        fputs(", shares to 100 %", out);
    if (found->is_told)
        fputs(".\n", out);
    if (has_relation(found, EXPLAIN_COMPLEMENT))
        fputs("complement: its loss is clearly more than its share, since others need it.\n", out);
    if (has_relation(found, EXPLAIN_SUBSTITUTE))
        fputs("substitute: its loss is clearly less than its share, since others make up for it.\n",
              out);
}

static void print_states(const explain_findings *found, FILE *out) {
    if (!found->has_shares || !found->is_told || found->game->is_over_policies)
        return;
    fputs("By the state where links begin:", out);
    for (size_t k = 0; k < STATE_COUNT; k++)
        fprintf(out, "%s %s %.1f ± %.1f %%", k > 0 ? "," : "", described[k].number,
                percent(found->from[k].part, 1), 100 * found->from[k].part_error);
    fputs(".\n", out);
}

static void print_basis(const explain_findings *found, FILE *out) {
    if (found->has_shares && found->is_exact)
        fprintf(out, "Shares: Shapley values from all coalitions in %zu replicates",
                found->samples);
    else if (found->has_shares)
        fprintf(out,
                "Shares: Shapley values from %zu permutations in pairs, each pair in a "
                "replicate of its own",
                2 * found->samples);
    if (found->has_shares)
        fprintf(out,
                "; ± is a standard error.\nThey sum to %.5g, which is what all bring in these "
                "replicates. The %zu other replicates, of the\nlosses, give %.5g: %.1f standard "
                "errors apart.\n",
                found->sum.value, found->replicates, found->whole.value, fabs(found->gap));
    if (found->has_shares && found->is_told)
        fprintf(out,
                "The widest share is known to ± %.1f %% of the whole (95 %%); asked for %g %%.\n",
                100 * found->half_width, 100 * found->options.precision);
    fprintf(out, "%zu runs%s\n", found->runs,
            found->is_interrupted ? "; INTERRUPTED, this is what was there" : "");
}

void explain_print(const explain_findings *found, FILE *out) {
    print_head(found, out);
    print_table(found, out);
    fputc('\n', out);
    print_states(found, out);
    print_relations(found, out);
    print_basis(found, out);
}

/* ---- JSON ---- */

static double told(const explain_findings *found, double part) {
    return found->is_told ? part : NAN;
}

static void json_estimate(json *j, const char *name, const shapley_estimate *e, double part,
                          double part_error) {
    json_object(j, name);
    json_number(j, "value", e->value);
    json_number(j, "standard_error", e->error);
    json_number(j, "low", e->low);
    json_number(j, "high", e->high);
    json_number(j, "part", part);
    json_number(j, "part_standard_error", part_error);
    json_close(j);
}

static void json_player(json *j, const explain_findings *found, size_t i) {
    const shapley_estimate *share = &found->shares[i], *loss = &found->losses[i];
    const shapley_estimate *outcome = &found->outcome_losses[i];
    json_object(j, NULL);
    json_integer(j, "number", found->game->players[i].number);
    json_text(j, "name", found->game->players[i].name);
    if (found->has_shares)
        json_estimate(j, "share", share, told(found, share->part), told(found, share->part_error));
    json_estimate(j, "loss", loss, told(found, loss->part), told(found, loss->part_error));
    if (found->game->sides > 1)
        json_estimate(j, "outcome_loss", outcome, outcome->part, outcome->part_error);
    json_text(j, "relation",
              found->relations[i] == EXPLAIN_ALIKE ? NULL : relation_names[found->relations[i]]);
    json_close(j);
}

static void json_head(json *j, const explain_findings *found) {
    const explain_game *g = found->game;
    char text[TEXT];
    make_sentence(found, text);
    json_text(j, "scenario", g->scenarios[EXPLAIN_SCENARIO]->name);
    json_text(j, "baseline", g->sides > 1 ? g->scenarios[EXPLAIN_BASELINE]->name : NULL);
    json_text(j, "outcome", g->measures[EXPLAIN_SCENARIO].name);
    json_text(j, "long_name", title_of(found));
    json_text(j, "unit", g->measures[EXPLAIN_SCENARIO].unit);
    json_text(j, "region", g->region);
    json_text(j, "over", noun_of(found));
    json_text(j, "sentence", text);
    json_bool(j, "interrupted", found->is_interrupted);
    json_bool(j, "exact", found->is_exact);
    json_integer(j, "runs", (int64_t)found->runs);
    json_integer(j, "replicates", (int64_t)found->replicates);
    json_integer(j, "share_replicates", (int64_t)found->samples);
    json_integer(j, "permutations", found->is_exact ? 0 : 2 * (int64_t)found->samples);
    json_number(j, "half_width", told(found, found->half_width));
    json_number(j, "precision", found->options.precision);
}

static void json_levels(json *j, const explain_findings *found) {
    static const char *const sides[EXPLAIN_SIDES] = {"scenario_outcome", "baseline_outcome"};
    for (size_t side = 0; side < found->game->sides; side++)
        json_estimate(j, sides[side], &found->outcomes[side], NAN, NAN);
    json_estimate(j, "value_all", &found->all, NAN, NAN);
    json_estimate(j, "value_none", &found->none, NAN, NAN);
    json_estimate(j, "whole", &found->whole, NAN, NAN);
    if (found->has_shares) {
        json_estimate(j, "sum_of_shares", &found->sum, NAN, NAN);
        json_number(j, "gap_in_standard_errors", found->gap);
    }
}

static void json_states(json *j, const explain_findings *found) {
    json_object(j, "shares_by_state");
    for (size_t k = 0; k < STATE_COUNT; k++)
        json_estimate(j, described[k].number, &found->from[k], told(found, found->from[k].part),
                      told(found, found->from[k].part_error));
    json_close(j);
}

void explain_print_json(const explain_findings *found, FILE *out) {
    json j;
    json_begin(&j, out);
    json_object(&j, NULL);
    json_head(&j, found);
    json_levels(&j, found);
    json_array(&j, noun_of(found));
    for (size_t rank = 0; rank < found->game->player_count; rank++)
        json_player(&j, found, found->order[rank]);
    json_close(&j);
    if (found->has_shares && !found->game->is_over_policies)
        json_states(&j, found);
    json_close(&j);
}

/* ---- CSV ---- */

static void csv_number(double value, FILE *out) {
    fputc(',', out);
    if (isfinite(value))
        fprintf(out, "%.10g", value + 0.0);
}

static void csv_text(const char *text, FILE *out) {
    fputc('"', out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"')
            fputc('"', out);
        fputc(*c, out);
    }
    fputc('"', out);
}

static void csv_loss(const shapley_estimate *e, double part, FILE *out) {
    csv_number(e->value, out);
    csv_number(e->low, out);
    csv_number(e->high, out);
    csv_number(100 * part, out);
}

static void csv_row(const explain_findings *found, size_t i, FILE *out) {
    static const shapley_estimate unknown = {NAN, NAN, NAN, NAN, NAN, NAN};
    const shapley_estimate *share = found->has_shares ? &found->shares[i] : &unknown;
    fprintf(out, "%d,", found->game->players[i].number);
    csv_text(found->game->players[i].name, out);
    csv_number(share->value, out);
    csv_number(share->error, out);
    csv_number(100 * told(found, share->part), out);
    csv_number(100 * told(found, share->part_error), out);
    csv_loss(&found->losses[i], told(found, found->losses[i].part), out);
    csv_loss(&found->outcome_losses[i], found->outcome_losses[i].part, out);
    fprintf(out, ",%s\r\n", relation_names[found->relations[i]]);
}

agglo_status explain_write_csv(const explain_findings *found, const char *path,
                               agglo_error *error) {
    text_file table;
    agglo_status status = text_file_create(path, 1, &table, error);
    if (status != AGGLO_OK)
        return status;
    fputs("number,name,share,share_se,share_percent,share_percent_se,loss,loss_low,loss_high,"
          "loss_percent,outcome_loss,outcome_loss_low,outcome_loss_high,outcome_loss_percent,"
          "relation\r\n",
          table.out);
    for (size_t rank = 0; rank < found->game->player_count; rank++)
        csv_row(found, found->order[rank], table.out);
    return text_file_close(&table, AGGLO_OK, error);
}

/* ---- Diagram ---- */

/* Reputation on top, then clockwise what it acts on and what it comes from. */
static const cluster_state around[STATE_COUNT] = {
    STATE_REPUTATION, STATE_ENTREPRENEURSHIP, STATE_ANCHOR, STATE_AGGLOMERATION, STATE_INNOVATION};
static size_t place_around(cluster_state state) {
    size_t place = 0;
    while (around[place] != state)
        place++;
    return place;
}

static void list_arrows(const explain_findings *found, loop_arrow arrows[LINK_COUNT]) {
    for (int k = 0; k < LINK_COUNT; k++)
        arrows[k] = (loop_arrow){.from = place_around(model_links[k]->from),
                                 .to = place_around(model_links[k]->to),
                                 .number = model_links[k]->number,
                                 .name = model_links[k]->name,
                                 .part = NAN,
                                 .error = NAN};
    for (size_t i = 0; i < found->game->player_count; i++) {
        loop_arrow *arrow = &arrows[found->game->players[i].number - 1];
        arrow->part = told(found, part_of(found, i)->part);
        arrow->error = part_of(found, i)->part_error;
    }
}

agglo_status explain_draw(const explain_findings *found, const char *output, agglo_error *error) {
    const explain_game *g = found->game;
    char title[TEXT], remark[TEXT];
    loop_state states[STATE_COUNT];
    loop_arrow arrows[LINK_COUNT];
    snprintf(title, sizeof title, "%.120s%s%.120s", g->scenarios[EXPLAIN_SCENARIO]->name,
             g->sides > 1 ? ", against " : "",
             g->sides > 1 ? g->scenarios[EXPLAIN_BASELINE]->name : "");
    snprintf(remark, sizeof remark, "%s of what the links bring to %.120s: %.4g, %.80s%s",
             found->has_shares ? "Shapley shares" : "losses as parts", title_of(found),
             whole_of(found)->value, g->region, found->is_interrupted ? " (interrupted)" : "");
    for (size_t i = 0; i < STATE_COUNT; i++)
        states[i] = described[around[i]];
    list_arrows(found, arrows);
    loop_figure drawn = {title, remark, states, STATE_COUNT, arrows, LINK_COUNT, output};
    return loop_plot(&drawn, error);
}
