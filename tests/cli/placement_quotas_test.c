/* quotas.csv on the command line: solved, explained, certified, and refused where it cannot be. */
#define VERB "placement"
#define OUT  "allocation.csv"
#define FILES                                                                                                          \
    "seats.csv", "enterprises.csv", "applicants.csv", "preferences.csv", "lots.csv", "priorities.csv", "quotas.csv",   \
        "allocation.csv", "allocation.csv.certificate/cutoffs.csv", "allocation.csv.certificate/certificate.json",     \
        "allocation.csv.certificate"
#include "tests/cli/table_verb.h"

#include <jansson.h>

static char certificate[96];

/* Wang goes before Zhao, but a place of turning is for the country; of school A one at most may go to welding. */
static void put_sound_files(void)
{
    take_all_away();
    put("seats.csv", "seat_id,enterprise_id,capacity,minimum\nturning,E1,2,\nmilling,E1,2,\nwelding,E2,3,3\n");
    put("enterprises.csv", "enterprise_id,capacity\nE1,3\nE2,\n");
    put("applicants.csv", "applicant_id,score,school_id,groups\nLi,90,A,\nWang,85,A,town\nZhao,80,B,country; girls\n"
                          "Sun,60,B,girls;country\nQian,70,A,\n");
    put("preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nWang,1,turning\nWang,2,welding\nZhao,1,turning\n"
                           "Sun,1,welding\nQian,1,welding\n");
    put("lots.csv", "applicant_id,number\nLi,5\nWang,9\nZhao,2\nSun,7\nQian,1\n");
    put("quotas.csv", "seat_id,enterprise_id,school_id,group,at_most,reserved,unused\nturning,,,country,,1,\n"
                      "welding,,A,,1,,\n");
}

static const char sound_answer[] = "applicant_id,seat_id\nLi,turning\nQian,\nSun,welding\nWang,welding\nZhao,turning\n";

static int open_folder(void **state)
{
    (void)state;
    bool made = open_table_folder();
    (void)snprintf(certificate, sizeof certificate, "%s.certificate", out);
    return made ? 0 : -1;
}

