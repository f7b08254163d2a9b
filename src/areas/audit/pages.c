/* The log for its readers, the log as files, and the table of permissions. */
#include "areas/audit/audit.h"

#include "base/buffer.h"
#include "base/check.h"
#include "base/day.h"
#include "base/id.h"
#include "web/link.h"
#include "web/permission.h"

#include <stdlib.h>

enum { PAGE_SIZE = 50, EXPORT_MOST = 100000, EXPORT_STEP = 5000, WORD_MOST = 80 };
static const int64_t DAY_MS = 86400000;

/* --- what is asked ----------------------------------------------------------------------------------------------- */

enum asked { ASKED_ACTION, ASKED_ACTOR, ASKED_SUBJECT, ASKED_ORGANISATION, ASKED_FROM, ASKED_TO, ASKED_COUNT };
static const char *const parameters[ASKED_COUNT] = {"action", "actor", "subject", "organisation", "from", "to"};

struct log_page {
    struct request *request;
    struct audit_filter filter;
    struct span values[ASKED_COUNT]; /* by parameters[] */
    struct audit_row *rows;
    size_t count;
    struct problems problems;
};

/* Midnight of the day in the region's zone; 0 when none is asked for. */
static int64_t read_day(struct log_page *page, enum asked asked, int after)
{
    int32_t day = 0;
    struct span text = page->values[asked];
    if (text.length == 0) {
        return 0;
    }
    if (!day_parse(text, &day)) {
        const char *value = arena_copy(page->request->arena, text);
        problems_add(&page->problems, (struct problem){parameters[asked], "audit.error.day", value, NULL});
        return 0;
    }
    return (day + after) * DAY_MS - (int64_t)page->request->zone_minutes * 60000;
}

static int64_t read_id(struct log_page *page, enum asked asked)
{
    int64_t id = 0;
    struct span text = page->values[asked];
    if (text.length > 0 && !id_parse(text, &id)) {
        const char *value = arena_copy(page->request->arena, text);
        problems_add(&page->problems, (struct problem){parameters[asked], "audit.error.id", value, NULL});
    }
    return id;
}

static void read_filter(struct request *request, struct log_page *page)
{
    *page = (struct log_page){.request = request};
    for (int asked = 0; asked < ASKED_COUNT; asked++) {
        struct span value = span_trim(request_query(request, parameters[asked]));
        page->values[asked] = value.length > WORD_MOST ? span_make("", 0) : value;
    }
    page->filter = (struct audit_filter){.action = arena_copy(request->arena, page->values[ASKED_ACTION]),
                                         .actor_id = read_id(page, ASKED_ACTOR),
                                         .subject_id = read_id(page, ASKED_SUBJECT),
                                         .organisation_id = read_id(page, ASKED_ORGANISATION),
                                         .from_ms = read_day(page, ASKED_FROM, 0),
                                         .to_ms = read_day(page, ASKED_TO, 1),
                                         .limit = PAGE_SIZE + 1};
    (void)id_parse(request_query(request, "before"), &page->filter.before);
}

