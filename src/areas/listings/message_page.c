/* One message to needs: a box to paste into, what was read from it as drafts to confirm or mend, and their publication. */
#include "areas/listings/edit.h"

#include "areas/audit/audit.h"
#include "areas/listings/message_doc.h"
#include "areas/policies/policies.h"
#include "areas/submissions/submissions.h"

#include <stdlib.h>

enum { DRAFTS_MOST = 30, PIECES_MOST = 128 };

struct draft {
    const char *prefix; /* "1-" */
    struct listing_form form;
    struct listing listing;
    struct problems problems;
    bool kept;
};

struct board {
    struct request *request;
    struct span message;
    struct span said; /* organisation */
    struct span token;
    struct draft drafts[DRAFTS_MOST];
    size_t count;
    struct problems problems; /* of the page as a whole */
    json_t *read;             /* message_build_document */
    const struct message_draft *spans;
    const char *location;
    struct organisation organisation;
    int64_t change_ids[DRAFTS_MOST];
    size_t failed; /* the draft that could not be written */
};

/* --- a draft as a listing ------------------------------------------------------------------------------------------ */

static const char *join_skills(struct arena *arena, const struct message_draft *draft)
{
    const char *list = "";
    for (size_t index = 0; index < draft->skill_count; index++) {
        list = arena_format(arena, "%s%s%s", list, index == 0 ? "" : "、", draft->skills[index]);
    }
    return list;
}

