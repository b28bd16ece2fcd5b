#include "output/csv.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void separate(csv *c) {
    if (c->field++ > 0)
        fputc(',', c->out);
}

void csv_text(csv *c, const char *text) {
    separate(c);
    if (text == NULL)
        return;
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, c->out);
        return;
    }
    fputc('"', c->out);
    for (; *text != '\0'; text++) {
        if (*text == '"') /* doubled within quotes */
            fputc('"', c->out);
        fputc(*text, c->out);
    }
    fputc('"', c->out);
}

void csv_number(csv *c, double value) {
    static const double largest = 1e15; /* up to it whole numbers have no exponent */
    char text[40];
    separate(c);
    if (isnan(value))
        return;
    if (fabs(value) < largest && value == (double)(int64_t)value) {
        fprintf(c->out, "%" PRId64, (int64_t)value);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fputs(text, c->out);
}

void csv_float(csv *c, float value) {
    char text[40];
    separate(c);
    if (isnan(value))
        return;
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    fputs(text, c->out);
}

void csv_integer(csv *c, int64_t value) {
    separate(c);
    fprintf(c->out, "%" PRId64, value);
}

void csv_identity(csv *c, uint64_t value) {
    separate(c);
    fprintf(c->out, "%016" PRIx64, value);
}

void csv_end(csv *c) {
    fputs("\r\n", c->out);
    c->field = 0;
}
