/* How large the letters of a page are: ?size=normal, large or largest wins (and is remembered in a cookie), then the
 * cookie, else as the browser is set. The page carries it as a class of its root; all lengths follow (ui/css/base.css). */
#ifndef WEB_SIZE_H
#define WEB_SIZE_H

#include "base/span.h"

enum text_size { SIZE_NORMAL, SIZE_LARGE, SIZE_LARGEST, SIZE_COUNT };

/* "normal", "large", "largest". */
const char *size_code(enum text_size size);

/* Each may be {NULL, 0}. */
enum text_size size_choose(struct span query, struct span cookie);

#endif
