/* Terms, and what waits in short. */
#include "areas/waiting/waiting.h"

#include "base/day.h"
#include "catalogue/holidays.h"

#include <string.h>

enum { GROUPS_MOST = 8 };

static const int64_t DAY_MS = 86400000;

struct waiting_turn waiting_turn_of(const struct request *request)
{
    return (struct waiting_turn){.arena = request->arena,
                                 .region_id = request->region_id,
                                 .item_id = store_next_id(request->store),
                                 .now_ms = request->now_ms,
                                 .zone_minutes = request->zone_minutes};
}

struct result waiting_due(struct store_session *session, const struct waiting_turn *turn, enum setting_id term,
                          int64_t *due_ms)
{
    const struct holidays *holidays;
    struct settings settings;
    bool sound = false;
    struct result result = settings_find(session, turn->region_id, &settings);
    result = result_failed(result) ? result : holidays_load(turn->arena, &holidays);
    if (!result_failed(result)) {
        int32_t today = day_of_time(turn->now_ms, turn->zone_minutes);
        int32_t last = holidays_add(holidays, today, (int)settings_number(&settings, term), &sound);
        *due_ms = (last + 1) * DAY_MS - (int64_t)turn->zone_minutes * 60000;
    }
    return result;
}

const char *waiting_as(const struct actor *actor, const struct waiting_item *item)
{
    static const char *const roles[][2] = {{"office", "waiting.as.office"},
                                           {"editor", "waiting.as.editor"},
                                           {"auditor", "waiting.as.auditor"},
                                           {"administrator", "waiting.as.administrator"}};
    const struct actor_organisation *membership = actor_membership(actor, item->organisation_id);
    if (membership != NULL) {
        return membership->name;
    }
    for (size_t index = 0; index < sizeof roles / sizeof roles[0]; index++) {
        if (strcmp(item->role, roles[index][0]) == 0) {
            return roles[index][1];
        }
    }
    return "waiting.as.self";
}

/* One row for each thing to do and each place in which one does it. */
struct group {
    const struct waiting_item *first; /* the most pressing */
    int64_t count, overdue;
};

static size_t find_group(const struct group *groups, size_t count, const struct waiting_item *item)
{
    for (size_t index = 0; index < count; index++) {
        const struct waiting_item *first = groups[index].first;
        if (strcmp(first->word, item->word) == 0 && first->organisation_id == item->organisation_id &&
            first->person_id == item->person_id && strcmp(first->role, item->role) == 0) {
            return index;
        }
    }
    return count;
}

json_t *waiting_summary(const struct actor *actor, const struct waiting_item *items, size_t count, int zone_minutes,
                        int64_t now_ms)
{
    struct group groups[GROUPS_MOST];
    size_t group_count = 0;
    int64_t overdue = 0;
    for (size_t index = 0; index < count; index++) {
        bool late = items[index].due_ms < now_ms;
        size_t at = find_group(groups, group_count, &items[index]);
        overdue += late;
        if (at == group_count && group_count == GROUPS_MOST) {
            continue; /* counted, and on the page of what waits */
        }
        if (at == group_count) {
            groups[group_count++] = (struct group){&items[index], 0, 0};
        }
        groups[at].count++;
        groups[at].overdue += late;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < group_count; index++) {
        const struct group *group = &groups[index];
        char day[DAY_TEXT_SIZE];
        int32_t last = day_of_time(group->first->due_ms - 1, zone_minutes);
        json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:I, s:s, s:s}", "word", group->first->word, "as",
                                              waiting_as(actor, group->first), "count", (json_int_t)group->count,
                                              "overdue", (json_int_t)group->overdue, "url",
                                              group->count == 1 ? group->first->url : "/waiting", "due_day",
                                              day_format(last, day)));
    }
    return json_pack("{s:I, s:I, s:o}", "count", (json_int_t)count, "overdue", (json_int_t)overdue, "groups", list);
}
