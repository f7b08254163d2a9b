/* The sample city's needs and offers: texts that read like real ones and differ. */
#include "cli/sample.h"

#include "areas/listings/listings.h"
#include "base/check.h"

enum { NEEDS = 1500, OFFERS = 900, BATCH = 500 };

struct making {
    struct sample *sample;
    const struct sample_city *city;
    struct arena arena; /* of one batch */
    struct sample_set titles;
};

/* "数控车工" may be wanted by one firm twice: then for another workshop. */
static const char *make_title_differ(struct making *making, const struct sample_organisation *who,
                                     const struct listing *listing, const char *title)
{
    static const char *const places[] = {"一车间", "二车间", "三车间", "新厂区", "夜班",
                                         "白班",   "储备",   "南厂",   "北厂",   "急招"};
    struct arena *arena = making->sample->arena;
    const char *wanted = title;
    for (unsigned turn = 0;; turn++) {
        const char *key = arena_format(arena, "%s\n%s\n%s\n%s", who->name, listing->side, listing->kind, wanted);
        if (sample_set_add(&making->titles, key)) {
            return wanted;
        }
        wanted = turn < sizeof places / sizeof places[0] ? arena_format(arena, "%s（%s）", title, places[turn])
                                                         : arena_format(arena, "%s（%u号线）", title, turn);
    }
}

static struct listing empty_listing(const struct making *making, const struct sample_organisation *who,
                                    const char *side)
{
    const struct sample *sample = making->sample;
    return (struct listing){.organisation_id = who->id,
                            .side = side,
                            .kind = "",
                            .title = "",
                            .body = "",
                            .skills = "",
                            .occupation_code = "",
                            .major_code = "",
                            .industry_code = who->industry_code,
                            .county_code = who->county_code,
                            .start_day = DAY_NONE,
                            .end_day = DAY_NONE,
                            .pay_unit = "",
                            .pay_note = "",
                            .lodging = -1,
                            .meals = -1,
                            .shift = "",
                            .education = "",
                            .experience_months = -1,
                            .cooperation = "",
                            .status = "open",
                            .source = "sample",
                            .version = 1,
                            .created_ms = sample->now_ms,
                            .updated_ms = sample->now_ms,
                            .organisation_name = who->name,
                            .organisation_kind = who->is_school ? "school" : "enterprise"};
}

static bool chance(struct sample *sample, uint32_t percent)
{
    return random_below(&sample->random, 100) < percent;
}

static int32_t some_day(struct sample *sample, int32_t from, int32_t within)
{
    return sample->today + from + (int32_t)random_below(&sample->random, (uint32_t)within);
}

static const char *county_of(const struct sample *sample, const char *code)
{
    const struct catalogue_entry *county = catalogue_find(sample->catalogue, CATALOGUE_REGIONS, span_of(code));
    return county == NULL ? "" : county->name;
}

/* A row whose industries hold the firm's; a few tries, then any. */
static size_t choose_for_industry(struct sample *sample, const struct table *table, const char *industry)
{
    size_t row = 0;
    for (int turn = 0; turn < 40; turn++) {
        row = sample_choose_row(&sample->random, table);
        if (strstr(table_cell(table, row, "industries"), industry) != NULL) {
            return row;
        }
    }
    return row;
}

/* --- needs ---------------------------------------------------------------------------------------------------------------- */

static void make_talent_need(struct making *making, const struct sample_organisation *firm, struct listing *need)
{
    struct sample *sample = making->sample;
    const struct table *jobs = &sample->tables.jobs;
    struct random *random = &sample->random;
    size_t row = choose_for_industry(sample, jobs, firm->industry_code);
    need->kind = chance(sample, 6) ? "internship" : "talent";
    need->title = make_title_differ(making, firm, need, sample_choose_part(sample, table_cell(jobs, row, "titles")));
    const char *occupation = table_cell(jobs, row, "occupation");
    if (occupation[0] != '\0' && chance(sample, 55)) {
        const struct catalogue_entry *entry =
            catalogue_read(sample->catalogue, CATALOGUE_OCCUPATIONS, span_of(occupation), NULL);
        need->occupation_code = entry == NULL ? "" : entry->code;
    }
    const char *pairs[] = {"{county}", county_of(sample, firm->county_code), "{suffix}", firm->suffix, NULL};
    need->body =
        arena_format(sample->arena, "%s%s。要求：%s。%s",
                     sample_fill(sample->arena, sample_choose_part(sample, sample_choose_word(sample, "intro")), pairs),
                     sample_choose_parts(sample, table_cell(jobs, row, "duties"), 1, "，"),
                     sample_choose_parts(sample, table_cell(jobs, row, "wants"), 1, "，"),
                     sample_choose_part(sample, sample_choose_word(sample, "condition")));
    need->skills = sample_choose_parts(sample, table_cell(jobs, row, "skills"), 2, "、");
    need->headcount = (int32_t)(1 + random_below(random, 12) + (chance(sample, 20) ? random_below(random, 30) : 0));
    int level = table_number(jobs, row, "level", 0);
    need->level_low = level == 0 || chance(sample, 40) ? 0 : 7 - level; /* 5 = 初级工, rank 2 */
    need->start_day = chance(sample, 80) ? some_day(sample, 7, 240) : DAY_NONE;
    int64_t low = (table_number(jobs, row, "pay_low", 4500) / 100 + (int64_t)random_below(random, 6)) * 10000;
    int64_t high = (table_number(jobs, row, "pay_high", 6500) / 100 + (int64_t)random_below(random, 8)) * 10000;
    need->pay_low_fen = low;
    need->pay_high_fen = high > low ? high : low;
    need->pay_unit = "month";
    need->pay_note = chance(sample, 15) ? "计件" : "";
    need->lodging = chance(sample, 60) ? (int)chance(sample, 80) : -1;
    need->meals = chance(sample, 60) ? (int)chance(sample, 70) : -1;
    need->shift = chance(sample, 50) ? (chance(sample, 60) ? "two" : "day") : "";
    need->experience_months = chance(sample, 25) ? 12 : -1;
    need->cooperation = chance(sample, 30) ? "order_class" : chance(sample, 30) ? "internship,employment" : "";
}

