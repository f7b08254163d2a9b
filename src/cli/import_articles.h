/* The part of `import` that brings in articles. */
#ifndef CLI_IMPORT_ARTICLES_H
#define CLI_IMPORT_ARTICLES_H

#include "cli/command.h"

/* The files behind the word "articles". Each is brought in by itself: one that cannot be read is said and the rest go on. */
enum cli_exit import_articles(struct command *command, struct store *store, const struct region *region);

#endif
