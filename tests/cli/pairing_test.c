/* pairing on the command line: from files to files; what bad input gets; no answer; interruption. */
#define VERB "pairing"
#define OUT  "pairs.csv"
#define FILES                                                                                                          \
    "helpers.csv", "helped.csv", "scores.csv", "strengths.csv", "needs.csv", "forbidden.csv", "existing.csv",          \
        "pairs.csv", "pairs.csv.prices"
#include "tests/cli/table_verb.h"

#include "base/random.h"

#include <jansson.h>

#define TEXT_50  "welding welding welding welding welding welding we"
#define TEXT_250 TEXT_50 TEXT_50 TEXT_50 TEXT_50 TEXT_50

static char prices[96];

/* A sound folder: several pairs each, leasts, a ban, and what helpers have that the helped lack. */
static void put_sound_files(void)
{
    take_all_away();
    put("helpers.csv", "school_id,most,least\nNo. 1,2,1\n\"North, City\",1,\nHarbour,2,0\n");
    put("helped.csv", "school_id,most,least\nAn,1,1\nBao,2,1\nChi,1,1\nDeng,1,0\n");
    put("strengths.csv", "school_id,topic,level\nNo. 1,welding,5\nNo. 1,english,2\n\"North, City\",welding,3\n"
                         "Harbour,english,4\nHarbour,care,3\n");
    put("needs.csv", "school_id,topic,level\nAn,welding,4\nBao,english,3\nBao,care,1\nChi,welding,2\nDeng,care,5\n");
    put("forbidden.csv", "helper_id,helped_id,reason\nNo. 1,An,same owner\n");
    put("existing.csv", "helper_id,helped_id\n\"North, City\",Bao\n");
}

static const char sound_answer[] = "helper_id,helped_id,points\nHarbour,Bao,15\nHarbour,Deng,15\nNo. 1,Bao,6\n"
                                   "No. 1,Chi,10\n\"North, City\",An,12\n";

static int open_folder(void **state)
{
    (void)state;
    bool made = open_table_folder();
    (void)snprintf(prices, sizeof prices, "%s.prices", out);
    return made ? 0 : -1;
}

