/* Is a picture or film whole? Its parts are walked from the first to the last, so that what was cut off, or hides behind a good
 * beginning, is found out. No pixel is decoded; sizes are bounded so that no reader drowns in one. */
#include "areas/files/files.h"

#include <zlib.h>

enum { SIDE_MOST = 20000, POINTS_MOST = 100 * 1000 * 1000 };

static uint32_t big(struct span bytes, size_t at, size_t count)
{
    uint32_t value = 0;
    for (size_t index = 0; index < count; index++) {
        value = value << 8 | (unsigned char)bytes.at[at + index];
    }
    return value;
}

static uint32_t little(struct span bytes, size_t at, size_t count)
{
    uint32_t value = 0;
    for (size_t index = count; index > 0; index--) {
        value = value << 8 | (unsigned char)bytes.at[at + index - 1];
    }
    return value;
}

static bool set_size(uint32_t wide, uint32_t high, int32_t *width, int32_t *height)
{
    bool sound = wide > 0 && high > 0 && wide <= SIDE_MOST && high <= SIDE_MOST && (uint64_t)wide * high <= POINTS_MOST;
    *width = sound ? (int32_t)wide : 0;
    *height = sound ? (int32_t)high : 0;
    return sound;
}

/* Chunks with their checks, from IHDR to IEND (PNG, ISO/IEC 15948). */
static bool png_is_whole(struct span bytes, int32_t *width, int32_t *height)
{
    size_t at = 8;
    bool sized = false;
    while (bytes.length - at >= 12) {
        uint32_t length = big(bytes, at, 4);
        if (length > bytes.length - at - 12) {
            return false;
        }
        const unsigned char *body = (const unsigned char *)bytes.at + at + 4;
        if (crc32(0, body, length + 4) != big(bytes, at + 8 + length, 4)) {
            return false;
        }
        if (memcmp(body, "IHDR", 4) == 0 && length == 13) {
            sized = set_size(big(bytes, at + 8, 4), big(bytes, at + 12, 4), width, height);
        }
        if (memcmp(body, "IEND", 4) == 0) {
            return sized;
        }
        at += length + 12;
    }
    return false;
}

static bool is_frame_start(unsigned char marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static bool jpeg_ends(struct span bytes)
{
    enum { TAIL = 64 };
    size_t from = bytes.length > TAIL ? bytes.length - TAIL : 0;
    return span_find(span_make(bytes.at + from, bytes.length - from), span_of("\xff\xd9")) != SPAN_NOWHERE;
}

/* Segments up to the first scan; what is scanned cannot be skipped, so the end must be there too (ITU-T T.81). */
static bool jpeg_is_whole(struct span bytes, int32_t *width, int32_t *height)
{
    size_t at = 2;
    bool sized = false;
    while (at + 4 <= bytes.length) {
        if ((unsigned char)bytes.at[at] != 0xff) {
            return false;
        }
        unsigned char marker = (unsigned char)bytes.at[at + 1];
        if (marker == 0xff) {
            at++;
            continue;
        }
        uint32_t length = big(bytes, at + 2, 2);
        if (length < 2 || length > bytes.length - at - 2) {
            return false;
        }
        if (is_frame_start(marker) && length >= 8) {
            sized = set_size(big(bytes, at + 7, 2), big(bytes, at + 5, 2), width, height);
        }
        if (marker == 0xda) {
            return sized && jpeg_ends(bytes);
        }
        at += length + 2;
    }
    return false;
}

/* *at behind the sub-blocks. */
static bool skip_blocks(struct span bytes, size_t *at)
{
    while (*at < bytes.length) {
        size_t length = (unsigned char)bytes.at[*at];
        *at += length + 1;
        if (length == 0) {
            return *at <= bytes.length;
        }
    }
    return false;
}

static size_t color_table(struct span bytes, size_t at)
{
    unsigned char flags = (unsigned char)bytes.at[at];
    return (flags & 0x80) == 0 ? 0 : (size_t)3 << ((flags & 7) + 1);
}

static bool gif_is_whole(struct span bytes, int32_t *width, int32_t *height)
{
    if (bytes.length < 14 || !set_size(little(bytes, 6, 2), little(bytes, 8, 2), width, height)) {
        return false;
    }
    size_t at = 13 + color_table(bytes, 10);
    bool pictured = false;
    while (at + 1 < bytes.length) {
        char kind = bytes.at[at];
        if (kind == '!') {
            at += 2;
        } else if (kind == ',' && bytes.length - at > 11) {
            pictured = true;
            at += 11 + color_table(bytes, at + 9);
        } else {
            break;
        }
        if (!skip_blocks(bytes, &at)) {
            return false;
        }
    }
    return pictured && at < bytes.length && bytes.at[at] == ';';
}

static bool webp_is_whole(struct span bytes, int32_t *width, int32_t *height)
{
    if (bytes.length < 30 || (size_t)little(bytes, 4, 4) + 8 > bytes.length) {
        return false;
    }
    const char *kind = bytes.at + 12;
    if (memcmp(kind, "VP8X", 4) == 0) {
        return set_size(little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1, width, height);
    }
    if (memcmp(kind, "VP8L", 4) == 0 && (unsigned char)bytes.at[20] == 0x2f) {
        uint32_t bits = little(bytes, 21, 4);
        return set_size((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, width, height);
    }
    return memcmp(kind, "VP8 ", 4) == 0 &&
           set_size(little(bytes, 26, 2) & 0x3fff, little(bytes, 28, 2) & 0x3fff, width, height);
}

/* Boxes one behind the other up to the end, the index of the film among them (ISO/IEC 14496-12). */
static bool mp4_is_whole(struct span bytes)
{
    size_t at = 0;
    bool indexed = false;
    while (bytes.length - at >= 8) {
        uint64_t length = big(bytes, at, 4);
        if (length == 1 && bytes.length - at >= 16) {
            length = (uint64_t)big(bytes, at + 8, 4) << 32 | big(bytes, at + 12, 4);
        } else if (length == 0) {
            length = bytes.length - at;
        }
        if (length < 8 || length > bytes.length - at) {
            return false;
        }
        indexed = indexed || memcmp(bytes.at + at + 4, "moov", 4) == 0;
        at += (size_t)length;
    }
    return indexed && at == bytes.length;
}

bool file_is_whole(const struct file_type *type, struct span bytes, int32_t *width, int32_t *height)
{
    *width = 0;
    *height = 0;
    static const struct {
        const char *ending;
        bool (*check)(struct span bytes, int32_t *width, int32_t *height);
    } checks[] = {{"png", png_is_whole}, {"jpg", jpeg_is_whole}, {"gif", gif_is_whole}, {"webp", webp_is_whole}};
    for (size_t index = 0; index < sizeof checks / sizeof checks[0]; index++) {
        if (strcmp(type->ending, checks[index].ending) == 0) {
            return checks[index].check(bytes, width, height);
        }
    }
    return strcmp(type->ending, "mp4") != 0 || mp4_is_whole(bytes);
}
