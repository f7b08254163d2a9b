/* Where the words of a query stand in the original text.
 *
 * The text is folded point by point, so a hit in the folded text is a hit in the original. Marks are per code point and
 * are joined at the end: overlapping hits become one. Cost: points × words × length of a word, both bounded.
 */
#include "text/text.h"
#include "text/words.h"

struct highlighter {
    const struct folded *text;
    const uint32_t *originals; /* unfolded points: readings differ between 後 and 后 */
    bool *marked;
};

static bool is_letter(uint32_t point)
{
    return point >= 'a' && point <= 'z';
}

static bool is_letter_or_digit(uint32_t point)
{
    return is_letter(point) || (point >= '0' && point <= '9');
}

static void mark(struct highlighter *job, size_t start, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        job->marked[start + index] = true;
    }
}

/* How many points of the text the word covers from `start` on; 0: none. Letters and digits begin where a token begins, as
 * they do in the index; and where Han and letters meet, separators between them do not matter, as they do not there. */
static size_t stretch_at(const struct folded *text, size_t start, const uint32_t *word, size_t count)
{
    const uint32_t *points = text->points;
    if (start > 0 && is_letter_or_digit(word[0]) && is_letter_or_digit(points[start - 1])) {
        return 0;
    }
    size_t at = start;
    for (size_t index = 0; index < count; index++, at++) {
        bool new_unit = index > 0 && is_han(word[index]) != is_han(word[index - 1]);
        while (new_unit && at < text->count && !is_han(points[at]) && !is_letter_or_digit(points[at])) {
            at++;
        }
        if (at == text->count || points[at] != word[index]) {
            return 0;
        }
    }
    bool goes_on = at < text->count && is_letter_or_digit(points[at]);
    return goes_on && word_is_exact(word, count) ? 0 : at - start;
}

/* How many characters from `start` on the letters spell in full; the last syllable may be begun only. 0: none. */
static size_t spelled_full(const struct highlighter *job, size_t start, const char *letters, size_t depth)
{
    const char *readings[READINGS_MOST];
    if (start == job->text->count || depth == SYLLABLES_MOST) {
        return 0;
    }
    size_t count = pinyin_readings(job->originals[start], readings);
    for (size_t index = 0; index < count; index++) {
        size_t length = strlen(readings[index]);
        if (strncmp(readings[index], letters, strlen(letters)) == 0) {
            return 1;
        }
        if (strncmp(letters, readings[index], length) == 0) {
            size_t rest = spelled_full(job, start + 1, letters + length, depth + 1);
            if (rest > 0) {
                return 1 + rest;
            }
        }
    }
    return 0;
}

static bool begins_with(uint32_t point, char letter)
{
    const char *readings[READINGS_MOST];
    size_t count = pinyin_readings(point, readings);
    for (size_t index = 0; index < count; index++) {
        if (readings[index][0] == letter) {
            return true;
        }
    }
    return false;
}

static size_t spelled_initials(const struct highlighter *job, size_t start, const char *letters)
{
    size_t length = strlen(letters);
    if (length < 2 || length > SYLLABLES_MOST || length > job->text->count - start) {
        return 0;
    }
    for (size_t index = 0; index < length; index++) {
        if (!begins_with(job->originals[start + index], letters[index])) {
            return 0;
        }
    }
    return length;
}

static void mark_pinyin(struct highlighter *job, const uint32_t *word, size_t count)
{
    char letters[QUERY_POINTS_MOST + 1] = {0};
    for (size_t index = 0; index < count; index++) {
        if (!is_letter(word[index])) {
            return;
        }
        letters[index] = (char)word[index];
    }
    for (size_t start = 0; start < job->text->count; start++) {
        size_t full = spelled_full(job, start, letters, 0);
        size_t initials = spelled_initials(job, start, letters);
        mark(job, start, full > initials ? full : initials);
    }
}

static void mark_word(struct highlighter *job, const uint32_t *word, size_t count)
{
    for (size_t start = 0; start < job->text->count; start++) {
        if (job->text->points[start] == word[0]) {
            mark(job, start, stretch_at(job->text, start, word, count));
        }
    }
    mark_pinyin(job, word, count);
}

static size_t join_marks(const struct highlighter *job, struct hit *hits, size_t most)
{
    size_t count = 0;
    const uint32_t *offsets = job->text->offsets;
    for (size_t index = 0; index < job->text->count && count < most; index++) {
        if (!job->marked[index]) {
            continue;
        }
        size_t start = index;
        while (index < job->text->count && job->marked[index]) {
            index++;
        }
        hits[count++] = (struct hit){offsets[start], offsets[index]};
    }
    return count;
}

size_t token_highlight(struct arena *arena, struct span text, struct span query, struct hit *hits, size_t most)
{
    struct folded folded = fold_text(arena, text);
    uint32_t *originals = ARENA_ARRAY(arena, uint32_t, folded.count);
    const char *at = text.at;
    for (size_t index = 0; index < folded.count; index++) {
        originals[index] = utf8_next(&at, text_end(text));
    }
    struct highlighter job = {&folded, originals, ARENA_ARRAY(arena, bool, folded.count)};
    uint32_t word[QUERY_POINTS_MOST];
    size_t left = QUERY_POINTS_MOST;
    at = query.at;
    for (size_t words = 0; words < QUERY_WORDS_MOST; words++) {
        size_t count = word_next(&at, text_end(query), left, word);
        if (count == 0) {
            break;
        }
        mark_word(&job, word, count);
        left -= count;
    }
    return join_marks(&job, hits, most);
}
