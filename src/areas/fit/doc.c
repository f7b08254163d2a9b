/* What a fit looks like to a reader: points that add up, the fragments they came from, what is missing, what would help. */
#include "areas/fit/doc.h"

static const char *const change_names[] = {
    [FIT_CHANGE_ADD_SKILL] = "add_skill", [FIT_CHANGE_STATE] = "state", [FIT_CHANGE_LEVEL] = "level",
    [FIT_CHANGE_HEADCOUNT] = "headcount", [FIT_CHANGE_START] = "start", [FIT_CHANGE_COOPERATION] = "cooperation",
    [FIT_CHANGE_TRADE] = "trade",
};

static const char *entry_name(const struct catalogue_entry *entry, bool english)
{
    return english && entry->name_en[0] != '\0' ? entry->name_en : entry->name;
}

json_t *fit_tenths_document(unsigned tenths)
{
    return tenths % 10 == 0 ? json_integer(tenths / 10) : json_real((double)tenths / 10.0);
}

json_t *fit_weights_document(const struct fit_weights *weights)
{
    json_t *list = json_array();
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        json_array_append_new(list, json_pack("{s:s, s:o, s:i}", "point", fit_point_names[point], "weight",
                                              fit_tenths_document(weights->tenths[point]), "weight_tenths",
                                              (int)weights->tenths[point]));
    }
    return list;
}

json_t *fit_listing_card(const struct catalogue *catalogue, const struct listing *listing)
{
    char id[ID_TEXT_SIZE];
    char organisation_id[ID_TEXT_SIZE];
    char start[DAY_TEXT_SIZE];
    const struct catalogue_entry *county = catalogue_find(catalogue, CATALOGUE_REGIONS, span_of(listing->county_code));
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:i, s:s}", "id", id_format(listing->id, id),
                     "organisation", listing->organisation_name, "organisation_id",
                     id_format(listing->organisation_id, organisation_id), "title", listing->title, "side",
                     listing->side, "kind", catalogue_document(catalogue, CATALOGUE_KINDS, listing->kind),
                     "county_code", listing->county_code, "county", county == NULL ? "" : county->name, "headcount",
                     (int)listing->headcount, "start", day_format(listing->start_day, start));
}

/* --- fragments ---------------------------------------------------------------------------------------------------- */

static const char *const field_names[READING_FIELD_COUNT] = {"title", "body", "skills", "occupation", "major"};

static const char *field_text(const struct listing *listing, uint8_t field)
{
    switch ((enum reading_field)field) {
    case READING_TITLE:
        return listing->title;
    case READING_BODY:
        return listing->body;
    case READING_SKILLS:
        return listing->skills;
    case READING_OCCUPATION:
        return listing->occupation_code;
    case READING_MAJOR:
        return listing->major_code;
    case READING_FIELD_COUNT:
        break;
    }
    return "";
}

static bool is_code(uint8_t field)
{
    return field == READING_OCCUPATION || field == READING_MAJOR;
}

static const char *code_name(const struct catalogue *catalogue, const struct listing *listing, uint8_t field)
{
    const struct catalogue_entry *entry =
        catalogue_find(catalogue, field == READING_MAJOR ? CATALOGUE_MAJORS : CATALOGUE_OCCUPATIONS,
                       span_of(field_text(listing, field)));
    return entry == NULL ? "" : entry->name;
}

/* {"field", "text", "name"}: what exactly matched; for codes the code and its name. */
static json_t *fragment_document(const struct catalogue *catalogue, const struct listing *listing,
                                 struct fit_fragment fragment)
{
    const char *text = field_text(listing, fragment.field);
    size_t length = strlen(text);
    size_t start = is_code(fragment.field) ? 0 : fragment.start;
    size_t end = is_code(fragment.field) ? length : fragment.end;
    if (end > length || start > end) { /* the text changed since it was read: show nothing rather than the wrong part */
        start = 0;
        end = 0;
    }
    return json_pack("{s:s, s:s%, s:s}", "field", field_names[fragment.field], "text", text + start, end - start,
                     "name", is_code(fragment.field) ? code_name(catalogue, listing, fragment.field) : "");
}

/* --- reasons ------------------------------------------------------------------------------------------------------ */

