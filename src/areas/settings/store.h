/* The table of settings, for the pages. */
#ifndef AREAS_SETTINGS_STORE_H
#define AREAS_SETTINGS_STORE_H

#include "areas/settings/settings.h"

struct setting_rule {
    const char *name;
    const char *usual;   /* as it is typed */
    int64_t least, most; /* of each number */
    bool list;           /* several numbers with commas between */
};
extern const struct setting_rule setting_rules[SETTING_COUNT];

/* False when `text` is not what the rule asks for. Numbers come sorted, the greatest first, each once. */
bool setting_read(const struct setting_rule *rule, struct span text, int64_t numbers[static SETTING_DAYS_MOST],
                  size_t *count);
const char *setting_write(struct arena *arena, const int64_t *numbers, size_t count);

#endif
