/* /privacy for everybody, /account/consent where a new version is asked about, /office/privacy where versions are written. */
#include "areas/personal/page.h"

#include "areas/audit/audit.h"
#include "base/buffer.h"
#include "base/day.h"
#include "base/number.h"
#include "text/text.h"

enum { NEXT_MOST = 2000 };
static const char privacy[] = "privacy";

/* --- texts as documents -------------------------------------------------------------------------------------------------- */

static void add_block(json_t *blocks, const char *kind, struct span text)
{
    if (text.length > 0) {
        json_array_append_new(blocks, json_pack("{s:s%}", kind, text.at, text.length));
    }
}

/* Items that follow each other are one list. */
static void add_item(json_t *blocks, struct span text)
{
    size_t count = json_array_size(blocks);
    json_t *items = count == 0 ? NULL : json_object_get(json_array_get(blocks, count - 1), "items");
    if (text.length > 0 && items == NULL) {
        items = json_array();
        json_array_append_new(blocks, json_pack("{s:o}", "items", items));
    }
    if (text.length > 0) {
        json_array_append_new(items, json_pack("{s:s%}", "item", text.at, text.length));
    }
}

json_t *personal_blocks(const struct request *request, const struct consent_text *text)
{
    json_t *blocks = json_array();
    const char *at = strcmp(request->language, "en") == 0 ? text->text_en : text->text_zh;
    while (*at != '\0') {
        size_t length = strcspn(at, "\n");
        struct span line = span_trim(span_make(at, length));
        bool heading = span_starts_with(line, span_of("## "));
        bool item = span_starts_with(line, span_of("- "));
        size_t mark = heading ? 3 : item ? 2 : 0;
        struct span words = span_make(line.at + mark, line.length - mark);
        if (item) {
            add_item(blocks, words);
        } else {
            add_block(blocks, heading ? "heading" : "text", words);
        }
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    return blocks;
}

json_t *personal_text_document(const struct request *request, const struct consent_text *text)
{
    char day[DAY_TEXT_SIZE];
    return json_pack("{s:s, s:I, s:s, s:b, s:s, s:s, s:s, s:o}", "purpose", text->purpose, "version",
                     (json_int_t)text->version, "day", day_format(text->effective_day, day), "separate",
                     (int)text->separate, "clause", text->clause, "status", text->status, "source", text->source,
                     "blocks", personal_blocks(request, text));
}

/* --- the notice -------------------------------------------------------------------------------------------------------- */

struct reading {
    const struct request *request;
    struct consent_text texts[CONSENT_TEXTS_MOST], now;
    size_t count;
    bool asked;
};

static struct result read_texts(struct store_session *session, void *context)
{
    struct reading *reading = context;
    const struct request *request = reading->request;
    struct result result = consent_texts(request, session, privacy, reading->texts, &reading->count);
    result = result_failed(result) ? result : consent_text_now(request, session, privacy, &reading->now);
    return result_failed(result) || request->actor->person_id == 0
               ? result
               : consent_is_asked(session, request, request->actor->person_id, &reading->asked);
}

static struct result read_all(struct request *request, struct reading **out)
{
    struct reading *reading = ARENA_NEW(request->arena, struct reading);
    reading->request = request;
    *out = reading;
    return store_read(request->store, read_texts, reading);
}

static json_t *versions_document(const struct reading *reading)
{
    json_t *list = json_array();
    for (size_t index = 0; index < reading->count; index++) {
        const struct consent_text *text = &reading->texts[index];
        char day[DAY_TEXT_SIZE];
        json_array_append_new(list, json_pack("{s:I, s:s, s:b, s:b}", "version", (json_int_t)text->version, "day",
                                              day_format(text->effective_day, day), "current",
                                              (int)(text->version == reading->now.version), "to_come",
                                              (int)(text->effective_day > reading->request->today)));
    }
    return list;
}

/* ?version=N: an earlier one, or one to come. */
static const struct consent_text *wanted_text(const struct reading *reading)
{
    int64_t version = 0;
    bool given = number_parse(request_query(reading->request, "version"), &version);
    for (size_t index = 0; given && index < reading->count; index++) {
        if (reading->texts[index].version == version) {
            return &reading->texts[index];
        }
    }
    return &reading->now;
}

struct result show_privacy(struct request *request, struct response *response)
{
    struct reading *reading;
    struct result result = read_all(request, &reading);
    if (result_failed(result)) {
        return result;
    }
    const struct consent_text *text = wanted_text(reading);
    response->document =
        json_pack("{s:o, s:b, s:o}", "text", personal_text_document(request, text), "is_current",
                  (int)(text->version == reading->now.version), "versions", versions_document(reading));
    response->view = "personal/privacy";
    response->title = "personal.privacy.title";
    return result_ok();
}

/* --- asked at the sign-in ------------------------------------------------------------------------------------------------ */

/* A path of this site only. */
static const char *safe_next(struct request *request)
{
    struct span next = request->method == METHOD_POST ? request_form(request, "next") : request_query(request, "next");
    bool local = next.length > 0 && next.length < NEXT_MOST && next.at[0] == '/' &&
                 !(next.length > 1 && (next.at[1] == '/' || next.at[1] == '\\'));
    for (size_t index = 0; local && index < next.length; index++) {
        local = next.at[index] > ' ' && next.at[index] < 0x7f;
    }
    return local ? arena_copy(request->arena, next) : "/";
}

static struct result answer_asking(struct request *request, struct response *response, const struct problems *problems)
{
    struct reading *reading;
    struct result result = read_all(request, &reading);
    if (result_failed(result)) {
        return result;
    }
    json_t *document = json_pack("{s:o, s:s, s:b}", "text", personal_text_document(request, &reading->now), "next",
                                 safe_next(request), "asked", (int)reading->asked);
    const struct field_look look = {.name = "agree", .label = "personal.ask.agree"};
    json_object_set_new(document, "form", json_pack("{s:o}", "agree", field_document(&look, NULL, 0, problems)));
    personal_answer(response, document, problems, "personal/ask", "personal.ask.title");
    return result_ok();
}

struct result show_asking(struct request *request, struct response *response)
{
    const struct problems none = {0};
    return answer_asking(request, response, &none);
}

struct agreeing {
    struct request *request;
    int64_t consent_id, deed_id, version;
};

/* To the version that was shown, and no other: one that came into force meanwhile is asked about anew. */
static struct result write_consent(struct store_session *session, void *context)
{
    const struct agreeing *agreeing = context;
    const struct request *request = agreeing->request;
    const struct consent_record record = {
        .id = agreeing->consent_id, .purpose = privacy, .step = "given", .how = "sign_in"};
    struct consent_text now;
    struct result result = consent_text_now(request, session, privacy, &now);
    if (!result_failed(result) && now.version != agreeing->version) {
        return result_invalid("agree", "personal.error.version");
    }
    result = result_failed(result) ? result : consent_append(session, request, request->actor->person_id, &record);
    struct audit_entry entry = audit_of(request, "consent.give", "person", request->actor->person_id, 0);
    entry.detail = arena_format(request->arena, "{\"purpose\":\"privacy\",\"version\":%lld}", (long long)now.version);
    return result_failed(result) ? result : audit_append(session, request->region_id, agreeing->deed_id, &entry);
}

struct result submit_consent(struct request *request, struct response *response)
{
    struct agreeing agreeing = {
        .request = request, .consent_id = store_next_id(request->store), .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    struct result result = result_ok();
    (void)number_parse(request_form(request, "version"), &agreeing.version);
    result = span_is(request_form(request, "agree"), "1") ? store_write(request->store, write_consent, &agreeing)
                                                          : result_invalid("agree", "personal.error.agree");
    if (result.code == RESULT_INVALID) {
        personal_problem(&problems, result);
        return answer_asking(request, response, &problems);
    }
    response->location = safe_next(request);
    return result;
}

/* --- the office writes a version ---------------------------------------------------------------------------------------- */

static json_t *text_form(const struct request *request, const struct reading *reading, const struct problems *problems)
{
    bool typed = request->method == METHOD_POST;
    const char *const names[] = {"day", "text_zh", "text_en"};
    const struct span usual[] = {span_of(""), span_of(reading->now.text_zh), span_of(reading->now.text_en)};
    const struct field_look looks[] = {{.name = "day",
                                        .label = "personal.texts.day",
                                        .hint = "personal.texts.day_hint",
                                        .type = "date",
                                        .width = "short",
                                        .required = true},
                                       {.name = "text_zh",
                                        .label = "personal.texts.zh",
                                        .hint = "personal.texts.form_hint",
                                        .rows = 16,
                                        .required = true},
                                       {.name = "text_en", .label = "personal.texts.en", .rows = 16, .required = true}};
    json_t *form = json_object();
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        struct span value = typed ? request_form(request, names[index]) : usual[index];
        json_object_set_new(form, names[index], field_document(&looks[index], &value, value.length > 0, problems));
    }
    return form;
}

static struct result answer_texts(struct request *request, struct response *response, const struct problems *problems)
{
    struct reading *reading;
    struct result result = read_all(request, &reading);
    if (result_failed(result)) {
        return result;
    }
    json_t *document =
        json_pack("{s:o, s:o}", "versions", versions_document(reading), "form", text_form(request, reading, problems));
    if (request_query(request, "saved").length > 0) {
        json_object_set_new(document, "saved", json_pack("{s:s, s:s}", "kind", "done", "message", "account.saved"));
    }
    personal_answer(response, document, problems, "personal/texts", "personal.texts.title");
    return result_ok();
}

struct result show_texts(struct request *request, struct response *response)
{
    const struct problems none = {0};
    return answer_texts(request, response, &none);
}

struct writing {
    struct request *request;
    struct consent_text text;
    int64_t deed_id;
};

static struct result write_text(struct store_session *session, void *context)
{
    struct writing *writing = context;
    struct request *request = writing->request;
    struct consent_text *texts = ARENA_ARRAY(request->arena, struct consent_text, CONSENT_TEXTS_MOST);
    size_t count = 0;
    struct result result = consent_texts(request, session, privacy, texts, &count);
    if (result_failed(result)) {
        return result;
    }
    if (writing->text.effective_day < texts[0].effective_day) {
        return result_invalid("day", "personal.error.day_before");
    }
    if (count >= CONSENT_TEXTS_MOST - 1) {
        return result_invalid("day", "personal.error.texts_many");
    }
    writing->text.version = texts[0].version + 1;
    result = consent_text_insert(session, request, &writing->text);
    struct audit_entry entry = audit_of(request, "privacy.set", "region", request->region_id, 0);
    entry.detail = arena_format(request->arena, "{\"version\":%lld}", (long long)writing->text.version);
    return result_failed(result) ? result : audit_append(session, request->region_id, writing->deed_id, &entry);
}

static const char *read_text(struct request *request, const char *name, struct problems *problems)
{
    struct span typed = span_trim(request_form(request, name));
    bool sound = typed.length > 0 && utf8_count(typed) <= CONSENT_TEXT_MOST;
    if (!sound) {
        personal_problem(problems, result_invalid(name, "personal.error.text"));
    }
    struct buffer text;
    buffer_init(&text);
    for (size_t index = 0; sound && index < typed.length; index++) {
        if (typed.at[index] != '\r') {
            buffer_add_byte(&text, typed.at[index]);
        }
    }
    const char *copy = text.length == 0 ? "" : arena_copy(request->arena, buffer_span(&text));
    buffer_release(&text);
    return copy;
}

struct result submit_text(struct request *request, struct response *response)
{
    struct writing writing = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    writing.text.purpose = privacy;
    if (!day_parse(span_trim(request_form(request, "day")), &writing.text.effective_day) ||
        writing.text.effective_day < request->today) {
        personal_problem(&problems, result_invalid("day", "personal.error.day"));
    }
    writing.text.text_zh = read_text(request, "text_zh", &problems);
    writing.text.text_en = read_text(request, "text_en", &problems);
    struct result result = problems.count > 0 ? result_ok() : store_write(request->store, write_text, &writing);
    if (result.code == RESULT_INVALID) {
        personal_problem(&problems, result);
    }
    if (problems.count > 0) {
        return answer_texts(request, response, &problems);
    }
    response->location = "/office/privacy?saved=1";
    return result;
}
