/* Whose turn an article is: the editors' when it waits for a review, the writer's when it was sent back. And whether the one who wrote
 * it may publish it as well. */
#include "areas/articles/pages.h"

#include <string.h>

static struct result end_items(struct store_session *session, int64_t region_id, int64_t id)
{
    struct result result = waiting_done(session, region_id, "article_review", id);
    return result_failed(result) ? result : waiting_done(session, region_id, "article_failed", id);
}

struct result article_wait(struct store_session *session, const struct waiting_turn *turn,
                           const struct article *article, const char *was)
{
    bool reviews = strcmp(article->status, "review") == 0;
    bool returned = strcmp(article->status, "draft") == 0 && strcmp(was, "review") == 0 && article->reason[0] != '\0';
    struct waiting_item item = {.id = turn->item_id,
                                .kind = "article_review",
                                .subject_id = article->id,
                                .person_id = returned ? article->actor_id : 0,
                                .role = returned ? NULL : "editor",
                                .word = returned ? "waiting.word.article_returned" : "waiting.word.article_review",
                                .title = article->title,
                                .url = article_url(turn->arena, "articles", article->id),
                                .now_ms = turn->now_ms};
    struct result result = end_items(session, turn->region_id, article->id);
    if (result_failed(result) || !(reviews || (returned && article->actor_id != 0))) {
        return result;
    }
    result = waiting_due(session, turn, reviews ? SETTING_REVIEW_DAYS : SETTING_CHANGE_DAYS, &item.due_ms);
    return result_failed(result) ? result : waiting_put(session, turn->region_id, &item);
}

struct result article_wait_failed(struct store_session *session, const struct waiting_turn *turn,
                                  const struct article *article)
{
    const struct waiting_item item = {.id = turn->item_id,
                                      .kind = "article_failed",
                                      .subject_id = article->id,
                                      .role = "editor",
                                      .due_ms = article->publish_ms,
                                      .word = "waiting.word.article_failed",
                                      .title = article->title,
                                      .url = article_url(turn->arena, "articles", article->id),
                                      .now_ms = turn->now_ms};
    return waiting_put(session, turn->region_id, &item);
}

/* --- four eyes ------------------------------------------------------------------------------------------------------------ */

enum four_eyes four_eyes_parse(struct span text)
{
    return span_is(text, "on") ? FOUR_EYES_ON : span_is(text, "off") ? FOUR_EYES_OFF : FOUR_EYES_USUAL;
}

struct result four_eyes_find(struct store_session *session, int64_t region_id, enum four_eyes *setting, bool *needed)
{
    struct store_rows *rows;
    struct result result = store_query(session, "article_four_eyes", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *setting = FOUR_EYES_USUAL;
    *needed = false;
    if (store_rows_next(rows)) {
        *setting = four_eyes_parse(store_rows_span(rows, 0));
        *needed = *setting == FOUR_EYES_ON || (*setting == FOUR_EYES_USUAL && store_rows_integer(rows, 1) > 1);
    }
    return store_rows_close(rows);
}

struct result four_eyes_put(struct store_session *session, int64_t region_id, enum four_eyes setting, int64_t person_id,
                            int64_t now_ms)
{
    static const char *const values[] = {[FOUR_EYES_USUAL] = "", [FOUR_EYES_ON] = "on", [FOUR_EYES_OFF] = "off"};
    return store_execute(session, "article_four_eyes_put",
                         STORE_VALUES(store_integer(region_id), store_text(values[setting]), store_integer(now_ms),
                                      store_integer(person_id)),
                         NULL);
}
