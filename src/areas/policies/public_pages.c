/* What visitors read: the library with its search, a policy, its documents, the feed. */
#include "areas/policies/pages.h"

#include "areas/files/files.h"
#include "areas/policies/rows.h"
#include "areas/services.h"
#include "base/day.h"
#include "base/id.h"
#include "web/link.h"
#include "web/permission.h"
#include "web/xml.h"

enum {
    ROWS = 20,
    FEED_ROWS = 30,
    OPTIONS_SHOWN = 12,
    QUERY_MOST = 400,
    CHOICE_MOST = 300,
    SHARE_POINTS = 80,
    TOC_LEAST = 4
};

bool policy_may_manage(const struct request *request)
{
    return permission_allows(request->actor, "policy.manage", (struct subject){0});
}

struct result policy_find_visible(const struct request *request, struct store_session *session, int64_t id,
                                  struct policy *out)
{
    struct policy policy;
    struct result result = policy_find(request->arena, session, request->region_id, id, &policy);
    if (!result_failed(result) && strcmp(policy.status, "draft") == 0 && !policy_may_manage(request)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "policies.error.not_found", "a draft");
    }
    if (!result_failed(result)) {
        *out = policy;
    }
    return result;
}

/* --- the library --------------------------------------------------------------------------------------------------- */

static const struct facet_look {
    const char *name, *title;
    bool coded; /* its choices are codes of the words, policies.NAME.CODE */
} looks[POLICY_FACETS] = {[POLICY_LEVEL] = {"level", "policies.field.level", true},
                          [POLICY_FORCE] = {"force", "policies.field.force", true},
                          [POLICY_ISSUER] = {"issuer", "policies.field.issuer", false},
                          [POLICY_YEAR] = {"year", "policies.field.year", false}};

struct library {
    struct request *request;
    const char *chosen[POLICY_FACETS];
    struct policy_query query;
    struct policy_hits hits;
    struct policy_facets facets;
};

static struct result read_library(struct store_session *session, void *context)
{
    struct library *library = context;
    const struct request *request = library->request;
    struct result result = policy_search(request->arena, session, request->region_id, &library->query, &library->hits);
    return result_failed(result)
               ? result
               : policy_count_facets(request->arena, session, request->region_id, &library->query, &library->facets);
}

/* "after=2023-05-01-0SAW…": the last row of the page before. */
static struct policy_place read_place(struct arena *arena, struct span text)
{
    struct policy_place place = {"", 0};
    const char *dash = text.length == 0 ? NULL : memrchr(text.at, '-', text.length);
    size_t length = dash == NULL ? 0 : (size_t)(dash - text.at);
    if (dash != NULL && length < DAY_TEXT_SIZE && id_parse(span_make(dash + 1, text.length - length - 1), &place.id)) {
        place.sort_day = arena_copy(arena, span_make(text.at, length));
        return place;
    }
    return (struct policy_place){"", 0};
}

static struct library read_asked(struct request *request)
{
    struct library library = {.request = request};
    struct span text = span_trim(request_query(request, "q"));
    for (int facet = 0; facet < POLICY_FACETS; facet++) {
        struct span value = request_query(request, looks[facet].name);
        library.chosen[facet] = value.length > CHOICE_MOST ? "" : arena_copy(request->arena, value);
    }
    bool drafts = policy_may_manage(request) && span_is(request_query(request, "status"), "draft");
    bool retracted = policy_may_manage(request) && span_is(request_query(request, "status"), "retracted");
    library.query = (struct policy_query){.text = text.length > QUERY_MOST ? span_make("", 0) : text,
                                          .status = drafts      ? "draft"
                                                    : retracted ? "retracted"
                                                                : "published",
                                          .level = library.chosen[POLICY_LEVEL],
                                          .force = library.chosen[POLICY_FORCE],
                                          .issuer = library.chosen[POLICY_ISSUER],
                                          .year = library.chosen[POLICY_YEAR],
                                          .today = request->today,
                                          .after = read_place(request->arena, request_query(request, "after")),
                                          .limit = ROWS};
    if (strcmp(library.query.status, "published") != 0) {
        library.query.text = span_make("", 0); /* the index holds what is published */
    }
    return library;
}

