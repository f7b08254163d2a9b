/* What others did with somebody's place in an organisation, and telling that person. */
#ifndef AREAS_ACCOUNTS_MEMBER_H
#define AREAS_ACCOUNTS_MEMBER_H

#include "areas/accounts/page.h"

/* owner staff editor reader; NULL: no such role. */
const char *member_role_named(struct span text);

/* template: member_added, member_role, member_removed. A person without an address is told nothing; *told says so. */
struct member_news {
    int64_t mail_id, person_id, organisation_id;
    const char *template;
};
MUST_USE struct result member_tell(struct store_session *session, const struct request *request,
                                   const struct member_news *news, bool *told);

/* The field with which the office adds somebody by login. */
json_t *member_login_field(const struct request *request, const struct problems *problems);
/* Shows the page of members (members.c), with what is wrong; link: an invitation made just now, shown this once. */
MUST_USE struct result member_answer(struct request *request, struct response *response, int64_t organisation_id,
                                     const struct problems *problems, const char *link);
/* The organisation of the path, if this person may do that to its members. */
MUST_USE struct result member_find_whose(const struct request *request, const char *action, int64_t *organisation_id);
/* What was saved is added behind. */
const char *member_people_url(const struct request *request, int64_t organisation_id);

struct result show_own_invitation(struct request *request, struct response *response);
struct result submit_own_invitation(struct request *request, struct response *response);
struct result submit_member_add(struct request *request, struct response *response);

#endif