static void a_folder_is_solved_checked_and_explained(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_answer);
    assert_non_null(strstr(read_back(heard), "5 pair(s), worth 58 points"));
    assert_non_null(strstr(read_back(heard), "Kept of the existing pairs: 0 of 1"));
    assert_int_equal(check(), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "Sound and best: 58 points"));
    assert_int_equal(run("explain", folder, out, "North, City", "An", "--lang", "en", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "The best without it is worth 27 point(s) less"));
    assert_non_null(strstr(read_back(heard), "+ Harbour — An (0)"));
    assert_int_equal(run("explain", folder, out, "No. 1", "An", "--lang", "en", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "Forbidden. Reason: same owner"));
    assert_says(heard, "welding: strength × need, 5 × 4 = 20");
    assert_non_null(strstr(read_back(heard), "Were it allowed, the best would be worth 4 point(s) more"));
    assert_int_equal(run("explain", folder, out, "No. 1", "Nowhere", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("explain", folder, out, "Harbour", "Bao", "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(document, "cost")), 15);
    json_decref(document);
}

static void existing_pairs_are_kept_for_a_bonus(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, "--out", out, "--keep", "40", "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(document, "kept")), 1);
    json_decref(document);
    assert_non_null(strstr(read_back(out), "\"North, City\",Bao,40\n"));
    assert_int_equal(run("check", folder, out, "--keep", "40", NULL), CLI_DONE);
    assert_int_equal(check(), CLI_BAD_INPUT);
    take_away("existing.csv");
    assert_int_equal(run("solve", folder, "--out", out, "--keep", "40", "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "existing.csv: --keep is given, but there are no existing pairs"));
}

static void scores_stand_for_pairs_and_the_rest_has_the_default(void **state)
{
    (void)state;
    put_sound_files();
    take_away("strengths.csv");
    take_away("needs.csv");
    put("helpers.csv", "school_id,most\nh1,1\nh2,1\n");
    put("helped.csv", "school_id,most\na,1\nb,1\nc,1\nd,1\ne,1\n");
    take_away("forbidden.csv");
    take_away("existing.csv");
    put("scores.csv", "helper_id,helped_id,points\nh1,a,7\nh2,a,6\n");
    assert_int_equal(run("solve", folder, "--out", out, "--default", "3", "--json", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "\"method\": \"assignment\""));
    assert_non_null(strstr(read_back(heard), "\"points\": 10"));
    assert_int_equal(run("check", folder, out, "--default", "3", NULL), CLI_DONE);
    put("scores.csv",
        "helper_id,helped_id,points\nh1,a,7\nh1,b,6\nh2,a,6\nh2,b,-6\n"); /* so many that they are a matrix */
    assert_int_equal(run("solve", folder, "--out", out, "--default=-1", NULL), CLI_DONE);
    assert_string_equal(read_back(out), "helper_id,helped_id,points\nh1,b,6\nh2,a,6\n");
}

static void other_orders_of_rows_and_columns_give_the_same_bytes(void **state)
{
    (void)state;
    char kept[8192];
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    keep(kept, sizeof kept, read_back(prices));
    put("helpers.csv",
        "\xef\xbb\xbf"
        "least,most,note,school_id\r\n,2,,Harbour\r\n\r\n1,2,\"a, \"\"b\"\"\",No. 1\r\n,1,,\"North, City\"");
    put("helped.csv", "least,school_id,most\n0,Deng,1\n1,Chi,1\n1,An,1\n1,Bao,2\n");
    put("needs.csv", "level,topic,school_id\n5,care,Deng\n3,english,Bao\n2,welding,Chi\n1,care,Bao\n4,welding,An");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(prices), kept);
    assert_string_equal(read_back(out), sound_answer);
}

/* Points 0 to 3, so that many choices are equally good; rows in another order each time. */
static void shuffled_rows_of_contended_schools_give_the_same_bytes(void **state)
{
    (void)state;
    enum { SIDE = 25, ROWS = SIDE * SIDE };
    static char text[ROWS * 16], first[2][65536];
    struct random random;
    random_init(&random, 7);
    uint32_t order[ROWS];
    uint32_t points[ROWS];
    for (uint32_t i = 0; i < ROWS; i++) {
        order[i] = i;
        points[i] = random_below(&random, 4);
    }
    put_sound_files();
    static const char *const absent[] = {"strengths.csv", "needs.csv", "forbidden.csv", "existing.csv"};
    for (size_t i = 0; i < 4; i++) {
        take_away(absent[i]);
    }
    for (int round = 0; round < 6; round++) {
        for (uint32_t i = ROWS - 1; i > 0; i--) {
            uint32_t j = random_below(&random, i + 1);
            uint32_t kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        for (int side = 0; side < 2;
             side++) { /* schools come in the order in which the shuffle has them in its first row */
            size_t length = (size_t)snprintf(text, sizeof text, "school_id,most,least\n");
            for (uint32_t i = 0; i < ROWS; i++) {
                if (order[i] < SIDE) {
                    length += (size_t)snprintf(text + length, sizeof text - length, "s%u,%d,%d\n", order[i],
                                               round % 2 + 1, order[i] % 3 == 0);
                }
            }
            put(side == 0 ? "helpers.csv" : "helped.csv", text);
        }
        size_t length = (size_t)snprintf(text, sizeof text, "helper_id,helped_id,points\n");
        for (uint32_t i = 0; i < ROWS; i++) {
            length += (size_t)snprintf(text + length, sizeof text - length, "s%u,s%u,%u\n", order[i] / SIDE,
                                       order[i] % SIDE, points[order[i]]);
        }
        put("scores.csv", text);
        assert_int_equal(solve(), CLI_DONE);
        assert_int_equal(check(), CLI_DONE);
        if (round < 2) {
            keep(first[round], sizeof first[round], read_back(out));
        }
        assert_string_equal(read_back(out), first[round % 2]);
    }
}

static void when_nobody_can_be_served_the_proof_is_told(void **state)
{
    (void)state;
    put_sound_files();
    put("forbidden.csv", "helper_id,helped_id\nNo. 1,An\nNo. 1,Chi\nHarbour,An\nHarbour,Chi\n");
    assert_int_equal(solve(), CLI_NO_SOLUTION);
    assert_int_equal(access(out, F_OK), -1);
    assert_non_null(strstr(read_back(heard), "need 2 pairs at least, but can have 1 at most:\n  An\n  Chi\n"));
    assert_non_null(strstr(read_back(heard), "they can have 1, all the pairs those take:\n  North, City\n"));
    assert_int_equal(run("solve", folder, "--out", out, "--json", NULL), CLI_NO_SOLUTION);
    assert_non_null(strstr(read_back(heard), "\"side\": \"helped\""));
}

static void a_wrong_answer_is_found_out(void **state)
{
    (void)state;
    static const struct {
        const char *pairs, *prices, *expected;
    } cases[] = {
        {"Harbour,Bao\nHarbour,Deng\nNo. 1,Bao\nNo. 1,Chi\n", NULL, "An has 0 pairs, fewer than its least"},
        {"Harbour,Bao\nHarbour,Deng\nNo. 1,Bao\nNo. 1,An\n\"North, City\",Chi\n", NULL,
         "No. 1 — An is a forbidden pair"},
        {"Harbour,Bao\nHarbour,Deng\nNo. 1,Bao\nNo. 1,Chi\n\"North, City\",An\nHarbour,Chi\n", NULL,
         "Harbour has 3 pairs, more than its most"},
        {"Harbour,Bao\nHarbour,Bao\nNo. 1,Chi\n\"North, City\",An\n", NULL, "Harbour — Bao stands twice"},
        {"Harbour,Deng\nNo. 1,Bao\nNo. 1,Chi\n\"North, City\",An\n",
         "helper,Harbour,0\nhelper,No. 1,0\nhelper,\"North, City\",0\nhelped,An,12\nhelped,Bao,6\nhelped,Chi,10\nhelped,Deng,15\n",
         "Harbour — Bao is not made, but worth 9 more"},
        {NULL,
         "helper,Harbour,1\nhelper,No. 1,0\nhelper,\"North, City\",0\nhelped,An,12\nhelped,Bao,6\nhelped,Chi,10\n"
         "helped,Deng,15\n",
         "Harbour — Deng is made, but worth 1 less"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[2048];
        put_sound_files();
        assert_int_equal(solve(), CLI_DONE);
        if (cases[i].pairs != NULL) {
            (void)snprintf(text, sizeof text, "helper_id,helped_id\n%s", cases[i].pairs);
            put("pairs.csv", text);
        }
        if (cases[i].prices != NULL) {
            (void)snprintf(text, sizeof text, "side,school_id,price\n%s", cases[i].prices);
            put("pairs.csv.prices", text);
        }
        assert_int_equal(check(), CLI_BAD_INPUT);
        assert_says(heard, cases[i].expected);
        assert_int_equal(run("explain", folder, out, "Harbour", "Bao", NULL), CLI_BAD_INPUT);
    }
}

static void what_is_wrong_is_said_with_file_line_column_and_what_would_be_right(void **state)
{
    (void)state;
    static const struct wrong_file cases[] = {
        {"helpers.csv", "", "helpers.csv: the file is empty"},
        {"helpers.csv", "school_id,most\n", "helpers.csv: there is a header, but no rows"},
        {"helpers.csv", "school_id\nNo. 1\n", "helpers.csv:1: the column most is missing"},
        {"helpers.csv", "school_id,most\nNo. 1,0\n",
         "helpers.csv:2:7: 0 is no whole number in range. Right would be 1"},
        {"helpers.csv", "school_id,most\n一中,-3\n", "helpers.csv:2:4: -3 is no whole number"},
        {"helpers.csv", "school_id,most\nNo. 1,99999999999999999999999\n", "helpers.csv:2:7: 9999"},
        {"helpers.csv", "school_id,most,least\nNo. 1,2,3\n",
         "helpers.csv:2:9: 3 is no whole number in range. Right would be 0 … 2"},
        {"helpers.csv", "school_id,most\nNo. 1,2\nNo. 1,2\n", "helpers.csv:3:1: No. 1 stands here for the second time"},
        {"helpers.csv", "school_id,most\n\xb3\xb5\xb9\xa4,1\n", "is not UTF-8"},
        {"helped.csv", "school_id,most\nAn\n", "helped.csv:2: this row has 1 value(s). Right would be 2"},
        {"helped.csv", "school_id,most\n\"An,1\nBao,1\n", "helped.csv:2:1: a quotation mark"},
        {"helped.csv", "school_id,most\nA\rn,1\n", "a carriage return"},
        {"strengths.csv", "school_id,topic,level\nNo. 9,welding,5\nNo. 1,welding,-1\n",
         "strengths.csv:2:1: No. 9 is unknown"},
        {"strengths.csv", "school_id,topic,level\nNo. 9,welding,5\nNo. 1,welding,-1\n",
         "strengths.csv:3:15: -1 is no whole number in range. Right would be 0 … 1000"},
        {"strengths.csv", "school_id,topic,level\nNo. 1,welding,5\nNo. 1,welding,6\n",
         "strengths.csv:3:7: welding stands here for the second time"},
        {"strengths.csv", "school_id,topic,level\nNo. 1,,5\n", "strengths.csv:2:7: an empty value cannot be an id"},
        {"strengths.csv", "school_id,topic,level\nNo. 1," TEXT_250 TEXT_250 ",5\n", "cannot be an id"},
        {"strengths.csv", "school_id,topic,level\nNo. 1,a\tb,5\n", "strengths.csv:2:7: a?b cannot be an id"},
        {"needs.csv", "school_id,topic,level\nAn,welding,4\nBao,english,3\nDeng,ca",
         "needs.csv:4: this row has 2 value(s)"},
        {"forbidden.csv", "helper_id,helped_id\nNo. 1,Nowhere\n",
         "forbidden.csv:2:7: Nowhere is unknown. Right would be an id that stands in helped.csv"},
        {"forbidden.csv", "helper_id,helped_id\nNo. 1,An\nHarbour,An\nNo. 1,An\n",
         "forbidden.csv:4: No. 1, An stands here for the second time"},
        {"existing.csv", "helper_id,helped_id\nAn,No. 1\n", "existing.csv:2:1: An is unknown"},
        {"scores.csv", "helper_id,helped_id,points\nNo. 1,An,1.5\n",
         "scores.csv:2:10: 1.5 is no whole number in range. Right would be -1000000 … 1000000"},
        {"scores.csv", "helper_id,helped_id,points\nNo. 1,An,1000001\n", "scores.csv:2:10: 1000001 is no whole number"},
        {"scores.csv", "helper_id,helped_id,points\nNo. 1,An,99999999999999999999\n", "scores.csv:2:10: 9999"},
    };
    assert_refused(cases, sizeof cases / sizeof cases[0], put_sound_files);
    static const char nul[] = "school_id,most\nNo\0 1,2\n";
    put_bytes("helpers.csv", nul, sizeof nul - 1);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "helpers.csv:2:3: a NUL byte"));
    put_sound_files();
    take_away("needs.csv");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "needs.csv: the file is missing"));
    take_away("strengths.csv");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "scores.csv: nothing says what pairs are worth"));
}

