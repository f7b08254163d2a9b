/* The places of each role, and the way back from every page. */
#include "areas/portal/portal.h"

#include "areas/waiting/waiting.h"

/* Where a place is found: in the head of every page, or on the page of the office, which the head leads to. */
enum place_group { IN_HEAD, OFFICE_CITY, OFFICE_FIT, OFFICE_NEWS, OFFICE_SAFETY, PLACE_GROUPS };

struct place {
    const char *title, *url;
    unsigned roles; /* 0 = everybody */
    enum place_group group;
};

/* In the head everybody's first, then what the role adds: few, so that one line holds them. */
static const struct place places[] = {
    {"nav.search", "/search", 0, IN_HEAD},
    {"nav.organisations", "/organisations", 0, IN_HEAD},
    {"nav.news", "/news", 0, IN_HEAD},
    {"nav.insight", "/insight", 0, IN_HEAD},
    {"nav.unmet", "/unmet", 0, IN_HEAD},
    {"nav.post", "/listings/message", ROLE_MEMBER, IN_HEAD},
    {"nav.post_offer", "/listings/new?side=offer", ROLE_MEMBER, IN_HEAD},
    {"nav.waiting", "/waiting", ROLE_MEMBER, IN_HEAD},
    {"nav.requests", "/requests", ROLE_MEMBER, IN_HEAD},
    {"nav.registrations", "/office/registrations", ROLE_OFFICE, OFFICE_CITY},
    {"nav.imports", "/office/imports", ROLE_OFFICE, OFFICE_CITY},
    {"nav.merge", "/office/merge", ROLE_OFFICE, OFFICE_CITY},
    {"nav.weights", "/office/weights", ROLE_OFFICE, OFFICE_FIT},
    {"nav.crosswalk", "/office/crosswalk", ROLE_OFFICE, OFFICE_FIT},
    {"nav.desk", "/office/articles", ROLE_OFFICE | ROLE_EDITOR, OFFICE_NEWS},
    {"nav.people", "/office/people", ROLE_OFFICE | ROLE_ADMINISTRATOR, OFFICE_SAFETY},
    {"nav.privacy_texts", "/office/privacy", ROLE_OFFICE | ROLE_ADMINISTRATOR, OFFICE_SAFETY},
    {"nav.settings", "/office/settings", ROLE_OFFICE | ROLE_ADMINISTRATOR, OFFICE_CITY},
    {"nav.security", "/office/security", ROLE_ADMINISTRATOR, OFFICE_SAFETY},
    {"nav.permissions", "/office/permissions", ROLE_AUDITOR | ROLE_ADMINISTRATOR, OFFICE_SAFETY},
    {"nav.audit", "/audit", ROLE_AUDITOR | ROLE_ADMINISTRATOR, OFFICE_SAFETY},
    {"nav.mail", "/office/mail", ROLE_OFFICE, OFFICE_SAFETY},
    /* last, for others lie below it */
    {"nav.office", "/office", ROLE_OFFICE | ROLE_EDITOR | ROLE_AUDITOR | ROLE_ADMINISTRATOR, IN_HEAD},
};
enum { PLACE_COUNT = sizeof places / sizeof places[0] };

static bool is_below(const char *path, const char *url)
{
    size_t length = strlen(url);
    return strncmp(path, url, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* Where a page belongs that lies below no place's URL. */
static const char *belongs_to(const char *path)
{
    if (is_below(path, "/listings") && !is_below(path, "/listings/message")) {
        return "/search";
    }
    if (is_below(path, "/articles") || is_below(path, "/documents") || is_below(path, "/policies")) {
        return "/news";
    }
    return is_below(path, "/fits") ? "/search" : is_below(path, "/office/columns") ? "/office/articles" : path;
}

/* A new listing belongs to the place that begins one of its side. */
static const char *new_listing_place(const struct request *request)
{
    bool offer = span_is(request_query(request, "side"), "offer") || span_is(request_form(request, "side"), "offer");
    return offer ? "/listings/new?side=offer" : "/listings/message";
}

static const struct place *place_of(const struct request *request)
{
    bool is_new = strcmp(request->path, "/listings/new") == 0;
    const char *where = is_new ? new_listing_place(request) : belongs_to(request->path);
    for (size_t index = 0; index < PLACE_COUNT; index++) {
        if (is_below(where, places[index].url)) {
            return &places[index];
        }
    }
    return NULL;
}

static const struct place *office_place(void)
{
    return &places[PLACE_COUNT - 1];
}

/* The places of one group that are open to the person. */
static json_t *places_document(const struct request *request, const struct place *here, enum place_group group)
{
    json_t *list = json_array();
    const struct place *shown = here != NULL && here->group != IN_HEAD ? office_place() : here;
    for (size_t index = 0; index < PLACE_COUNT; index++) {
        const struct place *place = &places[index];
        if (place->group == group && (place->roles == 0 || actor_is(request->actor, place->roles))) {
            json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "title", place->title, "url", place->url,
                                                  "current", (int)(place == shown)));
        }
    }
    return list;
}

