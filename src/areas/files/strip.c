/* What a camera or a program writes beside the picture, taken out without decoding a point. */
#include "areas/files/files.h"

#include "base/buffer.h"
#include "base/check.h"

#include <zlib.h>

enum { TIFF_SIZE = 26, ORIENTATION_TAG = 0x0112, UPRIGHT = 1, WEBP_XMP = 0x04, WEBP_EXIF = 0x08 };

struct strip {
    struct span in;
    size_t at;
    char *out; /* room for `in` and an EXIF of our own */
    size_t length;
    int orientation;
};

static uint32_t big(const char *at, size_t bytes)
{
    uint32_t value = 0;
    for (size_t index = 0; index < bytes; index++) {
        value = value << 8 | (unsigned char)at[index];
    }
    return value;
}

static uint32_t little(const char *at, size_t bytes)
{
    uint32_t value = 0;
    for (size_t index = bytes; index > 0; index--) {
        value = value << 8 | (unsigned char)at[index - 1];
    }
    return value;
}

static void put(struct strip *strip, const void *bytes, size_t length)
{
    memcpy(strip->out + strip->length, bytes, length);
    strip->length += length;
}

static void put_big(struct strip *strip, uint32_t value, size_t bytes)
{
    for (size_t index = bytes; index > 0; index--) {
        strip->out[strip->length++] = (char)(value >> (8 * (index - 1)) & 0xff);
    }
}

/* --- orientation --------------------------------------------------------------------------------------------------- */

/* Of a TIFF structure, its first directory; 1 when it says nothing that is sound. */
static int read_orientation(struct span tiff)
{
    if (tiff.length < 8 || (memcmp(tiff.at, "II*\0", 4) != 0 && memcmp(tiff.at, "MM\0*", 4) != 0)) {
        return UPRIGHT;
    }
    uint32_t (*number)(const char *, size_t) = tiff.at[0] == 'I' ? little : big;
    size_t directory = number(tiff.at + 4, 4);
    if (directory > tiff.length - 2) {
        return UPRIGHT;
    }
    size_t count = number(tiff.at + directory, 2);
    for (size_t index = 0; index < count && directory + 2 + (index + 1) * 12 <= tiff.length; index++) {
        const char *entry = tiff.at + directory + 2 + index * 12;
        uint32_t value = number(entry + 8, 2);
        if (number(entry, 2) == ORIENTATION_TAG && number(entry + 2, 2) == 3 && value >= 1 && value <= 8) {
            return (int)value;
        }
    }
    return UPRIGHT;
}

/* EXIF in JPEG, and at times in WebP, begins with this. */
static struct span without_mark(struct span exif)
{
    bool marked = exif.length >= 6 && memcmp(exif.at, "Exif\0", 5) == 0;
    return marked ? span_make(exif.at + 6, exif.length - 6) : exif;
}

/* A directory with one entry. */
static void build_tiff(int orientation, char tiff[static TIFF_SIZE])
{
    static const char start[TIFF_SIZE] = {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1};
    memcpy(tiff, start, TIFF_SIZE);
    tiff[19] = (char)orientation;
}

/* --- JPEG ---------------------------------------------------------------------------------------------------------- */

/* Needed to show the colours right: JFIF without thumbnail, colour profile, Adobe's mark. */
static bool keeps_segment(unsigned char marker, struct span content)
{
    switch (marker) {
    case 0xe0:
        return content.length >= 5 && memcmp(content.at, "JFIF", 5) == 0;
    case 0xe2:
        return content.length >= 12 && memcmp(content.at, "ICC_PROFILE", 12) == 0;
    case 0xee:
        return content.length >= 5 && memcmp(content.at, "Adobe", 5) == 0;
    default:
        return marker != 0xfe && !(marker >= 0xe1 && marker <= 0xef);
    }
}

static void put_jpeg_exif(struct strip *strip)
{
    char tiff[TIFF_SIZE];
    build_tiff(strip->orientation, tiff);
    put(strip, "\xff\xe1", 2);
    put_big(strip, 2 + 6 + TIFF_SIZE, 2);
    put(strip, "Exif\0", 6);
    put(strip, tiff, TIFF_SIZE);
}

