/* GET /search: needs, offers and organisations, by words, pinyin and filters. Everything that is chosen stands in the URL. */
#include "areas/listings/pages.h"
#include "areas/policies/policies.h"
#include "areas/services.h"

#include "base/id.h"
#include "text/text.h"
#include "web/link.h"
#include "web/pieces.h"

enum {
    PAGE_SIZE = 20,
    ORGANISATIONS_SHOWN = 3,
    OPTIONS_SHOWN = 14,
    CODES_MOST = 12,
    CODE_BYTES_MOST = 40,
    SNIPPET_POINTS = 90,
    QUERY_BYTES_MOST = 800
};

/* The filters of the page, in the order shown. */
struct facet_look {
    const char *parameter, *title;
    enum listing_facet facet;
    enum catalogue_table table; /* CATALOGUE_TABLE_COUNT: words of the packs */
    bool open;
};
static const struct facet_look facet_looks[FACET_COUNT] = {
    {"side", "listing.facet.side", FACET_SIDE, CATALOGUE_TABLE_COUNT, true},
    {"kind", "listing.facet.kind", FACET_KIND, CATALOGUE_KINDS, true},
    {"county", "listing.facet.county", FACET_COUNTY, CATALOGUE_REGIONS, true},
    {"level", "listing.facet.level", FACET_LEVEL, CATALOGUE_LEVELS, false},
    {"industry", "listing.facet.industry", FACET_INDUSTRY, CATALOGUE_INDUSTRIES, false},
    {"programme", "listing.facet.programme", FACET_MAJOR, CATALOGUE_MAJORS, false},
};

struct asked {
    struct request *request;
    struct span text;
    const char *codes[FACET_COUNT]; /* by the order of facet_looks; lists separated by commas */
    const char *status;             /* "" = open */
    int64_t before;
};

struct answer {
    const struct asked *asked;
    struct listing_filter filter;
    struct listing_page page;
    struct listing_facets facets;
    struct organisation_page organisations;
    json_t *articles, *policies; /* owned; NULL: not looked for */
};

/* --- what is asked -------------------------------------------------------------------------------------------- */

static const char *read_codes(struct request *request, const char *parameter)
{
    struct span values[CODES_MOST];
    size_t count = request_query_all(request, parameter, values, CODES_MOST);
    const char *list = "";
    for (size_t index = 0; index < count; index++) {
        if (values[index].length > 0 && values[index].length <= CODE_BYTES_MOST) {
            list = arena_format(request->arena, "%s%s%.*s", list, list[0] == '\0' ? "" : ",", (int)values[index].length,
                                values[index].at);
        }
    }
    return list;
}

static bool may_see_all(const struct actor *actor)
{
    return actor_is(actor, ROLE_OFFICE | ROLE_ADMINISTRATOR);
}

/* Not within a character. */
static struct span cut_text(struct span text)
{
    if (text.length <= QUERY_BYTES_MOST) {
        return text;
    }
    size_t length = QUERY_BYTES_MOST;
    while (length > 0 && (text.at[length] & 0xc0) == 0x80) {
        length--;
    }
    return span_make(text.at, length);
}

/* The place in the list: an id, with a minus among what only mentions the words. */
static int64_t read_before(struct span text)
{
    int64_t id = 0;
    bool mentions = span_starts_with(text, span_of("-"));
    bool sound = id_parse(mentions ? span_make(text.at + 1, text.length - 1) : text, &id);
    return !sound ? 0 : mentions ? -id : id;
}

static struct asked read_asked(struct request *request)
{
    struct asked asked = {.request = request, .status = ""};
    asked.text = span_trim(request_query(request, "q"));
    asked.text = cut_text(asked.text);
    for (size_t index = 0; index < FACET_COUNT; index++) {
        asked.codes[index] = read_codes(request, facet_looks[index].parameter);
    }
    struct span status = request_query(request, "status");
    if (may_see_all(request->actor) &&
        (span_is(status, "closed") || span_is(status, "filled") || span_is(status, "draft"))) {
        asked.status = arena_copy(request->arena, status);
    }
    asked.before = read_before(request_query(request, "before"));
    return asked;
}

