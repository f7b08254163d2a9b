#include "areas/listings/message_doc.h"

#include "catalogue/table.h"

static const char *const unit_codes[] = {
    [PAY_MONTH] = "month", [PAY_DAY] = "day", [PAY_HOUR] = "hour", [PAY_PIECE] = "piece", [PAY_YEAR] = "year"};

static const char *const flag_codes[] = {
    [FLAG_AGE_LIMIT] = "age_limit",       [FLAG_SEX_LIMIT] = "sex_limit",       [FLAG_UNDER_AGE] = "under_age",
    [FLAG_HEALTH_LIMIT] = "health_limit", [FLAG_ORIGIN_LIMIT] = "origin_limit", [FLAG_DEPOSIT] = "deposit"};

/* --- parts ------------------------------------------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
    return text[0] == '\0' ? json_null() : json_string_nocheck(text);
}

static json_t *number_or_null(int64_t number, bool said)
{
    return said ? json_integer(number) : json_null();
}

static json_t *yes_no_null(int said)
{
    return said < 0 ? json_null() : json_boolean(said);
}

static json_t *build_span(struct message_span span)
{
    return json_pack("{s:I, s:I}", "start", (json_int_t)span.start, "end", (json_int_t)span.end);
}

static void put_span(json_t *spans, const char *name, struct message_span span)
{
    if (span.start < span.end) {
        json_object_set_new_nocheck(spans, name, build_span(span));
    }
}

static json_t *build_spans(const struct message_draft *draft)
{
    json_t *spans = json_object();
    put_span(spans, "title", draft->title_span);
    put_span(spans, "headcount", draft->headcount_span);
    put_span(spans, "start", draft->start_span);
    put_span(spans, "pay", draft->pay_span);
    put_span(spans, "lodging", draft->lodging_span);
    put_span(spans, "meals", draft->meals_span);
    put_span(spans, "county", draft->county_span);
    put_span(spans, "level", draft->level_span);
    put_span(spans, "shift", draft->shift_span);
    put_span(spans, "experience", draft->experience_span);
    put_span(spans, "education", draft->education_span);
    json_t *skills = json_array();
    for (size_t index = 0; index < draft->skill_count; index++) {
        json_array_append_new(skills, build_span(draft->skill_spans[index]));
    }
    json_object_set_new_nocheck(spans, "skills", skills);
    return spans;
}

static json_t *build_skills(const struct message_draft *draft)
{
    json_t *skills = json_array();
    for (size_t index = 0; index < draft->skill_count; index++) {
        json_array_append_new(skills, json_string_nocheck(draft->skills[index]));
    }
    return skills;
}

/* Whole yuan as an integer, otherwise with its two decimals: 2毛 is 0.20. */
static json_t *build_yuan(int64_t fen)
{
    return fen % 100 == 0 ? json_integer(fen / 100) : json_real((double)fen / 100.0);
}

static void put_pay(json_t *document, const struct message_draft *draft)
{
    bool said = draft->pay_low_fen > 0;
    json_object_set_new_nocheck(document, "pay",
                                json_pack("{s:o, s:o, s:o, s:b, s:b}", "low_fen",
                                          number_or_null(draft->pay_low_fen, said), "high_fen",
                                          number_or_null(draft->pay_high_fen, said), "unit",
                                          said ? json_string_nocheck(unit_codes[draft->pay_unit]) : json_null(),
                                          "piecework", draft->piecework, "negotiable", draft->negotiable));
    json_object_set_new_nocheck(
        document, "pay_yuan",
        said ? json_pack("{s:o, s:o}", "low", build_yuan(draft->pay_low_fen), "high", build_yuan(draft->pay_high_fen))
             : json_null());
}

/* --- flags ------------------------------------------------------------------------------------------------- */

static void put_cell(json_t *flag, const char *name, const struct table *rules, size_t row, const char *column)
{
    json_object_set_new_nocheck(flag, name, json_string_nocheck(table_cell(rules, row, column)));
}

