/* placement on the command line: from files to files; what bad input gets; interruption. */
#define VERB "placement"
#define OUT  "allocation.csv"
#define FILES                                                                                                          \
    "seats.csv", "enterprises.csv", "applicants.csv", "preferences.csv", "lots.csv", "priorities.csv", "quotas.csv",   \
        "allocation.csv", "allocation.csv.certificate/cutoffs.csv", "allocation.csv.certificate/certificate.json",     \
        "allocation.csv.certificate"
#include "tests/cli/table_verb.h"

#include "base/merkle.h"

#include <jansson.h>

static char certificate[96];

/* A sound folder: a total, a tie that a lot decides, a seat below its minimum. */
static void put_sound_files(void)
{
    take_all_away();
    put("seats.csv", "seat_id,enterprise_id,capacity,minimum\nturning,E1,1,\nmilling,E1,2,\nwelding,E2,3,2\n");
    put("enterprises.csv", "enterprise_id,capacity\nE1,2\nE2,\n");
    put("applicants.csv", "applicant_id,score\nLi,90\nWang,80.5\n\"Zhao, Min\",80.500\nSun,60\n");
    put("preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nLi,2,milling\nWang,1,turning\nWang,2,milling\n"
                           "\"Zhao, Min\",1,turning\n\"Zhao, Min\",2,milling\nSun,1,turning\nSun,2,welding\n");
    put("lots.csv", "applicant_id,number\nLi,5\nWang,9\n\"Zhao, Min\",2\nSun,7\n");
}

static const char sound_answer[] = "applicant_id,seat_id\nLi,turning\nSun,welding\nWang,\n\"Zhao, Min\",milling\n";

static int open_folder(void **state)
{
    (void)state;
    bool made = open_table_folder();
    (void)snprintf(certificate, sizeof certificate, "%s.certificate", out);
    return made ? 0 : -1;
}

static void a_folder_is_solved_checked_and_explained(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_answer);
    assert_non_null(strstr(read_back(heard), "welding (1 / 2)"));
    assert_non_null(strstr(read_back(said), "1 enterprise"));
    assert_int_equal(run("check", folder, out, NULL), CLI_DONE);
    assert_int_equal(run("explain", folder, out, "Wang", "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "What one gets is always the first wish all of whose cut-offs are reached.");
    assert_non_null(strstr(read_back(heard), "2\tmilling\t80.5\t3 / 3\t\t80.5 (2)\tthe enterprise's total"));
    assert_int_equal(run("explain", folder, out, "Zhao, Min", "--json", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "\"outcome\": \"given\""));
    assert_int_equal(run("explain", folder, out, "Nobody", NULL), CLI_BAD_INPUT);
}

static void a_class_that_is_too_small_is_closed_when_asked(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, "--out", out, "--minimum=close", "--json", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "\"blocking_pairs\": 1"));
    assert_non_null(strstr(read_back(out), "Sun,\n"));
    assert_int_equal(run("check", folder, out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(heard), "Sun would rather have welding, and there is room."));
    assert_int_equal(run("solve", folder, "--out", out, "--minimum=repair", NULL), CLI_USAGE);
}

static void a_wrong_allocation_is_found_out(void **state)
{
    (void)state;
    put_sound_files();
    put("allocation.csv", "applicant_id,seat_id\nLi,welding\nWang,milling\nSun,\n\"Zhao, Min\",\n");
    assert_int_equal(run("check", folder, out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(heard), "Li has welding, without having wished for it."));
    assert_int_equal(run("explain", folder, out, "Li", NULL), CLI_BAD_INPUT);
    put("allocation.csv", "applicant_id,seat_id\nLi,turning\nWang,brewing\nLi,\nOtto,\n");
    assert_int_equal(run("check", folder, out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "allocation.csv:3:6: brewing is unknown"));
    assert_non_null(strstr(read_back(said), "allocation.csv:4:1: Li stands here for the second time"));
    assert_non_null(strstr(read_back(said), "allocation.csv:5:1: Otto is unknown"));
}