static void a_hundred_problems_of_a_file_are_shown(void **state)
{
    (void)state;
    put_sound_files();
    char text[8192] = "school_id,most\n";
    size_t length = strlen(text);
    for (int i = 0; i < 300; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "p%d,bad\n", i);
    }
    put("helpers.csv", text);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    int shown = 0;
    for (const char *at = read_back(said); (at = strstr(at, "bad is no whole number")) != NULL; at++) {
        shown++;
    }
    assert_int_equal(shown, 100);
    assert_non_null(strstr(words_said, "only the first 100"));
}

static void prices_must_be_whole_and_of_everybody(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    put("pairs.csv.prices", "side,school_id,price\nhelper,Harbour,0\nteacher,An,1\nhelped,An,x\nhelped,Harbour,1\n"
                            "helper,Harbour,0\n");
    assert_int_equal(check(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "pairs.csv.prices:3:1: teacher is no side"));
    assert_non_null(strstr(words_said, "pairs.csv.prices:4:11: x is no whole number"));
    assert_non_null(strstr(words_said, "pairs.csv.prices:5:8: Harbour is unknown"));
    assert_non_null(strstr(words_said, "pairs.csv.prices:6:8: Harbour stands here for the second time"));
    put("pairs.csv.prices", "side,school_id,price\nhelper,Harbour,0\n");
    assert_int_equal(check(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "An has no price as helped"));
    take_away("pairs.csv.prices");
    assert_int_equal(check(), CLI_BAD_INPUT);
}

