/* A request comes to be: its row, its terms, and everybody who has to know. */
#include "areas/requests/store.h"

#include "areas/threads/threads.h"

static struct proposal begin(const struct proposal_making *making)
{
    const struct listing *need = making->need;
    const struct listing *offer = making->offer;
    bool asks_need = making->asker_id == offer->organisation_id;
    const struct listing *target = asks_need ? need : offer;
    const struct listing *own = asks_need ? offer : need;
    return (struct proposal){.id = making->id,
                             .thread_id = target->thread_id,
                             .need_id = need->id,
                             .offer_id = offer->id,
                             .listing_id = target->id,
                             .asker_id = making->asker_id,
                             .answerer_id = target->organisation_id,
                             .turn_id = target->organisation_id,
                             .status = "open",
                             .version = 1,
                             .reason = "",
                             .created_ms = making->now_ms,
                             .updated_ms = making->now_ms,
                             .asker_name = own->organisation_name,
                             .answerer_name = target->organisation_name,
                             .need_title = need->title,
                             .offer_title = offer->title,
                             .asker_thread_id = own->thread_id};
}

static struct result write_rows(struct store_session *session, struct proposal_making *making,
                                struct proposal *proposal)
{
    struct proposal_settings settings;
    making->terms.version = 1;
    making->terms.organisation_id = making->asker_id;
    making->terms.actor_name = making->actor->name;
    making->terms.at_ms = making->now_ms;
    struct result result = proposal_settings_find(session, making->region_id, &settings);
    if (!result_failed(result)) {
        result = proposal_set_term(making->arena, &settings, making->now_ms, proposal);
    }
    if (!result_failed(result)) {
        result = proposal_insert(session, making->region_id, proposal);
    }
    return result_failed(result) ? result
                                 : proposal_insert_terms(session, making->region_id, proposal->id, &making->terms);
}

struct result proposal_make(struct store_session *session, struct proposal_making *making)
{
    struct proposal proposal = begin(making);
    making->ids->used = 0;
    struct proposal_telling telling = {.arena = making->arena,
                                       .region_id = making->region_id,
                                       .ids = making->ids,
                                       .proposal = &proposal,
                                       .actor = making->actor,
                                       .as = making->asker_id,
                                       .address = making->address,
                                       .word = "threads.event.request_made",
                                       .action = "request.make",
                                       .now_ms = making->now_ms};
    struct result result = write_rows(session, making, &proposal);
    if (!result_failed(result)) {
        result = thread_join(session, making->region_id, proposal.thread_id, making->asker_id);
    }
    if (!result_failed(result)) {
        result = proposal_tell(session, &telling);
    }
    if (!result_failed(result)) {
        result = proposal_wait(session, &telling);
    }
    return result_failed(result) ? result : proposal_mail(session, &telling, proposal.answerer_id, "request_turn");
}
