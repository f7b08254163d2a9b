/* Days and moments.
 *
 * A day is a number of days since 1970-01-01 (int32_t), DAY_NONE where unknown; in the database and in
 * documents it is text YYYY-MM-DD. A moment is UTC milliseconds since 1970 (int64_t). Years 1900 to 2199.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/span.h"

#include <stdint.h>

#define DAY_NONE      INT32_MIN
#define DAY_TEXT_SIZE 11

struct date {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

bool date_is_valid(struct date date); /* 2026-02-30 is not */
int32_t day_of_date(struct date date);
struct date date_of_day(int32_t day);

/* Strict YYYY-MM-DD. False, and *out untouched, for anything else. */
bool day_parse(struct span text, int32_t *out);

/* YYYY-MM-DD; empty for DAY_NONE. */
const char *day_format(int32_t day, char text[static DAY_TEXT_SIZE]);

int64_t time_now_ms(void);       /* UTC, may step */
int64_t time_monotonic_ms(void); /* for waits and leases */
int32_t day_of_time(int64_t ms, int zone_minutes);

#define TIME_TEXT_SIZE 25
/* RFC 3339, UTC, such as 2026-11-24T07:10:00.000Z. */
const char *time_format(int64_t ms, char text[static TIME_TEXT_SIZE]);

#endif
