/* Where: counties, districts and zones of the region, by their names in the catalogue of regions and by what people say
 * instead of them (towns, slips of the ear, Latin letters: catalogues/place_names.csv). The longest name wins; a zone
 * behind a county (临清开发区) is that county's.
 */
#include "areas/listings/message_text.h"

#include "base/check.h"
#include "catalogue/table.h"
#include "text/text.h"

struct place {
    const char *name; /* folded */
    const char *code; /* "" = the region itself */
    bool zone;
};

struct places {
    struct place *rows;
    size_t count, room;
};

/* A name that is one character without its 市, 县 or 区 says nothing alone. */
enum { SHORTEST_NAME = 2 };

static void add_place(struct message_text *text, struct places *places, struct span name, const char *code, bool zone)
{
    if (utf8_count(name) >= SHORTEST_NAME && places->count < places->room) {
        places->rows[places->count++] = (struct place){fold_key(text->arena, name), code, zone};
    }
}

/* 临清市 also without its last character. */
static void add_name(struct message_text *text, struct places *places, const char *name, const char *code, bool zone)
{
    struct span whole = span_of(name);
    add_place(text, places, whole, code, zone);
    static const char *const suffixes[] = {"市", "县", "区"};
    for (size_t index = 0; index < sizeof suffixes / sizeof suffixes[0]; index++) {
        struct span suffix = span_of(suffixes[index]);
        if (whole.length > suffix.length &&
            memcmp(whole.at + whole.length - suffix.length, suffix.at, suffix.length) == 0 && !zone) {
            add_place(text, places, span_make(whole.at, whole.length - suffix.length), code, zone);
        }
    }
}

static void add_regions(struct message_text *text, struct places *places)
{
    for (size_t row = 0; row < catalogue_count(text->catalogue, CATALOGUE_REGIONS); row++) {
        const struct catalogue_entry *entry = catalogue_at(text->catalogue, CATALOGUE_REGIONS, row);
        bool child = strcmp(entry->group, text->region) == 0;
        if (child || strcmp(entry->code, text->region) == 0) {
            bool zone = entry->code[0] < '0' || entry->code[0] > '9';
            add_name(text, places, entry->name, child ? entry->code : "", zone);
        }
    }
}

static bool is_in_region(const struct message_text *text, const char *code)
{
    const struct catalogue_entry *entry = catalogue_find(text->catalogue, CATALOGUE_REGIONS, span_of(code));
    return entry != NULL && strcmp(entry->group, text->region) == 0;
}

static struct places load_places(struct message_text *text)
{
    struct table table;
    struct result r = table_read(text->arena, "catalogues/place_names.csv", &table);
    CHECK(!result_failed(r));
    struct places places = {.room = 2 * catalogue_count(text->catalogue, CATALOGUE_REGIONS) + table.rows};
    places.rows = ARENA_ARRAY(text->arena, struct place, places.room);
    add_regions(text, &places);
    for (size_t row = 0; row < table.rows; row++) {
        const char *code = table_cell(&table, row, "region_code");
        if (is_in_region(text, code)) {
            bool zone = strcmp(table_cell(&table, row, "kind"), "zone") == 0;
            add_place(text, &places, span_of(table_cell(&table, row, "name")), code, zone);
        }
    }
    return places;
}

static const struct place *find_place(const struct message_text *text, const struct places *places, size_t at,
                                      size_t *length)
{
    const struct place *found = NULL;
    *length = 0;
    for (size_t row = 0; row < places->count; row++) {
        size_t same = message_starts_with(text, at, places->rows[row].name);
        if (same > *length) {
            *length = same;
            found = &places->rows[row];
        }
    }
    for (size_t point = at; found != NULL && point < at + *length; point++) {
        if (text->taken[point] != MESSAGE_FREE) {
            return NULL;
        }
    }
    if (found != NULL && message_is_letter(text->points[at]) &&
        ((at > 0 && message_is_letter(text->points[at - 1])) || message_is_letter(text->points[at + *length]))) {
        return NULL;
    }
    return found;
}

/* clang-format off */
#define TAIL                                                                                                         \
    "_(市|县|区|镇|乡|街道|城区|城关)?(经济技术开发区|经济开发区|高新技术产业开发区|工业园区|工业园|开发区|高新区|产业园|"           \
    "东城区|城南|城北|城西|城东|市里|县城|新区)?(镇|街道)?(这边|那边|附近|周边|本地|境内|当地)?(的)?"
/* clang-format on */

void message_find_places(struct message_text *text)
{
    struct places places = load_places(text);
    for (size_t at = 0; at < text->count; at++) {
        size_t length = 0;
        const struct place *place = text->taken[at] == MESSAGE_FREE ? find_place(text, &places, at, &length) : NULL;
        if (place == NULL) {
            continue;
        }
        size_t end = at + length;
        struct message_found found;
        if (place->code[0] == '\0' && message_ends_with(text, end, "市") > 0 &&
            message_starts_with(text, end, "区") > 0) {
            end--; /* 聊城|市区 */
        }
        if (place->code[0] != '\0' && !place->zone && message_match(text, end, TAIL, &found)) {
            end = found.end;
        } else if (place->code[0] == '\0' && message_match(text, end, "(市)!(区)", &found)) {
            end = found.end;
        }
        struct message_token *token =
            message_take(text, place->code[0] == '\0' ? MESSAGE_NOISE : MESSAGE_COUNTY, at, end);
        token->text = place->code;
        at = end - 1;
    }
}
