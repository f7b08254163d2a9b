/* The settings of a city in the database. */
#include "areas/settings/store.h"

#include "base/check.h"
#include "base/number.h"

const struct setting_rule setting_rules[SETTING_COUNT] = {
    [SETTING_TERM_DAYS] = {"request.term_days", "10", 1, 250, false},
    [SETTING_REMINDER_DAYS] = {"request.reminder_days", "3,1", 1, 60, true},
    [SETTING_REGISTRATION_DAYS] = {"registration_term_days", "5", 1, 250, false},
    [SETTING_ANSWER_DAYS] = {"registration_answer_days", "10", 1, 250, false},
    [SETTING_REVIEW_DAYS] = {"article_review_days", "3", 1, 250, false},
    [SETTING_CHANGE_DAYS] = {"article_change_days", "10", 1, 250, false},
    [SETTING_IMAGE_MB] = {"file.most_mb.image", "10", 1, 50, false},
    [SETTING_DOCUMENT_MB] = {"file.most_mb.document", "50", 1, 50, false},
    [SETTING_FILM_MB] = {"file.most_mb.film", "250", 1, 250, false},
};

/* Into a list sorted from the greatest; a number that is there already is passed over. */
static size_t insert(int64_t *numbers, size_t count, int64_t number)
{
    size_t at = 0;
    while (at < count && numbers[at] > number) {
        at++;
    }
    if (at < count && numbers[at] == number) {
        return count;
    }
    memmove(numbers + at + 1, numbers + at, (count - at) * sizeof *numbers);
    numbers[at] = number;
    return count + 1;
}

static size_t find_comma(struct span text)
{
    for (size_t at = 0; at < text.length; at++) {
        if (text.at[at] == ',') {
            return at;
        }
    }
    return text.length;
}

bool setting_read(const struct setting_rule *rule, struct span text, int64_t numbers[static SETTING_DAYS_MOST],
                  size_t *count)
{
    *count = 0;
    for (;;) {
        int64_t number = 0;
        size_t comma = rule->list ? find_comma(text) : text.length;
        if (*count == SETTING_DAYS_MOST || !number_parse(span_trim(span_make(text.at, comma)), &number) ||
            number < rule->least || number > rule->most) {
            return false;
        }
        *count = insert(numbers, *count, number);
        if (comma == text.length) {
            return true;
        }
        text = span_make(text.at + comma + 1, text.length - comma - 1);
    }
}

const char *setting_write(struct arena *arena, const int64_t *numbers, size_t count)
{
    const char *text = "";
    for (size_t index = 0; index < count; index++) {
        text = arena_format(arena, "%s%s%lld", text, index == 0 ? "" : ",", (long long)numbers[index]);
    }
    return text;
}

static struct settings usual_settings(void)
{
    struct settings settings;
    for (size_t id = 0; id < SETTING_COUNT; id++) {
        const struct setting_rule *rule = &setting_rules[id];
        bool sound = setting_read(rule, span_of(rule->usual), settings.numbers[id], &settings.counts[id]);
        CHECK(sound);
    }
    return settings;
}

static void take(struct settings *settings, struct span name, struct span value)
{
    for (size_t id = 0; id < SETTING_COUNT; id++) {
        int64_t numbers[SETTING_DAYS_MOST];
        size_t count = 0;
        if (span_is(name, setting_rules[id].name) && setting_read(&setting_rules[id], value, numbers, &count)) {
            memcpy(settings->numbers[id], numbers, sizeof numbers);
            settings->counts[id] = count;
        }
    }
}

struct result settings_find(struct store_session *session, int64_t region_id, struct settings *out)
{
    struct store_rows *rows;
    struct settings settings = usual_settings();
    struct result result = store_query(session, "setting_list", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        take(&settings, store_rows_span(rows, 0), store_rows_span(rows, 1));
    }
    *out = settings;
    return store_rows_close(rows);
}

int64_t settings_number(const struct settings *settings, enum setting_id id)
{
    return settings->numbers[id][0];
}
