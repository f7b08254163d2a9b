/* Time-ordered ids and their text form. */
#include "base/id.h"

#include "base/check.h"
#include "base/day.h"

#include <stdatomic.h>

enum { COUNTER_BITS = 12, NODE_BITS = 10, TEXT_LENGTH = 13 };

static const int64_t EPOCH_MS = 1577836800000; /* 2020-01-01T00:00:00Z */
static const char DIGITS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void id_maker_init(struct id_maker *maker, uint32_t node)
{
    CHECK(node < (1U << NODE_BITS));
    atomic_init(&maker->last, 0);
    maker->node = node;
}

int64_t id_make(struct id_maker *maker)
{
    /* Time and counter are one number: when the clock stands still or steps back, the counter runs on into
     * the next millisecond, so ids grow in every case. */
    uint64_t now = (uint64_t)(time_now_ms() - EPOCH_MS) << COUNTER_BITS;
    uint64_t last = atomic_load(&maker->last);
    uint64_t next;
    do {
        next = now > last ? now : last + 1;
    } while (!atomic_compare_exchange_weak(&maker->last, &last, next));
    uint64_t time_part = next >> COUNTER_BITS;
    uint64_t counter = next & ((1U << COUNTER_BITS) - 1U);
    return (int64_t)((time_part << (NODE_BITS + COUNTER_BITS)) | ((uint64_t)maker->node << COUNTER_BITS) | counter);
}

int64_t id_first_of(int64_t at_ms)
{
    return at_ms <= EPOCH_MS ? 0 : (at_ms - EPOCH_MS) << (NODE_BITS + COUNTER_BITS);
}

const char *id_format(int64_t id, char text[static ID_TEXT_SIZE])
{
    uint64_t rest = (uint64_t)id;
    for (int index = TEXT_LENGTH - 1; index >= 0; index--) {
        text[index] = DIGITS[rest & 31U];
        rest >>= 5;
    }
    text[TEXT_LENGTH] = '\0';
    return text;
}

static int digit_of(char letter)
{
    char upper = letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
    if (upper == 'O') {
        return 0;
    }
    if (upper == 'I' || upper == 'L') {
        return 1;
    }
    const char *hit = upper == '\0' ? NULL : strchr(DIGITS, upper);
    return hit == NULL ? -1 : (int)(hit - DIGITS);
}

bool id_parse(struct span text, int64_t *out)
{
    if (text.length == 0 || text.length > TEXT_LENGTH) {
        return false;
    }
    uint64_t value = 0;
    for (size_t index = 0; index < text.length; index++) {
        int digit = digit_of(text.at[index]);
        if (digit < 0 || value >> 58 != 0) {
            return false;
        }
        value = value << 5 | (uint64_t)digit;
    }
    if (value == 0) {
        return false;
    }
    *out = (int64_t)value;
    return true;
}
