/* Every column of the schema that may name an organisation is found in the schema itself, and the merge either moves it or says why
 * not; what it moves comes back with an undo, cell by cell. On both engines. */
#include "tests/areas/city.h"

#include "areas/merge/moves.h"
#include "base/embedded.h"
#include "store/testing.h"

#include <ctype.h>

/* --- reading the schema ------------------------------------------------------------------------------------------ */

enum { COLUMNS_MOST = 2000, NAME_MOST = 64 };

struct schema_column {
    char table[NAME_MOST], name[NAME_MOST];
};

struct schema {
    struct schema_column columns[COLUMNS_MOST];
    size_t count;
};

/* Ids that name something else. NAME_id with a table NAME does so by itself; any other name that is not here has to be spoken of in
 * areas/merge/moves.c. */
static const char *const other_things[] = {"id",       "region_id", "actor_id",    "subject_id", "need_id",
                                           "offer_id", "batch_id",  "request_id",  "parent_id",  "column_id",
                                           "film_id",  "poster_id", "captions_id", "entry_id",   "replaced_id"};

static bool is_other_thing(const struct schema *schema, const char *name)
{
    for (size_t index = 0; index < sizeof other_things / sizeof other_things[0]; index++) {
        if (strcmp(other_things[index], name) == 0) {
            return true;
        }
    }
    size_t length = strlen(name) - strlen("_id");
    bool is_table = false;
    for (size_t index = 0; index < schema->count; index++) {
        const char *table = schema->columns[index].table;
        is_table = is_table || (strlen(table) == length && strncmp(table, name, length) == 0);
    }
    return is_table && strcmp(name, "organisation_id") != 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t most = strlen(end);
    return length >= most && strcmp(text + length - most, end) == 0;
}

static bool may_name_organisation(const struct schema *schema, const char *name)
{
    static const char *const words[] = {"organisation", "organization", "school", "enterprise", "firm", "party"};
    bool spoken = false;
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        spoken = spoken || strcmp(name, words[index]) == 0;
    }
    return spoken || (ends_with(name, "_id") && !is_other_thing(schema, name));
}

/* The line of a column is "  name type …"; that of a key or a bracket begins with a capital or ")". */
static void read_line(struct schema *schema, char *table, const char *line)
{
    char name[NAME_MOST];
    if (sscanf(line, "CREATE TABLE IF NOT EXISTS %63[a-z_]", name) == 1 ||
        sscanf(line, "CREATE TABLE %63[a-z_]", name) == 1) {
        snprintf(table, NAME_MOST, "%s", name);
    } else if (line[0] == ')') {
        table[0] = '\0';
    } else if (table[0] != '\0' && line[0] == ' ' && sscanf(line, " %63[a-z0-9_]", name) == 1) {
        assert_true(schema->count < COLUMNS_MOST);
        struct schema_column *column = &schema->columns[schema->count++];
        snprintf(column->table, NAME_MOST, "%s", table);
        snprintf(column->name, NAME_MOST, "%s", name);
    }
}

static void read_text(struct schema *schema, struct span text)
{
    char table[NAME_MOST] = "";
    char line[512];
    for (size_t at = 0; at < text.length;) {
        size_t length = 0;
        while (at + length < text.length && text.at[at + length] != '\n') {
            length++;
        }
        snprintf(line, sizeof line, "%.*s", (int)length, text.at + at);
        read_line(schema, table, line);
        at += length + 1;
    }
}

static struct schema *read_schema(struct city *city)
{
    size_t count = 0;
    const struct embedded_file *files = embedded_list("sql/schema/", &count);
    struct schema *schema = ARENA_NEW(&city->arena, struct schema);
    schema->count = 0;
    for (size_t index = 0; index < count; index++) {
        read_text(schema, files[index].bytes);
    }
    return schema;
}

static const struct merge_reference *reference_to(const char *table, const char *column)
{
    for (size_t index = 0; index < merge_reference_count; index++) {
        const struct merge_reference *reference = &merge_references[index];
        if (strcmp(reference->table, table) == 0 && strcmp(reference->column, column) == 0) {
            return reference;
        }
    }
    return NULL;
}

