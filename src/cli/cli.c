/* The table of verbs. */
#include "cli/cli.h"

#include <stdio.h>

int cli_run(int argc, char **argv)
{
    (void)argv;
    (void)fprintf(stderr, "zhiqiao: %d arguments\n", argc);
    return CLI_USAGE;
}
