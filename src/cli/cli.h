/* The command line: one table of verbs, one gate none can skip. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/* Exit codes of every verb. */
enum cli_exit {
    CLI_DONE = 0,
    CLI_FAILED = 1,      /* ours, or the machine's: database away, disk full */
    CLI_USAGE = 2,       /* unknown verb or option, missing argument */
    CLI_BAD_INPUT = 3,   /* the file or the text breaks a rule; said where and what would be right */
    CLI_NO_SOLUTION = 4, /* understood, but there is no answer */
    CLI_INTERRUPTED = 5,
};

int cli_run(int argc, char **argv);

#endif
