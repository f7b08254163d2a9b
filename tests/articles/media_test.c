/* What belongs to an article besides its text, through its pages: pictures, documents with versions, the film. */
#include "tests/articles/site.h"

#include "tests/files/samples.h"

static struct dispatch_answer send_parts(struct site *site, enum who who, const char *target, struct buffer *body)
{
    buffer_add_text(body, "--b--\r\n");
    const struct question question = {.who = who,
                                      .method = "POST",
                                      .target = target,
                                      .body = buffer_span(body),
                                      .type = "multipart/form-data; boundary=b"};
    return site_ask(site, &question);
}

static void add_part(struct buffer *body, const char *name, const char *file_name, struct span content)
{
    buffer_add_format(body, "--b\r\nContent-Disposition: form-data; name=\"%s\"", name);
    if (file_name != NULL) {
        buffer_add_format(body, "; filename=\"%s\"", file_name);
    }
    buffer_add_text(body, "\r\n\r\n");
    buffer_add(body, content.at, content.length);
    buffer_add_text(body, "\r\n");
}

static void pictures_have_words_and_are_seen_by_who_may_read_the_article(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, SCHOOL, STUDIO, "图", "文");
    const char *target = arena_format(arena, "%s/images", path);
    struct buffer png, body;
    buffer_init(&png);
    buffer_init(&body);
    sample_png(&png);
    add_part(&body, "image", "车间.png", buffer_span(&png));
    assert_int_equal(send_parts(site, SCHOOL, target, &body).status, 422); /* without words */
    buffer_clear(&body);
    add_part(&body, "words", NULL, span_of("车间"));
    add_part(&body, "image", "x.png", span_of("<svg onload=alert(1)>"));
    assert_int_equal(send_parts(site, SCHOOL, target, &body).status, 422);
    buffer_clear(&body);
    add_part(&body, "words", NULL, span_of("车间"));
    add_part(&body, "image", "车间.png", buffer_span(&png));
    assert_int_equal(send_parts(site, FACTORY, target, &body).status, 404);
    buffer_clear(&body);
    add_part(&body, "words", NULL, span_of("车间"));
    add_part(&body, "image", "车间.png", buffer_span(&png));
    assert_int_equal(send_parts(site, SCHOOL, target, &body).status, 303);
    json_t *edit = site_document(site, SCHOOL, arena_format(arena, "%s/edit", path));
    const char *url = arena_text(arena, text_at(edit, "media.images.0.url"));
    assert_string_equal(text_at(edit, "media.images.0.code"), arena_format(arena, "![车间](%s)", url));
    json_decref(edit);
    assert_int_equal(status_of(site, VISITOR, url), 404);
    struct dispatch_answer image = site_get(site, SCHOOL, url);
    assert_int_equal(image.status, 200);
    assert_string_equal(image.content_type, "image/png");
    assert_int_equal(image.body.length, png.length);
    assert_int_equal(step(site, SCHOOL, path, "status=review"), 303);
    assert_int_equal(step(site, CLERK, path, "status=published"), 303);
    assert_int_equal(status_of(site, VISITOR, url), 200);
    assert_int_equal(step(site, CLERK, path, "status=retracted&reason=x"), 303);
    assert_int_equal(status_of(site, VISITOR, url), 404);
    buffer_release(&png);
    buffer_release(&body);
}

