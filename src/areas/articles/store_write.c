/* Articles in the database: writing. Each write is the row, its version and its row of the search index. */
#include "areas/articles/rows.h"

#include "areas/audit/audit.h"
#include "text/terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_published(const struct article *article)
{
    return strcmp(article->status, "published") == 0;
}

/* --- full text ------------------------------------------------------------------------------------------------- */

static void add_number(struct buffer *terms, char mark, int64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    terms_add_mark(terms, mark, span_of(text));
}

struct result article_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct article *article, bool was_published)
{
    struct result result = result_ok();
    if (was_published) {
        result = store_execute(session, "article_search_delete",
                               STORE_VALUES(store_integer(region_id), store_integer(article->id)), NULL);
    }
    if (result_failed(result) || !is_published(article)) {
        return result;
    }
    struct buffer terms;
    buffer_init(&terms);
    terms_add_words(arena, &terms, article->title);
    terms_add_words(arena, &terms, article->summary);
    terms_add_words(arena, &terms, article->author);
    terms_add_words(arena, &terms, article->source);
    terms_add_words(arena, &terms, rich_text(arena, article_format(article), span_of(article->body)));
    terms_add_pinyin(arena, &terms, article->title);
    add_number(&terms, ARTICLE_MARK_COLUMN, article->column_id);
    add_number(&terms, ARTICLE_MARK_REGION, region_id);
    result = store_execute(
        session, "article_search_insert",
        STORE_VALUES(store_integer(region_id), store_integer(article->id), store_span(buffer_span(&terms))), NULL);
    buffer_release(&terms);
    return result;
}

/* --- the history ----------------------------------------------------------------------------------------------- */

const struct revision_table article_revisions = {"article_revision_insert", "article_revision_list",
                                                 "article_revision_by"};

static struct revision revision_of(const struct article *stored, const struct article_act *act)
{
    return (struct revision){.version = stored->version,
                             .actor_id = act->actor == NULL ? 0 : act->actor->person_id,
                             .actor_name = act->actor == NULL || act->actor->name == NULL ? "" : act->actor->name,
                             .reason = act->reason == NULL ? "" : act->reason,
                             .at_ms = stored->updated_ms};
}

static struct result write_revision(struct store_session *session, int64_t region_id, const struct article *stored,
                                    const struct article_act *act)
{
    const struct revision revision = revision_of(stored, act);
    return revision_write(session, region_id, &article_revisions, stored->id, article_stored_document(stored),
                          &revision);
}

static struct result is_ours(struct store_session *session, int64_t region_id, const struct article *stored,
                             const struct article_act *act, bool *ours)
{
    const struct revision revision = revision_of(stored, act);
    return revision_is_ours(session, region_id, &article_revisions, stored->id, &revision, ours);
}

/* --- insert ---------------------------------------------------------------------------------------------------- */

struct result article_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                             const struct article *article, const struct article_act *act)
{
    int64_t changed = 0;
    struct article stored = *article;
    stored.version = 1;
    struct result result = store_execute(
        session, "article_insert",
        STORE_VALUES(store_integer(region_id), store_integer(article->id), store_integer(article->column_id),
                     store_text(article->title), store_text(article->summary), store_text(article->body),
                     store_text(article->format), store_text(article->source), store_text(article->source_url),
                     store_text(article->author), store_text(article->links), store_integer(article->film_id),
                     store_integer(article->poster_id), store_integer(article->captions_id),
                     store_text(article->film_words), store_text(article->status), store_text(article->reason),
                     store_integer(article->publish_ms), store_integer(article->actor_id),
                     store_integer(article->created_ms), store_integer(article->updated_ms)),
        &changed);
    if (result_failed(result)) {
        return result;
    }
    if (changed == 0) {
        bool ours = false;
        result = is_ours(session, region_id, &stored, act, &ours);
        return result_failed(result) || ours ? result
                                             : result_fail(RESULT_CONFLICT, NULL, "articles.error.exists", NULL);
    }
    result = write_revision(session, region_id, &stored, act);
    return result_failed(result) ? result : article_index_put(arena, session, region_id, &stored, false);
}

/* --- update ---------------------------------------------------------------------------------------------------- */

struct result article_update(struct arena *arena, struct store_session *session, int64_t region_id,
                             const struct article *article, const struct article_act *act)
{
    int64_t changed = 0;
    struct article stored = *article;
    stored.version = article->version + 1;
    struct result result = store_execute(
        session, "article_update",
        STORE_VALUES(store_integer(region_id), store_integer(article->id), store_integer(article->column_id),
                     store_text(article->title), store_text(article->summary), store_text(article->body),
                     store_text(article->format), store_text(article->source), store_text(article->source_url),
                     store_text(article->author), store_text(article->links), store_integer(article->film_id),
                     store_integer(article->poster_id), store_integer(article->captions_id),
                     store_text(article->film_words), store_text(article->status), store_text(article->reason),
                     store_integer(article->publish_ms), store_integer(article->updated_ms),
                     store_integer(article->version)),
        &changed);
    if (result_failed(result)) {
        return result;
    }
    if (changed == 0) {
        bool ours = false;
        result = is_ours(session, region_id, &stored, act, &ours);
        return result_failed(result) || ours
                   ? result
                   : result_fail(RESULT_CONFLICT, NULL, "articles.error.changed_meanwhile", NULL);
    }
    result = write_revision(session, region_id, &stored, act);
    return result_failed(result) ? result : article_index_put(arena, session, region_id, &stored, true);
}

/* --- the clock ------------------------------------------------------------------------------------------------- */

static struct result list_due(struct store_session *session, int64_t region_id, int64_t now_ms, int64_t *ids,
                              size_t most, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "article_due", STORE_VALUES(store_integer(region_id), store_integer(now_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *count = 0;
    while (*count < most && store_rows_next(rows)) {
        ids[(*count)++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

struct result article_publish_one(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                  int64_t now_ms, int64_t trace_id)
{
    struct article article;
    struct result result = article_find(arena, session, region_id, id, &article);
    if (result_failed(result) || strcmp(article.status, "scheduled") != 0 || article.publish_ms > now_ms) {
        return result;
    }
    article.status = "published";
    article.updated_ms = now_ms;
    result = article_update(arena, session, region_id, &article, &(struct article_act){NULL, ""});
    result = result_failed(result) ? result : waiting_done(session, region_id, "article_failed", id);
    const struct audit_entry entry = {.actor_name = "",
                                      .subject_kind = "article",
                                      .action = arena_format(arena, "%s.%s", "article", article.status),
                                      .subject_id = id,
                                      .outcome = "done",
                                      .detail = "",
                                      .address = "",
                                      .at_ms = now_ms};
    return result_failed(result) ? result : audit_append(session, region_id, trace_id, &entry);
}

/* Two processes at once: the second finds the row published, or loses the race and is run again. */
struct result article_publish_due(struct arena *arena, struct store_session *session, int64_t region_id, int64_t now_ms,
                                  const int64_t trace_ids[static ARTICLE_DUE_MOST], size_t *count)
{
    int64_t ids[ARTICLE_DUE_MOST];
    struct result result = list_due(session, region_id, now_ms, ids, ARTICLE_DUE_MOST, count);
    for (size_t index = 0; !result_failed(result) && index < *count; index++) {
        result = article_publish_one(arena, session, region_id, ids[index], now_ms, trace_ids[index]);
    }
    return result;
}
