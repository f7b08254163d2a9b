/* An article as a form. */
#include "areas/articles/form.h"

#include "areas/articles/links.h"
#include "base/id.h"
#include "web/field.h"
#include "web/versions.h"

struct field_row {
    const char *name, *label, *hint;
    const char *width;
    int rows; /* several lines */
    bool optional;
};

static const struct field_row rows[ARTICLE_FIELD_COUNT] = {
    [ARTICLE_COLUMN] = {"column", "articles.field.column", NULL, NULL, 0, false},
    [ARTICLE_TITLE] = {"title", "articles.field.title", NULL, "long", 0, false},
    [ARTICLE_SUMMARY] = {"summary", "articles.field.summary", "articles.hint.summary", NULL, 3, true},
    [ARTICLE_FORMAT] = {"format", "articles.field.format", "articles.hint.format", NULL, 0, false},
    [ARTICLE_BODY] = {"body", "articles.field.body", "articles.hint.body", NULL, 20, false},
    [ARTICLE_SOURCE] = {"source", "articles.field.source", NULL, "medium", 0, true},
    [ARTICLE_SOURCE_URL] = {"source_url", "articles.field.source_url", NULL, "long", 0, true},
    [ARTICLE_AUTHOR] = {"author", "articles.field.author", NULL, "medium", 0, true},
    [ARTICLE_LINKS] = {"links", "articles.field.links", "articles.hint.links", NULL, 4, true},
    [ARTICLE_FILM_WORDS] = {"film_words", "articles.field.film_words", "articles.hint.film_words", NULL, 4, true},
};

