/* The routes of the area, and the list by pinyin. /organisations/:id is served by the area listings. */
#include "areas/organisations/pages.h"

#include "base/id.h"
#include "text/text.h"
#include "web/link.h"

#include <stdlib.h>

enum {
    PAGE_SIZE = 40,
    FACTS_MOST = 10000,
    CHOICES_MOST = 80,
    QUERY_MOST = 800,
    FORM_LIMIT = 40 << 20,
    PART_LIMIT = 1 << 20
};

const char *organisation_name_shown(const struct request *request, const struct catalogue_entry *entry)
{
    bool english = strcmp(request->language, "en") == 0 && entry->name_en[0] != '\0';
    return english ? entry->name_en : entry->name;
}

bool organisation_is_office(const struct request *request)
{
    return actor_is(request->actor, ROLE_OFFICE | ROLE_ADMINISTRATOR);
}

const char *organisation_url(struct arena *arena, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return arena_format(arena, "/organisations/%s", id_format(id, text));
}

/* --- what is asked ----------------------------------------------------------------------------------------------- */

enum facet { FACET_KIND, FACET_COUNTY, FACET_INDUSTRY, FACET_SCHOOL_LEVEL, FACET_SCALE, FACET_COUNT };

static const struct facet_look {
    const char *parameter, *title, *words;
    enum catalogue_table table;
} looks[FACET_COUNT] = {
    {"kind", "organisation.field.kind", "organisation.kind.", CATALOGUE_TABLE_COUNT},
    {"county", "organisation.field.county", NULL, CATALOGUE_REGIONS},
    {"industry", "organisation.field.industry", NULL, CATALOGUE_INDUSTRIES},
    {"school_level", "organisation.field.school_level", "organisation.school_level.", CATALOGUE_TABLE_COUNT},
    {"scale", "organisation.field.scale", "organisation.scale.", CATALOGUE_TABLE_COUNT},
};

struct choice {
    const char *code;
    int64_t count;
};

struct list {
    struct request *request;
    struct span text;
    struct span codes[FACET_COUNT];
    struct organisation_filter filter;
    struct organisation_page page;
    struct choice choices[FACET_COUNT][CHOICES_MOST];
    size_t counts[FACET_COUNT];
    size_t total;
    bool capped;
    bool is_first;
};

static struct organisation_filter build_filter(const struct list *list, enum facet without)
{
    struct span codes[FACET_COUNT];
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        codes[facet] = facet == (int)without ? span_make("", 0) : list->codes[facet];
    }
    return (struct organisation_filter){.text = list->text,
                                        .kind = codes[FACET_KIND],
                                        .county_code = codes[FACET_COUNTY],
                                        .industry_code = codes[FACET_INDUSTRY],
                                        .school_level = codes[FACET_SCHOOL_LEVEL],
                                        .major_code = request_query(list->request, "programme"),
                                        .above_scale = codes[FACET_SCALE].length > 0,
                                        .limit = PAGE_SIZE};
}

static void read_list(struct request *request, struct list *list)
{
    enum { CODE_MOST = 40, KEY_MOST = 600 };
    list->request = request;
    list->text = span_trim(request_query(request, "q"));
    list->text = list->text.length > QUERY_MOST ? span_make("", 0) : list->text;
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        struct span code = request_query(request, looks[facet].parameter);
        list->codes[facet] = code.length > CODE_MOST ? span_make("", 0) : code;
    }
    list->filter = build_filter(list, FACET_COUNT);
    struct span key = request_query(request, "after");
    list->is_first =
        key.length == 0 || key.length > KEY_MOST || !id_parse(request_query(request, "id"), &list->filter.after_id);
    list->filter.after_key = list->is_first ? NULL : arena_copy(request->arena, key);
}

/* --- counting ---------------------------------------------------------------------------------------------------- */

