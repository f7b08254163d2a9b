/* What an organisation may say of itself, and who may change it. */
#include "areas/organisations/organisations.h"

#include "text/text.h"
#include "web/permission.h"

enum {
    NAME_MOST = 80,
    SHORT_NAME_MOST = 30,
    LINE_MOST = 200,
    SUMMARY_MOST = 4000,
    COUNT_MOST = 10000000,
    SUGGESTIONS = 3
};

static void add(struct problems *problems, const char *field, const char *message, const char *value, const char *hint)
{
    problems_add(problems, (struct problem){field, message, value, hint});
}

static void check_length(struct arena *arena, struct problems *problems, const char *field, const char *text,
                         size_t most)
{
    size_t count = utf8_count(span_of(text));
    if (count > most) {
        add(problems, field, "organisation.error.too_long", arena_format(arena, "%zu", count),
            arena_format(arena, "%zu", most));
    }
}

/* "数控技术（460103）、…": the nearest three of the catalogue, or NULL. */
static const char *nearest(struct arena *arena, const struct catalogue *catalogue, enum catalogue_table table,
                           const char *code)
{
    const struct catalogue_entry *near[SUGGESTIONS];
    size_t count = catalogue_suggest(catalogue, table, span_of(code), near, SUGGESTIONS);
    const char *list = NULL;
    for (size_t index = 0; index < count; index++) {
        list = arena_format(arena, "%s%s%s（%s）", list == NULL ? "" : list, list == NULL ? "" : "、",
                            near[index]->name, near[index]->code);
    }
    return list;
}

static void check_code(struct arena *arena, const struct catalogue *catalogue, enum catalogue_table table,
                       struct problems *problems, const char *field, const char *code)
{
    if (code[0] != '\0' && catalogue_find(catalogue, table, span_of(code)) == NULL) {
        add(problems, field, "organisation.error.code_unknown", code, nearest(arena, catalogue, table, code));
    }
}

static bool is_one_of(const char *value, const char *const *list)
{
    for (size_t index = 0; list[index] != NULL; index++) {
        if (strcmp(value, list[index]) == 0) {
            return true;
        }
    }
    return false;
}

/* The check digit that belongs to the other 17 is the likeliest slip to have been made. */
static void check_credit_code(struct arena *arena, struct problems *problems, const char *code)
{
    if (code[0] == '\0' || credit_code_is_valid(span_of(code))) {
        return;
    }
    const char *hint = NULL;
    if (strlen(code) != 18) {
        add(problems, "credit_code", "organisation.error.credit_code_length", code, NULL);
        return;
    }
    char check = credit_code_check_character(span_make(code, 17));
    if (check == '\0') {
        add(problems, "credit_code", "organisation.error.credit_code_character", code, NULL);
        return;
    }
    hint = arena_format(arena, "%.17s%c", code, check);
    add(problems, "credit_code", "organisation.error.credit_code_check", code, hint);
}

static void check_counts(struct problems *problems, const struct organisation *organisation)
{
    const struct {
        const char *field;
        int32_t count;
    } counts[] = {{"staff_count", organisation->staff_count},
                  {"student_count", organisation->student_count},
                  {"teacher_count", organisation->teacher_count}};
    for (size_t index = 0; index < sizeof counts / sizeof counts[0]; index++) {
        if (counts[index].count < 0 || counts[index].count > COUNT_MOST) {
            add(problems, counts[index].field, "organisation.error.count_out_of_range", NULL, NULL);
        }
    }
}

/* Only an address of the web may become a link. */
static void check_website(struct problems *problems, const char *website)
{
    struct span text = span_of(website);
    bool web = span_starts_with(text, span_of("https://")) || span_starts_with(text, span_of("http://"));
    if (website[0] != '\0' && (!web || strpbrk(website, " \t\r\n\"'<>") != NULL)) {
        add(problems, "website", "organisation.error.website", website, "https://www.example.cn");
    }
}

void organisation_check(struct arena *arena, const struct catalogue *catalogue, const struct organisation *organisation,
                        struct problems *problems)
{
    static const char *const kinds[] = {"school", "enterprise", "association", "government", "park", NULL};
    static const char *const levels[] = {"", "中职", "技工", "高职专科", "职业本科", NULL};
    static const char *const states[] = {"imported", "approved", "closed", NULL};
    if (organisation->name[0] == '\0') {
        add(problems, "name", "organisation.error.name_missing", NULL, NULL);
    }
    if (!is_one_of(organisation->kind, kinds)) {
        add(problems, "kind", "organisation.error.kind_unknown", organisation->kind, NULL);
    }
    if (!is_one_of(organisation->school_level, levels)) {
        add(problems, "school_level", "organisation.error.school_level_unknown", organisation->school_level, NULL);
    }
    if (!is_one_of(organisation->status, states)) {
        add(problems, "status", "organisation.error.status_unknown", organisation->status, NULL);
    }
    check_length(arena, problems, "name", organisation->name, NAME_MOST);
    check_length(arena, problems, "short_name", organisation->short_name, SHORT_NAME_MOST);
    check_length(arena, problems, "address", organisation->address, LINE_MOST);
    check_length(arena, problems, "website", organisation->website, LINE_MOST);
    check_length(arena, problems, "ownership", organisation->ownership, SHORT_NAME_MOST);
    check_length(arena, problems, "products", organisation->products, LINE_MOST * 2);
    check_length(arena, problems, "summary", organisation->summary, SUMMARY_MOST);
    check_code(arena, catalogue, CATALOGUE_REGIONS, problems, "county_code", organisation->county_code);
    check_code(arena, catalogue, CATALOGUE_INDUSTRIES, problems, "industry_code", organisation->industry_code);
    check_credit_code(arena, problems, organisation->credit_code);
    check_counts(problems, organisation);
    check_website(problems, organisation->website);
}

bool organisation_may_edit(const struct actor *actor, int64_t organisation_id)
{
    return permission_allows_for(actor, "organisation.edit", organisation_id);
}
