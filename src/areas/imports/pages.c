/* Drop a file, see what was understood, confirm, watch it go in, take the refused rows home. */
#include "areas/imports/doc.h"
#include "areas/audit/audit.h"
#include "areas/imports/runner.h"

#include "areas/services.h"
#include "base/hash.h"
#include "base/id.h"
#include "web/app.h"
#include "web/words.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 64 << 20, SHOWN_BATCHES = 30, NAME_LIMIT = 200 };

/* --- the list and the form --------------------------------------------------------------------------------------------- */

struct list_page {
    struct request *request;
    struct import_batch *batches;
    size_t count;
};

static struct result read_list(struct store_session *session, void *context)
{
    struct list_page *page = context;
    return import_batch_list(page->request->arena, session, page->request->region_id, SHOWN_BATCHES, &page->batches,
                             &page->count);
}

static struct result start_page(struct request *request, struct response *response, const struct problems *problems)
{
    struct list_page page = {.request = request};
    struct result result = store_read(request->store, read_list, &page);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < page.count; index++) {
        json_array_append_new(list, import_batch_document(&page.batches[index]));
    }
    struct span kind = request_form(request, "kind");
    json_t *kinds = json_array();
    for (int index = 0; index < IMPORT_KIND_COUNT; index++) {
        json_array_append_new(kinds, json_pack("{s:s, s:b}", "kind", import_kind_names[index], "current",
                                               (int)span_is(kind, import_kind_names[index])));
    }
    response->document = json_pack("{s:o, s:b, s:o, s:o}", "batches", list, "has_batches", (int)(page.count > 0),
                                   "kinds", kinds, "problems", problems_document(problems));
    json_object_set_new(response->document, "file_field",
                        json_pack("{s:s, s:s, s:s, s:s, s:b}", "name", "file", "label", "import.list.choose", "hint",
                                  "import.list.choose_hint", "accept", ".xlsx,.csv,.txt", "required", 1));
    response->view = "imports/list";
    response->title = "import.list.title";
    response->no_store = true;
    return result_ok();
}

static struct result show_list(struct request *request, struct response *response)
{
    struct problems none = {0};
    return start_page(request, response, &none);
}

/* --- upload ------------------------------------------------------------------------------------------------------------ */

struct new_batch {
    struct request *request;
    struct import_batch batch;
    struct import_refusals refusals;
    struct span bytes;
};

static struct result write_batch(struct store_session *session, void *context)
{
    const struct new_batch *fresh = context;
    int64_t region_id = fresh->request->region_id;
    struct result result = import_batch_insert(session, region_id, &fresh->batch, fresh->bytes);
    return result_failed(result) ? result : import_refusals_put(session, region_id, fresh->batch.id, &fresh->refusals);
}

/* Cut between two characters, never within one. */
static const char *short_name(struct arena *arena, const char *file_name)
{
    struct span name = span_of(file_name);
    if (name.length > NAME_LIMIT) {
        name.length = NAME_LIMIT;
        while (name.length > 0 && ((unsigned char)name.at[name.length] & 0xc0) == 0x80) {
            name.length--;
        }
    }
    return arena_copy(arena, name);
}

static struct result store_batch(struct request *request, const struct upload *upload, struct import_sheet *sheet,
                                 int64_t *id)
{
    unsigned char digest[DIGEST_SIZE];
    char digest_text[DIGEST_TEXT_SIZE];
    char day[DAY_TEXT_SIZE];
    struct new_batch fresh = {.request = request, .bytes = upload->bytes};
    struct result result = import_check(request->arena, request->store, request->region_id, sheet, &fresh.refusals);
    if (result_failed(result)) {
        return result;
    }
    import_lay_refusals(request->arena, sheet, &fresh.refusals);
    hash_sm3(upload->bytes, digest);
    fresh.batch = (struct import_batch){.id = store_next_id(request->store),
                                        .kind = import_kind_names[sheet->kind],
                                        .file_name = short_name(request->arena, upload->file_name),
                                        .digest = hash_text(digest, digest_text),
                                        .read_day = day_format(request->today, day),
                                        .row_count = (int32_t)sheet->row_count,
                                        .refused_count = (int32_t)sheet->refused_count,
                                        .actor_id = request->actor->person_id,
                                        .actor_name = request->actor->name,
                                        .created_ms = request->now_ms};
    *id = fresh.batch.id;
    return store_write(request->store, write_batch, &fresh);
}

