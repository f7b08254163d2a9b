/* Making and changing an organisation, and what it has. */
#include "areas/organisations/pages.h"

#include "areas/audit/audit.h"
#include "areas/services.h"
#include "areas/submissions/submissions.h"
#include "base/id.h"
#include "base/number.h"
#include "text/text.h"
#include "web/field.h"

enum { OPTIONS_MOST = 96 };

/* --- the form ------------------------------------------------------------------------------------------------------ */

enum field_kind { KIND_LINE, KIND_LINES, KIND_NUMBER, KIND_WORDS, KIND_TABLE, KIND_CHECK };

static const struct form_look {
    const char *name, *label, *hint, *width;
    enum field_kind kind;
    const char *words, *words_key;
    enum catalogue_table table;
    bool office, required; /* office: for the office only */
    /* clang-format off */
} looks[] = {
    {"name", "organisation.field.name", "organisation.hint.name", NULL, KIND_LINE, NULL, NULL, 0, true, true},
    {"short_name", "organisation.field.short_name", NULL, "medium", KIND_LINE, NULL, NULL, 0, false, false},
    {"kind", "organisation.field.kind", NULL, "medium", KIND_WORDS, "school|enterprise|association|government|park", "organisation.kind.", 0, true, true},
    {"credit_code", "organisation.field.credit_code", "organisation.hint.credit_code", "medium", KIND_LINE, NULL, NULL, 0, true, false},
    {"county_code", "organisation.field.county", NULL, "medium", KIND_TABLE, NULL, NULL, CATALOGUE_REGIONS, false, false},
    {"industry_code", "organisation.field.industry", NULL, "medium", KIND_TABLE, NULL, NULL, CATALOGUE_INDUSTRIES, false, false},
    {"school_level", "organisation.field.school_level", "organisation.hint.school_level", "medium", KIND_WORDS, "中职|技工|高职专科|职业本科", "organisation.school_level.", 0, false, false},
    {"ownership", "organisation.field.ownership", "organisation.hint.ownership", "medium", KIND_LINE, NULL, NULL, 0, false, false},
    {"above_scale", "organisation.field.above_scale", NULL, NULL, KIND_CHECK, NULL, NULL, 0, false, false},
    {"staff_count", "organisation.field.staff_count", NULL, "short", KIND_NUMBER, NULL, NULL, 0, false, false},
    {"student_count", "organisation.field.student_count", NULL, "short", KIND_NUMBER, NULL, NULL, 0, false, false},
    {"teacher_count", "organisation.field.teacher_count", NULL, "short", KIND_NUMBER, NULL, NULL, 0, false, false},
    {"address", "organisation.field.address", NULL, NULL, KIND_LINE, NULL, NULL, 0, false, false},
    {"website", "organisation.field.website", NULL, "long", KIND_LINE, NULL, NULL, 0, false, false},
    {"products", "organisation.field.products", "organisation.hint.products", NULL, KIND_LINE, NULL, NULL, 0, false, false},
    {"summary", "organisation.field.summary", NULL, NULL, KIND_LINES, NULL, NULL, 0, false, false},
    {"status", "organisation.field.status", NULL, "medium", KIND_WORDS, "imported|approved|closed", "organisation.status.", 0, true, true},
};
/* clang-format on */
enum { FIELDS = sizeof looks / sizeof looks[0] };

struct typed {
    struct span values[FIELDS];
};

static const char *count_text(struct arena *arena, int32_t count)
{
    return count == 0 ? "" : arena_format(arena, "%d", (int)count);
}

static struct typed typed_of_organisation(struct arena *arena, const struct organisation *o)
{
    /* clang-format off */
    const char *texts[FIELDS] = {o->name, o->short_name, o->kind, o->credit_code, o->county_code, o->industry_code,
                                 o->school_level, o->ownership, o->above_scale ? "1" : "", count_text(arena, o->staff_count),
                                 count_text(arena, o->student_count), count_text(arena, o->teacher_count), o->address,
                                 o->website, o->products, o->summary, o->status};
    /* clang-format on */
    struct typed typed;
    for (size_t index = 0; index < FIELDS; index++) {
        typed.values[index] = span_of(texts[index]);
    }
    return typed;
}