static const char *library_url(const struct library *library, bool with_choices, const struct policy *after)
{
    struct buffer link;
    char id[ID_TEXT_SIZE];
    struct arena *arena = library->request->arena;
    bool published = strcmp(library->query.status, "published") == 0;
    buffer_init(&link);
    buffer_add_text(&link, "/policies");
    link_add(&link, "q", library->query.text);
    link_add(&link, "status", span_of(published ? "" : library->query.status));
    for (int facet = 0; with_choices && facet < POLICY_FACETS; facet++) {
        link_add(&link, looks[facet].name, span_of(library->chosen[facet]));
    }
    if (after != NULL) {
        link_add(&link, "after",
                 span_of(arena_format(arena, "%s-%s", policy_sort_day(after), id_format(after->id, id))));
    }
    const char *url = arena_copy(arena, buffer_span(&link));
    buffer_release(&link);
    return url;
}

static void add_option(json_t *options, const char *value, const char *label, int64_t count, bool selected)
{
    json_t *option = json_object();
    policy_set(option, "value", json_string_nocheck(value));
    policy_set(option, "label", json_string_nocheck(label));
    if (count >= 0) {
        policy_set(option, "count", json_integer(count));
    }
    policy_set(option, "selected", json_boolean(selected));
    (void)json_array_append_new(options, option);
}

/* NULL when there is nothing to choose. */
static json_t *facet_document(const struct library *library, int at)
{
    struct arena *arena = library->request->arena;
    const struct policy_choice *choices = library->facets.choices[at];
    const char *chosen = library->chosen[at];
    json_t *options = json_array();
    bool seen = chosen[0] == '\0';
    add_option(options, "", "policies.list.any", -1, seen);
    for (size_t index = 0; index < library->facets.counts[at]; index++) {
        bool selected = strcmp(choices[index].value, chosen) == 0;
        const char *label = looks[at].coded
                                ? arena_format(arena, "policies.%s.%s", looks[at].name, choices[index].value)
                                : choices[index].value;
        if (index < OPTIONS_SHOWN || selected) {
            add_option(options, choices[index].value, label, choices[index].count, selected);
        }
        seen = seen || selected;
    }
    if (!seen) {
        add_option(options, chosen, chosen, 0, true);
    }
    json_t *facet = json_object();
    policy_set_text(facet, "name", looks[at].name);
    policy_set_text(facet, "title", looks[at].title);
    policy_set(facet, "several", json_false());
    policy_set(facet, "open", json_boolean(at <= POLICY_FORCE || chosen[0] != '\0'));
    policy_set(facet, "options", options);
    return facet;
}

static json_t *filters_document(const struct library *library)
{
    struct span text = library->query.text;
    json_t *filters = json_object();
    json_t *facets = json_array();
    for (int facet = 0; facet < POLICY_FACETS; facet++) {
        if (library->facets.counts[facet] > 0 || library->chosen[facet][0] != '\0') {
            (void)json_array_append_new(facets, facet_document(library, facet));
        }
    }
    policy_set_text(filters, "action", "/policies");
    policy_set_text(filters, "query", arena_copy(library->request->arena, text));
    policy_set_text(filters, "clear_url", library_url(library, false, NULL));
    policy_set(filters, "facets", facets);
    return filters;
}

static json_t *tabs_document(const struct library *library)
{
    static const char *const statuses[] = {"published", "draft", "retracted"};
    json_t *tabs = json_array();
    for (size_t index = 0; index < sizeof statuses / sizeof statuses[0]; index++) {
        json_t *tab = json_object();
        policy_set_text(tab, "status", statuses[index]);
        policy_set_text(tab, "url",
                        index == 0 ? "/policies"
                                   : arena_format(library->request->arena, "/policies?status=%s", statuses[index]));
        policy_set(tab, "current", json_boolean(strcmp(statuses[index], library->query.status) == 0));
        (void)json_array_append_new(tabs, tab);
    }
    return tabs;
}

