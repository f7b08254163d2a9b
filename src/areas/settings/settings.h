/* What the office may set for its city: a few numbers, each with its usual value and its bounds (the table in settings.c).
 *
 * Those of the sign-in are with their rules (areas/accounts/security.h). A value outside its bounds, written by somebody else, counts
 * as the usual one. Reading them all is one look at a small table by its key.
 */
#ifndef AREAS_SETTINGS_SETTINGS_H
#define AREAS_SETTINGS_SETTINGS_H

#include "web/app.h"

enum setting_id {
    SETTING_TERM_DAYS,     /* request.term_days: working days for an answer to a request */
    SETTING_REMINDER_DAYS, /* request.reminder_days: working days before the end at which it reminds; a list, "3,1" */
    SETTING_REGISTRATION_DAYS, /* registration_term_days: working days in which the office decides on a registration */
    SETTING_ANSWER_DAYS,       /* registration_answer_days: those in which who was asked back answers */
    SETTING_REVIEW_DAYS,       /* article_review_days: those for the review of an article */
    SETTING_CHANGE_DAYS,       /* article_change_days: those for one that was sent back */
    SETTING_IMAGE_MB,          /* file.most_mb.image */
    SETTING_DOCUMENT_MB,       /* file.most_mb.document */
    SETTING_FILM_MB,           /* file.most_mb.film */
    SETTING_COUNT
};

enum { SETTING_DAYS_MOST = 8 };
struct settings {
    int64_t numbers[SETTING_COUNT][SETTING_DAYS_MOST]; /* one, or those of a list, the greatest first */
    size_t counts[SETTING_COUNT];
};

MUST_USE struct result settings_find(struct store_session *session, int64_t region_id, struct settings *out);
/* The first number; every setting has one. */
int64_t settings_number(const struct settings *settings, enum setting_id id);

extern const struct route settings_routes[];

#endif