static struct span without_returns(struct arena *arena, struct span text)
{
    char *tidy = arena_alloc(arena, text.length + 1, 1);
    size_t length = 0;
    for (size_t index = 0; index < text.length; index++) {
        if (text.at[index] != '\r') {
            tidy[length++] = text.at[index];
        }
    }
    return span_trim(span_make(tidy, length));
}

static struct typed typed_of_request(const struct request *request)
{
    struct typed typed;
    for (size_t index = 0; index < FIELDS; index++) {
        typed.values[index] = without_returns(request->arena, request_form(request, looks[index].name));
    }
    return typed;
}

static void read_count(const struct request *request, const struct typed *typed, size_t field, int32_t *out,
                       struct problems *problems)
{
    enum { COUNT_MOST = 10000000 };
    int64_t count = 0;
    struct span text = typed->values[field];
    if (text.length > 0 && (!number_parse(text, &count) || count < 0 || count > COUNT_MOST)) {
        const char *value = text.length > 40 ? "…" : arena_copy(request->arena, text);
        problems_add(problems,
                     (struct problem){looks[field].name, "organisation.error.count_out_of_range", value, NULL});
        return;
    }
    *out = (int32_t)count;
}

/* What only the office may change stays as it is for the others. */
static void read_typed(const struct request *request, const struct typed *typed, struct organisation *out,
                       struct problems *problems)
{
    /* clang-format off */
    const char **members[FIELDS] = {&out->name, &out->short_name, &out->kind, &out->credit_code, &out->county_code,
                                    &out->industry_code, &out->school_level, &out->ownership, NULL, NULL, NULL, NULL,
                                    &out->address, &out->website, &out->products, &out->summary, &out->status};
    /* clang-format on */
    bool office = organisation_is_office(request);
    for (size_t index = 0; index < FIELDS; index++) {
        if (members[index] != NULL && (office || !looks[index].office)) {
            *members[index] = arena_copy(request->arena, typed->values[index]);
        }
        if (looks[index].kind == KIND_CHECK) {
            out->above_scale = typed->values[index].length > 0;
        }
    }
    read_count(request, typed, 9, &out->staff_count, problems);
    read_count(request, typed, 10, &out->student_count, problems);
    read_count(request, typed, 11, &out->teacher_count, problems);
    organisation_check(request->arena, request->catalogue, out, problems);
}

static size_t list_options(const struct request *request, const struct form_look *look, struct field_option *options)
{
    size_t count = 0;
    for (const char *at = look->words; look->kind == KIND_WORDS && at != NULL && count < OPTIONS_MOST;) {
        size_t length = strcspn(at, "|");
        const char *word = arena_copy(request->arena, span_make(at, length));
        options[count++] =
            (struct field_option){word, arena_format(request->arena, "%s%s", look->words_key, word), NULL, -1};
        at = at[length] == '|' ? at + length + 1 : NULL;
    }
    for (size_t row = 0;
         look->kind == KIND_TABLE && row < catalogue_count(request->catalogue, look->table) && count < OPTIONS_MOST;
         row++) {
        const struct catalogue_entry *entry = catalogue_at(request->catalogue, look->table, row);
        int64_t parent = 0;
        bool elsewhere = look->table == CATALOGUE_REGIONS &&
                         !(number_parse(span_of(entry->group), &parent) && parent == request->region_id);
        if (!elsewhere) {
            options[count++] = (struct field_option){entry->code, organisation_name_shown(request, entry), NULL, -1};
        }
    }
    return count;
}