static json_t *library_document(const struct library *library)
{
    const struct request *request = library->request;
    const struct policy_hits *hits = &library->hits;
    json_t *document = json_object();
    json_t *rows = json_array();
    json_t *pages = json_object();
    json_t *hidden = json_array(); /* the choices, for the box of words */
    for (size_t index = 0; index < hits->count; index++) {
        (void)json_array_append_new(rows, policy_hit_document(request, &hits->policies[index], library->query.text));
    }
    for (int facet = 0; facet < POLICY_FACETS; facet++) {
        if (library->chosen[facet][0] != '\0') {
            (void)json_array_append_new(
                hidden, json_pack("{s:s, s:s}", "name", looks[facet].name, "value", library->chosen[facet]));
        }
    }
    policy_set_text(pages, "first_url", library->query.after.id == 0 ? "" : library_url(library, true, NULL));
    policy_set_text(pages, "next_url", hits->more ? library_url(library, true, &hits->policies[hits->count - 1]) : "");
    policy_set(document, "query", json_string_nocheck(arena_copy(request->arena, library->query.text)));
    policy_set(document, "policies", rows);
    policy_set(document, "total", json_integer(library->facets.total));
    policy_set(document, "total_capped", json_boolean(library->facets.capped));
    policy_set(document, "filters", filters_document(library));
    policy_set(document, "hidden", hidden);
    policy_set(document, "narrowed", json_boolean(json_array_size(hidden) > 0 || library->query.text.length > 0));
    policy_set(document, "pages", pages);
    policy_set(document, "may_manage", json_boolean(policy_may_manage(request)));
    if (policy_may_manage(request)) {
        policy_set(document, "tabs", tabs_document(library));
    }
    policy_set(document, "breadcrumb", policy_breadcrumb(request, NULL, NULL));
    return document;
}

struct result policy_show_list(struct request *request, struct response *response)
{
    struct library library = read_asked(request);
    struct result result = store_read(request->store, read_library, &library);
    if (result_failed(result)) {
        return result;
    }
    response->document = library_document(&library);
    response->view = "policies/list";
    response->title = "nav.policies";
    response->cacheable = request->actor->person_id == 0;
    return result;
}

/* --- a policy --------------------------------------------------------------------------------------------------------- */

struct policy_page {
    struct request *request;
    int64_t id;
    struct policy policy;
    struct policy *replacing;
    size_t replacing_count;
    struct policy *replaced;
    size_t replaced_count;
    struct file *files;
    size_t file_count;
};

static struct result read_page(struct store_session *session, void *context)
{
    struct policy_page *page = context;
    const struct request *request = page->request;
    struct arena *arena = request->arena;
    int64_t region_id = request->region_id;
    struct result result = policy_find_visible(request, session, page->id, &page->policy);
    if (!result_failed(result)) {
        result = policy_list_replacing(arena, session, region_id, page->id, &page->replacing, &page->replacing_count);
    }
    if (!result_failed(result)) {
        result = policy_list_replaced(arena, session, region_id, page->id, &page->replaced, &page->replaced_count);
    }
    return result_failed(result)
               ? result
               : file_list(arena, session, region_id, "policy", page->id, &page->files, &page->file_count);
}

/* Drafts only for who manages them. */
static json_t *others_document(const struct request *request, const struct policy *policies, size_t count)
{
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        if (strcmp(policies[index].status, "published") == 0 || policy_may_manage(request)) {
            (void)json_array_append_new(list, policy_row_document(request, &policies[index]));
        }
    }
    return list;
}

static json_t *files_document(const struct policy_page *page)
{
    json_t *list = json_array();
    for (size_t index = 0; index < page->file_count; index++) {
        char id[ID_TEXT_SIZE];
        json_t *one = file_document(&page->files[index]);
        policy_set_text(one, "url",
                        arena_format(page->request->arena, "%s/files/%s", policy_url(page->request->arena, page->id),
                                     id_format(page->files[index].id, id)));
        (void)json_array_append_new(list, one);
    }
    return list;
}

/* The headings as a list of contents; empty when there are few. */
static json_t *contents_document(const json_t *clauses)
{
    json_t *list = json_array();
    for (size_t index = 0; index < json_array_size(clauses); index++) {
        json_t *clause = json_array_get(clauses, index);
        if (json_is_string(json_object_get(clause, "heading")) && json_is_string(json_object_get(clause, "anchor"))) {
            (void)json_array_append(list, clause);
        }
    }
    if (json_array_size(list) < TOC_LEAST) {
        (void)json_array_clear(list);
    }
    return list;
}

/* For the head of the page: what other sites show when it is shared. */
static json_t *share_document(const struct policy_page *page)
{
    const struct policy *policy = &page->policy;
    struct arena *arena = page->request->arena;
    const char *site = page->request->services->site_url;
    json_t *share = json_object();
    policy_set_text(share, "url", site == NULL ? "" : arena_format(arena, "%s%s", site, policy_url(arena, page->id)));
    policy_set_text(share, "title", policy->title);
    policy_set_text(share, "summary", arena_format(arena, "%s %s", policy->issuer, policy->number));
    policy_set(share, "published_ms", policy->publish_ms == 0 ? json_null() : json_integer(policy->publish_ms));
    return share;
}

