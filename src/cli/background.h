/* Numbered parts of a work that other threads begin while the caller does something else; in the end the caller helps.
 *
 * What the parts read must not change until then. With one thread nothing happens in the background: the caller does all
 * parts at the end. A thread that cannot be had leaves its parts to the others.
 */
#ifndef CLI_BACKGROUND_H
#define CLI_BACKGROUND_H

#include <stddef.h>

struct background;

/* work(context, 0 … count - 1), each number once, taken in their order. `threads`: the caller's is one of them. */
struct background *background_start(unsigned threads, size_t count, void (*work)(void *context, size_t number),
                                    void *context);
/* Returns when all parts are done, and releases. */
void background_finish(struct background *background);

#endif