static void wrong_usage_is_told_apart(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, NULL), CLI_USAGE);
    assert_int_equal(run("dissolve", folder, NULL), CLI_USAGE);
    assert_int_equal(run("check", folder, NULL), CLI_USAGE);
    assert_int_equal(run("explain", folder, out, "Harbour", NULL), CLI_USAGE);
    assert_int_equal(run("solve", folder, "--out", out, "--keep", "-1", NULL), CLI_USAGE);
    assert_int_equal(run("solve", "/nowhere", "--out", out, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("solve", folder, "--out", "/nowhere/x.csv", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("solve", folder, "--out", out, "--prices", "/nowhere/x.csv", NULL), CLI_BAD_INPUT);
    assert_int_equal(access(out, F_OK), -1);
}

static void an_interruption_leaves_nothing_behind(void **state)
{
    (void)state;
    put_sound_files();
    assert_is_interrupted(solve);
    assert_int_equal(access(out, F_OK), -1);
    assert_int_equal(access(prices, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_solved_checked_and_explained),
        cmocka_unit_test(existing_pairs_are_kept_for_a_bonus),
        cmocka_unit_test(scores_stand_for_pairs_and_the_rest_has_the_default),
        cmocka_unit_test(other_orders_of_rows_and_columns_give_the_same_bytes),
        cmocka_unit_test(shuffled_rows_of_contended_schools_give_the_same_bytes),
        cmocka_unit_test(when_nobody_can_be_served_the_proof_is_told),
        cmocka_unit_test(a_wrong_answer_is_found_out),
        cmocka_unit_test(what_is_wrong_is_said_with_file_line_column_and_what_would_be_right),
        cmocka_unit_test(a_hundred_problems_of_a_file_are_shown),
        cmocka_unit_test(prices_must_be_whole_and_of_everybody),
        cmocka_unit_test(wrong_usage_is_told_apart),
        cmocka_unit_test(an_interruption_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, open_folder, close_table_folder);
}
