#include "tools/studio/secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

agglo_status secret_draw(void *bytes, size_t count, agglo_error *error) {
    if (getrandom(bytes, count, 0) == (ssize_t)count) /* up to 256 bytes come whole */
        return AGGLO_OK;
    return error_set(error, AGGLO_ERROR_IO, "the system gives no random numbers: %s",
                     strerror(errno));
}

agglo_status secret_draw_token(char token[SECRET_TOKEN_SIZE], agglo_error *error) {
    unsigned char bytes[(SECRET_TOKEN_SIZE - 1) / 2];
    agglo_status status = secret_draw(bytes, sizeof bytes, error);
    for (size_t i = 0; status == AGGLO_OK && i < sizeof bytes; i++)
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    return status;
}

int secret_equals(const char *given, const char *secret) {
    size_t length = strlen(secret), given_length = strlen(given);
    unsigned char difference = length == 0 || given_length != length;
    for (size_t i = 0; i < length; i++)
        difference |= (unsigned char)(secret[i] ^ given[given_length == length ? i : 0]);
    return difference == 0;
}
