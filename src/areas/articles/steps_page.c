/* The life of an article: its steps, and every version with what changed. */
#include "areas/articles/form.h"

#include "areas/articles/trace.h"
#include "base/day.h"
#include "base/number.h"

enum { REASON_MOST = 600, AHEAD_MOST_DAYS = 366, DAY_MS = 86400000, MINUTE_MS = 60000, HISTORY_CHANGES = 40 };

/* --- steps ----------------------------------------------------------------------------------------------------- */

struct step {
    struct request *request;
    int64_t id, version, trace_id;
    const char *status; /* asked for */
    const char *reason;
    int64_t publish_ms; /* 0 = now */
    struct article_scene scene;
    struct article article;
    struct waiting_turn turn;
    bool four_eyes; /* the region's rule */
};

static bool publishes(const struct step *step)
{
    return strcmp(step->status, "published") == 0 || strcmp(step->status, "scheduled") == 0;
}

/* Whose step it is. A writer submits, takes back what was not looked at yet, retracts what stands in the own studio and takes it up
 * again; only a reviewer publishes. */
static bool may_step(const struct step *step)
{
    size_t at = column_tree_find(&step->scene.tree, step->article.column_id);
    struct article_rights rights = article_scene_rights(step->request, &step->scene, at);
    bool stops = strcmp(step->article.status, "scheduled") == 0;
    return rights.review || (rights.write && !publishes(step) && !stops);
}

static bool needs_reason(const struct step *step)
{
    bool withdraws = step->article.actor_id == step->request->actor->person_id;
    bool sends_back = strcmp(step->article.status, "review") == 0 && strcmp(step->status, "draft") == 0;
    return strcmp(step->status, "retracted") == 0 || (sends_back && !withdraws);
}

static struct result check_step(const struct step *step)
{
    if (!article_status_may_become(step->article.status, step->status)) {
        return result_invalid("status", "articles.error.step");
    }
    if (!may_step(step)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "articles.error.not_reviewer", NULL);
    }
    if (step->four_eyes && publishes(step) && step->article.actor_id == step->request->actor->person_id) {
        return result_fail(RESULT_FORBIDDEN, NULL, "articles.error.four_eyes", NULL);
    }
    if (step->version != 0 && step->version != step->article.version) {
        return result_fail(RESULT_CONFLICT, NULL, "articles.error.changed_since", NULL);
    }
    return needs_reason(step) && step->reason[0] == '\0' ? result_invalid("reason", "articles.error.reason_missing")
                                                         : result_ok();
}

static void apply_step(struct step *step)
{
    struct article *article = &step->article;
    article->status = step->status;
    article->updated_ms = step->request->now_ms;
    article->reason = step->reason;
    if (strcmp(step->status, "published") == 0) {
        article->publish_ms = step->request->now_ms;
    } else if (strcmp(step->status, "scheduled") == 0) {
        article->publish_ms = step->publish_ms;
    }
}

static struct result take_step(struct store_session *session, void *context)
{
    struct step *step = context;
    struct request *request = step->request;
    struct result result = article_find_visible(request, session, step->id, &step->scene, &step->article);
    if (result_failed(result) || strcmp(step->article.status, step->status) == 0) {
        return result; /* the same button twice */
    }
    enum four_eyes setting;
    const char *was = step->article.status;
    result = four_eyes_find(session, request->region_id, &setting, &step->four_eyes);
    result = result_failed(result) ? result : check_step(step);
    if (result_failed(result)) {
        return result;
    }
    apply_step(step);
    result = article_update(request->arena, session, request->region_id, &step->article,
                            &(struct article_act){request->actor, step->reason});
    result = result_failed(result) ? result : article_wait(session, &step->turn, &step->article, was);
    return result_failed(result) ? result
                                 : article_trace(request, session, step->trace_id, "article", step->status, step->id);
}

/* "2026-12-01T08:00" in the region's zone, with or without seconds; false when it is none, or not ahead. */
static bool read_moment(const struct request *request, struct span text, int64_t *out)
{
    int32_t day = 0;
    int64_t hour = 0;
    int64_t minute = 0;
    int64_t second = 0;
    bool exact = text.length == 19 && text.at[16] == ':';
    bool sound = (text.length == 16 || exact) && (text.at[10] == 'T' || text.at[10] == ' ') && text.at[13] == ':' &&
                 day_parse(span_make(text.at, 10), &day) && number_parse(span_make(text.at + 11, 2), &hour) &&
                 number_parse(span_make(text.at + 14, 2), &minute) && hour >= 0 && hour < 24 && minute >= 0 &&
                 minute < 60 &&
                 (!exact || (number_parse(span_make(text.at + 17, 2), &second) && second >= 0 && second < 60));
    *out = (int64_t)day * DAY_MS + (hour * 60 + minute - request->zone_minutes) * MINUTE_MS + second * 1000;
    return sound && *out > request->now_ms && *out < request->now_ms + (int64_t)AHEAD_MOST_DAYS * DAY_MS;
}

