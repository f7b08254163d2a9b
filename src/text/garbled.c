/* Garbled web text into clean text: readings first, then what broke, then punctuation, then the script. */
#include "text/garbled.h"

#include "base/buffer.h"
#include "text/garbled_shift.h"
#include "text/text.h"
#include "text/words.h"

enum { READING_MOST = 32, EVIDENCE_MOST = 65536, SCRIPT_LEAST_PERCENT = 5 };

/* 中國(guó): what stood before, how it was read, what it was. */
struct evidence {
    uint32_t before, point;
    struct span reading;
};

struct cleaning {
    struct arena *arena;
    const char *at, *end;
    struct buffer out;
    uint32_t line;
    uint32_t last, before_last; /* the last two points written */
    size_t last_start;          /* where the last one begins in out */
    struct evidence *evidence;
    size_t evidence_count;
    struct garbled result;
    struct garbled_change *changes;
    size_t change_capacity;
};

/* --- readings ---------------------------------------------------------------------------------------------------- */

static bool is_open(uint32_t point)
{
    return point == '(' || point == 0xff08;
}

static bool is_close(uint32_t point)
{
    return point == ')' || point == 0xff09;
}

/* Letters without their tone; 0 for what is no letter of pinyin. */
static char plain_letter(uint32_t point, bool *tone)
{
    static const struct {
        char letter;
        const char *marked;
    } table[] = {{'a', "āáǎàăâä"}, {'e', "ēéěèĕêë"}, {'i', "īíǐìĭîï"}, {'o', "ōóǒòŏôö"},
                 {'u', "ūúǔùŭû"},  {'v', "üǖǘǚǜ"},   {'n', "ńňǹ"}};
    if (point < 0x80) {
        char lower = (char)(point | 0x20U);
        return lower >= 'a' && lower <= 'z' ? lower : '\0';
    }
    for (size_t row = 0; row < sizeof table / sizeof table[0]; row++) {
        const char *marked = table[row].marked;
        for (const char *end = marked + strlen(marked); marked < end;) {
            if (utf8_next(&marked, end) == point) {
                *tone = true;
                return table[row].letter;
            }
        }
    }
    return '\0';
}

/* A syllable at *at, moving behind it; its plain letters. False when none. */
static bool take_syllable(const char **at, const char *end, char plain[static READING_MOST], bool *tone)
{
    size_t length = 0;
    const char *next = *at;
    for (const char *here = next; next < end; here = next) {
        char letter = plain_letter(utf8_next(&next, end), tone);
        if (letter == '\0' || length + 1 == READING_MOST) {
            next = here;
            break;
        }
        plain[length++] = letter;
    }
    plain[length] = '\0';
    *at = next;
    return length > 0;
}

static bool has_reading(uint32_t point, const char *plain)
{
    uint32_t forms[] = {point, fold_point(point)};
    for (size_t form = 0; form < 2; form++) {
        const char *readings[READINGS_MOST];
        size_t count = pinyin_readings(forms[form], readings);
        for (size_t index = 0; index < count; index++) {
            if (strcmp(readings[index], plain) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* tái), zhi), lè/yuè) or 台) behind the bracket: a reading of `point`. *at moves behind the bracket's end. */
static bool take_reading(const char **at, const char *end, uint32_t point, struct span *reading)
{
    const char *next = *at;
    const char *start = next;
    uint32_t first = next < end ? utf8_next(&next, end) : 0;
    if (is_han(first) && next < end && is_close(utf8_next(&next, end)) && first != point &&
        fold_point(first) == fold_point(point)) {
        *at = next;
        *reading = (struct span){0};
        return true;
    }
    next = start;
    for (;;) {
        char plain[READING_MOST];
        bool tone = false;
        if (!take_syllable(&next, end, plain, &tone)) {
            return false;
        }
        if (!has_reading(point, plain) && !(tone && pinyin_is_syllable(plain))) {
            return false;
        }
        *reading = span_make(start, (size_t)(next - start));
        uint32_t behind = next < end ? utf8_next(&next, end) : 0;
        if (is_close(behind)) {
            *at = next;
            return true;
        }
        if (behind != '/' && behind != ',' && behind != ' ' && behind != 0xff0c && behind != 0x3001) {
            return false;
        }
    }
}

/* --- writing ----------------------------------------------------------------------------------------------------- */

static void put(struct cleaning *cleaning, uint32_t point)
{
    char bytes[4];
    cleaning->last_start = cleaning->out.length;
    buffer_add(&cleaning->out, bytes, utf8_put(point, bytes));
    cleaning->before_last = cleaning->last;
    cleaning->last = point;
}

