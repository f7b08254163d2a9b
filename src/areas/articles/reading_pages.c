/* Other ways to read: search, the archive by month, Atom feeds, the map of the site. */
#include "areas/articles/pages.h"

#include "areas/policies/policies.h"

#include "base/day.h"
#include "base/id.h"
#include "text/text.h"
#include "web/link.h"
#include "web/pieces.h"
#include "web/xml.h"

#include <stdio.h>

enum { ROWS = 20, FEED_ROWS = 30, MAP_STEP = 200, MAP_MOST = 20000, SNIPPET_POINTS = 120, QUERY_MOST = 400 };
static const int64_t DAY_MS = 86400000;

/* --- search ------------------------------------------------------------------------------------------------------ */

struct search_page {
    struct request *request;
    struct article_scene scene;
    struct article_query query;
    struct article_hits hits;
};

static struct result read_search(struct store_session *session, void *context)
{
    struct search_page *page = context;
    struct request *request = page->request;
    struct result result = article_scene_read(request, session, &page->scene);
    const struct column_tree *tree = &page->scene.tree;
    int64_t *hidden = result_failed(result) ? NULL : ARENA_ARRAY(request->arena, int64_t, tree->count + 1);
    bool asked = page->query.text.length > 0;
    page->query.without = hidden;
    page->query.without_count = 0;
    for (size_t at = 0; !result_failed(result) && at < tree->count; at++) {
        hidden[page->query.without_count] = tree->columns[at].id;
        page->query.without_count += !tree->shown[at];
    }
    return result_failed(result) || !asked
               ? result
               : article_search(request->arena, session, request->region_id, &page->query, &page->hits);
}

static json_t *hits_document(const struct search_page *page)
{
    struct arena *arena = page->request->arena;
    json_t *rows = json_array();
    for (size_t index = 0; index < page->hits.count; index++) {
        const struct article *article = &page->hits.articles[index];
        json_t *row = article_row_document(page->request, article, &page->scene.tree);
        struct span words = span_of(rich_text(arena, article_format(article), span_of(article->body)));
        article_set(row, "pieces", pieces_document(arena, span_of(article->title), page->query.text));
        article_set(row, "note_pieces", pieces_snippet(arena, words, page->query.text, SNIPPET_POINTS));
        (void)json_array_append_new(rows, row);
    }
    return rows;
}

struct result articles_found(struct request *request, struct store_session *session, struct span text, json_t **out)
{
    struct search_page page = {.request = request, .query = {.text = text, .limit = ARTICLES_FOUND, .uncounted = true}};
    struct result result = read_search(session, &page);
    *out = result_failed(result) ? NULL : hits_document(&page);
    return result;
}

static const char *search_url(const struct search_page *page, int64_t before)
{
    struct buffer link;
    char id[ID_TEXT_SIZE];
    buffer_init(&link);
    buffer_add_text(&link, "/news/search");
    link_add(&link, "q", page->query.text);
    link_add(&link, "before", span_of(before == 0 ? "" : id_format(before, id)));
    const char *url = arena_copy(page->request->arena, buffer_span(&link));
    buffer_release(&link);
    return url;
}

struct result article_show_search(struct request *request, struct response *response)
{
    struct search_page page = {.request = request,
                               .query = {.text = span_trim(request_query(request, "q")), .limit = ROWS}};
    page.query.text = page.query.text.length > QUERY_MOST ? span_make("", 0) : page.query.text;
    (void)id_parse(request_query(request, "before"), &page.query.before);
    struct result result = store_read(request->store, read_search, &page);
    if (result_failed(result)) {
        return result;
    }
    json_t *document = json_object();
    json_t *pages = json_object();
    article_set_text(pages, "first_url", page.query.before == 0 ? "" : search_url(&page, 0));
    article_set_text(pages, "next_url", page.hits.next_before == 0 ? "" : search_url(&page, page.hits.next_before));
    article_set(document, "query",
                json_stringn_nocheck(page.query.text.length == 0 ? "" : page.query.text.at, page.query.text.length));
    article_set(document, "asked", json_boolean(page.query.text.length > 0));
    article_set(document, "articles", hits_document(&page));
    article_set(document, "total", json_integer(page.hits.total));
    article_set(document, "total_capped", json_boolean(page.hits.total_capped));
    article_set(document, "pages", pages);
    article_set(document, "breadcrumb",
                article_breadcrumb(request, &page.scene.tree, SIZE_MAX, "articles.search.title"));
    response->document = document;
    response->view = "articles/search";
    response->title = "articles.search.title";
    response->cacheable = true;
    return result;
}

/* --- the archive ------------------------------------------------------------------------------------------------- */

struct month {
    int year, number; /* 1 to 12 */
};