static void a_document_has_a_page_with_versions_and_is_sent_as_attachment(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, CLERK, NOTICES, "附件", "文");
    const char *target = arena_format(arena, "%s/documents", path);
    struct buffer body;
    buffer_init(&body);
    add_part(&body, "document_file", "办法.pdf", span_of("<html><script>alert(1)</script>"));
    assert_int_equal(send_parts(site, CLERK, target, &body).status, 422);
    buffer_clear(&body);
    add_part(&body, "title", NULL, span_of("实施办法"));
    add_part(&body, "document_file", "../../办法.pdf", span_of("%PDF-1.4 one"));
    assert_int_equal(send_parts(site, CLERK, target, &body).status, 303);
    json_t *edit = site_document(site, CLERK, arena_format(arena, "%s/edit", path));
    const char *id = arena_text(arena, text_at(edit, "media.documents.0.id"));
    const char *page = arena_text(arena, text_at(edit, "media.documents.0.url"));
    json_decref(edit);
    buffer_clear(&body);
    add_part(&body, "document", NULL, span_of(id));
    add_part(&body, "note", NULL, span_of("第三条"));
    add_part(&body, "document_file", "办法2.pdf", span_of("%PDF-1.4 two"));
    assert_int_equal(send_parts(site, CLERK, target, &body).status, 303);
    assert_int_equal(status_of(site, VISITOR, page), 404);
    assert_int_equal(step(site, CLERK, path, "status=review"), 303);
    assert_int_equal(step(site, CLERK, path, "status=published"), 303);
    json_t *document = site_document(site, VISITOR, page);
    assert_string_equal(text_at(document, "title"), "实施办法");
    assert_int_equal(json_array_size(at_path(document, "versions")), 2);
    assert_string_equal(text_at(document, "versions.0.note"), "第三条");
    assert_string_equal(text_at(document, "versions.1.name"), "办法.pdf");
    struct dispatch_answer file = site_get(site, VISITOR, text_at(document, "versions.1.file_url"));
    assert_string_equal(file.content_type, "application/pdf");
    assert_non_null(strstr(file.disposition, "attachment"));
    assert_true(span_is(file.body, "%PDF-1.4 one"));
    json_decref(document);
    buffer_release(&body);
}

static void a_picture_is_taken_off_unless_the_text_shows_it(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, SCHOOL, STUDIO, "图", "文");
    const char *other = write_article(site, SCHOOL, STUDIO, "另一篇", "文");
    struct buffer png, body;
    buffer_init(&png);
    buffer_init(&body);
    sample_png(&png);
    add_part(&body, "words", NULL, span_of("车间"));
    add_part(&body, "image", "车间.png", buffer_span(&png));
    assert_int_equal(send_parts(site, SCHOOL, arena_format(arena, "%s/images", path), &body).status, 303);
    json_t *edit = site_document(site, SCHOOL, arena_format(arena, "%s/edit", path));
    const char *url = arena_text(arena, text_at(edit, "media.images.0.url"));
    const char *form = arena_format(arena, "remove=%s", text_at(edit, "media.images.0.id"));
    json_decref(edit);
    const char *remove = arena_format(arena, "%s/images/remove", path);
    assert_int_equal(site_post(site, FACTORY, remove, form).status, 404);
    assert_int_equal(site_post(site, SCHOOL, arena_format(arena, "%s/images/remove", other), form).status, 404);
    assert_int_equal(site_post(site, SCHOOL, remove, "remove=").status, 422);
    assert_int_equal(site_post(site, SCHOOL, remove, form).status, 303);
    assert_int_equal(status_of(site, SCHOOL, url), 404);
    assert_int_equal(site_post(site, SCHOOL, remove, form).status, 404);
    buffer_clear(&body);
    add_part(&body, "words", NULL, span_of("车间"));
    add_part(&body, "image", "车间.png", buffer_span(&png));
    assert_int_equal(send_parts(site, SCHOOL, arena_format(arena, "%s/images", path), &body).status, 303);
    edit = site_document(site, SCHOOL, arena_format(arena, "%s/edit", path));
    const char *code = arena_text(arena, text_at(edit, "media.images.0.code"));
    form = arena_format(arena, "remove=%s", text_at(edit, "media.images.0.id"));
    json_decref(edit);
    const char *shown = arena_format(arena, "%s&version=1", form_of(site, STUDIO, "图", code));
    assert_int_equal(site_post(site, SCHOOL, path, shown).status, 303);
    assert_int_equal(site_post(site, SCHOOL, remove, form).status, 422); /* it stands in the text now */
    buffer_release(&png);
    buffer_release(&body);
}