static int compare_spans(const void *left, const void *right)
{
    const struct message_span *a = left;
    const struct message_span *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

/* The message without what may not be published: unlawful limits, and the numbers of people to call. */
static const char *text_to_publish(struct arena *arena, struct span message, const struct message_draft *draft)
{
    const struct message_span *contacts = NULL;
    size_t count = 0;
    message_find_contact_spans(arena, message, &contacts, &count);
    struct message_span *spans = ARENA_ARRAY(arena, struct message_span, count + draft->flag_count + 1);
    for (size_t index = 0; index < draft->flag_count; index++) {
        spans[index] = draft->flags[index].span;
    }
    if (count > 0) {
        memcpy(spans + draft->flag_count, contacts, count * sizeof *spans);
    }
    qsort(spans, count + draft->flag_count, sizeof *spans, compare_spans);
    return message_without(arena, message, spans, count + draft->flag_count);
}

static struct listing listing_of_draft(struct arena *arena, struct span message, const struct message_draft *draft,
                                       bool alone)
{
    static const char *const units[] = {
        [PAY_MONTH] = "month", [PAY_DAY] = "day", [PAY_HOUR] = "hour", [PAY_PIECE] = "piece", [PAY_YEAR] = "year"};
    struct listing listing = listing_empty();
    bool paid = draft->pay_low_fen > 0 || draft->pay_high_fen > 0;
    listing.kind = "talent";
    listing.source = "message";
    listing.title = draft->title;
    listing.occupation_code = draft->occupation_code;
    listing.headcount = draft->headcount;
    listing.start_day = draft->start_day;
    listing.pay_low_fen = draft->pay_low_fen;
    listing.pay_high_fen = draft->pay_high_fen;
    listing.pay_unit = paid ? units[draft->pay_unit] : "";
    listing.pay_note = draft->piecework ? "计件" : draft->negotiable ? "面议" : "";
    listing.lodging = draft->lodging;
    listing.meals = draft->meals;
    listing.skills = join_skills(arena, draft);
    listing.county_code = draft->county_code;
    listing.level_low = draft->level_low;
    listing.level_high = draft->level_low; /* "and above" is not said apart */
    listing.shift = draft->shift;
    listing.experience_months = draft->experience_months;
    listing.education = draft->education;
    listing.body = alone ? text_to_publish(arena, message, draft) : "";
    return listing;
}

/* --- the message with what was read marked --------------------------------------------------------------------------- */

struct marked {
    struct message_span span;
    const char *label;
};

static int compare_marked(const void *left, const void *right)
{
    const struct marked *a = left;
    const struct marked *b = right;
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

static void mark(struct marked *list, size_t *count, struct message_span span, const char *label)
{
    if (span.start < span.end && *count < PIECES_MOST) {
        list[(*count)++] = (struct marked){span, label};
    }
}

static size_t mark_draft(const struct message_draft *draft, struct marked *list)
{
    size_t count = 0;
    mark(list, &count, draft->title_span, "listing.field.title");
    mark(list, &count, draft->headcount_span, "listing.field.headcount");
    mark(list, &count, draft->start_span, "listing.field.start_day");
    mark(list, &count, draft->pay_span, "listing.field.pay");
    mark(list, &count, draft->lodging_span, "listing.field.lodging");
    mark(list, &count, draft->meals_span, "listing.field.meals");
    mark(list, &count, draft->county_span, "listing.field.county");
    mark(list, &count, draft->level_span, "listing.field.level");
    mark(list, &count, draft->shift_span, "listing.field.shift");
    mark(list, &count, draft->experience_span, "listing.field.experience");
    mark(list, &count, draft->education_span, "listing.field.education");
    for (size_t index = 0; index < draft->skill_count; index++) {
        mark(list, &count, draft->skill_spans[index], "listing.field.skills");
    }
    for (size_t index = 0; index < draft->flag_count; index++) {
        mark(list, &count, draft->flags[index].span, "listing.message.unlawful");
    }
    qsort(list, count, sizeof *list, compare_marked);
    return count;
}

static void add_piece(json_t *pieces, struct span text, const char *label)
{
    if (text.length == 0) {
        return;
    }
    json_t *piece = json_object();
    listing_document_set(piece, "text", json_stringn_nocheck(text.at, text.length));
    if (label != NULL) {
        listing_document_set(piece, "hit", json_true());
        listing_document_set(piece, "label", json_string_nocheck(label));
    }
    (void)json_array_append_new(pieces, piece);
}

static json_t *build_pieces(struct span message, const struct message_draft *draft)
{
    struct marked list[PIECES_MOST];
    json_t *pieces = json_array();
    size_t count = mark_draft(draft, list);
    size_t at = 0;
    for (size_t index = 0; index < count; index++) {
        struct message_span span = list[index].span;
        if (span.start < at || span.end > message.length) {
            continue; /* 包吃住 is both lodging and meals */
        }
        add_piece(pieces, span_make(message.at + at, span.start - at), NULL);
        add_piece(pieces, span_make(message.at + span.start, span.end - span.start), list[index].label);
        at = span.end;
    }
    add_piece(pieces, span_make(message.at + at, message.length - at), NULL);
    return pieces;
}

/* --- the pages --------------------------------------------------------------------------------------------------- */

static json_t *draft_document(const struct board *board, size_t index)
{
    const struct draft *draft = &board->drafts[index];
    json_t *document = json_object();
    listing_document_set(document, "number", json_integer((json_int_t)index + 1));
    listing_document_set(document, "keep_name",
                         json_string_nocheck(arena_format(board->request->arena, "%skeep", draft->prefix)));
    listing_document_set(document, "kept", json_boolean(draft->kept));
    listing_document_set(document, "is_need", json_true());
    listing_document_set(document, "form",
                         listing_form_document(board->request, &draft->form, draft->prefix, &draft->problems));
    listing_document_set(document, "laws", listing_laws_document(board->request, &draft->problems));
    if (board->spans != NULL) {
        json_t *read = json_array_get(json_object_get(board->read, "drafts"), index);
        json_t *flags = json_object_get(read, "flags");
        listing_document_set(document, "pieces", build_pieces(board->message, &board->spans[index]));
        listing_document_set(document, "read", read == NULL ? json_null() : json_incref(read));
        listing_document_set(document, "flags", flags == NULL ? json_array() : json_incref(flags));
    }
    return document;
}

static json_t *all_problems(const struct board *board)
{
    json_t *list = problems_document(&board->problems);
    for (size_t index = 0; index < board->count; index++) {
        struct problems own = {.count = 0};
        for (size_t at = 0; at < board->drafts[index].problems.count; at++) {
            struct problem problem = board->drafts[index].problems.list[at];
            problem.field = arena_format(board->request->arena, "%s%s", board->drafts[index].prefix, problem.field);
            problems_add(&own, problem);
        }
        json_t *more = problems_document(&own);
        (void)json_array_extend(list, more);
        json_decref(more);
    }
    return list;
}

static void show_board(struct board *board, struct response *response)
{
    struct request *request = board->request;
    json_t *document = json_object();
    json_t *drafts = json_array();
    json_t *problems = all_problems(board);
    for (size_t index = 0; index < board->count; index++) {
        (void)json_array_append_new(drafts, draft_document(board, index));
    }
    bool wrong = json_array_size(problems) > 0;
    listing_document_set(
        document, "message",
        json_stringn_nocheck(board->message.length == 0 ? "" : board->message.at, board->message.length));
    listing_document_set(document, "count", json_integer((json_int_t)board->count));
    listing_document_set(document, "drafts", drafts);
    const struct message_span *contacts = NULL;
    size_t contact_count = 0;
    message_find_contact_spans(request->arena, board->message, &contacts, &contact_count);
    json_t *numbers = json_array();
    for (size_t index = 0; index < contact_count && board->spans != NULL; index++) {
        struct span number =
            span_make(board->message.at + contacts[index].start, contacts[index].end - contacts[index].start);
        (void)json_array_append_new(numbers, json_stringn_nocheck(number.at, number.length));
    }
    listing_document_set(document, "contacts", numbers);
    listing_document_set(document, "problems", problems);
    listing_document_set(document, "token", json_string_nocheck(submission_new_token(request->arena)));
    listing_document_set(document, "organisation", listing_organisation_field(request, board->said, &board->problems));
    response->document = document;
    response->view = board->count == 0 ? "listings/message" : "listings/drafts";
    response->title = "listing.page.message";
    response->no_store = true;
    response->status = wrong ? 422 : 200;
    json_decref(board->read);
    board->read = NULL;
}

struct result listing_show_message(struct request *request, struct response *response)
{
    if (!listing_may_create_any(request)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "listing.error.not_yours", NULL);
    }
    struct board *board = ARENA_NEW(request->arena, struct board);
    board->request = request;
    board->message = request_query(request, "message");
    board->said = request_query(request, "organisation");
    show_board(board, response);
    return result_ok();
}

static const char *prefix_of(struct arena *arena, size_t index)
{
    return arena_format(arena, "%zu-", index + 1);
}

/* The articles behind the flags become links into the policy library, where it has them. */
static struct result cite_flags(struct store_session *session, void *context)
{
    const struct board *board = context;
    const json_t *drafts = json_object_get(board->read, "drafts");
    struct result result = result_ok();
    for (size_t index = 0; index < json_array_size(drafts) && !result_failed(result); index++) {
        result = policies_cite_list(board->request, session, json_object_get(json_array_get(drafts, index), "flags"));
    }
    return result;
}

/* Reads the message; what cannot be read is a problem of the page, beside the box. */
static struct result read_message(struct board *board, size_t *count)
{
    struct request *request = board->request;
    struct message_draft *drafts = NULL;
    const char *region = arena_format(request->arena, "%lld", (long long)request->region_id);
    *count = 0;
    if (board->message.length == 0) {
        problems_add(&board->problems, (struct problem){"message", "listing.error.message_missing", NULL, NULL});
        return result_ok();
    }
    struct result result =
        message_read(request->arena, request->catalogue, board->message, region, request->today, &drafts, count);
    if (result.code == RESULT_INVALID) {
        problems_add(&board->problems, (struct problem){"message", result.message, NULL, NULL});
        *count = 0;
        return result_ok();
    }
    if (!result_failed(result)) {
        *count = *count > DRAFTS_MOST ? DRAFTS_MOST : *count;
        board->spans = drafts;
        result =
            message_build_document(request->arena, request->catalogue, board->message, drafts, *count, &board->read);
        result = result_failed(result) ? result : store_read(request->store, cite_flags, board);
    }
    return result;
}

struct result listing_submit_message(struct request *request, struct response *response)
{
    if (!listing_may_create_any(request)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "listing.error.not_yours", NULL);
    }
    struct board *board = ARENA_NEW(request->arena, struct board);
    board->request = request;
    board->message = span_trim(request_form(request, "message"));
    board->said = span_trim(request_form(request, "organisation"));
    struct result result = read_message(board, &board->count);
    if (result_failed(result)) {
        return result;
    }
    for (size_t index = 0; index < board->count; index++) {
        struct draft *draft = &board->drafts[index];
        draft->prefix = prefix_of(request->arena, index);
        draft->listing = listing_of_draft(request->arena, board->message, &board->spans[index], board->count == 1);
        draft->form = listing_form_of_listing(request->arena, request->catalogue, &draft->listing);
        draft->kept = true;
    }
    show_board(board, response);
    return result;
}

