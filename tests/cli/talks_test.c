/* talks on the command line: from files to files; what bad input gets; no answer; a cancellation; interruption. */
#define VERB  "talks"
#define OUT   "schedule.csv"
#define FILES "participants.csv", "wishes.csv", "tables.csv", "rules.csv", "schedule.csv", "second.csv"
#include "tests/cli/table_verb.h"

#include "base/random.h"

#include <jansson.h>

static char second[80];

/* Two enterprises and a double one, three schools of two organisations, two tables a slot's walk apart. */
static void put_sound_files(void)
{
    take_all_away();
    put("participants.csv", "id,side,slots,min,max,organisation\n"
                            "e1,enterprise,all,1,3,Acme\n"
                            "e2,enterprise,1-2,1,2,Acme\n"
                            "\"e3, Ltd\",enterprise,2;3,0,2,\n"
                            "s1,school,1-3,1,3,North\n"
                            "s2,school,2-3,1,2,\n"
                            "s3,school,all,,1,North\n");
    put("wishes.csv", "from,to,weight\ne1,s1,must\ns1,e1,want\ne1,s2,want\ne2,s1,want\ne2,s2,30\n\"e3, Ltd\",s3,want\n"
                      "s3,\"e3, Ltd\",must\ns2,\"e3, Ltd\",no\n\"e3, Ltd\",s2,want\n");
    put("tables.csv", "id,slots,zone\nT1,1-3,hall\nT2,2-3,annex\n");
    put("rules.csv", "rule,from,to,value\nwalk,hall,annex,1\n");
}

static const char sound_answer[] = "slot,table,from,to,weight\n1,T1,e1,s1,20\n2,T1,e2,s2,30\n2,T2,\"e3, Ltd\",s3,20\n";

static int open_folder(void **state)
{
    (void)state;
    bool made = open_table_folder();
    (void)snprintf(second, sizeof second, "%s/second.csv", folder);
    return made ? 0 : -1;
}

