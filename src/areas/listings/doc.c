/* Listings as documents: what the page shows and the API gives, and what the history keeps. */
#include "areas/listings/listings.h"

#include <stddef.h>

static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

static void set_text(json_t *object, const char *key, const char *text)
{
    set(object, key, json_string_nocheck(text));
}

static json_t *day_document(int32_t day)
{
    char text[DAY_TEXT_SIZE];
    return day == DAY_NONE ? json_null() : json_string_nocheck(day_format(day, text));
}

static json_t *yes_no_document(int answer)
{
    return answer < 0 ? json_null() : json_string_nocheck(answer == 1 ? "yes" : "no");
}

/* Levels are found by rank: rows of the table are few. */
static json_t *level_document(const struct catalogue *catalogue, int rank)
{
    for (size_t row = 0; rank > 0 && row < catalogue_count(catalogue, CATALOGUE_LEVELS); row++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_LEVELS, row);
        if (entry->number == rank) {
            json_t *document = catalogue_document(catalogue, CATALOGUE_LEVELS, entry->code);
            set(document, "rank", json_integer(rank));
            return document;
        }
    }
    return json_null();
}

static json_t *pay_document(const struct listing *listing)
{
    if (listing->pay_low_fen == 0 && listing->pay_high_fen == 0 && listing->pay_note[0] == '\0') {
        return json_null();
    }
    json_t *document = json_object();
    bool one = listing->pay_low_fen == listing->pay_high_fen;
    set(document, "low_fen", listing->pay_low_fen == 0 ? json_null() : json_integer(listing->pay_low_fen));
    set(document, "high_fen", listing->pay_high_fen == 0 ? json_null() : json_integer(listing->pay_high_fen));
    set(document, "is_one", json_boolean(one && listing->pay_low_fen != 0));
    set(document, "is_range", json_boolean(!one && listing->pay_low_fen != 0 && listing->pay_high_fen != 0));
    set(document, "is_at_least", json_boolean(listing->pay_low_fen != 0 && listing->pay_high_fen == 0));
    set(document, "is_at_most", json_boolean(listing->pay_low_fen == 0 && listing->pay_high_fen != 0));
    set_text(document, "unit", listing->pay_unit);
    set_text(document, "note", listing->pay_note);
    return document;
}

/* "看图、CAD" to a list. */
static json_t *split_document(const char *text, const char *separator)
{
    json_t *list = json_array();
    size_t width = strlen(separator);
    while (*text != '\0') {
        const char *next = strstr(text, separator);
        size_t length = next == NULL ? strlen(text) : (size_t)(next - text);
        if (length > 0) {
            (void)json_array_append_new(list, json_stringn_nocheck(text, length));
        }
        text += length + (next == NULL ? 0 : width);
    }
    return list;
}

static json_t *cooperation_document(const struct catalogue *catalogue, const char *codes)
{
    json_t *names = json_array();
    json_t *list = split_document(codes, ",");
    size_t index;
    json_t *code;
    json_array_foreach(list, index, code)
    {
        (void)json_array_append_new(names,
                                    catalogue_document(catalogue, CATALOGUE_COOPERATION, json_string_value(code)));
    }
    json_decref(list);
    return names;
}

static void set_codes(json_t *document, const struct catalogue *catalogue, const struct listing *listing)
{
    set(document, "kind", catalogue_document(catalogue, CATALOGUE_KINDS, listing->kind));
    set(document, "occupation", catalogue_document(catalogue, CATALOGUE_OCCUPATIONS, listing->occupation_code));
    set(document, "major", catalogue_document(catalogue, CATALOGUE_MAJORS, listing->major_code));
    set(document, "industry", catalogue_document(catalogue, CATALOGUE_INDUSTRIES, listing->industry_code));
    set(document, "county", catalogue_document(catalogue, CATALOGUE_REGIONS, listing->county_code));
    set(document, "level_low", level_document(catalogue, listing->level_low));
    set(document, "level_high",
        listing->level_high == listing->level_low ? json_null() : level_document(catalogue, listing->level_high));
    set(document, "level_and_above", json_boolean(listing->level_low > 0 && listing->level_high == 0));
}

static json_t *organisation_reference(const struct listing *listing)
{
    json_t *document = json_object();
    set(document, "id", id_document(listing->organisation_id));
    set_text(document, "name", listing->organisation_name);
    set_text(document, "kind", listing->organisation_kind);
    return document;
}