/* --- publication -------------------------------------------------------------------------------------------------- */

static struct result insert_drafts(struct store_session *session, void *context)
{
    struct board *board = context;
    struct request *request = board->request;
    size_t written = 0;
    struct result result =
        submission_begin(request->arena, session, request->region_id, board->token, &board->location);
    if (result_failed(result) || board->location != NULL) {
        return result;
    }
    result = listing_find_organisation(request->arena, session, request, board->said, &board->organisation);
    if (!result_failed(result) && !listing_may_create(request->actor, board->organisation.id)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "listing.error.not_yours", NULL);
    }
    for (size_t index = 0; index < board->count && !result_failed(result); index++) {
        struct listing *listing = &board->drafts[index].listing;
        if (!board->drafts[index].kept) {
            continue;
        }
        listing->organisation_id = board->organisation.id;
        board->failed = index;
        result = listing_insert(request->arena, session, request->region_id, listing, request->actor,
                                board->change_ids[index]);
        if (!result_failed(result)) {
            result = audit_note(session, board->change_ids[index], request, "listing.create",
                                (struct audit_subject){"listing", listing->id, board->organisation.id});
        }
        board->location =
            written == 0 ? listing_url(request->arena, listing->id)
                         : arena_format(request->arena, "/organisations/%s",
                                        listing_url(request->arena, board->organisation.id) + strlen("/listings/"));
        written++;
    }
    return result_failed(result)
               ? result
               : submission_finish(session, request->region_id, board->token, board->location, request->now_ms);
}

