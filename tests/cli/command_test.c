/* The command line: exit codes, options, and that nothing there is ever overwritten. */
#include "tests/test.h"

#include "cli/cli.h"
#include "cli/command.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/zhiqiao-command.XXXXXX";
static char city[64], copy[64], again[64], text[64];

static int open_folder(void **state)
{
    (void)state;
    bool made = mkdtemp(folder) != NULL;
    (void)snprintf(city, sizeof city, "%s/city.db", folder);
    (void)snprintf(copy, sizeof copy, "%s/copy.db", folder);
    (void)snprintf(again, sizeof again, "%s/again.db", folder);
    (void)snprintf(text, sizeof text, "%s/text", folder);
    return made && unsetenv("ZHIQIAO_DB") == 0 && unsetenv("ZHIQIAO_REGION") == 0 ? 0 : -1;
}

static int close_folder(void **state)
{
    (void)state;
    char *const files[] = {city, copy, again, text};
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        char path[80];
        (void)unlink(files[index]);
        (void)snprintf(path, sizeof path, "%s-wal", files[index]);
        (void)unlink(path);
        (void)snprintf(path, sizeof path, "%s-shm", files[index]);
        (void)unlink(path);
        (void)snprintf(path, sizeof path, "%s.key", files[index]);
        (void)unlink(path);
    }
    return rmdir(folder);
}

/* What the verb prints goes nowhere: the test's own lines stay readable. */
static int run(const char *first, ...)
{
    char *words[16] = {(char *)(uintptr_t) "zhiqiao"};
    int count = 1;
    va_list list;
    va_start(list, first);
    for (const char *word = first; word != NULL && count < 15; word = va_arg(list, const char *)) {
        words[count++] = (char *)(uintptr_t)word;
    }
    va_end(list);
    (void)fflush(NULL);
    int out = dup(STDOUT_FILENO);
    int err = dup(STDERR_FILENO);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(nowhere, STDOUT_FILENO);
    (void)dup2(nowhere, STDERR_FILENO);
    int code = cli_run(count, words);
    (void)fflush(NULL);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(err, STDERR_FILENO);
    (void)close(out);
    (void)close(err);
    (void)close(nowhere);
    return code;
}

static void a_wrong_word_is_a_usage_error(void **state)
{
    (void)state;
    assert_int_equal(run("fly", NULL), CLI_USAGE);
    assert_int_equal(run("serve", "--wings", NULL), CLI_USAGE);
    assert_int_equal(run("serve", "--port", NULL), CLI_USAGE);
    assert_int_equal(run("serve", "--port", "70000", NULL), CLI_USAGE);
    assert_int_equal(run("serve", "--port=8o80", NULL), CLI_USAGE);
    assert_int_equal(run("serve", "--behind-tls=no", NULL), CLI_USAGE);
    assert_int_equal(run("serve", "surplus", NULL), CLI_USAGE);
    assert_int_equal(run("backup", NULL), CLI_USAGE);
    assert_int_equal(run("version", "--lang", "tlh", NULL), CLI_USAGE);
    assert_int_equal(run("init", "--db", city, NULL), CLI_USAGE);
    assert_int_equal(access(city, F_OK), -1);
}

static void help_is_never_an_error(void **state)
{
    (void)state;
    assert_int_equal(run(NULL), CLI_DONE);
    assert_int_equal(run("--help", NULL), CLI_DONE);
    assert_int_equal(run("--version", NULL), CLI_DONE);
    assert_int_equal(run("backup", "--help", NULL), CLI_DONE);
    assert_int_equal(run("help", "--lang", "zh-CN", NULL), CLI_DONE);
}

static void a_city_is_made_once_copied_and_restored(void **state)
{
    (void)state;
    assert_int_equal(run("init", "--region", "371500", "--db", city, NULL), CLI_DONE);
    assert_int_equal(run("init", "--region", "371500", "--db", city, "--json", NULL), CLI_DONE);
    assert_int_equal(run("init", "--region", "37150", "--db", city, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("init", "--region", "999999", "--db", city, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("backup", copy, "--db", city, NULL), CLI_DONE);
    assert_int_equal(run("backup", copy, "--db", city, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("restore", copy, "--db", city, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("restore", copy, "--db", again, NULL), CLI_DONE);
    assert_int_equal(run("restore", "--db", again, "--", copy, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("backup", text, "--db", again, NULL), CLI_DONE);
    struct stat known;
    assert_int_equal(stat(again, &known), 0);
    assert_int_equal(known.st_mode & 0777, 0600); /* personal data */
    assert_int_equal(unlink(text), 0);
}

static void a_path_mistyped_makes_no_database_and_no_backup_of_nothing(void **state)
{
    (void)state;
    (void)unlink(again);
    assert_int_equal(run("search", "焊工", "--db", again, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("backup", text, "--db", again, NULL), CLI_BAD_INPUT);
    assert_int_equal(access(again, F_OK), -1);
    assert_int_equal(access(text, F_OK), -1);
}

/* The log of a database that was deleted without it. */
static void nothing_is_restored_beside_a_log_left_behind(void **state)
{
    (void)state;
    char log[80];
    (void)snprintf(log, sizeof log, "%s-wal", again);
    FILE *file = fopen(log, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(run("restore", copy, "--db", again, NULL), CLI_BAD_INPUT);
    assert_int_equal(access(again, F_OK), -1);
    assert_int_equal(unlink(log), 0);
    assert_int_equal(run("restore", copy, "--db", again, NULL), CLI_DONE);
}

static void what_is_no_backup_is_not_restored(void **state)
{
    (void)state;
    FILE *file = fopen(text, "w");
    assert_non_null(file);
    (void)fprintf(file, "SQLite format 3");
    (void)fputc('\0', file);
    (void)fprintf(file, "but nothing of the kind");
    assert_int_equal(fclose(file), 0);
    (void)unlink(again);
    assert_int_equal(run("restore", text, "--db", again, NULL), CLI_BAD_INPUT);
    assert_int_equal(access(again, F_OK), -1);
    assert_int_equal(run("restore", "/nowhere", "--db", again, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("restore", copy, "--db", "postgresql://nowhere/x", NULL), CLI_BAD_INPUT);
}

static void serving_needs_a_city_and_an_address(void **state)
{
    (void)state;
    assert_int_equal(run("serve", "--db", again, "--port", "0", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("serve", "--db", city, "--port", "0", "--host", "nonsense", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("serve", "--db", city, "--port", "0", "--region", "110000", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("serve", "--db", "/nowhere/x.db", "--port", "0", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("init", "--region", "371500", "--db", "/nowhere/x.db", NULL), CLI_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_word_is_a_usage_error),
        cmocka_unit_test(help_is_never_an_error),
        cmocka_unit_test(a_city_is_made_once_copied_and_restored),
        cmocka_unit_test(a_path_mistyped_makes_no_database_and_no_backup_of_nothing),
        cmocka_unit_test(nothing_is_restored_beside_a_log_left_behind),
        cmocka_unit_test(what_is_no_backup_is_not_restored),
        cmocka_unit_test(serving_needs_a_city_and_an_address),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