static void make_other_need(struct making *making, const struct sample_organisation *firm, struct listing *need,
                            const struct table *table)
{
    struct sample *sample = making->sample;
    size_t row = choose_for_industry(sample, table, firm->industry_code);
    bool technology = table == &sample->tables.technology;
    need->kind = technology ? "technology" : "product";
    need->title = make_title_differ(making, firm, need, sample_choose_part(sample, table_cell(table, row, "titles")));
    need->body = sample_choose_part(sample, table_cell(table, row, "bodies"));
    need->skills = technology ? sample_choose_parts(sample, table_cell(table, row, "skills"), 1, "、") : "";
    need->start_day = chance(sample, 50) ? some_day(sample, 10, 180) : DAY_NONE;
    need->cooperation = technology ? "technical_service" : chance(sample, 50) ? "base" : "";
}

static void make_training_need(struct making *making, const struct sample_organisation *firm, struct listing *need)
{
    struct sample *sample = making->sample;
    size_t row = choose_for_industry(sample, &sample->tables.jobs, firm->industry_code);
    const char *title = sample_choose_part(sample, table_cell(&sample->tables.jobs, row, "titles"));
    need->kind = "training";
    need->title = make_title_differ(making, firm, need, arena_format(sample->arena, "%s技能提升培训", title));
    need->body = arena_format(sample->arena, "在岗员工需提升：%s。希望工余时间授课，可送教上门。",
                              sample_choose_parts(sample, table_cell(&sample->tables.jobs, row, "wants"), 1, "，"));
    need->skills = sample_choose_parts(sample, table_cell(&sample->tables.jobs, row, "skills"), 1, "、");
    need->headcount = (int32_t)(10 + random_below(&sample->random, 50));
    need->start_day = some_day(sample, 15, 150);
    need->cooperation = "staff_training";
}

static struct listing make_need(struct making *making)
{
    struct sample *sample = making->sample;
    const struct sample_city *city = making->city;
    const struct sample_organisation *firm = &city->firms[random_below(&sample->random, (uint32_t)city->firm_count)];
    struct listing need = empty_listing(making, firm, "need");
    uint32_t share = random_below(&sample->random, 100);
    if (share < 78) {
        make_talent_need(making, firm, &need);
    } else if (share < 89) {
        make_other_need(making, firm, &need, &sample->tables.technology);
    } else if (share < 95) {
        make_other_need(making, firm, &need, &sample->tables.products);
    } else {
        make_training_need(making, firm, &need);
    }
    return need;
}

/* --- offers --------------------------------------------------------------------------------------------------------------- */

struct offer_form {
    const char *kind, *title, *cooperation;
    uint32_t weight;
};

/* {major}: the programme's name; {course}: one of its courses; {equipment}; {year}: of graduation. */
static const struct offer_form offer_forms[] = {
    {"graduates", "{major}专业{year}届毕业生", "employment,internship", 26},
    {"class", "{major}专业订单班", "order_class", 16},
    {"class", "{course}实践课", "programme", 8},
    {"class", "{major}现代学徒制班", "apprenticeship", 6},
    {"internship", "{major}专业学生岗位实习", "internship", 10},
    {"training", "{course}职工培训班", "staff_training", 16},
    {"facility", "{equipment}实训场地共享", "equipment_sharing,base", 8},
    {"service", "{course}技术服务", "technical_service", 7},
    {"teacher", "{major}教师企业实践与技术指导", "teacher_exchange", 3},
};

static const struct offer_form *choose_form(struct sample *sample)
{
    uint32_t at = random_below(&sample->random, 100);
    size_t form = 0;
    while (at >= offer_forms[form].weight) {
        at -= offer_forms[form].weight;
        form++;
        CHECK(form < sizeof offer_forms / sizeof offer_forms[0]);
    }
    return &offer_forms[form];
}

