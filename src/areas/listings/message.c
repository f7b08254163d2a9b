/* Message → tokens → posts → drafts. The order of the passes is the order of certainty: what must never be read as
 * something else comes first (telephones, unlawful limits), what is recognised by what is left comes last (posts).
 */
#include "areas/listings/message.h"

#include "areas/listings/message_split.h"
#include "areas/listings/message_text.h"
#include "catalogue/reading.h"
#include "text/text.h"

enum { LONGEST_MESSAGE = 4000, LONGEST_MESSAGE_BYTES = 4 * LONGEST_MESSAGE };

static struct message_text open_text(struct arena *arena, struct span bytes)
{
    struct folded folded = fold_text(arena, bytes);
    struct message_text text = {
        .arena = arena, .bytes = arena_copy(arena, bytes), .count = folded.count, .offsets = folded.offsets};
    text.points = ARENA_ARRAY(arena, uint32_t, folded.count + 2);
    if (folded.count > 0) {
        memcpy(text.points, folded.points, folded.count * sizeof text.points[0]);
    }
    text.taken = ARENA_ARRAY(arena, uint8_t, folded.count + 2);
    text.token_room = 3 * folded.count + 16;
    text.tokens = ARENA_ARRAY(arena, struct message_token, text.token_room);
    return text;
}

static void read_tokens(struct message_text *text)
{
    message_mend_slips(text);
    message_find_contacts(text);
    message_find_flags(text);
    message_find_noise(text);
    message_find_terms(text);
    message_find_board(text);
    message_find_start(text);
    message_find_pay(text);
    message_find_counts(text);
    message_find_places(text);
    message_find_skills(text);
    message_find_titles(text);
}

/* --- drafts ------------------------------------------------------------------------------------------------ */

struct filler {
    const struct message_text *text;
    const struct message_split *split;
    size_t post;
    struct message_draft *draft;
};

static struct message_span span_of_token(const struct message_text *text, const struct message_token *token)
{
    return (struct message_span){text->offsets[token->start], text->offsets[token->end]};
}

/* Own words first, then shared ones; the first token of the kind, or NULL. */
static const struct message_token *find_token(const struct filler *filler, enum message_kind kind)
{
    for (int shared = 0; shared < 2; shared++) {
        int owner = shared ? MESSAGE_SHARED : (int)filler->post;
        for (size_t index = 0; index < filler->text->token_count; index++) {
            if (filler->text->tokens[index].kind == kind && filler->split->owners[index] == owner) {
                return &filler->text->tokens[index];
            }
        }
    }
    return NULL;
}

static bool concerns(const struct filler *filler, size_t index)
{
    int owner = filler->split->owners[index];
    return owner == MESSAGE_SHARED || owner == (int)filler->post;
}

static void fill_title(struct arena *arena, const struct catalogue *catalogue, const struct filler *filler)
{
    struct message_draft *draft = filler->draft;
    draft->title = draft->occupation_code = draft->occupation_name = "";
    size_t index = filler->split->titles[filler->post];
    if (index == filler->text->token_count) {
        return;
    }
    draft->title = filler->text->tokens[index].text;
    draft->title_span = span_of_token(filler->text, &filler->text->tokens[index]);
    struct fit_mention mention;
    const struct catalogue_entry *entry = NULL;
    if (reading_find_trades(arena, catalogue, span_of(draft->title), &mention, 1) == 1) {
        entry = catalogue_find(catalogue, CATALOGUE_OCCUPATIONS,
                               span_of(reading_trade_occupation(catalogue, mention.trade)));
    }
    if (entry == NULL &&
        reading_find_trades(arena, catalogue, span_of(message_english_post(draft->title)), &mention, 1) == 1) {
        entry = catalogue_find(catalogue, CATALOGUE_OCCUPATIONS,
                               span_of(reading_trade_occupation(catalogue, mention.trade)));
    }
    if (entry == NULL) {
        entry = catalogue_read(catalogue, CATALOGUE_OCCUPATIONS, span_of(draft->title), NULL);
    }
    if (entry != NULL) {
        draft->occupation_code = entry->code;
        draft->occupation_name = entry->name;
    }
}

static void fill_count(const struct filler *filler)
{
    size_t index = filler->split->counts[filler->post];
    if (index == filler->text->token_count) {
        return;
    }
    const struct message_token *token = &filler->text->tokens[index];
    if (token->number != COUNT_TOTAL || filler->split->posts == 1) {
        filler->draft->headcount = (int32_t)token->low;
        filler->draft->headcount_span = span_of_token(filler->text, token);
    }
}

