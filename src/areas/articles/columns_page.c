/* The editor's page of columns: add, rename, move, hide, put elsewhere; studios and who writes in them. */
#include "areas/articles/pages.h"

#include "areas/articles/trace.h"
#include "areas/organisations/organisations.h"
#include "base/id.h"
#include "base/number.h"
#include "web/field.h"

enum { NAME_BYTES_MOST = 120, SUMMARY_BYTES_MOST = 1500, EDITORS_MOST = 100 };

struct column_work {
    struct request *request;
    struct column_tree tree;
    size_t at; /* of the column being edited */
    int64_t id, trace_id;
    struct article_column column;
    struct span organisation_said; /* name or code, of a studio */
    struct organisation organisation;
    int direction;
    struct span login;
    bool removes;
    json_t *editors; /* owned */
};

static struct result read_tree(struct store_session *session, void *context)
{
    struct column_work *work = context;
    return column_tree_read(work->request->arena, session, work->request->region_id, &work->tree);
}

/* --- fields ------------------------------------------------------------------------------------------------------ */

static size_t parent_options(const struct request *request, const struct column_tree *tree,
                             struct field_option *options)
{
    size_t count = 0;
    options[count++] = (struct field_option){"0", "articles.columns.top", NULL, -1};
    for (size_t at = 0; at < tree->count; at++) {
        char id[ID_TEXT_SIZE];
        options[count++] =
            (struct field_option){arena_text(request->arena, id_format(tree->columns[at].id, id)),
                                  arena_format(request->arena, "%.*s%s", (tree->depths[at] + 1) * 3, "　　　　　　　　",
                                               column_name(&tree->columns[at], request->language)),
                                  NULL, -1};
    }
    return count;
}

struct column_values {
    struct span parent, name, english_name, summary, organisation, kind;
};

static json_t *form_document(const struct request *request, const struct column_tree *tree,
                             const struct column_values *values, const struct problems *problems)
{
    static const struct field_option kinds[] = {{"column", "articles.columns.kind_column", NULL, -1},
                                                {"studio", "articles.columns.kind_studio", NULL, -1}};
    struct field_option *parents = ARENA_ARRAY(request->arena, struct field_option, tree->count + 1);
    /* clang-format off */
    const struct field_look looks[] = {
        {.name = "parent", .label = "articles.columns.parent", .options = parents,
         .option_count = parent_options(request, tree, parents)},
        {.name = "name", .label = "articles.columns.name", .width = "medium", .required = true},
        {.name = "english_name", .label = "articles.columns.english_name", .width = "medium", .optional = true},
        {.name = "summary", .label = "articles.columns.summary", .rows = 3, .optional = true},
        {.name = "organisation", .label = "articles.columns.organisation", .hint = "articles.columns.organisation_hint",
         .width = "long", .optional = true},
        {.name = "kind", .label = "articles.columns.kind", .options = kinds, .option_count = 2}};
    /* clang-format on */
    const struct span said[] = {values->parent,  values->name,         values->english_name,
                                values->summary, values->organisation, values->kind};
    json_t *form = json_object();
    for (size_t index = 0; index < sizeof looks / sizeof looks[0]; index++) {
        article_set(form, looks[index].name, field_document(&looks[index], &said[index], 1, problems));
    }
    return form;
}

static struct column_values values_of_request(const struct request *request)
{
    return (struct column_values){request_form(request, "parent"),
                                  span_trim(request_form(request, "name")),
                                  span_trim(request_form(request, "english_name")),
                                  span_trim(request_form(request, "summary")),
                                  span_trim(request_form(request, "organisation")),
                                  request_form(request, "kind")};
}

