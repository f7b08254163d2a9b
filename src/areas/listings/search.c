/* Searching listings: words, pinyin and filters are one expression over the full-text table. Those with the words in their
 * titles come first, as an expression of its own, then the others; each newest first.
 *
 * Cost at a million listings: the page reads 21 rows; the count walks at most 10,001 entries of the index and no row; the
 * filters' counts read LISTING_FACTS_MOST rows. Figures: docs/performance.md.
 */
#include "areas/listings/rows.h"

#include "text/terms.h"
#include "text/text.h"

#include <stdio.h>

enum { PAGE_MOST = 1000, COUNT_MOST = 10000, SCAN_MOST = 10000, NAMED_MOST = 20, PIECES = 2 };

static bool is_set(const char *code)
{
    return code != NULL && code[0] != '\0';
}

static bool wants_open(const struct listing_filter *filter)
{
    return filter->status == NULL || strcmp(filter->status, "open") == 0;
}

/* --- the expression ------------------------------------------------------------------------------------------ */

/* A word may name an organisation: then its listings are meant too. A word that many names hold (轴承) names none. */
static struct result add_words(struct arena *arena, struct store_session *session, int64_t region_id, struct span text,
                               struct terms_query *query, struct terms_query *titles)
{
    struct result result = result_ok();
    struct span word;
    for (size_t words = 0; words < TERMS_WORDS_MOST && !result_failed(result) && terms_next_word(&text, &word);
         words++) {
        int64_t ids[NAMED_MOST + 1];
        const char *codes[NAMED_MOST + 1];
        size_t count = 0;
        result = organisation_find_named(arena, session, region_id, word, NAMED_MOST + 1, ids, &count);
        count = count > NAMED_MOST ? 0 : count;
        for (size_t index = 0; index < count; index++) {
            codes[index] = arena_format(arena, "%lld", (long long)ids[index]);
        }
        terms_query_add_word(arena, query, word, MARK_ORGANISATION, codes, count);
        terms_query_add_title_word(arena, titles, word);
    }
    return result;
}

static struct span code_span(const char *code)
{
    return is_set(code) ? span_of(code) : span_make("", 0);
}

static void add_filters(const struct listing_filter *filter, struct terms_query *query)
{
    char number[24] = "";
    terms_query_add_mark(query, MARK_SIDE, code_span(filter->side));
    terms_query_add_mark(query, MARK_KIND, code_span(filter->kind));
    terms_query_add_mark(query, MARK_COUNTY, code_span(filter->county_code));
    terms_query_add_mark(query, MARK_INDUSTRY, code_span(filter->industry_code));
    terms_query_add_mark(query, MARK_MAJOR, code_span(filter->major_code));
    terms_query_add_mark(query, MARK_OCCUPATION, code_span(filter->occupation_code));
    terms_query_add_mark(query, MARK_LEVEL, code_span(filter->level));
    if (filter->organisation_id != 0) {
        (void)snprintf(number, sizeof number, "%lld", (long long)filter->organisation_id);
        terms_query_add_mark(query, MARK_ORGANISATION, span_of(number));
    }
}

