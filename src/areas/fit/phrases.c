/* The words that two listings have in common, put together again to phrases a person can read. */
#include "areas/fit/doc.h"

static struct fit_fragment fragment_of(const struct fit_word *word)
{
    return (struct fit_fragment){word->field, word->start, (uint32_t)word->start + word->length};
}

static bool comes_before(const struct fit_phrase *one, const struct fit_phrase *other)
{
    return one->need.field != other->need.field ? one->need.field < other->need.field
                                                : one->need.start < other->need.start;
}

/* Does `next` go on where `phrase` ends, in the same way on both sides? */
static bool continues(const struct fit_phrase *phrase, const struct fit_phrase *next)
{
    return phrase->need.field == next->need.field && phrase->offer.field == next->offer.field &&
           next->need.start <= phrase->need.end && next->offer.start >= phrase->offer.start &&
           next->need.start - phrase->need.start == next->offer.start - phrase->offer.start;
}

size_t fit_pair_phrases(const struct fit_pair *pair, struct fit_phrase out[FIT_MOST_WORDS])
{
    const struct fit_explanation *why = pair->explanation;
    for (size_t index = 0; index < why->word_count; index++) {
        struct fit_phrase phrase = {fragment_of(&pair->need_reduced->words[why->words[index][0]]),
                                    fragment_of(&pair->offer_reduced->words[why->words[index][1]])};
        size_t at = index;
        while (at > 0 && comes_before(&phrase, &out[at - 1])) {
            out[at] = out[at - 1];
            at--;
        }
        out[at] = phrase;
    }
    size_t count = 0;
    for (size_t index = 0; index < why->word_count; index++) {
        if (count > 0 && continues(&out[count - 1], &out[index])) {
            out[count - 1].need.end = out[index].need.end;
            out[count - 1].offer.end = out[index].offer.end;
        } else {
            out[count++] = out[index];
        }
    }
    return count;
}