struct archive {
    struct request *request;
    struct article_scene scene;
    struct month month;
    int64_t from_ms, to_ms;
    struct article *articles;
    size_t count;
    bool more;
};

static struct month month_of_day(int32_t day)
{
    struct date date = date_of_day(day);
    return (struct month){date.year, date.month};
}

static struct month month_beside(struct month month, int step)
{
    int number = month.year * 12 + month.number - 1 + step;
    return (struct month){number / 12, number % 12 + 1};
}

static int64_t start_of(const struct request *request, struct month month)
{
    int32_t day = day_of_date((struct date){month.year, month.number, 1});
    return day * DAY_MS - (int64_t)request->zone_minutes * 60000;
}

/* 2026-11; this month when it is none. */
static struct month read_month(const struct request *request)
{
    char text[DAY_TEXT_SIZE] = "";
    int32_t day = 0;
    struct span asked = request_query(request, "month");
    if (asked.length == 7) {
        (void)snprintf(text, sizeof text, "%.7s-01", asked.at);
    }
    bool sound = text[0] != '\0' && day_parse(span_of(text), &day);
    return month_of_day(sound ? day : request->today);
}

static struct result read_archive(struct store_session *session, void *context)
{
    struct archive *archive = context;
    struct request *request = archive->request;
    struct result result = article_scene_read(request, session, &archive->scene);
    const struct column_tree *tree = &archive->scene.tree;
    int64_t *ids = ARENA_ARRAY(request->arena, int64_t, tree->count + 1);
    size_t count = 0;
    for (size_t at = 0; !result_failed(result) && at < tree->count; at++) {
        if (tree->shown[at]) {
            ids[count++] = tree->columns[at].id;
        }
    }
    struct article_list list = {.columns = ids, .column_count = count, .after = {archive->to_ms, 0}, .limit = MAP_STEP};
    if (result_failed(result) || count == 0) {
        return result;
    }
    result = article_list_read(request->arena, session, request->region_id, &list, &archive->articles, &archive->count,
                               &archive->more);
    size_t inside = 0;
    while (!result_failed(result) && inside < archive->count &&
           archive->articles[inside].publish_ms >= archive->from_ms) {
        inside++;
    }
    archive->more = archive->more && inside == archive->count;
    archive->count = inside;
    return result;
}

static const char *month_text(struct arena *arena, struct month month)
{
    return arena_format(arena, "%04d-%02d", month.year, month.number);
}

struct result article_show_archive(struct request *request, struct response *response)
{
    struct archive archive = {.request = request, .month = read_month(request)};
    archive.from_ms = start_of(request, archive.month);
    archive.to_ms = start_of(request, month_beside(archive.month, 1));
    struct result result = store_read(request->store, read_archive, &archive);
    if (result_failed(result)) {
        return result;
    }
    bool future = archive.to_ms <= request->now_ms;
    json_t *document = json_object();
    article_set_text(document, "month", month_text(request->arena, archive.month));
    article_set(document, "month_ms", json_integer(archive.from_ms));
    article_set_text(document, "earlier", month_text(request->arena, month_beside(archive.month, -1)));
    article_set_text(document, "later", future ? month_text(request->arena, month_beside(archive.month, 1)) : "");
    article_set(document, "articles", article_rows(request, archive.articles, archive.count, &archive.scene.tree));
    article_set(document, "more", json_boolean(archive.more));
    article_set(document, "breadcrumb",
                article_breadcrumb(request, &archive.scene.tree, SIZE_MAX, "articles.archive.title"));
    response->document = document;
    response->view = "articles/archive";
    response->title = "articles.archive.title";
    response->cacheable = true;
    return result;
}

/* --- feeds and the map ------------------------------------------------------------------------------------------- */

struct feed {
    struct request *request;
    int64_t column_id; /* 0 = the whole platform */
    struct article_scene scene;
    const char *title;
    struct article *articles;
    size_t count;
};

static struct result read_feed(struct store_session *session, void *context)
{
    struct feed *feed = context;
    struct request *request = feed->request;
    bool more = false;
    struct result result = article_scene_read(request, session, &feed->scene);
    const struct column_tree *tree = &feed->scene.tree;
    if (result_failed(result)) {
        return result;
    }
    int64_t *ids = ARENA_ARRAY(request->arena, int64_t, tree->count + 1);
    struct article_list list = {.columns = ids, .limit = FEED_ROWS};
    size_t chosen = feed->column_id == 0 ? SIZE_MAX : column_tree_find(tree, feed->column_id);
    if (feed->column_id != 0 && (chosen == SIZE_MAX || !tree->shown[chosen])) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.column_not_found", NULL);
    }
    for (size_t at = 0; chosen == SIZE_MAX && at < tree->count; at++) {
        ids[list.column_count] = tree->columns[at].id;
        list.column_count += tree->shown[at];
    }
    if (chosen != SIZE_MAX) {
        list.column_count = column_tree_below(tree, chosen, false, ids);
        feed->title = column_name(&tree->columns[chosen], request->language);
    }
    return list.column_count == 0 ? result
                                  : article_list_read(request->arena, session, request->region_id, &list,
                                                      &feed->articles, &feed->count, &more);
}

