/* Who may do what with a request, and which steps its life has. */
#include "areas/requests/requests.h"

#include "base/span.h"
#include "text/text.h"
#include "web/permission.h"

#include <string.h>

enum { NOTE_MOST = 2000, HEADCOUNT_MOST = 100000 };

static const struct proposal_step steps[] = {
    {"counter", "open", "open", SIDE_TURN, false},    {"accept", "open", "accepted", SIDE_TURN, false},
    {"decline", "open", "declined", SIDE_TURN, true}, {"withdraw", "open", "withdrawn", SIDE_ASKER, false},
    {"expire", "open", "expired", SIDE_CLOCK, false},
};
enum { STEP_COUNT = sizeof steps / sizeof steps[0] };

const struct proposal_step *proposal_step_find(const char *name)
{
    for (size_t index = 0; index < STEP_COUNT; index++) {
        if (strcmp(steps[index].name, name) == 0) {
            return &steps[index];
        }
    }
    return NULL;
}

int64_t proposal_side_of(const struct actor *actor, const struct proposal *proposal, const char *action)
{
    if (actor_membership(actor, proposal->answerer_id) != NULL &&
        permission_allows_for(actor, action, proposal->answerer_id)) {
        return proposal->answerer_id;
    }
    if (actor_membership(actor, proposal->asker_id) != NULL &&
        permission_allows_for(actor, action, proposal->asker_id)) {
        return proposal->asker_id;
    }
    return 0;
}

static struct result tell_over(const char *status)
{
    static const char *const over[][2] = {{"accepted", "requests.over.accepted"},
                                          {"declined", "requests.over.declined"},
                                          {"withdrawn", "requests.over.withdrawn"},
                                          {"expired", "requests.over.expired"},
                                          {"merged", "requests.over.merged"}};
    for (size_t index = 0; index < sizeof over / sizeof over[0]; index++) {
        if (strcmp(status, over[index][0]) == 0) {
            return result_fail(RESULT_CONFLICT, NULL, over[index][1], NULL);
        }
    }
    return result_internal("status of a request");
}

struct result proposal_may_step(const struct actor *actor, const struct proposal *proposal,
                                const struct proposal_step *step, int64_t *as)
{
    if (proposal_side_of(actor, proposal, "request.read") == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not a party of this request");
    }
    int64_t who = step->side == SIDE_ASKER ? proposal->asker_id : proposal->turn_id;
    if (strcmp(proposal->status, step->from) != 0) {
        return tell_over(proposal->status);
    }
    if (step->side == SIDE_CLOCK || !permission_allows_for(actor, "request.answer", who) ||
        actor_membership(actor, who) == NULL) {
        return result_fail(RESULT_FORBIDDEN, NULL, "requests.error.not_your_turn", NULL);
    }
    *as = who;
    return result_ok();
}

struct result proposal_may_ask(const struct actor *actor, const struct listing *need, const struct listing *offer,
                               int64_t *asker_id)
{
    bool for_need = permission_allows_for(actor, "request.make", need->organisation_id);
    bool for_offer = permission_allows_for(actor, "request.make", offer->organisation_id);
    if (need->organisation_id == offer->organisation_id) {
        return result_invalid(NULL, "requests.error.own");
    }
    if (!for_need && !for_offer) {
        return result_fail(RESULT_FORBIDDEN, NULL, "requests.error.not_yours", NULL);
    }
    if (strcmp(need->status, "open") != 0 || strcmp(offer->status, "open") != 0) {
        return result_invalid(NULL, "requests.error.closed");
    }
    *asker_id = for_offer ? offer->organisation_id : need->organisation_id;
    return result_ok();
}

void proposal_check_terms(struct arena *arena, const struct catalogue *catalogue, const struct proposal_terms *terms,
                          struct problems *problems)
{
    int32_t day = 0;
    (void)arena;
    if (catalogue_find(catalogue, CATALOGUE_COOPERATION, span_of(terms->cooperation)) == NULL) {
        problems_add(problems, (struct problem){"cooperation", "requests.error.cooperation", NULL, NULL});
    }
    if (terms->headcount < 0 || terms->headcount > HEADCOUNT_MOST) {
        problems_add(problems, (struct problem){"headcount", "requests.error.headcount", NULL, NULL});
    }
    if (terms->start_day[0] != '\0' && !day_parse(span_of(terms->start_day), &day)) {
        problems_add(problems, (struct problem){"start", "requests.error.start", terms->start_day, NULL});
    }
    if (strlen(terms->note) > NOTE_MOST * 3) {
        problems_add(problems, (struct problem){"note", "requests.error.note", NULL, NULL});
    }
}
