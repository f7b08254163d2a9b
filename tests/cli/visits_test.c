/* visits on the command line: from files to files; what bad input gets; no plan; changes; interruption. */
#define VERB "visits"
#define OUT  "groups.csv"
#define FILES                                                                                                          \
    "delegates.csv", "preferences.csv", "sites.csv", "buses.csv", "travel.csv", "rules.csv", "tours.csv",              \
        "groups.csv.routes", "later.csv", "later.csv.routes", "groups.csv", "sheets.txt"
#include "tests/cli/table_verb.h"

#include "base/random.h"

#include <jansson.h>

static char routes[96], later[80];

/* The worked example of docs/algorithms.md. */
static void put_sound_files(void)
{
    take_all_away();
    put("delegates.csv", "delegate_id,organisation,lot\nLi,North Brakes,1\nWang,\"East, Brakes\",2\nZhao,Bakers,3\n"
                         "Sun,Hotel,4\n");
    put("preferences.csv", "delegate_id,rank,site_id\nLi,1,brakes\nLi,2,bakery\nWang,1,brakes\nZhao,1,bakery\n"
                           "Zhao,2,school\nSun,1,brakes\nSun,2,bakery\n");
    put("sites.csv", "site_id,open,close,capacity,dwell\nbrakes,09:00,11:00,10,45\nschool,14:00,16:00,30,40\n"
                     "school,9:00,12:00,30,40\nbakery,08:30,10:00,10,30\n");
    put("buses.csv", "bus_id,seats,start,back\nA,3,08:00,12:30\nB,3,08:00,12:30\n");
    put("travel.csv", "from,to,minutes\nstart,brakes,30\nstart,school,15\nbrakes,school,20\nstart,bakery,25\n");
    put("rules.csv", "a,b,site\nNorth Brakes,\"East, Brakes\",brakes\n");
    put("tours.csv", "bus_id,site_id\nA,brakes\nA,school\nB,bakery\n");
}

static const char sound_groups[] = "delegate_id,bus_id,site_id,rank\nLi,A,brakes,1\nSun,A,brakes,1\nWang,B,,2\n"
                                   "Zhao,B,bakery,1\n";
static const char sound_routes[] = "bus_id,stop,place_id,arrive,begin,leave\nA,0,start,,,08:30\n"
                                   "A,1,brakes,09:00,09:00,09:45\nA,2,school,10:05,10:05,10:45\nA,3,start,11:00,,\n"
                                   "B,0,start,,,08:05\nB,1,bakery,08:30,08:30,09:00\nB,2,start,09:25,,\n";

static int open_folder(void **state)
{
    (void)state;
    bool made = open_table_folder();
    (void)snprintf(later, sizeof later, "%s/later.csv", folder);
    (void)snprintf(routes, sizeof routes, "%s.routes", out);
    return made ? 0 : -1;
}

