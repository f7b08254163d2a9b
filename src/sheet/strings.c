/* The shared strings of an .xlsx: one buffer, one table of starts. */
#include "sheet/inside.h"

#include "base/check.h"
#include "text/text.h"

#include <stdlib.h>

enum { STRINGS_MOST = 4000000 };

void strings_release(struct shared_strings *strings)
{
    buffer_release(&strings->text);
    free(strings->starts);
    *strings = (struct shared_strings){0};
}

static void grow(struct shared_strings *strings)
{
    if (strings->count + 2 > strings->capacity) {
        strings->capacity = strings->capacity == 0 ? 1024 : strings->capacity * 2;
        strings->starts = realloc(strings->starts, strings->capacity * sizeof *strings->starts);
        CHECK(strings->starts != NULL);
    }
}

static size_t current_length(const struct shared_strings *strings)
{
    return strings->text.length - strings->starts[strings->count];
}

static void strings_start(struct xml_reader *reader, const char *name, const char **attributes)
{
    (void)attributes;
    struct shared_strings *strings = reader->context;
    if (strcmp(name, "si") == 0) {
        if (strings->count == STRINGS_MOST) {
            xml_stop(reader, sheet_fail("sheet.error.too_large", "shared strings"));
            return;
        }
        grow(strings);
        strings->starts[strings->count] = strings->text.length;
    } else if (strcmp(name, "rPh") == 0) {
        strings->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        strings->in_text = strings->phonetic == 0 && strings->starts != NULL;
    }
}

static void strings_end(struct xml_reader *reader, const char *name)
{
    struct shared_strings *strings = reader->context;
    if (strcmp(name, "t") == 0) {
        strings->in_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        strings->phonetic--;
    } else if (strcmp(name, "si") == 0 && strings->starts != NULL) {
        size_t start = strings->starts[strings->count];
        size_t length = current_length(strings);
        if (length > 0) {
            strings->text.length = start + text_unescape(strings->text.bytes + start, length);
        }
        strings->starts[++strings->count] = strings->text.length;
    }
}

static void strings_text(struct xml_reader *reader, const char *text, size_t length)
{
    struct shared_strings *strings = reader->context;
    if (strings->in_text && current_length(strings) < SHEET_CELL_BYTES_MOST) {
        buffer_add(&strings->text, text, length);
    }
}

struct result strings_read(struct shared_strings *strings, struct package *package, int64_t part)
{
    static const struct xml_handlers handlers = {strings_start, strings_end, strings_text};
    return package_scan(package, part, &handlers, strings);
}

bool strings_get(const struct shared_strings *strings, size_t number, struct span *out)
{
    if (number >= strings->count) {
        return false;
    }
    size_t start = strings->starts[number];
    size_t length = strings->starts[number + 1] - start;
    /* a table of nothing but empty texts has no bytes at all */
    *out = length == 0 ? span_make("", 0) : span_make(strings->text.bytes + start, length);
    return true;
}

/* --- _xHHHH_ ----------------------------------------------------------------------------------------------- */

static int hex_digit(char letter)
{
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    letter |= 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* The unit that _xHHHH_ at `at` stands for, or -1. */
static int escaped_unit(const char *at, size_t left)
{
    if (left < 7 || at[1] != 'x' || at[6] != '_') {
        return -1;
    }
    int unit = 0;
    for (size_t index = 2; index < 6; index++) {
        int digit = hex_digit(at[index]);
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

bool text_is_escape(const char *at, size_t left)
{
    return left > 0 && *at == '_' && escaped_unit(at, left) >= 0;
}

/* Excel writes what XML cannot hold as _x0008_ and so on. Control characters but tab and line break are dropped, and
 * so are halves of surrogate pairs: nothing that a person could see is lost. */
size_t text_unescape(char *text, size_t length)
{
    if (memchr(text, '_', length) == NULL) {
        return length;
    }
    size_t kept = 0;
    for (size_t at = 0; at < length;) {
        int unit = text[at] == '_' ? escaped_unit(text + at, length - at) : -1;
        if (unit < 0) {
            text[kept++] = text[at++];
            continue;
        }
        at += 7;
        bool visible = unit >= 0x20 ? unit < 0xd800 || (unit > 0xdfff && unit < 0xfffe) : unit == '\t' || unit == '\n';
        if (visible) {
            kept += utf8_put((uint32_t)unit, text + kept);
        }
    }
    return kept;
}
