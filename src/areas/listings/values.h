/* What people write into a field or a cell, to values: numbers of people, pay, days, skill levels, yes and no.
 *
 * The form and the import read with the same functions, so that what one understands the other does too. Pure: the day
 * is given, nothing is stored. Full width, upper case and traditional writing are folded first.
 *
 * Each function returns true when the text was understood; an empty text, 不限, 若干, 无 or a dash is understood as "not
 * stated". False leaves the output untouched and fills `fault`: a language key that says what is wrong, and in `hint` what
 * would be right. Texts longer than VALUE_TEXT_MOST bytes are refused (value.error.too_long). O(text).
 */
#ifndef AREAS_LISTINGS_VALUES_H
#define AREAS_LISTINGS_VALUES_H

#include "base/arena.h"
#include "base/span.h"
#include "catalogue/catalogue.h"

#include <stdint.h>

enum { VALUE_TEXT_MOST = 400, VALUE_COUNT_MOST = 1000000 };

struct value_fault {
    const char *message; /* value.error.… */
    const char *hint;    /* what would be right; "" when there is nothing to propose. Static or in the arena */
};

/* 20 · 20人 · 约20名 · 二十 · 1,200 · 20.0 (as spreadsheets give it) · 20-30人 (the larger one) · 若干. */
bool value_read_count(struct arena *arena, struct span text, int32_t *out, struct value_fault *fault);

struct value_pay {
    int64_t low_fen, high_fen; /* equal for one figure; high 0: "and more"; both 0: not stated */
    const char *unit;          /* month day hour piece year, "" when not stated */
    const char *note;          /* 面议, 计件, +提成 …: what a figure cannot say; in the arena */
};

/* 6500 · 6500元/月 · 6-8k · 6千到8千 · 四千五 · 七八千 · 200元/天 · 25/小时 · 年薪10-15万 · 5000以上 · 计件 · 面议 · 底薪3000+提成.
 * A figure without a unit is a month's pay from 1000 yuan on; less is refused (a day's? an hour's?). */
bool value_read_pay(struct arena *arena, struct span text, struct value_pay *out, struct value_fault *fault);

/* 2026-09-01 · 2026/9/1 · 2026.9.1 · 2026年9月1日 · 20260901 · 2026年9月 · 9月1日 · 9月 · 9/1 · 26.9.1 · 9月底 · 二〇二六年九月一日 ·
 * 2026-09-01 00:00:00 · 46266 (the number behind a spreadsheet's date) · 1 Sep 2026 · 随时.
 * Without a year: the next one to come (this month counts as to come). A month is its first day, 月底 its last. */
bool value_read_day(struct arena *arena, struct span text, int32_t today, int32_t *out, struct value_fault *fault);

/* 高级工 · 三级 · 三级/高级工 · 中级工及以上 (high 0) · 初级-高级 · 4. Ranks of CATALOGUE_LEVELS; 0, 0 = not stated. */
bool value_read_level(struct arena *arena, const struct catalogue *catalogue, struct span text, int *low, int *high,
                      struct value_fault *fault);

/* 是 有 包 提供 √ y 1 → 1; 否 无 不包 × n 0 → 0; empty → -1. */
bool value_read_yes_no(struct arena *arena, struct span text, int *out, struct value_fault *fault);

/* 1年 · 一年以上 · 6个月 · 半年 · 1-3年 (the smaller one) · 3 (years) · 应届 → 0 · 不限 → -1. In months. */
bool value_read_experience(struct arena *arena, struct span text, int32_t *months, struct value_fault *fault);

/* 初中 高中 中专 大专 本科 硕士, from their usual other names (中职, 技校, 高职, 专科 …, 大专及以上). Static text. */
bool value_read_education(struct arena *arena, struct span text, const char **out, struct value_fault *fault);

/* day two three long_day, from 白班, 两班倒, 三班倒, 12小时 …. Static text. */
bool value_read_shift(struct arena *arena, struct span text, const char **out, struct value_fault *fault);

/* need offer, from 需求, 招聘, 供给, 供方 …. Empty is refused. */
bool value_read_side(struct arena *arena, struct span text, const char **out, struct value_fault *fault);

/* Parts of a list however they were separated (、，,;；/ new line), trimmed, once each, joined by 、. Never fails. */
const char *value_read_list(struct arena *arena, struct span text);

/* A list of cooperation kinds to codes joined by commas; an unknown part is refused, hint = the nearest three. */
bool value_read_cooperation(struct arena *arena, const struct catalogue *catalogue, struct span text, const char **out,
                            struct value_fault *fault);

/* A code or a name of the catalogue to its code; "" stays "". Refused: value.error.code_unknown, hint = the nearest three
 * ("数控车工（6-18-01-01）、…"). `group` narrows as in catalogue_read. */
bool value_read_code(struct arena *arena, const struct catalogue *catalogue, enum catalogue_table table,
                     struct span text, const char *group, const char **out, struct value_fault *fault);

/* --- the other way: what is shown is read again as the same value -------------------------------------------- */

const char *value_show_count(struct arena *arena, int32_t count);
const char *value_show_pay(struct arena *arena, int64_t low_fen, int64_t high_fen, const char *unit);
const char *value_show_day(struct arena *arena, int32_t day);
const char *value_show_level(struct arena *arena, const struct catalogue *catalogue, int low, int high);
const char *value_show_yes_no(int answer);
const char *value_show_experience(struct arena *arena, int32_t months);
const char *value_show_shift(const char *shift);
const char *value_show_code(const struct catalogue *catalogue, enum catalogue_table table, const char *code);
const char *value_show_cooperation(struct arena *arena, const struct catalogue *catalogue, const char *codes);

#endif
