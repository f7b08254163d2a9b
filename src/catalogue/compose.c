#include "catalogue/compose_private.h"

enum { STRENGTH_HIDES_LEAST = 700, STRENGTH_WEAK_PERSON = 700 };

/* 会PLC的自动化工程师: the skill ends at 的. */
static bool has_possessive(const struct composer *composer, size_t hit)
{
    uint32_t from = hit == 0 ? 0 : composer->hits[hit - 1].start + composer->hits[hit - 1].length;
    for (uint32_t i = from; i < composer->hits[hit].start; i++) {
        if (composer->text->points[i] == 0x7684) {
            return true;
        }
    }
    return false;
}

/* --- saying what was found ------------------------------------------------------------------------------------ */

void compose_emit(struct composer *composer, struct trade_weight trade, enum naming naming, uint32_t start,
                  uint32_t end)
{
    if (composer->out->count < COMPOSE_MOST && trade.trade != TRADE_NONE && trade.strength > 0) {
        enum naming most = composer->intro ? NAMING_CONTEXT : composer->known ? NAMING_ALONE : NAMING_HEAD;
        composer->out->found[composer->out->count++] = (struct naming_found){trade.trade,
                                                                             trade.strength,
                                                                             (uint8_t)(naming < most ? naming : most),
                                                                             false,
                                                                             false,
                                                                             composer->clause,
                                                                             start,
                                                                             end};
    }
}

void compose_emit_word(struct composer *composer, const struct word *word, enum naming naming, uint32_t start,
                       uint32_t end)
{
    for (size_t i = 0; i < word->trade_count; i++) {
        size_t before = composer->out->count;
        compose_emit(composer, word->trades[i], naming, start, end);
        if (composer->out->count > before) {
            composer->out->found[before].is_general = word->is_general;
        }
    }
}

/* What a thing or a field is when nothing is done to it. */
void compose_emit_pending(struct composer *composer, const struct pending *pending, enum naming naming)
{
    const struct word *word = pending->word;
    if (word->trade_count > 0) {
        bool is_thing = word->object != OBJECT_NONE &&
                        composer->book->objects[word->object].kind < OBJECT_FIELD; /* 钢管, 数控机床: things first */
        enum naming own = naming == NAMING_ALONE && !is_thing ? NAMING_HEAD : naming;
        compose_emit_word(composer, word, own, pending->start, pending->end);
    } else if (word->object != OBJECT_NONE) {
        struct trade_weight alone = {composer->book->objects[word->object].alone, 1000};
        compose_emit(composer, alone, naming, pending->start, pending->end);
    }
}

/* PLC实训台, 化工工艺特种作业: what leads to no trade, or to one only weakly, leaves the word to what stands before it. */
static bool says_something(const struct composer *composer, const struct pending *pending)
{
    const struct word *word = pending->word;
    return (word->trade_count > 0 && word->trades[0].strength >= STRENGTH_HIDES_LEAST) ||
           (word->object != OBJECT_NONE && composer->book->objects[word->object].alone != TRADE_NONE);
}

void compose_flush_pending(struct composer *composer, enum naming naming)
{
    for (size_t i = 0; i < composer->pending_count; i++) {
        /* Of names that stand side by side the last is the head: 会计软件开发. */
        bool is_attribute = i + 1 < composer->pending_count &&
                            composer->pending[i].phrase == composer->pending[i + 1].phrase &&
                            says_something(composer, &composer->pending[i + 1]);
        compose_emit_pending(composer, &composer->pending[i],
                             is_attribute && naming > NAMING_MODIFIER ? NAMING_MODIFIER : naming);
    }
    composer->pending_count = 0;
}

