/* The form in which an organisation is asked for. */
#include "areas/accounts/asking.h"

#include "base/id.h"
#include "text/text.h"

enum { STATEMENT_MOST = 1000 };

json_t *registration_document(const struct registration *row)
{
    char id[ID_TEXT_SIZE];
    char organisation[ID_TEXT_SIZE];
    json_t *document =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:b}", "id", id_format(row->id, id), "kind",
                  row->kind, "status", row->status, "name", row->name, "credit_code", row->credit_code,
                  "organisation_kind", row->organisation_kind, "statement", row->statement, "reason", row->reason,
                  "person", row->person_name, "version", (json_int_t)row->version, "created_at",
                  (json_int_t)row->created_ms, "has_proof", (int)(row->file_id != 0));
    if (row->organisation_id != 0) {
        json_object_set_new(document, "organisation_id", json_string(id_format(row->organisation_id, organisation)));
    }
    if (row->decided_ms != 0) {
        json_object_set_new(document, "decided_at", json_integer(row->decided_ms));
    }
    return document;
}

struct result asking_read_list(struct store_session *session, void *context)
{
    struct asking_list *all = context;
    return registration_list(all->request->arena, session, all->request->region_id, all->person_id, &all->list,
                             &all->count);
}

static json_t *kind_field(struct span value, const struct problems *problems)
{
    static const struct field_option options[] = {{"enterprise", "organisation.kind.enterprise", NULL, -1},
                                                  {"school", "organisation.kind.school", NULL, -1},
                                                  {"association", "organisation.kind.association", NULL, -1},
                                                  {"government", "organisation.kind.government", NULL, -1},
                                                  {"park", "organisation.kind.park", NULL, -1}};
    const struct field_look look = {.name = "kind",
                                    .label = "organisation.field.kind",
                                    .width = "medium",
                                    .required = true,
                                    .options = options,
                                    .option_count = 5};
    return field_document(&look, &value, 1, problems);
}

json_t *asking_form_document(const struct request *request, const struct registration *filled,
                             const struct problems *problems)
{
    const struct account_field name = {"name",
                                       "organisation.field.name",
                                       "account.registration.name_hint",
                                       NULL,
                                       "organization",
                                       filled == NULL ? NULL : filled->name,
                                       true};
    const struct account_field code = {"credit_code",
                                       "organisation.field.credit_code",
                                       "account.registration.code_hint",
                                       NULL,
                                       "off",
                                       filled == NULL ? NULL : filled->credit_code,
                                       true};
    const struct field_look statement = {.name = "statement",
                                         .label = "account.registration.statement",
                                         .hint = "account.registration.statement_hint",
                                         .rows = 4,
                                         .required = true};
    const struct field_look proof = {.name = "proof",
                                     .label = "account.registration.proof",
                                     .hint = "account.registration.proof_hint",
                                     .accept = "image/*,application/pdf",
                                     .optional = true};
    struct span said = filled == NULL ? request_form(request, "statement") : span_of(filled->statement);
    struct span which = filled == NULL ? request_form(request, "kind") : span_of(filled->organisation_kind);
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "name", account_field_document(request, &name, problems),
                     "credit_code", account_field_document(request, &code, problems), "kind",
                     kind_field(which, problems), "statement", field_document(&statement, &said, 1, problems), "proof",
                     field_document(&proof, NULL, 0, problems));
}

static struct result read_limits(struct store_session *session, void *context)
{
    struct asking *asking = context;
    return file_limits_find(session, asking->request->region_id, &asking->limits);
}

struct result asking_take_proof(struct asking *asking)
{
    struct request *request = asking->request;
    const struct upload *upload = request_upload(request, "proof");
    if (upload == NULL) {
        return result_ok();
    }
    struct result result = store_read(request->store, read_limits, asking);
    result = result_failed(result) ? result
                                   : file_read(request->arena, upload, FILE_DOCUMENT | FILE_IMAGE, &asking->limits,
                                               &asking->proof, &asking->bytes);
    if (result_failed(result)) {
        return result;
    }
    asking->has_proof = true;
    asking->proof.id = store_next_id(request->store);
    asking->proof.owner_kind = "registration";
    asking->proof.owner_id = asking->row.id;
    asking->proof.actor_id = request->actor->person_id;
    asking->proof.created_ms = request->now_ms;
    asking->row.file_id = asking->proof.id;
    return result_ok();
}

void asking_check_statement(const struct asking *asking, struct problems *problems)
{
    size_t length = utf8_count(span_of(asking->row.statement));
    if (length < 1 || length > STATEMENT_MOST) {
        account_problem(problems, result_invalid("statement", "account.error.statement"));
    }
}