static void read_values(struct column_work *work, const struct column_values *values, struct problems *problems)
{
    struct arena *arena = work->request->arena;
    struct article_column *column = &work->column;
    bool too_long = values->name.length > NAME_BYTES_MOST || values->english_name.length > NAME_BYTES_MOST ||
                    values->summary.length > SUMMARY_BYTES_MOST || values->organisation.length > SUMMARY_BYTES_MOST;
    if (values->name.length == 0 || too_long || memchr(values->name.at, '/', values->name.length) != NULL) {
        problems_add(
            problems,
            (struct problem){"name", too_long ? "articles.error.too_long" : "articles.error.column_name", NULL, NULL});
        return;
    }
    column->parent_id = 0;
    bool top = span_is(values->parent, "0") || values->parent.length == 0;
    if (!top && !id_parse(values->parent, &column->parent_id)) {
        problems_add(problems, (struct problem){"parent", "articles.error.column_not_found", NULL, NULL});
    }
    column->name = arena_copy(arena, values->name);
    column->english_name = arena_copy(arena, values->english_name);
    column->summary = arena_copy(arena, values->summary);
    work->organisation_said = values->organisation;
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static json_t *tree_document(const struct request *request, const struct column_tree *tree)
{
    json_t *rows = json_array();
    for (size_t at = 0; at < tree->count; at++) {
        const struct article_column *column = &tree->columns[at];
        char id[ID_TEXT_SIZE];
        json_t *row = json_object();
        article_set_text(row, "id", id_format(column->id, id));
        article_set(row, "name", json_string_nocheck(column->name));
        article_set_text(row, "english_name", column->english_name);
        article_set(row, "depth", json_integer(tree->depths[at]));
        article_set(row, "hidden", json_boolean(column->hidden));
        article_set(row, "shown", json_boolean(tree->shown[at]));
        article_set(row, "is_studio", json_boolean(strcmp(column->kind, "studio") == 0));
        article_set_text(row, "url", article_url(request->arena, "news/columns", column->id));
        article_set_text(row, "edit_url", article_url(request->arena, "office/columns", column->id));
        (void)json_array_append_new(rows, row);
    }
    return rows;
}

static void show_columns(struct column_work *work, struct response *response, const struct column_values *values,
                         const struct problems *problems)
{
    struct request *request = work->request;
    json_t *document = json_object();
    json_t *form = form_document(request, &work->tree, values, problems);
    json_t *list = problems == NULL ? json_array() : problems_document(problems);
    field_label_problems(list, form);
    article_set(document, "problems", list);
    article_set(document, "form", form);
    article_set(document, "columns", tree_document(request, &work->tree));
    article_set(document, "breadcrumb", article_breadcrumb(request, &work->tree, SIZE_MAX, "articles.page.columns"));
    response->document = document;
    response->view = "articles/columns";
    response->title = "articles.page.columns";
    response->no_store = true;
    response->status = problems != NULL && problems->count > 0 ? 422 : 200;
}

struct result article_show_columns(struct request *request, struct response *response)
{
    struct column_work work = {.request = request};
    struct column_values empty = {span_of(""), span_of(""), span_of(""), span_of(""), span_of(""), span_of("column")};
    struct result result = store_read(request->store, read_tree, &work);
    if (!result_failed(result)) {
        show_columns(&work, response, &empty, NULL);
    }
    return result;
}

/* --- adding and changing ------------------------------------------------------------------------------------------ */

static struct result find_organisation(struct store_session *session, struct column_work *work)
{
    struct request *request = work->request;
    work->column.organisation_id = 0;
    if (work->organisation_said.length == 0) {
        return result_ok();
    }
    const char *said = arena_copy(request->arena, work->organisation_said);
    struct result result =
        organisation_find_by_name(request->arena, session, request->region_id, said, &work->organisation);
    if (result.code == RESULT_NOT_FOUND) {
        return result_invalid("organisation", "articles.error.organisation_unknown");
    }
    work->column.organisation_id = result_failed(result) ? 0 : work->organisation.id;
    return result;
}

static struct result insert_column(struct store_session *session, void *context)
{
    struct column_work *work = context;
    struct request *request = work->request;
    struct result result = find_organisation(session, work);
    if (!result_failed(result) && work->column.parent_id != 0) {
        result = column_tree_read(request->arena, session, request->region_id, &work->tree);
        size_t parent = result_failed(result) ? SIZE_MAX : column_tree_find(&work->tree, work->column.parent_id);
        bool deep = parent != SIZE_MAX && work->tree.depths[parent] + 1 >= COLUMN_DEPTH_MOST;
        result = result_failed(result) ? result
                 : parent == SIZE_MAX  ? result_invalid("parent", "articles.error.column_not_found")
                 : deep                ? result_invalid("parent", "articles.error.column_deep")
                                       : result;
    }
    result = result_failed(result) ? result : column_insert(session, request->region_id, &work->column);
    return result_failed(result) ? result
                                 : article_trace(request, session, work->trace_id, "column", "create", work->column.id);
}

static bool become_problem(struct result result, struct problems *problems)
{
    bool ours = result.field != NULL && (result.code == RESULT_INVALID || result.code == RESULT_CONFLICT);
    if (ours) {
        problems_add(problems, (struct problem){result.field, result.message, NULL, NULL});
    }
    return ours;
}

struct result article_submit_column(struct request *request, struct response *response)
{
    struct problems problems = {.count = 0};
    struct column_values values = values_of_request(request);
    struct column_work work = {.request = request, .trace_id = store_next_id(request->store)};
    work.column = (struct article_column){.id = store_next_id(request->store),
                                          .kind = span_is(values.kind, "studio") ? "studio" : "column",
                                          .created_ms = request->now_ms,
                                          .updated_ms = request->now_ms};
    read_values(&work, &values, &problems);
    if (problems.count == 0) {
        struct result result = store_write(request->store, insert_column, &work);
        if (!result_failed(result)) {
            response->location = "/office/columns";
            return result;
        }
        if (!become_problem(result, &problems)) {
            return result;
        }
    }
    struct result result = store_read(request->store, read_tree, &work);
    if (!result_failed(result)) {
        show_columns(&work, response, &values, &problems);
    }
    return result;
}

static struct result read_editors(struct store_session *session, struct column_work *work)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "studio_editor_list",
                    STORE_VALUES(store_integer(work->request->region_id), store_integer(work->id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    (void)json_array_clear(work->editors);
    while (store_rows_next(rows)) {
        json_t *one = json_object();
        article_set_text(one, "name", store_rows_text(work->request->arena, rows, 1));
        article_set_text(one, "login", store_rows_text(work->request->arena, rows, 2));
        (void)json_array_append_new(work->editors, one);
    }
    return store_rows_close(rows);
}

static struct result read_column_edit(struct store_session *session, void *context)
{
    struct column_work *work = context;
    struct request *request = work->request;
    struct result result = column_tree_read(request->arena, session, request->region_id, &work->tree);
    work->at = result_failed(result) ? SIZE_MAX : column_tree_find(&work->tree, work->id);
    if (result_failed(result) || work->at == SIZE_MAX) {
        return result_failed(result) ? result
                                     : result_fail(RESULT_NOT_FOUND, NULL, "articles.error.column_not_found", NULL);
    }
    work->column = work->tree.columns[work->at];
    work->organisation.name = "";
    if (work->column.organisation_id != 0) {
        result = organisation_find(request->arena, session, request->region_id, work->column.organisation_id,
                                   &work->organisation);
        result = result.code == RESULT_NOT_FOUND ? result_ok() : result;
    }
    return result_failed(result) ? result : read_editors(session, work);
}

static void show_column_edit(struct column_work *work, struct response *response, const struct column_values *values,
                             const struct problems *problems)
{
    struct request *request = work->request;
    json_t *document = json_object();
    json_t *form = form_document(request, &work->tree, values, problems);
    json_t *list = problems == NULL ? json_array() : problems_document(problems);
    field_label_problems(list, form);
    article_set(document, "problems", list);
    article_set(document, "form", form);
    article_set_text(document, "url", article_url(request->arena, "office/columns", work->id));
    article_set(document, "version", json_integer(work->column.version));
    article_set(document, "hidden", json_boolean(work->column.hidden));
    article_set(document, "is_studio", json_boolean(strcmp(work->column.kind, "studio") == 0));
    article_set(document, "name", json_string_nocheck(column_name(&work->column, request->language)));
    article_set(document, "editors", json_incref(work->editors));
    article_set(document, "breadcrumb",
                article_breadcrumb(request, &work->tree, work->at, "articles.page.column_edit"));
    response->document = document;
    response->view = "articles/column_edit";
    response->title = "articles.page.column_edit";
    response->no_store = true;
    response->status = problems != NULL && problems->count > 0 ? 422 : 200;
}

static struct result begin_column(struct column_work *work)
{
    work->editors = json_array();
    struct result result = request_id(work->request, 0, &work->id);
    return result_failed(result) ? result : store_read(work->request->store, read_column_edit, work);
}

struct result article_show_column_edit(struct request *request, struct response *response)
{
    struct column_work work = {.request = request};
    struct result result = begin_column(&work);
    if (!result_failed(result)) {
        char id[ID_TEXT_SIZE];
        const struct article_column *column = &work.column;
        struct column_values values = {
            span_of(column->parent_id == 0 ? "0" : arena_text(request->arena, id_format(column->parent_id, id))),
            span_of(column->name),
            span_of(column->english_name),
            span_of(column->summary),
            span_of(work.organisation.name),
            span_of(column->kind)};
        show_column_edit(&work, response, &values, NULL);
    }
    json_decref(work.editors);
    return result;
}

static struct result update_column(struct store_session *session, void *context)
{
    struct column_work *work = context;
    struct request *request = work->request;
    struct result result = find_organisation(session, work);
    result = result_failed(result) ? result : column_update(request->arena, session, request->region_id, &work->column);
    return result_failed(result) ? result
                                 : article_trace(request, session, work->trace_id, "column", "change", work->column.id);
}

static struct result save_column(struct column_work *work, struct response *response)
{
    struct request *request = work->request;
    struct problems problems = {.count = 0};
    struct column_values values = values_of_request(request);
    int64_t version = 0;
    (void)number_parse(request_form(request, "version"), &version);
    values.kind = span_of(work->column.kind);
    work->column.version = version > 0 && version < INT32_MAX ? (int32_t)version : 0;
    work->column.hidden = request_form(request, "hidden").length > 0;
    work->column.updated_ms = request->now_ms;
    read_values(work, &values, &problems);
    if (problems.count == 0) {
        struct result result = store_write(request->store, update_column, work);
        if (!result_failed(result)) {
            response->location = "/office/columns";
            return result;
        }
        if (!become_problem(result, &problems)) {
            return result;
        }
    }
    work->column.name = work->tree.columns[work->at].name;
    show_column_edit(work, response, &values, &problems);
    return result_ok();
}

struct result article_submit_column_edit(struct request *request, struct response *response)
{
    struct column_work work = {.request = request, .trace_id = store_next_id(request->store)};
    struct result result = begin_column(&work);
    result = result_failed(result) ? result : save_column(&work, response);
    json_decref(work.editors);
    return result;
}

/* --- order, and who writes in a studio ------------------------------------------------------------------------------ */

static struct result move_column(struct store_session *session, void *context)
{
    struct column_work *work = context;
    struct request *request = work->request;
    struct result result =
        column_move(request->arena, session, request->region_id, work->id, work->direction, request->now_ms);
    return result_failed(result) ? result : article_trace(request, session, work->trace_id, "column", "move", work->id);
}

struct result article_submit_column_move(struct request *request, struct response *response)
{
    struct column_work work = {.request = request, .trace_id = store_next_id(request->store)};
    work.direction = span_is(request_form(request, "direction"), "up") ? -1 : 1;
    struct result result = request_id(request, 0, &work.id);
    result = result_failed(result) ? result : store_write(request->store, move_column, &work);
    response->location = result_failed(result) ? NULL : "/office/columns";
    return result;
}

static struct result set_editor(struct store_session *session, void *context)
{
    struct column_work *work = context;
    struct request *request = work->request;
    struct store_rows *rows;
    struct result result = store_query(session, "studio_person",
                                       STORE_VALUES(store_integer(request->region_id), store_span(work->login)), &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t person_id = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    result = store_rows_close(rows);
    if (!result_failed(result) && person_id == 0) {
        return result_invalid("login", "articles.error.person_unknown");
    }
    if (!result_failed(result)) {
        result = work->removes ? studio_editor_remove(session, request->region_id, work->id, person_id)
                               : studio_editor_add(session, request->region_id, work->id, person_id);
    }
    return result_failed(result) ? result
                                 : article_trace(request, session, work->trace_id, "column",
                                                 work->removes ? "remove_editor" : "add_editor", work->id);
}

struct result article_submit_column_editor(struct request *request, struct response *response)
{
    struct column_work work = {.request = request,
                               .trace_id = store_next_id(request->store),
                               .login = span_trim(request_form(request, "login")),
                               .removes = request_form(request, "remove").length > 0};
    struct result result = begin_column(&work);
    json_decref(work.editors);
    if (!result_failed(result) && strcmp(work.column.kind, "studio") != 0) {
        result = result_invalid("login", "articles.error.no_studio_here");
    }
    result = result_failed(result) ? result : store_write(request->store, set_editor, &work);
    response->location = result_failed(result) ? NULL : article_url(request->arena, "office/columns", work.id);
    return result;
}
