/* Who may do what: the table catalogues/permissions.csv, action × relation × role, made into the program.
 *
 * A permission is given by any of the action's rows that holds:
 *   anyone      also a visitor
 *   signed_in   anybody with a session
 *   self        the person whom the thing is about (subject.person_id)
 *   own         a member, in one of the row's roles, of the organisation whose thing it is (subject.organisation_id)
 *   party       the same of either side of a matter between two organisations (also subject.other_id)
 *   region      a person with one of the row's platform roles
 * What is not in the table is not allowed. The gate asks permission_may_come with the action of the route; the rules of
 * the areas ask permission_allows with the thing itself. Both cost a walk over the rows, no memory, no database.
 */
#ifndef WEB_PERMISSION_H
#define WEB_PERMISSION_H

#include "web/request.h"

enum relation { RELATION_ANYONE, RELATION_SIGNED_IN, RELATION_SELF, RELATION_OWN, RELATION_PARTY, RELATION_REGION };

/* Roles in an organisation, as a set. */
enum member_role { MEMBER_OWNER = 1, MEMBER_STAFF = 2, MEMBER_EDITOR = 4, MEMBER_READER = 8 };

struct permission {
    const char *action;
    enum relation relation;
    unsigned roles;      /* enum member_role for own and party, enum role for region, else 0 */
    const char *meaning; /* of the action, at its first row; English */
};

/* What an action is done to; 0 = does not apply. */
struct subject {
    int64_t person_id;
    int64_t organisation_id;
    int64_t other_id; /* the other organisation of a matter */
};

/* The rows, in the order of the table. */
const struct permission *permission_rows(size_t *count);
bool permission_is_known(const char *action);
/* Is there anything to which this actor may do it? own, party and self only ask for a session here. */
bool permission_may_come(const struct actor *actor, const char *action);
bool permission_allows(const struct actor *actor, const char *action, struct subject subject);
/* For what belongs to one organisation. */
bool permission_allows_for(const struct actor *actor, const char *action, int64_t organisation_id);

#endif