static void columns_rows_line_ends_and_quotes_may_be_otherwise(void **state)
{
    (void)state;
    put_sound_files();
    put("seats.csv", "\xef\xbb\xbf"
                     "note,capacity,seat_id,minimum,enterprise_id\r\n\"a \"\"b\"\", c\",3,welding,2,E2\r\n\r\n"
                     ",2,\"milling\",,E1\r\n,1,turning,,E1");
    put("applicants.csv", "score,applicant_id\n60,Sun\n80.5,\"Zhao, Min\"\n80.5,Wang\n90,Li\n\n");
    put("preferences.csv",
        "rank,seat_id,applicant_id\n2,milling,Li\n2,welding,Sun\n1,turning,\"Zhao, Min\"\n1,turning,Li\n"
        "2,milling,Wang\n1,turning,Wang\n2,milling,\"Zhao, Min\"\n1,turning,Sun\n");
    put("lots.csv", "applicant_id,number\nWang,9\nLi,5\nSun,7\n\"Zhao, Min\",2");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_answer);
}

static void a_seat_s_own_ranking_replaces_the_common_score(void **state)
{
    (void)state;
    put_sound_files();
    put("priorities.csv", "seat_id,applicant_id,score\nturning,Sun,99\nwelding,Li,50\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_non_null(strstr(read_back(out), "Sun,turning\n"));
    assert_non_null(strstr(read_back(out), "Li,milling\n"));
    assert_non_null(strstr(read_back(said), "1 row(s) of priorities.csv"));
}

/* The stated hash: python3 -c "import hashlib; print(int.from_bytes(hashlib.sha256(b'2026\nLi').digest()[:8], 'big'))" */
static void a_seed_draws_the_published_lots(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, "--out", out, "--seed", "2026", "--lang", "en", NULL), CLI_BAD_INPUT);
    take_away("lots.csv");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_int_equal(run("solve", folder, "--out", out, "--seed", "2026", NULL), CLI_DONE);
    assert_int_equal(run("explain", folder, out, "Li", "--seed", "2026", "--lang", "en", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "(lot 5494282815618686030)"));
}

static void what_is_wrong_is_said_with_file_line_column_and_what_would_be_right(void **state)
{
    (void)state;
    static const struct wrong_file cases[] = {
        {"seats.csv", "", "seats.csv: the file is empty"},
        {"seats.csv", "seat_id,enterprise_id,capacity\n", "seats.csv: there is a header, but no rows"},
        {"seats.csv", "seat_id,capacity\nturning,1\n", "seats.csv:1: the column enterprise_id is missing"},
        {"seats.csv", "seat_id,seat_id,enterprise_id,capacity\n",
         "seats.csv:1:9: the column seat_id stands in the header twice"},
        {"seats.csv", "seat_id,enterprise_id,capacity\nturning,E1,0\n",
         "seats.csv:2:12: 0 is no whole number in range. Right would be 1"},
        {"seats.csv", "seat_id,enterprise_id,capacity\n车工,E1,-3\n", "seats.csv:2:7: -3 is no whole number"},
        {"seats.csv", "seat_id,enterprise_id,capacity\nturning,E1,99999999999999999999999\n", "seats.csv:2:12: 9999"},
        {"seats.csv", "seat_id,enterprise_id,capacity\nturning,E9,1\n",
         "seats.csv:2:9: E9 is unknown. Right would be an id that stands in enterprises.csv"},
        {"seats.csv", "seat_id,enterprise_id,capacity\nturning,E1,1\nturning,E1,1\n",
         "seats.csv:3:1: turning stands here for the second time"},
        {"seats.csv", "seat_id,enterprise_id,capacity,minimum\nturning,E1,1,2\n",
         "seats.csv:2:14: 2 is no whole number in range. Right would be 0 … 1"},
        {"seats.csv", "seat_id,enterprise_id,capacity\n,E1,1\n", "seats.csv:2:1: an empty value cannot be an id"},
        {"seats.csv", "seat_id,enterprise_id,capacity\n\xb3\xb5\xb9\xa4,E1,1\n", "is not UTF-8"},
        {"seats.csv", "seat_id,enterprise_id,capacity\nturning,E1\n",
         "seats.csv:2: this row has 2 value(s). Right would be 3"},
        {"seats.csv", "seat_id,enterprise_id,capacity\n\"turning,E1,1\nx,E1,1\n", "seats.csv:2:1: a quotation mark"},
        {"seats.csv", "seat_id,enterprise_id,capacity\ntur\"ning,E1,1\n", "seats.csv:2:1: a quotation mark"},
        {"seats.csv", "seat_id,enterprise_id,capacity\na\rb,E1,1\n", "a carriage return"},
        {"enterprises.csv", "enterprise_id,capacity\nE1,2\nE2,none\n", "enterprises.csv:3:4: none is no whole number"},
        {"applicants.csv", "applicant_id,score\nLi,ninety\n", "applicants.csv:2:4: ninety is no score"},
        {"applicants.csv", "applicant_id,score\nLi,9.\n", "applicants.csv:2:4: 9. is no score"},
        {"applicants.csv", "applicant_id,score\nLi,-1\n", "applicants.csv:2:4: -1 is no score"},
        {"applicants.csv", "applicant_id,score\nLi,4000000.001\n", "applicants.csv:2:4: 4000000.001 is no score"},
        {"lots.csv", "applicant_id,number\nLi,5\nWang,9\nSun,7\n", "lots.csv: Zhao, Min has no lot"},
        {"lots.csv", "applicant_id,number\nLi,5\n", "3 problem(s) found"},
        {"lots.csv", "applicant_id,number\nLi,5\nWang,9\nSun,5\n\"Zhao, Min\",2\n", "have the same lot"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nLi,3,milling\n",
         "preferences.csv:3:4: rank 3 leaves a gap. Right would be 1 to 2"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nLi,1,milling\n",
         "preferences.csv:3:4: rank 1 stands twice"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nLi,2,turning\n",
         "preferences.csv:3:6: turning is wished for twice"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,2,turning\nLi,1,turning\n",
         "preferences.csv:3:6: turning is wished for twice"},
        {"preferences.csv", "applicant_id,rank,seat_id\nOtto,1,turning\nLi,0,brewing\n",
         "preferences.csv:2:1: Otto is unknown"},
        {"preferences.csv", "applicant_id,rank,seat_id\nOtto,1,turning\nLi,0,brewing\n",
         "preferences.csv:3:6: brewing is unknown"},
        {"preferences.csv", "applicant_id,rank,seat_id\nOtto,1,turning\nLi,0,brewing\n",
         "preferences.csv:3:4: 0 is no whole number"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nLi,2,mil", "preferences.csv:3:6: mil is unknown"},
        {"preferences.csv", "applicant_id,rank,seat_id\nOtto,1,turning\nLi,1,turning\nLi,1,milling\n",
         "preferences.csv:4:4: rank 1 stands twice"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nLi,2,turning\nLi,3\n",
         "preferences.csv:3:6: turning is wished for twice"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,1,brewing\nLi,1,turning\nLi,-2,turning\n",
         "3 problem(s) found"},
        {"preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nOtto,2,milling\nLi,3,milling\n",
         "1 problem(s) found"},
        {"priorities.csv", "seat_id,applicant_id,score\nturning,Li,3\nturning,Li,4\n",
         "priorities.csv:3:9: Li stands here for the second time"},
    };
    assert_refused(cases, sizeof cases / sizeof cases[0], put_sound_files);
    static const char nul[] = "seat_id,enterprise_id,capacity\ntur\0ing,E1,1\n";
    put_bytes("seats.csv", nul, sizeof nul - 1);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "seats.csv:2:4: a NUL byte"));
}

