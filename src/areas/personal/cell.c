/* Sealing and opening cells with the key of the store. */
#include "areas/personal/personal.h"

#include "base/day.h"

static const char mark_text[] = "zhiqiao seal mark";

static const char *place_of(struct arena *arena, const struct personal_cell *cell)
{
    return arena_format(arena, "%s/%lld/%lld", cell->place, (long long)cell->region_id, (long long)cell->id);
}

/* "" when nothing is sealed. */
static struct result find_mark(struct store_session *session, int64_t region_id, char out[static DIGEST_TEXT_SIZE])
{
    struct store_rows *rows;
    struct result result = store_query(session, "personal_mark_find", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    out[0] = '\0';
    if (store_rows_next(rows)) {
        struct span mark = store_rows_span(rows, 0);
        size_t length = mark.length < DIGEST_TEXT_SIZE ? mark.length : DIGEST_TEXT_SIZE - 1;
        memcpy(out, mark.at, length);
        out[length] = '\0';
    }
    return store_rows_close(rows);
}

static struct result other_key(void)
{
    return result_fail(RESULT_INVALID, NULL, "seal.error.other", "the cells of the region are sealed with another key");
}

static struct result check_mark(struct store_session *session, int64_t region_id, const struct seal_key *key,
                                bool *sealed)
{
    char found[DIGEST_TEXT_SIZE];
    char own[DIGEST_TEXT_SIZE] = "";
    struct result result = find_mark(session, region_id, found);
    if (result_failed(result)) {
        return result;
    }
    *sealed = found[0] != '\0';
    bool same = key != NULL && strcmp(seal_index(key, span_of(mark_text), own), found) == 0;
    return *sealed && !same ? other_key() : result_ok();
}

static struct result leave_mark(struct store_session *session, int64_t region_id, const struct seal_key *key)
{
    bool sealed = false;
    char own[DIGEST_TEXT_SIZE];
    struct result result =
        store_execute(session, "personal_mark_insert",
                      STORE_VALUES(store_integer(region_id), store_text(seal_index(key, span_of(mark_text), own)),
                                   store_integer(time_now_ms())),
                      NULL);
    return result_failed(result) ? result : check_mark(session, region_id, key, &sealed);
}

struct result personal_seal(struct arena *arena, struct store_session *session, const struct personal_cell *cell,
                            const char *text, const char **out)
{
    const struct seal_key *key = store_session_seal(session);
    if (key == NULL || text[0] == '\0') {
        *out = text;
        return result_ok();
    }
    struct result result = leave_mark(session, cell->region_id, key);
    if (!result_failed(result)) {
        *out = seal_encrypt(arena, key, place_of(arena, cell), span_of(text));
    }
    return result;
}

struct result personal_unseal(struct arena *arena, struct store_session *session, const struct personal_cell *cell,
                              const char *stored, const char **out)
{
    const struct seal_key *key = store_session_seal(session);
    if (!seal_is_sealed(span_of(stored))) {
        *out = stored;
        return result_ok();
    }
    return key == NULL ? other_key() : seal_decrypt(arena, key, place_of(arena, cell), span_of(stored), out);
}

const char *personal_index(struct store_session *session, const char *text, char out[static DIGEST_TEXT_SIZE])
{
    const struct seal_key *key = store_session_seal(session);
    if (key != NULL) {
        return seal_index(key, span_of(text), out);
    }
    unsigned char digest[DIGEST_SIZE];
    hash_sm3(span_of(text), digest);
    return hash_text(digest, out);
}

struct checking {
    int64_t region_id;
    bool sealed;
};

static struct result read_mark(struct store_session *session, void *context)
{
    struct checking *checking = context;
    return check_mark(session, checking->region_id, store_session_seal(session), &checking->sealed);
}

struct result personal_check_key(struct store *store, int64_t region_id, bool *sealed)
{
    struct checking checking = {.region_id = region_id};
    struct result result = store_read(store, read_mark, &checking);
    *sealed = checking.sealed;
    return result;
}
