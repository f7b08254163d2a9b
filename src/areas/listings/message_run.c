/* The command line's way to the message reader: a file to messages, messages to documents, documents to print. */
#include "areas/listings/message_doc.h"

#include "text/text.h"

/* --- a file to messages ------------------------------------------------------------------------------------ */

enum separator { BY_RULER, BY_EMPTY_LINE, BY_LINE, NONE };

static bool is_ruler(struct span line)
{
    line = span_trim(line);
    for (size_t index = 0; index < line.length; index++) {
        if (line.at[index] != '-') {
            return false;
        }
    }
    return line.length >= 3;
}

static bool separates(enum separator separator, struct span line)
{
    return separator == BY_RULER ? is_ruler(line) : separator == BY_EMPTY_LINE ? span_trim(line).length == 0 : false;
}

static struct message_list split(struct arena *arena, struct span text, enum separator separator)
{
    size_t lines = 1;
    for (size_t index = 0; index < text.length; index++) {
        lines += text.at[index] == '\n';
    }
    struct span *messages = ARENA_ARRAY(arena, struct span, lines);
    struct message_list list = {messages, 0};
    const char *start = text.at;
    for (struct span rest = text; rest.length > 0;) {
        struct span line = span_take_line(&rest);
        bool ends = separates(separator, line);
        const char *end = ends ? line.at : line.at + line.length;
        if (!ends && separator != BY_LINE && rest.length > 0) {
            continue;
        }
        struct span message = span_trim(span_make(start, (size_t)(end - start)));
        if (message.length > 0) {
            messages[list.count++] = message;
        }
        start = rest.at;
    }
    return list;
}

static bool is_numbered(struct span line)
{
    line = span_trim(line);
    size_t digits = 0;
    while (digits < line.length && line.at[digits] >= '0' && line.at[digits] <= '9') {
        digits++;
    }
    struct span behind = span_make(line.at + digits, line.length - digits);
    return digits > 0 && digits <= 2 &&
           (span_starts_with(behind, span_of("、")) || span_starts_with(behind, span_of("．")) ||
            (behind.length > 1 && behind.at[0] == '.' && (behind.at[1] < '0' || behind.at[1] > '9')));
}

/* A notice of several lines: numbered, or two lines in five say nothing of a post alone. */
static bool is_one_notice(const struct catalogue *catalogue, struct message_list lines)
{
    size_t bare = 0;
    for (size_t index = 0; index < lines.count; index++) {
        if (is_numbered(lines.messages[index])) {
            return true;
        }
        struct arena scratch;
        arena_init(&scratch);
        struct message_draft *drafts = NULL;
        size_t count = 0;
        struct result r = message_read(&scratch, catalogue, lines.messages[index], "", 0, &drafts, &count);
        bare += result_failed(r) || drafts[0].title[0] == '\0';
        arena_release(&scratch);
    }
    return lines.count > 1 && bare * 5 >= lines.count * 2;
}

struct message_list message_list_of(struct arena *arena, const struct catalogue *catalogue, struct span text)
{
    text = span_trim(text);
    enum separator separator = BY_LINE;
    for (struct span rest = text; rest.length > 0;) {
        struct span line = span_take_line(&rest);
        if (is_ruler(line)) {
            separator = BY_RULER;
            break;
        }
        separator = span_trim(line).length == 0 ? BY_EMPTY_LINE : separator;
    }
    struct message_list list = split(arena, text, separator);
    bool whole = separator == BY_LINE && list.count <= 40 && is_one_notice(catalogue, list);
    return whole ? split(arena, text, NONE) : list;
}

/* --- for people -------------------------------------------------------------------------------------------- */

struct printer {
    const struct words *words;
    enum language language;
    FILE *out;
};

static const char *word(const struct printer *printer, const char *key)
{
    const char *text = words_find(printer->words, printer->language, key);
    return text == NULL ? key : text;
}

static void print_row(const struct printer *printer, const char *name, const char *text)
{
    char key[64];
    (void)snprintf(key, sizeof key, "message.row.%s", name);
    (void)fprintf(printer->out, "  %s\t%s\n", word(printer, key), text);
}

static const char *text_of(const json_t *draft, const char *name)
{
    const char *text = json_string_value(json_object_get(draft, name));
    return text == NULL ? "" : text;
}

static void print_text(const struct printer *printer, const json_t *draft, const char *name)
{
    if (text_of(draft, name)[0] != '\0') {
        print_row(printer, name, text_of(draft, name));
    }
}

static void print_number(const struct printer *printer, const json_t *draft, const char *name)
{
    const json_t *value = json_object_get(draft, name);
    if (json_is_integer(value)) {
        char text[32];
        (void)snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
        print_row(printer, name, text);
    }
}

static void print_yes_no(const struct printer *printer, const json_t *draft, const char *name)
{
    const json_t *value = json_object_get(draft, name);
    if (json_is_boolean(value)) {
        print_row(printer, name, word(printer, json_is_true(value) ? "message.yes" : "message.no"));
    }
}

