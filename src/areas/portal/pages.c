/* The start page: what is here, where to begin, and in the sample city what to try with which account. */
#include "areas/portal/portal.h"

#include "areas/articles/articles.h"
#include "areas/fit/fit.h"
#include "areas/listings/listings.h"
#include "areas/services.h"
#include "areas/waiting/waiting.h"

enum { LATEST = 5, NEWS = 6 };

struct start_page {
    struct request *request;
    int64_t schools, enterprises;
    json_t *needs, *offers, *news;
    struct waiting_item *waiting; /* of the person, when there is one */
    size_t waiting_count;
};

static struct result count_organisations(struct store_session *session, struct start_page *page)
{
    struct store_rows *rows;
    struct result result = store_query(session, "portal_count_organisations",
                                       STORE_VALUES(store_integer(page->request->region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        struct span kind = store_rows_span(rows, 0);
        if (span_is(kind, "school")) {
            page->schools = store_rows_integer(rows, 1);
        } else if (span_is(kind, "enterprise")) {
            page->enterprises = store_rows_integer(rows, 1);
        }
    }
    return store_rows_close(rows);
}

static struct result find_latest(struct store_session *session, const struct start_page *page, const char *side,
                                 int64_t ids[static LATEST], size_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "portal_latest",
                                       STORE_VALUES(store_integer(page->request->region_id), store_text(side)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *count = 0;
    while (*count < LATEST && store_rows_next(rows)) {
        ids[(*count)++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

static struct result read_latest(struct store_session *session, const struct start_page *page, const char *side,
                                 json_t *list)
{
    struct request *request = page->request;
    int64_t ids[LATEST];
    size_t count = 0;
    struct result result = find_latest(session, page, side, ids, &count);
    json_array_clear(list);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        struct listing listing = {0};
        result = listing_find(request->arena, session, request->region_id, ids[index], &listing);
        if (!result_failed(result)) {
            json_array_append_new(list, listing_document(request->catalogue, &listing));
        }
    }
    return result;
}

static struct result read_start(struct store_session *session, void *context)
{
    struct start_page *page = context;
    struct result result = count_organisations(session, page);
    if (!result_failed(result)) {
        result = read_latest(session, page, "need", page->needs);
    }
    if (!result_failed(result)) {
        result = read_latest(session, page, "offer", page->offers);
    }
    if (!result_failed(result) && page->request->actor->person_id != 0) {
        result = waiting_list(page->request->arena, session, page->request->region_id, page->request->actor,
                              &page->waiting, &page->waiting_count);
    }
    json_decref(page->news); /* a work may be called again */
    page->news = NULL;
    return result_failed(result) ? result : articles_latest(page->request, session, NEWS, &page->news);
}

static struct result show_start(struct request *request, struct response *response)
{
    struct start_page page = {.request = request, .needs = json_array(), .offers = json_array()};
    size_t need_count = 0;
    size_t offer_count = 0;
    struct result result = fit_service_counts(request->services->fit, &need_count, &offer_count);
    if (!result_failed(result)) {
        result = store_read(request->store, read_start, &page);
    }
    response->document =
        json_pack("{s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:b}", "needs", page.needs, "offers", page.offers, "news",
                  page.news == NULL ? json_array() : page.news, "school_count", (json_int_t)page.schools,
                  "enterprise_count", (json_int_t)page.enterprises, "need_count", (json_int_t)need_count, "offer_count",
                  (json_int_t)offer_count, "sample", (int)request->app->sample);
    if (page.waiting_count > 0) {
        json_object_set_new(
            response->document, "waiting",
            waiting_summary(request->actor, page.waiting, page.waiting_count, request->zone_minutes, request->now_ms));
    }
    response->view = "portal/start";
    response->cacheable = true;
    return result;
}

static struct result show_text(struct response *response, const char *view, const char *title)
{
    response->document = json_object();
    response->view = view;
    response->title = title;
    response->cacheable = true;
    return result_ok();
}

static struct result show_about(struct request *request, struct response *response)
{
    (void)request;
    return show_text(response, "portal/about", "nav.about");
}

static struct result show_accessibility(struct request *request, struct response *response)
{
    (void)request;
    return show_text(response, "portal/accessibility", "nav.accessibility");
}

static struct result show_office(struct request *request, struct response *response)
{
    response->document = json_pack("{s:o}", "groups", portal_office_document(request));
    response->view = "portal/office";
    response->title = "nav.office";
    response->no_store = true;
    return result_ok();
}

const struct route portal_routes[] = {
    {METHOD_GET, "/", "visit", 0, show_start},
    {METHOD_GET, "/office", "office.open", 0, show_office},
    {METHOD_GET, "/about", "visit", 0, show_about},
    {METHOD_GET, "/accessibility", "visit", 0, show_accessibility},
    {0},
};