static json_t *form_document(const struct request *request, const struct typed *typed, const struct problems *problems)
{
    json_t *form = json_object();
    for (size_t index = 0; index < FIELDS; index++) {
        struct field_option options[OPTIONS_MOST];
        const struct form_look *look = &looks[index];
        if (look->office && !organisation_is_office(request)) {
            continue;
        }
        struct field_look shown = {.name = look->name,
                                   .label = look->label,
                                   .hint = look->hint,
                                   .width = look->width,
                                   .optional = !look->required && look->kind != KIND_CHECK,
                                   .options = options,
                                   .rows = look->kind == KIND_LINES ? 8 : 0,
                                   .empty = look->kind == KIND_TABLE || (look->kind == KIND_WORDS && !look->required)
                                                ? "listing.hint.choose"
                                                : NULL,
                                   .option_count = list_options(request, look, options)};
        json_t *field = field_document(&shown, &typed->values[index], 1, problems);
        if (look->kind == KIND_CHECK && typed->values[index].length > 0) {
            (void)json_object_set_new_nocheck(field, "selected", json_true());
        }
        (void)json_object_set_new_nocheck(form, look->name, field);
    }
    return form;
}

/* --- the pages ---------------------------------------------------------------------------------------------------- */

struct editing {
    struct request *request;
    int64_t id, audit_id;
    struct organisation stored, changed;
    struct organisation_has has;
    struct span token;
    const char *location;
};

static struct result read_editing(struct store_session *session, void *context)
{
    struct editing *editing = context;
    const struct request *request = editing->request;
    struct result result =
        organisation_find(request->arena, session, request->region_id, editing->id, &editing->stored);
    if (!result_failed(result) && !organisation_may_edit(request->actor, editing->id)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "organisation.error.not_yours", NULL);
    }
    return result_failed(result)
               ? result
               : organisation_list_has(request->arena, session, request->region_id, editing->id, &editing->has);
}

static void set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

struct form_page {
    const struct typed *typed;
    const struct problems *problems;
    const struct editing *editing; /* NULL: a new one */
    int32_t version;
    bool conflict;
};

static json_t *part_fields(const struct request *request)
{
    /* clang-format off */
    static const struct field_look fields[] = {
        {.name = "level", .label = "organisation.field.level", .width = "medium"},
        {.name = "major_code", .label = "organisation.field.major", .hint = "organisation.hint.major", .width = "medium"},
        {.name = "name", .label = "organisation.field.part_name", .width = "long"},
        {.name = "count", .label = "organisation.field.part_count", .width = "short"},
        {.name = "second_count", .label = "organisation.field.graduate_count", .width = "short"},
        {.name = "summary", .label = "organisation.field.part_summary", .width = "long", .optional = true},
    };
    /* clang-format on */
    (void)request;
    json_t *document = json_object();
    struct span nothing = span_make("", 0);
    for (size_t index = 0; index < sizeof fields / sizeof fields[0]; index++) {
        set(document, fields[index].name, field_document(&fields[index], &nothing, 1, NULL));
    }
    return document;
}

/* What the two versions say, for the fields that differ. */
static json_t *differences_document(const struct request *request, const struct typed *mine,
                                    const struct organisation *stored)
{
    struct typed theirs = typed_of_organisation(request->arena, stored);
    json_t *list = json_array();
    for (size_t index = 0; index < FIELDS; index++) {
        if (span_equal(mine->values[index], theirs.values[index]) ||
            (looks[index].office && !organisation_is_office(request))) {
            continue;
        }
        json_t *row = json_object();
        set(row, "field", json_string_nocheck(looks[index].name));
        set(row, "label", json_string_nocheck(looks[index].label));
        set(row, "mine",
            json_stringn_nocheck(mine->values[index].length == 0 ? "" : mine->values[index].at,
                                 mine->values[index].length));
        set(row, "theirs",
            json_stringn_nocheck(theirs.values[index].length == 0 ? "" : theirs.values[index].at,
                                 theirs.values[index].length));
        (void)json_array_append_new(list, row);
    }
    return list;
}