json_t *portal_office_document(const struct request *request)
{
    static const char *const titles[PLACE_GROUPS] = {NULL, "portal.office.city", "portal.office.fit",
                                                     "portal.office.news", "portal.office.safety"};
    json_t *groups = json_array();
    for (enum place_group group = OFFICE_CITY; group < PLACE_GROUPS; group++) {
        json_t *list = places_document(request, NULL, group);
        if (json_array_size(list) == 0) {
            json_decref(list);
            continue;
        }
        json_array_append_new(groups, json_pack("{s:s, s:o}", "title", titles[group], "places", list));
    }
    return groups;
}

/* Start page › place › this page; the last without a URL. */
static json_t *breadcrumb_document(const struct request *request, const struct place *here, const json_t *page)
{
    json_t *list = json_array();
    if (strcmp(request->path, "/") == 0) {
        return list;
    }
    const char *title = json_string_value(json_object_get(page, "title"));
    json_array_append_new(list, json_pack("{s:s, s:s}", "title", "nav.home", "url", "/"));
    if (here != NULL && here->group != IN_HEAD) {
        json_array_append_new(list,
                              json_pack("{s:s, s:s}", "title", office_place()->title, "url", office_place()->url));
    }
    if (here != NULL && strcmp(here->url, request->path) == 0) {
        json_array_append_new(list, json_pack("{s:s}", "title", here->title));
        return list;
    }
    if (here != NULL) {
        json_array_append_new(list, json_pack("{s:s, s:s}", "title", here->title, "url", here->url));
    }
    if (title != NULL && title[0] != '\0') {
        json_array_append_new(list, json_pack("{s:s}", "title", title));
    }
    return list;
}

/* The name in the frame leads to the person's own account. */
static void set_user_url(json_t *page)
{
    json_t *user = json_object_get(page, "user");
    if (json_is_object(user)) {
        json_object_set_new(user, "url", json_string("/account"));
    }
}

struct counting {
    const struct request *request;
    int64_t all, overdue;
};

static struct result count_waiting(struct store_session *session, void *context)
{
    struct counting *counting = context;
    const struct request *request = counting->request;
    return waiting_count(session, request->region_id, request->actor, request->now_ms, &counting->all,
                         &counting->overdue);
}

/* How much waits for the person; a page is shown without it when the database does not answer. */
static void set_waiting(const struct request *request, json_t *page)
{
    json_t *user = json_object_get(page, "user");
    struct counting counting = {request, 0, 0};
    if (json_is_object(user) && !result_failed(store_read(request->store, count_waiting, &counting)) &&
        counting.all > 0) {
        json_object_set_new(user, "waiting", json_integer((json_int_t)counting.all));
        json_object_set_new(user, "waiting_overdue", json_integer((json_int_t)counting.overdue));
        json_object_set_new(user, "waiting_url", json_string("/waiting"));
    }
}

void portal_fill_page(const struct request *request, json_t *page)
{
    set_user_url(page);
    set_waiting(request, page);
    const struct place *here = place_of(request);
    json_object_set_new(page, "nav", places_document(request, here, IN_HEAD));
    if (json_array_size(json_object_get(page, "breadcrumb")) == 0) {
        json_object_set_new(page, "breadcrumb", breadcrumb_document(request, here, page));
    }
    json_object_set_new(page, "footer",
                        json_pack("[{s:s, s:s}, {s:s, s:s}, {s:s, s:s}]", "title", "nav.about", "url", "/about",
                                  "title", "nav.privacy", "url", "/privacy", "title", "nav.accessibility", "url",
                                  "/accessibility"));
}
