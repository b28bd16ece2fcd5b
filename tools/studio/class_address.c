#define _DEFAULT_SOURCE /* getifaddrs */
#include "tools/studio/class_address.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static agglo_status refuse_address(const char *got, agglo_error *error) {
    error_set(error, AGGLO_ERROR_USAGE, "--listen: this is no address of a network");
    error_got(error, "%s", got);
    error_expected(error, "a number such as 192.168.1.20 or 192.168.1.20:8000, one of this "
                          "machine's; 0.0.0.0 for all of them");
    return AGGLO_ERROR_USAGE;
}

agglo_status class_address_read(const char *text, class_address *out, agglo_error *error) {
    unsigned char bytes[16];
    *out = (class_address){0};
    char *end = NULL;
    int is_bracketed = text[0] == '[', has_colons = strchr(text, ':') != strrchr(text, ':');
    const char *start = text + is_bracketed;
    size_t length = strcspn(start, is_bracketed ? "]" : has_colons ? "" : ":");
    if (length >= sizeof out->number)
        return refuse_address(text, error);
    memcpy(out->number, start, length);
    out->number[length] = '\0';
    const char *rest = start + length;
    int is_valid = (!is_bracketed || *rest++ == ']') && (*rest == '\0' || *rest == ':') &&
                   (inet_pton(AF_INET, out->number, bytes) == 1 ||
                    inet_pton(AF_INET6, out->number, bytes) == 1);
    if (is_valid && *rest == ':') {
        long port = strtol(rest + 1, &end, 10);
        is_valid = end != rest + 1 && *end == '\0' && port >= 1 && port <= 65535;
        out->port = (int)port;
    }
    return is_valid ? AGGLO_OK : refuse_address(text, error);
}

static void add_link(class_links *links, const char *address, int port) {
    int has_colons = strchr(address, ':') != NULL;
    if (links->count == CLASS_ADDRESS_LINKS)
        return;
    char *text = links->texts[links->count];
    snprintf(text, CLASS_ADDRESS_LINK, has_colons ? "http://[%s]:%d/join" : "http://%s:%d/join",
             address, port);
    links->items[links->count++] = text;
}

/* The address of an interface as a number, if others of a network can reach it by this family. */
static const char *reachable(const struct ifaddrs *i, int family, char text[INET6_ADDRSTRLEN]) {
    if (i->ifa_addr == NULL || i->ifa_addr->sa_family != family ||
        (i->ifa_flags & IFF_LOOPBACK) != 0 || (i->ifa_flags & IFF_UP) == 0)
        return NULL;
    const struct sockaddr_in *four = (const void *)i->ifa_addr;
    const struct sockaddr_in6 *six = (const void *)i->ifa_addr;
    if (family == AF_INET)
        return inet_ntop(family, &four->sin_addr, text, INET6_ADDRSTRLEN);
    if (IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr)) /* nothing without the name of an interface */
        return NULL;
    return inet_ntop(family, &six->sin6_addr, text, INET6_ADDRSTRLEN);
}

/* Addresses of this machine; its own if there is no network. */
static void add_networks(class_links *links, int family, int port) {
    struct ifaddrs *all = NULL;
    char text[INET6_ADDRSTRLEN];
    if (getifaddrs(&all) != 0)
        all = NULL;
    for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next)
        if (reachable(i, family, text) != NULL)
            add_link(links, text, port);
    if (all != NULL)
        freeifaddrs(all);
    if (links->count == 0)
        add_link(links, family == AF_INET ? "127.0.0.1" : "::1", port);
}

void class_address_links(const class_address *address, int port, class_links *links) {
    links->count = 0;
    if (strcmp(address->number, "0.0.0.0") == 0)
        add_networks(links, AF_INET, port);
    else if (strcmp(address->number, "::") == 0)
        add_networks(links, AF_INET6, port);
    else
        add_link(links, address->number, port);
}