static bool is_kind(const char *name)
{
    for (enum merge_kind kind = 0; kind < MERGE_KINDS; kind++) {
        if (strcmp(merge_moves[kind].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void every_column_that_may_name_an_organisation_is_spoken_of(void **state)
{
    struct schema *schema = read_schema(*state);
    size_t found = 0;
    for (size_t index = 0; index < schema->count; index++) {
        const struct schema_column *column = &schema->columns[index];
        const struct merge_reference *reference = reference_to(column->table, column->name);
        if (may_name_organisation(schema, column->name) && reference == NULL) {
            fail_msg("%s.%s may name an organisation: areas/merge/moves.c neither moves it nor says why it stays "
                     "(or add the name to other_things here)",
                     column->table, column->name);
        }
        found += reference != NULL;
        if (reference != NULL && (reference->moves == NULL) == (reference->stays == NULL)) {
            fail_msg("%s.%s: either it moves or it has a reason", column->table, column->name);
        }
        if (reference != NULL && reference->moves != NULL && !is_kind(reference->moves)) {
            fail_msg("%s.%s: nothing moves %s", column->table, column->name, reference->moves);
        }
    }
    assert_true(schema->count > 250); /* the schema was really read */
    assert_int_equal(found, merge_reference_count);
}

/* --- moving all of it ----------------------------------------------------------------------------------------------- */

/* Organisation 3 is merged into 1; 2 is somebody else. 9001 is a request between 3 and 1, 9003 and 9004 with 2. */
static const char *const rows[] = {
    "INSERT INTO person (region_id, id, login, name, password_hash, created_ms, updated_ms) "
    "VALUES (371500, 51, 'somebody', 'x', 'x', 0, 0)",
    "INSERT INTO membership (region_id, person_id, organisation_id, role, created_ms) VALUES (371500, 51, 3, 'owner', 0)",
    "INSERT INTO programme (region_id, id, organisation_id, level, major_code, name, updated_ms) "
    "VALUES (371500, 61, 3, 'x', 'x', 'x', 0)",
    "INSERT INTO facility (region_id, id, organisation_id, kind, name, updated_ms) VALUES (371500, 62, 3, 'x', 'x', 0)",
    "INSERT INTO post (region_id, id, organisation_id, name, updated_ms) VALUES (371500, 63, 3, 'x', 0)",
    "INSERT INTO thread (region_id, id, kind, subject_id, organisation_id, title, created_ms) "
    "VALUES (371500, 801, 'listing', 8801, 1, 'x', 0)",
    "INSERT INTO thread (region_id, id, kind, subject_id, organisation_id, title, created_ms) "
    "VALUES (371500, 802, 'listing', 8802, 2, 'x', 0)",
    "INSERT INTO thread (region_id, id, kind, subject_id, organisation_id, title, created_ms) "
    "VALUES (371500, 803, 'listing', 8803, 3, 'x', 0)",
    "INSERT INTO thread (region_id, id, kind, subject_id, organisation_id, title, created_ms) "
    "VALUES (371500, 804, 'listing', 8804, 2, 'x', 0)",
    "INSERT INTO thread_party (region_id, thread_id, organisation_id) VALUES (371500, 801, 3)",
    "INSERT INTO thread_party (region_id, thread_id, organisation_id) VALUES (371500, 802, 3)",
    "INSERT INTO thread_party (region_id, thread_id, organisation_id) VALUES (371500, 804, 3)",
    "INSERT INTO thread_party (region_id, thread_id, organisation_id) VALUES (371500, 804, 1)",
    "INSERT INTO thread_event (region_id, thread_id, id, party_id, word, at_ms) VALUES (371500, 802, 1, 3, 'x', 0)",
    "INSERT INTO thread_event (region_id, thread_id, id, party_id, word, at_ms) VALUES (371500, 804, 2, 3, 'x', 0)",
    "INSERT INTO thread_event (region_id, thread_id, id, party_id, word, at_ms) VALUES (371500, 804, 3, 1, 'x', 0)",
    "INSERT INTO cooperation_request (region_id, id, thread_id, need_id, offer_id, listing_id, asker_id, answerer_id, "
    "turn_id, status, version, due_ms, due_status, next_ms, created_ms, updated_ms) "
    "VALUES (371500, 9001, 801, 8801, 8803, 8801, 3, 1, 1, 'open', 1, 4000000000000, 'sound', 4000000000000, 0, 0)",
    "INSERT INTO cooperation_request (region_id, id, thread_id, need_id, offer_id, listing_id, asker_id, answerer_id, "
    "turn_id, status, version, due_ms, due_status, next_ms, created_ms, updated_ms) "
    "VALUES (371500, 9003, 802, 8803, 8802, 8802, 3, 2, 3, 'open', 2, 4000000000000, 'sound', 4000000000000, 0, 0)",
    "INSERT INTO cooperation_request (region_id, id, thread_id, need_id, offer_id, listing_id, asker_id, answerer_id, "
    "turn_id, status, version, due_ms, due_status, next_ms, created_ms, updated_ms) "
    "VALUES (371500, 9004, 803, 8803, 8802, 8803, 2, 3, 3, 'expired', 1, 5, 'sound', 5, 0, 0)",
    "INSERT INTO request_terms (region_id, request_id, version, organisation_id, actor_name, cooperation, at_ms) "
    "VALUES (371500, 9001, 1, 3, 'x', 'x', 0)",
    "INSERT INTO request_terms (region_id, request_id, version, organisation_id, actor_name, cooperation, at_ms) "
    "VALUES (371500, 9003, 1, 3, 'x', 'x', 0)",
    "INSERT INTO request_terms (region_id, request_id, version, organisation_id, actor_name, cooperation, at_ms) "
    "VALUES (371500, 9003, 2, 2, 'x', 'x', 0)",
    "INSERT INTO request_message (region_id, request_id, id, organisation_id, actor_id, actor_name, body, at_ms) "
    "VALUES (371500, 9003, 71, 3, 51, 'x', 'x', 0)",
    "INSERT INTO listing_closure (region_id, id, listing_id, organisation_id, status, at_ms, updated_ms) "
    "VALUES (371500, 72, 8803, 3, 'closed', 0, 0)",
    "INSERT INTO article_column (region_id, id, kind, name, organisation_id, position, created_ms, updated_ms) "
    "VALUES (371500, 73, 'studio', 'x', 3, 1, 0, 0)",
    "INSERT INTO one_time_link (region_id, token_digest, id, kind, organisation_id, created_ms, expires_ms) "
    "VALUES (371500, 'x', 74, 'invitation', 3, 0, 4000000000000)",
    "INSERT INTO registration (region_id, id, kind, status, person_id, organisation_id, name, credit_code, created_ms, "
    "updated_ms) VALUES (371500, 75, 'claim', 'waiting', 51, 3, 'x', 'x', 0, 0)",
    "INSERT INTO waiting_item (region_id, id, kind, subject_id, organisation_id, due_ms, word, title, url, created_ms) "
    "VALUES (371500, 76, 'request', 9003, 3, 0, 'x', 'x', 'x', 0)",
    "INSERT INTO waiting_item (region_id, id, kind, subject_id, organisation_id, due_ms, word, title, url, created_ms) "
    "VALUES (371500, 77, 'other', 1, 3, 0, 'x', 'x', 'x', 0)",
    "INSERT INTO waiting_item (region_id, id, kind, subject_id, organisation_id, due_ms, word, title, url, created_ms) "
    "VALUES (371500, 78, 'request', 9001, 1, 0, 'x', 'x', 'x', 0)",
};

struct merging {
    struct city *city;
    struct merge_deed deed;
    int64_t counts[64];
    struct proposal between;
};

static struct result do_insert(struct store_session *session, void *context)
{
    (void)context;
    struct result result = result_ok();
    for (size_t index = 0; index < sizeof rows / sizeof rows[0] && !result_failed(result); index++) {
        result = store_run_script(session, rows[index]);
    }
    return result;
}

static struct result do_merge(struct store_session *session, void *context)
{
    struct merging *merging = context;
    return merge_do(&merging->city->arena, session, &merging->deed, 3, 1);
}

static struct result do_undo(struct store_session *session, void *context)
{
    struct merging *merging = context;
    return merge_undo(&merging->city->arena, session, &merging->deed);
}

/* How many rows name organisation 3 in each column of the table. */
static struct result do_count(struct store_session *session, void *context)
{
    struct merging *merging = context;
    struct result result = result_ok();
    for (size_t index = 0; index < merge_reference_count && !result_failed(result); index++) {
        char name[2 * NAME_MOST + 8];
        struct store_rows *found;
        snprintf(name, sizeof name, "count_%s_%s", merge_references[index].table, merge_references[index].column);
        result = store_query(session, name, STORE_VALUES(store_integer(REGION), store_integer(3)), &found);
        if (result_failed(result)) {
            return result;
        }
        merging->counts[index] = store_rows_next(found) ? store_rows_integer(found, 0) : -1;
        result = store_rows_close(found);
    }
    return result;
}

static void add_counts(struct city *city)
{
    assert_true(merge_reference_count <= 64);
    for (size_t index = 0; index < merge_reference_count; index++) {
        const struct merge_reference *reference = &merge_references[index];
        store_add_queries(
            city->store,
            arena_format(&city->arena,
                         "-- name: count_%s_%s\nSELECT COUNT(*) FROM %s WHERE region_id = $1 AND %s = $2;\n",
                         reference->table, reference->column, reference->table, reference->column));
    }
}

static void fresh_deed(struct merging *merging, int64_t id)
{
    static const struct actor clerk = {.person_id = 51, .name = "王办事员", .login = "clerk"};
    int64_t *ids = ARENA_ARRAY(&merging->city->arena, int64_t, MERGE_IDS);
    for (size_t index = 0; index < MERGE_IDS; index++) {
        ids[index] = store_next_id(merging->city->store);
    }
    merging->deed = (struct merge_deed){
        .region_id = REGION, .id = id, .now_ms = CITY_NOW, .actor = &clerk, .address = "", .ids = ids};
}

/* In requests between the two, in a thread that the other one owns, and in one where both are parties, the row stays. */
static int64_t staying(const struct merge_reference *reference)
{
    static const struct {
        const char *table, *column;
        int64_t count;
    } known[] = {{"cooperation_request", "asker_id", 1},
                 {"request_terms", "organisation_id", 1},
                 {"thread_event", "party_id", 2}, /* what was told of the request between the two, to each its own */
                 {"thread_party", "organisation_id", 2}};
    for (size_t index = 0; index < sizeof known / sizeof known[0]; index++) {
        if (strcmp(known[index].table, reference->table) == 0 && strcmp(known[index].column, reference->column) == 0) {
            return known[index].count;
        }
    }
    return 0;
}

static struct result do_find_request(struct store_session *session, void *context)
{
    struct merging *merging = context;
    return proposal_find(&merging->city->arena, session, REGION, 9001, &merging->between);
}

static const char *between_status(struct merging *merging)
{
    assert_ok(store_read(merging->city->store, do_find_request, merging));
    return merging->between.status;
}

static void a_merge_moves_every_column_and_an_undo_brings_back_every_row(void **state)
{
    struct city *city = *state;
    struct merging merging = {.city = city};
    add_counts(city);
    assert_ok(insert_listing(city, city_listing(8801, 1, "招聘磨工")));
    assert_ok(insert_listing(city, city_listing(8802, 2, "订单班")));
    assert_ok(insert_listing(city, city_listing(8803, 3, "招聘车工")));
    assert_ok(store_write(city->store, do_insert, NULL));
    assert_ok(store_read(city->store, do_count, &merging));
    int64_t before[64];
    memcpy(before, merging.counts, sizeof before);
    for (size_t index = 0; index < merge_reference_count; index++) {
        if (merge_references[index].moves != NULL && before[index] == 0) {
            fail_msg("no row here names organisation 3 in %s.%s", merge_references[index].table,
                     merge_references[index].column);
        }
    }
    fresh_deed(&merging, 7001);
    assert_ok(store_write(city->store, do_merge, &merging));
    assert_string_equal(between_status(&merging), "merged"); /* nobody answers oneself */
    assert_ok(store_read(city->store, do_count, &merging));
    for (size_t index = 0; index < merge_reference_count; index++) {
        const struct merge_reference *reference = &merge_references[index];
        if (reference->moves != NULL && merging.counts[index] != staying(reference)) {
            fail_msg("%s.%s: %d rows still name the one that was merged", reference->table, reference->column,
                     (int)merging.counts[index]);
        }
    }
    fresh_deed(&merging, 7001);
    assert_ok(store_write(city->store, do_undo, &merging));
    assert_string_equal(between_status(&merging), "open");
    assert_true(merging.between.due_ms == INT64_C(4000000000000));
    assert_ok(store_read(city->store, do_count, &merging));
    for (size_t index = 0; index < merge_reference_count; index++) {
        const struct merge_reference *reference = &merge_references[index];
        /* the events that told of the end and of the undo are more than before: history is not undone */
        int64_t told = strcmp(reference->table, "thread_event") == 0 ? 4 : 0;
        bool is_merge = strcmp(reference->table, "organisation_merge") == 0;
        if (!is_merge && merging.counts[index] != before[index] + told) {
            fail_msg("%s.%s: %d rows before, %d after the undo", reference->table, reference->column,
                     (int)before[index], (int)merging.counts[index]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_that_may_name_an_organisation_is_spoken_of),
        cmocka_unit_test(a_merge_moves_every_column_and_an_undo_brings_back_every_row),
    };
    int failed = cmocka_run_group_tests_name("references on SQLite", tests, start_city_sqlite, stop_city);
    failed += cmocka_run_group_tests_name("references on PostgreSQL", tests, start_city_postgres, stop_city);
    return failed;
}