static json_t *actions_document(const struct policy *policy)
{
    json_t *actions = json_object();
    bool retracted = strcmp(policy->status, "retracted") == 0;
    policy_set(actions, "edit", json_boolean(!retracted));
    policy_set(actions, "publish", json_boolean(strcmp(policy->status, "draft") == 0));
    policy_set(actions, "retract", json_boolean(strcmp(policy->status, "published") == 0));
    policy_set(actions, "reopen", json_boolean(retracted));
    policy_set(actions, "version", json_integer(policy->version));
    return actions;
}

static json_t *page_document(const struct policy_page *page)
{
    const struct request *request = page->request;
    const struct policy *policy = &page->policy;
    bool retracted = strcmp(policy->status, "retracted") == 0;
    bool manages = policy_may_manage(request);
    json_t *document = json_object();
    json_t *one = policy_row_document(request, policy);
    policy_set_text(one, "reason", policy->reason);
    policy_set_text(one, "note", policy->note);
    policy_set_text(one, "source_url", policy->source_url);
    policy_set(one, "retracted", json_boolean(retracted));
    policy_set(one, "public", json_boolean(strcmp(policy->status, "published") == 0));
    policy_set_text(one, "ends_day", strcmp(policy->ends_day, POLICY_NEVER) == 0 ? "" : policy->ends_day);
    policy_set(document, "policy", one);
    if (!retracted || manages) {
        json_t *clauses = policy_clauses_document(request->arena, policy);
        policy_set(document, "contents", contents_document(clauses));
        policy_set(document, "clauses", clauses);
        policy_set(document, "replaces", others_document(request, page->replaced, page->replaced_count));
        policy_set(document, "replaced_by", others_document(request, page->replacing, page->replacing_count));
        policy_set(document, "files", files_document(page));
        policy_set(document, "share", share_document(page));
    }
    if (manages) {
        policy_set(document, "actions", actions_document(policy));
    }
    policy_set(document, "breadcrumb", policy_breadcrumb(request, policy, NULL));
    return document;
}

struct result policy_show(struct request *request, struct response *response)
{
    struct policy_page page = {.request = request};
    struct result result = request_id(request, 0, &page.id);
    result = result_failed(result) ? result : store_read(request->store, read_page, &page);
    if (result_failed(result)) {
        return result;
    }
    response->document = page_document(&page);
    response->view = "policies/show";
    response->title_text = page.policy.title;
    response->cacheable = request->actor->person_id == 0 && strcmp(page.policy.status, "published") == 0;
    response->status = strcmp(page.policy.status, "retracted") == 0 && !policy_may_manage(request) ? 410 : 0;
    return result;
}

/* --- the feed --------------------------------------------------------------------------------------------------------- */

struct feed {
    struct request *request;
    json_t *entries; /* owned here: a work may be called again */
};

static struct result read_feed(struct store_session *session, void *context)
{
    struct feed *feed = context;
    (void)json_array_clear(feed->entries);
    return policy_read_entries(feed->request, session, FEED_ROWS, feed->entries);
}

struct result policy_show_feed(struct request *request, struct response *response)
{
    struct feed feed = {request, json_array()};
    struct result result = store_read(request->store, read_feed, &feed);
    if (result_failed(result)) {
        json_decref(feed.entries);
        return result;
    }
    char never[TIME_TEXT_SIZE];
    const char *updated = time_format(0, never);
    for (size_t index = 0; index < json_array_size(feed.entries); index++) {
        const char *one = json_string_value(json_object_get(json_array_get(feed.entries, index), "updated"));
        updated = one != NULL && strcmp(one, updated) > 0 ? one : updated;
    }
    json_t *document = json_object();
    policy_set_text(document, "site", request->services->site_url);
    policy_set_text(document, "self", request->path);
    policy_set_text(document, "page_url", "/policies");
    policy_set_text(document, "region", request->region_name);
    policy_set(document, "policies", json_true());
    policy_set_text(document, "language", request->language);
    policy_set_text(document, "updated", updated);
    policy_set(document, "entries", feed.entries);
    response->content_type = "application/atom+xml; charset=utf-8";
    return xml_answer(request, response, "articles/feed", document);
}
