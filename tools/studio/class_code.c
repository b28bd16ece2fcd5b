#include "tools/studio/class_code.h"

#include <stddef.h>

#include "tools/studio/secret.h"

/* Signs that are not taken for each other, read from afar or spelt aloud, and make no words. */
static const char signs[] = "CDFHJKMNPRTVWXY34679";

/* Each sign with the same probability: bytes beyond the last whole multiple are drawn again. */
agglo_status class_code_draw(char code[CLASS_CODE_SIZE], agglo_error *error) {
    const size_t count = sizeof signs - 1;
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; status == AGGLO_OK && i < CLASS_CODE_SIZE - 1;) {
        unsigned char byte = 255;
        status = secret_draw(&byte, 1, error);
        if (byte < 256 / count * count)
            code[i++] = signs[byte % count];
    }
    code[CLASS_CODE_SIZE - 1] = '\0';
    return status;
}

int class_code_is(const char *code, const char *typed) {
    char clean[CLASS_CODE_SIZE + 1] = "";
    size_t n = 0;
    for (; *typed != '\0' && n < CLASS_CODE_SIZE; typed++)
        if (*typed != ' ' && *typed != '-')
            clean[n++] = (char)(*typed >= 'a' && *typed <= 'z' ? *typed - 'a' + 'A' : *typed);
    clean[n] = '\0';
    return secret_equals(clean, code);
}
