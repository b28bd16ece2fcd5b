#include "tools/studio/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static agglo_status refuse_address(const char *address, const char *why, agglo_error *error) {
    return error_set(error, AGGLO_ERROR_IO, "the address %s cannot be had: %s", address, why);
}

/* Port, and whether the address is this machine's own or stands for all that it has. */
static void judge_address(listener *l, const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *four = (const void *)address;
        uint32_t number = ntohl(four->sin_addr.s_addr);
        l->port = ntohs(four->sin_port);
        l->is_loopback = number >> 24 == 127;
        l->is_any = number == INADDR_ANY;
    } else {
        const struct sockaddr_in6 *six = (const void *)address;
        l->port = ntohs(six->sin6_port);
        l->is_loopback = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
        l->is_any = IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr);
    }
}

/* False with errno set. The port is known before anybody asks. */
static int listen_at(const struct addrinfo *place, listener *l) {
    struct sockaddr_storage own = {0};
    socklen_t size = sizeof own;
    const int yes = 1;
    l->socket = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->socket < 0)
        return 0;
    if (setsockopt(l->socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(l->socket, place->ai_addr, place->ai_addrlen) == 0 &&
        listen(l->socket, SOMAXCONN) == 0 &&
        getsockname(l->socket, (struct sockaddr *)(void *)&own, &size) == 0) {
        judge_address(l, &own);
        return 1;
    }
    int why = errno;
    close(l->socket);
    errno = why;
    return 0;
}

agglo_status listener_open(const char *address, int port, listener *out, agglo_error *error) {
    char digits[16];
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC,
                                    .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    agglo_status status = AGGLO_OK;
    *out = (listener){.socket = -1};
    snprintf(digits, sizeof digits, "%d", port);
    if (getaddrinfo(address, digits, &wanted, &found) != 0)
        return refuse_address(address, "it is no number of a network", error);
    if (!listen_at(found, out)) {
        status = refuse_address(address, strerror(errno), error);
        error_got(error, "port %d", port);
        error_hint(error, "another port, or none: a free one is chosen");
    }
    freeaddrinfo(found);
    return status;
}