static void count_code(struct list *list, enum facet facet, const char *code)
{
    if (code[0] == '\0') {
        return;
    }
    for (size_t index = 0; index < list->counts[facet]; index++) {
        if (strcmp(list->choices[facet][index].code, code) == 0) {
            list->choices[facet][index].count++;
            return;
        }
    }
    if (list->counts[facet] < CHOICES_MOST) {
        list->choices[facet][list->counts[facet]++] = (struct choice){code, 1};
    }
}

static void count_fact(struct list *list, const struct organisation_facts *fact, const bool wanted[FACET_COUNT])
{
    char division[4] = "";
    memcpy(division, fact->industry_code, strnlen(fact->industry_code, 3));
    const char *codes[FACET_COUNT] = {fact->kind, fact->county_code, arena_text(list->request->arena, division),
                                      fact->school_level, fact->above_scale ? "1" : ""};
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        if (wanted[facet]) {
            count_code(list, (enum facet)facet, codes[facet]);
        }
    }
}

/* As in the search of listings: one reading for the filters that are not set, one each for those that are. */
static struct result count_facets(struct list *list, struct store_session *session, enum facet without)
{
    struct organisation_filter filter = build_filter(list, without);
    struct organisation_facts *facts = NULL;
    size_t count = 0;
    bool wanted[FACET_COUNT];
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        wanted[facet] = without == FACET_COUNT ? list->codes[facet].length == 0 : facet == (int)without;
    }
    struct result result = organisation_list_facts(list->request->arena, session, list->request->region_id, &filter,
                                                   FACTS_MOST, &facts, &count);
    for (size_t index = 0; index < count; index++) {
        count_fact(list, &facts[index], wanted);
    }
    if (without == FACET_COUNT) {
        list->total = count;
        list->capped = count == FACTS_MOST;
    }
    return result;
}

static struct result read_page(struct store_session *session, void *context)
{
    struct list *list = context;
    struct request *request = list->request;
    memset(list->counts, 0, sizeof list->counts);
    struct result result = organisation_search(request->arena, session, request->region_id, &list->filter, &list->page);
    if (!result_failed(result)) {
        result = count_facets(list, session, FACET_COUNT);
    }
    for (int facet = 0; facet < FACET_COUNT && !result_failed(result); facet++) {
        if (list->codes[facet].length > 0) {
            result = count_facets(list, session, (enum facet)facet);
        }
    }
    return result;
}

/* --- the document ------------------------------------------------------------------------------------------------- */

static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

static void set_text(json_t *object, const char *key, const char *text)
{
    set(object, key, json_string_nocheck(text));
}

static const char *build_url(const struct list *list, bool bare, const char *after_key, int64_t after_id)
{
    struct buffer link;
    char id[ID_TEXT_SIZE];
    buffer_init(&link);
    buffer_add_text(&link, "/organisations");
    link_add(&link, "q", list->text);
    for (int facet = 0; facet < FACET_COUNT && !bare; facet++) {
        link_add(&link, looks[facet].parameter, list->codes[facet]);
    }
    link_add(&link, "after", span_of(after_key));
    link_add(&link, "id", span_of(after_id == 0 ? "" : id_format(after_id, id)));
    const char *url = arena_copy(list->request->arena, buffer_span(&link));
    buffer_release(&link);
    return url;
}

