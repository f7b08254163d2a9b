/* A verb that makes a table from a folder of tables. The test defines VERB, OUT (name of the table made) and FILES (names of all that
 * may lie in the folder, a folder behind what lies in it) before; and makes the folder by open_table_folder. */
#ifndef TESTS_CLI_TABLE_VERB_H
#define TESTS_CLI_TABLE_VERB_H

#include "tests/cli/verb.h"

static char out[80];

static inline bool open_table_folder(void)
{
    bool made = open_verb_folder();
    (void)snprintf(out, sizeof out, "%s/%s", folder, OUT);
    return made;
}

static inline void take_all_away(void)
{
    static const char *const files[] = {FILES, "said", "heard"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        take_away(files[i]);
    }
}

/* Fails when anything half written was left. For the group's tear-down. */
static inline int close_table_folder(void **state)
{
    (void)state;
    take_all_away();
    return rmdir(folder);
}

static inline int solve(void)
{
    return run("solve", folder, "--out", out, "--lang", "en", NULL);
}

static inline int check(void)
{
    return run("check", folder, out, "--lang", "en", NULL);
}

/* A file that is wrong in an otherwise sound folder, and what is said of it. */
struct wrong_file {
    const char *file, *text, *expected;
};

static inline void assert_refused(const struct wrong_file *cases, size_t count, void (*put_sound_files)(void))
{
    for (size_t i = 0; i < count; i++) {
        put_sound_files();
        put(cases[i].file, cases[i].text);
        assert_int_equal(solve(), CLI_BAD_INPUT);
        assert_says(said, cases[i].expected);
        assert_int_equal(access(out, F_OK), -1);
    }
    put_sound_files();
}

#endif
