/* Numbers with units, such as "18 months" or "80 M$": what they are in a field's own unit. Units of
 * time, money (US dollars only: there are no exchange rates), people and length are converted;
 * other words must match. Pure functions. Private to models/. */
#ifndef AGGLO_MODELS_SCENARIO_UNITS_H
#define AGGLO_MODELS_SCENARIO_UNITS_H

typedef enum {
    UNITS_OK,
    UNITS_NO_NUMBER, /* the text does not begin with a number */
    UNITS_NO_UNIT,   /* it is a number without a unit */
    UNITS_CURRENCY,  /* another currency than the dollar */
    UNITS_DIFFER     /* the unit does not fit */
} units_result;

/* The value of `text` in `unit`. *value is set with UNITS_OK only. */
units_result units_read(const char *text, const char *unit, double *value);

/* A regular expression (ECMA-262, for JSON Schema) that matches every text which `units_read` takes
 * for `unit`. It refuses numbers without unit, currencies other than the dollar, and units that
 * lack a dimension or have one too many, but knows neither powers nor unknown words. Freed by the
 * caller; null without memory. */
char *units_pattern(const char *unit);

#endif
