/* A verb on tables, run in this process: a folder of small files, what it prints and what it says. The test defines VERB, the
 * verb's name, before; and makes the folder by open_verb_folder. */
#ifndef TESTS_CLI_VERB_H
#define TESTS_CLI_VERB_H

#include "tests/test.h"

#include "cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/zhiqiao-" VERB ".XXXXXX";
static char said[80], heard[80];
static char words_said[65536];

static inline bool open_verb_folder(void)
{
    bool made = mkdtemp(folder) != NULL;
    (void)snprintf(said, sizeof said, "%s/said", folder);
    (void)snprintf(heard, sizeof heard, "%s/heard", folder);
    return made;
}

static inline void put_bytes(const char *name, const char *bytes, size_t length)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static inline void put(const char *name, const char *text)
{
    put_bytes(name, text, strlen(text));
}

static inline void take_away(const char *name)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)remove(path);
}

static inline const char *read_back(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(words_said, 1, sizeof words_said - 1, file);
    words_said[length] = '\0';
    if (file != NULL) {
        (void)fclose(file);
    }
    return words_said;
}

static inline void assert_says(const char *path, const char *expected)
{
    if (strstr(read_back(path), expected) == NULL) {
        fail_msg("expected \"%s\" in: %s", expected, words_said);
    }
}

/* What is printed goes to `heard` (output) and `said` (errors). */
static inline int run(const char *first, ...)
{
    char *words[16] = {(char *)(uintptr_t) "zhiqiao", (char *)(uintptr_t)VERB};
    int count = 2;
    va_list list;
    va_start(list, first);
    for (const char *word = first; word != NULL && count < 15; word = va_arg(list, const char *)) {
        words[count++] = (char *)(uintptr_t)word;
    }
    va_end(list);
    (void)fflush(NULL);
    int kept_out = dup(STDOUT_FILENO);
    int kept_err = dup(STDERR_FILENO);
    int to = open(heard, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int errors = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    (void)dup2(to, STDOUT_FILENO);
    (void)dup2(errors, STDERR_FILENO);
    int code = cli_run(count, words);
    (void)fflush(NULL);
    (void)dup2(kept_out, STDOUT_FILENO);
    (void)dup2(kept_err, STDERR_FILENO);
    (void)close(kept_out);
    (void)close(kept_err);
    (void)close(to);
    (void)close(errors);
    return code;
}

/* In a child, for the signal is delivered to the whole process. It waits, held, before the work has begun. */
static inline void assert_is_interrupted(int (*work)(void))
{
    (void)fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sigset_t held;
        (void)sigemptyset(&held);
        (void)sigaddset(&held, SIGINT);
        (void)sigprocmask(SIG_BLOCK, &held, NULL);
        (void)raise(SIGINT);
        _exit(work());
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), CLI_INTERRUPTED);
}

/* A copy that is whole: two answers that are both cut off would be alike. */
static inline void keep(char *to, size_t room, const char *text)
{
    size_t length = strlen(text);
    assert_true(length < room);
    memcpy(to, text, length + 1);
}

#endif
