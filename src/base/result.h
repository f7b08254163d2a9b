/* How every function that can fail says so.
 *
 * message  a key of the language packs (ui/i18n), such as "listing.error.title_missing"; the pack's text says
 *          what happened and what to do. Never a sentence written in C.
 * field    the form field, column or option concerned, or NULL.
 * detail   for the log only: what an engineer needs. Static, or in an arena of the caller.
 *
 * Passed by value; outputs come through the last pointer and are untouched on failure.
 */
#ifndef BASE_RESULT_H
#define BASE_RESULT_H

#include <stdbool.h>

enum result_code {
    RESULT_OK,
    RESULT_INVALID,   /* the input breaks a rule               400/422 */
    RESULT_FORBIDDEN, /* known, but not allowed                403 */
    RESULT_NOT_FOUND, /* no such thing, or not for this person 404 */
    RESULT_CONFLICT,  /* changed meanwhile, or there already   409 */
    RESULT_BUSY,      /* try again: queue full, disk full …    503 */
    RESULT_INTERNAL,  /* ours                                  500 */
};

struct result {
    enum result_code code;
    const char *field;
    const char *message;
    const char *detail;
};

#define MUST_USE __attribute__((warn_unused_result))

static inline struct result result_ok(void)
{
    return (struct result){RESULT_OK, 0, 0, 0};
}

static inline struct result result_fail(enum result_code code, const char *field, const char *message,
                                        const char *detail)
{
    return (struct result){code, field, message, detail};
}

static inline struct result result_invalid(const char *field, const char *message)
{
    return (struct result){RESULT_INVALID, field, message, 0};
}

/* An error of ours: the person reads one fixed sentence, the log reads `detail`. */
static inline struct result result_internal(const char *detail)
{
    return (struct result){RESULT_INTERNAL, 0, "error.internal", detail};
}

static inline bool result_failed(struct result result)
{
    return result.code != RESULT_OK;
}

#endif