json_t *listing_document(const struct catalogue *catalogue, const struct listing *listing)
{
    json_t *document = json_object();
    set(document, "id", id_document(listing->id));
    set(document, "thread_id", id_document(listing->thread_id));
    set(document, "organisation", organisation_reference(listing));
    set_text(document, "side", listing->side);
    set(document, "is_need", json_boolean(strcmp(listing->side, "need") == 0));
    set_text(document, "title", listing->title);
    set_text(document, "body", listing->body);
    set(document, "skills", split_document(listing->skills, "、"));
    set_codes(document, catalogue, listing);
    set(document, "headcount", listing->headcount == 0 ? json_null() : json_integer(listing->headcount));
    set(document, "start_day", day_document(listing->start_day));
    set(document, "end_day", day_document(listing->end_day));
    set(document, "pay", pay_document(listing));
    set(document, "lodging", yes_no_document(listing->lodging));
    set(document, "meals", yes_no_document(listing->meals));
    set_text(document, "shift", listing->shift);
    set_text(document, "education", listing->education);
    set(document, "experience_months",
        listing->experience_months < 0 ? json_null() : json_integer(listing->experience_months));
    set(document, "cooperation", cooperation_document(catalogue, listing->cooperation));
    set_text(document, "status", listing->status);
    set(document, "is_open", json_boolean(strcmp(listing->status, "open") == 0));
    set_text(document, "source", listing->source);
    set(document, "version", json_integer(listing->version));
    set(document, "created_ms", json_integer(listing->created_ms));
    set(document, "updated_ms", json_integer(listing->updated_ms));
    return document;
}

/* --- the history ---------------------------------------------------------------------------------------------- */

/* Members kept in a revision, texts and numbers; written and read by the same table. */
struct text_member {
    const char *key;
    size_t offset;
};
static const struct text_member text_members[] = {
    {"side", offsetof(struct listing, side)},
    {"kind", offsetof(struct listing, kind)},
    {"title", offsetof(struct listing, title)},
    {"body", offsetof(struct listing, body)},
    {"skills", offsetof(struct listing, skills)},
    {"occupation_code", offsetof(struct listing, occupation_code)},
    {"major_code", offsetof(struct listing, major_code)},
    {"industry_code", offsetof(struct listing, industry_code)},
    {"county_code", offsetof(struct listing, county_code)},
    {"pay_unit", offsetof(struct listing, pay_unit)},
    {"pay_note", offsetof(struct listing, pay_note)},
    {"shift", offsetof(struct listing, shift)},
    {"education", offsetof(struct listing, education)},
    {"cooperation", offsetof(struct listing, cooperation)},
    {"status", offsetof(struct listing, status)},
    {"source", offsetof(struct listing, source)},
};
enum { TEXT_MEMBERS = sizeof text_members / sizeof text_members[0], NUMBER_MEMBERS = 11 };

static void list_numbers(const struct listing *listing, const char *keys[NUMBER_MEMBERS],
                         int64_t numbers[NUMBER_MEMBERS])
{
    static const char *const names[NUMBER_MEMBERS] = {"level_low", "level_high",        "headcount",      "start_day",
                                                      "end_day",   "pay_low_fen",       "pay_high_fen",   "lodging",
                                                      "meals",     "experience_months", "organisation_id"};
    const int64_t values[NUMBER_MEMBERS] = {listing->level_low,         listing->level_high,     listing->headcount,
                                            listing->start_day,         listing->end_day,        listing->pay_low_fen,
                                            listing->pay_high_fen,      listing->lodging,        listing->meals,
                                            listing->experience_months, listing->organisation_id};
    memcpy(keys, names, sizeof names);
    memcpy(numbers, values, sizeof values);
}

json_t *listing_stored_document(const struct listing *listing)
{
    const char *keys[NUMBER_MEMBERS];
    int64_t numbers[NUMBER_MEMBERS];
    json_t *document = json_object();
    for (size_t index = 0; index < TEXT_MEMBERS; index++) {
        const char *text;
        memcpy(&text, (const char *)listing + text_members[index].offset, sizeof text);
        set_text(document, text_members[index].key, text);
    }
    list_numbers(listing, keys, numbers);
    for (size_t index = 0; index < NUMBER_MEMBERS; index++) {
        set(document, keys[index], json_integer(numbers[index]));
    }
    return document;
}

static void take_numbers(const int64_t numbers[NUMBER_MEMBERS], struct listing *out)
{
    out->level_low = (int)numbers[0];
    out->level_high = (int)numbers[1];
    out->headcount = (int32_t)numbers[2];
    out->start_day = (int32_t)numbers[3];
    out->end_day = (int32_t)numbers[4];
    out->pay_low_fen = numbers[5];
    out->pay_high_fen = numbers[6];
    out->lodging = (int)numbers[7];
    out->meals = (int)numbers[8];
    out->experience_months = (int32_t)numbers[9];
    out->organisation_id = numbers[10];
}

bool listing_from_stored(struct arena *arena, const char *text, struct listing *out)
{
    const char *keys[NUMBER_MEMBERS];
    int64_t numbers[NUMBER_MEMBERS];
    json_t *document = json_loads(text, 0, NULL);
    struct listing listing = listing_empty();
    if (!json_is_object(document)) {
        json_decref(document);
        return false;
    }
    for (size_t index = 0; index < TEXT_MEMBERS; index++) {
        const char *value = json_string_value(json_object_get(document, text_members[index].key));
        const char *copy = arena_text(arena, value == NULL ? "" : value);
        memcpy((char *)&listing + text_members[index].offset, &copy, sizeof copy);
    }
    list_numbers(&listing, keys, numbers);
    for (size_t index = 0; index < NUMBER_MEMBERS; index++) {
        const json_t *value = json_object_get(document, keys[index]);
        numbers[index] = json_is_integer(value) ? json_integer_value(value) : numbers[index];
    }
    take_numbers(numbers, &listing);
    json_decref(document);
    *out = listing;
    return true;
}
