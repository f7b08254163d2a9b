/* The part of `import` that brings in policies. */
#ifndef CLI_IMPORT_POLICIES_H
#define CLI_IMPORT_POLICIES_H

#include "cli/command.h"

/* The files behind the word "policies". Each is brought in by itself: one that is refused is said and the rest go on. */
enum cli_exit import_policies(struct command *command, struct store *store, const struct region *region);

#endif
