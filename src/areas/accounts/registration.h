/* What organisations ask the office for: to be registered, to be claimed from those that were imported, to have their name or
 * credit code changed.
 *
 *   waiting ── approve ──▶ approved          register: the organisation is made; claim, change: it is updated
 *    ▲  │  ├── decline(reason) ──▶ declined
 *    │  │  └── withdraw (who asked) ──▶ withdrawn
 *    │  └── ask back(reason) ──▶ asked ── answer ──▶ waiting      asked may be decided too
 *
 * A decision names the version it was made on: of two at once one counts, the other is told.
 */
#ifndef AREAS_ACCOUNTS_REGISTRATION_H
#define AREAS_ACCOUNTS_REGISTRATION_H

#include "areas/accounts/page.h"
#include "areas/organisations/organisations.h"
#include "areas/waiting/waiting.h"

struct registration {
    int64_t id, person_id, organisation_id, file_id, decided_ms, created_ms, updated_ms;
    int64_t version;
    const char *kind, *status; /* register claim change; waiting asked approved declined withdrawn */
    const char *organisation_kind, *name, *credit_code, *statement, *reason;
    const char *person_name; /* filled when read */
};

MUST_USE struct result registration_insert(struct store_session *session, int64_t region_id,
                                           const struct registration *row);
MUST_USE struct result registration_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                         int64_t id, struct registration *out);
/* Of a person, or of all (person_id 0) that wait or were asked back, oldest first; at most 100. */
enum { REGISTRATIONS_MOST = 100 };
MUST_USE struct result registration_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                         int64_t person_id, struct registration **out, size_t *count);
/* Writes status, reason, statement, file, organisation and who decided; CONFLICT when version is not the stored one any more. */
MUST_USE struct result registration_update(struct store_session *session, int64_t region_id,
                                           const struct registration *row, int64_t decided_by);
bool registration_is_open(const struct registration *row);
/* Over without success: it can be asked for once more, with the same answers to begin with. */
bool registration_may_again(const struct registration *row);

/* Whose turn it is after this step: an item for the office (settings registration_term_days, 5 working days) or for who asked
 * (registration_answer_days, 10), or none any more. Inside the step's transaction. */
MUST_USE struct result registration_wait(struct store_session *session, const struct waiting_turn *turn,
                                         const struct registration *row);

struct result show_registrations(struct request *request, struct response *response);
struct result submit_registration(struct request *request, struct response *response);
struct result show_registration(struct request *request, struct response *response);
struct result serve_proof(struct request *request, struct response *response);
struct result submit_answer(struct request *request, struct response *response);
struct result submit_withdrawal(struct request *request, struct response *response);
struct result show_waiting_registrations(struct request *request, struct response *response);
struct result submit_decision(struct request *request, struct response *response);

struct result show_rename(struct request *request, struct response *response);
struct result submit_rename(struct request *request, struct response *response);

#endif
