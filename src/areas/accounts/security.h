/* What the administrator may set of the gate. The defaults, and what a password must be, are those of
 * catalogues/security_rules.csv, made into the program; each with the rule it comes from, its source and status.
 *
 * Failed sign-ins count for a login from one address, so that nobody can lock somebody else out: after lock_after of them this
 * login is refused from this address for lock_ms. Failures from everywhere together only make everybody wait who has not
 * signed in from there before: after slow_after of them 1, 2, 4 … at most 60 seconds between attempts.
 */
#ifndef AREAS_ACCOUNTS_SECURITY_H
#define AREAS_ACCOUNTS_SECURITY_H

#include "areas/accounts/accounts.h"

struct security {
    int64_t lock_after, slow_after;
    int64_t lock_minutes, idle_minutes, session_hours;
    int64_t password_days; /* an older password makes the sign-in lead to the page where it is changed; 0: never */
    unsigned second_factor_roles; /* enum role: these must have a second factor */
};

enum { SECURITY_NUMBERS = 6 };
/* Name in the database, least and most, in the order of the struct. */
struct security_number {
    const char *name, *label;
    int64_t least, most;
};
extern const struct security_number security_numbers[SECURITY_NUMBERS];

/* A default and the rule behind it. */
struct security_rule {
    const char *setting; /* "security_lock_after", "password_length" */
    int64_t usual;
    const char *id, *value, *source, *status; /* as in the table; value: what the rule demands */
};
const struct security_rule *security_rules(size_t *count);
/* The table must know the setting. */
const struct security_rule *security_rule_of(const char *setting);

struct security security_usual(void);
MUST_USE struct result security_find(struct store_session *session, int64_t region_id, struct security *out);
MUST_USE struct result security_put(struct store_session *session, int64_t region_id, const struct security *security,
                                    int64_t actor_id, int64_t now_ms);
/* "office administrator" and back; unknown words are nothing. */
unsigned security_read_roles(struct span text);
const char *security_write_roles(struct arena *arena, unsigned roles);

#endif
