/* Due dates as iCalendar (RFC 5545), written by libical: escaping and folding are its business. */
#include "areas/waiting/waiting.h"

#include "base/day.h"
#include "base/id.h"
#include "web/words.h"

#include <libical/ical.h>
#include <stdlib.h>

/* The last day of the term: due is the midnight after it. */
static struct icaltimetype day_of(int64_t due_ms, int zone_minutes)
{
    struct date date = date_of_day(day_of_time(due_ms - 1, zone_minutes));
    struct icaltimetype day = icaltime_null_date();
    day.year = date.year;
    day.month = date.month;
    day.day = date.day;
    return day;
}

static icalcomponent *event_of(struct arena *arena, const struct waiting_calendar *calendar,
                               const struct waiting_item *item)
{
    char id[ID_TEXT_SIZE];
    struct icaltimetype day = day_of(item->due_ms, calendar->zone_minutes);
    struct icaltimetype stamp =
        icaltime_from_timet_with_zone((time_t)(calendar->now_ms / 1000), 0, icaltimezone_get_utc_timezone());
    enum language language = LANGUAGE_ZH_CN;
    (void)language_parse(span_of(calendar->language), &language);
    const char *what = calendar->words == NULL ? NULL : words_find(calendar->words, language, item->word);
    icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    icalcomponent_add_property(event, icalproperty_new_uid(arena_format(arena, "%s@zhiqiao", id_format(item->id, id))));
    icalcomponent_add_property(event, icalproperty_new_dtstamp(stamp));
    icalcomponent_add_property(event, icalproperty_new_dtstart(day));
    icaltime_adjust(&day, 1, 0, 0, 0);
    icalcomponent_add_property(event, icalproperty_new_dtend(day));
    icalcomponent_add_property(
        event, icalproperty_new_summary(arena_format(arena, "%s: %s", what == NULL ? item->word : what, item->title)));
    if (calendar->site[0] != '\0') {
        icalcomponent_add_property(event, icalproperty_new_url(arena_format(arena, "%s%s", calendar->site, item->url)));
    }
    icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    return event;
}

const char *waiting_build_calendar(struct arena *arena, const struct waiting_calendar *calendar,
                                   const struct waiting_item *items, size_t count)
{
    icalcomponent *root = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    icalcomponent_add_property(root, icalproperty_new_version("2.0"));
    icalcomponent_add_property(root, icalproperty_new_prodid("-//Zhiqiao//Zhiqiao//ZH"));
    icalcomponent_add_property(root, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    icalproperty *name = icalproperty_new_x(calendar->name);
    icalproperty_set_x_name(name, "X-WR-CALNAME");
    icalcomponent_add_property(root, name);
    for (size_t index = 0; index < count; index++) {
        icalcomponent_add_component(root, event_of(arena, calendar, &items[index]));
    }
    char *text = icalcomponent_as_ical_string_r(root);
    const char *copy = text == NULL ? "" : arena_text(arena, text);
    icalmemory_free_buffer(text);
    icalcomponent_free(root);
    return copy;
}
