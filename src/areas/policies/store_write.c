/* Policies in the database: writing. Each write is the row, its version, its clauses, what it replaces, the day on which each of them
 * ends, and its row of the search index. */
#include "areas/policies/rows.h"

#include "text/terms.h"

#include <stdio.h>
#include <stdlib.h>

static bool is_published(const struct policy *policy)
{
    return strcmp(policy->status, "published") == 0;
}

/* --- full text ------------------------------------------------------------------------------------------------- */

struct result policy_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                               const struct policy *policy, bool was_there)
{
    struct result result = result_ok();
    if (was_there) {
        result = store_execute(session, "policy_search_delete",
                               STORE_VALUES(store_integer(region_id), store_integer(policy->id)), NULL);
    }
    if (result_failed(result) || !is_published(policy)) {
        return result;
    }
    struct buffer terms;
    char region[24];
    buffer_init(&terms);
    terms_add_words(arena, &terms, policy->title);
    terms_add_words(arena, &terms, policy->short_name);
    terms_add_words(arena, &terms, policy->issuer);
    terms_add_words(arena, &terms, policy->number);
    terms_add_words(arena, &terms, policy->body);
    terms_add_pinyin(arena, &terms, policy->title);
    terms_add_pinyin(arena, &terms, policy->short_name);
    (void)snprintf(region, sizeof region, "%lld", (long long)region_id);
    terms_add_mark(&terms, POLICY_MARK_REGION, span_of(region));
    result = store_execute(
        session, "policy_search_insert",
        STORE_VALUES(store_integer(region_id), store_integer(policy->id), store_span(buffer_span(&terms))), NULL);
    buffer_release(&terms);
    return result;
}

/* --- the history ----------------------------------------------------------------------------------------------- */

const struct revision_table policy_revisions = {"policy_revision_insert", "policy_revision_list", "policy_revision_by"};

static struct revision revision_of(const struct policy *stored, const struct policy_act *act)
{
    return (struct revision){.version = stored->version,
                             .actor_id = act->actor == NULL ? 0 : act->actor->person_id,
                             .actor_name = act->actor == NULL || act->actor->name == NULL ? "" : act->actor->name,
                             .reason = act->reason == NULL ? "" : act->reason,
                             .at_ms = stored->updated_ms};
}

static struct result write_revision(struct store_session *session, int64_t region_id, const struct policy *stored,
                                    const struct policy_act *act)
{
    const struct revision revision = revision_of(stored, act);
    return revision_write(session, region_id, &policy_revisions, stored->id, policy_stored_document(stored), &revision);
}

static struct result is_ours(struct store_session *session, int64_t region_id, const struct policy *stored,
                             const struct policy_act *act, bool *ours)
{
    const struct revision revision = revision_of(stored, act);
    return revision_is_ours(session, region_id, &policy_revisions, stored->id, &revision, ours);
}

/* --- clauses ------------------------------------------------------------------------------------------------------ */

static struct result write_clauses(struct arena *arena, struct store_session *session, int64_t region_id,
                                   const struct policy *policy)
{
    enum { COLUMNS = 5 };
    struct clause *clauses = NULL;
    size_t count = clauses_find(arena, span_of(policy->body), &clauses);
    struct store_value *values = ARENA_ARRAY(arena, struct store_value, (count + 1) * COLUMNS);
    size_t rows = 0;
    for (size_t index = 0; index < count; index++) {
        if (clauses[index].anchor[0] == '\0') {
            continue;
        }
        struct store_value *row = values + rows++ * COLUMNS;
        row[0] = store_integer(region_id);
        row[1] = store_integer(policy->id);
        row[2] = store_text(clauses[index].anchor);
        row[3] = store_integer((int64_t)index);
        row[4] = store_text(clauses[index].label);
    }
    struct result result = store_execute(session, "policy_clause_delete",
                                         STORE_VALUES(store_integer(region_id), store_integer(policy->id)), NULL);
    return result_failed(result) || rows == 0
               ? result
               : store_insert_many(session, "policy_clause", "region_id,policy_id,anchor,position,label", values, rows,
                                   COLUMNS);
}

/* --- what it replaces ----------------------------------------------------------------------------------------------- */

/* The first day on which it is no longer in force: of its repeal, or of what replaces it. */
static struct result set_end(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "policy_end", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    const char *end = POLICY_NEVER;
    if (store_rows_next(rows)) {
        for (int column = 0; column < 2; column++) {
            const char *day = store_rows_text(arena, rows, column);
            end = day[0] != '\0' && strcmp(day, end) < 0 ? day : end;
        }
    }
    result = store_rows_close(rows);
    return result_failed(result)
               ? result
               : store_execute(session, "policy_set_end",
                               STORE_VALUES(store_integer(region_id), store_integer(id), store_text(end)), NULL);
}

