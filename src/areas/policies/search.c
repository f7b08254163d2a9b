/* Lists and searches of the library, and what there is to choose from. */
#include "areas/policies/rows.h"

#include "base/day.h"
#include "text/terms.h"

#include <stdio.h>
#include <stdlib.h>

enum { HITS_MOST = 200, CHOICES_MOST = 40 };

struct span policy_asked_text(struct arena *arena, struct span text)
{
    struct policy_number number;
    return policy_number_parse(arena, text, &number) ? span_of(policy_number_form(arena, text)) : text;
}

/* --- the expression ------------------------------------------------------------------------------------------------- */

static struct result build_query(struct arena *arena, struct store_session *session, int64_t region_id,
                                 struct span asked, struct terms_query *query)
{
    char number[24] = "";
    terms_query_add_text(arena, query, policy_asked_text(arena, asked));
    if (terms_query_is_empty(query)) {
        return result_ok();
    }
    struct store_rows *rows;
    struct result result = store_query(session, "region_few", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows) && store_rows_integer(rows, 0) > 1) {
        (void)snprintf(number, sizeof number, "%lld", (long long)region_id);
    }
    terms_query_add_mark(query, POLICY_MARK_REGION, span_of(number));
    return store_rows_close(rows);
}

static bool asks_words(const struct policy_query *asked)
{
    return span_trim(asked->text).length > 0;
}

/* --- hits ------------------------------------------------------------------------------------------------------------- */

