/* Merging and undoing, each in one transaction. */
#include "areas/merge/moves.h"

#include "areas/listings/listings.h"
#include "base/check.h"

#include <inttypes.h>
#include <stdlib.h>

/* --- the plan ----------------------------------------------------------------------------------------------------------- */

static struct result check_pair(const struct merge_plan *plan)
{
    const struct organisation *from = &plan->from;
    const struct organisation *into = &plan->into;
    if (from->id == into->id) {
        return result_invalid("into", "merge.error.same");
    }
    if (strcmp(from->kind, into->kind) != 0) {
        return result_invalid("into", "merge.error.kinds");
    }
    if (strcmp(from->status, "closed") == 0 || strcmp(into->status, "closed") == 0) {
        return result_invalid("from", "merge.error.closed");
    }
    bool codes = from->credit_code[0] != '\0' && into->credit_code[0] != '\0' &&
                 strcmp(from->credit_code, into->credit_code) != 0;
    return codes ? result_invalid("from", "merge.error.codes") : result_ok();
}

static struct result find_items(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct merge_plan *plan, enum merge_kind kind, struct merge_items *out)
{
    struct store_rows *rows;
    struct merge_items items = {ARENA_ARRAY(arena, int64_t, MERGE_MOST), ARENA_ARRAY(arena, int64_t, MERGE_MOST), 0, 0};
    struct result result = store_query(session, merge_moves[kind].list,
                                       STORE_VALUES(store_integer(region_id), store_integer(plan->from.id),
                                                    store_integer(plan->into.id), store_integer(MERGE_MOST + 1)),
                                       &rows);
    if (result_failed(result)) {
        return result;
    }
    bool many = false;
    while (store_rows_next(rows)) {
        int64_t id = store_rows_integer(rows, 0);
        many = many || items.moving_count + items.staying_count == MERGE_MOST;
        if (many) {
            continue;
        }
        if (store_rows_integer(rows, 1) == 0) {
            items.moving[items.moving_count++] = id;
        } else {
            items.staying[items.staying_count++] = id;
        }
    }
    result = store_rows_close(rows);
    *out = items;
    return !result_failed(result) && many ? result_invalid("from", "merge.error.many") : result;
}

/* Open requests between the two: nobody can answer oneself. */
static struct result find_ending(struct arena *arena, struct store_session *session, int64_t region_id,
                                 struct merge_plan *plan)
{
    const struct merge_items *items = &plan->items[MERGE_REQUEST];
    struct result result = result_ok();
    plan->ending = ARENA_ARRAY(arena, struct proposal, MERGE_BETWEEN_MOST);
    for (size_t index = 0; index < items->staying_count && !result_failed(result); index++) {
        struct proposal proposal;
        result = proposal_find(arena, session, region_id, items->staying[index], &proposal);
        if (result_failed(result) || strcmp(proposal.status, "open") != 0) {
            continue;
        }
        if (plan->ending_count == MERGE_BETWEEN_MOST) {
            return result_invalid("from", "merge.error.many");
        }
        plan->ending[plan->ending_count++] = proposal;
    }
    return result;
}

struct result merge_find_plan(struct arena *arena, struct store_session *session, int64_t region_id, int64_t from_id,
                              int64_t into_id, struct merge_plan *out)
{
    struct merge_plan plan = {0};
    struct result result = organisation_find(arena, session, region_id, from_id, &plan.from);
    result = result_failed(result) ? result : organisation_find(arena, session, region_id, into_id, &plan.into);
    result = result_failed(result) ? result : check_pair(&plan);
    for (enum merge_kind kind = 0; kind < MERGE_KINDS && !result_failed(result); kind++) {
        result = find_items(arena, session, region_id, &plan, kind, &plan.items[kind]);
    }
    result = result_failed(result) ? result : find_ending(arena, session, region_id, &plan);
    if (!result_failed(result)) {
        plan.code_moves = plan.into.credit_code[0] == '\0' && plan.from.credit_code[0] != '\0';
        *out = plan;
    }
    return result;
}

/* --- moving --------------------------------------------------------------------------------------------------------------- */

struct move {
    struct arena *arena;
    struct store_session *session;
    const struct merge_deed *deed;
    size_t used; /* of the deed's ids */
};

static int64_t take_id(struct move *move)
{
    CHECK(move->used < MERGE_IDS);
    return move->deed->ids[move->used++];
}

/* to: 0 = stays; status NULL = as it is. *was: the status before, in the arena. One that is not of `from` any more is left. */
static struct result change_listing(struct move *move, int64_t id, int64_t from, int64_t to, const char *status,
                                    const char **was)
{
    struct listing listing = {0};
    int64_t region_id = move->deed->region_id;
    struct result result = listing_find(move->arena, move->session, region_id, id, &listing);
    if (was != NULL) {
        *was = result_failed(result) ? "" : listing.status;
    }
    if (result.code == RESULT_NOT_FOUND || (!result_failed(result) && listing.organisation_id != from)) {
        return result_ok();
    }
    if (result_failed(result)) {
        return result;
    }
    listing.organisation_id = to == 0 ? from : to;
    listing.status = status == NULL ? listing.status : status;
    listing.updated_ms = move->deed->now_ms;
    return listing_update(move->arena, move->session, region_id, &listing, move->deed->actor, take_id(move));
}

