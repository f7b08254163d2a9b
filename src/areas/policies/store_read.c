/* Policies in the database: reading. */
#include "areas/policies/rows.h"

#include "base/day.h"
#include "base/id.h"

struct policy policy_read_row(struct arena *arena, const struct store_rows *rows)
{
    return (struct policy){.id = store_rows_integer(rows, 0),
                           .title = store_rows_text(arena, rows, 1),
                           .short_name = store_rows_text(arena, rows, 2),
                           .issuer = store_rows_text(arena, rows, 3),
                           .number = store_rows_text(arena, rows, 4),
                           .level = store_rows_text(arena, rows, 5),
                           .issue_day = store_rows_text(arena, rows, 6),
                           .effect_day = store_rows_text(arena, rows, 7),
                           .repeal_day = store_rows_text(arena, rows, 8),
                           .source_url = store_rows_text(arena, rows, 9),
                           .note = store_rows_text(arena, rows, 10),
                           .body = store_rows_text(arena, rows, 11),
                           .checked = store_rows_integer(rows, 12) != 0,
                           .status = store_rows_text(arena, rows, 13),
                           .reason = store_rows_text(arena, rows, 14),
                           .publish_ms = store_rows_integer(rows, 15),
                           .ends_day = store_rows_text(arena, rows, 16),
                           .actor_id = store_rows_integer(rows, 17),
                           .version = (int32_t)store_rows_integer(rows, 18),
                           .created_ms = store_rows_integer(rows, 19),
                           .updated_ms = store_rows_integer(rows, 20)};
}

const char *policy_sort_day(const struct policy *policy)
{
    return policy->issue_day[0] != '\0' ? policy->issue_day : policy->effect_day;
}

/* --- one ------------------------------------------------------------------------------------------------------- */

static struct result read_replaced(struct arena *arena, struct store_session *session, int64_t region_id,
                                   struct policy *policy)
{
    struct store_rows *rows;
    struct result result = store_query(session, "policy_replaced_list",
                                       STORE_VALUES(store_integer(region_id), store_integer(policy->id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t *ids = ARENA_ARRAY(arena, int64_t, POLICY_REPLACED_MOST);
    size_t count = 0;
    while (count < POLICY_REPLACED_MOST && store_rows_next(rows)) {
        ids[count++] = store_rows_integer(rows, 0);
    }
    policy->replaced = ids;
    policy->replaced_count = count;
    return store_rows_close(rows);
}

struct result policy_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                          struct policy *out)
{
    static const char *const pieces[] = {"policy_select", "policy_by_id"};
    struct store_rows *rows;
    struct result result =
        store_query_joined(session, pieces, 2, STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct policy policy = found ? policy_read_row(arena, rows) : policy_empty();
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "policies.error.not_found", NULL);
    }
    result = result_failed(result) ? result : read_replaced(arena, session, region_id, &policy);
    if (!result_failed(result)) {
        *out = policy;
    }
    return result;
}

struct result policy_find_by_name(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct policy_name *name, int64_t *id)
{
    char today[DAY_TEXT_SIZE];
    const char *number = policy_number_key(arena, name->text);
    const char *key = policy_name_key(arena, name->text);
    struct store_rows *rows;
    *id = 0;
    if (number[0] == '\0' || key[0] == '\0') {
        return result_ok();
    }
    struct result result =
        store_query(session, "policy_named",
                    STORE_VALUES(store_integer(region_id), store_text(number), store_text(key),
                                 store_integer(name->without), store_text(name->published_only ? "published" : "draft"),
                                 store_text(day_format(name->today, today))),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    *id = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

static struct result list_beside(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                 const char *which, struct policy **out, size_t *count)
{
    const char *pieces[] = {"policy_select_short", which};
    struct store_rows *rows;
    struct result result =
        store_query_joined(session, pieces, 2, STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct policy *list = ARENA_ARRAY(arena, struct policy, POLICY_REPLACED_MOST);
    size_t found = 0;
    while (found < POLICY_REPLACED_MOST && store_rows_next(rows)) {
        list[found++] = policy_read_row(arena, rows);
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}

struct result policy_list_replacing(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                    struct policy **out, size_t *count)
{
    return list_beside(arena, session, region_id, id, "policy_replacing", out, count);
}

struct result policy_list_replaced(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                   struct policy **out, size_t *count)
{
    return list_beside(arena, session, region_id, id, "policy_replaced_by_it", out, count);
}

/* --- citations --------------------------------------------------------------------------------------------------- */

/* "27" and "16(2)" stand in clause-27 and clause-16, "17-1" in clause-17-1. */
static const char *anchor_of(struct arena *arena, const char *article)
{
    size_t length = strspn(article, "0123456789-");
    bool sound = length > 0 && (article[length] == '\0' || article[length] == '(');
    return sound ? arena_format(arena, "clause-%.*s", (int)length, article) : "";
}

struct result policy_cite(struct arena *arena, struct store_session *session, int64_t region_id, const char *key,
                          const char *article, int32_t today, const char **url)
{
    int64_t id = 0;
    struct policy_name name = {.text = span_of(key), .today = today, .published_only = true};
    const char *anchor = anchor_of(arena, article);
    *url = "";
    if (key[0] == '\0' || anchor[0] == '\0') {
        return result_ok();
    }
    struct result result = policy_find_by_name(arena, session, region_id, &name, &id);
    if (result_failed(result) || id == 0) {
        return result;
    }
    struct store_rows *rows;
    result = store_query(session, "policy_clause_at",
                         STORE_VALUES(store_integer(region_id), store_integer(id), store_text(anchor)), &rows);
    if (result_failed(result)) {
        return result;
    }
    char text[ID_TEXT_SIZE];
    if (store_rows_next(rows)) {
        *url = arena_format(arena, "/policies/%s#%s", id_format(id, text), anchor);
    }
    return store_rows_close(rows);
}

struct result policies_cite_list(const struct request *request, struct store_session *session, json_t *list)
{
    struct result result = result_ok();
    for (size_t index = 0; index < json_array_size(list) && !result_failed(result); index++) {
        json_t *one = json_array_get(list, index);
        const char *key = json_string_value(json_object_get(one, "policy"));
        const char *article = json_string_value(json_object_get(one, "article"));
        const char *url = "";
        if (key != NULL && article != NULL) {
            result = policy_cite(request->arena, session, request->region_id, key, article, request->today, &url);
        }
        (void)json_object_set_new_nocheck(one, "url", url[0] == '\0' ? json_null() : json_string_nocheck(url));
    }
    return result;
}

/* --- history ------------------------------------------------------------------------------------------------------- */

struct result policy_list_revisions(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                    struct revision **out, size_t *count)
{
    return revision_list(arena, session, region_id, &policy_revisions, id, out, count);
}
