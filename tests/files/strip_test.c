/* What a camera writes beside a picture does not get in; the picture and the way it stands do. */
#include "tests/test.h"

#include "areas/files/files.h"
#include "tests/files/samples.h"

#include <stdlib.h>

static struct arena arena;

/* A TIFF with the orientation and a place, as a telephone writes it. */
static void add_tiff(struct buffer *out, bool big, int orientation)
{
    static const char little[] = "II*\0\x08\0\0\0\2\0\x25\x88\4\0\1\0\0\0\x26\0\0\0\x12\1\3\0\1\0\0\0@\0\0\0\0\0\0\0";
    static const char large[] = "MM\0*\0\0\0\x08\0\2\x88\x25\0\4\0\0\0\1\0\0\0\x26\1\x12\0\3\0\0\0\1\0@\0\0\0\0\0\0";
    size_t from = out->length;
    buffer_add(out, big ? large : little, sizeof little - 1);
    char *value = memchr(out->bytes + from, '@', out->length - from);
    assert_non_null(value);
    *value = (char)orientation;
    buffer_add_text(out, "GPS 36.45N 115.98E");
}

static void add_segment(struct buffer *out, int marker, const char *bytes, size_t length)
{
    buffer_add_byte(out, (char)0xff);
    buffer_add_byte(out, (char)marker);
    buffer_add_byte(out, (char)((length + 2) >> 8));
    buffer_add_byte(out, (char)((length + 2) & 0xff));
    buffer_add(out, bytes, length);
}

/* 2 × 1 points. With everything beside it, or with what stays. */
static void build_jpeg(struct buffer *out, int orientation, bool traces)
{
    struct buffer exif;
    buffer_init(&exif);
    buffer_add(&exif, "Exif\0\0", 6);
    add_tiff(&exif, false, orientation);
    buffer_add(out, "\xff\xd8", 2);
    add_segment(out, 0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0", 14);
    if (traces) {
        add_segment(out, 0xe1, exif.bytes, exif.length);
        add_segment(out, 0xe1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPS</x:xmpmeta>", 55);
        add_segment(out, 0xe2, "MPF\0GPS", 7);
        add_segment(out, 0xed, "Photoshop 3.0\0GPS", 17);
        add_segment(out, 0xfe, "GPS", 3);
    }
    add_segment(out, 0xe2, "ICC_PROFILE\0\1\1colours", 21);
    add_segment(out, 0xee, "Adobe\0d\0\0\0\0\1", 12);
    add_segment(out, 0xc0, "\x08\0\1\0\2\1\1\x11\0", 9);
    add_segment(out, 0xda, "", 0);
    buffer_add(out, "xy\xff\0z\xff\xd0q", 8);
    if (traces) {
        add_segment(out, 0xfe, "GPS", 3);
    }
    add_segment(out, 0xda, "", 0);
    buffer_add(out, "second", 6);
    buffer_add(out, "\xff\xd9", 2);
    if (traces) {
        buffer_add_text(out, "\xff\xd8\xff GPS of another picture behind the end");
    }
    buffer_release(&exif);
}

static void build_png(struct buffer *out, int orientation, bool traces)
{
    struct buffer plain, exif;
    buffer_init(&plain);
    buffer_init(&exif);
    sample_png(&plain);
    add_tiff(&exif, true, orientation);
    buffer_add(out, plain.bytes, 8 + 25); /* signature, IHDR */
    sample_chunk(out, "gAMA", "\0\0\xb1\x8f", 4);
    if (traces) {
        sample_chunk(out, "eXIf", exif.bytes, exif.length);
        sample_chunk(out, "tEXt", "Comment\0GPS", 11);
        sample_chunk(out, "iTXt", "XML:com.adobe.xmp\0\0\0\0\0GPS", 25);
        sample_chunk(out, "tIME", "\7\xea\1\1\1\1\1", 7);
        sample_chunk(out, "gpSx", "GPS", 3);
    }
    buffer_add(out, plain.bytes + 33, plain.length - 33);
    if (traces) {
        buffer_add_text(out, "GPS behind the end");
    }
    buffer_release(&plain);
    buffer_release(&exif);
}

static void add_part(struct buffer *out, const char *kind, const char *bytes, size_t length)
{
    buffer_add(out, kind, 4);
    for (int shift = 0; shift < 32; shift += 8) {
        buffer_add_byte(out, (char)(length >> shift & 0xff));
    }
    buffer_add(out, bytes, length);
    buffer_add(out, "", length % 2);
}

static void build_webp(struct buffer *out, int orientation, bool traces)
{
    struct buffer exif;
    buffer_init(&exif);
    add_tiff(&exif, true, orientation);
    size_t from = out->length;
    buffer_add(out, "RIFF\0\0\0\0WEBP", 12);
    add_part(out, "VP8X", traces ? "\x2c\0\0\0\1\0\0\0\0\0" : "\x20\0\0\0\1\0\0\0\0\0", 10);
    add_part(out, "ICCP", "abc", 3);
    add_part(out, "VP8L", "\x2f\1\0\0\0points", 11);
    if (traces) {
        add_part(out, "EXIF", exif.bytes, exif.length);
        add_part(out, "XMP ", "<x:xmpmeta>GPS", 14);
        add_part(out, "mine", "GPS", 3);
    }
    size_t size = out->length - from - 8;
    for (size_t index = 0; index < 4; index++) {
        out->bytes[from + 4 + index] = (char)(size >> (8 * index) & 0xff);
    }
    if (traces) {
        buffer_add_text(out, "GPS behind the end");
    }
    buffer_release(&exif);
}

static void (*const builders[])(struct buffer *, int, bool) = {build_jpeg, build_png, build_webp};
enum { KINDS = sizeof builders / sizeof builders[0] };

static struct span strip(struct span bytes, int *orientation)
{
    bool is_markup = false;
    const struct file_type *type = file_type_of(bytes, "a", &is_markup);
    struct span out = {NULL, 0};
    assert_non_null(type);
    assert_true(file_strip(&arena, type, bytes, &out, orientation));
    return out;
}

static void of_an_upright_picture_only_the_picture_stays(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < KINDS; kind++) {
        struct buffer dirty, clean;
        buffer_init(&dirty);
        buffer_init(&clean);
        builders[kind](&dirty, 1, true);
        builders[kind](&clean, 1, false);
        int orientation = 0;
        struct span stripped = strip(buffer_span(&dirty), &orientation);
        assert_int_equal(orientation, 1);
        assert_int_equal(stripped.length, clean.length);
        assert_memory_equal(stripped.at, clean.bytes, clean.length);
        assert_true(span_equal(strip(buffer_span(&clean), &orientation), buffer_span(&clean)));
        buffer_release(&dirty);
        buffer_release(&clean);
    }
}

static void the_way_it_stands_stays_and_nothing_else(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < KINDS; kind++) {
        for (int wanted = 2; wanted <= 8; wanted++) {
            struct buffer dirty;
            buffer_init(&dirty);
            builders[kind](&dirty, wanted, true);
            int orientation = 0;
            struct span once = strip(buffer_span(&dirty), &orientation);
            assert_int_equal(orientation, wanted);
            assert_true(span_find(once, span_of("GPS")) == SPAN_NOWHERE);
            struct span twice = strip(once, &orientation);
            assert_int_equal(orientation, wanted);
            assert_true(span_equal(once, twice));
            bool is_markup = false;
            int32_t width = 0;
            int32_t height = 0;
            assert_true(file_is_whole(file_type_of(once, "a", &is_markup), once, &width, &height));
            buffer_release(&dirty);
        }
    }
}