static void note(struct cleaning *cleaning, enum garbled_kind kind, struct span was, const char *became)
{
    struct garbled *result = &cleaning->result;
    result->counts[kind]++;
    if (kind == GARBLED_READING || kind == GARBLED_PUNCTUATION || kind == GARBLED_SCRIPT) {
        return;
    }
    if (result->change_count == cleaning->change_capacity) {
        size_t capacity = cleaning->change_capacity * 2 + 16;
        struct garbled_change *more = ARENA_ARRAY(cleaning->arena, struct garbled_change, capacity);
        if (result->change_count > 0) {
            memcpy(more, cleaning->changes, result->change_count * sizeof *more);
        }
        cleaning->changes = more;
        cleaning->change_capacity = capacity;
    }
    cleaning->changes[result->change_count++] = (struct garbled_change){
        kind, cleaning->line, arena_copy(cleaning->arena, was), arena_text(cleaning->arena, became)};
}

/* --- evidence ---------------------------------------------------------------------------------------------------- */

/* All readings of the text, before anything is mended. */
static void gather_evidence(struct cleaning *cleaning, struct span text)
{
    cleaning->evidence = ARENA_ARRAY(cleaning->arena, struct evidence, text.length / 5 + 1);
    uint32_t before = 0;
    uint32_t point = 0;
    const char *end = text.at + text.length;
    for (const char *at = text.at; at < end && cleaning->evidence_count < EVIDENCE_MOST;) {
        uint32_t next = utf8_next(&at, end);
        struct span reading;
        if (is_open(next) && is_han(point) && take_reading(&at, end, point, &reading)) {
            cleaning->evidence[cleaning->evidence_count++] = (struct evidence){before, point, reading};
            continue;
        }
        before = point;
        point = next;
    }
}

/* The only character that the text itself has behind `before` with this reading; 0 when there is none or are two. */
static uint32_t find_evidence(const struct cleaning *cleaning, uint32_t before, struct span reading)
{
    uint32_t found = 0;
    for (size_t index = 0; index < cleaning->evidence_count; index++) {
        const struct evidence *evidence = &cleaning->evidence[index];
        if (evidence->before == before && span_equal(evidence->reading, reading)) {
            if (found != 0 && found != evidence->point) {
                return 0;
            }
            found = evidence->point;
        }
    }
    return found;
}

/* --- what broke -------------------------------------------------------------------------------------------------- */

static bool is_broken(uint32_t point)
{
    return point == '?' || point == 0xfffd || point == 0xff1f;
}

static bool is_pause(uint32_t point)
{
    return point == 0x3001 || point == 0x3002 || point == 0xff0c || point == 0xff1b || point == 0xff1a || point == ',';
}

static void put_mark(struct cleaning *cleaning)
{
    if (cleaning->last != 0x25a1) {
        put(cleaning, 0x25a1);
    }
}

/* ?lè) behind a character: the character is gone, its reading is left. */
static bool mend_half(struct cleaning *cleaning, const char *start)
{
    const char *at = cleaning->at;
    char plain[READING_MOST];
    bool tone = false;
    const char *letters = at;
    if (!take_syllable(&at, cleaning->end, plain, &tone) || !tone || !pinyin_is_syllable(plain)) {
        return false;
    }
    struct span reading = span_make(letters, (size_t)(at - letters));
    if (at == cleaning->end || !is_close(utf8_next(&at, cleaning->end))) {
        return false;
    }
    uint32_t known = find_evidence(cleaning, cleaning->last, reading);
    char became[8] = GARBLED_MARK;
    if (known != 0) {
        became[utf8_put(fold_point(known), became)] = '\0';
        put(cleaning, known);
    } else {
        put_mark(cleaning);
    }
    note(cleaning, known != 0 ? GARBLED_RESTORED : GARBLED_LOST, span_make(start, (size_t)(at - start)), became);
    cleaning->at = at;
    return true;
}

/* Behind a lost character what follows may be read one byte off. */
static void mend_shift(struct cleaning *cleaning)
{
    struct shift shift;
    struct span rest = span_make(cleaning->at, (size_t)(cleaning->end - cleaning->at));
    if (!shift_find(cleaning->arena, rest, &shift)) {
        return;
    }
    put_mark(cleaning);
    const char *tail_end = shift.tail + strlen(shift.tail);
    for (const char *tail = shift.tail; tail < tail_end;) {
        put(cleaning, utf8_next(&tail, tail_end));
    }
    note(cleaning, GARBLED_SHIFTED, span_make(rest.at, shift.length),
         arena_format(cleaning->arena, GARBLED_MARK "%s", shift.tail));
    cleaning->at += shift.length;
}

static bool mend_broken(struct cleaning *cleaning, uint32_t point, const char *start)
{
    if (!is_broken(point)) {
        return false;
    }
    if (is_han(cleaning->last) && mend_half(cleaning, start)) {
        if (cleaning->last == 0x25a1) {
            mend_shift(cleaning);
        }
        return true;
    }
    const char *next = cleaning->at;
    uint32_t behind = next < cleaning->end ? utf8_next(&next, cleaning->end) : 0;
    if (point == 0xfffd || cleaning->last == 0x25a1 || is_pause(behind)) {
        put_mark(cleaning);
        note(cleaning, GARBLED_LOST, span_make(start, (size_t)(cleaning->at - start)), GARBLED_MARK);
        return true;
    }
    return false;
}

