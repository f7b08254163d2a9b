/* Reading: which trade a text speaks of, decided by what is done to what, not by shared words. */
#include "tests/test.h"

#include "catalogue/reading.h"

#include <stdio.h>
#include <time.h>

static struct arena arena;
static const struct catalogue *catalogue;

static int load(void **state)
{
    (void)state;
    arena_init(&arena);
    return result_failed(catalogue_load(&arena, &catalogue)) ? -1 : 0;
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct reading_input need(const char *kind, const char *title, const char *body)
{
    return (struct reading_input){.id = 1,
                                  .side = "need",
                                  .kind = kind,
                                  .title = title,
                                  .body = body,
                                  .skills = "",
                                  .occupation_code = "",
                                  .major_code = "",
                                  .industry_code = "",
                                  .county_code = "",
                                  .cooperation = "",
                                  .start_day = DAY_NONE,
                                  .end_day = DAY_NONE,
                                  .record_permille = FIT_NO_RECORD};
}

static const struct fit_mention *find_mention(const struct fit_listing *listing, const char *trade)
{
    for (size_t i = 0; i < listing->mention_count; i++) {
        if (strcmp(reading_trade_code(catalogue, listing->mentions[i].trade), trade) == 0) {
            return &listing->mentions[i];
        }
    }
    return NULL;
}

static const char *strongest(const struct fit_listing *listing)
{
    const struct fit_mention *best = NULL;
    for (size_t i = 0; i < listing->mention_count; i++) {
        if (best == NULL || listing->mentions[i].strength > best->strength) {
            best = &listing->mentions[i];
        }
    }
    return best == NULL ? "" : reading_trade_code(catalogue, best->trade);
}

struct reads_as {
    const char *title, *trade, *never;
};

static void assert_reads(const char *kind, const struct reads_as *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct reading_input input = need(kind, cases[i].title, "");
        struct fit_listing listing = reading_read(&arena, catalogue, &input);
        if (strcmp(strongest(&listing), cases[i].trade) != 0) {
            printf("%s reads as %s, not %s\n", cases[i].title, strongest(&listing), cases[i].trade);
            fail();
        }
        if (cases[i].never != NULL && find_mention(&listing, cases[i].never) != NULL) {
            printf("%s also reads as %s\n", cases[i].title, cases[i].never);
            fail();
        }
    }
}

#define ASSERT_READS(kind, cases) assert_reads(kind, cases, sizeof(cases) / sizeof(cases)[0])

static void the_activity_decides_over_the_thing(void **state)
{
    (void)state;
    static const struct reads_as CASES[] = {
        {"轴承销售", "sales", "bearing"},
        {"轴承装配", "bearing-assembly", "sales"},
        {"销售轴承", "sales", "bearing"},
        {"护理", "nursing", "inspection-round"},
        {"设备护理", "inspection-round", "nursing"},
        {"数控设备护理", "cnc-repair", "nursing"},
        {"汽车销售", "auto-sales", "auto-repair"},
        {"汽车维修", "auto-repair", "auto-sales"},
        {"汽车装配", "automobile-assembly", "auto-repair"},
        {"数控设备维修", "cnc-repair", "cnc-lathe"},
        {"电焊机装配", "electric-assembly", "welder"},
        {"模具销售", "sales", "mould-maker"},
        {"会计软件开发", "software", "accounting"},
        {"食品机械维修", "mechanic", "food-making"},
        {"维修数控机床", "cnc-repair", "cnc-general"},
        {"轴承、齿轮销售", "sales", "gear"},
        {"电路板焊接", "smt", "welder"},
        {"护理设备销售", "sales", "nursing"},
    };
    ASSERT_READS("talent", CASES);
}

static void where_one_works_is_not_what_one_does(void **state)
{
    (void)state;
    static const struct reads_as CASES[] = {
        {"公司主营轴承，招会计", "accounting", "bearing"},
        {"为机械厂提供保洁", "cleaning", "machining"},
        {"幼儿园厨师", "chef", "preschool"},
        {"医院保洁", "cleaning", "nursing"},
        {"轴承厂招聘电工", "electrician", "bearing"},
        {"养老院护理员", "elder-care", "nursing"},
        {"服装厂车工", "sewing", "lathe"},
        {"乳品厂品控", "food-test", "quality-eng"},
        {"不要销售，招车工", "lathe", "sales"},
        {"电子厂品检", "qc", "electronics"},
    };
    ASSERT_READS("talent", CASES);
}