/* SQLite's full-text table knows no regions; its rows are told apart by a mark, needed only where a file holds several. */
static struct result add_region(struct store_session *session, int64_t region_id, struct terms_query *query)
{
    struct store_rows *rows;
    struct result result = store_query(session, "region_few", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    bool several = store_rows_next(rows) && store_rows_integer(rows, 0) > 1;
    char number[24];
    (void)snprintf(number, sizeof number, "%lld", (long long)region_id);
    terms_query_add_mark(query, MARK_REGION, span_of(several ? number : ""));
    return store_rows_close(rows);
}

static struct result build_query(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const struct listing_filter *filter, struct terms_query *query,
                                 struct terms_query *titles)
{
    struct result result = add_words(arena, session, region_id, filter->text, query, titles);
    if (result_failed(result)) {
        return result;
    }
    add_filters(filter, query);
    return terms_query_is_empty(query) ? result : add_region(session, region_id, query);
}

/* --- open listings ------------------------------------------------------------------------------------------- */

struct question {
    struct store_session *session;
    int64_t region_id;
    struct terms_query query;
    struct terms_query titles; /* the words of the query, in titles */
    int64_t before;
    size_t limit;
};

static void question_init(struct question *question, struct store_session *session, int64_t region_id)
{
    *question = (struct question){.session = session, .region_id = region_id, .before = INT64_MAX};
    terms_query_init(&question->query);
    terms_query_init(&question->titles);
}

static void question_release(struct question *question)
{
    terms_query_release(&question->query);
    terms_query_release(&question->titles);
}

/* A query without terms asks for all that are open. */
static struct result ask(const struct question *question, const struct terms_query *query, const char *const *pieces,
                         size_t piece_count, struct store_rows **rows)
{
    bool matching = !terms_query_is_empty(query);
    struct store_value second = matching ? store_span(buffer_span(&query->fts5)) : store_text("");
    struct store_value third = matching ? store_span(buffer_span(&query->tsquery)) : store_text("open");
    return store_query_joined(question->session, pieces, piece_count,
                              STORE_VALUES(store_integer(question->region_id), second, third,
                                           store_integer(question->before), store_integer((int64_t)question->limit)),
                              rows);
}

static struct result count_hits(const struct question *question, int64_t *total, bool *capped)
{
    struct question counting = *question;
    struct store_rows *rows;
    bool matching = !terms_query_is_empty(&question->query);
    const char *pieces[] = {matching ? "listing_count" : "listing_count_status"};
    counting.limit = COUNT_MOST + 1;
    struct result result = ask(&counting, &question->query, pieces, 1, &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t count = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    *capped = count > COUNT_MOST;
    *total = *capped ? COUNT_MOST : count;
    return store_rows_close(rows);
}

/* Up to `most` in all: the page's and one more. */
static struct result add_hits(struct arena *arena, const struct question *question, const struct terms_query *query,
                              size_t most, struct listing_page *page)
{
    bool matching = !terms_query_is_empty(query);
    const char *pieces[PIECES] = {"listing_select", matching ? "listing_matching" : "listing_of_status"};
    struct question rest = *question;
    struct store_rows *rows;
    size_t count = 0;
    rest.limit = most - page->count;
    struct result result = ask(&rest, query, pieces, PIECES, &rows);
    if (!result_failed(result)) {
        result = listing_read_rows(arena, rows, rest.limit, page->listings + page->count, &count);
        page->count += count;
    }
    return result;
}

static struct result add_joined(struct arena *arena, const struct question *question, bool but_not, size_t most,
                                struct listing_page *page)
{
    struct terms_query joined;
    terms_query_init(&joined);
    terms_query_join(&joined, &question->query, &question->titles, but_not);
    struct result result = add_hits(arena, question, &joined, most, page);
    terms_query_release(&joined);
    return result;
}

static struct result search_open(struct arena *arena, struct question *question, struct listing_page *page)
{
    size_t limit = question->limit;
    size_t titles = 0; /* how many of the page have the words in their titles */
    bool mentions = question->before < 0;
    bool words = !terms_query_is_empty(&question->titles);
    struct result result = result_ok();
    page->listings = ARENA_ARRAY(arena, struct listing, limit + 1);
    question->before = mentions ? -question->before : question->before;
    if (words && !mentions) {
        result = add_joined(arena, question, false, limit + 1, page);
        question->before = INT64_MAX;
        titles = page->count;
    }
    if (!result_failed(result) && page->count <= limit) {
        result = words ? add_joined(arena, question, true, limit + 1, page)
                       : add_hits(arena, question, &question->query, limit + 1, page);
    }
    if (!result_failed(result) && page->count > limit) {
        page->count = limit;
        int64_t last = page->listings[limit - 1].id;
        page->next_before = words && titles < limit ? -last : last;
    }
    return result_failed(result) ? result : count_hits(question, &page->total, &page->total_capped);
}

/* --- drafts, closed and filled ones: looked at one by one ------------------------------------------------------ */

/* Is the code, or where `prefix` its beginning, one of the list separated by commas? */
static bool code_passes(const char *code, const char *list, bool prefix)
{
    for (const char *at = list; is_set(at);) {
        size_t length = strcspn(at, ",");
        if (strncmp(code, at, length) == 0 && (prefix || code[length] == '\0')) {
            return true;
        }
        at += length + (at[length] == ',' ? 1 : 0);
    }
    return !is_set(list);
}

static bool text_hits(struct arena *arena, const struct listing *listing, struct span text)
{
    struct span word;
    struct hit hit;
    while (terms_next_word(&text, &word)) {
        if (token_highlight(arena, span_of(listing->title), word, &hit, 1) == 0 &&
            token_highlight(arena, span_of(listing->skills), word, &hit, 1) == 0 &&
            token_highlight(arena, span_of(listing->body), word, &hit, 1) == 0 &&
            token_highlight(arena, span_of(listing->organisation_name), word, &hit, 1) == 0) {
            return false;
        }
    }
    return true;
}

static bool level_passes(const struct listing *listing, const char *ranks)
{
    int high = listing->level_high == 0 ? 8 : listing->level_high;
    for (int rank = listing->level_low; rank > 0 && rank <= high; rank++) {
        char code[2] = {(char)('0' + rank % 10), '\0'};
        if (code_passes(code, ranks, false)) {
            return true;
        }
    }
    return !is_set(ranks);
}

static bool passes(struct arena *arena, const struct listing *listing, const struct listing_filter *filter)
{
    return code_passes(listing->side, filter->side, false) && code_passes(listing->kind, filter->kind, false) &&
           code_passes(listing->county_code, filter->county_code, false) &&
           code_passes(listing->industry_code, filter->industry_code, true) &&
           code_passes(listing->major_code, filter->major_code, true) &&
           code_passes(listing->occupation_code, filter->occupation_code, false) &&
           level_passes(listing, filter->level) &&
           (filter->organisation_id == 0 || listing->organisation_id == filter->organisation_id) &&
           text_hits(arena, listing, filter->text);
}

/* One row beyond those shown is looked for, to know whether there is a next page. */
static struct result search_others(struct arena *arena, struct store_session *session, int64_t region_id,
                                   const struct listing_filter *filter, struct listing_page *page)
{
    static const char *const pieces[PIECES] = {"listing_select", "listing_of_status"};
    struct store_rows *rows;
    int64_t before = filter->before <= 0 ? INT64_MAX : filter->before;
    struct result result =
        store_query_joined(session, pieces, PIECES,
                           STORE_VALUES(store_integer(region_id), store_text(""), store_text(filter->status),
                                        store_integer(before), store_integer(SCAN_MOST)),
                           &rows);
    if (result_failed(result)) {
        return result;
    }
    size_t scanned = 0;
    page->listings = ARENA_ARRAY(arena, struct listing, filter->limit);
    for (; store_rows_next(rows); scanned++) {
        struct listing listing = listing_read_row(arena, rows);
        if (!passes(arena, &listing, filter)) {
            continue;
        }
        page->total++;
        if (page->count < filter->limit) {
            page->listings[page->count++] = listing;
        } else {
            page->next_before = page->listings[page->count - 1].id;
        }
    }
    page->total_capped = scanned == SCAN_MOST;
    return store_rows_close(rows);
}

struct result listing_search(struct arena *arena, struct store_session *session, int64_t region_id,
                             const struct listing_filter *asked, struct listing_page *out)
{
    struct listing_filter filter = *asked;
    struct listing_page page = {NULL, 0, 0, 0, false};
    filter.limit = filter.limit < 1 ? 1 : filter.limit > PAGE_MOST ? PAGE_MOST : filter.limit;
    struct result result;
    if (!wants_open(&filter)) {
        result = search_others(arena, session, region_id, &filter, &page);
    } else {
        struct question question;
        question_init(&question, session, region_id);
        question.before = filter.before == 0 ? INT64_MAX : filter.before;
        question.limit = filter.limit;
        result = build_query(arena, session, region_id, &filter, &question.query, &question.titles);
        if (!result_failed(result)) {
            result = search_open(arena, &question, &page);
        }
        question_release(&question);
    }
    if (!result_failed(result)) {
        *out = page;
    }
    return result;
}

/* --- counts of the filters' choices -------------------------------------------------------------------------- */

static struct listing_filter without(const struct listing_filter *filter, enum listing_facet facet)
{
    struct listing_filter less = *filter;
    switch (facet) {
    case FACET_SIDE:
        less.side = NULL;
        break;
    case FACET_KIND:
        less.kind = NULL;
        break;
    case FACET_COUNTY:
        less.county_code = NULL;
        break;
    case FACET_INDUSTRY:
        less.industry_code = NULL;
        break;
    case FACET_MAJOR:
        less.major_code = NULL;
        break;
    case FACET_LEVEL:
        less.level = NULL;
        break;
    case FACET_COUNT:
        break;
    }
    return less;
}

static bool is_chosen(const struct listing_filter *filter, enum listing_facet facet)
{
    const char *codes[FACET_COUNT] = {filter->side,          filter->kind,       filter->county_code,
                                      filter->industry_code, filter->major_code, filter->level};
    return is_set(codes[facet]);
}

static void count_one(struct arena *arena, struct listing_facets *facets, enum listing_facet facet, struct span code)
{
    struct listing_choice *choices = facets->choices[facet];
    size_t count = facets->counts[facet];
    if (code.length == 0) {
        return;
    }
    for (size_t index = 0; index < count; index++) {
        if (span_is(code, choices[index].code)) {
            choices[index].count++;
            return;
        }
    }
    if (count < LISTING_CHOICES_MOST) {
        choices[count] = (struct listing_choice){arena_copy(arena, code), 1};
        facets->counts[facet]++;
    }
}

/* Columns of listing_facts. */
static void count_row(struct arena *arena, const struct store_rows *rows, struct listing_facets *facets,
                      const bool wanted[FACET_COUNT])
{
    for (int facet = FACET_SIDE; facet <= FACET_MAJOR; facet++) {
        struct span code = store_rows_span(rows, facet);
        if (facet == FACET_INDUSTRY && code.length > 3) {
            code.length = 3; /* the division */
        }
        if (wanted[facet]) {
            count_one(arena, facets, (enum listing_facet)facet, code);
        }
    }
    int64_t low = store_rows_integer(rows, FACET_LEVEL);
    int64_t high = store_rows_integer(rows, FACET_LEVEL + 1);
    for (int64_t rank = low; wanted[FACET_LEVEL] && rank > 0 && rank <= (high == 0 ? 8 : high) && rank <= 8; rank++) {
        char code[2] = {(char)('0' + rank), '\0'};
        count_one(arena, facets, FACET_LEVEL, span_of(code));
    }
}

static struct result count_sample(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct listing_filter *filter, struct listing_facets *facets,
                                  const bool wanted[FACET_COUNT])
{
    struct question question;
    struct store_rows *rows;
    size_t seen = 0;
    question_init(&question, session, region_id);
    question.limit = LISTING_FACTS_MOST;
    struct result result = build_query(arena, session, region_id, filter, &question.query, &question.titles);
    bool matching = !terms_query_is_empty(&question.query);
    const char *pieces[PIECES] = {"listing_facts", matching ? "listing_facts_matching" : "listing_facts_status"};
    if (!result_failed(result)) {
        result = ask(&question, &question.query, pieces, PIECES, &rows);
    }
    question_release(&question);
    if (result_failed(result)) {
        return result;
    }
    for (; store_rows_next(rows); seen++) {
        count_row(arena, rows, facets, wanted);
    }
    facets->sampled = facets->sampled || seen == LISTING_FACTS_MOST;
    return store_rows_close(rows);
}

static void sort_choices(struct listing_choice *choices, size_t count)
{
    for (size_t index = 1; index < count; index++) { /* few, and stable: equal ones stay as met */
        struct listing_choice moving = choices[index];
        size_t at = index;
        for (; at > 0 && choices[at - 1].count < moving.count; at--) {
            choices[at] = choices[at - 1];
        }
        choices[at] = moving;
    }
}

/* One sample serves all filters that are not set; each that is set needs one of its own. */
struct result listing_count_facets(struct arena *arena, struct store_session *session, int64_t region_id,
                                   const struct listing_filter *filter, struct listing_facets *out)
{
    struct listing_facets facets = {0};
    bool wanted[FACET_COUNT];
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        facets.choices[facet] = ARENA_ARRAY(arena, struct listing_choice, LISTING_CHOICES_MOST);
        wanted[facet] = !is_chosen(filter, (enum listing_facet)facet);
    }
    struct result result = count_sample(arena, session, region_id, filter, &facets, wanted);
    for (int facet = 0; facet < FACET_COUNT && !result_failed(result); facet++) {
        if (is_chosen(filter, (enum listing_facet)facet)) {
            struct listing_filter less = without(filter, (enum listing_facet)facet);
            bool only[FACET_COUNT] = {false};
            only[facet] = true;
            result = count_sample(arena, session, region_id, &less, &facets, only);
        }
    }
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        sort_choices(facets.choices[facet], facets.counts[facet]);
    }
    if (!result_failed(result)) {
        *out = facets;
    }
    return result;
}