/* The points behind a start of scan: to the next marker that is neither a stuffed byte nor a restart. */
static void copy_scan(struct strip *strip)
{
    size_t from = strip->at;
    while (strip->at + 1 < strip->in.length) {
        unsigned char next = (unsigned char)strip->in.at[strip->at + 1];
        if ((unsigned char)strip->in.at[strip->at] == 0xff && next != 0 && next != 0xff &&
            (next < 0xd0 || next > 0xd7)) {
            break;
        }
        strip->at++;
    }
    put(strip, strip->in.at + from, strip->at - from);
}

/* One segment; `ended` behind the end of the image. */
static bool pass_segment(struct strip *strip, bool *ended)
{
    while (strip->at + 1 < strip->in.length && (unsigned char)strip->in.at[strip->at + 1] == 0xff) {
        strip->at++; /* fill bytes */
    }
    if (strip->at + 2 > strip->in.length || (unsigned char)strip->in.at[strip->at] != 0xff) {
        return false;
    }
    unsigned char marker = (unsigned char)strip->in.at[strip->at + 1];
    if (marker == 0xd9) {
        put(strip, "\xff\xd9", 2);
        *ended = true;
        return true;
    }
    bool lonely = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8); /* without a length: not among segments */
    if (lonely || strip->at + 4 > strip->in.length) {
        return false;
    }
    size_t length = big(strip->in.at + strip->at + 2, 2);
    if (length < 2 || length > strip->in.length - strip->at - 2) {
        return false;
    }
    struct span content = span_make(strip->in.at + strip->at + 4, length - 2);
    if (marker == 0xe1 && content.length > 6 && memcmp(content.at, "Exif\0", 5) == 0) {
        strip->orientation = read_orientation(without_mark(content));
    }
    if (keeps_segment(marker, content)) {
        put(strip, strip->in.at + strip->at, length + 2);
    }
    strip->at += length + 2;
    if (marker == 0xda) {
        copy_scan(strip);
    }
    return true;
}

/* The EXIF of our own stands right behind the start: what comes later is moved for it. */
static bool strip_jpeg(struct strip *strip)
{
    enum { OWN = 2 + 2 + 6 + TIFF_SIZE };
    put(strip, "\xff\xd8", 2);
    strip->at = 2;
    bool ended = false;
    while (!ended) {
        if (!pass_segment(strip, &ended)) {
            return false;
        }
    }
    if (strip->orientation != UPRIGHT) {
        size_t rest = strip->length - 2;
        memmove(strip->out + 2 + OWN, strip->out + 2, rest);
        strip->length = 2;
        put_jpeg_exif(strip);
        strip->length += rest;
    }
    return true;
}

/* --- PNG ----------------------------------------------------------------------------------------------------------- */

/* The kinds that say how the points look. Everything else is said beside the picture. */
static bool keeps_chunk(const char *kind)
{
    static const char *const kinds[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP",
                                        "cICP", "sBIT", "bKGD", "hIST", "pHYs", "acTL", "fcTL", "fdAT"};
    for (size_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++) {
        if (memcmp(kind, kinds[index], 4) == 0) {
            return true;
        }
    }
    return false;
}

static void put_png_exif(struct strip *strip)
{
    char tiff[TIFF_SIZE];
    build_tiff(strip->orientation, tiff);
    put_big(strip, TIFF_SIZE, 4);
    size_t from = strip->length;
    put(strip, "eXIf", 4);
    put(strip, tiff, TIFF_SIZE);
    put_big(strip, (uint32_t)crc32(0, (const unsigned char *)strip->out + from, TIFF_SIZE + 4), 4);
}