static void a_hundred_problems_of_a_file_are_shown(void **state)
{
    (void)state;
    put_sound_files();
    char text[8192] = "applicant_id,score\n";
    size_t length = strlen(text);
    for (int i = 0; i < 300; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "p%d,bad\n", i);
    }
    put("applicants.csv", text);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    int shown = 0;
    for (const char *at = read_back(said); (at = strstr(at, "is no score")) != NULL; at++) {
        shown++;
    }
    assert_int_equal(shown, 100);
    assert_non_null(strstr(words_said, "only the first 100"));
}

static void wrong_usage_is_told_apart(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, NULL), CLI_USAGE);
    assert_int_equal(run("dissolve", folder, NULL), CLI_USAGE);
    assert_int_equal(run("check", folder, NULL), CLI_USAGE);
    assert_int_equal(run("explain", folder, out, NULL), CLI_USAGE);
    assert_int_equal(run("solve", "/nowhere", "--out", out, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("solve", folder, "--out", "/nowhere/x.csv", NULL), CLI_BAD_INPUT);
}

static void an_interruption_leaves_nothing_behind(void **state)
{
    (void)state;
    put_sound_files();
    assert_is_interrupted(solve);
    assert_int_equal(access(out, F_OK), -1);
}

static int check_with_certificate(void)
{
    return run("check", folder, out, "--certificate", certificate, "--lang", "en", NULL);
}

