/* Sealing and opening cells with the keys of the store. */
#include "areas/personal/reseal.h"

#include "base/day.h"

static const char mark_text[] = "zhiqiao seal mark";

const char *personal_place(struct arena *arena, const struct personal_cell *cell)
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

static const char *mark_of(const struct seal_key *key, char out[static DIGEST_TEXT_SIZE])
{
    return seal_index(key, span_of(mark_text), out);
}

/* The key whose mark the region has, of those that the store holds: what is written is sealed with it. NULL: no mark yet. */
static struct result choose_key(struct store_session *session, int64_t region_id, const struct seal_key *keys,
                                const struct seal_key **out)
{
    char found[DIGEST_TEXT_SIZE];
    char own[DIGEST_TEXT_SIZE];
    struct result result = find_mark(session, region_id, found);
    *out = NULL;
    if (result_failed(result) || found[0] == '\0') {
        return result;
    }
    const struct seal_key *key = keys;
    while (key != NULL && strcmp(mark_of(key, own), found) != 0) {
        key = key->other;
    }
    *out = key;
    return key == NULL ? other_key() : result_ok();
}

/* Leaves the mark of the first key where there is none. */
static struct result key_for_writing(struct store_session *session, int64_t region_id, const struct seal_key *keys,
                                     const struct seal_key **out)
{
    char own[DIGEST_TEXT_SIZE];
    struct result result = choose_key(session, region_id, keys, out);
    if (result_failed(result) || *out != NULL) {
        return result;
    }
    result = store_execute(
        session, "personal_mark_insert",
        STORE_VALUES(store_integer(region_id), store_text(mark_of(keys, own)), store_integer(time_now_ms())), NULL);
    return result_failed(result) ? result : choose_key(session, region_id, keys, out);
}

struct result personal_seal(struct arena *arena, struct store_session *session, const struct personal_cell *cell,
                            const char *text, const char **out)
{
    const struct seal_key *keys = store_session_seal(session);
    if (keys == NULL || text[0] == '\0') {
        *out = text;
        return result_ok();
    }
    const struct seal_key *key = NULL;
    struct result result = key_for_writing(session, cell->region_id, keys, &key);
    if (!result_failed(result)) {
        *out = seal_encrypt(arena, key, personal_place(arena, cell), span_of(text));
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
    return key == NULL ? other_key() : seal_decrypt(arena, key, personal_place(arena, cell), span_of(stored), out);
}

static const char *plain_index(const char *text, char out[static DIGEST_TEXT_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    hash_sm3(span_of(text), digest);
    return hash_text(digest, out);
}

struct result personal_index(struct store_session *session, int64_t region_id, const char *text,
                             char out[static DIGEST_TEXT_SIZE])
{
    const struct seal_key *keys = store_session_seal(session);
    const struct seal_key *key = NULL;
    if (keys == NULL) {
        (void)plain_index(text, out);
        return result_ok();
    }
    struct result result = key_for_writing(session, region_id, keys, &key);
    if (!result_failed(result)) {
        (void)seal_index(key, span_of(text), out);
    }
    return result;
}

void personal_indexes(struct store_session *session, const char *text,
                      char out[static PERSONAL_INDEXES][DIGEST_TEXT_SIZE])
{
    const struct seal_key *key = store_session_seal(session);
    (void)plain_index(text, out[0]); /* of rows from before there was a key */
    for (size_t index = 1; index < PERSONAL_INDEXES; index++) {
        if (key == NULL) {
            memcpy(out[index], out[0], DIGEST_TEXT_SIZE);
        } else {
            (void)seal_index(key, span_of(text), out[index]);
            key = key->other == NULL ? key : key->other;
        }
    }
}

/* --- changing keys ----------------------------------------------------------------------------------------------------- */

struct result personal_switch_key(struct store_session *session, int64_t region_id, const struct seal_key *keys,
                                  bool *concerned)
{
    char found[DIGEST_TEXT_SIZE];
    char own[DIGEST_TEXT_SIZE];
    const struct seal_key *key = NULL;
    struct result result = choose_key(session, region_id, keys, &key);
    *concerned = result.code != RESULT_INVALID;
    if (result.code == RESULT_INVALID) {
        return result_ok(); /* the region of another key file: not ours to change */
    }
    if (result_failed(result) || key == keys) {
        return result;
    }
    if (key == NULL) {
        return key_for_writing(session, region_id, keys, &key);
    }
    result = find_mark(session, region_id, found);
    return result_failed(result) ? result
                                 : store_execute(session, "personal_mark_change",
                                                 STORE_VALUES(store_integer(region_id), store_text(mark_of(keys, own)),
                                                              store_integer(time_now_ms()), store_text(found)),
                                                 NULL);
}

struct checking {
    int64_t region_id;
    bool sealed;
};

static struct result read_mark(struct store_session *session, void *context)
{
    struct checking *checking = context;
    const struct seal_key *key = NULL;
    struct result result = choose_key(session, checking->region_id, store_session_seal(session), &key);
    checking->sealed = key != NULL || result.code == RESULT_INVALID;
    return result;
}

struct result personal_check_key(struct store *store, int64_t region_id, bool *sealed)
{
    struct checking checking = {.region_id = region_id};
    struct result result = store_read(store, read_mark, &checking);
    *sealed = checking.sealed;
    return result;
}