static struct result read_rows(struct store_session *session, void *context)
{
    struct log_page *page = context;
    return audit_list(page->request->arena, session, page->request->region_id, &page->filter, &page->rows,
                      &page->count);
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static const char *id_or_nothing(struct arena *arena, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return id == 0 ? "" : arena_text(arena, id_format(id, text));
}

static json_t *row_document(struct request *request, const struct audit_row *row)
{
    const struct audit_entry *entry = &row->entry;
    return json_pack("{s:s, s:I, s:b, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "id",
                     id_or_nothing(request->arena, row->id), "number", (json_int_t)row->number, "is_sealed",
                     (int)(row->number != 0), "at_ms", (json_int_t)entry->at_ms, "actor_id",
                     id_or_nothing(request->arena, entry->actor_id), "actor", entry->actor_name, "action",
                     entry->action, "subject_kind", entry->subject_kind, "subject_id",
                     id_or_nothing(request->arena, entry->subject_id), "organisation_id",
                     id_or_nothing(request->arena, entry->organisation_id), "outcome", entry->outcome, "is_refused",
                     (int)(strcmp(entry->outcome, "refused") == 0), "detail", entry->detail, "address", entry->address);
}

static const char *build_url(const struct log_page *page, const char *path, int64_t before)
{
    struct buffer link;
    buffer_init(&link);
    buffer_add_text(&link, path);
    for (int asked = 0; asked < ASKED_COUNT; asked++) {
        link_add(&link, parameters[asked], page->values[asked]);
    }
    link_add(&link, "before", span_of(id_or_nothing(page->request->arena, before)));
    const char *url = arena_copy(page->request->arena, buffer_span(&link));
    buffer_release(&link);
    return url;
}

static json_t *page_document(struct log_page *page)
{
    struct arena *arena = page->request->arena;
    size_t shown = page->count > PAGE_SIZE ? PAGE_SIZE : page->count;
    json_t *entries = json_array();
    for (size_t index = 0; index < shown; index++) {
        json_array_append_new(entries, row_document(page->request, &page->rows[index]));
    }
    json_t *asked = json_object();
    for (int index = 0; index < ASKED_COUNT; index++) {
        json_object_set_new(asked, parameters[index], json_string(arena_copy(arena, page->values[index])));
    }
    const char *next = page->count > PAGE_SIZE ? build_url(page, "/audit", page->rows[PAGE_SIZE - 1].id) : NULL;
    const char *first = page->filter.before == 0 ? NULL : build_url(page, "/audit", 0);
    return json_pack("{s:o, s:o, s:o, s:{s:s?, s:s?}, s:s, s:s}", "entries", entries, "asked", asked, "problems",
                     problems_document(&page->problems), "pages", "first_url", first, "next_url", next, "export_url",
                     build_url(page, "/audit.csv", 0), "export_json_url", build_url(page, "/audit.json", 0));
}

static struct result show_log(struct request *request, struct response *response)
{
    struct log_page page;
    read_filter(request, &page);
    struct result result = page.problems.count > 0 ? result_ok() : store_read(request->store, read_rows, &page);
    if (!result_failed(result)) {
        response->document = page_document(&page);
        response->view = "audit/log";
        response->title = "audit.log.title";
        response->no_store = true;
        response->status = page.problems.count > 0 ? 422 : 0;
    }
    return result;
}

/* --- the files --------------------------------------------------------------------------------------------------- */

/* A cell: quoted, and never a formula for the spreadsheet that opens it. */
static void add_cell(struct buffer *to, const char *text, char end)
{
    buffer_add_byte(to, '"');
    if (text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL) {
        buffer_add_byte(to, '\'');
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"') {
            buffer_add_byte(to, '"');
        }
        buffer_add_byte(to, *at);
    }
    buffer_add_byte(to, '"');
    buffer_add_byte(to, end);
}

static void add_line(struct request *request, struct buffer *to, const struct audit_row *row)
{
    struct arena *arena = request->arena;
    const struct audit_entry *entry = &row->entry;
    buffer_add_format(to, "%lld,%lld,", (long long)row->number, (long long)entry->at_ms);
    add_cell(to, id_or_nothing(arena, entry->actor_id), ',');
    add_cell(to, entry->actor_name, ',');
    add_cell(to, entry->action, ',');
    add_cell(to, entry->subject_kind, ',');
    add_cell(to, id_or_nothing(arena, entry->subject_id), ',');
    add_cell(to, id_or_nothing(arena, entry->organisation_id), ',');
    add_cell(to, entry->outcome, ',');
    add_cell(to, entry->detail, ',');
    add_cell(to, entry->address, '\n');
}

/* As the page has it. */
static void add_object(struct request *request, struct buffer *to, const struct audit_row *row)
{
    json_t *document = row_document(request, row);
    char *text = json_dumps(document, JSON_COMPACT);
    CHECK(text != NULL);
    buffer_add_text(to, text);
    free(text);
    json_decref(document);
}

struct file_form {
    const char *head, *between, *tail, *type, *name;
    void (*add)(struct request *request, struct buffer *to, const struct audit_row *row);
};
/* clang-format off */
static const struct file_form csv_file = {
    "\xef\xbb\xbfnumber,at_ms,actor_id,actor,action,subject_kind,subject_id,organisation_id,outcome,detail,address\n",
    "", "", "text/csv; charset=utf-8", "audit.csv", add_line};
