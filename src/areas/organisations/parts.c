/* What an organisation has: programmes, equipment and training sites, posts. */
#include "areas/organisations/index.h"

enum { PARTS_MOST = 500 };

static struct result list_programmes(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     struct organisation_has *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "programme_list", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    out->programmes = NULL;
    size_t room = 0;
    size_t count = 0;
    while (count < PARTS_MOST && store_rows_next(rows)) {
        if (count == room) {
            room = room == 0 ? 16 : PARTS_MOST;
            struct programme *wider = ARENA_ARRAY(arena, struct programme, room);
            memcpy(wider, count == 0 ? wider : out->programmes, count * sizeof *wider);
            out->programmes = wider;
        }
        out->programmes[count++] = (struct programme){
            store_rows_integer(rows, 0),         store_rows_text(arena, rows, 1), store_rows_text(arena, rows, 2),
            store_rows_text(arena, rows, 3),     store_rows_text(arena, rows, 4), (int32_t)store_rows_integer(rows, 5),
            (int32_t)store_rows_integer(rows, 6)};
    }
    out->programme_count = count;
    return store_rows_close(rows);
}

static struct result list_facilities(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     struct organisation_has *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "facility_list", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    out->facilities = NULL;
    size_t room = 0;
    size_t count = 0;
    while (count < PARTS_MOST && store_rows_next(rows)) {
        if (count == room) {
            room = room == 0 ? 16 : PARTS_MOST;
            struct facility *wider = ARENA_ARRAY(arena, struct facility, room);
            memcpy(wider, count == 0 ? wider : out->facilities, count * sizeof *wider);
            out->facilities = wider;
        }
        out->facilities[count++] = (struct facility){.id = store_rows_integer(rows, 0),
                                                     .kind = store_rows_text(arena, rows, 1),
                                                     .name = store_rows_text(arena, rows, 2),
                                                     .unit_count = (int32_t)store_rows_integer(rows, 3),
                                                     .place_count = (int32_t)store_rows_integer(rows, 4),
                                                     .summary = store_rows_text(arena, rows, 5)};
    }
    out->facility_count = count;
    return store_rows_close(rows);
}

static struct result list_posts(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                struct organisation_has *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "post_list", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    out->posts = NULL;
    size_t room = 0;
    size_t count = 0;
    while (count < PARTS_MOST && store_rows_next(rows)) {
        if (count == room) {
            room = room == 0 ? 16 : PARTS_MOST;
            struct post *wider = ARENA_ARRAY(arena, struct post, room);
            memcpy(wider, count == 0 ? wider : out->posts, count * sizeof *wider);
            out->posts = wider;
        }
        out->posts[count++] = (struct post){store_rows_integer(rows, 0), store_rows_text(arena, rows, 1),
                                            store_rows_text(arena, rows, 2), (int32_t)store_rows_integer(rows, 3)};
    }
    out->post_count = count;
    return store_rows_close(rows);
}

struct result organisation_list_has(struct arena *arena, struct store_session *session, int64_t region_id,
                                    int64_t organisation_id, struct organisation_has *out)
{
    struct organisation_has has;
    struct result result = list_programmes(arena, session, region_id, organisation_id, &has);
    if (!result_failed(result)) {
        result = list_facilities(arena, session, region_id, organisation_id, &has);
    }
    if (!result_failed(result)) {
        result = list_posts(arena, session, region_id, organisation_id, &has);
    }
    if (!result_failed(result)) {
        *out = has;
    }
    return result;
}

/* After a change: the words of the part must be found. */
static struct result refresh_index(struct store_session *session, int64_t region_id, int64_t organisation_id)
{
    struct arena arena;
    struct organisation organisation;
    arena_init(&arena);
    struct result result = organisation_find(&arena, session, region_id, organisation_id, &organisation);
    if (!result_failed(result)) {
        result = organisation_index_refresh(&arena, session, region_id, &organisation);
    }
    arena_release(&arena);
    return result;
}

struct result programme_put(struct store_session *session, int64_t region_id, int64_t organisation_id,
                            const struct programme *programme, int64_t now_ms)
{
    struct result result = store_execute(
        session, "programme_put",
        STORE_VALUES(store_integer(region_id), store_integer(programme->id), store_integer(organisation_id),
                     store_text(programme->level), store_text(programme->major_code), store_text(programme->name),
                     store_text(programme->direction), store_integer(programme->student_count),
                     store_integer(programme->graduate_count), store_integer(now_ms)),
        NULL);
    return result_failed(result) ? result : refresh_index(session, region_id, organisation_id);
}

struct result facility_put(struct store_session *session, int64_t region_id, int64_t organisation_id,
                           const struct facility *facility, int64_t now_ms)
{
    struct result result = store_execute(
        session, "facility_put",
        STORE_VALUES(store_integer(region_id), store_integer(facility->id), store_integer(organisation_id),
                     store_text(facility->kind), store_text(facility->name), store_integer(facility->unit_count),
                     store_integer(facility->place_count), store_text(facility->summary), store_integer(now_ms)),
        NULL);
    return result_failed(result) ? result : refresh_index(session, region_id, organisation_id);
}

struct result post_put(struct store_session *session, int64_t region_id, int64_t organisation_id,
                       const struct post *post, int64_t now_ms)
{
    struct result result =
        store_execute(session, "post_put",
                      STORE_VALUES(store_integer(region_id), store_integer(post->id), store_integer(organisation_id),
                                   store_text(post->name), store_text(post->occupation_code),
                                   store_integer(post->staff_count), store_integer(now_ms)),
                      NULL);
    return result_failed(result) ? result : refresh_index(session, region_id, organisation_id);
}

struct result organisation_delete_part(struct arena *arena, struct store_session *session, int64_t region_id,
                                       int64_t organisation_id, enum organisation_part part, int64_t id)
{
    static const char *const queries[] = {"programme_delete", "facility_delete", "post_delete"};
    struct organisation organisation;
    struct result result =
        store_execute(session, queries[part],
                      STORE_VALUES(store_integer(region_id), store_integer(organisation_id), store_integer(id)), NULL);
    if (!result_failed(result)) {
        result = organisation_find(arena, session, region_id, organisation_id, &organisation);
    }
    return result_failed(result) ? result : organisation_index_refresh(arena, session, region_id, &organisation);
}
