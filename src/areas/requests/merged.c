/* Two parties of a request turn out to be one organisation: nobody can answer oneself, so the request ends without blame. When
 * the merge is undone it is open again; a term that went by meanwhile begins anew, for nobody could have kept it. */
#include "areas/requests/store.h"

#include <string.h>

static struct result tell(struct store_session *session, const struct proposal_merging *merging,
                          const struct proposal *proposal, const char *word)
{
    const struct proposal_telling telling = {.arena = merging->arena,
                                             .region_id = merging->region_id,
                                             .ids = merging->ids,
                                             .proposal = proposal,
                                             .actor = merging->actor,
                                             .address = merging->address,
                                             .word = word,
                                             .action = "organisation.merge",
                                             .now_ms = merging->now_ms};
    struct result result = proposal_tell(session, &telling);
    return result_failed(result) ? result : proposal_wait(session, &telling);
}

struct result proposal_end_merged(struct store_session *session, const struct proposal_merging *merging, int64_t id,
                                  bool *ended)
{
    struct proposal was;
    bool changed = false;
    *ended = false;
    struct result result = proposal_find(merging->arena, session, merging->region_id, id, &was);
    if (result_failed(result) || strcmp(was.status, "open") != 0) {
        return result;
    }
    struct proposal proposal = was;
    proposal.status = "merged";
    proposal.updated_ms = merging->now_ms;
    result = proposal_update(session, merging->region_id, &proposal, &was, &changed);
    if (result_failed(result) || !changed) {
        return result;
    }
    *ended = true;
    return tell(session, merging, &proposal, "threads.event.request_merged");
}

struct result proposal_open_parted(struct store_session *session, const struct proposal_merging *merging, int64_t id)
{
    struct proposal proposal;
    struct proposal_settings settings;
    int64_t changed = 0;
    struct result result = proposal_find(merging->arena, session, merging->region_id, id, &proposal);
    result = result_failed(result) ? result : proposal_settings_find(session, merging->region_id, &settings);
    if (!result_failed(result) && proposal.due_ms <= merging->now_ms) {
        result = proposal_set_term(merging->arena, &settings, merging->now_ms, &proposal);
    }
    if (result_failed(result)) {
        return result;
    }
    proposal.status = "open";
    result =
        store_execute(session, "proposal_open_parted",
                      STORE_VALUES(store_integer(merging->region_id), store_integer(id), store_integer(proposal.due_ms),
                                   store_text(proposal.due_is_sound ? "sound" : "counted"),
                                   store_integer(proposal.next_ms), store_integer(merging->now_ms)),
                      &changed);
    return result_failed(result) || changed == 0 ? result
                                                 : tell(session, merging, &proposal, "threads.event.request_parted");
}