/* clang-format on */
/* clang-format off */
static const struct file_form json_file = {"[\n", ",\n", "\n]\n", "application/json", "audit.json", add_object};
/* clang-format on */

static struct result write_rows(struct log_page *page, const struct file_form *form, struct buffer *file)
{
    struct result result = result_ok();
    size_t written = 0;
    page->filter.limit = EXPORT_STEP;
    do {
        result = store_read(page->request->store, read_rows, page);
        for (size_t index = 0; !result_failed(result) && index < page->count; index++) {
            buffer_add_text(file, written + index == 0 ? "" : form->between);
            form->add(page->request, file, &page->rows[index]);
        }
        if (result_failed(result) || page->count < EXPORT_STEP) {
            return result;
        }
        written += page->count;
        page->filter.before = page->rows[page->count - 1].id;
    } while (written < EXPORT_MOST);
    return result;
}

static struct result send_file(struct request *request, struct response *response, const struct file_form *form)
{
    struct log_page page;
    struct buffer file;
    read_filter(request, &page);
    if (page.problems.count > 0) {
        return result_invalid("day", "audit.error.filter");
    }
    buffer_init(&file);
    buffer_add_text(&file, form->head);
    struct result result = write_rows(&page, form, &file);
    buffer_add_text(&file, form->tail);
    if (!result_failed(result)) {
        response->body = span_make(arena_copy(request->arena, buffer_span(&file)), file.length);
        response->content_type = form->type;
        response->file_name = form->name;
        response->no_store = true;
    }
    buffer_release(&file);
    return result;
}

static struct result export_csv(struct request *request, struct response *response)
{
    return send_file(request, response, &csv_file);
}

static struct result export_json(struct request *request, struct response *response)
{
    return send_file(request, response, &json_file);
}

/* --- permissions ------------------------------------------------------------------------------------------------- */

static json_t *roles_document(const struct permission *row)
{
    static const struct {
        const char *word;
        unsigned role;
    } members[] = {{"owner", MEMBER_OWNER},
                   {"staff", MEMBER_STAFF},
                   {"editor", MEMBER_EDITOR},
                   {"reader", MEMBER_READER}},
      /* clang-format off */
      platform[] = {{"office", ROLE_OFFICE}, {"editor", ROLE_EDITOR}, {"auditor", ROLE_AUDITOR},
                    {"administrator", ROLE_ADMINISTRATOR}};
    /* clang-format on */
    json_t *roles = json_array();
    for (size_t index = 0; index < 4; index++) {
        bool region = row->relation == RELATION_REGION;
        unsigned role = region ? platform[index].role : members[index].role;
        if ((row->roles & role) != 0) {
            json_array_append_new(roles, json_string(region ? platform[index].word : members[index].word));
        }
    }
    return roles;
}

static struct result show_permissions(struct request *request, struct response *response)
{
    static const char *const relations[] = {"anyone", "signed_in", "self", "own", "party", "region"};
    size_t count = 0;
    const struct permission *rows = permission_rows(&count);
    json_t *list = json_array();
    (void)request;
    for (size_t index = 0; index < count; index++) {
        bool first = index == 0 || strcmp(rows[index].action, rows[index - 1].action) != 0;
        json_array_append_new(list, json_pack("{s:s, s:b, s:s, s:o, s:b}", "action", rows[index].action, "is_first",
                                              (int)first, "relation", relations[rows[index].relation], "roles",
                                              roles_document(&rows[index]), "is_region",
                                              (int)(rows[index].relation == RELATION_REGION)));
    }
    response->document = json_pack("{s:o}", "permissions", list);
    response->view = "audit/permissions";
    response->title = "audit.permissions.title";
    return result_ok();
}

const struct route audit_routes[] = {
    {METHOD_GET, "/audit", "audit.read", 0, show_log},
    {METHOD_GET, "/audit.csv", "audit.read", 0, export_csv},
    {METHOD_GET, "/audit.json", "audit.read", 0, export_json},
    {METHOD_GET, "/office/permissions", "permission.read", 0, show_permissions},
    {0},
};
