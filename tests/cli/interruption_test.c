/* Ctrl-C in verbs that work long: at once while nothing is open, without a half file when files are written. */
#include "tests/test.h"

#include "base/random.h"
#include "cli/cli.h"
#include "cli/interruption.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SCHOOLS = 5000, TOPICS = 8, APPLICANTS = 20000, SEATS = 400, WISHES = 5 };

static char folder[] = "/tmp/zhiqiao-interruption.XXXXXX";
static char out[80], said[80];
static char sentence[1024];

/* --- a child that works --------------------------------------------------------------------------------------------- */

static void wait_milliseconds(long milliseconds)
{
    struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    (void)nanosleep(&pause, NULL);
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void speak_into(const char *path)
{
    int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    (void)dup2(to, STDOUT_FILENO);
    (void)dup2(to, STDERR_FILENO);
    (void)close(to);
}

static pid_t start(int count, const char *const *words)
{
    char *list[12] = {0};
    for (int i = 0; i < count; i++) {
        list[i] = (char *)(uintptr_t)words[i];
    }
    (void)fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGINT, SIG_DFL); /* of a run in the background it would be ignored */
        speak_into(said);
        int code = cli_run(count, list);
        (void)fflush(NULL);
        _exit(code);
    }
    return child;
}

static int exit_code_of(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static const char *read_said(void)
{
    FILE *file = fopen(said, "rb");
    assert_non_null(file);
    sentence[fread(sentence, 1, sizeof sentence - 1, file)] = '\0';
    (void)fclose(file);
    return sentence;
}

/* --- the files ------------------------------------------------------------------------------------------------------- */

static FILE *make(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    return file;
}

/* So many schools that they are paired for long. */
static void put_schools(void)
{
    static const char *const lists[2][2] = {{"helpers.csv", "strengths.csv"}, {"helped.csv", "needs.csv"}};
    struct random random;
    random_init(&random, 4);
    for (int side = 0; side < 2; side++) {
        FILE *schools = make(lists[side][0]);
        FILE *levels = make(lists[side][1]);
        (void)fprintf(schools, "school_id,most\n");
        (void)fprintf(levels, "school_id,topic,level\n");
        for (int school = 0; school < SCHOOLS; school++) {
            (void)fprintf(schools, "S%d,%llu\n", school, (unsigned long long)random_below(&random, 4) + 1);
            for (int topic = 0; topic < TOPICS; topic++) {
                (void)fprintf(levels, "S%d,t%d,%llu\n", school, topic, (unsigned long long)random_below(&random, 1001));
            }
        }
        assert_int_equal(fclose(schools) + fclose(levels), 0);
    }
}

static void put_applicants(void)
{
    struct random random;
    random_init(&random, 5);
    FILE *seats = make("seats.csv");
    (void)fprintf(seats, "seat_id,enterprise_id,capacity\n");
    for (int seat = 0; seat < SEATS; seat++) {
        (void)fprintf(seats, "s%d,e,40\n", seat);
    }
    FILE *applicants = make("applicants.csv");
    FILE *wishes = make("preferences.csv");
    (void)fprintf(applicants, "applicant_id,score\n");
    (void)fprintf(wishes, "applicant_id,rank,seat_id\n");
    for (int a = 0; a < APPLICANTS; a++) {
        unsigned first = (unsigned)random_below(&random, SEATS);
        (void)fprintf(applicants, "a%d,%llu\n", a, (unsigned long long)random_below(&random, 750));
        for (unsigned rank = 0; rank < WISHES; rank++) {
            (void)fprintf(wishes, "a%d,%u,s%u\n", a, rank + 1, (first + rank * 7) % SEATS);
        }
    }
    assert_int_equal(fclose(seats) + fclose(applicants) + fclose(wishes), 0);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static void assert_no_part_is_left(void)
{
    DIR *list = opendir(folder);
    assert_non_null(list);
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (strstr(entry->d_name, ".part") != NULL) {
            fail_msg("left behind: %s", entry->d_name);
        }
    }
    (void)closedir(list);
}

static void take_away(const char *path)
{
    static const char *const endings[] = {".prices", ".certificate/cutoffs.csv", ".certificate/certificate.json",
                                          ".certificate", ""};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char whole[160];
        (void)snprintf(whole, sizeof whole, "%s%s", path, endings[i]);
        (void)remove(whole);
    }
}

static int open_folder(void **state)
{
    (void)state;
    bool made = mkdtemp(folder) != NULL;
    (void)snprintf(out, sizeof out, "%s/out.csv", folder);
    (void)snprintf(said, sizeof said, "%s/said", folder);
    return made ? 0 : -1;
}

