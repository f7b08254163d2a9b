/* Listings and organisations for the command line: a search as a document, and tables that the import reads again. */
#include "areas/listings/listings.h"

#include "sheet/sheet.h"

enum { COLUMNS_MOST = 64, ROWS_AT_ONCE = 500, LIMIT_MOST = 100 };

/* --- search ------------------------------------------------------------------------------------------------------ */

struct search {
    struct arena *arena;
    const struct listing_find *find;
    struct listing_filter filter;
    struct organisation_filter named;
    struct listing_page page;
    struct organisation_page organisations;
};

static struct result read_search(struct store_session *session, void *context)
{
    struct search *search = context;
    int64_t region_id = search->find->region_id;
    struct result result = listing_search(search->arena, session, region_id, &search->filter, &search->page);
    return result_failed(result)
               ? result
               : organisation_search(search->arena, session, region_id, &search->named, &search->organisations);
}

struct result listing_build_search(struct arena *arena, const struct listing_find *find, struct span text, size_t limit,
                                   json_t **out)
{
    limit = limit < 1 ? 1 : limit > LIMIT_MOST ? LIMIT_MOST : limit;
    struct search search = {.arena = arena,
                            .find = find,
                            .filter = {.text = text, .limit = limit},
                            .named = {.text = text, .limit = limit}};
    struct result result = store_read(find->store, read_search, &search);
    if (result_failed(result)) {
        return result;
    }
    json_t *listings = json_array();
    json_t *organisations = json_array();
    for (size_t index = 0; index < search.page.count; index++) {
        (void)json_array_append_new(listings, listing_document(find->catalogue, &search.page.listings[index]));
    }
    for (size_t index = 0; index < search.organisations.count; index++) {
        (void)json_array_append_new(organisations,
                                    organisation_document(find->catalogue, &search.organisations.organisations[index]));
    }
    *out = json_pack("{s:s%, s:I, s:b, s:o, s:o}", "query", text.length == 0 ? "" : text.at, text.length, "total",
                     (json_int_t)search.page.total, "total_capped", (int)search.page.total_capped, "listings", listings,
                     "organisations", organisations);
    return *out == NULL ? result_internal("the search's text is not UTF-8") : result;
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

struct table {
    const struct listing_find *find;
    struct sheet_writer *writer;
    const struct column *columns[COLUMNS_MOST];
    size_t count;
};

static struct result begin_table(struct table *table, enum column_sheet sheet, bool english)
{
    struct span headers[COLUMNS_MOST];
    size_t count;
    const struct column *columns = column_list(&count);
    for (size_t index = 0; index < count && table->count < COLUMNS_MOST; index++) {
        if (columns[index].zh != NULL && (columns[index].sheets & (unsigned)sheet) != 0) {
            headers[table->count] = span_of(english ? columns[index].en : columns[index].zh);
            table->columns[table->count++] = &columns[index];
        }
    }
    return sheet_writer_row(table->writer, headers, table->count);
}

struct cell {
    const char *code;
    const char *text;
};

static struct result write_row(const struct table *table, const struct cell *cells, size_t cell_count)
{
    struct span row[COLUMNS_MOST];
    for (size_t column = 0; column < table->count; column++) {
        row[column] = span_make("", 0);
        for (size_t cell = 0; cell < cell_count; cell++) {
            if (strcmp(table->columns[column]->code, cells[cell].code) == 0) {
                row[column] = span_of(cells[cell].text);
            }
        }
    }
    return sheet_writer_row(table->writer, row, table->count);
}

static struct result write_listing(struct arena *arena, const struct table *table, const struct listing *l)
{
    const struct catalogue *catalogue = table->find->catalogue;
    const struct cell cells[] = {
        {"organisation", l->organisation_name},
        {"credit_code", l->organisation_credit_code},
        {"kind", value_show_code(catalogue, CATALOGUE_KINDS, l->kind)},
        {"title", l->title},
        {"headcount", value_show_count(arena, l->headcount)},
        {"level", value_show_level(arena, catalogue, l->level_low, l->level_high)},
        {"skills", l->skills},
        {"pay", value_show_pay(arena, l->pay_low_fen, l->pay_high_fen, l->pay_unit)},
        {"pay_note", l->pay_note},
        {"start_day", value_show_day(arena, l->start_day)},
        {"end_day", value_show_day(arena, l->end_day)},
        {"county_code", value_show_code(catalogue, CATALOGUE_REGIONS, l->county_code)},
        {"lodging", value_show_yes_no(l->lodging)},
        {"meals", value_show_yes_no(l->meals)},
        {"shift", value_show_shift(l->shift)},
        {"education", l->education},
        {"experience_months", value_show_experience(arena, l->experience_months)},
        {"cooperation", value_show_cooperation(arena, catalogue, l->cooperation)},
        {"occupation_code", l->occupation_code},
        {"major_code", l->major_code},
        {"industry_code", l->industry_code},
        {"body", l->body},
    };
    return write_row(table, cells, sizeof cells / sizeof cells[0]);
}

/* One page of rows for each reading, so that a large city is never held in memory or in one snapshot. */
struct page_of_listings {
    struct arena *arena;
    const struct listing_find *find;
    struct listing_filter filter;
    struct listing_page page;
};

static struct result read_listings(struct store_session *session, void *context)
{
    struct page_of_listings *page = context;
    return listing_search(page->arena, session, page->find->region_id, &page->filter, &page->page);
}

struct result listing_export(const struct listing_find *find, const char *side, bool english,
                             struct sheet_writer *writer)
{
    struct table table = {.find = find, .writer = writer};
    struct arena arena;
    arena_init(&arena);
    struct page_of_listings page = {
        .arena = &arena, .find = find, .filter = {.text = {"", 0}, .side = side, .limit = ROWS_AT_ONCE}};
    struct result result = begin_table(&table, strcmp(side, "need") == 0 ? COLUMN_NEEDS : COLUMN_OFFERS, english);
    do {
        arena_reset(&arena);
        result = result_failed(result) ? result : store_read(find->store, read_listings, &page);
        for (size_t index = 0; index < page.page.count && !result_failed(result); index++) {
            result = write_listing(&arena, &table, &page.page.listings[index]);
        }
        page.filter.before = page.page.next_before;
    } while (!result_failed(result) && page.filter.before != 0);
    arena_release(&arena);
    return result;
}

static const char *kind_word(const char *kind)
{
    /* clang-format off */
    static const char *const words[][2] = {{"school", "院校"}, {"enterprise", "企业"}, {"association", "协会"}, {"government", "政府部门"}, {"park", "园区"}};
    /* clang-format on */
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        if (strcmp(kind, words[index][0]) == 0) {
            return words[index][1];
        }
    }
    return kind;
}

