/* Which language a page is in: ?lang= wins (and is remembered in a cookie), then the cookie, then what the browser
 * asks for, else Chinese. In the same way which characters Chinese is written in: ?script=hant or hans, the cookie, the
 * browser's zh-TW, zh-HK, zh-MO or zh-Hant, else the simplified ones, in which everything is stored. */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "base/span.h"
#include "web/words.h"

/* Each may be {NULL, 0}. */
enum language language_choose(struct span query, struct span cookie, struct span accept_language);

/* The better one of what Accept-Language lists with its weights (RFC 9110 §12.5.4); false when it names neither. */
bool language_accept(struct span accept_language, enum language *out);

enum script { SCRIPT_SIMPLIFIED, SCRIPT_TRADITIONAL };

/* "hans" or "hant". */
const char *script_code(enum script script);

/* Each may be {NULL, 0}. */
enum script script_choose(struct span query, struct span cookie, struct span accept_language);

#endif
