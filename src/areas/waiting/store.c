/* What waits, in the database. */
#include "areas/waiting/store.h"

#include "base/id.h"
#include "web/permission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct result waiting_done(struct store_session *session, int64_t region_id, const char *kind, int64_t subject_id)
{
    return store_execute(session, "waiting_delete",
                         STORE_VALUES(store_integer(region_id), store_text(kind), store_integer(subject_id)), NULL);
}

/* The shelf of one person among those of the roles. */
enum { SHELF_SIZE = 16 + ID_TEXT_SIZE };
static const char *person_shelf(int64_t person_id, char out[static SHELF_SIZE])
{
    char id[ID_TEXT_SIZE];
    (void)snprintf(out, SHELF_SIZE, "person:%s", id_format(person_id, id));
    return out;
}

struct result waiting_put(struct store_session *session, int64_t region_id, const struct waiting_item *item)
{
    char own[SHELF_SIZE];
    const char *shelf = item->person_id != 0 ? person_shelf(item->person_id, own)
                        : item->role == NULL ? ""
                                             : item->role;
    struct result result = waiting_done(session, region_id, item->kind, item->subject_id);
    return result_failed(result)
               ? result
               : store_execute(session, "waiting_insert",
                               STORE_VALUES(store_integer(region_id), store_integer(item->id), store_text(item->kind),
                                            store_integer(item->subject_id), store_integer(item->organisation_id),
                                            store_text(shelf), store_integer(item->due_ms), store_text(item->word),
                                            store_text(item->title), store_text(item->url),
                                            store_integer(item->now_ms)),
                               NULL);
}

struct result waiting_end_of_person(struct store_session *session, int64_t region_id, int64_t person_id)
{
    char own[SHELF_SIZE];
    return store_execute(session, "waiting_delete_of_shelf",
                         STORE_VALUES(store_integer(region_id), store_text(person_shelf(person_id, own))), NULL);
}

/* --- whose ------------------------------------------------------------------------------------------------------- */

static const struct {
    unsigned role;
    const char *name;
} roles[] = {
    {ROLE_OFFICE, "office"}, {ROLE_EDITOR, "editor"}, {ROLE_AUDITOR, "auditor"}, {ROLE_ADMINISTRATOR, "administrator"}};
enum { ROLE_ROWS = sizeof roles / sizeof roles[0] };

/* Calls for each organisation in which the actor works, each role that the actor has, and the actor's own shelf. */
typedef struct result (*shelf_work)(struct store_session *session, bool is_role, struct store_value whose,
                                    void *context);

