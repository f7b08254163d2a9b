/* Supply against demand by trade and by county. The titles state the finding: the largest gap. */
#include "areas/insight/insight.h"

#include "areas/fit/fit.h"
#include "areas/services.h"

#include <stdlib.h>

enum { SHOWN_TRADES = 20 };

struct bar {
    const char *code, *name;
    int64_t need_people, offer_people;
    int64_t need_count, offer_count;
};

struct supply_page {
    struct request *request;
    const struct fit_supply *rows;
    size_t row_count;
    struct span group, county; /* chosen; empty = all */
};

static void add_to_bar(struct bar *bar, const struct fit_supply *row)
{
    bar->need_people += row->need_people;
    bar->offer_people += row->offer_people;
    bar->need_count += row->need_count;
    bar->offer_count += row->offer_count;
}

static int64_t bar_size(const struct bar *bar)
{
    return bar->need_people > bar->offer_people ? bar->need_people : bar->offer_people;
}

static int compare_bars(const void *left, const void *right)
{
    const struct bar *a = left;
    const struct bar *b = right;
    int64_t more = bar_size(b) - bar_size(a);
    return more != 0 ? (more > 0) - (more < 0) : strcmp(a->code, b->code);
}

static bool is_english(const struct supply_page *page)
{
    return strcmp(page->request->language, "en") == 0;
}

static bool is_in_group(const struct supply_page *page, uint16_t trade)
{
    const struct catalogue *catalogue = page->request->catalogue;
    return page->group.length == 0 ||
           span_is(page->group, reading_group_code(catalogue, reading_trade_group(catalogue, trade)));
}

/* A need for 数控车工 and an offer of 数控技术 meet in a group, not in a trade: so the whole city is shown by group, and
 * the trades of one group when it is chosen. */
static struct bar *bar_of(const struct supply_page *page, struct bar *bars, size_t *count, uint16_t trade)
{
    const struct catalogue *catalogue = page->request->catalogue;
    uint16_t group = reading_trade_group(catalogue, trade);
    bool by_trade = page->group.length > 0;
    const char *code = by_trade ? reading_trade_code(catalogue, trade) : reading_group_code(catalogue, group);
    for (size_t at = 0; at < *count; at++) {
        if (bars[at].code == code) {
            return &bars[at];
        }
    }
    const char *name = by_trade ? reading_trade_name(catalogue, trade, is_english(page))
                                : reading_group_name(catalogue, group, is_english(page));
    bars[*count] = (struct bar){code, name, 0, 0, 0, 0};
    return &bars[(*count)++];
}

/* One bar per group or trade, of the chosen county; the largest first. */
static size_t trade_bars(const struct supply_page *page, struct bar *bars)
{
    const struct catalogue *catalogue = page->request->catalogue;
    uint16_t place = page->county.length > 0 ? reading_place(catalogue, page->county) : FIT_NO_PLACE;
    size_t count = 0;
    for (size_t at = 0; at < page->row_count; at++) {
        const struct fit_supply *row = &page->rows[at];
        if ((page->county.length == 0 || row->place == place) && is_in_group(page, row->trade)) {
            add_to_bar(bar_of(page, bars, &count, row->trade), row);
        }
    }
    if (count > 0) {
        qsort(bars, count, sizeof *bars, compare_bars);
    }
    return count;
}

static const char *entry_name(const struct supply_page *page, const struct catalogue_entry *entry)
{
    return is_english(page) && entry->name_en[0] != '\0' ? entry->name_en : entry->name;
}

/* One bar per county, in the order of the catalogue, of the chosen group. */
static size_t county_bars(const struct supply_page *page, struct bar *bars)
{
    const struct catalogue *catalogue = page->request->catalogue;
    size_t count = 0;
    for (size_t region = 0; region < catalogue_count(catalogue, CATALOGUE_REGIONS); region++) {
        const struct catalogue_entry *county = catalogue_at(catalogue, CATALOGUE_REGIONS, region);
        uint16_t place = reading_place(catalogue, span_of(county->code));
        if (place == FIT_NO_PLACE) {
            continue;
        }
        struct bar bar = {county->code, entry_name(page, county), 0, 0, 0, 0};
        for (size_t at = 0; at < page->row_count; at++) {
            const struct fit_supply *row = &page->rows[at];
            if (row->place == place && is_in_group(page, row->trade)) {
                add_to_bar(&bar, row);
            }
        }
        bars[count++] = bar;
    }
    return count;
}

static json_t *bars_document(const struct bar *bars, size_t count)
{
    json_t *list = json_array();
    for (size_t at = 0; at < count; at++) {
        const struct bar *bar = &bars[at];
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "code", bar->code, "name", bar->name, "need_people",
                            (json_int_t)bar->need_people, "offer_people", (json_int_t)bar->offer_people, "gap_people",
                            (json_int_t)(bar->need_people - bar->offer_people), "need_count",
                            (json_int_t)bar->need_count, "offer_count", (json_int_t)bar->offer_count));
    }
    return list;
}

static json_t *number_cell(int64_t number)
{
    return json_pack("{s:I}", "number", (json_int_t)number);
}

