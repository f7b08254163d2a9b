/* Files of several blocks: one thread and several, the fast readers and the ordinary ones, give the same bytes. */
#define VERB "placement"
#include "tests/cli/verb.h"

#include "base/random.h"

enum { PEOPLE = 90000, WISHES = 8, SEATS = 3000, BYTES_MOST = 3000000 };

static char out[80], certificate[96];
static char *kept; /* the allocation of one thread */

static const char *const files[] = {"seats.csv",
                                    "enterprises.csv",
                                    "applicants.csv",
                                    "preferences.csv",
                                    "lots.csv",
                                    "allocation.csv",
                                    "said",
                                    "heard",
                                    "allocation.csv.certificate/cutoffs.csv",
                                    "allocation.csv.certificate/certificate.json"};

static FILE *begin(const char *name)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    return file;
}

static void put_preferences(const char *behind_header, const char *in_one_row)
{
    struct random random;
    FILE *file = begin("preferences.csv");
    random_init(&random, 7);
    (void)fprintf(file, "applicant_id,rank,seat_id\n%s", behind_header);
    for (unsigned a = 0, row = 0; a < PEOPLE; a++) {
        unsigned seat = random_below(&random, SEATS);
        for (unsigned rank = 1; rank <= (a % 11 == 3 ? 0 : WISHES); rank++, row++) {
            seat = (seat + 1 + random_below(&random, SEATS / WISHES - 1)) % SEATS;
            (void)fprintf(file, "%u,%u,s%u%s\n", 1000000 + a, rank, seat, row == 600000 ? in_one_row : "");
        }
    }
    assert_int_equal(fclose(file), 0);
}

static int open_folder(void **state)
{
    (void)state;
    bool made = open_verb_folder();
    struct random random;
    random_init(&random, 3);
    (void)snprintf(out, sizeof out, "%s/allocation.csv", folder);
    (void)snprintf(certificate, sizeof certificate, "%s.certificate", out);
    FILE *seats = begin("seats.csv");
    FILE *enterprises = begin("enterprises.csv");
    FILE *applicants = begin("applicants.csv");
    FILE *lots = begin("lots.csv");
    (void)fputs("seat_id,enterprise_id,capacity\n", seats);
    (void)fputs("enterprise_id,capacity\n", enterprises);
    (void)fputs("applicant_id,score\n", applicants);
    (void)fputs("applicant_id,number\n", lots);
    for (unsigned s = 0; s < SEATS; s++) {
        (void)fprintf(seats, "s%u,e%u,%u\n", s, s / 6, 1 + random_below(&random, 50));
    }
    for (unsigned e = 0; e < SEATS / 6; e++) {
        (void)fprintf(enterprises, "e%u,%u\n", e, 120 + random_below(&random, 40));
    }
    for (unsigned a = 0; a < PEOPLE; a++) {
        (void)fprintf(applicants, "%u,%u.%u\n", 1000000 + a, random_below(&random, 600), random_below(&random, 10));
        (void)fprintf(lots, "%u,%llu\n", 1000000 + a, (unsigned long long)random_next(&random));
    }
    made = fclose(seats) == 0 && fclose(enterprises) == 0 && fclose(applicants) == 0 && fclose(lots) == 0 && made;
    kept = malloc(BYTES_MOST);
    return made && kept != NULL ? 0 : -1;
}

static int close_folder(void **state)
{
    (void)state;
    free(kept);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        take_away(files[i]);
    }
    (void)rmdir(certificate);
    return rmdir(folder);
}

/* Of a file in the folder, to be freed. */
static char *whole_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(BYTES_MOST);
    assert_true(file != NULL && bytes != NULL);
    bytes[fread(bytes, 1, BYTES_MOST - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void assert_same_answer(void)
{
    char *bytes = whole_file(out);
    assert_true(strlen(bytes) > PEOPLE * 8);
    assert_string_equal(bytes, kept);
    free(bytes);
}

static void one_thread_and_several_give_the_same_bytes(void **state)
{
    (void)state;
    char path[128];
    (void)snprintf(path, sizeof path, "%s/certificate.json", certificate);
    put_preferences("", "");
    assert_int_equal(run("solve", folder, "--out", out, "--threads", "1", NULL), CLI_DONE);
    char *answer = whole_file(out);
    (void)memcpy(kept, answer, strlen(answer) + 1);
    free(answer);
    char *one = whole_file(path);
    char *told = strdup(read_back(heard));
    static const char *const counts[] = {"2", "5", "16"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        assert_int_equal(run("solve", folder, "--out", out, "--threads", counts[i], NULL), CLI_DONE);
        assert_same_answer();
        char *other = whole_file(path);
        assert_string_equal(other, one);
        free(other);
        assert_string_equal(read_back(heard), told);
    }
    assert_int_equal(run("check", folder, out, "--certificate", certificate, "--threads", "2", NULL), CLI_DONE);
    free(one);
    free(told);
}

static void the_fast_reader_and_the_ordinary_one_give_the_same_bytes(void **state)
{
    (void)state;
    put_preferences("\n", "");
    assert_int_equal(run("solve", folder, "--out", out, "--no-certificate", NULL), CLI_DONE);
    assert_same_answer();
}

static void what_is_wrong_far_down_in_a_file_is_said_with_its_line(void **state)
{
    (void)state;
    put_preferences("", "x");
    assert_int_equal(run("solve", folder, "--out", out, "--threads", "2", "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "preferences.csv:600002:"));
    assert_non_null(strstr(read_back(said), "1 problem"));
}

static void a_number_of_threads_that_is_none_is_wrong_usage(void **state)
{
    (void)state;
    assert_int_equal(run("solve", folder, "--out", out, "--threads", "0", NULL), CLI_USAGE);
    assert_int_equal(run("solve", folder, "--out", out, "--threads", "many", NULL), CLI_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_thread_and_several_give_the_same_bytes),
        cmocka_unit_test(the_fast_reader_and_the_ordinary_one_give_the_same_bytes),
        cmocka_unit_test(what_is_wrong_far_down_in_a_file_is_said_with_its_line),
        cmocka_unit_test(a_number_of_threads_that_is_none_is_wrong_usage),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