static void a_folder_is_solved_checked_and_explained(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_groups);
    assert_string_equal(read_back(routes), sound_routes);
    assert_says(heard, "4 delegate(s) ride; sum of their ranks: 5");
    assert_says(heard, "A: 08:30 – 11:00; stops 2; riders 2. The route is the best, proven");
    assert_int_equal(check(), CLI_DONE);
    assert_says(heard, "Sound, and nobody could have had a better bus in their turn. Sum of ranks: 5");
    assert_int_equal(run("explain", folder, out, "Wang", "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "Wang — B; riders on the bus: 2");
    assert_says(heard, "1. brakes — A: a rival rides along: Li, brakes");
    assert_int_equal(run("explain", folder, out, "Nobody", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("explain", folder, out, "Wang", "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    const json_t *reason = json_array_get(json_object_get(document, "reasons"), 0);
    assert_string_equal(json_string_value(json_object_get(reason, "hindrance")), "rival");
    assert_string_equal(json_string_value(json_object_get(reason, "rival")), "Li");
    json_decref(document);
}

static void by_cost_the_sum_is_proven_and_wishes_have_a_price(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, "--out", out, "--by", "cost", "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(document, "ranks")), 5);
    assert_true(json_is_true(json_object_get(document, "proven")));
    assert_int_equal(json_integer_value(json_object_get(document, "floor_left_out")), 0);
    assert_int_equal(json_integer_value(json_object_get(document, "floor_ranks")), 5); /* A has two seats */
    assert_true(json_is_true(json_object_get(document, "best")));
    json_decref(document);
    assert_int_equal(run("solve", folder, "--out", out, "--by", "cost", "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "5, leaving out 0. No plan at all is better, proven.");
    assert_int_equal(run("check", folder, out, "--by", "cost", NULL), CLI_DONE);
    put("delegates.csv", "delegate_id,organisation\nLi,North Brakes\nWang,\"East, Brakes\"\nZhao,Bakers\nSun,Hotel\n");
    assert_int_equal(solve(), CLI_BAD_INPUT); /* lots decide, and there are none */
    assert_says(said, "there are no lots");
    assert_int_equal(run("solve", folder, "--out", out, "--by", "cost", NULL), CLI_DONE);
    assert_int_equal(run("solve", folder, "--out", out, "--seed", "2026", NULL), CLI_DONE);
    assert_int_equal(run("check", folder, out, "--seed", "2026", NULL), CLI_DONE);
}

static void sheets_tell_drivers_and_hosts_who_comes_when(void **state)
{
    (void)state;
    char sheets[96];
    (void)snprintf(sheets, sizeof sheets, "%s/sheets.txt", folder);
    put_sound_files();
    put("buses.csv", "bus_id,seats,start,back,guides,languages\nA,4,08:00,12:30,2,zh en\nB,3,08:00,12:30,,\n");
    assert_int_equal(run("solve", folder, "--out", out, "--sheets", sheets, "--lang", "en", NULL), CLI_DONE);
    assert_string_equal(read_back(out), sound_groups);
    assert_string_equal(read_back(sheets),
                        "FOR THE BUSES\n\nA\n  seats for delegates: 2; guides: 2\n  languages of the guides: zh en\n"
                        "  08:30  leaves start\n  09:00  arrives at brakes\n         visit 09:00 – 09:45\n"
                        "  10:05  arrives at school\n         visit 10:05 – 10:45\n  11:00  back at start\n"
                        "  riders, 2:\n    Hotel: Sun\n    North Brakes: Li\n\n"
                        "B\n  seats for delegates: 2; guides: 1\n  08:05  leaves start\n  08:30  arrives at bakery\n"
                        "         visit 08:30 – 09:00\n  09:25  back at start\n  riders, 2:\n    Bakers: Zhao\n"
                        "    East, Brakes: Wang\n\nFOR THE SITES\n\n"
                        "bakery\n  08:30 – 09:00  B: 2 people\n    arrive 08:30\n    Bakers: 1\n    East, Brakes: 1\n\n"
                        "brakes\n  09:00 – 09:45  A: 2 people\n    arrive 09:00\n    Hotel: 1\n    North Brakes: 1\n\n"
                        "school\n  10:05 – 10:45  A: 2 people\n    arrive 10:05\n    Hotel: 1\n    North Brakes: 1\n");
    assert_int_equal(run("solve", folder, "--out", out, "--sheets", out, "--lang", "en", NULL), CLI_USAGE);
    assert_says(said, "written twice");
    put("buses.csv", "bus_id,seats,start,back\nA,2,08:00,12:30\nB,3,08:00,12:30\n"); /* three places for four */
    take_away("sheets.txt");
    assert_int_equal(run("solve", folder, "--out", out, "--sheets", sheets, "--leave-out", "--lang", "en", NULL),
                     CLI_DONE);
    assert_says(sheets, "Without a bus: 1\n    ");
}

static void tours_are_made_where_none_are_given(void **state)
{
    (void)state;
    put_sound_files();
    take_away("tours.csv");
    assert_int_equal(run("solve", folder, "--out", out, "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(document, "ranks")), 4); /* everybody the first wish */
    json_decref(document);
    assert_int_equal(check(), CLI_DONE);
}

static void languages_and_guides_count(void **state)
{
    (void)state;
    put_sound_files();
    put("delegates.csv", "delegate_id,organisation,lot,language\nLi,North Brakes,1,de\nWang,\"East, Brakes\",2,zh\n"
                         "Zhao,Bakers,3,\nSun,Hotel,4,zh\n");
    put("buses.csv", "bus_id,seats,start,back,guides,languages\nA,4,08:00,12:30,2,zh en\nB,3,08:00,12:30,,zh;de\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out),
                        "delegate_id,bus_id,site_id,rank\nLi,B,bakery,2\nSun,A,brakes,1\nWang,A,brakes,1\n"
                        "Zhao,B,bakery,1\n");
    put("groups.csv", sound_groups);
    assert_int_equal(check(), CLI_BAD_INPUT);
    assert_says(heard, "A, Li: this bus is not for them");
}

/* Rows and columns in other orders, BOM, CRLF, quotes, empty lines, no end of the last line. */
static void other_orders_of_rows_and_columns_give_the_same_bytes(void **state)
{
    (void)state;
    put_sound_files();
    put("delegates.csv", "\xef\xbb\xbf"
                         "lot,note,organisation,delegate_id\r\n4,\"a, \"\"b\"\"\",Hotel,Sun\r\n\r\n3,,Bakers,Zhao\r\n"
                         "2,,\"East, Brakes\",Wang\r\n1,,North Brakes,\"Li\"");
    put("preferences.csv", "site_id,rank,delegate_id\nbakery,2,Sun\nschool,2,Zhao\nbrakes,1,Sun\nbakery,1,Zhao\n"
                           "brakes,1,Wang\nbakery,2,Li\nbrakes,1,Li");
    put("sites.csv", "dwell,site_id,open,close,capacity\n30,bakery,08:30,10:00,10\n40,school,09:00,12:00,30\n"
                     "40,school,14:00,16:00,30\n45,brakes,09:00,11:00,10\n");
    put("buses.csv", "seats,bus_id,back,start\n3,B,12:30,08:00\n3,A,12:30,08:00\n");
    put("tours.csv", "site_id,bus_id\nbakery,B\nschool,A\nbrakes,A\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_groups);
    assert_string_equal(read_back(routes), sound_routes);
}

static void shuffled_rows_of_a_crowded_day_give_the_same_bytes(void **state)
{
    (void)state;
    enum { PEOPLE = 40, WISHES = PEOPLE * 3 };
    static char text[65536], first[65536];
    struct random random;
    random_init(&random, 11);
    put_sound_files();
    take_away("tours.csv");
    put("rules.csv", "a,b,site\no1,o2,*\no3,,brakes\n");
    put("buses.csv", "bus_id,seats,start,back\nA,16,08:00,12:30\nB,16,08:00,12:30\nC,16,08:00,12:30\n");
    for (int round = 0; round < 5; round++) {
        uint32_t order[WISHES];
        for (uint32_t i = 0; i < WISHES; i++) {
            uint32_t j = random_below(&random, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        size_t length = (size_t)snprintf(text, sizeof text, "delegate_id,organisation,lot\n");
        for (uint32_t i = 0; i < WISHES; i++) {
            if (order[i] < PEOPLE) {
                length += (size_t)snprintf(text + length, sizeof text - length, "d%u,o%u,%u\n", order[i], order[i] % 5,
                                           order[i] * 7 % PEOPLE);
            }
        }
        put("delegates.csv", text);
        length = (size_t)snprintf(text, sizeof text, "delegate_id,rank,site_id\n");
        static const char *const sites[] = {"brakes", "school", "bakery"};
        for (uint32_t i = 0; i < WISHES; i++) {
            length += (size_t)snprintf(text + length, sizeof text - length, "d%u,%u,%s\n", order[i] / 3,
                                       order[i] % 3 + 1, sites[(order[i] / 3 + order[i] % 3) % 3]);
        }
        put("preferences.csv", text);
        assert_int_equal(
            run("solve", folder, "--out", out, "--leave-out", "--by", round % 2 == 0 ? "stable" : "cost", NULL),
            CLI_DONE);
        if (round % 2 == 0) {
            if (round == 0) {
                keep(first, sizeof first, read_back(out));
            }
            assert_string_equal(read_back(out), first);
        }
        assert_int_equal(run("check", folder, out, "--leave-out", "--by", round % 2 == 0 ? "stable" : "cost", NULL),
                         CLI_DONE);
    }
}

static void where_there_is_no_plan_the_rule_that_cannot_hold_is_told(void **state)
{
    (void)state;
    static const struct wrong_file cases[] = {
        {"sites.csv",
         "site_id,open,close,capacity,dwell\nbrakes,07:00,08:20,10,45\nschool,09:00,12:00,30,40\nbakery,08:30,10:00,10,30\n",
         "no window of the site can be met: A — brakes. Earliest arrival, latest begin of a visit: 08:30, 07:35"},
        {"buses.csv", "bus_id,seats,start,back\nA,3,08:00,10:14\nB,3,08:00,12:30\n",
         "back too late even if it visited this site alone: A — brakes. Earliest return, must be back: 10:15, 10:14"},
        {"buses.csv", "bus_id,seats,start,back\nA,3,08:00,10:59\nB,3,08:00,12:30\n",
         "A can visit each of its sites, but in no order all of them and be back by 10:59 (proven)"},
        {"buses.csv", "bus_id,seats,start,back\nA,2,08:00,12:30\nB,3,08:00,12:30\n",
         "No plan in which everybody rides: 1 without a bus. With these tours at least 1 must be. They are:\n  Sun\n"
         "A: 1 at most, by its seats\n"},
        {"sites.csv",
         "site_id,open,close,capacity,dwell\nbrakes,09:00,11:00,10,45\nschool,09:00,12:00,30,40\nbakery,08:30,10:00,1,30\n",
         "B: 1 at most, by a window of bakery"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_sound_files();
        put(cases[i].file, cases[i].text);
        assert_int_equal(solve(), CLI_NO_SOLUTION);
        assert_int_equal(access(out, F_OK), -1);
        assert_says(heard, cases[i].expected);
        assert_int_equal(run("solve", folder, "--out", out, "--json", NULL), CLI_NO_SOLUTION);
        json_t *document = json_loads(read_back(heard), 0, NULL);
        assert_non_null(json_object_get(document, "reason"));
        json_decref(document);
    }
    assert_int_equal(run("solve", folder, "--out", out, "--leave-out", NULL), CLI_DONE); /* the last of the cases */
    assert_says(out,
                "Li,A,brakes,1\nSun,,,\nWang,B,,2\nZhao,A,school,2\n"); /* Wang took the only place at the bakery */
}

static void a_wrong_plan_is_found_out(void **state)
{
    (void)state;
    static const struct {
        const char *groups, *routes, *expected;
    } cases[] = {
        {"Li,A\nSun,A\nWang,A\nZhao,B\n", NULL, "A: more riders than seats"},
        {"Li,A\nSun,B\nWang,A\nZhao,B\n", NULL, "A, brakes, Wang: rides with a rival, Li"},
        {"Li,B\nSun,A\nWang,A\nZhao,B\n", NULL, "A, Li: this better bus was open in their turn"},
        {"Li,A\nSun,\nWang,B\nZhao,B\n", NULL, "A, Sun: this better bus was open in their turn"},
        {NULL,
         "A,0,start,,,08:30\nA,1,brakes,08:59,09:00,09:45\nA,2,school,10:05,10:05,10:45\nA,3,start,11:00,,\n"
         "B,0,start,,,08:05\nB,1,bakery,08:30,08:30,09:00\nB,2,start,09:25,,\n",
         "A, brakes: there before it can be"},
        {NULL,
         "A,0,start,,,08:30\nA,1,brakes,09:00,09:00,09:44\nA,2,school,10:05,10:05,10:45\nA,3,start,11:00,,\n"
         "B,0,start,,,08:05\nB,1,bakery,08:30,08:30,09:00\nB,2,start,09:25,,\n",
         "A, brakes: the visit is outside the windows, or too short"},
        {NULL,
         "A,0,start,,,08:30\nA,1,brakes,09:00,09:00,09:45\nA,2,school,10:05,10:05,10:45\nA,3,start,12:31,,\n"
         "B,0,start,,,07:59\nB,1,bakery,08:30,08:30,09:00\nB,2,start,09:25,,\n",
         "A: is back too late\nB: leaves before the bus may\n"},
        {NULL,
         "A,0,start,,,08:30\nA,1,brakes,09:00,09:00,09:45\nA,2,start,11:00,,\n"
         "B,0,start,,,08:05\nB,1,bakery,08:30,08:30,09:00\nB,2,start,09:25,,\n",
         "A, school: not as in the given tours"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[2048];
        put_sound_files();
        assert_int_equal(solve(), CLI_DONE);
        (void)snprintf(text, sizeof text, "delegate_id,bus_id\n%s", cases[i].groups);
        if (cases[i].groups != NULL) {
            put("groups.csv", text);
        }
        (void)snprintf(text, sizeof text, "bus_id,stop,place_id,arrive,begin,leave\n%s", cases[i].routes);
        if (cases[i].routes != NULL) {
            put("groups.csv.routes", text);
        }
        assert_int_equal(check(), CLI_BAD_INPUT);
        assert_says(heard, cases[i].expected);
        assert_int_equal(run("explain", folder, out, "Li", NULL), CLI_BAD_INPUT);
    }
}

static void after_a_cancellation_only_what_must_changes_and_it_is_listed(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    take_away("tours.csv");
    assert_int_equal(run("solve", folder, "--out", later, "--keep", out, "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "No change.");
    /* Sun cancels, Tang comes; the school opens later. */
    put("delegates.csv", "delegate_id,organisation,lot\nLi,North Brakes,1\nWang,\"East, Brakes\",2\nZhao,Bakers,3\n"
                         "Tang,Hotel,9\n");
    put("preferences.csv", "delegate_id,rank,site_id\nLi,1,brakes\nLi,2,bakery\nWang,1,brakes\nZhao,1,bakery\n"
                           "Zhao,2,school\nTang,1,school\n");
    put("sites.csv", "site_id,open,close,capacity,dwell\nbrakes,09:00,11:00,10,45\nschool,10:30,12:00,30,40\n"
                     "bakery,08:30,10:00,10,30\n");
    assert_int_equal(run("solve", folder, "--out", later, "--keep", out, "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "Changes (2):\n~ A\tschool\t10:05 → 10:30\n~ Tang\t— → A\n");
    assert_string_equal(read_back(later), "delegate_id,bus_id,site_id,rank\nLi,A,brakes,1\nTang,A,school,1\nWang,B,,2\n"
                                          "Zhao,B,bakery,1\n");
    assert_int_equal(run("check", folder, later, "--keep", out, NULL), CLI_DONE);
    /* The school closes altogether. */
    put("preferences.csv", "delegate_id,rank,site_id\nLi,1,brakes\n");
    put("sites.csv", "site_id,open,close,capacity,dwell\nbrakes,09:00,11:00,10,45\nbakery,08:30,10:00,10,30\n");
    put("travel.csv", "from,to,minutes\nstart,brakes,30\nstart,bakery,25\n");
    assert_int_equal(run("solve", folder, "--out", later, "--keep", out, "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    assert_int_equal(json_array_size(json_object_get(document, "changes")),
                     1); /* Tang; of the school nothing is known */
    json_decref(document);
}

static void what_is_wrong_is_said_with_file_line_column_and_what_would_be_right(void **state)
{
    (void)state;
    static const struct wrong_file cases[] = {
        {"sites.csv", "", "sites.csv: the file is empty"},
        {"sites.csv", "site_id,open,close,capacity,dwell\n", "sites.csv: there is a header, but no rows"},
        {"sites.csv", "site_id,open,close,capacity\nx,09:00,10:00,1\n", "sites.csv:1: the column dwell is missing"},
        {"sites.csv", "site_id,open,close,capacity,dwell\nx,9.00,10:00,0,30\n",
         "sites.csv:2:3: 9.00 is no time. Right would be"},
        {"sites.csv", "site_id,open,close,capacity,dwell\nx,9.00,10:00,0,30\n",
         "sites.csv:2:14: 0 is no whole number in range. Right would be 1 … 20000"},
        {"sites.csv", "site_id,open,close,capacity,dwell\nx,09:00,24:01,1,30\n", "sites.csv:2:9: 24:01 is no time"},
        {"sites.csv", "site_id,open,close,capacity,dwell\nx,09:00,09:29,1,30\n",
         "sites.csv:2:9: the visit does not fit"},
        {"sites.csv", "site_id,open,close,capacity,dwell\nx,09:00,12:00,1,30\nx,11:00,13:00,1,30\n",
         "sites.csv:3: the windows of x overlap"},
        {"buses.csv", "bus_id,seats,start,back\nA,1,08:00,12:30\n", "buses.csv:2:3: 1 seat(s) are all taken by guides"},
        {"buses.csv", "bus_id,seats,start,back\nA,5,08:00,08:00\n", "buses.csv:2:11: 08:00 is not after the start"},
        {"buses.csv", "bus_id,seats,start,back\nA,5,08:00,09:00\nA,5,08:00,09:00\n",
         "buses.csv:3:1: A stands here for the second time"},
        {"buses.csv", "bus_id,seats,start,back,place\nA,5,08:00,12:30,depot\nB,5,08:00,12:30,\n",
         "travel.csv: no rows lead from bakery to depot"},
        {"delegates.csv", "delegate_id,organisation,lot\nLi,x,1\nLi,y,2\n", "delegates.csv:3:1: Li stands here"},
        {"delegates.csv", "delegate_id,organisation,lot\nLi,x,1\nWang,y,1\n", "Li and Wang have the same lot"},
        {"delegates.csv", "delegate_id,organisation,lot\nLi,,-1\n",
         "delegates.csv:2:4: an empty value cannot be an id"},
        {"delegates.csv", "delegate_id,organisation,lot\nLi,,-1\n", "delegates.csv:2:5: -1 is no whole number"},
        {"delegates.csv", "delegate_id,organisation,lot\n\xc0\xee,x,1\n", "is not UTF-8"},
        {"preferences.csv", "delegate_id,rank,site_id\nLi,1,nowhere\nNobody,1,brakes\n",
         "preferences.csv:2:6: nowhere is unknown. Right would be an id that stands in sites.csv"},
        {"preferences.csv", "delegate_id,rank,site_id\nLi,1,nowhere\nNobody,1,brakes\n",
         "preferences.csv:3:1: Nobody is unknown"},
        {"preferences.csv", "delegate_id,rank,site_id\nLi,1,brakes\nLi,3,bakery\n",
         "preferences.csv:3: rank 3 leaves a gap. Right would be 1 to 2"},
        {"preferences.csv", "delegate_id,rank,site_id\nLi,1,brakes\nLi,1,bakery\n", "rank 1 stands twice"},
        {"preferences.csv", "delegate_id,rank,site_id\nLi,1,brakes\nLi,2,brakes\n", "brakes is wished for twice"},
        {"preferences.csv", "delegate_id,rank,site_id\nLi,1,bra", "preferences.csv:2:6: bra is unknown"},
        {"travel.csv", "from,to,minutes\nstart,brakes,30\nstart,school,15\n", "no rows lead from bakery to brakes"},
        {"travel.csv", "from,to,minutes\nstart,start,30\n", "travel.csv:2:7: start is both ends"},
        {"travel.csv", "from,to,minutes\nstart,brakes,30\nstart,brakes,30\n", "travel.csv:3:7: brakes stands here"},
        {"travel.csv", "from,to,minutes\nstart,brakes,9999999999\n", "travel.csv:2:14: 9999999999 is no whole number"},
        {"rules.csv", "a,b,site\nHotel,Hotel,brakes\n", "rules.csv:2:7: Hotel is both organisations"},
        {"rules.csv", "a,b,site\nHotel,,*\n", "rules.csv:2:8: * with an empty b"},
        {"rules.csv", "a,b,site\nInn,Hotel,mars\n", "rules.csv:2:1: Inn is no organisation of delegates.csv"},
        {"rules.csv", "a,b,site\nInn,Hotel,mars\n", "rules.csv:2:11: mars is unknown"},
        {"tours.csv", "bus_id,site_id\nA,brakes\nC,school\nA,brakes\n", "tours.csv:3:1: C is unknown"},
        {"tours.csv", "bus_id,site_id\nA,brakes\nC,school\nA,brakes\n", "tours.csv:4:3: brakes stands here"},
        {"buses.csv", "bus_id,seats,start,back,stops\nA,3,08:00,12:30,1\nB,3,08:00,12:30,1\n",
         "tours.csv: A has more sites than its stops. Right would be 1 at most"},
    };
    assert_refused(cases, sizeof cases / sizeof cases[0], put_sound_files);
    static const char nul[] = "a,b,site\nHo\0tel,,brakes\n";
    put_sound_files();
    put_bytes("rules.csv", nul, sizeof nul - 1);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_says(said, "rules.csv:2:3: a NUL byte");
    put_sound_files();
    take_away("travel.csv");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_says(said, "travel.csv: the file is missing");
}

static void a_plan_that_cannot_be_read_is_told_by_its_lines(void **state)
{
    (void)state;
    static const struct wrong_file cases[] = {
        {"groups.csv", "delegate_id,bus_id\nLi,A\nLi,B\n", "groups.csv:3:1: Li stands here for the second time"},
        {"groups.csv", "delegate_id,bus_id\nLi,A\nSun,X\n", "groups.csv:3:5: X is unknown"},
        {"groups.csv", "delegate_id,bus_id\nLi,A\n", "Sun has no row"},
        {"groups.csv.routes",
         "bus_id,stop,place_id,arrive,begin,leave\nA,0,start,,,08:30\nA,2,brakes,09:00,09:00,09:45\n",
         "groups.csv.routes:3: the stops of A are not numbered"},
        {"groups.csv.routes", "bus_id,stop,place_id,arrive,begin,leave\nA,0,start,,,08:30\nA,1,start,09:00,,\n",
         "groups.csv.routes:3: the trip of A must begin and end"},
        {"groups.csv.routes",
         "bus_id,stop,place_id,arrive,begin,leave\nA,0,start,,,08:30\nA,1,brakes,09:00,,09:45\nA,2,start,10:15,,\n",
         "groups.csv.routes:3: a time is missing for A"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_sound_files();
        assert_int_equal(solve(), CLI_DONE);
        put(cases[i].file, cases[i].text);
        assert_int_equal(check(), CLI_BAD_INPUT);
        assert_says(said, cases[i].expected);
    }
}

static void a_hundred_problems_of_a_file_are_shown(void **state)
{
    (void)state;
    static char text[65536];
    size_t length = (size_t)snprintf(text, sizeof text, "delegate_id,rank,site_id\n");
    for (int i = 0; i < 300; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "Nobody,1,brakes\n");
    }
    put_sound_files();
    put("preferences.csv", text);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_says(said, "preferences.csv:101:1:");
    assert_says(said, "only the first 100 are shown");
    assert_null(strstr(read_back(said), "preferences.csv:102:"));
}

static void wrong_usage_is_told_apart(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, NULL), CLI_USAGE);
    assert_int_equal(run("dance", folder, NULL), CLI_USAGE);
    assert_int_equal(run("solve", folder, "--out", out, "--by", "luck", NULL), CLI_USAGE);
    assert_int_equal(run("check", folder, NULL), CLI_USAGE);
    assert_int_equal(run("explain", folder, out, NULL), CLI_USAGE);
    assert_int_equal(run("solve", folder, "--out", out, "--seed", "x", "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_says(said, "the column lot and --seed together");
}

static void an_interruption_leaves_nothing_behind(void **state)
{
    (void)state;
    put_sound_files();
    assert_is_interrupted(solve);
    assert_int_equal(access(out, F_OK), -1);
    assert_int_equal(access(routes, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_solved_checked_and_explained),
        cmocka_unit_test(by_cost_the_sum_is_proven_and_wishes_have_a_price),
        cmocka_unit_test(sheets_tell_drivers_and_hosts_who_comes_when),
        cmocka_unit_test(tours_are_made_where_none_are_given),
        cmocka_unit_test(languages_and_guides_count),
        cmocka_unit_test(other_orders_of_rows_and_columns_give_the_same_bytes),
        cmocka_unit_test(shuffled_rows_of_a_crowded_day_give_the_same_bytes),
        cmocka_unit_test(where_there_is_no_plan_the_rule_that_cannot_hold_is_told),
        cmocka_unit_test(a_wrong_plan_is_found_out),
        cmocka_unit_test(after_a_cancellation_only_what_must_changes_and_it_is_listed),
        cmocka_unit_test(what_is_wrong_is_said_with_file_line_column_and_what_would_be_right),
        cmocka_unit_test(a_plan_that_cannot_be_read_is_told_by_its_lines),
        cmocka_unit_test(a_hundred_problems_of_a_file_are_shown),
        cmocka_unit_test(wrong_usage_is_told_apart),
        cmocka_unit_test(an_interruption_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, open_folder, close_table_folder);
}
