/* Texts that outlive the call that met them: an engine's error messages, the names of constraints.
 *
 * `struct result` carries pointers and has no owner, so each distinct text is kept once, as long as the store
 * lives. The number is capped: an engine says few different things, and a hostile one must not fill memory.
 */
#ifndef STORE_WORDS_H
#define STORE_WORDS_H

#include "base/arena.h"

#include <pthread.h>

enum { WORDS_MAX = 1024, WORDS_LENGTH = 400 };

struct words {
    pthread_mutex_t mutex;
    struct arena arena;
    const char *kept[WORDS_MAX];
    size_t count;
};

void words_init(struct words *words);
void words_release(struct words *words);

/* The kept copy of `text`, cut to WORDS_LENGTH, line breaks made blanks. Thread-safe. O(count): errors are rare. */
const char *words_keep(struct words *words, const char *text);

#endif
