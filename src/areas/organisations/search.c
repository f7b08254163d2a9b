/* Lists of organisations: words, pinyin and filters in one expression over the full-text table. */
#include "areas/organisations/index.h"

#include "text/terms.h"

enum { PAGE_MOST = 1000, FACTS_MOST = 20000 };

/* School levels are Han; a mark may hold letters and digits only. */
static const char *const school_levels[][2] = {{"中职", "1"}, {"技工", "2"}, {"高职专科", "3"}, {"职业本科", "4"}};

const char *organisation_school_level_code(struct span level)
{
    for (size_t index = 0; index < sizeof school_levels / sizeof school_levels[0]; index++) {
        if (span_is(level, school_levels[index][0])) {
            return school_levels[index][1];
        }
    }
    return "";
}

static void build_query(struct arena *arena, const struct organisation_filter *filter, struct terms_query *query)
{
    terms_query_add_text(arena, query, filter->text);
    terms_query_add_mark(query, MARK_KIND, filter->kind);
    terms_query_add_mark(query, MARK_COUNTY, filter->county_code);
    terms_query_add_mark(query, MARK_INDUSTRY, filter->industry_code);
    terms_query_add_mark(query, MARK_MAJOR, filter->major_code);
    terms_query_add_mark(query, MARK_SCHOOL_LEVEL, span_of(organisation_school_level_code(filter->school_level)));
    terms_query_add_mark(query, MARK_ABOVE_SCALE, span_of(filter->above_scale ? "1" : ""));
}

/* The keyset of the last row shown. */
static void find_next(struct arena *arena, struct store_session *session, int64_t region_id,
                      struct organisation_page *page, struct result *result)
{
    struct store_rows *rows;
    int64_t id = page->organisations[page->count - 1].id;
    *result =
        store_query(session, "organisation_sort_key", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(*result)) {
        return;
    }
    if (store_rows_next(rows)) {
        page->next_key = store_rows_text(arena, rows, 0);
        page->next_id = id;
    }
    *result = store_rows_close(rows);
}

struct result organisation_search(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct organisation_filter *filter, struct organisation_page *out)
{
    size_t limit = filter->limit < 1 ? 1 : filter->limit > PAGE_MOST ? PAGE_MOST : filter->limit;
    struct terms_query query;
    struct store_rows *rows;
    struct organisation_page page = {ARENA_ARRAY(arena, struct organisation, limit + 1), 0, NULL, 0};
    terms_query_init(&query);
    build_query(arena, filter, &query);
    bool all = terms_query_is_empty(&query);
    const char *pieces[] = {"organisation_select", all ? "organisation_all" : "organisation_matching"};
    struct result result =
        store_query_joined(session, pieces, 2,
                           STORE_VALUES(store_integer(region_id), store_span(buffer_span(&query.fts5)),
                                        store_span(buffer_span(&query.tsquery)),
                                        store_text(filter->after_key == NULL ? "" : filter->after_key),
                                        store_integer(filter->after_id), store_integer((int64_t)limit + 1)),
                           &rows);
    if (!result_failed(result)) {
        result = organisation_read_rows(arena, rows, limit + 1, page.organisations, &page.count);
    }
    if (!result_failed(result) && page.count > limit) {
        page.count = limit;
        find_next(arena, session, region_id, &page, &result);
    }
    terms_query_release(&query);
    if (!result_failed(result)) {
        *out = page;
    }
    return result;
}

struct result organisation_list_facts(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct organisation_filter *filter, size_t most,
                                      struct organisation_facts **out, size_t *count)
{
    struct terms_query query;
    struct store_rows *rows;
    most = most > FACTS_MOST ? FACTS_MOST : most;
    struct organisation_facts *facts = ARENA_ARRAY(arena, struct organisation_facts, most);
    size_t read = 0;
    terms_query_init(&query);
    build_query(arena, filter, &query);
    bool all = terms_query_is_empty(&query);
    const char *pieces[] = {"organisation_facts", all ? "organisation_some" : "organisation_some_matching"};
    struct result result =
        store_query_joined(session, pieces, 2,
                           STORE_VALUES(store_integer(region_id), store_span(buffer_span(&query.fts5)),
                                        store_span(buffer_span(&query.tsquery)), store_integer((int64_t)most)),
                           &rows);
    terms_query_release(&query);
    if (result_failed(result)) {
        return result;
    }
    while (read < most && store_rows_next(rows)) {
        facts[read++] = (struct organisation_facts){store_rows_text(arena, rows, 0), store_rows_text(arena, rows, 1),
                                                    store_rows_text(arena, rows, 2), store_rows_text(arena, rows, 3),
                                                    store_rows_integer(rows, 4) != 0};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = facts;
        *count = read;
    }
    return result;
}

struct result organisation_find_named(struct arena *arena, struct store_session *session, int64_t region_id,
                                      struct span word, size_t most, int64_t *ids, size_t *count)
{
    struct terms_query query;
    struct store_rows *rows;
    terms_query_init(&query);
    terms_query_add_text(arena, &query, word);
    *count = 0;
    if (terms_query_is_empty(&query)) {
        terms_query_release(&query);
        return result_ok();
    }
    const char *pieces[] = {"organisation_named"};
    struct result result =
        store_query_joined(session, pieces, 1,
                           STORE_VALUES(store_integer(region_id), store_span(buffer_span(&query.fts5)),
                                        store_span(buffer_span(&query.tsquery)), store_integer((int64_t)most)),
                           &rows);
    terms_query_release(&query);
    if (result_failed(result)) {
        return result;
    }
    while (*count < most && store_rows_next(rows)) {
        ids[(*count)++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}