/* Lets go of what stands before this phrase; what belongs to the phrase stays pending. */
static void flush_before(struct composer *composer, uint32_t phrase)
{
    size_t count = composer->pending_count;
    size_t before = 0;
    while (before < count && composer->pending[before].phrase != phrase) {
        before++;
    }
    composer->pending_count = before;
    struct pending kept[PENDING_MOST];
    memcpy(kept, composer->pending + before, (count - before) * sizeof kept[0]);
    compose_flush_pending(composer, NAMING_ALONE);
    memcpy(composer->pending, kept, (count - before) * sizeof kept[0]);
    composer->pending_count = count - before;
}

static void weaken(struct composer *composer, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        composer->out->found[i].naming = NAMING_CONTEXT;
    }
}

/* --- the senses ----------------------------------------------------------------------------------------------- */

static bool is_any_thing(const struct composer *composer, const struct word *word)
{
    return word->trade_count == 0 && word->object != OBJECT_NONE &&
           composer->book->objects[word->object].kind == OBJECT_THING;
}

static void push(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    struct pending *last = composer->pending_count == 0 ? NULL : &composer->pending[composer->pending_count - 1];
    if (last != NULL && last->phrase == composer->phrase && is_any_thing(composer, word)) {
        last->end = end; /* 阿胶(新产品)研发, 三坐标检测(零件) */
        return;
    }
    if (composer->pending_count == PENDING_MOST) {
        memmove(composer->pending, composer->pending + 1, (PENDING_MOST - 1) * sizeof composer->pending[0]);
        composer->pending_count--;
    }
    composer->pending[composer->pending_count++] = (struct pending){word, start, end, composer->phrase};
    composer->has_last_object = false;
    composer->phrase_end = 0;
}

static uint16_t trade_of(const struct composer *composer, const struct word *word, uint8_t activity)
{
    const struct trade_book *book = composer->book;
    if (word->object == OBJECT_NONE) {
        return book->defaults[OBJECT_FIELD][activity];
    }
    const struct object *object = &book->objects[word->object];
    uint16_t own = object->by_activity[activity];
    if (own == TRADE_NONE && activity == ACTIVITY_PROGRAM && object->kind != OBJECT_SOFTWARE) {
        own = object->by_activity[ACTIVITY_DESIGN]; /* 面料开发: nothing is programmed there */
    }
    if (own != TRADE_NONE || (activity == ACTIVITY_MAKE && word->trade_count > 0)) {
        return own; /* working an 印刷机 is what its name says */
    }
    return book->defaults[object->kind][activity];
}

static bool is_trading(uint8_t activity)
{
    return activity == ACTIVITY_SELL || activity == ACTIVITY_BUY || activity == ACTIVITY_STORE ||
           activity == ACTIVITY_MOVE || activity == ACTIVITY_CLEAN || activity == ACTIVITY_PACK;
}

/* 轴承异音 + 检测, 外贸 + 销售, 环境监测 + 检测: a field near to what would result says it better itself. */
static bool field_says_it(const struct composer *composer, const struct word *word, uint16_t trade)
{
    return word->object == OBJECT_NONE && word->trade_count > 0 &&
           trades_relation(composer->book, word->trades[0].trade, trade) > 0;
}

/* Nothing particular is known of doing this to it: the row of its kind speaks. */
static bool is_default(const struct composer *composer, const struct word *word, uint8_t activity)
{
    return (activity == ACTIVITY_INSPECT) &&
           (word->object == OBJECT_NONE || composer->book->objects[word->object].by_activity[activity] == TRADE_NONE);
}

