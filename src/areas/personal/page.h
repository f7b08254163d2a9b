/* What the pages of this area share. */
#ifndef AREAS_PERSONAL_PAGE_H
#define AREAS_PERSONAL_PAGE_H

#include "areas/personal/consent.h"
#include "web/field.h"

/* With what is wrong: status 422. The document gets "problems" with the labels of the fields under "form". no-store. */
void personal_answer(struct response *response, json_t *document, const struct problems *problems, const char *view,
                     const char *title);
void personal_problem(struct problems *problems, struct result result);

/* The text in the language of the request as [{heading} | {items: [{item}]} | {text}]. */
json_t *personal_blocks(const struct request *request, const struct consent_text *text);
/* {purpose, version, day, blocks, clause, status}. */
json_t *personal_text_document(const struct request *request, const struct consent_text *text);

/* Purposes that a look may have; NULL: no such purpose. */
enum { LOOK_PURPOSES = 5, LOOK_NOTE_LEAST = 5, LOOK_NOTE_MOST = 200 };
extern const char *const look_purposes[LOOK_PURPOSES];
const char *look_purpose_parse(struct span text);

/* Reads a value in full and notes it, in one transaction: what could not be noted is not shown. INVALID
 * "personal.error.nothing": there is none. FORBIDDEN: not the person's own, and no person.unmask. */
struct look {
    struct request *request;
    int64_t person_id, deed_id;
    enum personal_field field;
    const char *purpose, *note; /* purpose "self" for one's own */
    const char *value;          /* out */
};
MUST_USE struct result look_take(struct look *look);
/* A line of the log of what somebody looked at: {"field", "purpose", "note"}. */
const char *look_detail(struct arena *arena, const char *field, const char *purpose, const char *note);

struct result show_own(struct request *request, struct response *response);
struct result submit_field(struct request *request, struct response *response);
struct result submit_own_look(struct request *request, struct response *response);
struct result submit_withdrawal_of_consent(struct request *request, struct response *response);
struct result show_privacy(struct request *request, struct response *response);
struct result show_asking(struct request *request, struct response *response);
struct result submit_consent(struct request *request, struct response *response);
struct result show_texts(struct request *request, struct response *response);
struct result submit_text(struct request *request, struct response *response);
struct result show_card(struct request *request, struct response *response);
struct result submit_look(struct request *request, struct response *response);
struct result show_lookup(struct request *request, struct response *response);
struct result submit_lookup(struct request *request, struct response *response);

#endif