static void the_words_of_advertisements_are_known(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct reads_as CASES[] = {
        {"数车", "cnc-lathe", NULL},       {"CNC操机", "cnc-mill", NULL},     {"數控車工", "cnc-lathe", NULL},
        {"ＣＮＣ操机", "cnc-mill", NULL},  {"品检", "qc", NULL},              {"IQC", "qc", NULL},
        {"点检员", "inspection-round", NULL}, {"保全工", "mechanic", NULL},  {"氩弧焊", "welder", NULL},
        {"二保焊", "welder", NULL},        {"叉车司机", "forklift", "driver"}, {"挡车工", "spinning", NULL},
        {"车位工", "sewing", NULL},        {"PLC程序员", "plc", NULL},        {"跟单", "sales-assistant", NULL},
        {"客服", "customer-service", NULL}, {"普工", "operator", NULL},       {"工控", "automation", NULL},
    };
    /* clang-format on */
    ASSERT_READS("talent", CASES);
}

static void technical_needs_are_read_as_topics(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct reads_as CASES[] = {
        {"铝型材挤压模具寿命短", "extrusion-die", NULL}, {"轴承套圈磨削烧伤", "grinder", NULL},
        {"热处理变形", "heat-treatment", NULL},          {"焊接气孔", "weld-engineer", NULL},
        {"废水处理", "wastewater", NULL},                {"MES上线", "mes", NULL},
        {"视觉检测", "vision", NULL},
    };
    /* clang-format on */
    ASSERT_READS("technology", CASES);
}

static void an_unknown_trade_is_not_invented(void **state)
{
    (void)state;
    static const char *const TITLES[] = {"占星顾", "诚聘有志之士", "招人，待遇优厚", "zzzz", ""};
    for (size_t i = 0; i < sizeof TITLES / sizeof *TITLES; i++) {
        struct reading_input input = need("talent", TITLES[i], "");
        struct fit_listing listing = reading_read(&arena, catalogue, &input);
        if (listing.mention_count > 0) {
            printf("%s reads as %s\n", TITLES[i], strongest(&listing));
        }
        assert_int_equal(listing.mention_count, 0);
    }
}

static void a_code_counts_unless_the_title_says_otherwise(void **state)
{
    (void)state;
    struct reading_input input = need("talent", "技术工人", "");
    input.occupation_code = "6-18-01-04";
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    assert_non_null(find_mention(&listing, "grinder"));
    assert_int_equal(find_mention(&listing, "grinder")->strength, 1000);
    assert_int_equal(find_mention(&listing, "grinder")->fragment.field, READING_OCCUPATION);
    input.title = "会计";
    listing = reading_read(&arena, catalogue, &input);
    assert_string_equal(strongest(&listing), "accounting");
    assert_true(find_mention(&listing, "grinder")->strength <= 300);
}

static void a_fragment_points_at_the_words_that_were_read(void **state)
{
    (void)state;
    struct reading_input input = need("talent", "急招數控車工20名", "会看图，会FANUC系统");
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    const struct fit_mention *mention = find_mention(&listing, "cnc-lathe");
    assert_non_null(mention);
    assert_int_equal(mention->fragment.field, READING_TITLE);
    struct span words =
        span_make(input.title + mention->fragment.start, mention->fragment.end - mention->fragment.start);
    assert_true(span_is(words, "數控車工"));
    assert_int_equal(listing.skill_count, 2);
    for (size_t i = 0; i < listing.skill_count; i++) {
        assert_int_equal(listing.skills[i].fragment.field, READING_BODY);
    }
}

static void the_shape_that_fit_wants_is_kept_for_any_text(void **state)
{
    (void)state;
    static char text[20000];
    static const char *const PIECES[] = {"轴承", "、",   "销售", "厂",   "招",   "数控车工", "，",     "\xff\xfe",
                                         "护理", "不要", "设备", "维修", "。",   "CNC",      "三坐标", "5S",
                                         "PLC",  "电工", " ",    "焊工", "厨师", "为",       "提供"};
    unsigned state_number = 7;
    for (int round = 0; round < 300; round++) {
        size_t length = 0;
        while (length + 32 < sizeof text && (state_number >> 8) % 97 != 0) {
            const char *piece = PIECES[(state_number >> 8) % (sizeof PIECES / sizeof *PIECES)];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
            state_number = state_number * 1103515245U + 12345U;
        }
        state_number = state_number * 1103515245U + 12345U;
        text[length] = '\0';
        struct arena scratch;
        arena_init(&scratch);
        struct reading_input input = need("talent", text, text);
        struct fit_listing listing = reading_read(&scratch, catalogue, &input);
        assert_true(listing.mention_count <= 16 && listing.skill_count <= 64);
        for (size_t i = 0; i < listing.mention_count; i++) {
            assert_true(i == 0 || listing.mentions[i - 1].trade < listing.mentions[i].trade);
            assert_true(listing.mentions[i].strength >= 1 && listing.mentions[i].strength <= 1000);
            assert_true(listing.mentions[i].fragment.end <= length);
        }
        for (size_t i = 1; i < listing.skill_count; i++) {
            assert_true(listing.skills[i - 1].skill < listing.skills[i].skill);
        }
        arena_release(&scratch);
    }
}