/* `done` is done to `pending`: one head, and for work on the thing itself the thing as attribute. */
void compose_emit_done(struct composer *composer, const struct pending *pending, const struct word *done,
                       uint8_t activity, uint32_t start, uint32_t end)
{
    uint16_t trade = trade_of(composer, pending->word, activity);
    const struct word *word = pending->word;
    const struct trie_hit thing = {pending->start, pending->end - pending->start, 0};
    const struct word *both = compose_word_of_both(composer, &thing, thing.length, &composer->hits[composer->at]);
    if (both != NULL) { /* 轴承装备与检测: read apart, and yet a name */
        compose_emit_word(composer, both, NAMING_HEAD, start, end);
        return;
    }
    if (done->trade_count > 0 && is_default(composer, word, activity)) {
        trade = TRADE_NONE; /* 抽血化验: the activity says more than inspecting just anything */
    }
    if (trade != TRADE_NONE && field_says_it(composer, word, trade)) {
        trade = TRADE_NONE;
    }
    if (trade != TRADE_NONE) {
        compose_emit(composer, (struct trade_weight){trade, 1000}, NAMING_HEAD, start, end);
    } else if (done->trade_count > 0 && is_default(composer, word, activity)) {
        compose_emit_word(composer, done, NAMING_HEAD, start, end);
    } else if (word->trade_count > 0) {
        compose_emit_word(composer, word, NAMING_HEAD, start, end);
    } else if (done->trade_count > 0) {
        compose_emit_word(composer, done, NAMING_HEAD, start, end);
    }
    bool is_name = word->object == OBJECT_NONE && activity == ACTIVITY_PACK; /* 轴承检测 + 包装: both are done */
    if (!is_trading(activity) || is_name) {
        compose_emit_pending(composer, pending, NAMING_MODIFIER);
    }
}

uint8_t compose_activity_here(const struct composer *composer, const struct word *word, const struct word *object)
{
    uint8_t kind =
        object == NULL || object->object == OBJECT_NONE ? OBJECT_FIELD : composer->book->objects[object->object].kind;
    if (word->activity == ACTIVITY_LINE) {
        return kind == OBJECT_PRODUCT || kind == OBJECT_VEHICLE ? ACTIVITY_MAKE : ACTIVITY_NONE;
    }
    if (word->activity != ACTIVITY_CARE && word->activity != ACTIVITY_TROUBLE) {
        return word->activity;
    }
    return kind == OBJECT_MACHINE || kind == OBJECT_VEHICLE ? ACTIVITY_REPAIR : ACTIVITY_NONE;
}

/* The things before the activity: the last one of this phrase, and those of a list that shares the head. */
static void do_to_pending(struct composer *composer, const struct word *word, uint8_t activity, uint32_t end)
{
    struct pending last = composer->pending[composer->pending_count - 1];
    for (size_t i = 0; i < composer->pending_count; i++) {
        const struct pending *pending = &composer->pending[i];
        bool is_attribute = i + 1 < composer->pending_count && pending->phrase == composer->pending[i + 1].phrase;
        bool is_last = i + 1 == composer->pending_count;
        if (is_attribute) {
            if (!is_trading(activity)) {
                compose_emit_pending(composer, pending, NAMING_MODIFIER);
            }
        } else if (!is_last && pending->word->object == OBJECT_NONE) {
            compose_emit_pending(composer, pending, NAMING_HEAD); /* 网站建设与推广: a field of its own */
        } else {
            compose_emit_done(composer, pending, word, activity, pending->start, is_last ? end : pending->end);
        }
    }
    composer->pending_count = 0;
    composer->last_object = last;
    composer->has_last_object = true;
    composer->phrase_end = end;
}

/* 维修数控设备: the thing stands behind, and no further head behind it. */
static bool object_follows(const struct composer *composer, bool *governed)
{
    size_t next = composer->at + 1;
    const struct word *word = compose_word_of(composer, next);
    *governed = false;
    if (word == NULL || word->object == OBJECT_NONE || word->is_person ||
        compose_gap_before(composer, next) > GAP_NEAR) {
        return false;
    }
    const struct word *after = compose_word_of(composer, next + 1);
    *governed = after != NULL && compose_gap_before(composer, next + 1) <= GAP_NEAR &&
                (after->activity != ACTIVITY_NONE || after->is_person || after->role == ROLE_PLACE);
    return true;
}

static bool more_follows(const struct composer *composer)
{
    const struct word *next = compose_word_of(composer, composer->at + 1);
    return next != NULL && compose_gap_before(composer, composer->at + 1) < GAP_LIST &&
           (next->trade_count > 0 || next->object != OBJECT_NONE || next->activity != ACTIVITY_NONE);
}

