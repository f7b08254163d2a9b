/* Where verbs write: never over what they read, never in the place of a device, and said before the work. */
#define VERB "pairing"
#define OUT  "pairs.csv"
#define FILES                                                                                                          \
    "helpers.csv", "helped.csv", "scores.csv", "pairs.csv", "pairs.csv.prices", "pipe", "hard", "pipe.prices",         \
        "hard.prices", "soft"
#include "tests/cli/table_verb.h"

#include <sys/stat.h>

static const char helpers[] = "school_id,most\nNo. 1,2\n";

static void put_sound_files(void)
{
    take_all_away();
    put("helpers.csv", helpers);
    put("helped.csv", "school_id,most\nAn,1\n");
    put("scores.csv", "helper_id,helped_id,points\nNo. 1,An,5\n");
}

static int open_folder(void **state)
{
    (void)state;
    return open_table_folder() ? 0 : -1;
}

static const char *in_folder(char room[static 120], const char *name)
{
    (void)snprintf(room, 120, "%s/%s", folder, name);
    return room;
}

static void assert_inputs_are_kept(void)
{
    char path[120];
    assert_string_equal(read_back(in_folder(path, "helpers.csv")), helpers);
}

static void assert_solve_says(const char *to, int code, const char *expected)
{
    assert_int_equal(run("solve", folder, "--out", to, "--lang", "en", NULL), code);
    assert_says(said, expected);
    assert_inputs_are_kept();
}

static void what_is_read_is_never_written_over(void **state)
{
    char path[120], other[120];
    (void)state;
    put_sound_files();
    assert_solve_says(in_folder(path, "helpers.csv"), CLI_USAGE, "one of the files that are read");
    assert_int_equal(link(in_folder(path, "helpers.csv"), in_folder(other, "hard")), 0);
    assert_solve_says(other, CLI_USAGE, "one of the files that are read");
    assert_int_equal(symlink(folder, in_folder(other, "soft")), 0);
    assert_solve_says(in_folder(other, "soft/helpers.csv"), CLI_USAGE, "one of the files that are read");
    assert_solve_says(in_folder(path, "existing.csv"), CLI_USAGE, "one of the files that are read");
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(
        run("solve", folder, "--out", out, "--prices", in_folder(path, "scores.csv"), "--lang", "en", NULL), CLI_USAGE);
    assert_int_equal(run("solve", folder, "--out", out, "--prices", out, "--lang", "en", NULL), CLI_USAGE);
    assert_says(said, "would be written twice");
    assert_int_equal(access(out, F_OK), -1);
}

static void a_device_or_a_folder_is_not_replaced_by_a_file(void **state)
{
    char path[120];
    struct stat known;
    (void)state;
    put_sound_files();
    assert_int_equal(mkfifo(in_folder(path, "pipe"), 0600), 0);
    assert_solve_says(path, CLI_BAD_INPUT, "no ordinary file");
    assert_int_equal(stat(path, &known), 0);
    assert_true(S_ISFIFO(known.st_mode));
    assert_solve_says(folder, CLI_BAD_INPUT, "no ordinary file");
    assert_solve_says(in_folder(path, "nowhere/pairs.csv"), CLI_BAD_INPUT, "there is no such folder");
    assert_solve_says("", CLI_USAGE, "has no name");
}

static void an_option_of_another_part_is_refused(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_int_equal(run("check", folder, out, "--out", out, "--lang", "en", NULL), CLI_USAGE);
    assert_says(said, "check has no use for the option --out");
    assert_int_equal(run("solve", folder, "--out", "--keep", "3", "--lang", "en", NULL), CLI_USAGE);
    assert_says(said, "The option --out needs a value");
    assert_int_equal(run("solve", folder, "--out", out, "--keep", "1000001", "--lang", "en", NULL), CLI_USAGE);
    assert_says(said, "--keep must be a whole number: 0 … 1000000");
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    char path[120];
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", in_folder(path, "none"), "--out", out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_says(said, "There is no folder ");
    assert_int_equal(run("check", in_folder(path, "helpers.csv"), out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_says(said, "There is no folder ");
}

/* What a person does who saves a table from another program. */
static void another_kind_of_file_is_told_as_such(void **state)
{
    static const struct wrong_file cases[] = {
        {"helped.csv", "school_id;most\nAn;1\n", "separated by semicolons or tabs"},
        {"helped.csv", "school_id\tmost\nAn\t1\n", "separated by semicolons or tabs"},
        {"helped.csv", "\xb5\xa5\xce\xbb,most\nAn,1\n", "this is no CSV in UTF-8"},
        {"helped.csv", "\xff\xfes", "this is no CSV in UTF-8"},
        {"scores.csv", "helper_id,helped_id,points\nNo. 1,\xb3\xb5,5\n", "iconv -f GB18030 -t UTF-8"},
        {"scores.csv", "helper_id,helped_id,points\nNo. 1,Bao,5\n", "an id that stands in helped.csv"},
        {"scores.csv", "helper_id,helped_id,points\nNo. 1,An,\n", "an empty value is no whole number"},
        {"helped.csv", "school_id\nAn\n", "helped.csv:1: the column most is missing"},
    };
    (void)state;
    assert_refused(cases, sizeof cases / sizeof cases[0], put_sound_files);
}

static void the_language_is_known_before_the_mistake_is_told(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, "--nonsense", "--lang", "zh-CN", NULL), CLI_USAGE);
    assert_says(said, "没有这个选项");
    assert_int_equal(run("solve", folder, "--nonsense", "--lang=en", NULL), CLI_USAGE);
    assert_says(said, "There is no option");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_never_written_over),
        cmocka_unit_test(a_device_or_a_folder_is_not_replaced_by_a_file),
        cmocka_unit_test(an_option_of_another_part_is_refused),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
        cmocka_unit_test(another_kind_of_file_is_told_as_such),
        cmocka_unit_test(the_language_is_known_before_the_mistake_is_told),
    };
    return cmocka_run_group_tests(tests, open_folder, close_table_folder);
}