static const char *label_of(const struct list *list, enum facet facet, const char *code)
{
    if (looks[facet].words != NULL) {
        return arena_format(list->request->arena, "%s%s", looks[facet].words, code);
    }
    const struct catalogue_entry *entry = catalogue_find(list->request->catalogue, looks[facet].table, span_of(code));
    return entry == NULL ? code : organisation_name_shown(list->request, entry);
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

static int compare_choices(const void *left, const void *right)
{
    const struct choice *a = left;
    const struct choice *b = right;
    return a->count != b->count ? (a->count < b->count) - (a->count > b->count) : strcmp(a->code, b->code);
}

static json_t *facet_document(struct list *list, enum facet facet)
{
    enum { SHOWN = 20 };
    json_t *options = json_array();
    json_t *document = json_object();
    struct choice *choices = list->choices[facet];
    bool found = list->codes[facet].length == 0;
    qsort(choices, list->counts[facet], sizeof *choices, compare_choices);
    add_option(options, "", "organisation.list.any", -1, list->codes[facet].length == 0);
    for (size_t index = 0; index < list->counts[facet]; index++) {
        bool selected = span_is(list->codes[facet], choices[index].code);
        found = found || selected;
        if (index < SHOWN || selected) {
            add_option(options, choices[index].code, label_of(list, facet, choices[index].code), choices[index].count,
                       selected);
        }
    }
    if (!found) {
        const char *code = arena_copy(list->request->arena, list->codes[facet]);
        add_option(options, code, label_of(list, facet, code), 0, true);
    }
    set_text(document, "name", looks[facet].parameter);
    set_text(document, "title", looks[facet].title);
    set(document, "open", json_boolean(facet <= FACET_COUNTY || list->codes[facet].length > 0));
    set(document, "options", options);
    return document;
}

static json_t *build_document(struct list *list)
{
    struct request *request = list->request;
    json_t *document = json_object();
    json_t *rows = json_array();
    json_t *facets = json_array();
    json_t *filters = json_object();
    json_t *pages = json_object();
    for (size_t index = 0; index < list->page.count; index++) {
        (void)json_array_append_new(rows,
                                    organisation_row_document(request, &list->page.organisations[index], list->text));
    }
    for (int facet = 0; facet < FACET_COUNT; facet++) {
        if (list->counts[facet] > 0 || list->codes[facet].length > 0) {
            (void)json_array_append_new(facets, facet_document(list, (enum facet)facet));
        }
    }
    set_text(filters, "action", "/organisations");
    set(filters, "query", json_stringn_nocheck(list->text.length == 0 ? "" : list->text.at, list->text.length));
    set_text(filters, "clear_url", build_url(list, true, "", 0));
    set(filters, "facets", facets);
    set(pages, "first_url", list->is_first ? json_null() : json_string_nocheck(build_url(list, false, "", 0)));
    set(pages, "next_url",
        list->page.next_key == NULL
            ? json_null()
            : json_string_nocheck(build_url(list, false, list->page.next_key, list->page.next_id)));
    set(document, "query", json_stringn_nocheck(list->text.length == 0 ? "" : list->text.at, list->text.length));
    set(document, "organisations", rows);
    set(document, "total", json_integer((json_int_t)list->total));
    set(document, "total_capped", json_boolean(list->capped));
    set(document, "filters", filters);
    set(document, "pages", pages);
    set(document, "office", json_boolean(organisation_is_office(request)));
    return document;
}

struct result organisation_show_list(struct request *request, struct response *response)
{
    struct list *list = ARENA_NEW(request->arena, struct list);
    read_list(request, list);
    struct result result = store_read(request->store, read_page, list);
    if (result_failed(result)) {
        return result;
    }
    response->document = build_document(list);
    response->view = "organisations/list";
    response->title = "organisation.page.list";
    response->cacheable = request->actor->person_id == 0;
    return result;
}

const struct route organisation_routes[] = {
    {METHOD_GET, "/organisations", "visit", 0, organisation_show_list},
    {METHOD_GET, "/organisations/new", "organisation.create", 0, organisation_show_new},
    {METHOD_POST, "/organisations", "organisation.create", FORM_LIMIT, organisation_submit_new},
    {METHOD_GET, "/organisations/:id/edit", "organisation.edit", 0, organisation_show_edit},
    {METHOD_POST, "/organisations/:id", "organisation.edit", FORM_LIMIT, organisation_submit_edit},
    {METHOD_POST, "/organisations/:id/parts", "organisation.edit", PART_LIMIT, organisation_submit_part},
    {METHOD_POST, "/organisations/:id/parts/:part/remove", "organisation.edit", PART_LIMIT,
     organisation_submit_part_removal},
    {0},
};