struct result article_submit_status(struct request *request, struct response *response)
{
    struct span reason = span_trim(request_form(request, "reason"));
    struct span when = span_trim(request_form(request, "publish_at"));
    struct step step = {.request = request,
                        .trace_id = store_next_id(request->store),
                        .turn = waiting_turn_of(request),
                        .status = arena_copy(request->arena, request_form(request, "status")),
                        .reason = reason.length > REASON_MOST ? "" : arena_copy(request->arena, reason)};
    (void)number_parse(request_form(request, "version"), &step.version);
    if (strcmp(step.status, "published") == 0 && when.length > 0) {
        step.status = "scheduled";
        if (!read_moment(request, when, &step.publish_ms)) {
            return result_invalid("publish_at", "articles.error.publish_at");
        }
    }
    struct result result = request_id(request, 0, &step.id);
    result = result_failed(result) ? result : store_write(request->store, take_step, &step);
    if (!result_failed(result)) {
        response->location = article_url(request->arena, "articles", step.id);
    }
    return result;
}

/* --- history ------------------------------------------------------------------------------------------------------ */

struct history {
    struct request *request;
    int64_t id;
    struct article_scene scene;
    struct article article;
    struct revision *revisions;
    size_t count;
};

static struct result read_history(struct store_session *session, void *context)
{
    struct history *history = context;
    struct request *request = history->request;
    struct result result = article_find_visible(request, session, history->id, &history->scene, &history->article);
    if (result_failed(result)) {
        return result;
    }
    size_t at = column_tree_find(&history->scene.tree, history->article.column_id);
    struct article_rights rights = article_scene_rights(request, &history->scene, at);
    if (!rights.write && !rights.review) {
        return result_fail(RESULT_FORBIDDEN, NULL, "articles.error.not_yours", NULL);
    }
    return article_list_revisions(request->arena, session, request->region_id, history->id, &history->revisions,
                                  &history->count);
}

static json_t *revision_document(const struct history *history, size_t index)
{
    const struct revision *revision = &history->revisions[index];
    const struct request *request = history->request;
    struct article now, before;
    json_t *document = json_object();
    article_set(document, "version", json_integer(revision->version));
    article_set_text(document, "actor_name", revision->actor_name);
    article_set(document, "at_ms", json_integer(revision->at_ms));
    article_set_text(document, "reason", revision->reason);
    if (!article_from_stored(request->arena, revision->document, &now)) {
        return document;
    }
    article_set(document, "status", json_string_nocheck(now.status));
    bool has_before = index + 1 < history->count &&
                      article_from_stored(request->arena, history->revisions[index + 1].document, &before);
    article_set(document, "is_first", json_boolean(revision->version == 1));
    article_set(document, "status_changed", json_boolean(has_before && strcmp(before.status, now.status) != 0));
    if (has_before && index < HISTORY_CHANGES) {
        struct article_form old = article_form_of_article(request->arena, &before);
        struct article_form new = article_form_of_article(request->arena, &now);
        article_set(document, "changes", article_form_changes(request, &history->scene.tree, &old, &new, NULL));
    }
    return document;
}

struct result article_show_history(struct request *request, struct response *response)
{
    struct history history = {.request = request};
    struct result result = request_id(request, 0, &history.id);
    result = result_failed(result) ? result : store_read(request->store, read_history, &history);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < history.count; index++) {
        (void)json_array_append_new(list, revision_document(&history, index));
    }
    const struct column_tree *tree = &history.scene.tree;
    json_t *document = json_object();
    article_set(document, "article", article_row_document(request, &history.article, tree));
    article_set(document, "revisions", list);
    size_t at = column_tree_find(tree, history.article.column_id);
    article_set(document, "breadcrumb", article_breadcrumb(request, tree, at, "articles.page.history"));
    response->document = document;
    response->view = "articles/history";
    response->title = "articles.page.history";
    response->no_store = true;
    return result;
}