static struct listing_filter build_filter(const struct asked *asked)
{
    struct listing_filter filter = {.text = asked->text, .before = asked->before, .limit = PAGE_SIZE};
    const char **members[FACET_COUNT] = {&filter.side,       &filter.kind, &filter.county_code, &filter.industry_code,
                                         &filter.major_code, &filter.level}; /* by enum listing_facet */
    for (size_t index = 0; index < FACET_COUNT; index++) {
        *members[facet_looks[index].facet] = asked->codes[index];
    }
    filter.status = asked->status[0] == '\0' ? NULL : asked->status;
    return filter;
}

static const char *format_before(struct arena *arena, int64_t before)
{
    char id[ID_TEXT_SIZE];
    if (before == 0) {
        return "";
    }
    return arena_format(arena, "%s%s", before < 0 ? "-" : "", id_format(before < 0 ? -before : before, id));
}

/* The page's own address, without one choice (skip_name, skip_value), from the first page or after `before`. */
static const char *build_url(const struct asked *asked, const char *skip_name, struct span skip_value, int64_t before)
{
    struct buffer link;
    buffer_init(&link);
    buffer_add_text(&link, "/search");
    link_add(&link, "q", asked->text);
    for (size_t index = 0; index < FACET_COUNT; index++) {
        const char *parameter = facet_looks[index].parameter;
        for (const char *at = asked->codes[index]; *at != '\0';) {
            struct span code = span_make(at, strcspn(at, ","));
            bool skipped = strcmp(parameter, skip_name) == 0 && span_equal(code, skip_value);
            link_add(&link, parameter, skipped ? span_make("", 0) : code);
            at += code.length + (at[code.length] == ',' ? 1 : 0);
        }
    }
    link_add(&link, "status", span_of(asked->status));
    link_add(&link, "before", span_of(format_before(asked->request->arena, before)));
    const char *url = arena_copy(asked->request->arena, buffer_span(&link));
    buffer_release(&link);
    return url;
}

static bool asks_anything(const struct asked *asked)
{
    bool any = asked->text.length > 0 || asked->status[0] != '\0';
    for (size_t index = 0; index < FACET_COUNT; index++) {
        any = any || asked->codes[index][0] != '\0';
    }
    return any;
}

/* --- reading -------------------------------------------------------------------------------------------------- */

static struct result read_answer(struct store_session *session, void *context)
{
    struct answer *answer = context;
    const struct request *request = answer->asked->request;
    struct arena *arena = request->arena;
    json_decref(answer->articles); /* a work may be called again */
    json_decref(answer->policies);
    answer->articles = NULL;
    answer->policies = NULL;
    struct result result = listing_search(arena, session, request->region_id, &answer->filter, &answer->page);
    if (!result_failed(result) && answer->filter.status == NULL) {
        result = listing_count_facets(arena, session, request->region_id, &answer->filter, &answer->facets);
    }
    if (!result_failed(result) && answer->asked->text.length > 0 && answer->asked->before == 0) {
        struct organisation_filter named = {.text = answer->asked->text, .limit = ORGANISATIONS_SHOWN};
        result = organisation_search(arena, session, request->region_id, &named, &answer->organisations);
        result = result_failed(result) ? result
                                       : request->services->find_articles(answer->asked->request, session,
                                                                          answer->asked->text, &answer->articles);
        result = result_failed(result)
                     ? result
                     : policies_found(answer->asked->request, session, answer->asked->text, &answer->policies);
    }
    return result;
}

/* --- the document ---------------------------------------------------------------------------------------------- */

static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

static void set_text(json_t *object, const char *key, const char *text)
{
    set(object, key, json_string_nocheck(text));
}

static const char *find_label(const struct request *request, const struct facet_look *look, struct span code)
{
    struct arena *arena = request->arena;
    if (look->table == CATALOGUE_TABLE_COUNT) {
        return arena_format(arena, "listing.%s.%.*s", look->parameter, (int)code.length, code.at);
    }
    for (size_t row = 0; look->facet == FACET_LEVEL && row < catalogue_count(request->catalogue, look->table); row++) {
        const struct catalogue_entry *level = catalogue_at(request->catalogue, look->table, row);
        if (code.length == 1 && level->number == code.at[0] - '0') {
            return listing_name_shown(request, level);
        }
    }
    const struct catalogue_entry *entry =
        look->facet == FACET_LEVEL ? NULL : catalogue_find(request->catalogue, look->table, code);
    return entry == NULL ? arena_copy(arena, code) : listing_name_shown(request, entry);
}

static bool is_chosen(const char *list, const char *code)
{
    size_t length = strlen(code);
    for (const char *at = list; *at != '\0';) {
        size_t width = strcspn(at, ",");
        if (width == length && memcmp(at, code, length) == 0) {
            return true;
        }
        at += width + (at[width] == ',' ? 1 : 0);
    }
    return false;
}