static json_t *trade_reason(const struct fit_pair *pair)
{
    const struct fit_explanation *why = pair->explanation;
    if (why->need_mention == NULL || why->offer_mention == NULL) {
        return json_null();
    }
    const struct catalogue *catalogue = pair->catalogue;
    return json_pack("{s:o, s:o, s:s, s:s, s:s, s:s, s:i}", "need",
                     fragment_document(catalogue, pair->need, why->need_mention->fragment), "offer",
                     fragment_document(catalogue, pair->offer, why->offer_mention->fragment), "need_trade",
                     reading_trade_name(catalogue, why->need_mention->trade, pair->english), "need_trade_code",
                     reading_trade_code(catalogue, why->need_mention->trade), "offer_trade",
                     reading_trade_name(catalogue, why->offer_mention->trade, pair->english), "offer_trade_code",
                     reading_trade_code(catalogue, why->offer_mention->trade), "relation_permille", (int)why->relation);
}

static json_t *skill_reasons(const struct fit_pair *pair)
{
    const struct fit_explanation *why = pair->explanation;
    json_t *list = json_array();
    for (size_t index = 0; index < why->shared_count; index++) {
        const struct fit_skill *need = &pair->need_reduced->skills[why->shared[index][0]];
        const struct fit_skill *offer = &pair->offer_reduced->skills[why->shared[index][1]];
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:o}", "skill", reading_skill_name(pair->catalogue, need->skill),
                                        "need", fragment_document(pair->catalogue, pair->need, need->fragment), "offer",
                                        fragment_document(pair->catalogue, pair->offer, offer->fragment)));
    }
    return list;
}

static json_t *missing_skills(const struct fit_pair *pair)
{
    const struct fit_explanation *why = pair->explanation;
    json_t *list = json_array();
    for (size_t index = 0; index < why->missing_count; index++) {
        const struct fit_skill *need = &pair->need_reduced->skills[why->missing[index]];
        json_array_append_new(list, json_pack("{s:s, s:o}", "skill", reading_skill_name(pair->catalogue, need->skill),
                                              "need", fragment_document(pair->catalogue, pair->need, need->fragment)));
    }
    return list;
}

static json_t *level_name(const struct fit_pair *pair, const struct listing *listing)
{
    const struct catalogue *catalogue = pair->catalogue;
    const char *name = "";
    size_t count = catalogue_count(catalogue, CATALOGUE_LEVELS);
    int rank = listing->level_low != 0 ? listing->level_low : listing->level_high;
    for (size_t row = 0; row < count; row++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_LEVELS, row);
        name = rank != 0 && entry->number == rank ? entry_name(entry, pair->english) : name;
    }
    return json_string(name);
}

static json_t *word_reasons(const struct fit_pair *pair)
{
    struct fit_phrase phrases[FIT_MOST_WORDS];
    size_t count = fit_pair_phrases(pair, phrases);
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        json_array_append_new(
            list, json_pack("{s:o, s:o}", "need", fragment_document(pair->catalogue, pair->need, phrases[index].need),
                            "offer", fragment_document(pair->catalogue, pair->offer, phrases[index].offer)));
    }
    return list;
}

/* What a point was given for: one member, named like the point. */
static json_t *why_document(const struct fit_pair *pair, enum fit_point point)
{
    char need_start[DAY_TEXT_SIZE];
    char offer_start[DAY_TEXT_SIZE];
    const struct fit_explanation *why = pair->explanation;
    switch (point) {
    case FIT_TRADE:
        return json_pack("{s:o}", "trade", trade_reason(pair));
    case FIT_SKILLS:
        return json_pack("{s:o, s:o}", "skills", skill_reasons(pair), "missing", missing_skills(pair));
    case FIT_LEVEL:
        return json_pack("{s:{s:o, s:o}}", "level", "need", level_name(pair, pair->need), "offer",
                         level_name(pair, pair->offer));
    case FIT_NUMBERS:
        return json_pack("{s:{s:i, s:i}}", "numbers", "need", (int)pair->need->headcount, "offer",
                         (int)pair->offer->headcount);
    case FIT_TIME:
        return json_pack("{s:{s:s, s:s}}", "time", "need", day_format(pair->need->start_day, need_start), "offer",
                         day_format(pair->offer->start_day, offer_start));
    case FIT_DISTANCE:
        return why->distance_km == FIT_NO_PLACE ? json_null()
                                                : json_pack("{s:{s:i}}", "distance", "km", (int)why->distance_km);
    case FIT_WORDS:
        return why->word_count == 0 ? json_null() : json_pack("{s:o}", "words", word_reasons(pair));
    case FIT_COOPERATION:
    case FIT_RECORD:
    case FIT_POINT_COUNT:
        break;
    }
    return json_null();
}

