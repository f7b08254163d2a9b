/* What a listing may say, who may see and change it, which steps its life has. */
#include "areas/listings/listings.h"

#include "areas/listings/message.h"
#include "text/text.h"
#include "web/permission.h"

enum {
    TITLE_MOST = 120,
    BODY_MOST = 4000,
    SKILLS_MOST = 500,
    NOTE_MOST = 200,
    RANK_MOST = 8,
    EXPERIENCE_MOST = 600,
    SUGGESTIONS = 3
};

static const int64_t PAY_MOST_FEN = INT64_C(1000000000);

struct listing listing_empty(void)
{
    return (struct listing){.side = "need",
                            .kind = "",
                            .title = "",
                            .body = "",
                            .skills = "",
                            .occupation_code = "",
                            .major_code = "",
                            .industry_code = "",
                            .county_code = "",
                            .start_day = DAY_NONE,
                            .end_day = DAY_NONE,
                            .pay_unit = "",
                            .pay_note = "",
                            .lodging = -1,
                            .meals = -1,
                            .shift = "",
                            .education = "",
                            .experience_months = -1,
                            .cooperation = "",
                            .status = "open",
                            .source = "form",
                            .version = 1,
                            .organisation_name = "",
                            .organisation_kind = "",
                            .organisation_credit_code = ""};
}

/* --- what is wrong -------------------------------------------------------------------------------------------- */

struct checking {
    struct arena *arena;
    const struct catalogue *catalogue;
    struct problems *problems;
};

static void add(const struct checking *checking, const char *field, const char *message, const char *value,
                const char *hint)
{
    problems_add(checking->problems, (struct problem){field, message, value, hint});
}

static void check_length(const struct checking *checking, const char *field, const char *text, size_t most)
{
    size_t count = utf8_count(span_of(text));
    if (count > most) {
        add(checking, field, "listing.error.too_long", arena_format(checking->arena, "%zu", count),
            arena_format(checking->arena, "%zu", most));
    }
}

static void check_code(const struct checking *checking, enum catalogue_table table, const char *field, const char *code)
{
    if (code[0] == '\0' || catalogue_find(checking->catalogue, table, span_of(code)) != NULL) {
        return;
    }
    const struct catalogue_entry *near[SUGGESTIONS];
    size_t count = catalogue_suggest(checking->catalogue, table, span_of(code), near, SUGGESTIONS);
    const char *list = NULL;
    for (size_t index = 0; index < count; index++) {
        list = arena_format(checking->arena, "%s%s%s（%s）", list == NULL ? "" : list, list == NULL ? "" : "、",
                            near[index]->name, near[index]->code);
    }
    add(checking, field, list == NULL ? "listing.error.code_unknown" : "listing.error.code_unknown_nearest", code,
        list);
}

static void check_choice(const struct checking *checking, const char *field, const char *value, const char *choices)
{
    /* A list that starts with a bar takes "not said" as well. */
    for (const char *at = choices; at != NULL;) {
        size_t width = strcspn(at, "|");
        if (span_is(span_make(at, width), value)) {
            return;
        }
        at = at[width] == '|' ? at + width + 1 : NULL;
    }
    add(checking, field, "listing.error.choice_unknown", value, NULL);
}

static void check_numbers(const struct checking *checking, const struct listing *listing)
{
    if (listing->headcount < 0 || listing->headcount > VALUE_COUNT_MOST) {
        add(checking, "headcount", "listing.error.headcount_out_of_range", NULL, NULL);
    }
    if (listing->pay_low_fen < 0 || listing->pay_high_fen < 0 || listing->pay_low_fen > PAY_MOST_FEN ||
        listing->pay_high_fen > PAY_MOST_FEN) {
        add(checking, "pay", "listing.error.pay_out_of_range", NULL, NULL);
    } else if (listing->pay_high_fen != 0 && listing->pay_low_fen > listing->pay_high_fen) {
        add(checking, "pay", "listing.error.pay_reversed", NULL, NULL);
    }
    if (listing->level_low < 0 || listing->level_low > RANK_MOST || listing->level_high < 0 ||
        listing->level_high > RANK_MOST || (listing->level_high != 0 && listing->level_high < listing->level_low)) {
        add(checking, "level", "listing.error.level_out_of_range", NULL, NULL);
    }
    if (listing->experience_months < -1 || listing->experience_months > EXPERIENCE_MOST) {
        add(checking, "experience", "listing.error.experience_out_of_range", NULL, NULL);
    }
    if (listing->start_day != DAY_NONE && listing->end_day != DAY_NONE && listing->end_day < listing->start_day) {
        char start[DAY_TEXT_SIZE];
        add(checking, "end_day", "listing.error.end_before_start", NULL,
            arena_text(checking->arena, day_format(listing->start_day, start)));
    }
}

static void check_cooperation(const struct checking *checking, const char *codes)
{
    for (const char *at = codes; *at != '\0';) {
        size_t length = strcspn(at, ",");
        check_code(checking, CATALOGUE_COOPERATION, "cooperation", arena_copy(checking->arena, span_make(at, length)));
        at += length + (at[length] == ',' ? 1 : 0);
    }
}

