/* The tables of what moves. */
#include "areas/merge/moves.h"

const struct merge_move merge_moves[MERGE_KINDS] = {
    [MERGE_LISTING] = {"listing", "merge.kind.listing", "merge_list_listing", {NULL}},
    [MERGE_PROGRAMME] = {"programme", "merge.kind.programme", "merge_list_programme", {"merge_move_programme"}},
    [MERGE_FACILITY] = {"facility", "merge.kind.facility", "merge_list_facility", {"merge_move_facility"}},
    [MERGE_POST] = {"post", "merge.kind.post", "merge_list_post", {"merge_move_post"}},
    [MERGE_PERSON] = {"person", "merge.kind.person", "merge_list_person", {"merge_move_person"}},
    [MERGE_REQUEST] = {"request",
                       "merge.kind.request",
                       "merge_list_request",
                       {"merge_move_request", "merge_move_request_terms", "merge_move_request_messages",
                        "merge_move_request_waiting"}},
    [MERGE_CLOSURE] = {"closure", NULL, "merge_list_closure", {"merge_move_closure"}},
    [MERGE_THREAD] = {"thread", "merge.kind.thread", "merge_list_thread", {"merge_move_thread"}},
    [MERGE_PARTY] = {"party", "merge.kind.party", "merge_list_party", {"merge_move_party", "merge_move_party_events"}},
    [MERGE_EVENT] = {"event", NULL, "merge_list_event", {"merge_move_event"}},
    [MERGE_STUDIO] = {"studio", "merge.kind.studio", "merge_list_studio", {"merge_move_studio"}},
    [MERGE_INVITATION] = {"invitation", "merge.kind.invitation", "merge_list_invitation", {"merge_move_invitation"}},
    [MERGE_REGISTRATION] = {"registration",
                            "merge.kind.registration",
                            "merge_list_registration",
                            {"merge_move_registration"}},
    [MERGE_WAITING] = {"waiting", "merge.kind.waiting", "merge_list_waiting", {"merge_move_waiting"}},
};

/* clang-format off */
const struct merge_reference merge_references[] = {
    {"listing", "organisation_id", "listing", NULL},
    {"programme", "organisation_id", "programme", NULL},
    {"facility", "organisation_id", "facility", NULL},
    {"post", "organisation_id", "post", NULL},
    {"membership", "organisation_id", "person", NULL},
    {"cooperation_request", "asker_id", "request", NULL},
    {"cooperation_request", "answerer_id", "request", NULL},
    {"cooperation_request", "turn_id", "request", NULL},
    {"request_terms", "organisation_id", "request", NULL},
    {"request_message", "organisation_id", "request", NULL},
    {"listing_closure", "organisation_id", "closure", NULL},
    {"thread", "organisation_id", "thread", NULL},
    {"thread_party", "organisation_id", "party", NULL},
    {"thread_event", "party_id", "party", NULL},
    {"article_column", "organisation_id", "studio", NULL},
    {"one_time_link", "organisation_id", "invitation", NULL},
    {"registration", "organisation_id", "registration", NULL},
    {"waiting_item", "organisation_id", "waiting", NULL},
    {"credit_code_registry", "organisation_id", NULL, "kept by organisation_update: the code moves when the other has none"},
    {"audit_entry", "organisation_id", NULL, "the audit log is append-only and sealed: it says what was"},
    {"organisation_merge", "from_id", NULL, "the merge itself"},
    {"organisation_merge", "into_id", NULL, "the merge itself; a merge into the closed one is undone only after this one"},
    {"file", "owner_id", NULL, "files belong to requests, registrations and articles, and go with them"},
};
/* clang-format on */
const size_t merge_reference_count = sizeof merge_references / sizeof merge_references[0];
