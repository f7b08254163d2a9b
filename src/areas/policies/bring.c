/* A policy from a file. */
#include "areas/policies/bring.h"

#include "areas/audit/audit.h"
#include "areas/policies/form.h"
#include "areas/policies/numerals.h"
#include "base/day.h"
#include "text/garbled.h"
#include "text/text.h"

/* --- the header ------------------------------------------------------------------------------------------------------ */

static const struct header_name {
    const char *name;
    enum policy_field field;
} names[] = {
    {"标题", POLICY_FIELD_TITLE},          {"title", POLICY_FIELD_TITLE},         {"简称", POLICY_FIELD_SHORT_NAME},
    {"short", POLICY_FIELD_SHORT_NAME},    {"文号", POLICY_FIELD_NUMBER},         {"number", POLICY_FIELD_NUMBER},
    {"发文机关", POLICY_FIELD_ISSUER},     {"发布机关", POLICY_FIELD_ISSUER},     {"issuer", POLICY_FIELD_ISSUER},
    {"层级", POLICY_FIELD_LEVEL},          {"level", POLICY_FIELD_LEVEL},         {"发布日期", POLICY_FIELD_ISSUE_DAY},
    {"issued", POLICY_FIELD_ISSUE_DAY},    {"施行日期", POLICY_FIELD_EFFECT_DAY}, {"effect", POLICY_FIELD_EFFECT_DAY},
    {"废止日期", POLICY_FIELD_REPEAL_DAY}, {"repeal", POLICY_FIELD_REPEAL_DAY},   {"来源", POLICY_FIELD_SOURCE_URL},
    {"source", POLICY_FIELD_SOURCE_URL},   {"替代", POLICY_FIELD_REPLACED},       {"replaces", POLICY_FIELD_REPLACED},
    {"说明", POLICY_FIELD_NOTE},           {"note", POLICY_FIELD_NOTE},           {"核实", POLICY_FIELD_CHECKED},
    {"checked", POLICY_FIELD_CHECKED},
};
enum { NAMES = sizeof names / sizeof names[0] };

/* "文号：鲁政发…" to its field and value; POLICY_FIELD_COUNT when it is no line of a header. */
static enum policy_field read_header_line(struct arena *arena, struct span line, struct span *value)
{
    for (size_t index = 0; index < NAMES; index++) {
        size_t length = strlen(names[index].name);
        if (line.length <= length || strcmp(fold_key(arena, span_make(line.at, length)), names[index].name) != 0) {
            continue;
        }
        struct span rest = span_trim(span_make(line.at + length, line.length - length));
        size_t colon = span_starts_with(rest, span_of(":")) ? 1 : span_starts_with(rest, span_of("：")) ? 3 : 0;
        if (colon > 0) {
            *value = span_trim(span_make(rest.at + colon, rest.length - colon));
            return names[index].field;
        }
    }
    return POLICY_FIELD_COUNT;
}

/* 2023年5月1日 to 2023-05-01; anything else as it is, for the check to say. */
static const char *read_day(struct arena *arena, struct span text)
{
    const char *at = text.length == 0 ? "" : text.at;
    const char *end = at + text.length;
    int parts[3] = {0};
    static const char *const units[] = {"年", "月", "日"};
    for (int part = 0; part < 3; part++) {
        if (!numeral_read_digits(&at, end, &parts[part]) || end - at < 3 || memcmp(at, units[part], 3) != 0) {
            return arena_copy(arena, text);
        }
        at += 3;
    }
    return at == end ? arena_format(arena, "%04d-%02d-%02d", parts[0], parts[1], parts[2]) : arena_copy(arena, text);
}

static const char *read_level(struct arena *arena, struct span text)
{
    static const struct {
        const char *name, *code;
    } levels[] = {{"国家", "national"}, {"部门", "ministry"}, {"省", "province"},
                  {"市", "city"},       {"县", "county"},     {"其他", "other"}};
    for (size_t index = 0; index < sizeof levels / sizeof levels[0]; index++) {
        if (span_starts_with(text, span_of(levels[index].name))) {
            return levels[index].code;
        }
    }
    return fold_key(arena, text);
}

/* Behind ； and ; begins the next line. */
static const char *read_replaced(struct arena *arena, struct span text)
{
    char *copy = arena_copy(arena, text);
    char *out = copy;
    for (const char *at = copy; *at != '\0';) {
        bool wide = strncmp(at, "；", 3) == 0;
        if (wide || *at == ';') {
            *out++ = '\n';
            at += wide ? 3 : 1;
        } else {
            *out++ = *at++;
        }
    }
    *out = '\0';
    return copy;
}

static const char *read_value(struct arena *arena, enum policy_field field, struct span value)
{
    switch (field) {
    case POLICY_FIELD_ISSUE_DAY:
    case POLICY_FIELD_EFFECT_DAY:
    case POLICY_FIELD_REPEAL_DAY:
        return read_day(arena, value);
    case POLICY_FIELD_LEVEL:
        return read_level(arena, value);
    case POLICY_FIELD_REPLACED:
        return read_replaced(arena, value);
    case POLICY_FIELD_CHECKED:
        return span_is(value, "是") || span_is(value, "yes") || span_is(value, "1") ? "1" : "0";
    case POLICY_FIELD_TITLE:
    case POLICY_FIELD_SHORT_NAME:
    case POLICY_FIELD_NUMBER:
    case POLICY_FIELD_ISSUER:
    case POLICY_FIELD_SOURCE_URL:
    case POLICY_FIELD_NOTE:
    case POLICY_FIELD_BODY:
    case POLICY_FIELD_COUNT:
        break;
    }
    return arena_copy(arena, value);
}