static const struct catalogue_entry *find_major(const struct sample *sample, const char *names, const char *level)
{
    const char *group = strcmp(level, "技工") == 0 ? "中职" : level;
    const struct catalogue_entry *major = NULL;
    struct span part;
    while (major == NULL && table_next_part(&names, &part)) {
        major = catalogue_read(sample->catalogue, CATALOGUE_MAJORS, part, group);
    }
    return major;
}

static void fill_offer(struct making *making, const struct sample_organisation *school, struct listing *offer,
                       size_t row, const struct offer_form *form)
{
    struct sample *sample = making->sample;
    const struct table *programmes = &sample->tables.programmes;
    const struct catalogue_entry *major =
        find_major(sample, table_cell(programmes, row, "major"), school->school_level);
    const char *name = major != NULL ? major->name : sample_choose_part(sample, table_cell(programmes, row, "major"));
    const char *course = sample_choose_part(sample, table_cell(programmes, row, "courses"));
    const char *equipment = sample_choose_part(sample, table_cell(programmes, row, "equipment"));
    struct date today = date_of_day(sample->today);
    const char *pairs[] = {"{major}",     name,      "{course}", course,
                           "{equipment}", equipment, "{year}",   arena_format(sample->arena, "%d", today.year + 1),
                           NULL};
    offer->kind = form->kind;
    offer->title = make_title_differ(making, school, offer, sample_fill(sample->arena, form->title, pairs));
    offer->body = arena_format(
        sample->arena, "%s开设%s等课程，%s",
        sample_fill(sample->arena, sample_choose_part(sample, sample_choose_word(sample, "offer_intro")), pairs),
        sample_choose_parts(sample, table_cell(programmes, row, "courses"), 1, "、"),
        sample_choose_part(sample, sample_choose_word(sample, "offer_terms")));
    offer->skills = sample_choose_parts(sample, table_cell(programmes, row, "skills"), 2, "、");
    offer->major_code = major != NULL && chance(sample, 75) ? major->code : "";
    offer->cooperation = form->cooperation;
}

static struct listing make_offer(struct making *making)
{
    struct sample *sample = making->sample;
    const struct sample_city *city = making->city;
    const struct sample_organisation *school =
        &city->schools[random_below(&sample->random, (uint32_t)city->school_count)];
    struct listing offer = empty_listing(making, school, "offer");
    size_t row = sample_choose_row(&sample->random, &sample->tables.programmes);
    fill_offer(making, school, &offer, row, choose_form(sample));
    bool people = strcmp(offer.kind, "service") != 0 && strcmp(offer.kind, "facility") != 0;
    offer.headcount = people ? (int32_t)(15 + random_below(&sample->random, 12) * 5) : 0;
    bool higher = strcmp(school->school_level, "高职专科") == 0;
    offer.level_low = people && chance(sample, 70) ? 2 + (int)random_below(&sample->random, 2) + (higher ? 1 : 0) : 0;
    offer.start_day = chance(sample, 80) ? some_day(sample, 0, 300) : DAY_NONE;
    return offer;
}

/* --- storing -------------------------------------------------------------------------------------------------------------- */

struct storing_listings {
    struct sample *sample;
    const struct listing *listings;
    size_t count;
};

static struct result store_listings(struct store_session *session, void *context)
{
    const struct storing_listings *storing = context;
    const struct sample *sample = storing->sample;
    const struct actor nobody = {.name = "sample"};
    struct arena arena;
    arena_init(&arena);
    struct result result = result_ok();
    for (size_t index = 0; index < storing->count && !result_failed(result); index++) {
        arena_reset(&arena);
        result = listing_insert(&arena, session, sample->region_id, &storing->listings[index], &nobody,
                                store_next_id(sample->store));
    }
    arena_release(&arena);
    return result;
}

static struct result make_side(struct making *making, size_t wanted, struct listing (*make)(struct making *making))
{
    struct sample *sample = making->sample;
    struct arena *whole_run = sample->arena;
    struct result result = result_ok();
    for (size_t done = 0; done < wanted && !result_failed(result); done += BATCH) {
        size_t count = wanted - done < BATCH ? wanted - done : BATCH;
        arena_reset(&making->arena);
        sample->arena = &making->arena;
        struct listing *listings = ARENA_ARRAY(&making->arena, struct listing, count);
        for (size_t index = 0; index < count; index++) {
            listings[index] = make(making);
            listings[index].id = store_next_id(sample->store);
            listings[index].thread_id = listings[index].id;
        }
        struct storing_listings storing = {sample, listings, count};
        result = store_write(sample->store, store_listings, &storing);
        sample->arena = whole_run;
    }
    return result;
}

struct result sample_make_listings(struct sample *sample, const struct sample_city *city)
{
    struct making making = {.sample = sample, .city = city};
    arena_init(&making.arena);
    sample_set_init(sample->arena, &making.titles, (size_t)(NEEDS + OFFERS) * (size_t)sample->scale);
    struct result result = make_side(&making, (size_t)(NEEDS * sample->scale), make_need);
    if (!result_failed(result)) {
        result = make_side(&making, (size_t)(OFFERS * sample->scale), make_offer);
    }
    arena_release(&making.arena);
    return result;
}