static void show_form(struct request *request, struct response *response, const struct form_page *page)
{
    json_t *document = json_object();
    set(document, "form", form_document(request, page->typed, page->problems));
    json_t *problems = page->problems == NULL ? json_array() : problems_document(page->problems);
    field_label_problems(problems, json_object_get(document, "form"));
    set(document, "problems", problems);
    set(document, "token", json_string_nocheck(submission_new_token(request->arena)));
    set(document, "version", json_integer(page->version));
    set(document, "is_new", json_boolean(page->editing == NULL));
    if (page->editing != NULL) {
        set(document, "organisation",
            organisation_full_document(request->catalogue, &page->editing->stored, &page->editing->has));
        set(document, "parts", part_fields(request));
        set(document, "url", json_string_nocheck(organisation_url(request->arena, page->editing->id)));
    }
    if (page->conflict) {
        set(document, "differences", differences_document(request, page->typed, &page->editing->stored));
    }
    response->document = document;
    response->view = "organisations/edit";
    response->title = page->editing == NULL ? "organisation.page.new" : "organisation.page.edit";
    response->no_store = true;
    response->status = page->conflict ? 409 : page->problems != NULL && page->problems->count > 0 ? 422 : 200;
}

static struct organisation empty_organisation(void)
{
    return (struct organisation){.kind = "enterprise",
                                 .name = "",
                                 .short_name = "",
                                 .credit_code = "",
                                 .county_code = "",
                                 .industry_code = "",
                                 .school_level = "",
                                 .ownership = "",
                                 .address = "",
                                 .website = "",
                                 .products = "",
                                 .summary = "",
                                 .status = "approved",
                                 .version = 1};
}

struct result organisation_show_new(struct request *request, struct response *response)
{
    struct organisation empty = empty_organisation();
    struct typed typed = typed_of_organisation(request->arena, &empty);
    struct form_page page = {.typed = &typed, .version = 1};
    show_form(request, response, &page);
    return result_ok();
}

struct result organisation_show_edit(struct request *request, struct response *response)
{
    struct editing editing = {.request = request};
    struct result result = request_id(request, 0, &editing.id);
    if (!result_failed(result)) {
        result = store_read(request->store, read_editing, &editing);
    }
    if (result_failed(result)) {
        return result;
    }
    struct typed typed = typed_of_organisation(request->arena, &editing.stored);
    struct form_page page = {.typed = &typed, .editing = &editing, .version = editing.stored.version};
    show_form(request, response, &page);
    return result;
}

static struct result write_organisation(struct store_session *session, void *context)
{
    struct editing *editing = context;
    struct request *request = editing->request;
    struct result result =
        submission_begin(request->arena, session, request->region_id, editing->token, &editing->location);
    if (result_failed(result) || editing->location != NULL) {
        return result;
    }
    result = editing->id == 0 ? organisation_insert(request->arena, session, request->region_id, &editing->changed)
                              : organisation_update(request->arena, session, request->region_id, &editing->changed);
    if (!result_failed(result)) {
        result = audit_note(session, editing->audit_id, request,
                            editing->id == 0 ? "organisation.create" : "organisation.edit",
                            (struct audit_subject){"organisation", editing->changed.id, editing->changed.id});
    }
    bool closes = editing->id != 0 && strcmp(editing->changed.status, "closed") == 0;
    if (!result_failed(result) && closes) {
        result = request->services->close_listings(request, session, editing->id);
    }
    if (result_failed(result)) {
        return result;
    }
    editing->location = organisation_url(request->arena, editing->changed.id);
    return submission_finish(session, request->region_id, editing->token, editing->location, request->now_ms);
}

static bool become_problem(struct result result, struct problems *problems)
{
    bool beside = result.code == RESULT_CONFLICT && result.field != NULL;
    if (beside) {
        problems_add(problems, (struct problem){result.field, result.message, NULL, NULL});
    }
    return beside;
}

