/* The choice of the size of letters. */
#include "web/size.h"

const char *size_code(enum text_size size)
{
    static const char *const codes[SIZE_COUNT] = {"normal", "large", "largest"};
    return codes[size];
}

static bool read_size(struct span code, enum text_size *out)
{
    for (enum text_size size = SIZE_NORMAL; size < SIZE_COUNT; size++) {
        if (span_is(code, size_code(size))) {
            *out = size;
            return true;
        }
    }
    return false;
}

enum text_size size_choose(struct span query, struct span cookie)
{
    enum text_size size = SIZE_NORMAL;
    return read_size(query, &size) || read_size(cookie, &size) ? size : SIZE_NORMAL;
}