static void quotas_are_kept_and_explained(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_answer);
    assert_non_null(strstr(read_back(heard), "Places are reserved: deferred acceptance"));
    assert_non_null(strstr(read_back(heard), "law of aggregate demand"));
    assert_int_equal(run("check", folder, out, NULL), CLI_DONE);
    assert_int_equal(run("explain", folder, out, "Wang", "--lang", "en", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "1\tturning\t85\t2 / 3\t90 (5)\t\tfull, and reserved places are held by "
                                             "applicants who go behind, or are kept empty\tcountry ≥ 1\t80 (2)\n"));
    assert_int_equal(run("explain", folder, out, "Qian", "--lang", "en", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "the maximum is reached by applicants who go before\tA ≤ 1\t85 (9)\n"));
    assert_int_equal(run("explain", folder, out, "Zhao", "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    const json_t *wish = json_array_get(json_object_get(document, "wishes"), 0);
    assert_string_equal(json_string_value(json_object_get(wish, "outcome")), "given");
    assert_string_equal(json_string_value(json_object_get(json_object_get(wish, "quota"), "group")), "country");
    json_decref(document);
}

static void unused_places_go_to_others_or_stay_empty_as_said(void **state)
{
    (void)state;
    put_sound_files();
    put("quotas.csv", "seat_id,group,reserved,unused\nturning,town,1,empty\nwelding,country,2,\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out),
                        "applicant_id,seat_id\nLi,turning\nQian,welding\nSun,welding\nWang,turning\nZhao,\n");
    put("preferences.csv", "applicant_id,rank,seat_id\nLi,1,turning\nWang,1,welding\nZhao,1,turning\nSun,1,welding\n"
                           "Qian,1,welding\n");
    assert_int_equal(solve(), CLI_DONE); /* nobody of the town asks for turning */
    assert_string_equal(read_back(out),
                        "applicant_id,seat_id\nLi,turning\nQian,welding\nSun,welding\nWang,welding\nZhao,\n");
    assert_int_equal(run("explain", folder, out, "Zhao", "--lang", "en", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "kept empty\ttown ≥ 1 ∅\t\n"));
    put("allocation.csv", "applicant_id,seat_id\nLi,turning\nQian,welding\nSun,welding\nWang,welding\nZhao,turning\n");
    assert_int_equal(run("check", folder, out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(heard), "turning has given away places that are kept for a group: town ≥ 1 ∅."));
    put("quotas.csv", "seat_id,group,reserved,unused\nturning,town,1,open\nwelding,country,2,\n");
    assert_int_equal(run("check", folder, out, "--lang", "en", NULL), CLI_DONE);
}

static void a_wrong_allocation_is_found_out(void **state)
{
    (void)state;
    put_sound_files();
    put("allocation.csv", "applicant_id,seat_id\nLi,turning\nQian,welding\nSun,\nWang,welding\nZhao,\n");
    assert_int_equal(run("check", folder, out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(heard), "welding has more people of a group than allowed: A ≤ 1."));
    assert_non_null(strstr(words_said, "Zhao would rather have turning, and there is room."));
    assert_int_equal(run("explain", folder, out, "Li", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("check", folder, out, "--json", NULL), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(heard), "\"quota_over\": 1"));
}

/* A maximum over an enterprise crosses its seats; under one common score that does no harm. */
static void a_maximum_over_an_enterprise_needs_a_common_score(void **state)
{
    (void)state;
    put_sound_files();
    put("quotas.csv", "enterprise_id,school_id,at_most\nE1,A,1\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "One common score"));
    assert_string_equal(read_back(out),
                        "applicant_id,seat_id\nLi,turning\nQian,welding\nSun,welding\nWang,welding\nZhao,turning\n");
    put("priorities.csv", "seat_id,applicant_id,score\nturning,Wang,95\n");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_non_null(
        strstr(read_back(said), "quotas.csv:2:4: A is limited over the whole enterprise, but its seat turning"));
}

static void the_order_of_all_rows_changes_nothing(void **state)
{
    (void)state;
    char path[120];
    static const char cutoffs[] = "kind,id,capacity,held,score,lot,school_id,group,full\n"
                                  "seat,milling,2,0,,,,,no\nseat,turning,2,2,90,5,,,yes\nseat,welding,3,2,,,,,no\n"
                                  "enterprise,E1,3,2,,,,,no\nenterprise,E2,,2,,,,,no\n"
                                  "seat_reserved,turning,1,1,80,2,,country,yes\nseat_at_most,welding,1,1,85,9,A,,yes\n";
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    (void)snprintf(path, sizeof path, "%s/cutoffs.csv", certificate);
    assert_string_equal(read_back(path), cutoffs);
    put("applicants.csv",
        "groups,applicant_id,school_id,score\n,Qian,A,70\ngirls;country,Sun,B,60\n\"town\",Wang,A,85\n"
        "country;country; girls,Zhao,B,80\n,Li,A,90\n");
    put("quotas.csv", "reserved,at_most,group,seat_id,school_id\n,1,,welding,A\n1,,country,turning,\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_answer);
    assert_string_equal(read_back(path), cutoffs);
}

static int check_with_certificate(void)
{
    return run("check", folder, out, "--certificate", certificate, "--lang", "en", NULL);
}

static void the_certificate_covers_quotas_and_groups(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_int_equal(check_with_certificate(), CLI_DONE);
    assert_int_equal(run("explain", folder, out, "Zhao", "--proof", NULL), CLI_DONE);
    assert_non_null(strstr(read_back(heard), "\"leaf\": \"Zhao\\n2\\n\\tgroup\\tcountry\\nturning\\t80\\n\""));
    put("applicants.csv", "applicant_id,score,school_id,groups\nLi,90,A,\nWang,85,A,town\nZhao,80,B,country\n"
                          "Sun,60,B,girls\nQian,70,A,\n"); /* Sun is not of the country: of no matter for the answer */
    assert_int_equal(check_with_certificate(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "does not belong to this: wishes"));
    put_sound_files();
    put("quotas.csv", "seat_id,school_id,at_most\nwelding,A,1\n");
    assert_int_equal(run("solve", folder, "--out", out, "--minimum", "close", NULL), CLI_DONE);
    assert_int_equal(check_with_certificate(), CLI_DONE);
    assert_non_null(strstr(read_back(said), "Closed: welding"));
}

static void what_is_wrong_with_quotas_is_said_where_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "quotas.csv: the file is empty"},
        {"seat_id,school_id,at_most\n", "quotas.csv: there is a header, but no rows"},
        {"seat_id,school_id,note\nturning,A,1\n", "quotas.csv:1: columns are missing"},
        {"seat_id,enterprise_id,school_id,at_most\nturning,E1,A,1\n", "quotas.csv:2:1: a quota is for one seat or one"},
        {"seat_id,enterprise_id,school_id,at_most\n,,A,1\n", "quotas.csv:2:1: a quota is for one seat or one"},
        {"seat_id,school_id,group,at_most\nturning,A,girls,1\n", "quotas.csv:2:9: a quota is for one school or one"},
        {"seat_id,school_id,at_most\nbrewing,A,1\n",
         "quotas.csv:2:1: brewing is unknown. Right would be an id that stands in seats.csv"},
        {"enterprise_id,school_id,at_most\nE7,A,1\n", "quotas.csv:2:1: E7 is unknown"},
        {"seat_id,school_id,at_most\nturning,Z,1\n", "quotas.csv:2:9: Z is nobody's school_id"},
        {"seat_id,group,at_most\nturning,A,1\n", "quotas.csv:2:9: A is nobody's"}, /* a school is no group */
        {"seat_id,school_id,at_most\nturning,A,-1\n",
         "quotas.csv:2:11: -1 is no whole number in range. Right would be 0"},
        {"seat_id,school_id,reserved\nturning,A,0\n",
         "quotas.csv:2:11: 0 is no whole number in range. Right would be 1"},
        {"seat_id,school_id,at_most\nturning,A,\n", "quotas.csv:2:11: this row neither limits nor reserves"},
        {"enterprise_id,school_id,reserved\nE1,A,1\n", "quotas.csv:2:6: places can be reserved in a seat only, not 1"},
        {"seat_id,school_id,reserved,unused\nturning,A,1,later\n", "quotas.csv:2:13: later: what becomes of reserved"},
        {"seat_id,school_id,at_most\nturning,A,1\nturning,A,2\n",
         "quotas.csv:3:9: A has a quota of this kind here already, in line 2"},
        {"seat_id,school_id,reserved\nturning,A,1\nturning,B,2\n",
         "quotas.csv:3:11: with these 2 the places reserved in the seat are more than it has: 3 > 2"},
        {"seat_id,school_id,reserved\nturning,A,2\nmilling,B,2\n",
         "quotas.csv:3:11: with these 2 the places reserved in the enterprise are more than its total: 4 > 3"},
        {"seat_id,school_id,at_most,reserved\nwelding,A,1,2\n",
         "quotas.csv:2:13: with these 2 more is reserved than the maximum over the same people allows: 2 > 1"},
        {"seat_id,group,reserved\nwelding,girls,1\nwelding,country,1\n",
         "quotas.csv:3:9: country and the group of line 2 share people"},
        {"seat_id,school_id,group,at_most,reserved\nwelding,A,,,1\nwelding,,town,1,\n",
         "quotas.csv:3:10: town is a part of the group that line 2 reserves"},
        {"seat_id,school_id,group,at_most,reserved,unused\nwelding,,town,,1,empty\nwelding,A,,2,,\n",
         "quotas.csv:2:10: places kept empty for town lie inside the maximum of line 3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_sound_files();
        put("quotas.csv", cases[i].text);
        assert_int_equal(solve(), CLI_BAD_INPUT);
        assert_says(said, cases[i].expected);
        assert_int_equal(access(out, F_OK), -1);
    }
    put_sound_files();
    take_away("enterprises.csv");
    put("quotas.csv", "enterprise_id,school_id,at_most\nE1,A,1\n");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "quotas.csv:2:1: a quota over an enterprise needs an enterprises.csv"));
}