struct result organisation_submit_new(struct request *request, struct response *response)
{
    struct problems problems = {.count = 0};
    struct editing editing = {
        .request = request, .token = request_form(request, "token"), .audit_id = store_next_id(request->store)};
    struct typed typed = typed_of_request(request);
    editing.changed = empty_organisation();
    editing.changed.id = store_next_id(request->store);
    editing.changed.created_ms = request->now_ms;
    editing.changed.updated_ms = request->now_ms;
    read_typed(request, &typed, &editing.changed, &problems);
    if (problems.count == 0) {
        struct result result = store_write(request->store, write_organisation, &editing);
        if (!result_failed(result)) {
            response->location = editing.location;
            return result;
        }
        if (!become_problem(result, &problems)) {
            return result;
        }
    }
    struct form_page page = {.typed = &typed, .problems = &problems, .version = 1};
    show_form(request, response, &page);
    return result_ok();
}

struct result organisation_submit_edit(struct request *request, struct response *response)
{
    int64_t version = 0;
    struct problems problems = {.count = 0};
    struct editing editing = {
        .request = request, .token = request_form(request, "token"), .audit_id = store_next_id(request->store)};
    struct result result = request_id(request, 0, &editing.id);
    if (!result_failed(result)) {
        result = store_read(request->store, read_editing, &editing);
    }
    if (result_failed(result)) {
        return result;
    }
    struct typed typed = typed_of_request(request);
    (void)number_parse(request_form(request, "version"), &version);
    editing.changed = editing.stored;
    editing.changed.version = (int32_t)version;
    editing.changed.updated_ms = request->now_ms;
    read_typed(request, &typed, &editing.changed, &problems);
    struct form_page page = {.typed = &typed, .problems = &problems, .editing = &editing, .version = (int32_t)version};
    if (problems.count == 0) {
        result = store_write(request->store, write_organisation, &editing);
        if (!result_failed(result)) {
            response->location = editing.location;
            return result;
        }
        if (result.code == RESULT_CONFLICT && result.field == NULL) {
            result = store_read(request->store, read_editing, &editing);
            page.conflict = true;
            page.version = editing.stored.version;
        } else if (become_problem(result, &problems)) {
            result = result_ok();
        }
        if (result_failed(result)) {
            return result;
        }
    }
    show_form(request, response, &page);
    return result;
}

/* --- what it has ------------------------------------------------------------------------------------------------------ */

struct part {
    struct request *request;
    int64_t organisation_id, id, audit_id;
    enum organisation_part kind;
    struct programme programme;
    struct facility facility;
    struct post post;
};

static struct result note_part(struct store_session *session, const struct part *part)
{
    return audit_note(session, part->audit_id, part->request, "organisation.edit",
                      (struct audit_subject){"organisation", part->organisation_id, part->organisation_id});
}

static struct result put_part(struct store_session *session, void *context)
{
    struct part *part = context;
    const struct request *request = part->request;
    struct organisation whose; /* the office may change any, so only here it shows that there is none */
    struct result found = organisation_find(request->arena, session, request->region_id, part->organisation_id, &whose);
    if (result_failed(found)) {
        return found;
    }
    struct result result = note_part(session, part);
    if (result_failed(result)) {
        return result;
    }
    switch (part->kind) {
    case PART_PROGRAMME:
        return programme_put(session, request->region_id, part->organisation_id, &part->programme, request->now_ms);
    case PART_FACILITY:
        return facility_put(session, request->region_id, part->organisation_id, &part->facility, request->now_ms);
    case PART_POST:
        break;
    }
    return post_put(session, request->region_id, part->organisation_id, &part->post, request->now_ms);
}

static const char *short_text(const struct request *request, const char *name)
{
    enum { MOST = 600 };
    struct span text = span_trim(request_form(request, name));
    return text.length > MOST ? "" : arena_copy(request->arena, text);
}

static int32_t short_count(const struct request *request, const char *name)
{
    int64_t count = 0;
    bool sound = number_parse(span_trim(request_form(request, name)), &count) && count >= 0 && count <= 1000000;
    return sound ? (int32_t)count : 0;
}

