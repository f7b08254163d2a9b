/* Batches of cells sealed anew. */
#include "areas/personal/reseal.h"

#include "areas/audit/audit.h"
#include "base/day.h"
#include "base/log.h"
#include "text/text.h"

enum { BATCH = 200, REGIONS_MOST = 4000 };

/* Every column that personal_seal writes. list: id, text; put: with the index where there is one. */
static const struct column {
    const char *place, *list, *put;
    const char *field; /* of person_field; NULL elsewhere */
    bool has_index;
} columns[] = {
    {"person_field/telephone", "reseal_list_field", "reseal_put_field", "telephone", true},
    {"person_field/id_number", "reseal_list_field", "reseal_put_field", "id_number", true},
    {"person_contact", "reseal_list_contact", "reseal_put_contact", NULL, true},
    {"second_factor", "reseal_list_second", "reseal_put_second", NULL, false},
    {"mail", "reseal_list_mail", "reseal_put_mail", NULL, false},
    {"one_time_link", "reseal_list_link", "reseal_put_link", NULL, false},
    {"consent_record/guardian", "reseal_list_guardian", "reseal_put_guardian", NULL, false},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

struct batch {
    const struct seal_key *keys;
    int64_t region_id, after;
    const struct column *column;
    struct arena *arena;
    int64_t ids[BATCH];
    const char *texts[BATCH];
    size_t count;
    struct reseal_count done; /* by this batch */
};

static struct result list_cells(struct store_session *session, struct batch *batch)
{
    struct store_rows *rows;
    const char *pattern = arena_format(batch->arena, "s2.%s.%%", batch->keys->name);
    const struct store_value values[] = {store_integer(batch->region_id), store_integer(batch->after),
                                         store_text(pattern), store_integer(BATCH), store_text(batch->column->field)};
    struct result result =
        store_query(session, batch->column->list, values, batch->column->field == NULL ? 4 : 5, &rows);
    if (result_failed(result)) {
        return result;
    }
    batch->count = 0;
    while (batch->count < BATCH && store_rows_next(rows)) {
        batch->ids[batch->count] = store_rows_integer(rows, 0);
        batch->texts[batch->count++] = store_rows_text(batch->arena, rows, 1);
    }
    return store_rows_close(rows);
}

static struct result put_cell(struct store_session *session, const struct batch *batch, size_t at, const char *text,
                              const char *sealed)
{
    char index[DIGEST_TEXT_SIZE];
    const struct column *column = batch->column;
    bool folded = column->has_index && column->field == NULL; /* addresses of mail: in lower case */
    (void)seal_index(batch->keys, span_of(folded ? fold_key(batch->arena, span_of(text)) : text), index);
    const struct store_value values[] = {store_integer(batch->region_id),
                                         store_integer(batch->ids[at]),
                                         store_text(batch->texts[at]),
                                         store_text(sealed),
                                         store_text(index),
                                         store_text(column->field)};
    return store_execute(session, column->put, values, column->field != NULL ? 6 : column->has_index ? 5 : 4, NULL);
}

static struct result reseal_cell(struct store_session *session, struct batch *batch, size_t at)
{
    const struct personal_cell cell = {batch->column->place, batch->region_id, batch->ids[at]};
    const char *place = personal_place(batch->arena, &cell);
    struct span stored = span_of(batch->texts[at]);
    const char *text = batch->texts[at];
    bool sealed = seal_is_sealed(stored);
    if (sealed && result_failed(seal_decrypt(batch->arena, batch->keys, place, stored, &text))) {
        batch->done.broken++;
        log_write(LOG_ERROR, "seal: the cell %s opens with neither key", place);
        return result_ok();
    }
    *(sealed ? &batch->done.anew : &batch->done.first) += 1;
    return put_cell(session, batch, at, text, seal_encrypt(batch->arena, batch->keys, place, span_of(text)));
}

static struct result reseal_batch(struct store_session *session, void *context)
{
    struct batch *batch = context;
    batch->done = (struct reseal_count){0};
    struct result result = list_cells(session, batch);
    for (size_t at = 0; at < batch->count && !result_failed(result); at++) {
        result = reseal_cell(session, batch, at);
    }
    return result;
}

static void add(struct reseal_count *to, const struct reseal_count *more)
{
    to->anew += more->anew;
    to->first += more->first;
    to->broken += more->broken;
}

static struct result reseal_column(struct store *store, struct batch *batch, struct reseal_count *out)
{
    struct result result;
    batch->after = INT64_MIN;
    do {
        arena_reset(batch->arena);
        result = store_write(store, reseal_batch, batch);
        if (!result_failed(result)) {
            add(out, &batch->done);
            batch->after = batch->count == 0 ? batch->after : batch->ids[batch->count - 1];
        }
    } while (!result_failed(result) && batch->count == BATCH);
    return result;
}

/* --- a region ------------------------------------------------------------------------------------------------------------ */

struct changing {
    const struct seal_key *keys;
    int64_t region_id, deed_id;
    const char *stage;
    struct reseal_count count;
    bool concerned;
};

static struct result note(struct store_session *session, const struct changing *changing)
{
    struct arena arena;
    arena_init(&arena);
    const struct seal_key *former = changing->keys->other;
    const char *from = former == NULL ? changing->keys->name : former->name;
    const struct audit_entry entry = {
        .actor_name = "zhiqiao",
        .action = "seal.rotate",
        .subject_kind = "region",
        .subject_id = changing->region_id,
        .outcome = "done",
        .detail = arena_format(
            &arena, "{\"stage\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"anew\":%lld,\"first\":%lld,\"broken\":%lld}",
            changing->stage, from, changing->keys->name, (long long)changing->count.anew,
            (long long)changing->count.first, (long long)changing->count.broken),
        .address = "",
        .at_ms = time_now_ms()};
    struct result result = audit_append(session, changing->region_id, changing->deed_id, &entry);
    arena_release(&arena);
    return result;
}

static struct result begin_region(struct store_session *session, void *context)
{
    struct changing *changing = context;
    struct result result = personal_switch_key(session, changing->region_id, changing->keys, &changing->concerned);
    return result_failed(result) || !changing->concerned ? result : note(session, changing);
}

static struct result end_region(struct store_session *session, void *context)
{
    return note(session, context);
}

static struct result reseal_region(struct store *store, struct changing *changing, struct arena *arena)
{
    changing->stage = "begin";
    changing->deed_id = store_next_id(store);
    struct result result = store_write(store, begin_region, changing);
    struct batch *batch = ARENA_NEW(arena, struct batch);
    struct arena cells;
    arena_init(&cells);
    for (size_t index = 0; index < COLUMNS && !result_failed(result) && changing->concerned; index++) {
        *batch = (struct batch){
            .keys = changing->keys, .region_id = changing->region_id, .column = &columns[index], .arena = &cells};
        result = reseal_column(store, batch, &changing->count);
    }
    arena_release(&cells);
    if (!result_failed(result) && changing->concerned) {
        changing->stage = "end";
        changing->deed_id = store_next_id(store);
        result = store_write(store, end_region, changing);
    }
    return result;
}

/* --- all regions ----------------------------------------------------------------------------------------------------------- */

struct regions {
    int64_t ids[REGIONS_MOST];
    size_t count;
};

static struct result list_regions(struct store_session *session, void *context)
{
    struct regions *regions = context;
    struct store_rows *rows;
    struct result result = store_query(session, "personal_regions", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    regions->count = 0;
    while (regions->count < REGIONS_MOST && store_rows_next(rows)) {
        regions->ids[regions->count++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

struct result personal_check_keys(struct store *store, const struct seal_key *keys)
{
    struct arena arena;
    arena_init(&arena);
    struct regions *regions = ARENA_NEW(&arena, struct regions);
    bool ours = false;
    bool others = false;
    store_set_seal(store, keys);
    struct result result = store_read(store, list_regions, regions);
    for (size_t index = 0; index < regions->count && !result_failed(result); index++) {
        bool sealed = false;
        struct result checked = personal_check_key(store, regions->ids[index], &sealed);
        ours = ours || (sealed && !result_failed(checked));
        others = others || checked.code == RESULT_INVALID;
        result = checked.code == RESULT_INVALID ? result_ok() : checked;
    }
    arena_release(&arena);
    return result_failed(result) || ours || !others
               ? result
               : result_fail(RESULT_INVALID, NULL, "seal.error.other", "no region is sealed with these keys");
}

struct result personal_reseal(struct store *store, const struct seal_key *keys, struct reseal_count *out)
{
    struct arena arena;
    arena_init(&arena);
    struct regions *regions = ARENA_NEW(&arena, struct regions);
    *out = (struct reseal_count){0};
    struct result result = store_read(store, list_regions, regions);
    for (size_t index = 0; index < regions->count && !result_failed(result); index++) {
        struct changing changing = {.keys = keys, .region_id = regions->ids[index]};
        result = reseal_region(store, &changing, &arena);
        add(out, &changing.count);
        out->regions += changing.concerned;
        out->passed_over += !changing.concerned && !result_failed(result);
    }
    arena_release(&arena);
    return result;
}
