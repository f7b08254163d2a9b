/* Reading the .sql files, and finding queries by name. */
#include "store/queries.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/check.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "base/log.h"
#include "store/sql_text.h"
#include "store/store.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 8192, NAME_MAX_LENGTH = 96, KEY_MAX_LENGTH = 1024 };

struct queries {
    enum store_kind kind;
    struct arena arena;
    struct query *named[SLOTS / 2];
    size_t named_count;
    struct query *by_name[SLOTS]; /* open addressing by name */
    pthread_mutex_t mutex;        /* guards what follows */
    struct query *joined[SLOTS];
    size_t joined_count;
};

static struct query **slot_of(struct query **slots, struct span name)
{
    size_t at = (size_t)hash_fast(name) % SLOTS;
    while (slots[at] != NULL && !span_is(name, slots[at]->name)) {
        at = (at + 1) % SLOTS;
    }
    return &slots[at];
}

static void count_parameters(struct query *query)
{
    struct span rest = span_of(query->sql);
    struct sql_token token;
    while (sql_next(&rest, &token)) {
        if (token.kind == SQL_PARAMETER) {
            int number = sql_parameter(&token);
            CHECK(number >= 1);
            query->used |= UINT64_C(1) << number;
            query->parameters = number > query->parameters ? number : query->parameters;
        }
    }
}

/* What a name's suffixes say: "x.fragment.sqlite". */
struct heading {
    struct span name;
    bool fragment;
    bool sqlite;
    bool postgres;
};

static struct heading read_heading(struct span text)
{
    const char *dot = text.length == 0 ? NULL : memchr(text.at, '.', text.length);
    size_t length = dot == NULL ? text.length : (size_t)(dot - text.at);
    struct heading heading = {.name = span_make(text.at, length)};
    struct span suffixes = span_make(text.at + length, text.length - length);
    heading.fragment = span_find(suffixes, span_of(".fragment")) != SPAN_NOWHERE;
    heading.sqlite = span_find(suffixes, span_of(".sqlite")) != SPAN_NOWHERE;
    heading.postgres = span_find(suffixes, span_of(".postgres")) != SPAN_NOWHERE;
    return heading;
}

static void add_query(struct queries *queries, const char *file, struct span title, struct span text, bool province)
{
    struct heading heading = read_heading(title);
    bool wanted = heading.sqlite == heading.postgres || heading.sqlite == (queries->kind == STORE_SQLITE);
    if (!wanted) {
        return;
    }
    struct span rest = text;
    struct span statement = {0};
    struct query **slot = slot_of(queries->by_name, heading.name);
    bool single = sql_next_statement(&rest, &statement) && !sql_next_statement(&rest, &text);
    bool sound = single && *slot == NULL && heading.name.length > 0 && heading.name.length < NAME_MAX_LENGTH;
    if (!sound) {
        log_write(LOG_ERROR, "%s: query %.*s is %s", file, (int)heading.name.length, heading.name.at,
                  *slot != NULL ? "there twice" : "not one statement");
    }
    CHECK(sound);
    CHECK(queries->named_count < SLOTS / 2);
    struct query *query = ARENA_NEW(&queries->arena, struct query);
    query->name = arena_copy(&queries->arena, heading.name);
    query->file = file;
    query->sql = arena_copy(&queries->arena, statement);
    query->table = sql_written_table(&queries->arena, statement);
    query->number = queries->named_count;
    query->fragment = heading.fragment;
    query->province = province;
    count_parameters(query);
    *slot = query;
    queries->named[queries->named_count++] = query;
}

void queries_add(struct queries *queries, const char *file, struct span text)
{
    static const char NAME[] = "-- name:";
    struct span title = {0};
    struct buffer body;
    bool province = false;
    buffer_init(&body);
    while (text.length > 0) {
        struct span line = span_take_line(&text);
        struct span trimmed = span_trim(line);
        if (!span_starts_with(trimmed, span_of(NAME))) {
            bool comment = span_starts_with(trimmed, span_of("--"));
            province = province || (comment && span_find(trimmed, span_of("-- province")) == 0);
            buffer_add(&body, line.at, comment ? 0 : line.length);
            buffer_add_byte(&body, '\n');
            continue;
        }
        if (title.length > 0) {
            add_query(queries, file, title, buffer_span(&body), province);
        }
        title = span_trim(span_make(trimmed.at + sizeof NAME - 1, trimmed.length - (sizeof NAME - 1)));
        buffer_clear(&body);
        province = false;
    }
    if (title.length > 0) {
        add_query(queries, file, title, buffer_span(&body), province);
    }
    buffer_release(&body);
}

