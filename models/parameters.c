#include "models/parameters.h"

#include <math.h>

#define PARAMETERS_ROW(group, name, unit, standard, low, high, valid_low, valid_high, flags,       \
                       meaning, source)                                                            \
    {#group "." #name,                                                                             \
     unit,                                                                                         \
     standard,                                                                                     \
     low,                                                                                          \
     high,                                                                                         \
     valid_low,                                                                                    \
     valid_high,                                                                                   \
     meaning,                                                                                      \
     source,                                                                                       \
     flags,                                                                                        \
     offsetof(parameters, group##_##name)},

static const param rows[] = {MODEL_PARAMETERS(PARAMETERS_ROW)};
const param_table parameters_table = {rows, sizeof rows / sizeof rows[0]};
