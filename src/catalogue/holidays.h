/* Working days of China: catalogues/holidays.csv says which weekdays are free and which free days are worked. */
#ifndef CATALOGUE_HOLIDAYS_H
#define CATALOGUE_HOLIDAYS_H

#include "base/arena.h"
#include "base/result.h"

#include <stdint.h>

/* Lives in the arena. */
struct holidays;
MUST_USE struct result holidays_load(struct arena *arena, const struct holidays **out);
/* The day that is `count` working days after `day` (not counted itself). *sound: false when a year has no rows and weekdays were
 * counted. */
int32_t holidays_add(const struct holidays *holidays, int32_t day, int count, bool *sound);
bool holidays_is_working(const struct holidays *holidays, int32_t day);

#endif
