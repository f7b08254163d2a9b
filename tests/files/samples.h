/* Small files of each kind for tests, built byte by byte so that their checks are right. */
#ifndef TESTS_FILES_SAMPLES_H
#define TESTS_FILES_SAMPLES_H

#include "base/buffer.h"

#include <zlib.h>

static inline void sample_number(struct buffer *out, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        buffer_add_byte(out, (char)(value >> shift & 0xff));
    }
}

static inline void sample_chunk(struct buffer *out, const char *kind, const void *bytes, size_t length)
{
    sample_number(out, (uint32_t)length);
    size_t from = out->length;
    buffer_add(out, kind, 4);
    buffer_add(out, bytes, length);
    sample_number(out, (uint32_t)crc32(0, (const unsigned char *)out->bytes + from, (unsigned)(length + 4)));
}

/* 2 × 1 points, grey. */
static inline void sample_png(struct buffer *out)
{
    static const unsigned char head[13] = {0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0};
    static const unsigned char row[3] = {0, 10, 200};
    unsigned char packed[64];
    uLongf length = sizeof packed;
    (void)compress(packed, &length, row, sizeof row);
    buffer_add(out, "\x89PNG\r\n\x1a\n", 8);
    sample_chunk(out, "IHDR", head, sizeof head);
    sample_chunk(out, "IDAT", packed, length);
    sample_chunk(out, "IEND", "", 0);
}

static inline void sample_box(struct buffer *out, const char *kind, size_t length)
{
    sample_number(out, (uint32_t)length + 8);
    buffer_add(out, kind, 4);
    for (size_t index = 0; index < length; index++) {
        buffer_add_byte(out, (char)(index * 31 % 251));
    }
}

/* A film in form only: boxes with `length` bytes of content. */
static inline void sample_mp4(struct buffer *out, size_t length)
{
    sample_number(out, 16);
    buffer_add(out, "ftypisom\0\0\0\1", 12);
    sample_box(out, "moov", 32);
    sample_box(out, "mdat", length);
}

#endif
