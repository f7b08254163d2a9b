/* What the pages of registrations share: the form, the proof, a row as a document. */
#ifndef AREAS_ACCOUNTS_ASKING_H
#define AREAS_ACCOUNTS_ASKING_H

#include "areas/accounts/registration.h"
#include "areas/files/files.h"

struct asking {
    struct request *request;
    struct registration row;
    struct file_limits limits;
    struct file proof;
    struct span bytes;
    bool has_proof;
    int64_t deed_id;
    struct waiting_turn turn;
    int64_t claimed_id; /* of a form that names the organisation; 0 = found by code or name */
};

/* Those of a person, or all that wait (person_id 0). A work for store_read. */
struct asking_list {
    struct request *request;
    int64_t person_id;
    struct registration *list;
    size_t count;
};
struct result asking_read_list(struct store_session *session, void *context);

json_t *registration_document(const struct registration *row);
/* filled: what the fields begin with; NULL: what was typed. */
json_t *asking_form_document(const struct request *request, const struct registration *filled,
                             const struct problems *problems);
void asking_check_statement(const struct asking *asking, struct problems *problems);
/* The uploaded proof, if there is one, checked and ready to be stored. */
MUST_USE struct result asking_take_proof(struct asking *asking);

#endif