static const struct message_token *best_pay(const struct filler *filler, int owner)
{
    const struct message_token *best = NULL;
    for (size_t index = 0; index < filler->text->token_count; index++) {
        const struct message_token *token = &filler->text->tokens[index];
        if (token->kind == MESSAGE_PAY && filler->split->owners[index] == owner &&
            (best == NULL || token->rank > best->rank)) {
            best = token;
        }
    }
    return best;
}

static void fill_pay(const struct filler *filler)
{
    struct message_draft *draft = filler->draft;
    const struct message_token *pay = best_pay(filler, (int)filler->post);
    const struct message_token *piece = find_token(filler, MESSAGE_PIECE);
    const struct message_token *open = find_token(filler, MESSAGE_NEGOTIABLE);
    pay = pay == NULL ? best_pay(filler, MESSAGE_SHARED) : pay;
    const struct message_token *said = pay != NULL ? pay : piece != NULL ? piece : open;
    if (pay != NULL) {
        draft->pay_low_fen = pay->low;
        draft->pay_high_fen = pay->high;
        draft->pay_unit = (enum message_pay_unit)pay->number;
    }
    draft->piecework = piece != NULL || (pay != NULL && pay->number == PAY_PIECE);
    draft->negotiable = open != NULL;
    if (said != NULL) {
        draft->pay_span = span_of_token(filler->text, said);
    }
}

static void fill_start(const struct filler *filler)
{
    const struct message_token *token = find_token(filler, MESSAGE_START);
    filler->draft->start_day = token == NULL ? DAY_NONE : (int32_t)token->low;
    if (token != NULL) {
        filler->draft->start_span = span_of_token(filler->text, token);
    }
}

static void fill_board(const struct filler *filler)
{
    struct message_draft *draft = filler->draft;
    draft->lodging = draft->meals = -1;
    for (int shared = 0; shared < 2; shared++) {
        int owner = shared ? MESSAGE_SHARED : (int)filler->post;
        for (size_t index = 0; index < filler->text->token_count; index++) {
            const struct message_token *token = &filler->text->tokens[index];
            if (token->kind != MESSAGE_BOARD || filler->split->owners[index] != owner) {
                continue;
            }
            if (draft->lodging < 0 && token->low >= 0) {
                draft->lodging = (int)token->low;
                draft->lodging_span = span_of_token(filler->text, token);
            }
            if (draft->meals < 0 && token->high >= 0) {
                draft->meals = (int)token->high;
                draft->meals_span = span_of_token(filler->text, token);
            }
        }
    }
}

static bool has_skill(const struct message_draft *draft, const char *skill)
{
    for (size_t index = 0; index < draft->skill_count; index++) {
        if (strcmp(draft->skills[index], skill) == 0) {
            return true;
        }
    }
    return false;
}

static void fill_skills(struct arena *arena, const struct filler *filler)
{
    const struct message_text *text = filler->text;
    const char **skills = ARENA_ARRAY(arena, const char *, text->token_count + 1);
    struct message_span *spans = ARENA_ARRAY(arena, struct message_span, text->token_count + 1);
    filler->draft->skills = skills;
    filler->draft->skill_spans = spans;
    for (size_t index = 0; index < text->token_count; index++) {
        const struct message_token *token = &text->tokens[index];
        if (token->kind == MESSAGE_SKILL && concerns(filler, index) && !has_skill(filler->draft, token->text)) {
            spans[filler->draft->skill_count] = span_of_token(text, token);
            skills[filler->draft->skill_count++] = token->text;
        }
    }
}

/* 16 or 17 and nothing younger in the words of the flag. */
static bool says_minor(const struct message_text *text, const struct message_token *token)
{
    bool minor = false;
    for (size_t at = token->start; at < token->end; at++) {
        if (message_starts_with(text, at, "童工|10|11|12|13|14|15|十二|十三|十四|十五") > 0) {
            return false;
        }
        minor |= message_starts_with(text, at, "16|17|十六|十七") > 0;
    }
    return minor;
}

static void fill_flags(struct arena *arena, const struct filler *filler)
{
    const struct message_text *text = filler->text;
    struct message_flag *flags = ARENA_ARRAY(arena, struct message_flag, text->token_count + 1);
    filler->draft->flags = flags;
    for (size_t index = 0; index < text->token_count; index++) {
        const struct message_token *token = &text->tokens[index];
        if (token->kind == MESSAGE_FLAG && concerns(filler, index)) {
            enum message_flag_kind kind = (enum message_flag_kind)token->number;
            flags[filler->draft->flag_count++] = (struct message_flag){
                kind, span_of_token(text, token), kind == FLAG_UNDER_AGE && says_minor(text, token)};
        }
    }
}

