/* Values as the readers of values.h read them again: for forms, exports and comparing versions. */
#include "areas/listings/values.h"

#include "base/day.h"

#include <inttypes.h>

static const char *show_yuan(struct arena *arena, int64_t fen)
{
    return fen % 100 == 0 ? arena_format(arena, "%" PRId64, fen / 100)
                          : arena_format(arena, "%" PRId64 ".%02d", fen / 100, (int)(fen % 100));
}

const char *value_show_pay(struct arena *arena, int64_t low_fen, int64_t high_fen, const char *unit)
{
    static const char *const units[][2] = {
        {"month", "/月"}, {"day", "/天"}, {"hour", "/小时"}, {"piece", "/件"}, {"year", "/年"}};
    const char *per = "";
    for (size_t index = 0; index < sizeof units / sizeof units[0]; index++) {
        per = strcmp(unit, units[index][0]) == 0 ? units[index][1] : per;
    }
    if (low_fen == 0 && high_fen == 0) {
        return "";
    }
    if (high_fen == 0) {
        return arena_format(arena, "%s元以上%s", show_yuan(arena, low_fen), per);
    }
    if (low_fen == 0) {
        return arena_format(arena, "%s元以下%s", show_yuan(arena, high_fen), per);
    }
    return low_fen == high_fen
               ? arena_format(arena, "%s元%s", show_yuan(arena, low_fen), per)
               : arena_format(arena, "%s-%s元%s", show_yuan(arena, low_fen), show_yuan(arena, high_fen), per);
}

static const char *level_name(const struct catalogue *catalogue, int rank)
{
    for (size_t row = 0; row < catalogue_count(catalogue, CATALOGUE_LEVELS); row++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_LEVELS, row);
        if (entry->number == rank) {
            return entry->name;
        }
    }
    return "";
}

const char *value_show_level(struct arena *arena, const struct catalogue *catalogue, int low, int high)
{
    if (low == 0) {
        return "";
    }
    if (high == low) {
        return level_name(catalogue, low);
    }
    return high == 0 ? arena_format(arena, "%s及以上", level_name(catalogue, low))
                     : arena_format(arena, "%s-%s", level_name(catalogue, low), level_name(catalogue, high));
}

const char *value_show_yes_no(int answer)
{
    return answer < 0 ? "" : answer == 0 ? "否" : "是";
}

const char *value_show_experience(struct arena *arena, int32_t months)
{
    if (months <= 0) {
        return months < 0 ? "" : "无需经验";
    }
    return months % 12 == 0 ? arena_format(arena, "%d年", (int)(months / 12))
                            : arena_format(arena, "%d个月", (int)months);
}

const char *value_show_shift(const char *shift)
{
    static const char *const words[][2] = {
        {"day", "白班"}, {"two", "两班倒"}, {"three", "三班倒"}, {"long_day", "12小时班"}};
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        if (strcmp(shift, words[index][0]) == 0) {
            return words[index][1];
        }
    }
    return "";
}

const char *value_show_day(struct arena *arena, int32_t day)
{
    char text[DAY_TEXT_SIZE];
    return arena_text(arena, day_format(day, text));
}

const char *value_show_count(struct arena *arena, int32_t count)
{
    return count == 0 ? "" : arena_format(arena, "%d", (int)count);
}

/* By name where the name says it as well as the code. */
const char *value_show_code(const struct catalogue *catalogue, enum catalogue_table table, const char *code)
{
    const struct catalogue_entry *entry = code[0] == '\0' ? NULL : catalogue_find(catalogue, table, span_of(code));
    if (entry == NULL) {
        return code;
    }
    const struct catalogue_entry *read = catalogue_read(catalogue, table, span_of(entry->name), NULL);
    return read != NULL && strcmp(read->code, code) == 0 ? entry->name : code;
}

const char *value_show_cooperation(struct arena *arena, const struct catalogue *catalogue, const char *codes)
{
    const char *list = "";
    while (*codes != '\0') {
        size_t length = strcspn(codes, ",");
        const struct catalogue_entry *entry =
            catalogue_find(catalogue, CATALOGUE_COOPERATION, span_make(codes, length));
        list = entry == NULL ? arena_format(arena, "%s%s%.*s", list, list[0] == '\0' ? "" : "、", (int)length, codes)
                             : arena_format(arena, "%s%s%s", list, list[0] == '\0' ? "" : "、", entry->name);
        codes += length + (codes[length] == ',' ? 1 : 0);
    }
    return list;
}
