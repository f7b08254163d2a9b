/* Addresses: what one must be, so that nothing else gets into a header or to the server. */
#include "areas/mail/mail.h"

#include <string.h>

struct result mail_address_check(const char *address)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-";
    static const char host_allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    size_t length = strlen(address);
    size_t local = strspn(address, allowed);
    bool sound = length <= MAIL_ADDRESS_MOST && local > 0 && local <= 64 && address[local] == '@' && address[0] != '-';
    if (sound) {
        const char *host = address + local + 1;
        size_t host_length = strlen(host);
        sound = host_length >= 1 && strspn(host, host_allowed) == host_length && host[0] != '.' && host[0] != '-' &&
                host[host_length - 1] != '.' && strstr(host, "..") == NULL && strchr(host, '.') != NULL;
    }
    return sound ? result_ok() : result_invalid("email", "mail.error.address");
}

const char *mail_address_key(struct arena *arena, const char *address)
{
    char *key = arena_text(arena, address);
    for (char *at = key; *at != '\0'; at++) {
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    }
    return key;
}

const char *mail_address_mask(struct arena *arena, const char *address)
{
    const char *at = strchr(address, '@');
    return at == NULL || at == address ? "" : arena_format(arena, "%c***%s", address[0], at);
}