static void take_activity(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    const struct pending *last = composer->pending_count == 0 ? NULL : &composer->pending[composer->pending_count - 1];
    if (last == NULL && composer->has_last_object) {
        last = &composer->last_object;
    }
    if (composer->pending_count > 0 && last->phrase != composer->phrase && last->word->object == OBJECT_NONE) {
        compose_flush_pending(composer, NAMING_ALONE); /* 设备维护与点检: two fields, not one */
        last = NULL;
    }
    if (last == NULL && compose_take_shared_thing(composer, word, start, end)) {
        return;
    }
    uint8_t activity = compose_activity_here(composer, word, last == NULL ? NULL : last->word);
    if (word->activity == ACTIVITY_LINE && activity != ACTIVITY_NONE && more_follows(composer)) {
        return; /* 化肥包装线叉车: the line is only where */
    }
    bool governed = false;
    if (composer->for_found <= composer->out->count && composer->pending_count > 0 && activity != ACTIVITY_NONE &&
        object_follows(composer, &governed) && !governed) {
        compose_flush_pending(
            composer, NAMING_CONTEXT); /* 给阿胶糕设计礼盒: the thing stands behind, what 给 names is for whom */
        last = NULL;
    }
    if (activity == ACTIVITY_NONE) {
        push(composer, word, start, end);
    } else if (composer->pending_count > 0) {
        do_to_pending(composer, word, activity, end);
        if (word->activity == ACTIVITY_TROUBLE) { /* who makes or works it may know, too */
            compose_emit_pending(composer, &composer->last_object, NAMING_ALONE);
        }
    } else if (last != NULL) {
        compose_emit_done(composer, last, word, activity, start, end);
        composer->phrase_end = end;
    } else if (composer->phrase_end > 0 && !word->is_person) {
        return; /* 电工维修: the person says it all */
    } else if (object_follows(composer, &governed)) {
        if (!governed) {
            const struct trie_hit *hit = &composer->hits[++composer->at];
            uint32_t object_end = hit->start + hit->length;
            struct pending object = {compose_word_of(composer, composer->at), hit->start, object_end, composer->phrase};
            compose_emit_done(composer, &object, word, activity, start, object_end);
            composer->phrase_end = object_end;
        }
    } else {
        compose_emit_word(composer, word, word->is_person ? NAMING_HEAD : NAMING_ALONE, start, end);
        composer->phrase_end = word->is_person ? end : 0;
    }
}

/* 车工, 会计师: whatever stands before is an attribute, unless the thing says otherwise (汽车 + 销售员). */
static void take_person(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    const struct pending *last = composer->pending_count == 0 ? NULL : &composer->pending[composer->pending_count - 1];
    bool same_phrase = last != NULL && last->phrase == composer->phrase;
    uint8_t activity = word->is_general ? ACTIVITY_MAKE : word->activity;
    bool has_own = last != NULL && last->word->object != OBJECT_NONE &&
                   composer->book->objects[last->word->object].by_activity[activity] != TRADE_NONE;
    if (activity != ACTIVITY_NONE && (has_own || (same_phrase && word->is_general))) {
        do_to_pending(composer, word, activity, end);
        return;
    }
    if (same_phrase && activity != ACTIVITY_NONE && word->trade_count > 0 &&
        field_says_it(composer, last->word, word->trades[0].trade)) {
        struct pending field = *last; /* 国际站 + 业务员 */
        composer->pending_count--;
        compose_flush_pending(composer, NAMING_CONTEXT);
        compose_emit_word(composer, field.word, NAMING_HEAD, field.start, end);
        composer->phrase_end = end;
        return;
    }
    bool is_weak = word->trade_count > 0 && word->trades[0].strength <= STRENGTH_WEAK_PERSON && !word->is_general;
    if (same_phrase && is_weak && says_something(composer, last)) {
        struct pending field = *last; /* 综合布线 + 调试员, who may install anything */
        composer->pending_count--;
        compose_flush_pending(composer, NAMING_MODIFIER);
        compose_emit_pending(composer, &field, NAMING_HEAD);
        compose_emit_word(composer, word, NAMING_MODIFIER, start, end);
        composer->phrase_end = end;
        return;
    }
    if (same_phrase) {
        bool keeps = !is_trading(word->activity);
        compose_flush_pending(composer, keeps ? NAMING_MODIFIER : NAMING_CONTEXT);
    }
    compose_emit_word(composer, word, NAMING_HEAD, start, end);
    composer->has_last_object = false;
    composer->phrase_end = end;
}