static void fill_experience(const struct filler *filler)
{
    struct message_draft *draft = filler->draft;
    draft->experience_months = -1;
    for (size_t index = 0; index < filler->text->token_count; index++) {
        const struct message_token *token = &filler->text->tokens[index];
        if (token->kind != MESSAGE_EXPERIENCE || !concerns(filler, index)) {
            continue;
        }
        draft->skilled |= token->low < 0;
        if (token->low >= 0 && draft->experience_months < 0) {
            draft->experience_months = (int)token->low;
            draft->experience_span = span_of_token(filler->text, token);
        } else if (draft->experience_months < 0) {
            draft->experience_span = span_of_token(filler->text, token);
        }
    }
}

static const char *fill_word(const struct filler *filler, enum message_kind kind, struct message_span *span)
{
    const struct message_token *token = find_token(filler, kind);
    if (token == NULL) {
        return "";
    }
    *span = span_of_token(filler->text, token);
    return token->text;
}

static void fill_draft(struct arena *arena, const struct catalogue *catalogue, const struct filler *filler)
{
    struct message_draft *draft = filler->draft;
    fill_title(arena, catalogue, filler);
    fill_count(filler);
    fill_start(filler);
    fill_pay(filler);
    fill_board(filler);
    fill_skills(arena, filler);
    fill_flags(arena, filler);
    fill_experience(filler);
    draft->county_code = fill_word(filler, MESSAGE_COUNTY, &draft->county_span);
    draft->shift = fill_word(filler, MESSAGE_SHIFT, &draft->shift_span);
    draft->education = fill_word(filler, MESSAGE_EDUCATION, &draft->education_span);
    const struct message_token *level = find_token(filler, MESSAGE_LEVEL);
    if (level != NULL) {
        draft->level_low = level->number;
        draft->level_span = span_of_token(filler->text, level);
    }
}

struct result message_read(struct arena *arena, const struct catalogue *catalogue, struct span bytes,
                           const char *region, int32_t today, struct message_draft **out, size_t *count)
{
    if (bytes.length > LONGEST_MESSAGE_BYTES || utf8_count(bytes) > LONGEST_MESSAGE) {
        return result_invalid("message", "message.too_long");
    }
    if (!utf8_is_valid(bytes)) {
        return result_invalid("message", "message.not_text");
    }
    struct message_text text = open_text(arena, bytes);
    text.catalogue = catalogue;
    text.region = region;
    text.today = today;
    read_tokens(&text);
    struct message_split split = message_split(&text);
    if (split.posts == 0) {
        return result_invalid("message", "message.no_post");
    }
    struct message_draft *drafts = ARENA_ARRAY(arena, struct message_draft, split.posts);
    for (size_t post = 0; post < split.posts; post++) {
        struct filler filler = {&text, &split, post, &drafts[post]};
        fill_draft(arena, catalogue, &filler);
    }
    *out = drafts;
    *count = split.posts;
    return result_ok();
}

void message_find_contact_spans(struct arena *arena, struct span bytes, const struct message_span **spans,
                                size_t *count)
{
    *spans = NULL;
    *count = 0;
    if (bytes.length > LONGEST_MESSAGE_BYTES || utf8_count(bytes) > LONGEST_MESSAGE || !utf8_is_valid(bytes)) {
        return;
    }
    struct message_text text = open_text(arena, bytes);
    message_find_contacts(&text);
    struct message_span *list = ARENA_ARRAY(arena, struct message_span, text.token_count + 1);
    for (size_t index = 0; index < text.token_count; index++) {
        if (text.tokens[index].kind == MESSAGE_CONTACT) {
            list[(*count)++] = span_of_token(&text, &text.tokens[index]);
        }
    }
    *spans = list;
}

void message_find_limits(struct arena *arena, const struct catalogue *catalogue, struct span bytes,
                         const struct message_flag **flags, size_t *count)
{
    *flags = NULL;
    *count = 0;
    if (bytes.length > LONGEST_MESSAGE_BYTES || utf8_count(bytes) > LONGEST_MESSAGE || !utf8_is_valid(bytes)) {
        return;
    }
    if (!message_may_hold_limits(arena, bytes)) {
        return;
    }
    struct message_text text = open_text(arena, bytes);
    text.catalogue = catalogue;
    text.region = "";
    message_mend_slips(&text);
    message_find_contacts(&text);
    message_find_flags(&text);
    struct message_flag *list = ARENA_ARRAY(arena, struct message_flag, text.token_count + 1);
    for (size_t index = 0; index < text.token_count; index++) {
        const struct message_token *token = &text.tokens[index];
        if (token->kind == MESSAGE_FLAG) {
            enum message_flag_kind kind = (enum message_flag_kind)token->number;
            list[(*count)++] = (struct message_flag){kind, span_of_token(&text, token),
                                                     kind == FLAG_UNDER_AGE && says_minor(&text, token)};
        }
    }
    *flags = list;
}