/* For the shared partial `table`; the chart is drawn from it. */
static json_t *table_document(const struct bar *bars, size_t count, const char *caption, const char *head)
{
    json_t *rows = json_array();
    for (size_t at = 0; at < count; at++) {
        const struct bar *bar = &bars[at];
        json_array_append_new(rows, json_pack("{s:[{s:s, s:b}, o, o, o]}", "cells", "text", bar->name, "head", 1,
                                              number_cell(bar->need_people), number_cell(bar->offer_people),
                                              number_cell(bar->need_people - bar->offer_people)));
    }
    return json_pack("{s:s, s:s, s:[{s:s}, {s:s, s:b}, {s:s, s:b}, {s:s, s:b, s:b}], s:o, s:s}", "caption", caption,
                     "chart", "bar", "columns", "title", head, "title", "insight.supply.wanted", "number", 1, "title",
                     "insight.supply.offered", "number", 1, "title", "insight.supply.gap", "number", 1, "quiet", 1,
                     "rows", rows, "source", "insight.supply.source");
}

/* The bar with the largest shortage, for the title; null when nowhere more people are wanted than offered. */
static json_t *largest_gap(const struct bar *bars, size_t count)
{
    const struct bar *largest = NULL;
    for (size_t at = 0; at < count; at++) {
        int64_t gap = bars[at].need_people - bars[at].offer_people;
        if (gap > 0 && (largest == NULL || gap > largest->need_people - largest->offer_people)) {
            largest = &bars[at];
        }
    }
    return largest == NULL ? json_null()
                           : json_pack("{s:s, s:I}", "name", largest->name, "people",
                                       (json_int_t)(largest->need_people - largest->offer_people));
}

static json_t *county_choices(const struct supply_page *page)
{
    const struct catalogue *catalogue = page->request->catalogue;
    json_t *list = json_array();
    for (size_t region = 0; region < catalogue_count(catalogue, CATALOGUE_REGIONS); region++) {
        const struct catalogue_entry *county = catalogue_at(catalogue, CATALOGUE_REGIONS, region);
        if (reading_place(catalogue, span_of(county->code)) != FIT_NO_PLACE) {
            json_array_append_new(list,
                                  json_pack("{s:s, s:s, s:b}", "code", county->code, "name", entry_name(page, county),
                                            "current", (int)span_is(page->county, county->code)));
        }
    }
    return list;
}

static json_t *group_choices(const struct supply_page *page)
{
    const struct catalogue *catalogue = page->request->catalogue;
    json_t *list = json_array();
    for (size_t group = 0; group < reading_group_count(catalogue); group++) {
        const char *code = reading_group_code(catalogue, (uint16_t)group);
        json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "code", code, "name",
                                              reading_group_name(catalogue, (uint16_t)group, is_english(page)),
                                              "current", (int)span_is(page->group, code)));
    }
    return list;
}

/* A group or county that is none is no choice: the whole city is shown. */
static void choose(struct supply_page *page)
{
    const struct catalogue *catalogue = page->request->catalogue;
    struct span group = request_query(page->request, "group");
    struct span county = request_query(page->request, "county");
    for (size_t index = 0; index < reading_group_count(catalogue); index++) {
        page->group = span_is(group, reading_group_code(catalogue, (uint16_t)index)) ? group : page->group;
    }
    page->county = reading_place(catalogue, county) != FIT_NO_PLACE ? county : page->county;
}

static struct result show_supply(struct request *request, struct response *response)
{
    struct supply_page page = {.request = request};
    struct fit_supply *rows;
    choose(&page);
    struct result result = fit_service_supply(request->arena, request->services->fit, &rows, &page.row_count);
    if (result_failed(result)) {
        return result;
    }
    page.rows = rows;
    struct bar *trades = ARENA_ARRAY(request->arena, struct bar, page.row_count + 1); /* at most one a row */
    struct bar *counties =
        ARENA_ARRAY(request->arena, struct bar, catalogue_count(request->catalogue, CATALOGUE_REGIONS) + 1);
    size_t trade_count = trade_bars(&page, trades);
    size_t county_count = county_bars(&page, counties);
    size_t shown = trade_count < SHOWN_TRADES ? trade_count : SHOWN_TRADES;
    response->document =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:i}", "trades", bars_document(trades, shown), "counties",
                  bars_document(counties, county_count), "trade_gap", largest_gap(trades, trade_count), "county_gap",
                  largest_gap(counties, county_count), "county_choices", county_choices(&page), "group_choices",
                  group_choices(&page), "has_rows", (int)(trade_count > 0), "trade_count", (int)trade_count);
    json_object_set_new(response->document, "trade_table",
                        table_document(trades, shown,
                                       page.group.length > 0 ? "insight.supply.by_trade" : "insight.supply.by_group",
                                       page.group.length > 0 ? "insight.supply.trade" : "insight.supply.group"));
    json_object_set_new(response->document, "county_table",
                        table_document(counties, county_count, "insight.supply.by_county", "insight.supply.county"));
    response->view = "insight/supply";
    response->title = "insight.supply.title";
    response->cacheable = true;
    return result_ok();
}

const struct route insight_routes[] = {
    {METHOD_GET, "/insight", "visit", 0, show_supply},
    {0},
};