/* 齿轮工程师 designs, 自动化设备技术员 keeps machines going, 轴承工 makes. */
static uint8_t activity_of_worker(const struct composer *composer, const struct word *object, const struct word *word,
                                  uint32_t end)
{
    if (word->role != ROLE_ENGINEER) {
        return ACTIVITY_MAKE;
    }
    bool keeps = composer->text->points[end - 1] == 0x5458 && object->object != OBJECT_NONE && /* …员 */
                 composer->book->objects[object->object].kind == OBJECT_MACHINE;
    return keeps ? ACTIVITY_REPAIR : ACTIVITY_DESIGN;
}

static void take_worker(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    const struct pending *last = composer->pending_count == 0 ? NULL : &composer->pending[composer->pending_count - 1];
    bool adjacent = last != NULL && last->phrase == composer->phrase &&
                    (last->end == start || (end - start > 1 && start - last->end <= 2)); /* 养鸡(场)技术员 */
    if (adjacent) {
        do_to_pending(composer, word, activity_of_worker(composer, last->word, word, end), end);
    } else if (last == NULL && composer->phrase_end == 0 && word->trade_count > 0) {
        compose_emit_word(composer, word, NAMING_HEAD, start, end);
        composer->phrase_end = end;
    }
}

/* 厂, 公司: what stands before in this phrase is where, not what. */
static void take_place(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    for (size_t i = composer->out->count; i > composer->clause_found && composer->phrase_end == start && start > 0;
         i--) {
        if (composer->out->found[i - 1].end <= start && composer->out->found[i - 1].naming > NAMING_CONTEXT) {
            composer->out->found[i - 1].naming = NAMING_CONTEXT;
        }
    }
    if (word->object != OBJECT_NONE || word->trade_count > 0) {
        push(composer, word, start, end);
    }
    flush_before(composer, composer->phrase);
    compose_flush_pending(composer, NAMING_CONTEXT);
    composer->phrase_end = 0;
    composer->has_last_object = false;
}

static void take_role(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    switch ((enum word_role)word->role) {
    case ROLE_WORKER:
    case ROLE_ENGINEER:
        take_worker(composer, word, start, end);
        break;
    case ROLE_CLOSE:
        compose_flush_pending(composer, NAMING_ALONE);
        composer->phrase++;
        composer->phrase_end = 0;
        break;
    case ROLE_PLACE:
        take_place(composer, word, start, end);
        break;
    case ROLE_HIRE: /* 某轴承厂招聘会计: all before it was about who hires */
        compose_flush_pending(composer, NAMING_ALONE);
        composer->intro = false;
        composer->negated = false;
        if (composer->out->hire_at == SIZE_MAX) {
            composer->out->hire_at = composer->out->count;
        }
        break;
    case ROLE_ASK:
        composer->intro = false;
        break;
    case ROLE_KNOW:
        compose_flush_pending(composer, NAMING_ALONE);
        composer->intro = false;
        composer->known = true;
        break;
    case ROLE_INTRO:
        compose_flush_pending(composer, NAMING_CONTEXT);
        composer->intro = true;
        break;
    case ROLE_NOT:
        composer->negated = true;
        break;
    case ROLE_NOT_BEFORE: /* 中介勿扰 */
        composer->pending_count = 0;
        composer->out->count = composer->clause_found;
        break;
    case ROLE_FOR:
        compose_flush_pending(composer, NAMING_ALONE);
        composer->for_found = composer->out->count;
        break;
    case ROLE_GIVE:
        if (composer->for_found <= composer->out->count) {
            compose_flush_pending(composer, NAMING_CONTEXT);
            weaken(composer, composer->for_found, composer->out->count);
            composer->for_found = SIZE_MAX;
        }
        break;
    case ROLE_POST:
        compose_take_post(composer, word, start, end);
        break;
    case ROLE_TEACHER:
        compose_take_teacher(composer, word, start, end);
        break;
    case ROLE_NONE:
    case ROLE_FRAME:
    case ROLE_COUNT:
        break;
    }
}