static json_t *build_flag(struct arena *arena, const struct table *rules, struct span message,
                          const struct message_flag *flag)
{
    const char *kind = flag_codes[flag->kind];
    const char *rule = flag->minor ? "minor" : kind;
    json_t *built = json_object();
    json_object_set_new_nocheck(built, "kind", json_string_nocheck(kind));
    json_object_set_new_nocheck(built, "text",
                                json_string_nocheck(arena_copy(arena, span_make(message.at + flag->span.start,
                                                                                flag->span.end - flag->span.start))));
    json_object_set_new_nocheck(built, "start", json_integer(flag->span.start));
    json_object_set_new_nocheck(built, "end", json_integer(flag->span.end));
    json_object_set_new_nocheck(built, "message", json_string_nocheck(arena_format(arena, "message.flag.%s", rule)));
    for (size_t row = 0; row < rules->rows; row++) {
        if (strcmp(table_cell(rules, row, "id"), rule) == 0) {
            put_cell(built, "law", rules, row, "law");
            put_cell(built, "policy", rules, row, "policy");
            put_cell(built, "article", rules, row, "article");
            put_cell(built, "clause", rules, row, "text");
            put_cell(built, "effective", rules, row, "effective");
            put_cell(built, "source", rules, row, "source");
            put_cell(built, "status", rules, row, "status");
        }
    }
    return built;
}

/* --- the document ------------------------------------------------------------------------------------------ */

static const char *level_name(const struct catalogue *catalogue, int rank)
{
    for (size_t row = 0; row < catalogue_count(catalogue, CATALOGUE_LEVELS); row++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_LEVELS, row);
        if (entry->number == rank) {
            return entry->name;
        }
    }
    return "";
}

static void put_codes(json_t *document, const struct catalogue *catalogue, const struct message_draft *draft)
{
    const struct catalogue_entry *county = catalogue_find(catalogue, CATALOGUE_REGIONS, span_of(draft->county_code));
    json_object_set_new_nocheck(document, "county_code", text_or_null(draft->county_code));
    json_object_set_new_nocheck(document, "county_name", county == NULL ? json_null() : text_or_null(county->name));
    json_object_set_new_nocheck(document, "level", number_or_null(draft->level_low, draft->level_low > 0));
    json_object_set_new_nocheck(document, "level_name",
                                draft->level_low > 0 ? text_or_null(level_name(catalogue, draft->level_low))
                                                     : json_null());
}

static json_t *build_draft(struct arena *arena, const struct catalogue *catalogue, const struct table *rules,
                           struct span message, const struct message_draft *draft)
{
    char day[DAY_TEXT_SIZE];
    json_t *built = json_object();
    json_object_set_new_nocheck(built, "title", json_string_nocheck(draft->title));
    json_object_set_new_nocheck(built, "occupation_code", text_or_null(draft->occupation_code));
    json_object_set_new_nocheck(built, "occupation_name", text_or_null(draft->occupation_name));
    json_object_set_new_nocheck(built, "headcount", number_or_null(draft->headcount, draft->headcount > 0));
    json_object_set_new_nocheck(built, "start", text_or_null(day_format(draft->start_day, day)));
    put_pay(built, draft);
    json_object_set_new_nocheck(built, "lodging", yes_no_null(draft->lodging));
    json_object_set_new_nocheck(built, "meals", yes_no_null(draft->meals));
    json_object_set_new_nocheck(built, "skills", build_skills(draft));
    put_codes(built, catalogue, draft);
    json_object_set_new_nocheck(built, "shift", text_or_null(draft->shift));
    json_object_set_new_nocheck(built, "experience_months",
                                number_or_null(draft->experience_months, draft->experience_months >= 0));
    json_object_set_new_nocheck(built, "skilled", json_boolean(draft->skilled));
    json_object_set_new_nocheck(built, "education", text_or_null(draft->education));
    json_t *flags = json_array();
    for (size_t index = 0; index < draft->flag_count; index++) {
        json_array_append_new(flags, build_flag(arena, rules, message, &draft->flags[index]));
    }
    json_object_set_new_nocheck(built, "flags", flags);
    json_object_set_new_nocheck(built, "spans", build_spans(draft));
    return built;
}

struct result message_build_document(struct arena *arena, const struct catalogue *catalogue, struct span message,
                                     const struct message_draft *drafts, size_t count, json_t **out)
{
    struct table rules;
    struct result r = table_read(arena, "catalogues/hiring_rules.csv", &rules);
    if (result_failed(r)) {
        return r;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        json_array_append_new(list, build_draft(arena, catalogue, &rules, message, &drafts[index]));
    }
    json_t *document = json_object();
    json_object_set_new_nocheck(document, "message", json_stringn_nocheck(message.at, message.length));
    json_object_set_new_nocheck(document, "drafts", list);
    *out = document;
    return result_ok();
}
