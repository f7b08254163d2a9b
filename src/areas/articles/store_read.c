/* Articles in the database: reading. */
#include "areas/articles/rows.h"

#include <stdlib.h>

enum { LIST_MOST = 200, SUMMARY_POINTS = 80 };

struct article article_read_row(struct arena *arena, const struct store_rows *rows)
{
    return (struct article){.id = store_rows_integer(rows, 0),
                            .column_id = store_rows_integer(rows, 1),
                            .title = store_rows_text(arena, rows, 2),
                            .summary = store_rows_text(arena, rows, 3),
                            .body = store_rows_text(arena, rows, 4),
                            .format = store_rows_text(arena, rows, 5),
                            .source = store_rows_text(arena, rows, 6),
                            .source_url = store_rows_text(arena, rows, 7),
                            .author = store_rows_text(arena, rows, 8),
                            .links = store_rows_text(arena, rows, 9),
                            .film_id = store_rows_integer(rows, 10),
                            .poster_id = store_rows_integer(rows, 11),
                            .captions_id = store_rows_integer(rows, 12),
                            .film_words = store_rows_text(arena, rows, 13),
                            .status = store_rows_text(arena, rows, 14),
                            .reason = store_rows_text(arena, rows, 15),
                            .publish_ms = store_rows_integer(rows, 16),
                            .actor_id = store_rows_integer(rows, 17),
                            .version = (int32_t)store_rows_integer(rows, 18),
                            .created_ms = store_rows_integer(rows, 19),
                            .updated_ms = store_rows_integer(rows, 20)};
}

struct article article_empty(void)
{
    return (struct article){.title = "",
                            .summary = "",
                            .body = "",
                            .format = "markdown",
                            .source = "",
                            .source_url = "",
                            .author = "",
                            .links = "[]",
                            .film_words = "",
                            .status = "draft",
                            .reason = ""};
}

enum rich_format article_format(const struct article *article)
{
    return strcmp(article->format, "html") == 0 ? RICH_HTML : RICH_MARKDOWN;
}

/* --- one ------------------------------------------------------------------------------------------------------- */

struct result article_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                           struct article *out)
{
    static const char *const pieces[] = {"article_select", "article_by_id"};
    struct store_rows *rows;
    struct result result =
        store_query_joined(session, pieces, 2, STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct article article = found ? article_read_row(arena, rows) : article_empty();
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.not_found", NULL);
    }
    if (!result_failed(result)) {
        *out = article;
    }
    return result;
}

/* --- lists ----------------------------------------------------------------------------------------------------- */

/* Cut between two characters; line breaks become spaces. */
static const char *beginning(struct arena *arena, const char *text)
{
    size_t points = 0;
    size_t at = 0;
    for (; text[at] != '\0' && points <= SUMMARY_POINTS; at++) {
        points += ((unsigned char)text[at] & 0xc0) != 0x80 ? 1 : 0;
    }
    bool whole = text[at] == '\0';
    at -= whole || at == 0 ? 0 : 1;
    char *copy = arena_copy(arena, span_make(text, at));
    for (char *byte = copy; *byte != '\0'; byte++) {
        *byte = *byte == '\n' ? ' ' : *byte;
    }
    return whole ? copy : arena_format(arena, "%s…", copy);
}

void article_shorten(struct arena *arena, struct article *article)
{
    if (article->summary[0] == '\0') {
        article->summary = beginning(arena, rich_text(arena, article_format(article), span_of(article->body)));
    }
    article->body = "";
}

/* The rows of one column (0: of all), appended. */
static struct result read_column_rows(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct article_list *list, int64_t column_id, struct article *out,
                                      size_t *count)
{
    const char *pieces[] = {"article_select_short", column_id == 0 ? "article_in_status" : "article_in_column"};
    bool first = list->after.publish_ms == 0 && list->after.id == 0;
    struct store_rows *rows;
    struct result result = store_query_joined(
        session, pieces, 2,
        STORE_VALUES(store_integer(region_id), store_integer(column_id), store_text(list->status),
                     store_integer(first ? INT64_MAX : list->after.publish_ms),
                     store_integer(first ? INT64_MAX : list->after.id), store_integer((int64_t)list->limit + 1)),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        struct article article = article_read_row(arena, rows);
        if (list->actor_id == 0 || article.actor_id == list->actor_id) {
            out[(*count)++] = article;
        }
    }
    return store_rows_close(rows);
}

