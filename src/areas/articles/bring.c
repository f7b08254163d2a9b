/* An article from a file into its column. */
#include "areas/articles/bring.h"

#include "areas/audit/audit.h"
#include "base/id.h"

#include <stdio.h>

struct placing {
    struct arena *arena;
    const struct article_bringing *how;
    const struct article_brought *brought;
    const char *path[COLUMN_DEPTH_MOST];
    size_t path_count;
    int64_t ids[COLUMN_DEPTH_MOST + 2]; /* made before: for columns, then the article and the log */
    struct article_bring_outcome out;
};

/* "刘老师工作室/文件" by its parts. */
static void split_path(struct placing *placing, const char *path)
{
    for (const char *at = path; *at != '\0' && placing->path_count < COLUMN_DEPTH_MOST;) {
        size_t length = strcspn(at, "/");
        struct span part = span_trim(span_make(at, length));
        if (part.length > 0) {
            placing->path[placing->path_count++] = arena_copy(placing->arena, part);
        }
        at += length + (at[length] == '/');
    }
}

static void choose_path(struct placing *placing)
{
    if (placing->how->column[0] != '\0') {
        split_path(placing, placing->how->column);
    } else if (placing->brought->trail_count > 0) {
        for (size_t index = 0; index < placing->brought->trail_count; index++) {
            placing->path[placing->path_count++] = placing->brought->trail[index];
        }
    } else {
        placing->path[placing->path_count++] = "资讯";
    }
    const char *whole = "";
    for (size_t index = 0; index < placing->path_count; index++) {
        whole = arena_format(placing->arena, "%s%s%s", whole, index == 0 ? "" : "/", placing->path[index]);
    }
    placing->out.column_path = whole;
}

static bool is_studio(const char *name)
{
    size_t length = strlen(name);
    return length > strlen("工作室") && strcmp(name + length - strlen("工作室"), "工作室") == 0;
}

/* The child of this name; SIZE_MAX when there is none. */
static size_t find_child(const struct column_tree *tree, int64_t parent_id, const char *name)
{
    for (size_t index = 0; index < tree->count; index++) {
        if (tree->columns[index].parent_id == parent_id && strcmp(tree->columns[index].name, name) == 0) {
            return index;
        }
    }
    return SIZE_MAX;
}

/* A studio may stand at the top or below the column of the studios. */
static size_t find_first(const struct column_tree *tree, const char *name, int64_t *parent_id)
{
    size_t hall = find_child(tree, 0, "工作室");
    size_t found = find_child(tree, 0, name);
    if (found == SIZE_MAX && hall != SIZE_MAX && is_studio(name)) {
        *parent_id = tree->columns[hall].id;
        found = find_child(tree, *parent_id, name);
    }
    return found;
}

static struct result make_column(struct store_session *session, struct placing *placing, size_t depth,
                                 int64_t *parent_id)
{
    int32_t position = 1000 + (int32_t)depth;
    struct article_column column = {.id = placing->ids[depth],
                                    .parent_id = *parent_id,
                                    .kind = is_studio(placing->path[depth]) ? "studio" : "column",
                                    .name = placing->path[depth],
                                    .english_name = "",
                                    .summary = "",
                                    .position = position,
                                    .version = 1,
                                    .created_ms = placing->how->now_ms,
                                    .updated_ms = placing->how->now_ms};
    *parent_id = column.id;
    placing->out.columns_made++;
    return placing->how->dry_run ? result_ok() : column_insert(session, placing->how->region_id, &column);
}

static struct result find_column(struct store_session *session, struct placing *placing, int64_t *column_id)
{
    struct column_tree tree;
    struct result result = column_tree_read(placing->arena, session, placing->how->region_id, &tree);
    int64_t parent_id = 0;
    placing->out.columns_made = 0;
    for (size_t depth = 0; depth < placing->path_count && !result_failed(result); depth++) {
        size_t found = depth == 0 ? find_first(&tree, placing->path[0], &parent_id)
                                  : find_child(&tree, parent_id, placing->path[depth]);
        if (found == SIZE_MAX) {
            result = make_column(session, placing, depth, &parent_id);
        } else {
            parent_id = tree.columns[found].id;
        }
    }
    *column_id = parent_id;
    return result;
}

