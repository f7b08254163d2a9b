/* 軍在實訓樓為學 in GBK is DC8A D4DA 8C8D D396 98C7 9EE9 8C57. Without the first byte it reads 8AD4 DA8C 8DD3 9698 C79E
 * E98C 57: 娫趯嵱枠菫閷W. The same bytes, paired the other way, give the end back. */
#include "text/garbled_shift.h"

#include "text/text.h"

#include <iconv.h>

enum { STRETCH_LEAST = 3, STRETCH_MOST = 24 };

struct stretch {
    size_t length; /* bytes in the text */
    size_t points; /* characters before the letter */
};

static bool find_stretch(struct span text, struct stretch *out)
{
    const char *at = text.at;
    const char *end = text.at + text.length;
    size_t points = 0;
    while (at < end && points <= STRETCH_MOST) {
        uint32_t point = utf8_next(&at, end);
        bool letter = (point >= 'a' && point <= 'z') || (point >= '@' && point <= 'Z');
        if (letter) {
            const char *behind = at;
            bool enclosed = at < end && is_han(utf8_next(&behind, end));
            *out = (struct stretch){(size_t)(at - text.at), points};
            return enclosed && points >= STRETCH_LEAST;
        }
        if (!is_han(point) && !(point >= 0x3003 && point <= 0x301f)) {
            return false;
        }
        points++;
    }
    return false;
}

static size_t convert(const char *to, const char *from, struct span text, char *out, size_t room)
{
    iconv_t converter = iconv_open(to, from);
    if (converter == (iconv_t)-1) {
        return 0;
    }
    char *source = (char *)(uintptr_t)text.at; /* iconv's interface; it does not write there */
    size_t left = text.length;
    char *target = out;
    size_t free_room = room;
    size_t status = iconv(converter, &source, &left, &target, &free_room);
    (void)iconv_close(converter);
    return status == (size_t)-1 || left > 0 ? 0 : room - free_room;
}

/* How many are, simplified, of GB 2312's first level: the 3,755 usual characters. */
static size_t count_usual(struct arena *arena, struct span text)
{
    char *folded = arena_alloc(arena, text.length * 4 + 4, 1);
    size_t length = 0;
    for (const char *at = text.at, *end = text.at + text.length; at < end;) {
        length += utf8_put(fold_point(utf8_next(&at, end)), folded + length);
    }
    unsigned char bytes[STRETCH_MOST * 4 + 8];
    size_t count = convert("GB18030", "UTF-8", span_make(folded, length), (char *)bytes, sizeof bytes);
    size_t usual = 0;
    for (size_t at = 0; at + 1 < count; at += 2) {
        usual += bytes[at] >= 0xb0 && bytes[at] <= 0xd7 && bytes[at + 1] >= 0xa1;
    }
    return usual;
}

bool shift_find(struct arena *arena, struct span text, struct shift *out)
{
    struct stretch stretch;
    if (!find_stretch(text, &stretch)) {
        return false;
    }
    unsigned char bytes[STRETCH_MOST * 4 + 8];
    size_t length = convert("GB18030", "UTF-8", span_make(text.at, stretch.length), (char *)bytes, sizeof bytes);
    if (length != stretch.points * 2 + 1) {
        return false; /* something of four bytes, or unknown */
    }
    /* Without the first byte, and without the pair behind it, which the loss has torn. */
    struct span tail = span_make((const char *)bytes + 3, length - 3);
    char *restored = arena_alloc(arena, tail.length * 2 + 8, 1);
    size_t restored_length = convert("UTF-8", "GB18030", tail, restored, tail.length * 2 + 7);
    restored[restored_length] = '\0';
    struct span before = span_make(text.at, stretch.length - 1);
    if (restored_length == 0 ||
        count_usual(arena, span_make(restored, restored_length)) <= count_usual(arena, before)) {
        return false;
    }
    for (const char *at = restored; *at != '\0';) {
        if (!is_han(utf8_next(&at, restored + restored_length))) {
            return false;
        }
    }
    *out = (struct shift){stretch.length, restored};
    return true;
}
