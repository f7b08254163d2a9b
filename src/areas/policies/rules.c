/* What a policy must be, its life, when it is in force. No database. */
#include "areas/policies/policies.h"

#include "base/day.h"
#include "text/text.h"
#include "web/link.h"

enum { YEARS_AHEAD = 20, FIRST_YEAR = 1949 };

const char *const policy_levels[] = {"national", "ministry", "province", "city", "county", "other", NULL};

struct policy policy_empty(void)
{
    return (struct policy){.title = "",
                           .short_name = "",
                           .issuer = "",
                           .number = "",
                           .level = "",
                           .issue_day = "",
                           .effect_day = "",
                           .repeal_day = "",
                           .source_url = "",
                           .note = "",
                           .body = "",
                           .status = "draft",
                           .reason = "",
                           .ends_day = ""};
}

/* --- content --------------------------------------------------------------------------------------------------- */

static void add(struct problems *problems, const char *field, const char *message, const char *value)
{
    problems_add(problems, (struct problem){field, message, value, NULL});
}

static void check_length(struct problems *problems, const char *field, const char *text, size_t most)
{
    if (utf8_count(span_of(text)) > most) {
        add(problems, field, "policies.error.too_long", NULL);
    }
}

static void check_needed(struct problems *problems, const char *field, const char *text, const char *message)
{
    if (span_trim(span_of(text)).length == 0) {
        add(problems, field, message, NULL);
    }
}

/* DAY_NONE when it is empty or none. */
static int32_t check_day(struct problems *problems, const char *field, const char *text, int32_t today)
{
    int32_t day = DAY_NONE;
    if (text[0] == '\0') {
        return DAY_NONE;
    }
    if (!day_parse(span_of(text), &day)) {
        add(problems, field, "policies.error.day", text);
        return DAY_NONE;
    }
    int year = date_of_day(day).year;
    if (year < FIRST_YEAR || year > date_of_day(today).year + YEARS_AHEAD) {
        add(problems, field, "policies.error.year", text);
    }
    return day;
}

static void check_days(struct problems *problems, const struct policy *policy, int32_t today)
{
    int32_t issued = check_day(problems, "issue_day", policy->issue_day, today);
    int32_t effect = check_day(problems, "effect_day", policy->effect_day, today);
    int32_t repealed = check_day(problems, "repeal_day", policy->repeal_day, today);
    int32_t begun = effect != DAY_NONE ? effect : issued;
    if (issued != DAY_NONE && effect != DAY_NONE && effect < issued) {
        add(problems, "effect_day", "policies.error.effect_before_issue", policy->effect_day);
    }
    if (repealed != DAY_NONE && begun != DAY_NONE && repealed < begun) {
        add(problems, "repeal_day", "policies.error.repeal_before_effect", policy->repeal_day);
    }
}

/* Another form than 鲁政发〔2023〕6号 is allowed; one of this form must have a year that can be. */
static void check_number(struct problems *problems, const struct policy *policy, int32_t today)
{
    struct arena arena;
    struct policy_number number;
    arena_init(&arena);
    bool usual = policy_number_parse(&arena, span_of(policy->number), &number);
    arena_release(&arena);
    if (usual && number.year > date_of_day(today).year + 1) {
        add(problems, "number", "policies.error.number_year", policy->number);
    }
}

static bool is_level(const char *level)
{
    for (size_t index = 0; policy_levels[index] != NULL; index++) {
        if (strcmp(policy_levels[index], level) == 0) {
            return true;
        }
    }
    return false;
}

void policy_check(const struct policy *policy, int32_t today, struct problems *problems)
{
    check_needed(problems, "title", policy->title, "policies.error.title_missing");
    check_needed(problems, "issuer", policy->issuer, "policies.error.issuer_missing");
    check_length(problems, "title", policy->title, POLICY_TITLE_MOST);
    check_length(problems, "short_name", policy->short_name, POLICY_NAME_MOST);
    check_length(problems, "issuer", policy->issuer, POLICY_NAME_MOST);
    check_length(problems, "number", policy->number, POLICY_NAME_MOST);
    check_length(problems, "note", policy->note, POLICY_NOTE_MOST);
    check_length(problems, "source_url", policy->source_url, POLICY_URL_MOST);
    check_number(problems, policy, today);
    check_days(problems, policy, today);
    if (!is_level(policy->level)) {
        add(problems, "level", "policies.error.level_missing", NULL);
    }
    if (policy->source_url[0] != '\0' && !link_is_web_address(policy->source_url)) {
        add(problems, "source_url", "policies.error.source_url", policy->source_url);
    }
    if (strlen(policy->body) > POLICY_BODY_MOST) {
        add(problems, "body", "policies.error.body_long", NULL);
    } else if (policy->source_url[0] == '\0') {
        check_needed(problems, "body", policy->body, "policies.error.body_missing");
    }
}

/* --- life -------------------------------------------------------------------------------------------------------- */

bool policy_status_may_become(const char *from, const char *to)
{
    static const char *const arrows[][2] = {{"draft", "published"}, {"published", "retracted"}, {"retracted", "draft"}};
    for (size_t index = 0; index < sizeof arrows / sizeof arrows[0]; index++) {
        if (strcmp(arrows[index][0], from) == 0 && strcmp(arrows[index][1], to) == 0) {
            return true;
        }
    }
    return false;
}

const char *policy_force(const struct policy *policy, int32_t today)
{
    char day[DAY_TEXT_SIZE];
    (void)day_format(today, day);
    if (policy->ends_day[0] != '\0' && strcmp(policy->ends_day, day) <= 0) {
        return "out";
    }
    return strcmp(policy->effect_day, day) > 0 ? "soon" : "in";
}