static void cross_gap(struct composer *composer, enum gap gap)
{
    if (gap < GAP_LIST) {
        return;
    }
    composer->phrase++;
    composer->phrase_end = 0;
    if (gap < GAP_CLAUSE) {
        return;
    }
    compose_flush_pending(composer, NAMING_ALONE);
    composer->has_last_object = false;
    composer->negated = false;
    composer->known = false;
    composer->for_found = SIZE_MAX;
    composer->clause_found = composer->out->count;
    if (gap == GAP_SENTENCE) {
        composer->intro = false;
    }
}

/* A colon or 兼 leads on to what is meant; a comma to something beside it. */
static void count_clauses(struct composer *composer)
{
    uint32_t from =
        composer->at == 0 ? 0 : composer->hits[composer->at - 1].start + composer->hits[composer->at - 1].length;
    for (uint32_t i = from; i < composer->hits[composer->at].start; i++) {
        uint32_t point = composer->text->points[i];
        bool counts = point == ',' || (point != '\n' && compose_gap_of(point) == GAP_SENTENCE);
        composer->clause = counts && composer->clause < UINT8_MAX ? (uint8_t)(composer->clause + 1) : composer->clause;
    }
}

static void take_word(struct composer *composer)
{
    const struct trie_hit *hit = &composer->hits[composer->at];
    const struct word *word = &composer->book->words[hit->value];
    uint32_t end = hit->start + hit->length;
    bool is_role = word->role != ROLE_NONE && word->role != ROLE_WORKER && word->role != ROLE_ENGINEER;
    cross_gap(composer, compose_gap_before(composer, composer->at));
    count_clauses(composer);
    if (composer->known && has_possessive(composer, composer->at)) {
        compose_flush_pending(composer, NAMING_ALONE);
        composer->known = false;
    }
    if (composer->negated && word->role != ROLE_HIRE) {
        return;
    }
    compose_share_head(composer, hit);
    if (is_role) {
        take_role(composer, word, hit->start, end);
    } else if (word->is_person || word->is_general) {
        take_person(composer, word, hit->start, end);
    } else if (word->activity != ACTIVITY_NONE) {
        take_activity(composer, word, hit->start, end);
    } else if (word->trade_count > 0 || word->object != OBJECT_NONE) {
        push(composer, word, hit->start, end);
    } else {
        take_role(composer, word, hit->start, end);
    }
}

void compose_text(struct arena *arena, const struct trade_book *book, const struct folded *text, struct composed *out)
{
    struct trie_hit *hits = ARENA_ARRAY(arena, struct trie_hit, text->count + 1);
    struct composer composer = {
        .arena = arena, .book = book, .text = text, .hits = hits, .out = out, .for_found = SIZE_MAX};
    composer.hit_count = trie_cover(arena, &book->words_trie, text, hits);
    out->hire_at = SIZE_MAX;
    for (; composer.at < composer.hit_count; composer.at++) {
        take_word(&composer);
    }
    compose_flush_pending(&composer, NAMING_ALONE);
    bool says_who = false;
    for (size_t i = out->hire_at; i < out->count; i++) {
        says_who = says_who || out->found[i].naming >= NAMING_ALONE;
    }
    if (says_who) {
        weaken(&composer, 0, out->hire_at);
    }
}