static void what_is_uploaded_is_kept_without_it(void **state)
{
    (void)state;
    static const struct file_limits limits = {1 << 20, 1 << 20, 1 << 20};
    struct buffer dirty;
    buffer_init(&dirty);
    build_jpeg(&dirty, 6, true);
    struct upload upload = {.name = "image", .file_name = "a.jpg", .bytes = buffer_span(&dirty)};
    struct file file = {0};
    struct span bytes = {NULL, 0};
    assert_int_equal(file_read(&arena, &upload, FILE_IMAGE, &limits, &file, &bytes).code, RESULT_OK);
    assert_true(span_find(bytes, span_of("GPS")) == SPAN_NOWHERE);
    assert_int_equal(file.size, bytes.length);
    assert_int_equal(file.width, 1); /* as it is shown: turned */
    assert_int_equal(file.height, 2);
    unsigned char digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    hash_sm3(bytes, digest);
    assert_string_equal(file.sm3, hash_text(digest, text));
    buffer_release(&dirty);
}

/* Any bytes: refused or stripped, never beyond their end (run with the sanitizer). */
static void broken_pictures_do_no_harm(void **state)
{
    (void)state;
    srand(2);
    for (int round = 0; round < 6000; round++) {
        struct buffer dirty;
        buffer_init(&dirty);
        builders[round % KINDS](&dirty, 1 + rand() % 8, true);
        for (int change = rand() % 4; change > 0; change--) {
            dirty.bytes[12 + (size_t)rand() % (dirty.length - 12)] = (char)rand();
        }
        size_t length = (size_t)rand() % 2 == 0 ? dirty.length : 13 + (size_t)rand() % (dirty.length - 13);
        char *exact = malloc(length);
        assert_non_null(exact);
        memcpy(exact, dirty.bytes, length);
        bool is_markup = false;
        const struct file_type *type = file_type_of(span_make(exact, length), "a", &is_markup);
        struct span out = {NULL, 0};
        int orientation = 0;
        if (type != NULL && file_strip(&arena, type, span_make(exact, length), &out, &orientation)) {
            assert_in_range(orientation, 1, 8);
            assert_true(out.length <= length + 64);
        }
        free(exact);
        buffer_release(&dirty);
        arena_reset(&arena);
    }
}

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_an_upright_picture_only_the_picture_stays),
        cmocka_unit_test(the_way_it_stands_stays_and_nothing_else),
        cmocka_unit_test(what_is_uploaded_is_kept_without_it),
        cmocka_unit_test(broken_pictures_do_no_harm),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