static void print_pay(const struct printer *printer, const json_t *draft)
{
    const json_t *pay = json_object_get(draft, "pay");
    const json_t *yuan = json_object_get(draft, "pay_yuan");
    char unit[64];
    (void)snprintf(unit, sizeof unit, "message.unit.%s", text_of(pay, "unit"));
    if (json_is_object(yuan)) {
        double low = json_number_value(json_object_get(yuan, "low"));
        double high = json_number_value(json_object_get(yuan, "high"));
        char text[128];
        if (high > low) {
            (void)snprintf(text, sizeof text, "%.10g–%.10g %s", low, high, word(printer, unit));
        } else {
            (void)snprintf(text, sizeof text, "%.10g %s", low, word(printer, unit));
        }
        print_row(printer, "pay", text);
    }
    print_yes_no(printer, json_is_true(json_object_get(pay, "piecework")) ? pay : NULL, "piecework");
    print_yes_no(printer, json_is_true(json_object_get(pay, "negotiable")) ? pay : NULL, "negotiable");
}

static void print_skills(const struct printer *printer, const json_t *draft)
{
    size_t index = 0;
    const json_t *skill = NULL;
    json_array_foreach(json_object_get(draft, "skills"), index, skill)
    {
        print_row(printer, "skill", json_string_value(skill));
    }
}

static void print_flags(const struct printer *printer, const json_t *draft)
{
    size_t index = 0;
    const json_t *flag = NULL;
    json_array_foreach(json_object_get(draft, "flags"), index, flag)
    {
        (void)fprintf(printer->out, "  ! %s\t%s\n    %s %s\t%s\n", text_of(flag, "text"),
                      word(printer, text_of(flag, "message")), text_of(flag, "law"), text_of(flag, "article"),
                      text_of(flag, "clause"));
    }
}

static void print_draft(const struct printer *printer, const json_t *draft)
{
    print_row(printer, "title", text_of(draft, "title"));
    if (text_of(draft, "occupation_code")[0] != '\0') {
        char text[256];
        (void)snprintf(text, sizeof text, "%s %s", text_of(draft, "occupation_code"),
                       text_of(draft, "occupation_name"));
        print_row(printer, "occupation", text);
    }
    print_number(printer, draft, "headcount");
    print_text(printer, draft, "start");
    print_pay(printer, draft);
    print_yes_no(printer, draft, "lodging");
    print_yes_no(printer, draft, "meals");
    print_skills(printer, draft);
    print_text(printer, draft, "county_name");
    print_text(printer, draft, "level_name");
    if (text_of(draft, "shift")[0] != '\0') {
        char key[64];
        (void)snprintf(key, sizeof key, "message.shift.%s", text_of(draft, "shift"));
        print_row(printer, "shift", word(printer, key));
    }
    print_number(printer, draft, "experience_months");
    print_yes_no(printer, json_is_true(json_object_get(draft, "skilled")) ? draft : NULL, "skilled");
    print_text(printer, draft, "education");
    print_flags(printer, draft);
    (void)fputc('\n', printer->out);
}

void message_print_table(const json_t *document, const struct words *words, enum language language, FILE *out)
{
    struct printer printer = {words, language, out};
    (void)fprintf(out, "%s\n", text_of(document, "message"));
    if (text_of(document, "error")[0] != '\0') {
        (void)fprintf(out, "  ! %s\n\n", word(&printer, text_of(document, "error")));
    }
    size_t index = 0;
    const json_t *draft = NULL;
    json_array_foreach(json_object_get(document, "drafts"), index, draft)
    {
        print_draft(&printer, draft);
    }
}

/* --- the verb ---------------------------------------------------------------------------------------------- */

static struct result build_one(struct arena *arena, const struct message_request *request, struct span message,
                               json_t **out)
{
    struct message_draft *drafts = NULL;
    size_t count = 0;
    struct result read =
        message_read(arena, request->catalogue, message, request->region, request->today, &drafts, &count);
    if (read.code == RESULT_INTERNAL) {
        return read;
    }
    struct result r = message_build_document(arena, request->catalogue, message, drafts, count, out);
    if (!result_failed(r) && result_failed(read)) {
        json_object_set_new_nocheck(*out, "error", json_string_nocheck(read.message));
    }
    return r;
}

static struct result build_all(struct arena *arena, const struct message_request *request, struct message_list list,
                               json_t *documents)
{
    for (size_t index = 0; index < list.count; index++) {
        json_t *document = NULL;
        struct result r = build_one(arena, request, list.messages[index], &document);
        if (result_failed(r)) {
            return r;
        }
        json_array_append_new(documents, document);
    }
    return result_ok();
}

static bool is_any_read(const json_t *documents)
{
    size_t index = 0;
    const json_t *document = NULL;
    json_array_foreach(documents, index, document)
    {
        if (json_array_size(json_object_get(document, "drafts")) > 0) {
            return true;
        }
    }
    return false;
}

static void print_all(const struct message_request *request, json_t *documents, FILE *out)
{
    if (request->json) {
        json_t *whole = json_object();
        json_object_set_nocheck(whole, "messages", documents);
        (void)json_dumpf(whole, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
        (void)fputc('\n', out);
        json_decref(whole);
        return;
    }
    size_t index = 0;
    const json_t *document = NULL;
    json_array_foreach(documents, index, document)
    {
        message_print_table(document, request->words, request->language, out);
    }
}

struct result message_run(const struct message_request *request, struct span file, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    struct span text = {NULL, 0};
    json_t *documents = json_array();
    struct result r = text_decode(&arena, file, &text);
    if (!result_failed(r)) {
        r = build_all(&arena, request, message_list_of(&arena, request->catalogue, text), documents);
    }
    if (!result_failed(r)) {
        print_all(request, documents, out);
        r = is_any_read(documents) ? r : result_invalid("message", "message.no_post");
    }
    json_decref(documents);
    arena_release(&arena);
    return r;
}