/* --- punctuation ------------------------------------------------------------------------------------------------- */

static uint32_t wide_form(uint32_t point)
{
    static const uint32_t forms[][2] = {{',', 0xff0c}, {';', 0xff1b}, {':', 0xff1a}, {'!', 0xff01},
                                        {'?', 0xff1f}, {'(', 0xff08}, {')', 0xff09}};
    for (size_t index = 0; index < sizeof forms / sizeof forms[0]; index++) {
        if (forms[index][0] == point) {
            return forms[index][1];
        }
    }
    return 0;
}

static bool is_wide_mark(uint32_t point)
{
    return point == 0x3001 || point == 0x3002 || point == 0xff0c || point == 0xff1b || point == 0xff1a ||
           point == 0xff01 || point == 0xff1f;
}

static bool stands_among_han(uint32_t point)
{
    return is_han(point) || point == 0x25a1 || (point >= 0x3001 && point <= 0x301f) || point == 0x201d ||
           (point >= 0xff01 && point <= 0xff1f);
}

/* Marks of a text that is known to be garbled. */
static void put_mark_or_point(struct cleaning *cleaning, uint32_t point)
{
    uint32_t wide = wide_form(point);
    const char *next = cleaning->at;
    uint32_t behind = next < cleaning->end ? utf8_next(&next, cleaning->end) : 0;
    bool widen = wide != 0 && (stands_among_han(cleaning->last) || (point == '(' && is_han(behind)));
    uint32_t written = widen ? wide : point;
    if (widen) {
        note(cleaning, GARBLED_PUNCTUATION, (struct span){0}, "");
    }
    if (is_wide_mark(written) && cleaning->last == written) {
        note(cleaning, GARBLED_PUNCTUATION, (struct span){0}, "");
        return;
    }
    put(cleaning, written);
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

static void clean_points(struct cleaning *cleaning)
{
    while (cleaning->at < cleaning->end) {
        const char *start = cleaning->at;
        uint32_t point = utf8_next(&cleaning->at, cleaning->end);
        struct span reading;
        if (is_open(point) && is_han(cleaning->last) &&
            take_reading(&cleaning->at, cleaning->end, cleaning->last, &reading)) {
            note(cleaning, GARBLED_READING, (struct span){0}, "");
        } else if (!mend_broken(cleaning, point, start)) {
            put_mark_or_point(cleaning, point);
        }
        cleaning->line += point == '\n';
    }
}

/* In how far a text is written in traditional characters, percent of its Han. */
static size_t traditional_percent(struct span text)
{
    size_t han = 0;
    size_t traditional = 0;
    const char *end = text.at + text.length;
    for (const char *at = text.at; at < end;) {
        uint32_t point = utf8_next(&at, end);
        han += is_han(point);
        traditional += is_han(point) && fold_point(point) != point;
    }
    return han == 0 ? 0 : traditional * 100 / han;
}

static struct span simplify(struct arena *arena, struct span text, size_t *changed)
{
    struct buffer out;
    buffer_init(&out);
    const char *end = text.at + text.length;
    for (const char *at = text.at; at < end;) {
        uint32_t point = utf8_next(&at, end);
        uint32_t folded = is_han(point) ? fold_point(point) : point;
        char bytes[4];
        *changed += folded != point;
        buffer_add(&out, bytes, utf8_put(folded, bytes));
    }
    struct span simplified = span_make(arena_copy(arena, buffer_span(&out)), out.length);
    buffer_release(&out);
    return simplified;
}

bool garbled_is(const struct garbled *garbled)
{
    return garbled->counts[GARBLED_READING] > 0 || garbled->counts[GARBLED_RESTORED] > 0 ||
           garbled->counts[GARBLED_LOST] > 0 || garbled->counts[GARBLED_SHIFTED] > 0;
}

struct garbled garbled_clean(struct arena *arena, struct span text)
{
    struct cleaning cleaning = {.arena = arena, .at = text.at, .end = text.at + text.length, .line = 1};
    buffer_init(&cleaning.out);
    gather_evidence(&cleaning, text);
    clean_points(&cleaning);
    struct garbled result = cleaning.result;
    result.changes = cleaning.changes;
    if (garbled_is(&result)) {
        struct span cleaned = buffer_span(&cleaning.out);
        result.text = traditional_percent(cleaned) >= SCRIPT_LEAST_PERCENT
                          ? simplify(arena, cleaned, &result.counts[GARBLED_SCRIPT])
                          : span_make(arena_copy(arena, cleaned), cleaned.length);
    } else {
        result.text = text;
        result.counts[GARBLED_PUNCTUATION] = 0;
    }
    buffer_release(&cleaning.out);
    return result;
}