/* What the law forbids outright, with the words that say it; NULL where it is only doubted (an age limit, 17 years). */
static const char *forbidden_message(const struct message_flag *flag)
{
    static const char *const messages[] = {[FLAG_AGE_LIMIT] = NULL,
                                           [FLAG_SEX_LIMIT] = "listing.error.unlawful.sex_limit",
                                           [FLAG_UNDER_AGE] = "listing.error.unlawful.under_age",
                                           [FLAG_HEALTH_LIMIT] = "listing.error.unlawful.health_limit",
                                           [FLAG_ORIGIN_LIMIT] = "listing.error.unlawful.origin_limit",
                                           [FLAG_DEPOSIT] = "listing.error.unlawful.deposit"};
    return flag->minor ? NULL : messages[flag->kind];
}

/* Says each forbidden limit of a text; gives the text without them. */
static const char *check_limits(const struct checking *checking, const char *field, const char *text)
{
    const struct message_flag *flags;
    size_t count;
    message_find_limits(checking->arena, checking->catalogue, span_of(text), &flags, &count);
    struct message_span *forbidden = ARENA_ARRAY(checking->arena, struct message_span, count + 1);
    size_t found = 0;
    for (size_t index = 0; index < count; index++) {
        const struct message_flag *flag = &flags[index];
        if (forbidden_message(flag) != NULL) {
            struct span words = span_make(text + flag->span.start, flag->span.end - flag->span.start);
            add(checking, field, forbidden_message(flag), arena_copy(checking->arena, words), NULL);
            forbidden[found++] = flag->span;
        }
    }
    return found == 0 ? text : message_without(checking->arena, span_of(text), forbidden, found);
}

void listing_cut_limits(struct arena *arena, const struct catalogue *catalogue, struct listing *listing,
                        struct problems *told)
{
    struct checking checking = {arena, catalogue, told};
    if (strcmp(listing->side, "need") == 0) {
        listing->title = check_limits(&checking, "title", listing->title);
        listing->body = check_limits(&checking, "body", listing->body);
    }
}

void listing_check(struct arena *arena, const struct catalogue *catalogue, const struct listing *listing,
                   struct problems *problems)
{
    struct checking checking = {arena, catalogue, problems};
    if (span_trim(span_of(listing->title)).length == 0) {
        add(&checking, "title", "listing.error.title_missing", NULL, NULL);
    }
    if (listing->kind[0] == '\0') {
        add(&checking, "kind", "listing.error.kind_missing", NULL, NULL);
    }
    check_length(&checking, "title", listing->title, TITLE_MOST);
    check_length(&checking, "body", listing->body, BODY_MOST);
    check_length(&checking, "skills", listing->skills, SKILLS_MOST);
    check_length(&checking, "pay_note", listing->pay_note, NOTE_MOST);
    check_choice(&checking, "side", listing->side, "need|offer");
    check_choice(&checking, "status", listing->status, "draft|open|closed|filled");
    check_choice(&checking, "pay_unit", listing->pay_unit, "|month|day|hour|piece|year");
    check_choice(&checking, "shift", listing->shift, "|day|two|three|long_day");
    check_choice(&checking, "education", listing->education, "|初中|高中|中专|大专|本科|硕士");
    check_code(&checking, CATALOGUE_KINDS, "kind", listing->kind);
    check_code(&checking, CATALOGUE_OCCUPATIONS, "occupation_code", listing->occupation_code);
    check_code(&checking, CATALOGUE_MAJORS, "major_code", listing->major_code);
    check_code(&checking, CATALOGUE_INDUSTRIES, "industry_code", listing->industry_code);
    check_code(&checking, CATALOGUE_REGIONS, "county_code", listing->county_code);
    check_cooperation(&checking, listing->cooperation);
    check_numbers(&checking, listing);
    if (strcmp(listing->side, "need") == 0) {
        (void)check_limits(&checking, "title", listing->title);
        (void)check_limits(&checking, "body", listing->body);
    }
}

/* --- who ------------------------------------------------------------------------------------------------------ */

bool listing_may_create(const struct actor *actor, int64_t organisation_id)
{
    return permission_allows_for(actor, "listing.create", organisation_id);
}

bool listing_may_edit(const struct actor *actor, const struct listing *listing)
{
    return permission_allows_for(actor, "listing.edit", listing->organisation_id);
}

bool listing_may_see(const struct actor *actor, const struct listing *listing)
{
    return strcmp(listing->status, "open") == 0 ||
           permission_allows_for(actor, "listing.read_closed", listing->organisation_id);
}

/* --- the life of a listing -------------------------------------------------------------------------------------- */

bool listing_status_may_become(const char *from, const char *to)
{
    static const char *const steps[][2] = {{"draft", "open"},   {"draft", "closed"}, {"open", "closed"},
                                           {"open", "filled"},  {"closed", "open"},  {"filled", "open"},
                                           {"filled", "closed"}};
    for (size_t index = 0; index < sizeof steps / sizeof steps[0]; index++) {
        if (strcmp(from, steps[index][0]) == 0 && strcmp(to, steps[index][1]) == 0) {
            return true;
        }
    }
    return false;
}