static struct result submit_file(struct request *request, struct response *response)
{
    struct problems problems = {0};
    struct import_reader reader = {
        .catalogue = request->catalogue, .region_id = request->region_id, .today = request->today};
    const struct upload *upload = request_upload(request, "file");
    if (!import_kind_parse(request_form(request, "kind"), &reader.kind)) {
        problems_add(&problems, (struct problem){"kind", "import.error.kind", NULL, NULL});
    }
    if (upload == NULL || upload->bytes.length == 0) {
        problems_add(&problems, (struct problem){"file", "import.error.no_file", NULL, NULL});
    }
    struct import_sheet sheet;
    if (problems.count == 0) {
        struct result read = import_read(request->arena, &reader, upload->bytes, &sheet);
        if (read.code == RESULT_INVALID) {
            problems_add(&problems, (struct problem){"file", read.message, upload->file_name, NULL});
        } else if (result_failed(read)) {
            return read;
        }
    }
    if (problems.count > 0) {
        response->status = 422;
        return start_page(request, response, &problems);
    }
    int64_t id = 0;
    char id_text[ID_TEXT_SIZE];
    struct result result = store_batch(request, upload, &sheet, &id);
    response->location = arena_format(request->arena, "/office/imports/%s", id_format(id, id_text));
    return result;
}

/* --- one batch --------------------------------------------------------------------------------------------------------- */

struct batch_page {
    struct request *request;
    int64_t id;
    bool whole; /* the file too, not only what is known of it */
    struct import_batch batch;
    struct import_refusals refusals;
    struct span bytes;
    bool has_file;
    int64_t job_id; /* to be started */
};

static struct result read_batch(struct store_session *session, void *context)
{
    struct batch_page *page = context;
    struct request *request = page->request;
    struct result result = import_batch_find(request->arena, session, request->region_id, page->id, &page->batch);
    if (result_failed(result) || !page->whole) {
        return result;
    }
    result = import_refusals_find(request->arena, session, request->region_id, page->id, &page->refusals);
    if (result_failed(result)) {
        return result;
    }
    result = import_file_find(request->arena, session, request->region_id, page->id, &page->bytes);
    page->has_file = !result_failed(result);
    return result.code == RESULT_NOT_FOUND ? result_ok() : result;
}

static struct result find_batch(struct batch_page *page)
{
    struct result result = request_id(page->request, 0, &page->id);
    return result_failed(result) ? result : store_read(page->request->store, read_batch, page);
}

static struct result read_sheet(struct batch_page *page, struct import_sheet *sheet)
{
    struct request *request = page->request;
    struct import_reader reader = {.catalogue = request->catalogue, .region_id = request->region_id};
    if (!import_kind_parse(span_of(page->batch.kind), &reader.kind) ||
        !day_parse(span_of(page->batch.read_day), &reader.today)) {
        return result_internal("import batch with a broken kind or day");
    }
    struct result result = import_read(request->arena, &reader, page->bytes, sheet);
    if (!result_failed(result)) {
        import_lay_refusals(request->arena, sheet, &page->refusals);
    }
    return result;
}

/* For the shared partial `progress`: only while the import is being applied. */
static json_t *progress_document(struct request *request, const struct import_batch *batch)
{
    if (strcmp(batch->status, "applying") != 0) {
        return json_null();
    }
    char id[ID_TEXT_SIZE];
    return json_pack("{s:s, s:s, s:i, s:s}", "id", id_format(batch->id, id), "title", "import.show.applying",
                     "permille", import_runner_progress(request->services->imports, batch->id), "refresh_url",
                     request->path);
}

static json_t *batch_document(struct batch_page *page)
{
    bool organisations = strcmp(page->batch.kind, import_kind_names[IMPORT_ORGANISATIONS]) == 0;
    return json_pack("{s:o, s:o, s:b, s:b, s:b}", "batch", import_batch_document(&page->batch), "progress",
                     progress_document(page->request, &page->batch), "is_organisations", (int)organisations,
                     "is_listings", (int)!organisations, "has_file", (int)page->has_file);
}

static void collect(struct problems *all, const struct import_problem *list, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        bool there = false;
        for (size_t known = 0; known < all->count && !there; known++) {
            there = strcmp(all->list[known].message, list[index].message) == 0;
        }
        if (!there) {
            problems_add(all, (struct problem){.message = list[index].message});
        }
    }
}

/* The articles behind what was left out or refused, each once, as links into the policy library. */
static json_t *laws_document(const struct request *request, const struct import_sheet *sheet)
{
    struct problems all = {.count = 0};
    for (size_t index = 0; index < sheet->row_count; index++) {
        collect(&all, sheet->rows[index].notes, sheet->rows[index].note_count);
        collect(&all, sheet->rows[index].problems, sheet->rows[index].problem_count);
    }
    return listing_laws_document(request, &all);
}

/* The file is read again only for the whole page: the part that shows the progress is asked for every second. */
static struct result show_batch(struct request *request, struct response *response)
{
    struct batch_page page = {.request = request, .whole = !request->fragment};
    struct import_sheet sheet;
    struct result result = find_batch(&page);
    if (!result_failed(result) && page.has_file) {
        result = read_sheet(&page, &sheet);
    }
    if (result_failed(result)) {
        return result;
    }
    response->document = batch_document(&page);
    if (page.has_file) {
        json_object_set_new(response->document, "sheet",
                            import_sheet_document(request->arena, request->catalogue, &sheet));
        json_object_set_new(response->document, "laws", laws_document(request, &sheet));
    }
    response->view = request->fragment ? "imports/progress" : "imports/show";
    response->title = "import.show.title";
    response->no_store = true;
    return result_ok();
}

