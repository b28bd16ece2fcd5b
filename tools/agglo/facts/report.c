/* Findings about stylised facts, for people and for programs. */
#include <math.h>
#include <string.h>

#include "tools/agglo/facts/facts.h"
#include "tools/agglo/json.h"

static const char *const verdict_names[] = {[FACTS_IN_BAND] = "in band",
                                            [FACTS_BELOW] = "below",
                                            [FACTS_ABOVE] = "above",
                                            [FACTS_NOT_TOLD] = "cannot be told",
                                            [FACTS_NOT_APPLICABLE] = "not applicable"};

static const char *number(char text[16], double value) {
    if (!isfinite(value))
        return "-";
    snprintf(text, 16, "%.3g", fabs(value) < 1e-9 ? 0 : value);
    return text;
}

static const char *range(char text[40], double low, double high, const char *open_end) {
    char one[16], other[16];
    if (!isfinite(low))
        return "";
    snprintf(text, 40, isfinite(high) ? "%s to %s" : "%s%s", number(one, low),
             isfinite(high) ? number(other, high) : open_end);
    return text;
}

static void print_row(const facts_finding *one, int width, FILE *out) {
    char value[16], interval[40], band[40];
    fprintf(out, "    %-30s %9s  %-18s %-16s %s", one->measure->meaning, number(value, one->value),
            range(interval, one->low, one->high, ""),
            range(band, one->measure->low, one->measure->high, " or more"),
            verdict_names[one->verdict]);
    if (one->verdict == FACTS_NOT_TOLD)
        fprintf(out, ": missing %s", one->missing);
    if (one->file != NULL)
        fprintf(out, "%*s  %s",
                one->verdict == FACTS_NOT_TOLD ? 0
                                               : width - (int)strlen(verdict_names[one->verdict]),
                "", one->file);
    fputc('\n', out);
}

static void print_fact(const facts_findings *found, size_t first, FILE *out) {
    int number_of = found->items[first].measure->fact;
    const facts_fact *fact = &facts_all[number_of - 1];
    fprintf(out, "\n%2d  %s\n", number_of, fact->statement);
    int is_judged = 0;
    for (size_t i = first; i < found->count && found->items[i].measure->fact == number_of; i++) {
        int applies = found->items[i].verdict != FACTS_NOT_APPLICABLE;
        if (applies)
            print_row(&found->items[i], 8, out);
        is_judged |= applies;
    }
    if (!is_judged)
        fprintf(out, "    not applicable: no file given is of %s\n", fact->applies_to);
    else
        fprintf(out, "    Source: %s\n", fact->source);
}

static void count_verdicts(const facts_findings *found, size_t counts[FACTS_NOT_APPLICABLE + 1]) {
    for (size_t i = 0; i < found->count; i++)
        counts[found->items[i].verdict]++;
}

void facts_print(const facts_findings *found, double burn_in, FILE *out) {
    size_t counts[FACTS_NOT_APPLICABLE + 1] = {0};
    fprintf(out,
            "Stylised facts: medians over replicates after %g years, 5 to 95 %% of replicates, "
            "bands\n",
            burn_in);
    for (size_t i = 0; i < found->count; i++)
        if (i == 0 || found->items[i].measure->fact != found->items[i - 1].measure->fact)
            print_fact(found, i, out);
    count_verdicts(found, counts);
    fprintf(out, "\n%zu in band, %zu below, %zu above, %zu cannot be told, %zu not applicable\n",
            counts[FACTS_IN_BAND], counts[FACTS_BELOW], counts[FACTS_ABOVE], counts[FACTS_NOT_TOLD],
            counts[FACTS_NOT_APPLICABLE]);
}

static void put_finding(json *j, const facts_finding *one) {
    const facts_measure *m = one->measure;
    json_object(j, NULL);
    json_integer(j, "fact", m->fact);
    json_text(j, "measure", m->name);
    json_text(j, "meaning", m->meaning);
    json_text(j, "unit", m->unit);
    json_text(j, "file", one->file);
    json_number(j, "value", one->value);
    json_number(j, "low", one->low);
    json_number(j, "high", one->high);
    json_integer(j, "replicates", (int64_t)one->replicates);
    json_number(j, "band_low", m->low);
    json_number(j, "band_high", m->high);
    json_text(j, "verdict", verdict_names[one->verdict]);
    json_text(j, "missing", one->missing[0] != '\0' ? one->missing : NULL);
    json_close(j);
}

void facts_print_json(const facts_findings *found, double burn_in, FILE *out) {
    json j;
    json_begin(&j, out);
    json_object(&j, NULL);
    json_number(&j, "burn_in", burn_in);
    json_array(&j, "facts");
    for (int k = 0; k < FACTS_COUNT; k++) {
        json_object(&j, NULL);
        json_integer(&j, "fact", k + 1);
        json_text(&j, "statement", facts_all[k].statement);
        json_text(&j, "applies_to", facts_all[k].applies_to);
        json_text(&j, "method", facts_all[k].method);
        json_text(&j, "source", facts_all[k].source);
        json_close(&j);
    }
    json_close(&j);
    json_array(&j, "findings");
    for (size_t i = 0; i < found->count; i++)
        put_finding(&j, &found->items[i]);
    json_close(&j);
    json_close(&j);
}
