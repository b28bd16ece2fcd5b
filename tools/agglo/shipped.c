#include "tools/agglo/shipped.h"

#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

int shipped_scenarios(char folder[SHIPPED_SIZE]) {
    static const char *const places[] = {"../share/agglo/scenarios", "../scenarios",
                                         "../../scenarios", NULL};
    char program[SHIPPED_SIZE - 32];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return 0;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash == NULL)
        return 0;
    slash[1] = '\0';
    for (int i = 0; places[i] != NULL; i++) {
        snprintf(folder, SHIPPED_SIZE, "%s%s", program, places[i]);
        if (access(folder, R_OK | X_OK) == 0)
            return 1;
    }
    return 0;
}
