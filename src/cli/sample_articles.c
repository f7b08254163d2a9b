/* The information platform of the sample city: columns, a studio of the sample school, invented articles (sample/articles.json). */
#include "cli/sample.h"

#include "areas/articles/articles.h"
#include "areas/policies/policies.h"
#include "base/check.h"
#include "base/embedded.h"
#include "base/id.h"

enum { ZONE_HOURS = 8, HOUR_MS = 3600000, DAY_HOURS = 24, FILLS_MOST = 64 };

struct making_articles {
    struct sample *sample;
    const struct sample_city *city;
    const json_t *file;
    int64_t *ids; /* made before: one for each column, three for each article */
};

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

/* Every {school}, {firm}, {firm2}. */
static const char *fill(const struct making_articles *making, const char *text)
{
    const struct sample_city *city = making->city;
    const char *const pairs[] = {"{school}", city->schools[0].name, "{firm}", city->firms[0].name,
                                 "{firm2}",  city->firms[1].name,   NULL};
    for (size_t round = 0; round < FILLS_MOST && strchr(text, '{') != NULL; round++) {
        text = sample_fill(making->sample->arena, text, pairs);
    }
    return text;
}

static struct result find_column(struct store_session *session, const struct making_articles *making, const char *path,
                                 int64_t *out)
{
    struct column_tree tree;
    const struct sample *sample = making->sample;
    *out = 0;
    if (path[0] == '\0') {
        return result_ok();
    }
    struct result result = column_tree_read(sample->arena, session, sample->region_id, &tree);
    size_t at = result_failed(result) ? SIZE_MAX : column_tree_find_path(&tree, span_of(fill(making, path)));
    if (!result_failed(result) && at == SIZE_MAX) {
        return result_internal("sample/articles.json names a column that is not there");
    }
    *out = result_failed(result) ? 0 : tree.columns[at].id;
    return result;
}

static struct result make_column(struct store_session *session, const struct making_articles *making, const json_t *row,
                                 int64_t id)
{
    const struct sample *sample = making->sample;
    bool is_studio = json_is_true(json_object_get(row, "studio"));
    struct article_column column = {.id = id,
                                    .kind = is_studio ? "studio" : "column",
                                    .name = fill(making, text_of(row, "name")),
                                    .english_name = text_of(row, "english"),
                                    .summary = text_of(row, "summary"),
                                    .organisation_id = is_studio ? making->city->schools[0].id : 0,
                                    .created_ms = sample->now_ms,
                                    .updated_ms = sample->now_ms};
    struct result result = find_column(session, making, text_of(row, "parent"), &column.parent_id);
    return result_failed(result) ? result : column_insert(session, sample->region_id, &column);
}

/* A text file with its page. */
static struct result attach(struct store_session *session, const struct making_articles *making, const json_t *attached,
                            const struct article *article, const int64_t *ids)
{
    const struct sample *sample = making->sample;
    static const struct file_limits limits = {1 << 20, 1 << 20, 1 << 20};
    struct upload upload = {"file", text_of(attached, "name"), span_of(text_of(attached, "text"))};
    struct document document = {.id = ids[0], .article_id = article->id, .title = text_of(attached, "title")};
    struct document_version version = {.note = "", .actor_name = "", .at_ms = article->publish_ms};
    struct span bytes = {NULL, 0};
    struct result result = file_read(sample->arena, &upload, FILE_DOCUMENT, &limits, &version.file, &bytes);
    if (result_failed(result)) {
        return result;
    }
    version.file.id = ids[1];
    version.file.owner_kind = "document";
    version.file.owner_id = document.id;
    version.file.created_ms = article->publish_ms;
    result = file_store(session, sample->region_id, &version.file, bytes);
    return result_failed(result) ? result : document_put(session, sample->region_id, &document, &version);
}

/* "policy": the number of a policy of the library, which the article is related to. */
static struct result link_policy(struct store_session *session, const struct making_articles *making,
                                 const char *number, struct article *article)
{
    const struct sample *sample = making->sample;
    const struct policy_name name = {.text = span_of(number), .today = sample->today, .published_only = true};
    int64_t id = 0;
    char text[ID_TEXT_SIZE];
    struct result result = policy_find_by_name(sample->arena, session, sample->region_id, &name, &id);
    if (!result_failed(result) && id != 0) {
        article->links =
            arena_format(sample->arena, "[{\"url\":\"/policies/%s\",\"words\":\"\"}]", id_format(id, text));
    }
    return result;
}

static struct result make_article(struct store_session *session, const struct making_articles *making,
                                  const json_t *row, const int64_t *ids)
{
    const struct sample *sample = making->sample;
    int64_t days = json_integer_value(json_object_get(row, "days"));
    int64_t hours = json_integer_value(json_object_get(row, "hour")) - ZONE_HOURS;
    struct article article = article_empty();
    article.id = ids[0];
    article.title = fill(making, text_of(row, "title"));
    article.body = fill(making, text_of(row, "body"));
    article.source = fill(making, text_of(row, "source"));
    article.source_url = text_of(row, "source_url");
    article.author = text_of(row, "author");
    article.status = "published";
    article.publish_ms = (((int64_t)sample->today - days) * DAY_HOURS + hours) * HOUR_MS;
    article.created_ms = article.publish_ms;
    article.updated_ms = article.publish_ms;
    struct result result = find_column(session, making, text_of(row, "column"), &article.column_id);
    result = result_failed(result) ? result : link_policy(session, making, text_of(row, "policy"), &article);
    if (!result_failed(result)) {
        result = article_insert(sample->arena, session, sample->region_id, &article, &(struct article_act){NULL, ""});
    }
    const json_t *attached = json_object_get(row, "attach");
    return result_failed(result) || attached == NULL ? result : attach(session, making, attached, &article, ids + 1);
}

static struct result make_all(struct store_session *session, void *context)
{
    const struct making_articles *making = context;
    const json_t *columns = json_object_get(making->file, "columns");
    const json_t *articles = json_object_get(making->file, "articles");
    const int64_t *ids = making->ids;
    struct result result = result_ok();
    for (size_t index = 0; index < json_array_size(columns) && !result_failed(result); index++) {
        result = make_column(session, making, json_array_get(columns, index), *ids++);
    }
    /* The last of the file is the oldest: ids follow the time. */
    for (size_t index = json_array_size(articles); index > 0 && !result_failed(result); index--, ids += 3) {
        result = make_article(session, making, json_array_get(articles, index - 1), ids);
    }
    return result;
}

struct result sample_make_articles(struct sample *sample, const struct sample_city *city)
{
    const struct embedded_file *file = embedded_find("sample/articles.json");
    CHECK(file != NULL);
    json_t *document = json_loadb(file->bytes.at, file->bytes.length, 0, NULL);
    CHECK(document != NULL);
    size_t count = json_array_size(json_object_get(document, "columns")) +
                   3 * json_array_size(json_object_get(document, "articles"));
    struct making_articles making = {sample, city, document, ARENA_ARRAY(sample->arena, int64_t, count + 1)};
    for (size_t index = 0; index < count; index++) {
        making.ids[index] = store_next_id(sample->store);
    }
    struct result result = store_write(sample->store, make_all, &making);
    json_decref(document);
    return result;
}
