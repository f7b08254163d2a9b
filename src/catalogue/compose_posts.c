#include "catalogue/compose_private.h"

enum { TEACHER_GAP_MOST = 3 }; /* 专业, 课 between the subject and who teaches it */

static uint8_t promoted(uint8_t naming)
{
    return naming == NAMING_ALONE ? NAMING_HEAD : naming;
}

/* 美甲店长, 焊接班长, 超市领班: the post belongs to what stands before; alone it is a trade of its own. */
void compose_take_post(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    const struct pending *last = composer->pending_count == 0 ? NULL : &composer->pending[composer->pending_count - 1];
    bool follows = last != NULL && last->phrase == composer->phrase && start - last->end <= 1;
    for (size_t i = composer->out->count; i > 0 && composer->out->found[i - 1].end == start; i--) {
        composer->out->found[i - 1].naming = promoted(composer->out->found[i - 1].naming);
        composer->phrase_end = start; /* 装配班长 */
    }
    if (follows) {
        size_t before = composer->out->count;
        struct pending field = *last;
        composer->pending_count--;
        compose_flush_pending(composer, NAMING_ALONE);
        compose_emit_pending(composer, &field, NAMING_HEAD);
        follows = composer->out->count > before;
    }
    if (!follows && (composer->phrase_end == 0 || composer->phrase_end != start)) {
        compose_emit_word(composer, word, NAMING_HEAD, start, end);
    }
    composer->phrase_end = end;
    composer->has_last_object = false;
}

static bool ends_phrase(const struct composer *composer)
{
    const struct word *next = compose_word_of(composer, composer->at + 1);
    return next == NULL || compose_gap_before(composer, composer->at + 1) >= GAP_LIST;
}

/* 请焊接老师来讲: the subject is wanted, not somebody to be employed. */
static bool is_invited(const struct composer *composer, uint32_t start, uint32_t end)
{
    const struct folded *text = composer->text;
    for (uint32_t i = start; i > 0 && compose_gap_of(text->points[i - 1]) < GAP_CLAUSE; i--) {
        if (text->points[i - 1] == 0x8bf7) { /* 请 */
            return true;
        }
    }
    static const uint32_t COMES[] = {0x6765, 0x8bb2, 0x6388, 0x4e0a, 0x5230, 0x8fdb, 0x6307}; /* 来 讲 授 上 到 进 指 */
    for (size_t i = 0; i < sizeof COMES / sizeof *COMES && end < text->count; i++) {
        if (text->points[end] == COMES[i]) {
            return true;
        }
    }
    return false;
}

static bool is_teaching(const struct trade_book *book, uint16_t trade)
{
    static const char *const FAMILIES[] = {"education", "education-adult", "health-care", "sport", "social"};
    for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++) {
        if (strcmp(book->trades[trade].family, FAMILIES[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* 会计专业教师, 孩子编程课老师: who teaches the subject, not who does it. */
void compose_take_teacher(struct composer *composer, const struct word *word, uint32_t start, uint32_t end)
{
    struct composed *out = composer->out;
    compose_flush_pending(composer, NAMING_ALONE);
    if (!ends_phrase(composer) || is_invited(composer, start, end)) {
        return;
    }
    size_t subject = out->count;
    while (subject > composer->clause_found && out->found[subject - 1].end + TEACHER_GAP_MOST >= start) {
        subject--;
        if (is_teaching(composer->book, out->found[subject].trade)) {
            return; /* 托育中心老师, 幼儿园老师: the trade itself */
        }
        out->found[subject].is_taught = true;
    }
    if (subject < out->count || out->count == 0) {
        compose_emit_word(composer, word, NAMING_HEAD, start, end);
        composer->phrase_end = end;
    }
}
