/* The key file of the verbs: where it is, and following it while the site serves.
 *
 * `serve` looks at the file once a second: rotate-key first puts a second key into it and gives servers time to read both, before
 * anything is sealed with the new one. What was read earlier stays in memory until the end, for requests may still use it.
 */
#ifndef CLI_KEY_H
#define CLI_KEY_H

#include "base/seal.h"
#include "cli/command.h"

/* --key, else ZHIQIAO_KEY, else beside the database file. */
const char *key_path(struct command *command, const struct store *store);

struct key_watch;
/* Gives the store the keys of the file, and those that come into it later. As seal_keys_load. */
MUST_USE struct result key_watch_open(struct store *store, const char *path, bool make, struct key_watch **out);
/* Before the store is closed; may be NULL. */
void key_watch_close(struct key_watch *watch);

#endif
