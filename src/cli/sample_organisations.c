/* The sample city's schools and firms. */
#include "cli/sample.h"

#include "areas/accounts/accounts.h"
#include "areas/organisations/organisations.h"
#include "areas/personal/personal.h"
#include "base/check.h"
#include "text/text.h"

#include <stdio.h>

enum { SCHOOLS = 20, FIRMS = 300, BATCH = 200 };

/* --- names and codes ---------------------------------------------------------------------------------------------------- */

static const char *county_name(const struct sample *sample, const char *code)
{
    const struct catalogue_entry *county = catalogue_find(sample->catalogue, CATALOGUE_REGIONS, span_of(code));
    CHECK(county != NULL);
    return county->name;
}

/* 91 for firms, 12 for public institutions; the county; nine characters of the organisation; the check character. */
static const char *make_credit_code(struct sample *sample, const char *county_code, bool is_school)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[19];
    (void)snprintf(code, sizeof code, "%s%s", is_school ? "12" : "91", county_code);
    for (int at = 8; at < 17; at++) {
        code[at] = alphabet[random_below(&sample->random, sizeof alphabet - 1)];
    }
    code[17] = credit_code_check_character(span_make(code, 17));
    code[18] = '\0';
    return arena_text(sample->arena, code);
}

/* "临清市" → "临清". */
static const char *short_county(const struct sample *sample, const char *code)
{
    const char *name = county_name(sample, code);
    struct span span = span_of(name);
    const char *ends[] = {"市", "县", "区"};
    for (size_t index = 0; index < 3; index++) {
        size_t length = strlen(ends[index]);
        if (span.length > 2 * length && strcmp(name + span.length - length, ends[index]) == 0) {
            return arena_copy(sample->arena, span_make(name, span.length - length));
        }
    }
    return name;
}

struct sample_organisation sample_make_firm(struct sample *sample, size_t number)
{
    struct sample_organisation firm = {.is_school = false, .school_level = ""};
    firm.county_code = sample_choose_word(sample, "county");
    firm.industry_code = sample_choose_word(sample, "industry");
    const char *list = arena_format(sample->arena, "suffix_%s", firm.industry_code);
    firm.suffix = sample_choose_part(sample, sample_choose_word(sample, list));
    const char *brand = sample_choose_part(sample, sample_choose_word(sample, "brand"));
    /* Beyond the first few hundred, two parts of a name are not enough to tell all apart. */
    const char *tail = number >= FIRMS / 3 ? sample_choose_part(sample, sample_choose_word(sample, "brand_tail")) : "";
    firm.name = arena_format(sample->arena, "%s%s%s%s有限公司", short_county(sample, firm.county_code), brand, tail,
                             firm.suffix);
    firm.credit_code = make_credit_code(sample, firm.county_code, false);
    return firm;
}

struct sample_organisation sample_make_school(struct sample *sample, size_t number)
{
    static const struct {
        const char *form, *level;
    } forms[] = {{"%s%s职业中等专业学校", "中职"},
                 {"%s%s工业学校", "中职"},
                 {"%s%s职业教育中心", "中职"},
                 {"%s%s技工学校", "技工"},
                 {"%s%s职业技术学院", "高职专科"}};
    struct sample_organisation school = {.is_school = true, .industry_code = "", .suffix = ""};
    school.county_code = sample_choose_word(sample, "county");
    const char *brand = sample_choose_part(sample, sample_choose_word(sample, "school"));
    size_t form = number % (sizeof forms / sizeof forms[0]);
    school.school_level = forms[form].level;
    char text[128];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    (void)snprintf(text, sizeof text, forms[form].form, short_county(sample, school.county_code), brand);
#pragma GCC diagnostic pop
    school.name = arena_text(sample->arena, text);
    school.credit_code = make_credit_code(sample, school.county_code, true);
    return school;
}

/* Another part only where chance gave a name that is there already. */
static void make_name_differ(struct sample *sample, struct sample_set *names, struct sample_organisation *last)
{
    while (!sample_set_add(names, last->name)) {
        const char *county = short_county(sample, last->county_code);
        last->name = arena_format(sample->arena, "%s%s%s", county,
                                  sample_choose_part(sample, sample_choose_word(sample, "brand_tail")),
                                  last->name + strlen(county));
    }
}

/* --- storing --------------------------------------------------------------------------------------------------------------- */