static struct result move_item(struct move *move, enum merge_kind kind, int64_t id, int64_t from, int64_t to)
{
    const struct merge_move *how = &merge_moves[kind];
    struct result result = how->statements[0] == NULL ? change_listing(move, id, from, to, NULL, NULL) : result_ok();
    for (size_t index = 0; index < MERGE_STATEMENTS && how->statements[index] != NULL; index++) {
        result = result_failed(result)
                     ? result
                     : store_execute(move->session, how->statements[index],
                                     STORE_VALUES(store_integer(move->deed->region_id), store_integer(from),
                                                  store_integer(to), store_integer(id)),
                                     NULL);
    }
    return result;
}

static json_t *id_text(int64_t id)
{
    return json_sprintf("%" PRId64, id);
}

static struct result move_kind(struct move *move, const struct merge_plan *plan, enum merge_kind kind, json_t *moved)
{
    struct result result = result_ok();
    json_t *list = json_array();
    json_object_set_new(moved, merge_moves[kind].name, list);
    for (size_t index = 0; index < plan->items[kind].moving_count && !result_failed(result); index++) {
        int64_t id = plan->items[kind].moving[index];
        json_array_append_new(list, id_text(id));
        result = move_item(move, kind, id, plan->from.id, plan->into.id);
    }
    return result;
}

static struct result close_same_listings(struct move *move, const struct merge_plan *plan, json_t *moved)
{
    struct result result = result_ok();
    json_t *closed = json_array();
    json_object_set_new(moved, "closed", closed);
    const struct merge_items *listings = &plan->items[MERGE_LISTING];
    for (size_t index = 0; index < listings->staying_count && !result_failed(result); index++) {
        const char *was = "";
        result = change_listing(move, listings->staying[index], plan->from.id, 0, "closed", &was);
        json_array_append_new(closed, json_pack("[o, s]", id_text(listings->staying[index]), was));
    }
    return result;
}

/* What the requests' area wants to know, with the ids that one request may use. */
static struct proposal_merging merging_of(struct move *move, struct proposal_ids *ids)
{
    ids->used = 0;
    for (size_t index = 0; index < PROPOSAL_MERGED_IDS; index++) {
        ids->ids[index] = take_id(move);
    }
    return (struct proposal_merging){.arena = move->arena,
                                     .region_id = move->deed->region_id,
                                     .now_ms = move->deed->now_ms,
                                     .actor = move->deed->actor,
                                     .address = move->deed->address,
                                     .ids = ids};
}

static struct result end_requests(struct move *move, const struct merge_plan *plan, json_t *moved)
{
    struct result result = result_ok();
    json_t *list = json_array();
    json_object_set_new(moved, "ended", list);
    for (size_t index = 0; index < plan->ending_count && !result_failed(result); index++) {
        struct proposal_ids ids;
        bool ended = false;
        const struct proposal_merging merging = merging_of(move, &ids);
        result = proposal_end_merged(move->session, &merging, plan->ending[index].id, &ended);
        if (ended) {
            json_array_append_new(list, id_text(plan->ending[index].id));
        }
    }
    return result;
}

/* Requests end before anything moves: their threads are told in the names of both. */
static struct result move_all(struct move *move, const struct merge_plan *plan, json_t *moved)
{
    struct result result = end_requests(move, plan, moved);
    for (enum merge_kind kind = 0; kind < MERGE_KINDS && !result_failed(result); kind++) {
        result = move_kind(move, plan, kind, moved);
    }
    return result_failed(result) ? result : close_same_listings(move, plan, moved);
}

/* The code leaves the one before it comes to the other: it is unique. */
static struct result set_organisations(struct move *move, const struct merge_plan *plan)
{
    struct organisation from = plan->from;
    struct organisation into = plan->into;
    const char *code = from.credit_code;
    from.status = "closed";
    from.updated_ms = move->deed->now_ms;
    from.credit_code = plan->code_moves ? "" : from.credit_code;
    into.updated_ms = move->deed->now_ms;
    into.credit_code = plan->code_moves ? code : into.credit_code;
    struct result result = organisation_update(move->arena, move->session, move->deed->region_id, &from);
    return result_failed(result) ? result
                                 : organisation_update(move->arena, move->session, move->deed->region_id, &into);
}

static struct result write_merge(struct move *move, const struct merge_plan *plan, const json_t *moved)
{
    const struct merge_deed *deed = move->deed;
    char *text = json_dumps(moved, JSON_COMPACT);
    struct result result = store_execute(
        move->session, "merge_insert",
        STORE_VALUES(store_integer(deed->region_id), store_integer(deed->id), store_integer(plan->from.id),
                     store_integer(plan->into.id), store_text(plan->from.name), store_text(plan->into.name),
                     store_text(plan->code_moves ? plan->from.credit_code : ""), store_text(plan->from.status),
                     store_text(text), store_integer(deed->actor->person_id), store_integer(deed->now_ms)),
        NULL);
    free(text);
    return result;
}

