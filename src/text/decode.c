/* What encoding a file is in: byte order mark, else UTF-8, else GB18030, which holds GBK and GB 2312.
 *
 * Anything that is not valid through and through is refused: half-read Chinese is worse than none.
 */
#include "base/check.h"
#include "text/text.h"

#include <iconv.h>

static struct result unknown(const char *detail)
{
    return result_fail(RESULT_INVALID, NULL, "text.encoding_unknown", detail);
}

static struct result convert(struct arena *arena, const char *encoding, struct span bytes, struct span *out)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        return result_internal("iconv does not know the encoding");
    }
    /* Two bytes become three at most, four become four. */
    CHECK(bytes.length < SIZE_MAX / 2 - 8);
    size_t capacity = bytes.length + bytes.length / 2 + 8;
    char *text = arena_alloc(arena, capacity, 1);
    char *to = text;
    size_t room = capacity;
    char *from = (char *)(uintptr_t)bytes.at; /* iconv's interface; it does not write there */
    size_t left = bytes.length;
    size_t status = iconv(converter, &from, &left, &to, &room);
    if (status != (size_t)-1) {
        status = iconv(converter, NULL, NULL, &to, &room);
    }
    (void)iconv_close(converter);
    struct span decoded = span_make(text, (size_t)(to - text));
    if (status == (size_t)-1 || left > 0 || !utf8_is_valid(decoded)) {
        return unknown(encoding);
    }
    *out = decoded;
    return result_ok();
}

struct result text_decode(struct arena *arena, struct span bytes, struct span *out)
{
    if (span_starts_with(bytes, span_make("\xef\xbb\xbf", 3))) {
        struct span text = span_make(bytes.at + 3, bytes.length - 3);
        if (!utf8_is_valid(text)) {
            return unknown("UTF-8 mark before what is not UTF-8");
        }
        *out = text;
        return result_ok();
    }
    if (span_starts_with(bytes, span_make("\xff\xfe", 2))) {
        return convert(arena, "UTF-16LE", span_make(bytes.at + 2, bytes.length - 2), out);
    }
    if (span_starts_with(bytes, span_make("\xfe\xff", 2))) {
        return convert(arena, "UTF-16BE", span_make(bytes.at + 2, bytes.length - 2), out);
    }
    if (utf8_is_valid(bytes)) {
        *out = bytes;
        return result_ok();
    }
    if (memchr(bytes.at, 0, bytes.length) != NULL) {
        return unknown("NUL");
    }
    return convert(arena, "GB18030", bytes, out);
}