static json_t *points_document(const struct fit_pair *pair)
{
    const struct fit_weights *weights = &pair->weights;
    const struct fit_score *score = &pair->explanation->score;
    json_t *list = json_array();
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        const struct fit_part *part = &score->parts[point];
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:o, s:i, s:b, s:o}", "point", fit_point_names[point], "points",
                                        fit_tenths_document(part->points), "weight",
                                        fit_tenths_document(weights->tenths[point]), "value_permille", (int)part->value,
                                        "stated", (int)part->stated, "why", why_document(pair, (enum fit_point)point)));
    }
    return list;
}

/* What the shared partial `score` draws: {score, parts[] {point, start, points, weight, stated}}, all in tenths. */
static json_t *bar_document(const struct fit_weights *weights, const struct fit_score *score)
{
    json_t *parts = json_array();
    int start = 0;
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        const struct fit_part *part = &score->parts[point];
        json_array_append_new(parts, json_pack("{s:s, s:i, s:i, s:i, s:b}", "point", fit_point_names[point], "start",
                                               start, "points", (int)part->points, "weight",
                                               (int)weights->tenths[point], "stated", (int)part->stated));
        start += part->points;
    }
    return json_pack("{s:i, s:o}", "score", (int)score->total, "parts", parts);
}

/* --- changes ------------------------------------------------------------------------------------------------------ */

/* What the change is about, in words of the catalogue: a skill, a trade, a cooperation kind, a level. */
static const char *change_name(const struct fit_pair *pair, const struct fit_change *change)
{
    const struct catalogue *catalogue = pair->catalogue;
    const struct catalogue_entry *entry = NULL;
    switch ((enum fit_change_kind)change->kind) {
    case FIT_CHANGE_ADD_SKILL:
        return reading_skill_name(catalogue, (uint16_t)change->value);
    case FIT_CHANGE_TRADE:
        return reading_trade_name(catalogue, (uint16_t)change->value, pair->english);
    case FIT_CHANGE_COOPERATION:
        entry = catalogue_at(catalogue, CATALOGUE_COOPERATION, (size_t)change->value);
        break;
    case FIT_CHANGE_LEVEL:
        for (size_t row = 0; row < catalogue_count(catalogue, CATALOGUE_LEVELS); row++) {
            const struct catalogue_entry *level = catalogue_at(catalogue, CATALOGUE_LEVELS, row);
            entry = level->number == change->value ? level : entry;
        }
        break;
    case FIT_CHANGE_STATE:
    case FIT_CHANGE_HEADCOUNT:
    case FIT_CHANGE_START:
        break;
    }
    if (entry == NULL) {
        return "";
    }
    return entry_name(entry, pair->english);
}

static json_t *changes_document(const struct fit_pair *pair)
{
    json_t *list = json_array();
    for (size_t index = 0; index < pair->explanation->change_count; index++) {
        const struct fit_change *change = &pair->explanation->changes[index];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:i, s:s, s:o, s:i}", "kind", change_names[change->kind],
                                              "point", fit_point_names[change->point], "side",
                                              change->side == FIT_NEED ? "need" : "offer", "value", (int)change->value,
                                              "name", change_name(pair, change), "gain",
                                              fit_tenths_document(change->gain), "gain_tenths", (int)change->gain));
    }
    return list;
}

json_t *fit_pair_document(const struct fit_pair *pair)
{
    const struct fit_score *score = &pair->explanation->score;
    char need_id[ID_TEXT_SIZE];
    char offer_id[ID_TEXT_SIZE];
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:{s:s, s:s}}", "score", fit_tenths_document(score->total), "points",
                     points_document(pair), "missing", missing_skills(pair), "changes", changes_document(pair), "bar",
                     bar_document(&pair->weights, score), "pair", "need", id_format(pair->need->id, need_id), "offer",
                     id_format(pair->offer->id, offer_id));
}