struct result merge_do(struct arena *arena, struct store_session *session, const struct merge_deed *deed,
                       int64_t from_id, int64_t into_id)
{
    struct merge_plan plan;
    struct move move = {arena, session, deed, 0};
    struct result result = merge_find_plan(arena, session, deed->region_id, from_id, into_id, &plan);
    if (result_failed(result)) {
        return result;
    }
    json_t *moved = json_object();
    result = move_all(&move, &plan, moved);
    result = result_failed(result) ? result : set_organisations(&move, &plan);
    result = result_failed(result) ? result : write_merge(&move, &plan, moved);
    json_decref(moved);
    return result;
}

/* --- undoing ---------------------------------------------------------------------------------------------------------------- */

struct stored_merge {
    int64_t from_id, into_id, undone_ms;
    const char *code, *status, *moved;
};

static struct result find_merge(struct move *move, struct stored_merge *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(move->session, "merge_find",
                    STORE_VALUES(store_integer(move->deed->region_id), store_integer(move->deed->id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    if (found) {
        *out = (struct stored_merge){.from_id = store_rows_integer(rows, 0),
                                     .into_id = store_rows_integer(rows, 1),
                                     .code = store_rows_text(move->arena, rows, 2),
                                     .status = store_rows_text(move->arena, rows, 3),
                                     .moved = store_rows_text(move->arena, rows, 4),
                                     .undone_ms = store_rows_integer(rows, 5)};
    }
    result = store_rows_close(rows);
    return result_failed(result) || found ? result : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}

static int64_t id_of(const json_t *text)
{
    const char *digits = json_string_value(text);
    return digits == NULL ? 0 : strtoll(digits, NULL, 10);
}

static struct result move_back(struct move *move, const struct stored_merge *merge, const json_t *moved)
{
    struct result result = result_ok();
    size_t index;
    const json_t *item;
    for (enum merge_kind kind = 0; kind < MERGE_KINDS; kind++) {
        json_array_foreach(json_object_get(moved, merge_moves[kind].name), index, item)
        {
            result =
                result_failed(result) ? result : move_item(move, kind, id_of(item), merge->into_id, merge->from_id);
        }
    }
    json_array_foreach(json_object_get(moved, "closed"), index, item)
    {
        const char *status = json_string_value(json_array_get(item, 1));
        result = result_failed(result)
                     ? result
                     : change_listing(move, id_of(json_array_get(item, 0)), merge->from_id, 0, status, NULL);
    }
    json_array_foreach(json_object_get(moved, "ended"), index, item)
    {
        struct proposal_ids ids;
        const struct proposal_merging merging = merging_of(move, &ids);
        result = result_failed(result) ? result : proposal_open_parted(move->session, &merging, id_of(item));
    }
    return result;
}

static struct result restore_organisations(struct move *move, const struct stored_merge *merge)
{
    struct organisation from;
    struct organisation into;
    int64_t region_id = move->deed->region_id;
    struct result result = organisation_find(move->arena, move->session, region_id, merge->from_id, &from);
    result = result_failed(result) ? result
                                   : organisation_find(move->arena, move->session, region_id, merge->into_id, &into);
    if (result_failed(result)) {
        return result;
    }
    if (strcmp(into.status, "closed") == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "merge.error.later", NULL);
    }
    bool code_returns = merge->code[0] != '\0' && strcmp(into.credit_code, merge->code) == 0;
    from.status = merge->status;
    from.updated_ms = move->deed->now_ms;
    from.credit_code = code_returns ? merge->code : from.credit_code;
    into.credit_code = code_returns ? "" : into.credit_code;
    into.updated_ms = move->deed->now_ms;
    result = organisation_update(move->arena, move->session, region_id, &into);
    return result_failed(result) ? result : organisation_update(move->arena, move->session, region_id, &from);
}

struct result merge_undo(struct arena *arena, struct store_session *session, const struct merge_deed *deed)
{
    struct move move = {arena, session, deed, 0};
    struct stored_merge merge = {0};
    int64_t changed = 0;
    struct result result = find_merge(&move, &merge);
    if (!result_failed(result)) {
        result = store_execute(
            session, "merge_set_undone",
            STORE_VALUES(store_integer(deed->region_id), store_integer(deed->id), store_integer(deed->now_ms)),
            &changed);
    }
    if (result_failed(result)) {
        return result;
    }
    if (changed == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "merge.error.undone", NULL);
    }
    json_t *moved = json_loads(merge.moved, 0, NULL);
    result = move_back(&move, &merge, moved);
    json_decref(moved);
    return result_failed(result) ? result : restore_organisations(&move, &merge);
}

struct result merge_find_successor(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                   int64_t *into_id)
{
    struct store_rows *rows;
    struct result result = store_query(session, "merge_successor",
                                       STORE_VALUES(store_integer(region_id), store_integer(organisation_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *into_id = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}