static struct result read_hits(struct arena *arena, struct store_session *session, int64_t region_id,
                               const struct policy_query *asked, const struct terms_query *query,
                               struct policy_hits *hits)
{
    bool words = asks_words(asked);
    bool first = asked->after.id == 0;
    char today[DAY_TEXT_SIZE];
    const char *pieces[] = {words ? "policy_select" : "policy_select_short", words ? "policy_matching" : "policy_all",
                            "policy_filtered", "policy_behind", "policy_ordered"};
    size_t limit = asked->limit < 1 ? 1 : asked->limit > HITS_MOST ? HITS_MOST : asked->limit;
    struct store_rows *rows;
    struct result result = store_query_joined(
        session, pieces, sizeof pieces / sizeof pieces[0],
        STORE_VALUES(
            store_integer(region_id), store_span(buffer_span(&query->fts5)), store_span(buffer_span(&query->tsquery)),
            store_text(asked->status == NULL ? "published" : asked->status),
            store_text(day_format(asked->today, today)), store_text(asked->level), store_text(asked->issuer),
            store_text(asked->year), store_text(asked->force), store_text(first ? POLICY_NEVER : asked->after.sort_day),
            store_integer(first ? INT64_MAX : asked->after.id), store_integer((int64_t)limit + 1)),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    hits->policies = ARENA_ARRAY(arena, struct policy, limit + 1);
    while (hits->count <= limit && store_rows_next(rows)) {
        hits->policies[hits->count++] = policy_read_row(arena, rows);
    }
    hits->more = hits->count > limit;
    hits->count = hits->more ? limit : hits->count;
    return store_rows_close(rows);
}

static struct policy_query with_texts(const struct policy_query *asked)
{
    struct policy_query whole = *asked;
    whole.level = whole.level == NULL ? "" : whole.level;
    whole.force = whole.force == NULL ? "" : whole.force;
    whole.issuer = whole.issuer == NULL ? "" : whole.issuer;
    whole.year = whole.year == NULL ? "" : whole.year;
    return whole;
}

/* Words with nothing to search for in them (signs alone) find nothing. */
struct result policy_search(struct arena *arena, struct store_session *session, int64_t region_id,
                            const struct policy_query *asked, struct policy_hits *out)
{
    struct policy_hits hits = {0};
    struct policy_query whole = with_texts(asked);
    struct terms_query query;
    terms_query_init(&query);
    struct result result = build_query(arena, session, region_id, whole.text, &query);
    if (!result_failed(result) && (!asks_words(&whole) || !terms_query_is_empty(&query))) {
        result = read_hits(arena, session, region_id, &whole, &query, &hits);
    }
    terms_query_release(&query);
    if (!result_failed(result)) {
        *out = hits;
    }
    return result;
}

/* --- facets ------------------------------------------------------------------------------------------------------------- */

static void count_choice(struct arena *arena, struct policy_facets *facets, int facet, const char *value)
{
    struct policy_choice *choices = facets->choices[facet];
    size_t *count = &facets->counts[facet];
    if (value[0] == '\0') {
        return;
    }
    for (size_t index = 0; index < *count; index++) {
        if (strcmp(choices[index].value, value) == 0) {
            choices[index].count++;
            return;
        }
    }
    if (*count < CHOICES_MOST) {
        choices[(*count)++] = (struct policy_choice){arena_text(arena, value), 1};
    }
}

/* A row counts for a filter when it fits all the others. */
static void count_row(struct arena *arena, const struct policy_query *asked, const char *const *values,
                      struct policy_facets *facets)
{
    const char *const wanted[POLICY_FACETS] = {asked->level, asked->force, asked->issuer, asked->year};
    int misses = 0;
    int missed = -1;
    for (int facet = 0; facet < POLICY_FACETS; facet++) {
        if (wanted[facet][0] != '\0' && strcmp(wanted[facet], values[facet]) != 0) {
            misses++;
            missed = facet;
        }
    }
    facets->total += misses == 0 ? 1 : 0;
    for (int facet = 0; facet < POLICY_FACETS; facet++) {
        if (misses == 0 || (misses == 1 && missed == facet)) {
            count_choice(arena, facets, facet, values[facet]);
        }
    }
}

static int by_count(const void *left, const void *right)
{
    const struct policy_choice *a = left;
    const struct policy_choice *b = right;
    if (a->count != b->count) {
        return a->count < b->count ? 1 : -1;
    }
    return strcmp(b->value, a->value); /* years: the newest first */
}

static struct result read_facts(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct policy_query *asked, const struct terms_query *query,
                                struct policy_facets *facets)
{
    char today[DAY_TEXT_SIZE];
    const char *pieces[] = {"policy_facts", asks_words(asked) ? "policy_matching" : "policy_all", "policy_facts_most"};
    struct store_rows *rows;
    struct result result = store_query_joined(
        session, pieces, sizeof pieces / sizeof pieces[0],
        STORE_VALUES(store_integer(region_id), store_span(buffer_span(&query->fts5)),
                     store_span(buffer_span(&query->tsquery)),
                     store_text(asked->status == NULL ? "published" : asked->status),
                     store_text(day_format(asked->today, today)), store_integer(POLICY_COUNTED_MOST + 1)),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    size_t read = 0;
    while (read < POLICY_COUNTED_MOST && store_rows_next(rows)) {
        const char *values[POLICY_FACETS];
        for (int column = 0; column < POLICY_FACETS; column++) {
            values[column] = store_rows_text(arena, rows, column);
        }
        count_row(arena, asked, values, facets);
        read++;
    }
    facets->capped = read == POLICY_COUNTED_MOST && store_rows_next(rows);
    return store_rows_close(rows);
}

struct result policy_count_facets(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct policy_query *asked, struct policy_facets *out)
{
    struct policy_facets facets = {0};
    struct policy_query whole = with_texts(asked);
    struct terms_query query;
    terms_query_init(&query);
    for (int facet = 0; facet < POLICY_FACETS; facet++) {
        facets.choices[facet] = ARENA_ARRAY(arena, struct policy_choice, CHOICES_MOST);
    }
    struct result result = build_query(arena, session, region_id, whole.text, &query);
    if (!result_failed(result) && (!asks_words(&whole) || !terms_query_is_empty(&query))) {
        result = read_facts(arena, session, region_id, &whole, &query, &facets);
    }
    terms_query_release(&query);
    for (int facet = 0; facet < POLICY_FACETS; facet++) {
        qsort(facets.choices[facet], facets.counts[facet], sizeof(struct policy_choice), by_count);
    }
    if (!result_failed(result)) {
        *out = facets;
    }
    return result;
}