static void add_option(json_t *options, const char *value, const char *label, int64_t count, bool selected)
{
    json_t *option = json_object();
    set_text(option, "value", value);
    set_text(option, "label", label);
    if (count >= 0) {
        set(option, "count", json_integer(count));
    }
    set(option, "selected", json_boolean(selected));
    (void)json_array_append_new(options, option);
}

/* The choices with hits, and those chosen that have none, so that they can be taken back. */
static json_t *facet_document(const struct answer *answer, size_t index)
{
    const struct facet_look *look = &facet_looks[index];
    const struct asked *asked = answer->asked;
    const struct listing_choice *choices = answer->facets.choices[look->facet];
    json_t *facet = json_object();
    json_t *options = json_array();
    bool chosen_any = asked->codes[index][0] != '\0';
    const char *left = ""; /* chosen and counted */
    for (size_t at = 0; at < answer->facets.counts[look->facet]; at++) {
        bool chosen = is_chosen(asked->codes[index], choices[at].code);
        if (at < OPTIONS_SHOWN || chosen) {
            add_option(options, choices[at].code, find_label(asked->request, look, span_of(choices[at].code)),
                       choices[at].count, chosen);
        }
        left = chosen ? arena_format(asked->request->arena, "%s,%s", left, choices[at].code) : left;
    }
    for (const char *at = asked->codes[index]; *at != '\0';) {
        size_t width = strcspn(at, ",");
        const char *code = arena_copy(asked->request->arena, span_make(at, width));
        if (!is_chosen(left, code)) {
            add_option(options, code, find_label(asked->request, look, span_of(code)), 0, true);
        }
        at += width + (at[width] == ',' ? 1 : 0);
    }
    set_text(facet, "name", look->parameter);
    set_text(facet, "title", look->title);
    set(facet, "several", json_true());
    set(facet, "open", json_boolean(look->open || chosen_any));
    set(facet, "options", options);
    return facet;
}

static json_t *status_facet(const struct asked *asked)
{
    static const char *const states[] = {"", "draft", "closed", "filled"};
    json_t *facet = json_object();
    json_t *options = json_array();
    for (size_t index = 0; index < sizeof states / sizeof states[0]; index++) {
        const char *label =
            arena_format(asked->request->arena, "listing.status.%s", states[index][0] == '\0' ? "open" : states[index]);
        add_option(options, states[index], label, -1, strcmp(asked->status, states[index]) == 0);
    }
    set_text(facet, "name", "status");
    set_text(facet, "title", "listing.facet.status");
    set(facet, "open", json_true());
    set(facet, "options", options);
    return facet;
}

static json_t *filters_document(const struct answer *answer)
{
    const struct asked *asked = answer->asked;
    json_t *filters = json_object();
    json_t *facets = json_array();
    struct asked bare = {.request = asked->request, .text = asked->text, .status = ""};
    if (may_see_all(asked->request->actor)) {
        (void)json_array_append_new(facets, status_facet(asked));
    }
    for (size_t index = 0; index < FACET_COUNT; index++) {
        json_t *facet = facet_document(answer, index);
        if (json_array_size(json_object_get(facet, "options")) > 0) {
            (void)json_array_append_new(facets, facet);
        } else {
            json_decref(facet);
        }
        bare.codes[index] = "";
    }
    set_text(filters, "action", "/search");
    set(filters, "query", json_stringn_nocheck(asked->text.length == 0 ? "" : asked->text.at, asked->text.length));
    set(filters, "clear_url", json_string_nocheck(build_url(&bare, "", span_make("", 0), 0)));
    set(filters, "facets", facets);
    return filters;
}

/* What is chosen, each with the address without it. */
static json_t *chosen_document(const struct asked *asked)
{
    json_t *list = json_array();
    for (size_t index = 0; index < FACET_COUNT; index++) {
        for (const char *at = asked->codes[index]; *at != '\0';) {
            struct span code = span_make(at, strcspn(at, ","));
            json_t *choice = json_object();
            set_text(choice, "name", facet_looks[index].parameter);
            set(choice, "value", json_stringn_nocheck(code.at, code.length));
            set_text(choice, "title", facet_looks[index].title);
            set_text(choice, "label", find_label(asked->request, &facet_looks[index], code));
            set_text(choice, "url", build_url(asked, facet_looks[index].parameter, code, 0));
            (void)json_array_append_new(list, choice);
            at += code.length + (at[code.length] == ',' ? 1 : 0);
        }
    }
    return list;
}

