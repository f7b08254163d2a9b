/* The part of `import` that brings in articles. */
#ifndef CLI_IMPORT_ARTICLES_H
#define CLI_IMPORT_ARTICLES_H

#include "cli/command.h"

/* The files behind the word "articles". Each is brought in by itself: one that cannot be read is said and the rest go on. */
enum cli_exit import_articles(struct command *command, struct store *store, const struct region *region);

/* The bytes of a file, one more than `most` at the most, so that who checks sees that it is too long. */
MUST_USE struct result import_read_file(struct arena *arena, const char *path, size_t most, struct span *out);

#endif
