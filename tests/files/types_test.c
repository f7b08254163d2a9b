/* What bytes are, and whether they are whole. */
#include "tests/store/bench.h"

#include "areas/files/files.h"
#include "tests/files/samples.h"

/* A literal that holds zero bytes. */
#define BYTES(literal) span_make(literal, sizeof(literal) - 1)

static const struct file_limits LIMITS = {1 << 20, 1 << 20, 1 << 20};

static struct result read_as(struct arena *arena, const char *name, struct span bytes, unsigned families,
                             struct file *out)
{
    struct upload upload = {"file", name, bytes};
    struct span stored = {NULL, 0};
    return file_read(arena, &upload, families, &LIMITS, out, &stored);
}

static void refused_as(const char *name, struct span bytes, const char *message)
{
    struct arena arena;
    struct file file;
    arena_init(&arena);
    struct result result = read_as(&arena, name, bytes, FILE_DOCUMENT | FILE_IMAGE | FILE_FILM | FILE_CAPTIONS, &file);
    if (!result_failed(result) || strcmp(result.message, message) != 0) {
        fail_msg("%s: %s instead of %s", name, result_failed(result) ? result.message : file.type, message);
    }
    arena_release(&arena);
}

static void taken_as(const char *name, struct span bytes, const char *ending, const char *stored_name)
{
    struct arena arena;
    struct file file;
    arena_init(&arena);
    assert_ok(read_as(&arena, name, bytes, FILE_DOCUMENT | FILE_IMAGE | FILE_FILM | FILE_CAPTIONS, &file));
    assert_string_equal(file_type_find(file.type)->ending, ending);
    assert_string_equal(file.name, stored_name);
    arena_release(&arena);
}

static void markup_is_refused_whatever_it_calls_itself(void **state)
{
    (void)state;
    refused_as("report.pdf", span_of("<!DOCTYPE html><script>alert(1)</script>"), "files.error.markup");
    refused_as("a.txt", span_of("\xef\xbb\xbf  \n<HTML>"), "files.error.markup");
    refused_as("logo.png", span_of("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
               "files.error.markup");
    refused_as("logo.svg", span_of("<?xml version='1.0'?><svg/>"), "files.error.markup");
    refused_as("note.txt", span_of("harmless words, then <script src=//evil.example/x.js>"), "files.error.markup");
}

static void types_are_told_by_the_bytes(void **state)
{
    (void)state;
    struct buffer png, film;
    buffer_init(&png);
    buffer_init(&film);
    sample_png(&png);
    sample_mp4(&film, 100);
    taken_as("photo.pdf", buffer_span(&png), "png", "photo.png");
    taken_as("宣传片.mov", buffer_span(&film), "mp4", "宣传片.mp4");
    taken_as("通知.txt", span_of("%PDF-1.7 …"), "pdf", "通知.pdf");
    taken_as("通知", span_of("各县（市、区）：\r\n现将有关事项通知如下。"), "txt", "通知.txt");
    taken_as("表.CSV", span_of("名称,人数\n焊工,20\n"), "csv", "表.csv");
    taken_as("x", span_of("WEBVTT\n\n00:01.000 --> 00:02.000\n您好"), "vtt", "x.vtt");
    taken_as("a.zip", BYTES("PK\003\004 word/document.xml PK\005\006"), "docx", "a.docx");
    refused_as("a.docx", span_of("PK\003\004 word/document.xml"), "files.error.type");
    refused_as("setup.exe", BYTES("MZ\x90\0\3\0\0\0"), "files.error.type");
    refused_as("leer.pdf", span_of(""), "files.error.empty");
    buffer_release(&png);
    buffer_release(&film);
}

static void a_wanted_family_is_asked_for(void **state)
{
    (void)state;
    struct arena arena;
    struct file file;
    struct span bytes = {NULL, 0};
    arena_init(&arena);
    assert_string_equal(read_as(&arena, "a.pdf", span_of("%PDF-1.4"), FILE_IMAGE, &file).message, "files.error.type");
    assert_string_equal(file_read(&arena, NULL, FILE_IMAGE, &LIMITS, &file, &bytes).message, "files.error.none");
    struct file_limits small = {10, 4, 10};
    struct upload upload = {"paper", "a.pdf", span_of("%PDF-1.4")};
    struct result result = file_read(&arena, &upload, FILE_DOCUMENT, &small, &file, &bytes);
    assert_string_equal(result.message, "files.error.too_large");
    assert_string_equal(result.field, "paper");
    arena_release(&arena);
}

static void names_are_no_paths_and_hide_nothing(void **state)
{
    (void)state;
    taken_as("../../etc/passwd", span_of("%PDF-1.4"), "pdf", "passwd.pdf");
    taken_as("C:\\Users\\a\\报告.doc", span_of("%PDF-1.4"), "pdf", "报告.pdf");
    taken_as("ann\xe2\x80\xae"
             "fdp.exe",
             span_of("%PDF-1.4"), "pdf", "annfdp.pdf");
    taken_as("\x01\x02.pdf", span_of("%PDF-1.4"), "pdf", "file.pdf");
    taken_as("a\r\nSet-Cookie: x.pdf", span_of("%PDF-1.4"), "pdf", "x.pdf");
}

static void a_picture_that_is_cut_off_or_changed_is_broken(void **state)
{
    (void)state;
    struct buffer png;
    buffer_init(&png);
    sample_png(&png);
    for (size_t length = 9; length < png.length; length++) {
        refused_as("a.png", span_make(png.bytes, length), "files.error.broken");
    }
    png.bytes[20] ^= 1; /* the height: its check is wrong now */
    refused_as("a.png", buffer_span(&png), "files.error.broken");
    buffer_release(&png);
    refused_as("a.jpg", BYTES("\xff\xd8\xff\xe0\0\4ab"), "files.error.broken");
    taken_as("a.jpg", BYTES("\xff\xd8\xff\xc0\0\x0b\x08\0\1\0\2\1\1\x11\0\xff\xda\0\2xyz\xff\xd9"), "jpg", "a.jpg");
    refused_as("a.gif", span_of("GIF89a\1\1\1\1\1\1\1\1"), "files.error.broken");
    refused_as("a.webp", span_of("RIFF\x7f\x01\x01\x01WEBPVP8 aaaaaaaaaaaaaaaaaaaa"), "files.error.broken");
}

static void a_picture_that_would_drown_its_reader_is_refused(void **state)
{
    (void)state;
    /* 65,535 × 65,535 points in 24 bytes */
    refused_as("a.jpg", BYTES("\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0\xff\xda\0\2xyz\xff\xd9"),
               "files.error.broken");
}

static void a_film_without_its_index_or_end_is_broken(void **state)
{
    (void)state;
    struct buffer film;
    buffer_init(&film);
    sample_mp4(&film, 100);
    refused_as("a.mp4", span_make(film.bytes, film.length - 1), "files.error.broken");
    refused_as("a.mp4", span_make(film.bytes, 16), "files.error.broken");
    buffer_release(&film);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_is_refused_whatever_it_calls_itself),
        cmocka_unit_test(types_are_told_by_the_bytes),
        cmocka_unit_test(a_wanted_family_is_asked_for),
        cmocka_unit_test(names_are_no_paths_and_hide_nothing),
        cmocka_unit_test(a_picture_that_is_cut_off_or_changed_is_broken),
        cmocka_unit_test(a_picture_that_would_drown_its_reader_is_refused),
        cmocka_unit_test(a_film_without_its_index_or_end_is_broken),
    };
    return cmocka_run_group_tests_name("types of files", tests, NULL, NULL);
}
