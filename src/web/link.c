/* Percent-encoding (RFC 3986: unreserved characters stand as they are). */
#include "web/link.h"

#include <strings.h>

static bool is_unreserved(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '_' || byte == '.' || byte == '~';
}

void link_add(struct buffer *link, const char *name, struct span value)
{
    static const char digits[] = "0123456789ABCDEF";
    if (value.length == 0) {
        return;
    }
    bool first = link->length == 0 || memchr(link->bytes, '?', link->length) == NULL;
    buffer_add_byte(link, first ? '?' : '&');
    buffer_add_text(link, name);
    buffer_add_byte(link, '=');
    for (size_t index = 0; index < value.length; index++) {
        unsigned char byte = (unsigned char)value.at[index];
        if (is_unreserved(byte)) {
            buffer_add_byte(link, (char)byte);
        } else {
            buffer_add_byte(link, '%');
            buffer_add_byte(link, digits[byte >> 4]);
            buffer_add_byte(link, digits[byte & 15]);
        }
    }
}

bool link_is_web_address(const char *url)
{
    bool scheme = strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
    return scheme && strpbrk(url, " \t\r\n\"<>\\") == NULL;
}