static bool read_part_kind(const struct request *request, enum organisation_part *out)
{
    static const char *const kinds[] = {"programme", "facility", "post"};
    for (int kind = 0; kind < 3; kind++) {
        if (span_is(request_form(request, "part"), kinds[kind])) {
            *out = (enum organisation_part)kind;
            return true;
        }
    }
    return false;
}

/* Programmes are those of the catalogue, posts may name an occupation of it. */
static struct result read_part(struct part *part)
{
    const struct request *request = part->request;
    if (!read_part_kind(request, &part->kind)) {
        return result_invalid("part", "organisation.error.part_unknown");
    }
    const char *name = short_text(request, "name");
    struct span code = span_trim(request_form(request, "major_code"));
    if (part->kind == PART_PROGRAMME) {
        const struct catalogue_entry *major = catalogue_read(request->catalogue, CATALOGUE_MAJORS, code, NULL);
        if (major == NULL) {
            return result_invalid("major_code", "organisation.error.major_unknown");
        }
        part->programme = (struct programme){part->id,
                                             major->group,
                                             major->code,
                                             major->name,
                                             name,
                                             short_count(request, "count"),
                                             short_count(request, "second_count")};
        return result_ok();
    }
    if (name[0] == '\0') {
        return result_invalid("name", "organisation.error.part_name_missing");
    }
    const struct catalogue_entry *occupation =
        code.length == 0 ? NULL : catalogue_read(request->catalogue, CATALOGUE_OCCUPATIONS, code, NULL);
    const char *kind = span_is(request_form(request, "facility_kind"), "site") ? "site" : "equipment";
    part->facility = (struct facility){.id = part->id,
                                       .kind = kind,
                                       .name = name,
                                       .summary = short_text(request, "summary"),
                                       .unit_count = short_count(request, "count"),
                                       .place_count = short_count(request, "second_count")};
    part->post =
        (struct post){part->id, name, occupation == NULL ? "" : occupation->code, short_count(request, "count")};
    return result_ok();
}

static struct result find_part_owner(struct part *part)
{
    struct result result = request_id(part->request, 0, &part->organisation_id);
    if (!result_failed(result) && !organisation_may_edit(part->request->actor, part->organisation_id)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "organisation.error.not_yours", NULL);
    }
    return result;
}

struct result organisation_submit_part(struct request *request, struct response *response)
{
    struct part part = {
        .request = request, .id = store_next_id(request->store), .audit_id = store_next_id(request->store)};
    struct result result = find_part_owner(&part);
    if (!result_failed(result)) {
        result = read_part(&part);
    }
    if (!result_failed(result)) {
        result = store_write(request->store, put_part, &part);
    }
    if (!result_failed(result)) {
        response->location =
            arena_format(request->arena, "%s/edit#parts", organisation_url(request->arena, part.organisation_id));
    }
    return result;
}

static struct result remove_part(struct store_session *session, void *context)
{
    struct part *part = context;
    struct result result = organisation_delete_part(part->request->arena, session, part->request->region_id,
                                                    part->organisation_id, part->kind, part->id);
    return result_failed(result) ? result : note_part(session, part);
}

struct result organisation_submit_part_removal(struct request *request, struct response *response)
{
    struct part part = {.request = request, .audit_id = store_next_id(request->store)};
    struct result result = find_part_owner(&part);
    if (!result_failed(result)) {
        result = request_id(request, 1, &part.id);
    }
    if (!result_failed(result) && !read_part_kind(request, &part.kind)) {
        return result_invalid("part", "organisation.error.part_unknown");
    }
    if (!result_failed(result)) {
        result = store_write(request->store, remove_part, &part);
    }
    if (!result_failed(result)) {
        response->location =
            arena_format(request->arena, "%s/edit#parts", organisation_url(request->arena, part.organisation_id));
    }
    return result;
}
