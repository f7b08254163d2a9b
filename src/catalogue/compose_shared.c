/* What two members of a list have in common: 轴承装配与检测 (the thing), 起重机与叉车操作证 (what is done). */
#include "catalogue/compose_private.h"

/* The word that the beginning of `name` (the thing it begins with) and the hit at `tail` would make together: 轴承 + 检测. */
const struct word *compose_word_of_both(const struct composer *composer, const struct trie_hit *name,
                                        uint32_t thing_length, const struct trie_hit *tail)
{
    enum { BOTH_MOST = 24 };
    uint32_t points[BOTH_MOST];
    uint32_t offsets[BOTH_MOST + 1] = {0};
    struct trie_hit hits[BOTH_MOST];
    size_t count = thing_length + tail->length;
    if (count > BOTH_MOST) {
        return NULL;
    }
    memcpy(points, composer->text->points + name->start, thing_length * sizeof points[0]);
    memcpy(points + thing_length, composer->text->points + tail->start, tail->length * sizeof points[0]);
    struct folded both = {points, offsets, count};
    bool whole = trie_cover(composer->arena, &composer->book->words_trie, &both, hits) == 1 && hits[0].length == count;
    return whole && composer->book->words[hits[0].value].trade_count > 0 ? &composer->book->words[hits[0].value] : NULL;
}

/* 轴承装配 is a name, read whole; what it is about is the thing it begins with. NULL when it begins with none. */
static const struct word *thing_at_start(const struct composer *composer, const struct trie_hit *name,
                                         uint32_t *thing_length)
{
    enum { NAME_MOST = 12, THING_LEAST = 2 };
    struct trie_hit hits[NAME_MOST];
    for (uint32_t length = name->length; name->length <= NAME_MOST && length-- > THING_LEAST;) {
        struct folded start = {composer->text->points + name->start, composer->text->offsets + name->start, length};
        if (trie_cover(composer->arena, &composer->book->words_trie, &start, hits) == 1 && hits[0].length == length &&
            composer->book->words[hits[0].value].object != OBJECT_NONE) {
            *thing_length = length;
            return &composer->book->words[hits[0].value];
        }
    }
    return NULL;
}

static bool is_driven(const struct object *object)
{
    return object->kind == OBJECT_MACHINE || object->kind == OBJECT_VEHICLE;
}

/* 起重机与叉车操作证, 车床与铣床操作工: what is said of the second thing is said of the first. */
void compose_share_head(struct composer *composer, const struct trie_hit *name)
{
    const struct word *word = &composer->book->words[name->value];
    uint32_t length = 0;
    if (composer->pending_count == 0 || word->trade_count == 0 ||
        compose_gap_before(composer, composer->at) != GAP_LIST) {
        return;
    }
    struct pending *before = &composer->pending[composer->pending_count - 1];
    const struct word *thing = thing_at_start(composer, name, &length);
    const struct object *objects = composer->book->objects;
    if (thing == NULL || before->word->object == OBJECT_NONE || before->phrase + 1 != composer->phrase ||
        !is_driven(&objects[before->word->object]) || !is_driven(&objects[thing->object])) {
        return;
    }
    uint16_t trade = objects[before->word->object].by_activity[ACTIVITY_MAKE];
    compose_emit(composer, (struct trade_weight){trade, 1000}, NAMING_HEAD, before->start, before->end);
    composer->pending_count -= trade != TRADE_NONE;
}

/* 轴承装配与检测: behind a list's comma stands only what else is done to the same thing. */
bool compose_take_shared_thing(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    if (composer->at == 0 || word->is_person || compose_gap_before(composer, composer->at) != GAP_LIST) {
        return false;
    }
    const struct trie_hit *name = &composer->hits[composer->at - 1];
    uint32_t length = 0;
    const struct word *thing = thing_at_start(composer, name, &length);
    const struct word *both =
        thing == NULL ? NULL : compose_word_of_both(composer, name, length, &composer->hits[composer->at]);
    if (both != NULL) {
        compose_emit_word(composer, both, NAMING_HEAD, start, end);
        composer->phrase_end = end;
        return true;
    }
    uint8_t activity = thing == NULL ? ACTIVITY_NONE : compose_activity_here(composer, word, thing);
    if (activity == ACTIVITY_NONE || composer->book->objects[thing->object].by_activity[activity] == TRADE_NONE) {
        return false;
    }
    composer->last_object = (struct pending){thing, name->start, name->start + name->length, composer->phrase};
    composer->has_last_object = true;
    compose_emit_done(composer, &composer->last_object, word, activity, start, end);
    composer->phrase_end = end;
    return true;
}