static struct result write_organisation(struct arena *arena, const struct table *table, const struct organisation *o)
{
    const struct catalogue *catalogue = table->find->catalogue;
    const struct cell cells[] = {
        {"name", o->name},
        {"credit_code", o->credit_code},
        {"kind", kind_word(o->kind)},
        {"short_name", o->short_name},
        {"county_code", value_show_code(catalogue, CATALOGUE_REGIONS, o->county_code)},
        {"industry_code", o->industry_code},
        {"school_level", o->school_level},
        {"ownership", o->ownership},
        {"above_scale", value_show_yes_no(o->above_scale ? 1 : 0)},
        {"staff_count", value_show_count(arena, o->staff_count)},
        {"student_count", value_show_count(arena, o->student_count)},
        {"teacher_count", value_show_count(arena, o->teacher_count)},
        {"address", o->address},
        {"website", o->website},
        {"products", o->products},
        {"summary", o->summary},
    };
    return write_row(table, cells, sizeof cells / sizeof cells[0]);
}

struct page_of_organisations {
    struct arena *arena;
    const struct listing_find *find;
    struct organisation_filter filter;
    struct organisation_page page;
};

static struct result read_organisations(struct store_session *session, void *context)
{
    struct page_of_organisations *page = context;
    return organisation_search(page->arena, session, page->find->region_id, &page->filter, &page->page);
}

struct result listing_export_organisations(const struct listing_find *find, bool english, struct sheet_writer *writer)
{
    struct table table = {.find = find, .writer = writer};
    struct arena arenas[2]; /* the keyset of the last page lives on while the next is read */
    struct page_of_organisations page = {.find = find, .filter = {.text = {"", 0}, .limit = ROWS_AT_ONCE}};
    arena_init(&arenas[0]);
    arena_init(&arenas[1]);
    struct result result = begin_table(&table, COLUMN_ORGANISATIONS, english);
    for (int turn = 0; !result_failed(result); turn = 1 - turn) {
        arena_reset(&arenas[turn]);
        page.arena = &arenas[turn];
        result = store_read(find->store, read_organisations, &page);
        for (size_t index = 0; index < page.page.count && !result_failed(result); index++) {
            result = write_organisation(&arenas[turn], &table, &page.page.organisations[index]);
        }
        if (result_failed(result) || page.page.next_key == NULL) {
            break;
        }
        page.filter.after_key = page.page.next_key;
        page.filter.after_id = page.page.next_id;
    }
    arena_release(&arenas[1]);
    arena_release(&arenas[0]);
    return result;
}