static bool strip_png(struct strip *strip)
{
    put(strip, strip->in.at, 8);
    for (strip->at = 8; strip->in.length - strip->at >= 12;) {
        const char *chunk = strip->in.at + strip->at;
        size_t length = big(chunk, 4);
        if (length > strip->in.length - strip->at - 12) {
            return false;
        }
        bool last = memcmp(chunk + 4, "IEND", 4) == 0;
        if (memcmp(chunk + 4, "eXIf", 4) == 0) {
            strip->orientation = read_orientation(span_make(chunk + 8, length));
        }
        if (last && strip->orientation != UPRIGHT) {
            put_png_exif(strip); /* anywhere before the end, but not among the IDAT */
        }
        if (keeps_chunk(chunk + 4)) {
            put(strip, chunk, length + 12);
        }
        if (last) {
            return true;
        }
        strip->at += length + 12;
    }
    return false;
}

/* --- WebP ---------------------------------------------------------------------------------------------------------- */

static void put_webp_exif(struct strip *strip)
{
    char tiff[TIFF_SIZE];
    build_tiff(strip->orientation, tiff);
    put(strip, "EXIF\x1a\0\0\0", 8);
    put(strip, tiff, TIFF_SIZE);
}

static bool keeps_part(const char *kind)
{
    static const char *const kinds[] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"};
    for (size_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++) {
        if (memcmp(kind, kinds[index], 4) == 0) {
            return true;
        }
    }
    return false;
}

/* An EXIF counts only beside a VP8X, whose flags say what is there. */
static void finish_webp(struct strip *strip, size_t flags)
{
    if (flags != 0) {
        int kept = (unsigned char)strip->out[flags] & ~(WEBP_XMP | WEBP_EXIF);
        strip->out[flags] = (char)(strip->orientation == UPRIGHT ? kept : kept | WEBP_EXIF);
        if (strip->orientation != UPRIGHT) {
            put_webp_exif(strip);
        }
    } else {
        strip->orientation = UPRIGHT;
    }
    uint32_t size = (uint32_t)strip->length - 8;
    for (size_t index = 0; index < 4; index++) {
        strip->out[4 + index] = (char)(size >> (8 * index) & 0xff);
    }
}

static bool strip_webp(struct strip *strip)
{
    size_t flags = 0; /* where they stand in `out` */
    size_t whole = (size_t)little(strip->in.at + 4, 4) + 8;
    if (whole > strip->in.length || whole < 12) {
        return false;
    }
    put(strip, strip->in.at, 12);
    for (strip->at = 12; whole - strip->at >= 8;) {
        const char *part = strip->in.at + strip->at;
        size_t length = little(part + 4, 4);
        if (length > whole - strip->at - 8) {
            return false;
        }
        if (memcmp(part, "EXIF", 4) == 0) {
            strip->orientation = read_orientation(without_mark(span_make(part + 8, length)));
        }
        flags = memcmp(part, "VP8X", 4) == 0 && length >= 10 ? strip->length + 8 : flags;
        if (keeps_part(part)) {
            put(strip, part, length + 8);
            put(strip, "", length & 1); /* parts begin at even places */
        }
        size_t next = length + (length & 1) + 8;
        strip->at += next > whole - strip->at ? whole - strip->at : next;
    }
    finish_webp(strip, flags);
    return true;
}

/* --- all ----------------------------------------------------------------------------------------------------------- */

bool file_strip(struct arena *arena, const struct file_type *type, struct span bytes, struct span *out,
                int *orientation)
{
    enum { OWN_MOST = 64, LEAST = 12 };
    static const struct {
        const char *ending;
        bool (*strip)(struct strip *strip);
    } kinds[] = {{"jpg", strip_jpeg}, {"png", strip_png}, {"webp", strip_webp}};
    for (size_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++) {
        if (strcmp(type->ending, kinds[index].ending) != 0) {
            continue;
        }
        CHECK(bytes.length < UINT32_MAX - OWN_MOST);
        struct strip strip = {.in = bytes, .orientation = UPRIGHT};
        strip.out = arena_alloc(arena, bytes.length + OWN_MOST, 1);
        if (bytes.length < LEAST || !kinds[index].strip(&strip)) {
            return false;
        }
        *out = span_make(strip.out, strip.length);
        *orientation = strip.orientation;
        return true;
    }
    *out = bytes;
    *orientation = UPRIGHT;
    return true;
}