const char *article_field_label(enum article_field field)
{
    return rows[field].label;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

struct article_form article_form_of_request(const struct request *request)
{
    struct article_form form;
    for (int field = 0; field < ARTICLE_FIELD_COUNT; field++) {
        struct span value = request_form(request, rows[field].name);
        form.values[field] = field == ARTICLE_BODY ? value : span_trim(value);
    }
    return form;
}

struct article_form article_form_of_article(struct arena *arena, const struct article *article)
{
    char id[ID_TEXT_SIZE];
    const char *texts[ARTICLE_FIELD_COUNT] = {
        [ARTICLE_COLUMN] = article->column_id == 0 ? "" : arena_text(arena, id_format(article->column_id, id)),
        [ARTICLE_TITLE] = article->title,
        [ARTICLE_SUMMARY] = article->summary,
        [ARTICLE_FORMAT] = article->format,
        [ARTICLE_BODY] = article->body,
        [ARTICLE_SOURCE] = article->source,
        [ARTICLE_SOURCE_URL] = article->source_url,
        [ARTICLE_AUTHOR] = article->author,
        [ARTICLE_LINKS] = arena_copy(arena, span_trim(span_of(article_links_text(arena, article->links)))),
        [ARTICLE_FILM_WORDS] = article->film_words};
    struct article_form form;
    for (int field = 0; field < ARTICLE_FIELD_COUNT; field++) {
        form.values[field] = span_of(texts[field]);
    }
    return form;
}

static void read_column(const struct request *request, struct span said, const struct article_scene *scene,
                        struct article *article, struct problems *problems)
{
    int64_t id = 0;
    size_t at = id_parse(said, &id) ? column_tree_find(&scene->tree, id) : SIZE_MAX;
    struct article_rights rights = article_scene_rights(request, scene, at);
    if (at == SIZE_MAX || (!rights.write && !rights.review)) {
        problems_add(problems, (struct problem){"column", "articles.error.column_missing", NULL, NULL});
        return;
    }
    article->column_id = id;
}

void article_form_read(const struct request *request, const struct article_form *form,
                       const struct article_scene *scene, struct article *article, struct problems *problems)
{
    struct arena *arena = request->arena;
    read_column(request, form->values[ARTICLE_COLUMN], scene, article, problems);
    article->title = arena_copy(arena, form->values[ARTICLE_TITLE]);
    article->summary = versions_unix_lines(arena, form->values[ARTICLE_SUMMARY]);
    article->format = span_is(form->values[ARTICLE_FORMAT], "html") ? "html" : "markdown";
    article->body = versions_unix_lines(arena, form->values[ARTICLE_BODY]);
    article->source = arena_copy(arena, form->values[ARTICLE_SOURCE]);
    article->source_url = arena_copy(arena, form->values[ARTICLE_SOURCE_URL]);
    article->author = arena_copy(arena, form->values[ARTICLE_AUTHOR]);
    article->links = article_links_parse(arena, form->values[ARTICLE_LINKS], problems);
    article->film_words = versions_unix_lines(arena, form->values[ARTICLE_FILM_WORDS]);
    article_check(article, problems);
}

/* --- showing ------------------------------------------------------------------------------------------------------ */

/* Those in which the person may write, set in by their depth. */
static size_t column_options(const struct request *request, const struct article_scene *scene,
                             struct field_option *options)
{
    size_t count = 0;
    for (size_t at = 0; at < scene->tree.count; at++) {
        char id[ID_TEXT_SIZE];
        const struct article_column *column = &scene->tree.columns[at];
        if (article_scene_rights(request, scene, at).write) {
            const char *name = column_name(column, request->language);
            options[count++] = (struct field_option){
                arena_text(request->arena, id_format(column->id, id)),
                arena_format(request->arena, "%.*s%s", scene->tree.depths[at] * 3, "　　　　　　　　", name), NULL, -1};
        }
    }
    return count;
}

json_t *article_form_document(const struct request *request, const struct article_form *form,
                              const struct article_scene *scene, const struct problems *problems)
{
    static const struct field_option formats[] = {{"markdown", "articles.format.markdown", NULL, -1},
                                                  {"html", "articles.format.html", NULL, -1}};
    struct field_option *columns = ARENA_ARRAY(request->arena, struct field_option, scene->tree.count + 1);
    json_t *document = json_object();
    for (int field = 0; field < ARTICLE_FIELD_COUNT; field++) {
        const struct field_row *row = &rows[field];
        struct field_look look = {.name = row->name,
                                  .label = row->label,
                                  .hint = row->hint,
                                  .width = row->width,
                                  .rows = row->rows,
                                  .optional = row->optional,
                                  .required = !row->optional};
        if (field == ARTICLE_COLUMN) {
            look.options = columns;
            look.option_count = column_options(request, scene, columns);
        } else if (field == ARTICLE_FORMAT) {
            look.options = formats;
            look.option_count = 2;
        }
        article_set(document, row->name, field_document(&look, &form->values[field], 1, problems));
    }
    return document;
}

/* --- two versions --------------------------------------------------------------------------------------------------- */

struct article_form_merge article_form_merge(const struct article_form *base, const struct article_form *mine,
                                             const struct article_form *theirs)
{
    struct article_form_merge merge;
    versions_merge(base->values, mine->values, theirs->values, ARTICLE_FIELD_COUNT, merge.merged.values, merge.both);
    return merge;
}

/* A value for people. */
static const char *shown_value(const struct request *request, const struct column_tree *tree, int field,
                               struct span value)
{
    int64_t id = 0;
    if (field == ARTICLE_COLUMN) {
        size_t at = id_parse(value, &id) ? column_tree_find(tree, id) : SIZE_MAX;
        return at == SIZE_MAX ? "" : column_name(&tree->columns[at], request->language);
    }
    if (field == ARTICLE_FORMAT) {
        return span_is(value, "html") ? "articles.format.html" : "articles.format.markdown";
    }
    return arena_copy(request->arena, value);
}

json_t *article_form_changes(const struct request *request, const struct column_tree *tree,
                             const struct article_form *before, const struct article_form *after, const bool *both)
{
    json_t *list = json_array();
    for (int field = 0; field < ARTICLE_FIELD_COUNT; field++) {
        const char *old = versions_unix_lines(request->arena, before->values[field]);
        const char *new = versions_unix_lines(request->arena, after->values[field]);
        if (strcmp(old, new) == 0) {
            continue;
        }
        bool lines = rows[field].rows > 0;
        struct version_change change = {.label = rows[field].label,
                                        .before = lines ? old : shown_value(request, tree, field, span_of(old)),
                                        .after = lines ? new : shown_value(request, tree, field, span_of(new)),
                                        .lines = lines,
                                        .both = both != NULL &&both[field]};
        (void)json_array_append_new(list, versions_change(request->arena, &change));
    }
    return list;
}