json_t *listing_row_document(const struct request *request, const struct listing *listing, struct span query)
{
    char id[ID_TEXT_SIZE];
    struct arena *arena = request->arena;
    json_t *row = listing_document(request->catalogue, listing);
    set_text(row, "url", arena_format(arena, "/listings/%s", id_format(listing->id, id)));
    set_text(row, "organisation_url",
             arena_format(arena, "/organisations/%s", id_format(listing->organisation_id, id)));
    set(row, "title_pieces", pieces_document(arena, span_of(listing->title), query));
    set(row, "organisation_pieces", pieces_document(arena, span_of(listing->organisation_name), query));
    struct hit hit;
    bool in_skills = query.length > 0 && token_highlight(arena, span_of(listing->body), query, &hit, 1) == 0 &&
                     token_highlight(arena, span_of(listing->skills), query, &hit, 1) > 0;
    const char *note = in_skills || listing->body[0] == '\0' ? listing->skills : listing->body;
    set(row, "note_pieces", pieces_snippet(arena, span_of(note), query, SNIPPET_POINTS));
    return row;
}

static json_t *listings_document(const struct answer *answer)
{
    json_t *list = json_array();
    for (size_t index = 0; index < answer->page.count; index++) {
        (void)json_array_append_new(
            list, listing_row_document(answer->asked->request, &answer->page.listings[index], answer->asked->text));
    }
    return list;
}

static json_t *organisations_document(const struct answer *answer)
{
    const struct request *request = answer->asked->request;
    json_t *list = json_array();
    for (size_t index = 0; index < answer->organisations.count; index++) {
        const struct organisation *organisation = &answer->organisations.organisations[index];
        json_t *row = organisation_row_document(request, organisation, answer->asked->text);
        (void)json_array_append_new(list, row);
    }
    return list;
}

static json_t *pages_document(const struct answer *answer)
{
    const struct asked *asked = answer->asked;
    json_t *pages = json_object();
    if (asked->before != 0) {
        set(pages, "first_url", json_string_nocheck(build_url(asked, "", span_make("", 0), 0)));
    }
    if (answer->page.next_before != 0) {
        set(pages, "next_url", json_string_nocheck(build_url(asked, "", span_make("", 0), answer->page.next_before)));
    }
    return pages;
}

static json_t *build_document(const struct answer *answer)
{
    const struct asked *asked = answer->asked;
    json_t *document = json_object();
    struct buffer more;
    set(document, "query", json_stringn_nocheck(asked->text.length == 0 ? "" : asked->text.at, asked->text.length));
    set(document, "total", json_integer(answer->page.total));
    set(document, "total_capped", json_boolean(answer->page.total_capped));
    set(document, "listings", listings_document(answer));
    set(document, "organisations", organisations_document(answer));
    buffer_init(&more);
    buffer_add_text(&more, "/organisations");
    link_add(&more, "q", asked->text);
    set(document, "organisations_url",
        answer->organisations.next_key == NULL ? json_null() : json_stringn_nocheck(more.bytes, more.length));
    buffer_release(&more);
    set(document, "chosen", chosen_document(asked));
    set(document, "filters", filters_document(answer));
    set(document, "counted_most", answer->facets.sampled ? json_integer(LISTING_FACTS_MOST) : json_null());
    set(document, "pages", pages_document(answer));
    set(document, "asked", json_boolean(asks_anything(asked)));
    set(document, "narrowed",
        json_boolean(asks_anything(asked) && json_array_size(json_object_get(document, "chosen")) > 0));
    return document;
}

struct result listing_show_search(struct request *request, struct response *response)
{
    struct asked asked = read_asked(request);
    struct answer answer = {.asked = &asked, .filter = build_filter(&asked)};
    struct result result = store_read(request->store, read_answer, &answer);
    if (result_failed(result)) {
        json_decref(answer.articles);
        json_decref(answer.policies);
        return result;
    }
    response->document = build_document(&answer);
    set(response->document, "articles", answer.articles == NULL ? json_array() : answer.articles);
    set(response->document, "policies", answer.policies == NULL ? json_array() : answer.policies);
    response->view = "listings/search";
    response->title = "listing.page.search";
    response->cacheable = request->actor->person_id == 0;
    return result;
}