static void fifty_thousand_listings_are_read_in_a_second(void **state)
{
    (void)state;
    enum { LISTINGS = 10000 };
    struct reading_input input =
        need("talent", "急招数控车工20名（轴承套圈）",
             "我公司主营圆锥滚子轴承。负责内外圈车削加工，会看图、会用千分尺，两班倒，包吃住，月薪6500元。");
    input.skills = "识图、FANUC、千分尺";
    struct timespec start;
    struct timespec end;
    struct arena scratch;
    arena_init(&scratch);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    for (int i = 0; i < LISTINGS; i++) {
        arena_reset(&scratch);
        struct fit_listing listing = reading_read(&scratch, catalogue, &input);
        assert_true(listing.mention_count > 0);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    arena_release(&scratch);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%.0f listings a second\n", LISTINGS / seconds);
#ifndef __SANITIZE_ADDRESS__
    assert_true(LISTINGS / seconds > 20000); /* half of what is wanted, so that a busy machine does not fail */
#endif
}

static void a_post_belongs_to_what_stands_before_it(void **state)
{
    (void)state;
    static const struct reads_as CASES[] = {
        {"美甲店长", "beauty", "retail"},      {"装配班长", "assembly", "team-leader"},
        {"焊接线长", "welder", "team-leader"}, {"招店长", "retail", NULL},
        {"班组长轮训", "team-leader", NULL},   {"内勤", "admin", NULL},
        {"电梯销售内勤", "sales", "elevator"},
    };
    ASSERT_READS("talent", CASES);
}

static void who_teaches_is_not_who_does(void **state)
{
    (void)state;
    static const struct reads_as POSTS[] = {
        {"会计专业教师", "teacher", NULL},      {"招老师傅焊工", "welder", "teacher"},
        {"幼儿园老师", "preschool", "teacher"}, {"托育中心老师", "infant-care", "teacher"},
        {"健身会所教练", "fitness", "teacher"},
    };
    static const struct reads_as COURSES[] = {{"想请焊接老师来讲课", "welder", "teacher"}};
    ASSERT_READS("talent", POSTS);
    ASSERT_READS("training", COURSES);
    struct reading_input input = need("talent", "会计专业教师", "");
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    assert_int_equal(find_mention(&listing, "accounting")->strength, 400); /* may teach it, but was not asked for it */
}

static void a_skill_without_a_trade_speaks_for_its_trade(void **state)
{
    (void)state;
    static const struct reads_as CASES[] = {{"会做全盘账", "accounting", NULL}, {"设计室要学UG", "cnc-program", NULL}};
    ASSERT_READS("talent", CASES);
    struct reading_input input = need("talent", "招聘启事", "会做全盘账");
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    assert_int_equal(find_mention(&listing, "accounting")->strength, 450);
    input.body = "会计，会做全盘账";
    listing = reading_read(&arena, catalogue, &input);
    assert_true(find_mention(&listing, "accounting")->strength > 450);
}

static void a_title_that_says_little_leaves_the_word_to_the_text(void **state)
{
    (void)state;
    static const struct reads_as CASES[] = {
        {"针织面料开发", "textile-tech", "mech-design"}, {"自动化设备技术员", "automation", "nonstandard"},
        {"齿轮设计工程师", "mech-design", NULL},         {"玉米收获机驻点服务员", "agri-machine", "catering-service"},
        {"美发造型", "hairdressing", "casting"},
    };
    /* clang-format off */
    static const struct reads_as THINGS[] = {{"PLC实训台", "plc", NULL}}; /* a thing that leads to no trade by itself */
    ASSERT_READS("talent", CASES);
    ASSERT_READS("technology", THINGS);
    struct reading_input input = need("talent", "运维值班员", "光伏电站50MW，住场");
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    assert_string_equal(strongest(&listing), "photovoltaic");
}

static int strength_in(const char *title, const char *body, const char *trade)
{
    struct reading_input input = need("talent", title, body);
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    const struct fit_mention *mention = find_mention(&listing, trade);
    return mention == NULL ? 0 : mention->strength;
}

static void a_general_person_belongs_to_the_field_before_it(void **state)
{
    (void)state;
    static const struct reads_as CASES[] = {
        {"综合布线调试员", "network", "mech-install"}, {"智能家居安装调试员", "iot", "mech-install"},
        {"化肥包装线叉车", "forklift", NULL}, /* a line before the head is only where */
        {"河蟹养殖", "aquaculture", NULL}, {"酱油发酵工", "food-making", "pharma-maker"},
    };
    /* clang-format on */
    ASSERT_READS("talent", CASES);
}

static void a_line_makes_the_product_before_it(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct reads_as CASES[] = {
        {"速冻水饺包装线", "food-making", "packing"}, {"三轮电动车流水线", "ev-making", "ev-repair"}, {"型材拉直锯切", "extrusion", NULL},
        {"危险化工工艺特种作业", "chem-operator", NULL}, /* a weak name hides nothing */
    };
    /* clang-format on */
    ASSERT_READS("talent", CASES);
}

static void what_stands_behind_a_comma_counts_less(void **state)
{
    (void)state;
    assert_int_equal(strength_in("主播，卖阿胶", "", "livestream"), 1000);
    assert_int_equal(strength_in("主播，卖阿胶", "", "pharmacist"), 700);
    assert_int_equal(strength_in("招聘：焊工、电工", "", "electrician"), 1000); /* a list is no comma */
    assert_int_equal(strength_in("文员兼出纳", "", "cashier"), 1000);
}

static void work_that_every_factory_has_is_done_to_what_this_one_makes(void **state)
{
    (void)state;
    assert_int_equal(strength_in("轴承厂包装工", "", "bearing"), 600);
    assert_int_equal(strength_in("轴承厂包装工", "", "packing"), 1000);
    assert_int_equal(strength_in("义齿厂技工", "打磨车瓷", "dental"), 850);
    assert_int_equal(strength_in("轴承厂会计", "", "bearing"), 0);
}

static int strength_of_offer(const char *title, const char *trade)
{
    struct reading_input input = need("internship", title, "");
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    const struct fit_mention *found = find_mention(&listing, trade);
    return found == NULL ? 0 : found->strength;
}

static void what_is_said_of_one_member_of_a_list_is_said_of_the_other(void **state)
{
    (void)state;
    assert_int_equal(strength_of_offer("轴承装配与检测实习班", "bearing-assembly"), 1000);
    assert_int_equal(strength_of_offer("轴承装配与检测实习班", "bearing-test"), 1000);
    assert_int_equal(strength_of_offer("轴承检测与装配实习班", "bearing-assembly"), 1000);
    assert_int_equal(strength_of_offer("起重机与叉车操作证培训", "crane"), 1000);
    assert_int_equal(strength_of_offer("起重机与叉车操作证培训", "forklift"), 1000);
    assert_int_equal(strength_of_offer("轴承销售与装配", "bearing-assembly"), 1000);
    assert_int_equal(strength_of_offer("护理与设备维护", "bearing-assembly"), 0);
    assert_int_equal(strength_of_offer("会计与叉车", "crane"), 0);
}

static void a_title_of_unknown_words_reads_as_what_it_sounds_like(void **state)
{
    (void)state;
    static const struct reads_as CASES[] = {{"收割", "agri-machine", NULL},
                                            {"氯化工艺操作证复审", "chem-operator", NULL}};
    ASSERT_READS("talent", CASES);
    struct reading_input input = need("talent", "收割", "");
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    assert_int_equal(find_mention(&listing, "agri-machine")->strength, 400);
    assert_int_equal(find_mention(&listing, "agri-machine")->fragment.field, READING_TITLE);
    assert_int_equal(find_mention(&listing, "agri-machine")->fragment.end, strlen("收割"));
    assert_int_equal(strength_in("料筒里的料老烧焦", "", "elder-care"),
                     0); /* 料老 is in 照料老人: one word of many is chance */
}

static void the_title_chooses_among_the_trades_of_a_code(void **state)
{
    (void)state;
    struct reading_input input = need("talent", "招数控车工20名", "");
    input.occupation_code = "6-18-01-01"; /* 车工, by hand and by program */
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    assert_string_equal(strongest(&listing), "cnc-lathe");
    assert_int_equal(find_mention(&listing, "lathe")->strength, 600);
    input.title = "招聘启事";
    listing = reading_read(&arena, catalogue, &input);
    assert_int_equal(find_mention(&listing, "lathe")->strength, 1000);
}

static bool says(const struct fit_listing *listing, const char *text, const char *word)
{
    for (size_t i = 0; i < listing->word_count; i++) {
        const struct fit_word *found = &listing->words[i];
        if (found->field == READING_TITLE && found->length == strlen(word) &&
            memcmp(text + found->start, word, found->length) == 0) {
            return true;
        }
    }
    return false;
}

static void words_that_many_names_hold_are_not_particular(void **state)
{
    (void)state;
    static const char TITLE[] = "护栏板喷塑技术培训招聘 UG专业";
    struct reading_input input = need("talent", TITLE, "");
    struct fit_listing listing = reading_read(&arena, catalogue, &input);
    assert_true(says(&listing, TITLE, "护栏"));
    assert_true(says(&listing, TITLE, "栏板"));
    assert_true(says(&listing, TITLE, "UG"));
    assert_false(says(&listing, TITLE, "技术"));
    assert_false(says(&listing, TITLE, "培训"));
    assert_false(says(&listing, TITLE, "招聘"));
    assert_false(says(&listing, TITLE, "专业"));
}

static void offers_of_one_trade_are_ordered_by_the_words_they_share_with_the_need(void **state)
{
    (void)state;
    struct reading_input asked = need("training", "电工证到期要复审", "厂里8个人,低压的");
    struct reading_input high = need("training", "高压电工复审取证", "应急局高压证");
    struct reading_input low = need("training", "低压电工上岗证培训", "低压电工取证、复审");
    high.side = "offer";
    low.side = "offer";
    struct fit_listing wanted = reading_read(&arena, catalogue, &asked);
    struct fit_listing of_high = reading_read(&arena, catalogue, &high);
    struct fit_listing of_low = reading_read(&arena, catalogue, &low);
    struct fit_rules rules = reading_rules(catalogue);
    struct fit_score score_high;
    struct fit_score score_low;
    assert_true(fit_score_pair(&rules, &wanted, &of_high, &score_high));
    assert_true(fit_score_pair(&rules, &wanted, &of_low, &score_low));
    assert_true(score_low.parts[FIT_WORDS].points > score_high.parts[FIT_WORDS].points);
    assert_true(score_low.total > score_high.total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_activity_decides_over_the_thing),
        cmocka_unit_test(where_one_works_is_not_what_one_does),
        cmocka_unit_test(the_words_of_advertisements_are_known),
        cmocka_unit_test(technical_needs_are_read_as_topics),
        cmocka_unit_test(an_unknown_trade_is_not_invented),
        cmocka_unit_test(a_code_counts_unless_the_title_says_otherwise),
        cmocka_unit_test(a_fragment_points_at_the_words_that_were_read),
        cmocka_unit_test(a_post_belongs_to_what_stands_before_it),
        cmocka_unit_test(who_teaches_is_not_who_does),
        cmocka_unit_test(a_skill_without_a_trade_speaks_for_its_trade),
        cmocka_unit_test(a_title_that_says_little_leaves_the_word_to_the_text),
        cmocka_unit_test(a_general_person_belongs_to_the_field_before_it),
        cmocka_unit_test(a_line_makes_the_product_before_it),
        cmocka_unit_test(what_stands_behind_a_comma_counts_less),
        cmocka_unit_test(work_that_every_factory_has_is_done_to_what_this_one_makes),
        cmocka_unit_test(a_title_of_unknown_words_reads_as_what_it_sounds_like),
        cmocka_unit_test(the_title_chooses_among_the_trades_of_a_code),
        cmocka_unit_test(words_that_many_names_hold_are_not_particular),
        cmocka_unit_test(what_is_said_of_one_member_of_a_list_is_said_of_the_other),
        cmocka_unit_test(offers_of_one_trade_are_ordered_by_the_words_they_share_with_the_need),
        cmocka_unit_test(the_shape_that_fit_wants_is_kept_for_any_text),
        cmocka_unit_test(fifty_thousand_listings_are_read_in_a_second),
    };
    return cmocka_run_group_tests_name("reading", tests, load, release);
}