static void a_certificate_is_written_and_belongs_to_nothing_else(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, "--out", out, "--no-certificate", NULL), CLI_DONE);
    assert_int_equal(access(certificate, F_OK), -1);
    assert_int_equal(solve(), CLI_DONE);
    put("heard", "");
    char path[120];
    (void)snprintf(path, sizeof path, "%s/cutoffs.csv", certificate);
    assert_string_equal(read_back(path), "kind,id,capacity,held,score,lot\nseat,milling,2,1,,\nseat,turning,1,1,90,5\n"
                                         "seat,welding,3,1,,\nenterprise,E1,2,2,80.5,2\nenterprise,E2,,1,,\n");
    assert_int_equal(check_with_certificate(), CLI_DONE);
    put("applicants.csv",
        "applicant_id,score\nLi,90.0\nWang,80.5\n\"Zhao, Min\",80.500\nSun,60\n"); /* the same in other bytes */
    assert_int_equal(check_with_certificate(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "does not belong to this: inputs"));
    assert_null(strstr(words_said, "does not belong to this: wishes"));
    put("applicants.csv", "applicant_id,score\nLi,91\nWang,80.5\n\"Zhao, Min\",80.500\nSun,60\n");
    assert_int_equal(check_with_certificate(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "does not belong to this: wishes"));
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    put("allocation.csv.certificate/cutoffs.csv", "kind,id,capacity,held,score,lot\nseat,milling,2,1,,\n");
    assert_int_equal(check_with_certificate(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "does not belong to this: cutoffs.csv"));
    put("allocation.csv.certificate/certificate.json", "{");
    assert_int_equal(check_with_certificate(), CLI_BAD_INPUT);
}

static void a_certificate_names_the_closed_classes(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, "--out", out, "--minimum=close", NULL), CLI_DONE);
    assert_int_equal(check_with_certificate(), CLI_DONE);
    assert_non_null(strstr(read_back(said), "Closed: welding"));
    char path[120];
    (void)snprintf(path, sizeof path, "%s/cutoffs.csv", certificate);
    assert_non_null(strstr(read_back(path), "seat,welding,0,0,,\n"));
}

static int digit_value(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

static void read_digest(const json_t *text, unsigned char digest[static DIGEST_SIZE])
{
    const char *digits = json_string_value(text);
    assert_int_equal(strlen(digits), 2 * DIGEST_SIZE);
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        digest[i] = (unsigned char)(digit_value(digits[2 * i]) * 16 + digit_value(digits[2 * i + 1]));
    }
}

static void an_applicant_proves_alone_that_the_wishes_are_certified(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_int_equal(run("explain", folder, out, "Zhao, Min", "--proof", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    const json_t *proof = json_object_get(document, "proof");
    struct merkle_step path[8];
    unsigned char root[DIGEST_SIZE];
    int length = (int)json_array_size(json_object_get(proof, "path"));
    assert_int_equal(length, 2);
    for (int i = 0; i < length; i++) {
        const json_t *step = json_array_get(json_object_get(proof, "path"), (size_t)i);
        path[i].left = json_is_true(json_object_get(step, "left"));
        read_digest(json_object_get(step, "sha256"), path[i].digest);
    }
    char name[120];
    (void)snprintf(name, sizeof name, "%s/certificate.json", certificate);
    json_t *certified = json_load_file(name, 0, NULL);
    read_digest(json_object_get(json_object_get(certified, "wishes"), "sha256_root"), root);
    assert_true(merkle_verify(span_of("Zhao, Min\n2\nturning\t80.5\nmilling\t80.5\n"), path, length, root));
    assert_false(merkle_verify(span_of("Zhao, Min\n2\nturning\t80.5\n"), path, length, root));
    json_decref(certified);
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_solved_checked_and_explained),
        cmocka_unit_test(a_class_that_is_too_small_is_closed_when_asked),
        cmocka_unit_test(a_wrong_allocation_is_found_out),
        cmocka_unit_test(columns_rows_line_ends_and_quotes_may_be_otherwise),
        cmocka_unit_test(a_seat_s_own_ranking_replaces_the_common_score),
        cmocka_unit_test(a_seed_draws_the_published_lots),
        cmocka_unit_test(what_is_wrong_is_said_with_file_line_column_and_what_would_be_right),
        cmocka_unit_test(a_hundred_problems_of_a_file_are_shown),
        cmocka_unit_test(wrong_usage_is_told_apart),
        cmocka_unit_test(a_certificate_is_written_and_belongs_to_nothing_else),
        cmocka_unit_test(a_certificate_names_the_closed_classes),
        cmocka_unit_test(an_applicant_proves_alone_that_the_wishes_are_certified),
        cmocka_unit_test(an_interruption_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, open_folder, close_table_folder);
}
