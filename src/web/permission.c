/* The table of permissions, and the questions asked of it. */
#include "web/permission.h"

static const struct permission rows[] = {
#include "web/permission_table.h"
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const struct permission *permission_rows(size_t *count)
{
    *count = ROW_COUNT;
    return rows;
}

/* A hundred short words: a walk costs less than a millionth of a second. */
static const struct permission *next_row(const struct permission *after, const char *action)
{
    const struct permission *row = after == NULL ? rows : after + 1;
    for (; row < rows + ROW_COUNT; row++) {
        if (strcmp(row->action, action) == 0) {
            return row;
        }
    }
    return NULL;
}

static unsigned member_role(const char *role)
{
    static const struct {
        const char *name;
        enum member_role role;
    } names[] = {
        {"owner", MEMBER_OWNER}, {"staff", MEMBER_STAFF}, {"editor", MEMBER_EDITOR}, {"reader", MEMBER_READER}};
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        if (strcmp(names[index].name, role) == 0) {
            return names[index].role;
        }
    }
    return 0;
}

static bool is_member(const struct actor *actor, int64_t organisation_id, unsigned roles)
{
    const struct actor_organisation *own = organisation_id == 0 ? NULL : actor_membership(actor, organisation_id);
    return own != NULL && (member_role(own->role) & roles) != 0;
}

static bool row_allows(const struct permission *row, const struct actor *actor, struct subject subject)
{
    switch (row->relation) {
    case RELATION_ANYONE:
        return true;
    case RELATION_SIGNED_IN:
        return actor->person_id != 0;
    case RELATION_SELF:
        return actor->person_id != 0 && actor->person_id == subject.person_id;
    case RELATION_OWN:
        return is_member(actor, subject.organisation_id, row->roles);
    case RELATION_PARTY:
        return is_member(actor, subject.organisation_id, row->roles) || is_member(actor, subject.other_id, row->roles);
    case RELATION_REGION:
        return actor->person_id != 0 && actor_is(actor, row->roles);
    }
    return false;
}

bool permission_is_known(const char *action)
{
    return next_row(NULL, action) != NULL;
}

bool permission_may_come(const struct actor *actor, const char *action)
{
    for (const struct permission *row = next_row(NULL, action); row != NULL; row = next_row(row, action)) {
        bool depends =
            row->relation == RELATION_SELF || row->relation == RELATION_OWN || row->relation == RELATION_PARTY;
        if (depends ? actor->person_id != 0 : row_allows(row, actor, (struct subject){0})) {
            return true;
        }
    }
    return false;
}

bool permission_allows(const struct actor *actor, const char *action, struct subject subject)
{
    for (const struct permission *row = next_row(NULL, action); row != NULL; row = next_row(row, action)) {
        if (row_allows(row, actor, subject)) {
            return true;
        }
    }
    return false;
}

bool permission_allows_for(const struct actor *actor, const char *action, int64_t organisation_id)
{
    return permission_allows(actor, action, (struct subject){.organisation_id = organisation_id});
}