static bool is_query_file(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".sql") == 0 && strncmp(name, "sql/schema/", 11) != 0;
}

struct queries *queries_open(enum store_kind kind)
{
    struct queries *queries = calloc(1, sizeof *queries);
    CHECK(queries != NULL);
    queries->kind = kind;
    arena_init(&queries->arena);
    (void)pthread_mutex_init(&queries->mutex, NULL);
    size_t count = 0;
    const struct embedded_file *files = embedded_list("", &count);
    for (size_t index = 0; index < count; index++) {
        if (is_query_file(files[index].name)) {
            queries_add(queries, files[index].name, files[index].bytes);
        }
    }
    return queries;
}

void queries_close(struct queries *queries)
{
    (void)pthread_mutex_destroy(&queries->mutex);
    arena_release(&queries->arena);
    free(queries);
}

const struct query *queries_get(struct queries *queries, const char *name)
{
    const struct query *query = *slot_of(queries->by_name, read_heading(span_of(name)).name);
    if (query == NULL) {
        log_write(LOG_ERROR, "no query is named %s", name);
    }
    CHECK(query != NULL);
    return query;
}

/* PostgreSQL refuses a parameter whose type nothing tells, so the ones left out by a filter that is not there
 * must not leave a gap: used parameters are numbered anew, in order. The bits of `used` keep the old numbers. */
static const char *close_gaps(struct arena *arena, const struct query *query)
{
    struct buffer text;
    buffer_init(&text);
    struct span rest = span_of(query->sql);
    const char *copied = rest.at;
    struct sql_token token;
    while (sql_next(&rest, &token)) {
        if (token.kind != SQL_PARAMETER) {
            continue;
        }
        uint64_t below = query->used & ((UINT64_C(1) << sql_parameter(&token)) - 1);
        buffer_add(&text, copied, (size_t)(token.text.at - copied));
        buffer_add_format(&text, "$%d", __builtin_popcountll(below) + 1);
        copied = token.text.at + token.text.length;
    }
    buffer_add_text(&text, copied);
    const char *closed = arena_copy(arena, buffer_span(&text));
    buffer_release(&text);
    return closed;
}

static struct query *make_joined(struct queries *queries, const char *key, const char *const *pieces, size_t count)
{
    CHECK(queries->joined_count < SLOTS / 2);
    struct query *query = ARENA_NEW(&queries->arena, struct query);
    struct buffer text;
    buffer_init(&text);
    for (size_t index = 0; index < count; index++) {
        buffer_add_text(&text, queries_get(queries, pieces[index])->sql);
        buffer_add_byte(&text, '\n');
    }
    query->name = arena_text(&queries->arena, key);
    query->file = queries_get(queries, pieces[0])->file;
    query->sql = arena_copy(&queries->arena, buffer_span(&text));
    buffer_release(&text);
    query->table = "";
    query->number = SLOTS / 2 + queries->joined_count++;
    count_parameters(query);
    if (queries->kind == STORE_POSTGRES) {
        query->sql = close_gaps(&queries->arena, query);
    }
    return query;
}

const struct query *queries_join(struct queries *queries, const char *const *pieces, size_t count)
{
    char key[KEY_MAX_LENGTH];
    size_t length = 0;
    CHECK(count > 0);
    for (size_t index = 0; index < count; index++) {
        size_t more = strlen(pieces[index]);
        CHECK(length + more + 2 < sizeof key);
        memcpy(key + length, pieces[index], more);
        length += more;
        key[length++] = '+';
    }
    key[length] = '\0';
    (void)pthread_mutex_lock(&queries->mutex);
    struct query **slot = slot_of(queries->joined, span_make(key, length));
    if (*slot == NULL) {
        *slot = make_joined(queries, key, pieces, count);
    }
    const struct query *query = *slot;
    (void)pthread_mutex_unlock(&queries->mutex);
    return query;
}

const struct query *queries_at(const struct queries *queries, size_t index)
{
    return index < queries->named_count ? queries->named[index] : NULL;
}