static struct policy_form read_form(struct arena *arena, struct span text)
{
    struct policy empty = policy_empty();
    struct policy_form form = policy_form_of_policy(arena, &empty);
    struct span rest = text;
    bool begun = false;
    while (rest.length > 0) {
        struct span after = rest;
        struct span value;
        struct span line = span_trim(span_take_line(&after));
        if (line.length == 0 && !begun) {
            rest = after;
            continue;
        }
        enum policy_field field = read_header_line(arena, line, &value);
        if (field == POLICY_FIELD_COUNT) {
            break;
        }
        begun = true;
        rest = after;
        form.values[field] = span_of(read_value(arena, field, value));
    }
    if (!begun) { /* no header: the first line is the title */
        struct span title = span_trim(span_take_line(&rest));
        while (title.length > 0 && (title.at[0] == '#' || title.at[0] == ' ')) {
            title = span_make(title.at + 1, title.length - 1);
        }
        form.values[POLICY_FIELD_TITLE] = title;
    }
    form.values[POLICY_FIELD_BODY] = span_trim(rest);
    return form;
}

/* --- into the library -------------------------------------------------------------------------------------------------- */

struct placing {
    struct arena *arena;
    const struct policy_bringing *how;
    const struct policy_form *form;
    int64_t id, trace_id; /* made before */
    struct policy_bring_outcome *out;
};

/* By its number where it has one, else by its title. */
static struct result find_same(const struct placing *placing, struct store_session *session, int64_t *id)
{
    struct span number = placing->form->values[POLICY_FIELD_NUMBER];
    struct policy_name name = {.text = number.length > 0 ? number : placing->form->values[POLICY_FIELD_TITLE],
                               .today = placing->how->today};
    return policy_find_by_name(placing->arena, session, placing->how->region_id, &name, id);
}

static struct result check(const struct placing *placing, struct store_session *session, struct policy *policy)
{
    /* The form's reader asks a request only for where and when it is. */
    const struct request request = {
        .arena = placing->arena, .region_id = placing->how->region_id, .today = placing->how->today};
    struct result result = policy_form_read(&request, session, placing->form, policy, &placing->out->problems);
    if (!result_failed(result) && placing->out->problems.count > 0) {
        return result_invalid(placing->out->problems.list[0].field, "policies.error.form");
    }
    return result;
}

static struct result write_one(const struct placing *placing, struct store_session *session, struct policy *policy)
{
    const struct policy_bringing *how = placing->how;
    struct audit_entry entry = {.actor_name = "",
                                .action = "policy.create",
                                .subject_kind = "policy",
                                .subject_id = policy->id,
                                .outcome = "done",
                                .detail = "",
                                .address = "",
                                .at_ms = how->now_ms};
    policy->status = how->draft ? "draft" : "published";
    policy->publish_ms = how->draft ? 0 : how->now_ms;
    policy->created_ms = how->now_ms;
    policy->updated_ms = how->now_ms;
    struct result result =
        policy_insert(placing->arena, session, how->region_id, policy, &(struct policy_act){NULL, ""});
    placing->out->id = result_failed(result) ? 0 : policy->id;
    return result_failed(result) ? result : audit_append(session, how->region_id, placing->trace_id, &entry);
}

static struct result place(struct store_session *session, void *context)
{
    const struct placing *placing = context;
    struct policy policy = policy_empty();
    struct clause *clauses = NULL;
    int64_t same = 0;
    struct result result = find_same(placing, session, &same);
    placing->out->is_new = same == 0;
    placing->out->id = same;
    if (result_failed(result) || same != 0) {
        return result;
    }
    policy.id = placing->id;
    policy.version = 1;
    result = check(placing, session, &policy);
    placing->out->clauses = clauses_find(placing->arena, span_of(policy.body), &clauses);
    return result_failed(result) || placing->how->dry_run ? result : write_one(placing, session, &policy);
}

struct result policy_bring(struct arena *arena, const struct policy_bringing *how, struct span bytes,
                           struct policy_bring_outcome *out)
{
    struct span text;
    *out = (struct policy_bring_outcome){.title = ""};
    if (bytes.length > POLICY_BRING_MOST) {
        return result_invalid(NULL, "policies.error.file_large");
    }
    struct result result = text_decode(arena, bytes, &text);
    if (result_failed(result)) {
        return result;
    }
    struct garbled garbled = garbled_clean(arena, text);
    bool torn = garbled_is(&garbled);
    struct policy_form form = read_form(arena, torn ? garbled.text : text);
    for (int kind = 0; torn && kind < GARBLED_KIND_COUNT; kind++) {
        out->cleaned += garbled.counts[kind];
    }
    out->title = arena_copy(arena, form.values[POLICY_FIELD_TITLE]);
    struct placing placing = {.arena = arena,
                              .how = how,
                              .form = &form,
                              .id = store_next_id(how->store),
                              .trace_id = store_next_id(how->store),
                              .out = out};
    return how->dry_run ? store_read(how->store, place, &placing) : store_write(how->store, place, &placing);
}