struct storing {
    struct sample *sample;
    struct sample_organisation *list;
    size_t from, to;
    uint64_t random_state; /* the run may be repeated: the same numbers again */
};

static struct organisation to_organisation(struct sample *sample, const struct sample_organisation *made)
{
    struct random *random = &sample->random;
    bool above = random_below(random, 100) < 35;
    struct organisation organisation = {.id = made->id,
                                        .kind = made->is_school ? "school" : "enterprise",
                                        .name = made->name,
                                        .short_name = "",
                                        .credit_code = made->credit_code,
                                        .county_code = made->county_code,
                                        .industry_code = made->industry_code,
                                        .school_level = made->school_level,
                                        .ownership = made->is_school ? "公办" : "民营",
                                        .above_scale = !made->is_school && above,
                                        .address = arena_format(sample->arena, "%s工业园区%u号",
                                                                county_name(sample, made->county_code),
                                                                1 + random_below(random, 200)),
                                        .website = "",
                                        .products = made->suffix,
                                        .summary = "",
                                        .status = "approved",
                                        .version = 1,
                                        .created_ms = sample->now_ms,
                                        .updated_ms = sample->now_ms};
    if (made->is_school) {
        organisation.student_count = (int32_t)(800 + random_below(random, 60) * 100);
        organisation.teacher_count = organisation.student_count / (int32_t)(14 + random_below(random, 6));
        organisation.summary = "全日制职业学校，面向本地制造业培养技术技能人才。";
    } else {
        organisation.staff_count = (int32_t)(above ? 100 + random_below(random, 900) : 12 + random_below(random, 110));
        organisation.summary = arena_format(sample->arena, "主营%s，产品供应本省及周边地区。", made->suffix);
    }
    return organisation;
}

static const struct catalogue_entry *find_major(struct sample *sample, const char *names, const char *level)
{
    struct span part;
    const char *group = strcmp(level, "技工") == 0 ? "中职" : level;
    while (table_next_part(&names, &part)) {
        const struct catalogue_entry *major = catalogue_read(sample->catalogue, CATALOGUE_MAJORS, part, group);
        if (major != NULL) {
            return major;
        }
    }
    return NULL;
}