static void groups_that_cross_are_refused_with_both_lines(void **state)
{
    (void)state;
    put_sound_files();
    put("applicants.csv", "applicant_id,score,school_id,groups\nLi,90,A,\nWang,85,A,town\nZhao,80,B,town\nSun,60,B,\n"
                          "Qian,70,A,\n");
    put("quotas.csv", "seat_id,school_id,group,at_most\nwelding,A,,1\nwelding,,town,1\n");
    assert_int_equal(solve(), CLI_DONE); /* one common score */
    put("priorities.csv", "seat_id,applicant_id,score\nturning,Wang,95\n");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_non_null(strstr(read_back(said), "quotas.csv:3:10: town and the group of line 2 cross"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotas_are_kept_and_explained),
        cmocka_unit_test(unused_places_go_to_others_or_stay_empty_as_said),
        cmocka_unit_test(a_wrong_allocation_is_found_out),
        cmocka_unit_test(a_maximum_over_an_enterprise_needs_a_common_score),
        cmocka_unit_test(the_order_of_all_rows_changes_nothing),
        cmocka_unit_test(the_certificate_covers_quotas_and_groups),
        cmocka_unit_test(what_is_wrong_with_quotas_is_said_where_it_stands),
        cmocka_unit_test(groups_that_cross_are_refused_with_both_lines),
    };
    return cmocka_run_group_tests(tests, open_folder, close_table_folder);
}
