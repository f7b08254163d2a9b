/* UTF-8, strictly: no over-long forms, no surrogates, nothing above U+10FFFF. */
#include "text/text.h"
#include "text/words.h"

static bool continues(const char *at)
{
    return ((unsigned char)*at & 0xc0) == 0x80;
}

static uint32_t low_bits(const char *at)
{
    return (unsigned char)*at & 0x3fU;
}

static uint32_t read_long(const char **at, const char *end)
{
    const char *start = *at;
    unsigned char lead = (unsigned char)*start;
    size_t left = (size_t)(end - start);
    uint32_t point = UTF8_INVALID;
    size_t size = 1;
    if (lead >= 0xc2 && lead <= 0xdf && left >= 2 && continues(start + 1)) {
        point = (lead & 0x1fU) << 6 | low_bits(start + 1);
        size = 2;
    } else if ((lead & 0xf0) == 0xe0 && left >= 3 && continues(start + 1) && continues(start + 2)) {
        point = (lead & 0x0fU) << 12 | low_bits(start + 1) << 6 | low_bits(start + 2);
        size = 3;
        if (point < 0x800 || (point >= 0xd800 && point <= 0xdfff)) {
            point = UTF8_INVALID;
        }
    } else if (lead >= 0xf0 && lead <= 0xf4 && left >= 4 && continues(start + 1) && continues(start + 2) &&
               continues(start + 3)) {
        point = (lead & 0x07U) << 18 | low_bits(start + 1) << 12 | low_bits(start + 2) << 6 | low_bits(start + 3);
        size = 4;
        if (point < 0x10000 || point > 0x10ffff) {
            point = UTF8_INVALID;
        }
    }
    *at = start + (point == UTF8_INVALID ? 1 : size);
    return point;
}

uint32_t utf8_next(const char **at, const char *end)
{
    unsigned char lead = (unsigned char)**at;
    if (lead < 0x80) {
        (*at)++;
        return lead;
    }
    return read_long(at, end);
}

size_t utf8_put(uint32_t point, char bytes[static 4])
{
    if (point < 0x80) {
        bytes[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        bytes[0] = (char)(0xc0 | point >> 6);
        bytes[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) {
        point = 0xfffd;
    }
    if (point < 0x10000) {
        bytes[0] = (char)(0xe0 | point >> 12);
        bytes[1] = (char)(0x80 | (point >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | point >> 18);
    bytes[1] = (char)(0x80 | (point >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (point >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

bool utf8_is_valid(struct span text)
{
    const char *at = text.at;
    const char *end = text_end(text);
    while (at < end) {
        if (*at == 0 || utf8_next(&at, end) == UTF8_INVALID) {
            return false;
        }
    }
    return true;
}

size_t utf8_count(struct span text)
{
    const char *at = text.at;
    const char *end = text_end(text);
    size_t count = 0;
    while (at < end) {
        (void)utf8_next(&at, end);
        count++;
    }
    return count;
}

/* The Han of Unicode 14 that the tokenizers of both databases take for letters (tests ask them): what one of them took
 * for a separator would silently not be found. The blocks above the first planes have gaps that are not assigned. */
bool is_han(uint32_t point)
{
    if (point < 0xf900) {
        return (point >= 0x4e00 && point <= 0x9fff) || (point >= 0x3400 && point <= 0x4dbf) || point == 0x3005 ||
               point == 0x3007;
    }
    static const uint32_t blocks[][2] = {{0xf900, 0xfa6d},   {0xfa70, 0xfad9},   {0x20000, 0x2a6df},
                                         {0x2a700, 0x2b738}, {0x2b740, 0x2b81d}, {0x2b820, 0x2cea1},
                                         {0x2ceb0, 0x2ebe0}, {0x2f800, 0x2fa1d}, {0x30000, 0x3134a}};
    for (size_t index = 0; index < sizeof blocks / sizeof blocks[0] && point >= blocks[index][0]; index++) {
        if (point <= blocks[index][1]) {
            return true;
        }
    }
    return false;
}