static struct result store_programmes(struct sample *sample, struct store_session *session,
                                      const struct sample_organisation *school)
{
    for (int number = 0; number < 7; number++) {
        size_t row = sample_choose_row(&sample->random, &sample->tables.programmes);
        const struct catalogue_entry *major =
            find_major(sample, table_cell(&sample->tables.programmes, row, "major"), school->school_level);
        int32_t students = (int32_t)(40 + random_below(&sample->random, 30) * 10);
        struct programme programme = {.id = store_next_id(sample->store),
                                      .direction = "",
                                      .student_count = students,
                                      .graduate_count = students / 3};
        if (major == NULL) {
            continue;
        }
        programme.level = major->group;
        programme.major_code = major->code;
        programme.name = major->name;
        struct result result = programme_put(session, sample->region_id, school->id, &programme, sample->now_ms);
        const char *equipment = table_cell(&sample->tables.programmes, row, "equipment");
        struct facility facility = {.id = store_next_id(sample->store),
                                    .kind = "equipment",
                                    .name = sample_choose_part(sample, equipment),
                                    .summary = "",
                                    .unit_count = (int32_t)(2 + random_below(&sample->random, 40)),
                                    .place_count = (int32_t)(20 + random_below(&sample->random, 6) * 10)};
        if (!result_failed(result)) {
            result = facility_put(session, sample->region_id, school->id, &facility, sample->now_ms);
        }
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

static struct result store_posts(struct sample *sample, struct store_session *session,
                                 const struct sample_organisation *firm)
{
    const struct table *jobs = &sample->tables.jobs;
    for (int number = 0; number < 3; number++) {
        size_t row = sample_choose_row(&sample->random, jobs);
        const char *occupation = table_cell(jobs, row, "occupation");
        const struct catalogue_entry *entry =
            occupation[0] == '\0' ? NULL
                                  : catalogue_read(sample->catalogue, CATALOGUE_OCCUPATIONS, span_of(occupation), NULL);
        if (strstr(table_cell(jobs, row, "industries"), firm->industry_code) == NULL) {
            continue;
        }
        struct post post = {.id = store_next_id(sample->store),
                            .name = sample_choose_part(sample, table_cell(jobs, row, "titles")),
                            .occupation_code = entry == NULL ? "" : entry->code,
                            .staff_count = (int32_t)(3 + random_below(&sample->random, 60))};
        struct result result = post_put(session, sample->region_id, firm->id, &post, sample->now_ms);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

static struct result store_batch(struct store_session *session, void *context)
{
    struct storing *storing = context;
    struct sample *sample = storing->sample;
    sample->random.state = storing->random_state;
    struct arena arena;
    arena_init(&arena);
    struct result result = result_ok();
    for (size_t index = storing->from; index < storing->to && !result_failed(result); index++) {
        const struct sample_organisation *made = &storing->list[index];
        struct organisation organisation = to_organisation(sample, made);
        arena_reset(&arena);
        result = organisation_insert(&arena, session, sample->region_id, &organisation);
        if (!result_failed(result)) {
            result = made->is_school ? store_programmes(sample, session, made) : store_posts(sample, session, made);
        }
    }
    arena_release(&arena);
    return result;
}

static struct result store_all(struct sample *sample, struct sample_organisation *list, size_t count)
{
    for (size_t from = 0; from < count; from += BATCH) {
        struct storing storing = {sample, list, from, from + BATCH < count ? from + BATCH : count,
                                  sample->random.state};
        struct result result = store_write(sample->store, store_batch, &storing);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

struct result sample_make_organisations(struct sample *sample, struct sample_city *city)
{
    city->school_count = (size_t)(SCHOOLS * sample->scale);
    city->firm_count = (size_t)(FIRMS * sample->scale);
    city->schools = ARENA_ARRAY(sample->arena, struct sample_organisation, city->school_count);
    city->firms = ARENA_ARRAY(sample->arena, struct sample_organisation, city->firm_count);
    struct sample_set names;
    sample_set_init(sample->arena, &names, city->school_count + city->firm_count);
    for (size_t number = 0; number < city->school_count; number++) {
        city->schools[number] = sample_make_school(sample, number);
        city->schools[number].id = store_next_id(sample->store);
        make_name_differ(sample, &names, &city->schools[number]);
    }
    for (size_t number = 0; number < city->firm_count; number++) {
        city->firms[number] = sample_make_firm(sample, number);
        city->firms[number].id = store_next_id(sample->store);
        make_name_differ(sample, &names, &city->firms[number]);
    }
    struct result result = store_all(sample, city->schools, city->school_count);
    return result_failed(result) ? result : store_all(sample, city->firms, city->firm_count);
}

/* --- people ------------------------------------------------------------------------------------------------------------------ */

struct making_people {
    struct sample *sample;
    const struct sample_city *city;
    const char *hash;
    int64_t ids[3], consent_ids[3];
};

struct result sample_store_consent(struct store_session *session, const struct sample *sample, int64_t person_id,
                                   int64_t consent_id)
{
    const struct request request = {.arena = sample->arena,
                                    .region_id = sample->region_id,
                                    .region_name = "",
                                    .language = "zh-CN",
                                    .today = sample->today,
                                    .now_ms = sample->now_ms};
    const struct consent_record record = {.id = consent_id, .purpose = "privacy", .step = "given", .how = "sample"};
    return consent_append(session, &request, person_id, &record);
}

static struct result store_people(struct store_session *session, void *context)
{
    struct making_people *making = context;
    const struct new_person people[] = {
        {"office", "办公室", making->hash, "office", 0, ""},
        {"school", "校企合作处", making->hash, "", making->city->schools[0].id, "owner"},
        {"factory", "人力资源部", making->hash, "", making->city->firms[0].id, "owner"},
    };
    struct result result = result_ok();
    for (size_t index = 0; index < 3 && !result_failed(result); index++) {
        result = person_insert(session, making->sample->region_id, making->ids[index], &people[index],
                               making->sample->now_ms);
        result = result_failed(result)
                     ? result
                     : sample_store_consent(session, making->sample, making->ids[index], making->consent_ids[index]);
    }
    return result;
}

struct result sample_make_people(struct sample *sample, const struct sample_city *city)
{
    struct making_people making = {.sample = sample, .city = city};
    making.hash = password_hash(sample->arena, SAMPLE_PASSWORD);
    for (size_t index = 0; index < 3; index++) {
        making.ids[index] = store_next_id(sample->store);
        making.consent_ids[index] = store_next_id(sample->store);
    }
    return store_write(sample->store, store_people, &making);
}
