/* Numbers with units, such as "18 months" or "80 M$": what they are in a field's own unit. Units of
 * time, money (US dollars only: there are no exchange rates), people and length are converted;
 * other words must match. Pure functions. Private to models/scenario*.c. */
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

/* Currencies that are refused, by number; null after the last. */
const char *units_currency(int number);

#endif
