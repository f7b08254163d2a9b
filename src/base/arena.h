/* Memory that is given back all at once: one arena per request, per solve, per process start.
 *
 * Blocks double from 4 KiB up to 1 MiB; a larger allocation has its own block. Allocation failure aborts, so
 * every size that comes from outside is bounded before it gets here. Memory is zeroed. Not thread-safe: an
 * arena belongs to one thread at a time. Under AddressSanitizer unused bytes are poisoned.
 *
 * Convention: `struct arena *` is the first parameter of a function if and only if it allocates there.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/span.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
    struct arena_block *block; /* newest first */
    size_t next_size;
    size_t used; /* bytes handed out since init or reset */
};

void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* Everything allocated so far is gone; the newest block is kept for use again. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type. count * size is checked. Never NULL. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

/* A copy with a zero byte behind it. */
char *arena_copy(struct arena *arena, struct span span);
char *arena_text(struct arena *arena, const char *text); /* NULL stays NULL */

char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_format_list(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

#endif