static struct result find_same(struct store_session *session, const struct placing *placing, int64_t column_id,
                               int64_t *id)
{
    struct store_rows *rows;
    struct result result = store_query(session, "article_same_title",
                                       STORE_VALUES(store_integer(placing->how->region_id), store_integer(column_id),
                                                    store_text(placing->brought->article.title)),
                                       &rows);
    if (result_failed(result)) {
        return result;
    }
    *id = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

/* What was done to it, for the history. */
static const char *reason_of(const struct placing *placing)
{
    const size_t *counts = placing->brought->garbled.counts;
    return placing->brought->was_garbled
               ? arena_format(placing->arena,
                              "整理：去掉注音 %zu 处，按上下文补回 %zu 处，错位恢复 %zu 处，缺字以 □ 标出 %zu 处",
                              counts[GARBLED_READING], counts[GARBLED_RESTORED], counts[GARBLED_SHIFTED],
                              counts[GARBLED_LOST])
               : "整理";
}

static struct result write_article(struct store_session *session, struct placing *placing, int64_t column_id)
{
    const struct article_bringing *how = placing->how;
    const struct article_brought *brought = placing->brought;
    struct article article = brought->article;
    const struct article_act came = {NULL, "原文"};
    article.id = placing->ids[COLUMN_DEPTH_MOST];
    article.column_id = column_id;
    article.created_ms = how->now_ms;
    article.updated_ms = how->now_ms;
    article.version = 1;
    article.status = "draft";
    const char *body = article.body;
    article.body = brought->original;
    struct result result = article_insert(placing->arena, session, how->region_id, &article, &came);
    if (result_failed(result)) {
        return result;
    }
    const struct article_act cleaned = {NULL, reason_of(placing)};
    int64_t midday = brought->day * INT64_C(86400000) + 43200000 - (int64_t)how->zone_minutes * 60000;
    article.body = body;
    article.status = how->draft ? "draft" : "published";
    article.publish_ms = how->draft ? 0 : brought->day != 0 && midday < how->now_ms ? midday : how->now_ms;
    return article_update(placing->arena, session, how->region_id, &article, &cleaned);
}

static struct result place(struct store_session *session, void *context)
{
    struct placing *placing = context;
    int64_t column_id = 0;
    struct result result = find_column(session, placing, &column_id);
    if (!result_failed(result)) {
        result = find_same(session, placing, column_id, &placing->out.id);
    }
    placing->out.is_new = placing->out.id == 0;
    if (result_failed(result) || !placing->out.is_new || placing->how->dry_run) {
        return result;
    }
    placing->out.id = placing->ids[COLUMN_DEPTH_MOST];
    result = write_article(session, placing, column_id);
    const struct audit_entry entry = {.actor_name = "",
                                      .action = "article.write",
                                      .subject_kind = "article",
                                      .subject_id = placing->out.id,
                                      .outcome = "done",
                                      .detail = "{\"from\":\"file\"}",
                                      .address = "",
                                      .at_ms = placing->how->now_ms};
    return result_failed(result)
               ? result
               : audit_append(session, placing->how->region_id, placing->ids[COLUMN_DEPTH_MOST + 1], &entry);
}

struct result article_bring(struct arena *arena, const struct article_bringing *bringing,
                            const struct article_brought *brought, struct article_bring_outcome *out)
{
    struct placing placing = {.arena = arena, .how = bringing, .brought = brought};
    for (size_t index = 0; index < COLUMN_DEPTH_MOST + 2; index++) {
        placing.ids[index] = store_next_id(bringing->store);
    }
    choose_path(&placing);
    struct result result = bringing->dry_run ? store_read(bringing->store, place, &placing)
                                             : store_write(bringing->store, place, &placing);
    if (!result_failed(result)) {
        *out = placing.out;
    }
    return result;
}