static void a_document_is_taken_off_with_all_its_versions(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, CLERK, NOTICES, "附件", "文");
    const char *target = arena_format(arena, "%s/documents", path);
    struct buffer body;
    buffer_init(&body);
    add_part(&body, "title", NULL, span_of("实施办法"));
    add_part(&body, "document_file", "办法.pdf", span_of("%PDF-1.4 one"));
    assert_int_equal(send_parts(site, CLERK, target, &body).status, 303);
    json_t *edit = site_document(site, CLERK, arena_format(arena, "%s/edit", path));
    const char *id = arena_text(arena, text_at(edit, "media.documents.0.id"));
    const char *page = arena_text(arena, text_at(edit, "media.documents.0.url"));
    json_decref(edit);
    buffer_clear(&body);
    add_part(&body, "document", NULL, span_of(id));
    add_part(&body, "document_file", "办法2.pdf", span_of("%PDF-1.4 two"));
    assert_int_equal(send_parts(site, CLERK, target, &body).status, 303);
    json_t *document = site_document(site, CLERK, page);
    const char *file = arena_text(arena, text_at(document, "versions.1.file_url"));
    json_decref(document);
    assert_int_equal(status_of(site, CLERK, file), 200);
    const char *form = arena_format(arena, "remove=%s", id);
    const char *other = write_article(site, CLERK, NOTICES, "另一篇", "文");
    assert_int_equal(site_post(site, CLERK, arena_format(arena, "%s/documents/remove", other), form).status, 404);
    assert_int_equal(site_post(site, CLERK, arena_format(arena, "%s/documents/remove", path), form).status, 303);
    assert_int_equal(status_of(site, CLERK, page), 404);
    assert_int_equal(status_of(site, CLERK, file), 404);
    buffer_release(&body);
}

static void a_film_has_words_and_is_played_in_parts(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, SCHOOL, STUDIO, "宣传片", "文");
    const char *target = arena_format(arena, "%s/film", path);
    struct buffer film, body;
    buffer_init(&film);
    buffer_init(&body);
    sample_mp4(&film, 300000);
    add_part(&body, "film", "片.mp4", buffer_span(&film));
    assert_int_equal(send_parts(site, SCHOOL, target, &body).status, 422); /* without words */
    buffer_clear(&body);
    add_part(&body, "film", "片.mp4", buffer_span(&film));
    add_part(&body, "captions", "片.vtt", span_of("WEBVTT\n\n00:01.000 --> 00:02.000\n欢迎"));
    add_part(&body, "film_words", NULL, span_of("学校介绍"));
    assert_int_equal(send_parts(site, SCHOOL, target, &body).status, 303);
    json_t *document = site_document(site, SCHOOL, path);
    const char *url = arena_text(arena, text_at(document, "film.url"));
    const char *captions = arena_text(arena, text_at(document, "film.captions"));
    assert_string_equal(text_at(document, "film.words"), "学校介绍");
    json_decref(document);
    const char *headers[] = {"Host: x", "Range: bytes=299990-",
                             arena_format(arena, "Cookie: zq_session=%s", site_token(SCHOOL)), NULL};
    struct dispatch_answer part = app_dispatch(arena, &site->app, "GET", url, headers, span_of(""));
    assert_int_equal(part.status, 206);
    assert_int_equal(part.body.length, film.length - 299990);
    assert_memory_equal(part.body.at, film.bytes + 299990, part.body.length);
    assert_string_equal(site_get(site, SCHOOL, captions).content_type, "text/vtt; charset=utf-8");
    const struct question page = {.who = SCHOOL, .method = "GET", .target = path, .page = true};
    const char *html = arena_copy(arena, site_ask(site, &page).body);
    assert_non_null(strstr(html, "<video controls"));
    assert_non_null(strstr(html, "<track kind=\"captions\""));
    assert_int_equal(site_post(site, SCHOOL, target, "remove=1").status, 303);
    buffer_release(&film);
    buffer_release(&body);
}

/* --- columns ------------------------------------------------------------------------------------------------------- */

#define CASES                                                                                                          \
    cmocka_unit_test(pictures_have_words_and_are_seen_by_who_may_read_the_article),                                    \
        cmocka_unit_test(a_document_has_a_page_with_versions_and_is_sent_as_attachment),                               \
        cmocka_unit_test(a_picture_is_taken_off_unless_the_text_shows_it),                                             \
        cmocka_unit_test(a_document_is_taken_off_with_all_its_versions),                                               \
        cmocka_unit_test(a_film_has_words_and_is_played_in_parts)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("media of articles on SQLite", tests, start_sqlite_site, stop_site);
    return failed +
           cmocka_run_group_tests_name("media of articles on PostgreSQL", tests, start_postgres_site, stop_site);
}