static void a_folder_is_solved_checked_and_explained(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_answer);
    assert_says(heard, "3 talk(s), worth 70 points");
    assert_says(heard, "no schedule misses fewer than 0, and none that misses as few is worth more than 70");
    assert_says(heard, "Gap: 0 (0.00 %). This is the best, proven.");
    assert_says(said, "1 wish(es) are not fulfilled");
    assert_int_equal(check(), CLI_DONE);
    assert_says(heard, "Sound: 3 talk(s), worth 70 points");
    assert_int_equal(run("explain", folder, out, "s1", "e2", "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "The organisations of e2 and s1 meet already.");
    assert_int_equal(run("explain", folder, out, "e1", "s1", "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "e1 — s1: a must, worth 20 points");
    assert_int_equal(run("explain", folder, out, "e3, Ltd", "s2", "--json", NULL), CLI_DONE);
    assert_says(heard, "\"outcome\": \"not_a_pair\"");
    assert_int_equal(run("explain", folder, out, "e1", "e2", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("explain", folder, out, "e1", "s9", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("solve", folder, "--out", out, "--json", NULL), CLI_DONE);
    json_t *document = json_loads(read_back(heard), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(document, "bound_weight")), 70);
    assert_int_equal(json_array_size(json_object_get(document, "meetings")), 3);
    json_decref(document);
}

static void other_orders_of_rows_and_columns_give_the_same_bytes(void **state)
{
    (void)state;
    put_sound_files();
    put("participants.csv", "\xef\xbb\xbfmax,id,min,organisation,note,side,slots\r\n1,s3,,North,x,school,all\r\n\r\n"
                            "2,s2,1,,,school,2;3\r\n2,\"e3, Ltd\",0,,\"a \"\"b\"\"\",enterprise,2-3\r\n"
                            "3,s1,1,North,,school,1-3\r\n2,e2,1,Acme,,enterprise,1 2\r\n3,e1,1,Acme,,enterprise,all");
    put("tables.csv", "zone,slots,id\nannex,2; 3,T2\nhall,1;2;3,T1");
    put("wishes.csv",
        "weight,to,from\nno,\"e3, Ltd\",s2\nwant,s2,\"e3, Ltd\"\nmust,\"e3, Ltd\",s3\nwant,s3,\"e3, Ltd\"\n"
        "30,s2,e2\n10,s1,e2\nwant,s2,e1\nwant,e1,s1\nmust,s1,e1\n");
    put("rules.csv", "value,to,rule,from\n1,hall,walk,annex\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), sound_answer);
}

/* Wishes of equal weight and few tables, so that many schedules are equally good; rows in another order each time. */
static void shuffled_rows_of_a_contended_event_give_the_same_bytes(void **state)
{
    (void)state;
    enum { LEFT = 9, RIGHT = 14, ROWS = LEFT * RIGHT };
    static char text[ROWS * 32], first[65536];
    struct random random;
    random_init(&random, 11);
    uint32_t order[ROWS];
    for (uint32_t i = 0; i < ROWS; i++) {
        order[i] = i;
    }
    for (int round = 0; round < 5; round++) {
        put_sound_files();
        for (uint32_t i = ROWS - 1; i > 0; i--) {
            uint32_t j = random_below(&random, i + 1);
            uint32_t kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        size_t length = (size_t)snprintf(text, sizeof text, "id,side,slots,min,max,organisation\n");
        for (uint32_t i = 0; i < ROWS; i++) {
            uint32_t who = order[i];
            if (who < LEFT + RIGHT) {
                length +=
                    (size_t)snprintf(text + length, sizeof text - length, "p%u,%s,%s,%u,4,o%u\n", who,
                                     who < LEFT ? "学校" : "企业", who % 4 == 0 ? "1-4" : "all", who % 3, who % 20);
            }
        }
        put("participants.csv", text);
        length = (size_t)snprintf(text, sizeof text, "from,to,weight\n");
        for (uint32_t i = 0; i < ROWS; i++) {
            bool turned = order[i] % 2 == 0;
            uint32_t left = order[i] / RIGHT;
            uint32_t right = LEFT + order[i] % RIGHT;
            length += (size_t)snprintf(text + length, sizeof text - length, "p%u,p%u,%s\n", turned ? right : left,
                                       turned ? left : right, order[i] % 40 == 7 ? "must" : "want");
        }
        put("wishes.csv", text);
        put("tables.csv", round % 2 == 0 ? "id,slots,zone\nA,1-6,x\nB,1-6,y\nC,1-3,x\nD,all,y\n"
                                         : "id,slots,zone\nD,all,y\nC,1-3,x\nB,1-6,y\nA,1-6,x\n");
        put("rules.csv", "rule,from,to,value\nwalk,y,x,1\n");
        assert_int_equal(solve(), CLI_DONE);
        assert_int_equal(check(), CLI_DONE);
        if (round == 0) {
            keep(first, sizeof first, read_back(out));
        }
        assert_string_equal(read_back(out), first);
    }
}

static void what_must_not_be_is_told_and_nothing_is_written(void **state)
{
    (void)state;
    static const struct wrong_file cases[] = {
        {"wishes.csv", "from,to,weight\ne1,s1,must\ne2,s2,5\ns1,e1,no\n",
         "e1 — s1: must against no (wishes.csv:2, wishes.csv:4)"},
        {"rules.csv", "rule,from,to\nforbid,North,e1\n", "e1 — s1: must against no (wishes.csv:2, rules.csv:2)"},
        {"rules.csv", "rule,from,to\nonly,Acme,s2\n", "e1 — s1: must against no (wishes.csv:2, rules.csv:2)"},
        {"wishes.csv", "from,to,weight\ne2,s1,must\ne1,s3,must\n",
         "The organisations of e1 — s3 must meet again in e2 — s1"},
        {"wishes.csv", "from,to,weight\ns3,e1,must\n\"e3, Ltd\",s3,must\n",
         "s3 must have more talks than its maximum: 2 > 1"},
        {"tables.csv", "id,slots\nT1,2\n", "s1 must have more talks than it has slots: 2 > 1"},
        {"tables.csv", "id,slots\nT1,2-3\nT2,4\n",
         "x1 — x2: must meet, but are never both there while a table is open"},
        {"tables.csv", "id,slots\nT1,1\n", "More musts than tables in all slots together, tables.csv: 2 > 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_sound_files();
        put("participants.csv",
            "id,side,slots,min,max,organisation\ne1,enterprise,all,1,3,Acme\ne2,enterprise,1-2,1,2,Acme\n"
            "\"e3, Ltd\",enterprise,1-3,0,2,\ns1,school,1-3,1,3,North\ns2,school,2-3,1,2,\n"
            "s3,school,all,,1,North\nx1,enterprise,1;4,0,1,\nx2,school,1,0,1,\n");
        if (i == 5) {
            put("wishes.csv", "from,to,weight\ne2,s1,must\ns1,\"e3, Ltd\",must\n");
        } else if (i == 6) {
            put("wishes.csv", "from,to,weight\nx1,x2,must\n");
        }
        if (i > 3) {
            take_away("rules.csv");
        }
        put(cases[i].file, cases[i].text);
        assert_int_equal(solve(), CLI_NO_SOLUTION);
        assert_says(heard, cases[i].expected);
        assert_says(said, "not every must can be met");
        assert_int_equal(access(out, F_OK), -1);
        assert_int_equal(run("solve", folder, "--out", out, "--json", NULL), CLI_NO_SOLUTION);
        assert_says(heard, "\"possible\": false");
    }
}

/* Each must alone is possible, and no participant has too many; but in slot 1 there is one table for two pairs. */
static void musts_that_are_too_many_together_are_proven_so(void **state)
{
    (void)state;
    put_sound_files();
    put("participants.csv", "id,side,slots,min,max\na,l,1,0,1\nb,l,1,0,1\nc,r,1,0,1\nd,r,1;2,0,1\n");
    put("wishes.csv", "from,to,weight\na,c,must\nb,d,must\n");
    put("tables.csv", "id,slots\nT,1-2\n");
    take_away("rules.csv");
    assert_int_equal(solve(), CLI_NO_SOLUTION);
    assert_says(heard, "In every schedule at least 1 must(s) are unmet: all were tried.");
    assert_int_equal(access(out, F_OK), -1);
    put("wishes.csv", "from,to,weight\na,c,must\nb,d,want\n");
    assert_int_equal(solve(), CLI_DONE);
    assert_string_equal(read_back(out), "slot,table,from,to,weight\n1,T,a,c,10\n");
}

static void a_wrong_schedule_is_found_out(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *expected;
    } cases[] = {
        {"9,T1,e2,s2\n", "e2 — s2: there is no such slot."},
        {"2,T1,e1,s3\n", "e1 — s3: not wished for, or forbidden."},
        {"2,T1,\"e3, Ltd\",s2\n", "e3, Ltd — s2: not wished for, or forbidden."},
        {"1,T1,e1,s2\n3,T1,s2,e1\n", "e1 — s2: these two meet twice."},
        {"1,T1,e2,s2\n", "e2 — s2: s2 is not there in this slot."},
        {"2,T1,e2,s2\n2,T2,e2,s1\n", "e2 — s1: e2 has another talk in this slot."},
        {"1,T2,e2,s1\n", "e2 — s1: the table is not open in this slot."},
        {"2,T1,e2,s2\n2,T1,\"e3, Ltd\",s3\n", "e3, Ltd — s3: another talk is at this table."},
        {"2,T1,\"e3, Ltd\",s3\n3,T1,e1,s3\n", "s3 has more talks than its maximum."},
        {"1,T1,e1,s1\n2,T1,e2,s1\n", "e2 — s1: the two organisations meet twice."},
        {"1,T1,e1,s1\n2,T2,e1,s2\n", "e1 — s2: e1 has too little time to walk there."},
        {"2,T1,e2,s2\n2,T2,\"e3, Ltd\",s3\n", "e1 — s1: must meet and do not."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        put_sound_files();
        (void)snprintf(text, sizeof text, "slot,table,from,to\n%s", cases[i].rows);
        put("schedule.csv", text);
        assert_int_equal(check(), CLI_BAD_INPUT);
        assert_says(heard, cases[i].expected);
    }
    assert_int_equal(run("explain", folder, out, "e1", "s1", NULL), CLI_DONE); /* an unmet must can be explained */
    put("schedule.csv", "slot,table,from,to\n1,T1,e1,s1\n2,T1,e2,s1\n");
    assert_int_equal(run("explain", folder, out, "e1", "s1", NULL), CLI_BAD_INPUT);
    put("schedule.csv", sound_answer);
    put("second.csv", "slot,table,from,to\n2,T1,e2,s2\n");
    assert_int_equal(run("check", folder, second, "--keep", out, "--lang", "en", NULL), CLI_BAD_INPUT);
    assert_says(heard, "e1 — s1: was to be kept and is not there.");
}

static void a_late_cancellation_changes_only_what_is_free(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(solve(), CLI_DONE);
    put("participants.csv", "id,side,slots,min,max,organisation\ne1,enterprise,all,1,3,Acme\ne2,enterprise,-,1,2,Acme\n"
                            "\"e3, Ltd\",enterprise,2;3,0,2,\ns1,school,1-3,1,3,North\ns2,school,2-3,1,2,\n"
                            "s3,school,all,,1,North\n");
    assert_int_equal(run("solve", folder, "--out", second, "--keep", out, "--lang", "en", NULL), CLI_DONE);
    assert_string_equal(read_back(second),
                        "slot,table,from,to,weight\n1,T1,e1,s1,20\n2,T1,e1,s2,10\n2,T2,\"e3, Ltd\",s3,20\n");
    assert_says(heard, "Kept of the earlier schedule: 2 of 3\nChanges (2; - gone, ~ at another table, + new):\n"
                       "- 2\tT1\te2 — s2\t(somebody is not there in this slot)\n+ 2\tT1\te1 — s2\n");
    assert_says(said, "1 participant(s) have cancelled");
    assert_int_equal(run("check", folder, second, "--keep", out, NULL), CLI_DONE);
    put("tables.csv", "id,slots,zone\nT1,1-3,hall\nT2,-,annex\nT9,2,annex\n"); /* a table breaks down */
    assert_int_equal(run("solve", folder, "--out", out, "--keep", out, "--json", NULL), CLI_DONE);
    assert_says(heard, "\"change\": \"moved\"");
    assert_says(heard, "\"table_before\": \"T2\"");
    put("schedule.csv", "slot,table,from,to\n2,T9,gone,s1\n1,T1,e1,s1\n"); /* names that there are no longer */
    assert_int_equal(run("solve", folder, "--out", second, "--keep", out, "--lang", "en", NULL), CLI_DONE);
    assert_says(heard, "- 2\tT9\tgone — s1\t(somebody is no longer among the participants)");
}

/* Nobody who is kept moves, whatever else would be better; a must that only they stand against is told so. */
static void what_is_kept_stays_even_where_it_is_in_the_way(void **state)
{
    (void)state;
    put_sound_files();
    take_away("rules.csv");
    put("participants.csv", "id,side,slots,min,max\na,l,1,0,1\nb,l,1,0,1\nc,r,1,0,1\n");
    put("tables.csv", "id,slots\nT,1\n");
    put("wishes.csv", "from,to,weight\na,c,5\nb,c,1000\n");
    put("schedule.csv", "slot,table,from,to\n1,T,a,c\n");
    assert_int_equal(run("solve", folder, "--out", second, "--keep", out, "--lang", "en", NULL), CLI_DONE);
    assert_string_equal(read_back(second), "slot,table,from,to,weight\n1,T,a,c,5\n");
    assert_says(heard, "No change");
    put("wishes.csv", "from,to,weight\na,c,5\nb,c,must\n");
    assert_int_equal(run("solve", folder, "--out", second, "--keep", out, "--lang", "en", NULL), CLI_NO_SOLUTION);
    assert_says(heard, "with what is kept (perhaps without --keep):\n  b — c\n");
}

static void what_is_wrong_is_said_with_file_line_column_and_what_would_be_right(void **state)
{
    (void)state;
    static const struct wrong_file cases[] = {
        {"participants.csv", "", "participants.csv: the file is empty"},
        {"participants.csv", "id,side,slots,min,max\n", "participants.csv: there is a header, but no rows"},
        {"participants.csv", "id,side,slots,min\na,l,1,0\n", "participants.csv:1: the column max is missing"},
        {"participants.csv", "id,side,slots,min,max\na,l,,0,1\n", "participants.csv:2:5: the list of slots is empty"},
        {"participants.csv", "id,side,slots,min,max\na,l,0,0,1\n", "participants.csv:2:5: 0 is no list of slots"},
        {"participants.csv", "id,side,slots,min,max\na,l,1-65,0,1\n", "participants.csv:2:5: 1-65 is no list of slots"},
        {"participants.csv", "id,side,slots,min,max\na,l,5-2,0,1\n", "participants.csv:2:5: 5-2 is no list of slots"},
        {"participants.csv", "id,side,slots,min,max\na,l,1;1,0,1\n", "participants.csv:2:5: 1;1 is no list of slots"},
        {"participants.csv", "id,side,slots,min,max\na,l,1月4日,0,1\n",
         "participants.csv:2:5: 1月4日 is no list of slots"},
        {"participants.csv", "id,side,slots,min,max\na,l,1,0,0\n",
         "participants.csv:2:9: 0 is no whole number in range. Right would be 1 … 64"},
        {"participants.csv", "id,side,slots,min,max\na,l,1,3,2\n",
         "participants.csv:2:7: 3 is no whole number in range. Right would be 0 … 2"},
        {"participants.csv", "id,side,slots,min,max\n一,l,1,-1,2\n", "participants.csv:2:7: -1 is no whole number"},
        {"participants.csv", "id,side,slots,min,max\na,l,1,0,99999999999999999999999\n", "participants.csv:2:9: 9999"},
        {"participants.csv", "id,side,slots,min,max\na,l,1,0,1\nb,r,1,0,1\nc,m,1,0,1\n",
         "participants.csv:4:3: m is a third side. Right would be one of l, r"},
        {"participants.csv", "id,side,slots,min,max\na,l,1,0,1\n",
         "participants.csv: all participants are of the side l"},
        {"participants.csv", "id,side,slots,min,max\na,l,1,0,1\na,r,1,0,1\n",
         "participants.csv:3:1: a stands here for the second time"},
        {"participants.csv", "id,side,slots,min,max,organisation\na,l,1,0,1,b\nb,r,1,0,1,\n",
         "participants.csv: b is a participant and also another one's organisation"},
        {"participants.csv", "id,side,slots,min,max\n\xb3\xb5,l,1,0,1\n", "is not UTF-8"},
        {"participants.csv", "id,side,slots,min,max\n\"a,l,1,0,1\nb,r,1,0,1\n",
         "participants.csv:2:1: a quotation mark"},
        {"participants.csv", "id,side,slots,min,max\na\rb,l,1,0,1\n", "a carriage return"},
        {"tables.csv", "id,slots\nT1,all\n", "tables.csv: no row names a slot by its number"},
        {"tables.csv", "id,slots\nT1,1\nT1,2\n", "tables.csv:3:1: T1 stands here for the second time"},
        {"wishes.csv", "from,to,weight\ne1,s9,want\n", "wishes.csv:2:4: s9 is unknown"},
        {"wishes.csv", "from,to,weight\ne1,e2,want\n", "wishes.csv:2:4: e2 is on the side of the one who wishes"},
        {"wishes.csv", "from,to,weight\ne1,s1,maybe\n", "wishes.csv:2:7: maybe is no weight of a wish"},
        {"wishes.csv", "from,to,weight\ne1,s1,0\n", "wishes.csv:2:7: 0 is no weight"},
        {"wishes.csv", "from,to,weight\ne1,s1,-5\n", "wishes.csv:2:7: -5 is no weight"},
        {"wishes.csv", "from,to,weight\ne1,s1,1001\n", "wishes.csv:2:7: 1001 is no weight"},
        {"wishes.csv", "from,to,weight\ne1,s1,99999999999999999999\n", "wishes.csv:2:7: 9999"},
        {"wishes.csv", "from,to,weight\ne1,s1,\n", "wishes.csv:2:7: an empty value is no weight"},
        {"wishes.csv", "from,to,weight\ne1,s1,must\ne2,s2,5\ne1,s1,no\n",
         "wishes.csv:4: e1, s1 stands here for the second time"},
        {"wishes.csv", "from,to,weight\ne1,s1,must\ne2,s2", "wishes.csv:3: this row has 2 value(s)"},
        {"rules.csv", "rule,from,to,value\nlike,e1,s1,\n", "rules.csv:2:1: like is no rule"},
        {"rules.csv", "rule,from,to,value\nforbid,e1,s1,3\n", "rules.csv:2:14: 3 has no meaning in this rule"},
        {"rules.csv", "rule,from,to,value\nforbid,e1,Nord,\n", "rules.csv:2:11: Nord is unknown"},
        {"rules.csv", "rule,from,to,value\nforbid,e1,s1,\nforbid,s1,e1,\n",
         "rules.csv:3: this rule stands here for the second"},
        {"rules.csv", "rule,from,to,value\nwalk,hall,attic,1\n",
         "rules.csv:2:11: attic is unknown. Right would be a zone"},
        {"rules.csv", "rule,from,to,value\nwalk,hall,annex,64\n", "rules.csv:2:17: 64 is no whole number"},
        {"rules.csv", "rule,from,to\nwalk,hall,annex\n", "rules.csv:2: the column value is missing"},
        {"rules.csv", "rule,from,to,value\nwalk,hall,annex,1\nwalk,annex,hall,2\n", "rules.csv:3:6: annex stands here"},
        {"rules.csv", "rule,from,to,value\nseparate,e1,,\n",
         "rules.csv:2:10: e1 is unknown. Right would be an organisation"},
    };
    assert_refused(cases, sizeof cases / sizeof cases[0], put_sound_files);
    static const char nul[] = "id,slots\nT\0,1\n";
    put_bytes("tables.csv", nul, sizeof nul - 1);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_says(said, "tables.csv:2:2: a NUL byte");
    put_sound_files();
    take_away("wishes.csv");
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_says(said, "wishes.csv: the file is missing");
    put_sound_files();
    put("schedule.csv", "slot,table,from,to\n0,T1,e1,s1\n1,T7,e1,s1\n1,T1,e9,s1\n");
    assert_int_equal(check(), CLI_BAD_INPUT);
    assert_says(said, "schedule.csv:2:1: 0 is no whole number in range. Right would be 1 … 64");
    assert_says(said, "schedule.csv:3:3: T7 is unknown");
    assert_says(said, "schedule.csv:4:6: e9 is unknown");
}

/* A line of a megabyte, and more problems than are shown. */
static void long_lines_and_many_problems_are_told_shortly(void **state)
{
    (void)state;
    enum { LONG = 1 << 20 };
    char *text = malloc(LONG + 64);
    assert_non_null(text);
    put_sound_files();
    size_t length = (size_t)snprintf(text, 64, "from,to,weight\ne1,s1,");
    memset(text + length, '7', LONG);
    text[length + LONG] = '\0';
    put("wishes.csv", text);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    assert_says(said, "wishes.csv:2:7: 7777");
    assert_true(strlen(words_said) < 1024);
    length = (size_t)snprintf(text, 64, "from,to,weight\n");
    for (int i = 0; i < 300; i++) {
        length += (size_t)snprintf(text + length, 64, "e1,x%d,want\n", i);
    }
    put("wishes.csv", text);
    assert_int_equal(solve(), CLI_BAD_INPUT);
    int shown = 0;
    for (const char *at = read_back(said); (at = strstr(at, "is unknown")) != NULL; at++) {
        shown++;
    }
    assert_int_equal(shown, 100);
    assert_says(said, "only the first 100");
    free(text);
}

static void rules_say_who_may_meet_whom(void **state)
{
    (void)state;
    put_sound_files();
    put("participants.csv", "id,side,slots,min,max,organisation\na1,l,1-4,0,4,A\na2,l,1-4,0,4,A\nb,l,1-4,0,4,\n"
                            "x1,r,1-4,0,4,X\nx2,r,1-4,0,4,X\ny,r,1-4,0,4,\n");
    put("wishes.csv", "from,to,weight\na1,x1,9\na2,x2,8\na1,y,7\nb,x1,6\nb,y,5\n");
    put("tables.csv", "id,slots\nT1,1-4\nT2,1-4\n");
    static const struct {
        const char *rules;
        int weight;
    } cases[] = {
        {"rule,from,to,value\nseparate,A,,\n", 9 + 8 + 7 + 6 + 5},
        {"rule,from,to\nforbid,X,A\n", 7 + 6 + 5},
        {"rule,from,to\nonly,y,b\n", 9 + 6 + 5},
        {"rule,from,to\nonly,X,A\n", 9 + 7 + 5},
        {"rule,from,to\nonly,b,X\nonly,b,A\n", 9 + 7 + 6},
        {"rule,from,to\nforbid,a1,x1\n", 8 + 7 + 6 + 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put("rules.csv", cases[i].rules);
        assert_int_equal(run("solve", folder, "--out", out, "--json", NULL), CLI_DONE);
        json_t *document = json_loads(read_back(heard), 0, NULL);
        assert_int_equal(json_integer_value(json_object_get(document, "weight")), cases[i].weight);
        json_decref(document);
        assert_int_equal(check(), CLI_DONE);
    }
}

static void wrong_usage_is_told_apart(void **state)
{
    (void)state;
    put_sound_files();
    assert_int_equal(run("solve", folder, NULL), CLI_USAGE);
    assert_int_equal(run("dissolve", folder, NULL), CLI_USAGE);
    assert_int_equal(run("check", folder, NULL), CLI_USAGE);
    assert_int_equal(run("explain", folder, out, "e1", NULL), CLI_USAGE);
    assert_int_equal(run("solve", "/nowhere", "--out", out, NULL), CLI_BAD_INPUT);
    assert_int_equal(run("solve", folder, "--out", "/nowhere/x.csv", NULL), CLI_BAD_INPUT);
    assert_int_equal(run("solve", folder, "--out", out, "--keep", "/nowhere/x.csv", NULL), CLI_BAD_INPUT);
    assert_int_equal(access(out, F_OK), -1);
}

static void an_interruption_leaves_nothing_behind(void **state)
{
    (void)state;
    put_sound_files();
    put("schedule.csv", "earlier");
    assert_is_interrupted(solve);
    assert_string_equal(read_back(out), "earlier");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_solved_checked_and_explained),
        cmocka_unit_test(other_orders_of_rows_and_columns_give_the_same_bytes),
        cmocka_unit_test(shuffled_rows_of_a_contended_event_give_the_same_bytes),
        cmocka_unit_test(what_must_not_be_is_told_and_nothing_is_written),
        cmocka_unit_test(musts_that_are_too_many_together_are_proven_so),
        cmocka_unit_test(a_wrong_schedule_is_found_out),
        cmocka_unit_test(a_late_cancellation_changes_only_what_is_free),
        cmocka_unit_test(what_is_kept_stays_even_where_it_is_in_the_way),
        cmocka_unit_test(what_is_wrong_is_said_with_file_line_column_and_what_would_be_right),
        cmocka_unit_test(long_lines_and_many_problems_are_told_shortly),
        cmocka_unit_test(rules_say_who_may_meet_whom),
        cmocka_unit_test(wrong_usage_is_told_apart),
        cmocka_unit_test(an_interruption_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, open_folder, close_table_folder);
}