/* Fields as sent; the drafts that were taken out stay in the page, so that they can be put back. */
static size_t read_drafts(struct board *board)
{
    struct request *request = board->request;
    size_t kept = 0;
    for (size_t index = 0; index < board->count; index++) {
        struct draft *draft = &board->drafts[index];
        draft->prefix = prefix_of(request->arena, index);
        draft->form = listing_form_of_request(request, draft->prefix);
        draft->kept = span_is(request_form(request, arena_format(request->arena, "%skeep", draft->prefix)), "1");
        draft->listing = listing_empty();
        draft->listing.source = "message";
        draft->listing.id = store_next_id(request->store);
        draft->listing.thread_id = draft->listing.id;
        draft->listing.created_ms = request->now_ms;
        draft->listing.updated_ms = request->now_ms;
        board->change_ids[index] = store_next_id(request->store);
        if (draft->kept) {
            listing_form_read(request->arena, request, &draft->form, &draft->listing, &draft->problems);
            kept++;
        }
    }
    return kept;
}

static bool any_problem(const struct board *board)
{
    bool any = board->problems.count > 0;
    for (size_t index = 0; index < board->count; index++) {
        any = any || board->drafts[index].problems.count > 0;
    }
    return any;
}

static bool become_problem(struct board *board, struct result result)
{
    if (result.field == NULL || (result.code != RESULT_INVALID && result.code != RESULT_CONFLICT)) {
        return false;
    }
    struct problem problem = {result.field, result.message, arena_copy(board->request->arena, board->said), NULL};
    problems_add(result.code == RESULT_CONFLICT ? &board->drafts[board->failed].problems : &board->problems, problem);
    return true;
}

struct result listing_submit_drafts(struct request *request, struct response *response)
{
    struct board *board = ARENA_NEW(request->arena, struct board);
    struct value_fault fault;
    int32_t count = 0;
    size_t read = 0;
    board->request = request;
    board->message = span_trim(request_form(request, "message"));
    board->said = span_trim(request_form(request, "organisation"));
    board->token = request_form(request, "token");
    (void)value_read_count(request->arena, request_form(request, "count"), &count, &fault);
    board->count = count > DRAFTS_MOST ? DRAFTS_MOST : (size_t)count;
    if (read_drafts(board) == 0) {
        problems_add(&board->problems, (struct problem){"message", "listing.error.no_draft_chosen", NULL, NULL});
    }
    if (!any_problem(board)) {
        struct result result = store_write(request->store, insert_drafts, board);
        if (!result_failed(result)) {
            response->location = board->location;
            return result;
        }
        if (!become_problem(board, result)) {
            return result;
        }
    }
    struct problems before = board->problems;
    struct result result = board->message.length == 0 ? result_ok() : read_message(board, &read);
    board->problems = before;
    board->spans = read == board->count ? board->spans : NULL; /* the fragments belong to other drafts */
    if (!result_failed(result)) {
        show_board(board, response);
    }
    return result;
}
