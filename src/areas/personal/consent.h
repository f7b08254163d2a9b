/* Texts that people are asked to agree to, and the records of who did.
 *
 * A text has a purpose ("privacy", "telephone", "id_number") and versions with the day from which each is in force. Version 1
 * comes with catalogues/consent_texts.csv; the office writes later ones. Records are append-only: the last one of a purpose is
 * what holds. Sign-in asks again when a newer version of "privacy" is in force than the one agreed to; nobody is locked out.
 */
#ifndef AREAS_PERSONAL_CONSENT_H
#define AREAS_PERSONAL_CONSENT_H

#include "areas/personal/personal.h"

struct consent_text {
    const char *purpose;
    int64_t version;
    int32_t effective_day;
    const char *text_zh, *text_en; /* {region} filled in; "## " begins a heading, "- " an item */
    bool separate;                 /* a consent of its own: art. 29 */
    const char *clause, *source, *status;
    int64_t created_ms; /* 0: came with the program */
};

enum { CONSENT_PURPOSES = 3, CONSENT_TEXT_MOST = 8000, CONSENT_TEXTS_MOST = 100 };
extern const char *const consent_purposes[CONSENT_PURPOSES]; /* privacy first */
const char *consent_purpose_parse(struct span text);         /* NULL: no such purpose */

/* All versions, newest first, at most CONSENT_TEXTS_MOST. */
MUST_USE struct result consent_texts(const struct request *request, struct store_session *session, const char *purpose,
                                     struct consent_text *out, size_t *count);
/* The one in force on the request's day. There always is one. */
MUST_USE struct result consent_text_now(const struct request *request, struct store_session *session,
                                        const char *purpose, struct consent_text *out);
MUST_USE struct result consent_text_insert(struct store_session *session, const struct request *request,
                                           const struct consent_text *text);

struct consent_listed {
    int64_t id;
    const char *purpose, *step, *how, *digest, *guardian;
    int64_t version, at_ms;
};
enum { CONSENTS_MOST = 200 };
/* Newest first. */
MUST_USE struct result consent_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                    int64_t person_id, struct consent_listed *out, size_t *count);
/* The last record of the purpose; NULL when there is none. */
const struct consent_listed *consent_last(const struct consent_listed *list, size_t count, const char *purpose);

#endif
