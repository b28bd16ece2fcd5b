#include "models/scenario_reader.h"
void reader_lint(reader *r, config_node *root) {
    (void)r, (void)root;
}