static struct result start_batch(struct store_session *session, void *context)
{
    const struct batch_page *page = context;
    const struct request *request = page->request;
    struct result result = import_batch_start(session, request->region_id, page->id, page->job_id, request->now_ms);
    if (!result_failed(result)) {
        result = job_insert(session, request->region_id, page->job_id, IMPORT_JOB_KIND,
                            arena_format(request->arena, "%lld", (long long)page->id), request->now_ms);
    }
    return result_failed(result) ? result
                                 : audit_note(session, page->job_id, request, "import.run",
                                              (struct audit_subject){"import", page->id, 0});
}

static struct result cancel_batch(struct store_session *session, void *context)
{
    const struct batch_page *page = context;
    return import_batch_cancel(session, page->request->region_id, page->id, page->request->now_ms);
}

/* A second press of the button leads to the same page: the first one counts. */
static struct result change_batch(struct request *request, struct response *response, store_work work)
{
    struct batch_page page = {.request = request};
    struct result result = request_id(request, 0, &page.id);
    if (result_failed(result)) {
        return result;
    }
    page.job_id = store_next_id(request->store);
    result = store_write(request->store, work, &page);
    char id_text[ID_TEXT_SIZE];
    response->location = arena_format(request->arena, "/office/imports/%s", id_format(page.id, id_text));
    return result.code == RESULT_CONFLICT ? result_ok() : result;
}

static struct result confirm_batch(struct request *request, struct response *response)
{
    struct result result = change_batch(request, response, start_batch);
    import_runner_wake(request->services->imports);
    return result;
}

static struct result discard_batch(struct request *request, struct response *response)
{
    return change_batch(request, response, cancel_batch);
}

/* --- the refused rows as a file ------------------------------------------------------------------------------------------ */

static const char *problem_words(struct arena *arena, const struct import_problem *problem, void *context)
{
    const struct request *request = context;
    enum language language = LANGUAGE_ZH_CN;
    (void)language_parse(span_of(request->language), &language);
    const char *sentence = words_find(request->app->words, language, problem->message);
    json_t *values = json_pack("{s:s, s:s}", "value", problem->value, "hint", problem->hint);
    const char *text = words_fill(arena, span_of(sentence == NULL ? problem->message : sentence), values);
    json_decref(values);
    return text;
}

/* The whole of a file just written. */
static struct result read_file(struct arena *arena, const char *path, struct span *out)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        if (file != NULL) {
            (void)fclose(file);
        }
        return result_internal("the file of refused rows cannot be read");
    }
    size_t length = (size_t)status.st_size;
    char *bytes = arena_alloc(arena, length + 1, 1);
    bool whole = fread(bytes, 1, length, file) == length;
    (void)fclose(file);
    if (!whole) {
        return result_internal("the file of refused rows is shorter than it was");
    }
    *out = span_make(bytes, length);
    return result_ok();
}

static struct result show_refused(struct request *request, struct response *response)
{
    struct batch_page page = {.request = request, .whole = true};
    struct import_sheet sheet;
    struct result result = find_batch(&page);
    if (!result_failed(result)) {
        result = page.has_file ? read_sheet(&page, &sheet)
                               : result_fail(RESULT_NOT_FOUND, NULL, "import.error.file_gone", NULL);
    }
    if (result_failed(result)) {
        return result;
    }
    char folder[] = "/tmp/zhiqiao-refused-XXXXXX";
    if (mkdtemp(folder) == NULL) {
        return result_fail(RESULT_BUSY, NULL, "error.disk_full", "mkdtemp");
    }
    const char *path = arena_format(request->arena, "%s/refused.xlsx", folder);
    result = import_write_refused(request->arena, &sheet, path, problem_words, request);
    if (!result_failed(result)) {
        result = read_file(request->arena, path, &response->body);
    }
    (void)unlink(path);
    (void)rmdir(folder);
    if (result_failed(result)) {
        return result;
    }
    response->content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    response->file_name = arena_format(request->arena, "refused-%s.xlsx", page.batch.kind);
    response->no_store = true;
    return result_ok();
}

const struct route imports_routes[] = {
    {METHOD_GET, "/office/imports", "import.run", 0, show_list},
    {METHOD_POST, "/office/imports", "import.run", FILE_LIMIT + 65536, submit_file},
    {METHOD_GET, "/office/imports/:id", "import.run", 0, show_batch},
    {METHOD_POST, "/office/imports/:id/confirm", "import.run", 4096, confirm_batch},
    {METHOD_POST, "/office/imports/:id/cancel", "import.run", 4096, discard_batch},
    {METHOD_GET, "/office/imports/:id/refused.xlsx", "import.run", 0, show_refused},
    {0},
};
