#include "models/scenario/units.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/id.h"

/* What a unit measures: exponents, and a factor to base units (yr, M$, persons, km). Words that are
 * not known count as units of their own; `other` adds up their hashes. */
typedef struct {
    double factor;
    int time, money, people, length;
    uint64_t other;
    int has_currency;
} dimension;

typedef struct {
    const char *name;
    double factor;
    int time, money, people, length;
} atom;

static const atom atoms[] = {
    {"1", 1, 0, 0, 0, 0},
    {"%", 0.01, 0, 0, 0, 0},
    {"percent", 0.01, 0, 0, 0, 0},
    {"yr", 1, 1, 0, 0, 0},
    {"y", 1, 1, 0, 0, 0},
    {"year", 1, 1, 0, 0, 0},
    {"month", 1.0 / 12, 1, 0, 0, 0},
    {"M$", 1, 0, 1, 0, 0},
    {"MUSD", 1, 0, 1, 0, 0},
    {"k$", 1e-3, 0, 1, 0, 0},
    {"kUSD", 1e-3, 0, 1, 0, 0},
    {"$", 1e-6, 0, 1, 0, 0},
    {"USD", 1e-6, 0, 1, 0, 0},
    {"bn$", 1e3, 0, 1, 0, 0},
    {"B$", 1e3, 0, 1, 0, 0},
    {"BUSD", 1e3, 0, 1, 0, 0},
    {"person", 1, 0, 0, 1, 0},
    {"people", 1, 0, 0, 1, 0},
    {"inhabitant", 1, 0, 0, 1, 0},
    {"employee", 1, 0, 0, 1, 0},
    {"emp", 1, 0, 0, 1, 0},
    {"M", 1e6, 0, 0, 1, 0},
    {"million", 1e6, 0, 0, 1, 0},
    {"km", 1, 0, 0, 0, 1},
    {"m", 1e-3, 0, 0, 0, 1},
};

static const char *const currencies[] = {"EUR", "€",   "euro", "JPY", "¥",   "yen", "円",
                                         "GBP", "£",   "CHF",  "CNY", "RMB", "KRW", "SGD",
                                         "INR", "AUD", "CAD",  "SEK", "ILS", "DM",  "DEM"};

enum { ATOM_SIZE = 32 };

/* True if `word` is a currency other than the dollar, perhaps with a prefix: MEUR, k€, bnJPY. */
static int is_currency(const char *word) {
    static const char *const prefixes[] = {"", "k", "M", "m", "B", "G", "bn", "mio", "億", "兆"};
    for (size_t p = 0; p < sizeof prefixes / sizeof prefixes[0]; p++) {
        size_t n = strlen(prefixes[p]);
        if (strncmp(word, prefixes[p], n) != 0)
            continue;
        for (size_t c = 0; c < sizeof currencies / sizeof currencies[0]; c++)
            if (strcmp(word + n, currencies[c]) == 0)
                return 1;
    }
    return 0;
}

static const atom *find_atom(const char *word) {
    for (size_t i = 0; i < sizeof atoms / sizeof atoms[0]; i++)
        if (strcmp(atoms[i].name, word) == 0)
            return &atoms[i];
    return NULL;
}

static void multiply(dimension *d, char *word, int power) {
    const atom *a = find_atom(word);
    size_t n = strlen(word);
    if (a == NULL && n > 2 && word[n - 1] == 's') { /* plural */
        word[n - 1] = '\0';
        a = find_atom(word);
    }
    if (a == NULL) {
        d->has_currency |= is_currency(word);
        d->other += (uint64_t)power * id_from_name(word);
        return;
    }
    d->factor *= power > 0 ? a->factor : 1 / a->factor;
    d->time += power * a->time;
    d->money += power * a->money;
    d->people += power * a->people;
    d->length += power * a->length;
}