static json_t *entries_document(const struct request *request, const struct article *articles, size_t count)
{
    json_t *entries = json_array();
    for (size_t index = 0; index < count; index++) {
        char updated[TIME_TEXT_SIZE];
        char published[TIME_TEXT_SIZE];
        json_t *entry = article_row_document(request, &articles[index], NULL);
        article_set_text(entry, "updated", time_format(articles[index].updated_ms, updated));
        article_set_text(entry, "published", time_format(articles[index].publish_ms, published));
        (void)json_array_append_new(entries, entry);
    }
    return entries;
}

static struct result show_feed(struct request *request, struct response *response, int64_t column_id)
{
    struct feed feed = {.request = request, .column_id = column_id, .title = ""};
    struct result result = store_read(request->store, read_feed, &feed);
    if (result_failed(result)) {
        return result;
    }
    char updated[TIME_TEXT_SIZE];
    int64_t newest = 0;
    for (size_t index = 0; index < feed.count; index++) {
        newest = feed.articles[index].updated_ms > newest ? feed.articles[index].updated_ms : newest;
    }
    json_t *document = json_object();
    article_set_text(document, "site", article_site_url(request));
    article_set_text(document, "self", request->path);
    article_set_text(document, "region", request->region_name);
    article_set_text(document, "column", feed.title);
    article_set_text(document, "language", request->language);
    article_set_text(document, "updated", time_format(newest, updated));
    article_set(document, "entries", entries_document(request, feed.articles, feed.count));
    response->content_type = "application/atom+xml; charset=utf-8";
    return xml_answer(request, response, "articles/feed", document);
}

struct result article_show_feed(struct request *request, struct response *response)
{
    return show_feed(request, response, 0);
}

struct result article_show_column_feed(struct request *request, struct response *response)
{
    int64_t id = 0;
    struct result result = request_id(request, 0, &id);
    return result_failed(result) ? result : show_feed(request, response, id);
}

struct map {
    struct request *request;
    json_t *entries; /* owned by the caller */
};

static struct result read_map(struct store_session *session, void *context)
{
    struct map *map = context;
    struct request *request = map->request;
    struct article_scene scene;
    (void)json_array_clear(map->entries);
    struct result result = article_scene_read(request, session, &scene);
    struct article_list list = {.limit = MAP_STEP};
    bool more = !result_failed(result);
    while (more && !result_failed(result) && json_array_size(map->entries) < MAP_MOST) {
        struct article *articles = NULL;
        size_t count = 0;
        result = article_list_read(request->arena, session, request->region_id, &list, &articles, &count, &more);
        for (size_t index = 0; index < count && !result_failed(result); index++) {
            size_t at = column_tree_find(&scene.tree, articles[index].column_id);
            if (at != SIZE_MAX && scene.tree.shown[at]) {
                (void)json_array_append_new(map->entries, entries_document(request, &articles[index], 1));
            }
        }
        more = more && count > 0;
        if (more) {
            list.after = (struct article_place){articles[count - 1].publish_ms, articles[count - 1].id};
        }
    }
    json_t *policies = json_array();
    result = result_failed(result) ? result : policies_map(request, session, policies);
    (void)json_array_append_new(map->entries, policies);
    return result;
}

struct result article_show_map(struct request *request, struct response *response)
{
    struct map map = {request, json_array()};
    if (article_site_url(request)[0] == '\0') {
        json_decref(map.entries);
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found",
                           "no --site-url: the map would be of addresses without a host");
    }
    struct result result = store_read(request->store, read_map, &map);
    if (result_failed(result)) {
        json_decref(map.entries);
        return result;
    }
    json_t *document = json_object();
    article_set_text(document, "site", article_site_url(request));
    article_set(document, "groups", map.entries);
    response->content_type = "application/xml; charset=utf-8";
    return xml_answer(request, response, "articles/map", document);
}

/* A map must be named by its whole address: without the setting of the site's own address it is left out. */
struct result article_show_robots(struct request *request, struct response *response)
{
    const char *site = article_site_url(request);
    const char *map = site[0] == '\0' ? "" : arena_format(request->arena, "\nSitemap: %s/sitemap.xml\n", site);
    response->body =
        span_of(arena_format(request->arena, "User-agent: *\nDisallow: /sign-in\nDisallow: /office\n%s", map));
    response->content_type = "text/plain; charset=utf-8";
    return result_ok();
}