static int by_newest(const void *left, const void *right)
{
    const struct article *a = left;
    const struct article *b = right;
    if (a->publish_ms != b->publish_ms) {
        return a->publish_ms < b->publish_ms ? 1 : -1;
    }
    return a->id < b->id ? 1 : a->id > b->id ? -1 : 0;
}

/* Of many columns: the newest of each, then the newest of those. */
struct result article_list_read(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct article_list *asked, struct article **out, size_t *count, bool *more)
{
    struct article_list list = *asked;
    list.status = list.status == NULL ? "published" : list.status;
    list.limit = list.limit < 1 ? 1 : list.limit > LIST_MOST ? LIST_MOST : list.limit;
    size_t columns = list.column_count == 0 ? 1 : list.column_count;
    struct article *articles = ARENA_ARRAY(arena, struct article, columns * (list.limit + 1));
    size_t found = 0;
    struct result result = result_ok();
    for (size_t index = 0; index < columns && !result_failed(result); index++) {
        int64_t column = list.column_count == 0 ? 0 : list.columns[index];
        result = read_column_rows(arena, session, region_id, &list, column, articles, &found);
    }
    if (result_failed(result)) {
        return result;
    }
    if (columns > 1) {
        qsort(articles, found, sizeof *articles, by_newest);
    }
    *more = found > list.limit;
    *count = *more ? list.limit : found;
    for (size_t index = 0; index < *count; index++) {
        article_shorten(arena, &articles[index]);
    }
    *out = articles;
    return result;
}

/* --- history --------------------------------------------------------------------------------------------------- */

struct result article_list_revisions(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     struct revision **out, size_t *count)
{
    return revision_list(arena, session, region_id, &article_revisions, id, out, count);
}

/* --- the document of a version ---------------------------------------------------------------------------------- */

struct text_field {
    const char *name;
    size_t offset;
};

/* clang-format off */
static const struct text_field text_fields[] = {
    {"title", offsetof(struct article, title)},           {"summary", offsetof(struct article, summary)},
    {"body", offsetof(struct article, body)},             {"format", offsetof(struct article, format)},
    {"source", offsetof(struct article, source)},         {"source_url", offsetof(struct article, source_url)},
    {"author", offsetof(struct article, author)},         {"links", offsetof(struct article, links)},
    {"film_words", offsetof(struct article, film_words)}, {"status", offsetof(struct article, status)},
    {"reason", offsetof(struct article, reason)}};
/* clang-format on */

static const struct text_field number_fields[] = {{"column_id", offsetof(struct article, column_id)},
                                                  {"film_id", offsetof(struct article, film_id)},
                                                  {"poster_id", offsetof(struct article, poster_id)},
                                                  {"captions_id", offsetof(struct article, captions_id)},
                                                  {"publish_ms", offsetof(struct article, publish_ms)}};
enum {
    TEXT_FIELDS = sizeof text_fields / sizeof text_fields[0],
    NUMBER_FIELDS = sizeof number_fields / sizeof number_fields[0]
};

json_t *article_stored_document(const struct article *article)
{
    json_t *document = json_object();
    for (size_t index = 0; index < TEXT_FIELDS; index++) {
        const char *text = NULL;
        memcpy(&text, (const char *)article + text_fields[index].offset, sizeof text);
        (void)json_object_set_new_nocheck(document, text_fields[index].name, json_string_nocheck(text));
    }
    for (size_t index = 0; index < NUMBER_FIELDS; index++) {
        int64_t number = 0;
        memcpy(&number, (const char *)article + number_fields[index].offset, sizeof number);
        (void)json_object_set_new_nocheck(document, number_fields[index].name, json_integer(number));
    }
    return document;
}

bool article_from_stored(struct arena *arena, const char *text, struct article *out)
{
    json_t *document = json_loads(text, 0, NULL);
    struct article article = article_empty();
    if (document == NULL) {
        return false;
    }
    for (size_t index = 0; index < TEXT_FIELDS; index++) {
        const char *value = json_string_value(json_object_get(document, text_fields[index].name));
        const char *copy = value == NULL ? "" : arena_text(arena, value);
        memcpy((char *)&article + text_fields[index].offset, &copy, sizeof copy);
    }
    for (size_t index = 0; index < NUMBER_FIELDS; index++) {
        int64_t number = json_integer_value(json_object_get(document, number_fields[index].name));
        memcpy((char *)&article + number_fields[index].offset, &number, sizeof number);
    }
    json_decref(document);
    *out = article;
    return true;
}