static int close_folder(void **state)
{
    static const char *const names[] = {"helpers.csv", "helped.csv",     "strengths.csv",   "needs.csv",
                                        "seats.csv",   "applicants.csv", "preferences.csv", "said"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    take_away(out);
    return rmdir(folder);
}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void a_solver_is_stopped_at_once_in_the_language_of_the_person(void **state)
{
    static const struct {
        int signal;
        const char *language, *expected;
    } cases[] = {{SIGINT, "en", "Interrupted. Nothing was written.\n"}, {SIGTERM, "zh-CN", "已中断"}};
    (void)state;
    put_schools();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *words[] = {"zhiqiao", "pairing", "solve", folder, "--out", out, "--lang", cases[i].language};
        pid_t child = start(8, words);
        wait_milliseconds(500);
        double asked = seconds();
        assert_int_equal(kill(child, cases[i].signal), 0);
        assert_int_equal(exit_code_of(child), CLI_INTERRUPTED);
        assert_true(seconds() - asked < 2); /* solved whole it takes several times as long */
        assert_non_null(strstr(read_said(), cases[i].expected));
        assert_false(is_there(out));
        assert_no_part_is_left();
    }
}

/* At any moment: either everything is there, or nothing is. */
static void an_interruption_at_any_moment_leaves_all_files_or_none(void **state)
{
    const char *words[] = {"zhiqiao", "placement", "solve", folder, "--out", out, "--seed", "x", "--lang", "en"};
    int stopped = 0;
    (void)state;
    put_applicants();
    double began = seconds();
    assert_int_equal(exit_code_of(start(10, words)), CLI_DONE);
    double whole = seconds() - began;
    for (int step = 0; step <= 24; step++) {
        char certificate[160];
        (void)snprintf(certificate, sizeof certificate, "%s.certificate", out);
        take_away(out);
        pid_t child = start(10, words);
        wait_milliseconds((long)(whole * 1000 * step / 20) + 5);
        (void)kill(child, SIGINT);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (WIFSIGNALED(status)) { /* before the work had begun, or after it had ended */
            assert_int_equal(WTERMSIG(status), SIGINT);
            assert_no_part_is_left();
            continue;
        }
        assert_true(WEXITSTATUS(status) == CLI_DONE || WEXITSTATUS(status) == CLI_INTERRUPTED);
        bool done = WEXITSTATUS(status) == CLI_DONE;
        assert_int_equal(is_there(out), done);
        assert_int_equal(is_there(certificate), done);
        assert_no_part_is_left();
        stopped += !done;
    }
    assert_true(stopped > 0);
}

/* In a child, which is ended by the watcher or says what became of it. */
static int code_of(int (*work)(struct interruption *interruption))
{
    (void)fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct interruption interruption;
        (void)signal(SIGINT, SIG_DFL);
        (void)signal(SIGHUP, SIG_DFL);
        speak_into(said);
        _exit(work(&interruption));
    }
    return exit_code_of(child);
}

static int wait_watched(struct interruption *interruption)
{
    interruption_hold(interruption);
    interruption_watch(interruption, "stopped");
    (void)kill(getpid(), SIGHUP);
    wait_milliseconds(60000);
    return 20;
}

static int write_files(struct interruption *interruption)
{
    interruption_hold(interruption);
    interruption_watch(interruption, "stopped");
    interruption_look(interruption);
    (void)kill(getpid(), SIGINT);
    wait_milliseconds(50);
    int code = interruption_asked() ? 21 : 22;
    interruption_let_go(interruption);
    return interruption_asked() ? 23 : code;
}

static int ignore_from_outside(struct interruption *interruption)
{
    (void)signal(SIGHUP, SIG_IGN);
    interruption_hold(interruption);
    interruption_watch(interruption, "stopped");
    (void)kill(getpid(), SIGHUP);
    wait_milliseconds(50);
    interruption_look(interruption);
    int code = interruption_asked() ? 24 : 25;
    interruption_let_go(interruption);
    return code;
}

static void signals_are_watched_for_then_looked_for(void **state)
{
    (void)state;
    assert_int_equal(code_of(wait_watched), CLI_INTERRUPTED);
    assert_string_equal(read_said(), "stopped\n");
    assert_int_equal(code_of(write_files), 21);
    assert_string_equal(read_said(), "");
}

static void what_was_ignored_from_outside_stays_ignored(void **state)
{
    (void)state;
    assert_int_equal(code_of(ignore_from_outside), 25);
    assert_string_equal(read_said(), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_solver_is_stopped_at_once_in_the_language_of_the_person),
        cmocka_unit_test(an_interruption_at_any_moment_leaves_all_files_or_none),
        cmocka_unit_test(signals_are_watched_for_then_looked_for),
        cmocka_unit_test(what_was_ignored_from_outside_stays_ignored),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