/* Where nobody is an editor, the office does it. */
static struct result stands_in(struct store_session *session, int64_t region_id, const struct actor *actor, bool *out)
{
    struct store_rows *rows;
    *out = false;
    if (!actor_is(actor, ROLE_OFFICE) || actor_is(actor, ROLE_EDITOR)) {
        return result_ok();
    }
    struct result result = store_query(session, "waiting_editor_count", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *out = store_rows_next(rows) && store_rows_integer(rows, 0) == 0;
    return store_rows_close(rows);
}

static struct result each_shelf(struct store_session *session, int64_t region_id, const struct actor *actor,
                                shelf_work work, void *context)
{
    struct result result = result_ok();
    char own[SHELF_SIZE];
    bool for_editors = false;
    for (size_t index = 0; index < actor->organisation_count && !result_failed(result); index++) {
        int64_t organisation_id = actor->organisations[index].organisation_id;
        if (permission_allows_for(actor, "waiting.act", organisation_id)) {
            result = work(session, false, store_integer(organisation_id), context);
        }
    }
    result = result_failed(result) ? result : stands_in(session, region_id, actor, &for_editors);
    for (size_t index = 0; index < ROLE_ROWS && !result_failed(result); index++) {
        if (actor_is(actor, roles[index].role) || (for_editors && roles[index].role == ROLE_EDITOR)) {
            result = work(session, true, store_text(roles[index].name), context);
        }
    }
    return result_failed(result) || actor->person_id == 0
               ? result
               : work(session, true, store_text(person_shelf(actor->person_id, own)), context);
}

struct listing_all {
    struct arena *arena;
    int64_t region_id, person_id;
    struct waiting_item *items;
    size_t count;
};

static struct result read_shelf(struct store_session *session, bool is_role, struct store_value whose, void *context)
{
    struct listing_all *all = context;
    struct store_rows *rows;
    struct result result =
        store_query(session, is_role ? "waiting_of_role" : "waiting_of_organisation",
                    STORE_VALUES(store_integer(all->region_id), whose, store_integer(WAITING_MOST)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (all->count < WAITING_MOST && store_rows_next(rows)) {
        const char *role = store_rows_text(all->arena, rows, 4);
        bool own = strncmp(role, "person:", 7) == 0;
        all->items[all->count++] = (struct waiting_item){.id = store_rows_integer(rows, 0),
                                                         .kind = store_rows_text(all->arena, rows, 1),
                                                         .subject_id = store_rows_integer(rows, 2),
                                                         .organisation_id = store_rows_integer(rows, 3),
                                                         .role = own ? "" : role,
                                                         .person_id = own ? all->person_id : 0,
                                                         .due_ms = store_rows_integer(rows, 5),
                                                         .word = store_rows_text(all->arena, rows, 6),
                                                         .title = store_rows_text(all->arena, rows, 7),
                                                         .url = store_rows_text(all->arena, rows, 8),
                                                         .now_ms = store_rows_integer(rows, 9)};
    }
    return store_rows_close(rows);
}

static int compare_due(const void *left, const void *right)
{
    const struct waiting_item *a = left;
    const struct waiting_item *b = right;
    return a->due_ms != b->due_ms ? (a->due_ms > b->due_ms) - (a->due_ms < b->due_ms)
                                  : (a->id > b->id) - (a->id < b->id);
}

struct result waiting_list(struct arena *arena, struct store_session *session, int64_t region_id,
                           const struct actor *actor, struct waiting_item **out, size_t *count)
{
    struct listing_all all = {arena, region_id, actor->person_id, ARENA_ARRAY(arena, struct waiting_item, WAITING_MOST),
                              0};
    struct result result = each_shelf(session, region_id, actor, read_shelf, &all);
    if (!result_failed(result)) {
        qsort(all.items, all.count, sizeof *all.items, compare_due);
        *out = all.items;
        *count = all.count;
    }
    return result;
}

struct counting {
    int64_t region_id, now_ms, all, overdue;
};

static struct result count_shelf(struct store_session *session, bool is_role, struct store_value whose, void *context)
{
    struct counting *counting = context;
    struct store_rows *rows;
    struct result result =
        store_query(session, is_role ? "waiting_count_of_role" : "waiting_count_of_organisation",
                    STORE_VALUES(store_integer(counting->region_id), whose, store_integer(counting->now_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        counting->all += store_rows_integer(rows, 0);
        counting->overdue += store_rows_integer(rows, 1);
    }
    return store_rows_close(rows);
}

struct result waiting_count(struct store_session *session, int64_t region_id, const struct actor *actor, int64_t now_ms,
                            int64_t *all, int64_t *overdue)
{
    struct counting counting = {region_id, now_ms, 0, 0};
    struct result result = each_shelf(session, region_id, actor, count_shelf, &counting);
    if (!result_failed(result)) {
        *all = counting.all;
        *overdue = counting.overdue;
    }
    return result;
}

/* --- choices ------------------------------------------------------------------------------------------------------ */

struct result waiting_choice_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                  int64_t person_id, struct waiting_choice *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "waiting_choice_find",
                                       STORE_VALUES(store_integer(region_id), store_integer(person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct waiting_choice choice = {true, ""};
    if (store_rows_next(rows)) {
        choice = (struct waiting_choice){store_rows_integer(rows, 0) != 0, store_rows_text(arena, rows, 1)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = choice;
    }
    return result;
}

struct result waiting_choice_put(struct store_session *session, int64_t region_id, int64_t person_id,
                                 const struct waiting_choice *choice)
{
    return store_execute(session, "waiting_choice_put",
                         STORE_VALUES(store_integer(region_id), store_integer(person_id), store_integer(choice->digest),
                                      store_text(choice->feed_hash)),
                         NULL);
}

static struct result read_memberships(struct arena *arena, struct store_session *session, int64_t region_id,
                                      struct actor *actor)
{
    enum { MOST = 20 };
    struct actor_organisation *list = ARENA_ARRAY(arena, struct actor_organisation, MOST);
    struct store_rows *rows;
    struct result result = store_query(session, "waiting_feed_organisations",
                                       STORE_VALUES(store_integer(region_id), store_integer(actor->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (actor->organisation_count < MOST && store_rows_next(rows)) {
        list[actor->organisation_count++] = (struct actor_organisation){.organisation_id = store_rows_integer(rows, 0),
                                                                        .name = "",
                                                                        .kind = "",
                                                                        .role = store_rows_text(arena, rows, 1)};
    }
    actor->organisations = list;
    return store_rows_close(rows);
}

static struct result read_roles(struct store_session *session, int64_t region_id, struct actor *actor)
{
    struct store_rows *rows;
    struct result result = store_query(session, "waiting_feed_roles",
                                       STORE_VALUES(store_integer(region_id), store_integer(actor->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    actor->roles = ROLE_MEMBER;
    while (store_rows_next(rows)) {
        for (size_t index = 0; index < ROLE_ROWS; index++) {
            actor->roles |= span_is(store_rows_span(rows, 0), roles[index].name) ? roles[index].role : 0;
        }
    }
    return store_rows_close(rows);
}

struct result waiting_actor_fill(struct arena *arena, struct store_session *session, int64_t region_id,
                                 struct actor *actor)
{
    struct result result = read_memberships(arena, session, region_id, actor);
    return result_failed(result) ? result : read_roles(session, region_id, actor);
}

struct result waiting_feed_owner(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const char *feed_hash, struct actor *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "waiting_feed_owner",
                                       STORE_VALUES(store_integer(region_id), store_text(feed_hash)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct actor actor = {0};
    if (found) {
        actor.person_id = store_rows_integer(rows, 0);
        actor.name = store_rows_text(arena, rows, 1);
        actor.login = "";
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "no such calendar");
    }
    if (!result_failed(result)) {
        result = waiting_actor_fill(arena, session, region_id, &actor);
    }
    *out = actor;
    return result;
}