/* Units are words with spaces or * between them; / or "per" divides by the next word or bracket. */
static dimension read_unit(const char *unit) {
    dimension d = {.factor = 1};
    int divides = 0, divides_all = 0;
    for (const char *c = unit; *c != '\0';) {
        if (*c == ' ' || *c == '*') {
            c++;
        } else if (*c == '/') {
            divides = 1;
            c++;
        } else if (*c == '(' || *c == ')') {
            divides_all = *c == '(' && divides;
            divides = 0;
            c++;
        } else {
            char word[ATOM_SIZE];
            size_t n = strcspn(c, " */()");
            if (strncmp(c, "sqrt(", 5) == 0)
                n = strcspn(c, ")") + (strchr(c, ')') != NULL);
            size_t kept = n < sizeof word ? n : sizeof word - 1;
            memcpy(word, c, kept);
            word[kept] = '\0';
            c += n;
            if (strcmp(word, "per") == 0) {
                divides = 1;
                continue;
            }
            multiply(&d, word, divides || divides_all ? -1 : 1);
            divides = 0;
        }
    }
    return d;
}

units_result units_read(const char *text, const char *unit, double *value) {
    while (*text == ' ')
        text++;
    size_t span = strspn(text, "+-.0123456789");
    if (span == 0 || strpbrk(text, "0123456789") == NULL)
        return UNITS_NO_NUMBER;
    char *rest;
    double number = strtod(text, &rest);
    if (rest == text || !isfinite(number))
        return UNITS_NO_NUMBER;
    for (const char *c = text; c < rest; c++) /* strtod knows hexadecimal numbers; we do not */
        if (*c == 'x' || *c == 'X')
            return UNITS_NO_NUMBER;
    while (*rest == ' ')
        rest++;
    if (*rest == '\0')
        return UNITS_NO_UNIT;
    dimension have = read_unit(rest), want = read_unit(unit);
    if (have.has_currency)
        return UNITS_CURRENCY;
    if (have.time != want.time || have.money != want.money || have.people != want.people ||
        have.length != want.length || have.other != want.other)
        return UNITS_DIFFER;
    *value = number * have.factor / want.factor;
    return isfinite(*value) ? UNITS_OK : UNITS_NO_NUMBER;
}

/* ---- As a regular expression ---- */

static void put_escaped(FILE *out, const char *word) {
    for (; *word != '\0'; word++)
        fprintf(out, strchr("$%.", *word) != NULL ? "[%c]" : "%c", *word);
}

static int exponent(const atom *a, int kind) {
    const int exponents[] = {a->time, a->money, a->people, a->length};
    return exponents[kind];
}

/* A word of one kind of dimension between separators; the one behind is looked at only. */
static void put_word(FILE *out, int kind) {
    const char *before = "[ */()0-9.](?:";
    for (size_t i = 0; i < sizeof atoms / sizeof atoms[0]; i++)
        if (exponent(&atoms[i], kind) != 0) {
            fputs(before, out);
            put_escaped(out, atoms[i].name);
            before = "|";
        }
    fputs(")s?(?=[ */()]|$)", out);
}

/* A unit with a dimension has a word of it; one without has none, or several that may cancel. */
static void put_dimension(FILE *out, int kind, int is_wanted) {
    fputs(is_wanted ? "(?=.*" : "(?!(?:(?!", out);
    put_word(out, kind);
    if (!is_wanted) {
        fputs(").)*", out);
        put_word(out, kind);
        fputs("(?:(?!", out);
        put_word(out, kind);
        fputs(").)*$", out);
    }
    fputs(")", out);
}

char *units_pattern(const char *unit) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    const dimension want = read_unit(unit);
    const int wanted[] = {want.time, want.money, want.people, want.length};
    fputs("^(?! *[-+]?[0-9.]+([eE][-+]?[0-9]+)? *$)(?!.*(", out);
    for (size_t i = 0; i < sizeof currencies / sizeof currencies[0]; i++)
        fprintf(out, "%s%s", i > 0 ? "|" : "", currencies[i]);
    fputs("))", out);
    for (int kind = 0; strstr(unit, "sqrt(") == NULL && kind < 4; kind++)
        put_dimension(out, kind, wanted[kind] != 0);
    fputs(" *[-+]?[.]?[0-9]", out);
    int has_failed = ferror(out);
    if (fclose(out) == 0 && !has_failed)
        return text;
    free(text);
    return NULL;
}