static struct result insert_replaced(struct store_session *session, int64_t region_id, const struct policy *policy)
{
    struct result result = store_execute(session, "policy_replaced_delete",
                                         STORE_VALUES(store_integer(region_id), store_integer(policy->id)), NULL);
    for (size_t index = 0; index < policy->replaced_count && !result_failed(result); index++) {
        int64_t changed = 0;
        result = store_execute(
            session, "policy_replaced_insert",
            STORE_VALUES(store_integer(region_id), store_integer(policy->id), store_integer(policy->replaced[index])),
            &changed);
        if (!result_failed(result) && changed == 0) {
            result = result_invalid("replaced", "policies.error.replaced_unknown");
        }
    }
    return result;
}

static struct result check_circle(struct store_session *session, int64_t region_id, int64_t id)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "policy_circle", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool circle = store_rows_next(rows);
    result = store_rows_close(rows);
    return !result_failed(result) && circle ? result_invalid("replaced", "policies.error.circle") : result;
}

/* before: what it replaced until now, for their days may become later again. */
static struct result write_replaced(struct arena *arena, struct store_session *session, int64_t region_id,
                                    const struct policy *policy, const struct policy *before)
{
    struct result result = insert_replaced(session, region_id, policy);
    result = result_failed(result) ? result : check_circle(session, region_id, policy->id);
    result = result_failed(result) ? result : set_end(arena, session, region_id, policy->id);
    for (size_t index = 0; index < policy->replaced_count && !result_failed(result); index++) {
        result = set_end(arena, session, region_id, policy->replaced[index]);
    }
    for (size_t index = 0; index < before->replaced_count && !result_failed(result); index++) {
        result = set_end(arena, session, region_id, before->replaced[index]);
    }
    return result;
}

/* --- insert and update ---------------------------------------------------------------------------------------------- */

static struct result write_beside(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct policy *stored, const struct policy *before,
                                  const struct policy_act *act)
{
    struct result result = write_revision(session, region_id, stored, act);
    result = result_failed(result) ? result : write_clauses(arena, session, region_id, stored);
    result = result_failed(result) ? result : write_replaced(arena, session, region_id, stored, before);
    return result_failed(result) ? result : policy_index_put(arena, session, region_id, stored, before->version > 0);
}

struct result policy_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                            const struct policy *policy, const struct policy_act *act)
{
    int64_t changed = 0;
    struct policy stored = *policy;
    struct policy nothing = {0};
    stored.version = 1;
    struct result result = store_execute(
        session, "policy_insert",
        STORE_VALUES(store_integer(region_id), store_integer(policy->id), store_text(policy->title),
                     store_text(policy->short_name), store_text(policy->issuer), store_text(policy->number),
                     store_text(policy->level), store_text(policy->issue_day), store_text(policy->effect_day),
                     store_text(policy->repeal_day), store_text(policy->source_url), store_text(policy->note),
                     store_text(policy->body), store_integer(policy->checked), store_text(policy->status),
                     store_text(policy->reason), store_integer(policy->publish_ms),
                     store_text(policy_number_key(arena, span_of(policy->number))),
                     store_text(policy_name_key(arena, span_of(policy->short_name))),
                     store_text(policy_name_key(arena, span_of(policy->title))), store_text(policy_sort_day(policy)),
                     store_integer(policy->actor_id), store_integer(policy->created_ms),
                     store_integer(policy->updated_ms)),
        &changed);
    if (result_failed(result)) {
        return result;
    }
    if (changed == 0) {
        bool ours = false;
        result = is_ours(session, region_id, &stored, act, &ours);
        return result_failed(result) || ours ? result
                                             : result_fail(RESULT_CONFLICT, NULL, "policies.error.exists", NULL);
    }
    return write_beside(arena, session, region_id, &stored, &nothing, act);
}

struct result policy_update(struct arena *arena, struct store_session *session, int64_t region_id,
                            const struct policy *policy, const struct policy_act *act)
{
    int64_t changed = 0;
    struct policy before;
    struct policy stored = *policy;
    stored.version = policy->version + 1;
    struct result result = policy_find(arena, session, region_id, policy->id, &before);
    if (result_failed(result)) {
        return result;
    }
    result = store_execute(
        session, "policy_update",
        STORE_VALUES(store_integer(region_id), store_integer(policy->id), store_text(policy->title),
                     store_text(policy->short_name), store_text(policy->issuer), store_text(policy->number),
                     store_text(policy->level), store_text(policy->issue_day), store_text(policy->effect_day),
                     store_text(policy->repeal_day), store_text(policy->source_url), store_text(policy->note),
                     store_text(policy->body), store_integer(policy->checked), store_text(policy->status),
                     store_text(policy->reason), store_integer(policy->publish_ms),
                     store_text(policy_number_key(arena, span_of(policy->number))),
                     store_text(policy_name_key(arena, span_of(policy->short_name))),
                     store_text(policy_name_key(arena, span_of(policy->title))), store_text(policy_sort_day(policy)),
                     store_integer(policy->updated_ms), store_integer(policy->version)),
        &changed);
    if (result_failed(result)) {
        return result;
    }
    if (changed == 0) {
        bool ours = false;
        result = is_ours(session, region_id, &stored, act, &ours);
        return result_failed(result) || ours
                   ? result
                   : result_fail(RESULT_CONFLICT, NULL, "policies.error.changed_meanwhile", NULL);
    }
    return write_beside(arena, session, region_id, &stored, &before, act);
}
