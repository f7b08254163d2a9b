/* Links with a query: "/search?q=%E7%84%8A%E5%B7%A5&county=371581". */
#ifndef WEB_LINK_H
#define WEB_LINK_H

#include "base/buffer.h"

/* "?name=value" or "&name=value", percent-encoded; nothing for an empty value. The link already has its path. */
void link_add(struct buffer *link, const char *name, struct span value);

/* http:// or https:// and nothing behind that an address cannot hold: blanks, quotes, angle brackets. */
bool link_is_web_address(const char *url);

#endif
