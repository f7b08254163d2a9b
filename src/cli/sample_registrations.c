/* What the office of the sample city has to decide: a registration, one that was asked back, a claim; and an entry that is there
 * twice, to be merged. All of one more account for trying, "newcomer". */
#include "areas/accounts/registration.h"
#include "areas/organisations/organisations.h"
#include "cli/sample.h"

#include "base/check.h"

#include <string.h>

enum { REGISTRATIONS = 3, CLAIMED_FIRM = 2 };

struct making_registrations {
    struct sample *sample;
    const struct sample_city *city;
    struct sample_organisation fresh[2]; /* not stored */
    const char *hash;
    int64_t person_id, consent_id, twin_id, post_id;
    int64_t ids[REGISTRATIONS], item_ids[REGISTRATIONS];
};

static struct result store_one(struct store_session *session, struct making_registrations *making, size_t index,
                               struct registration row)
{
    const struct sample *sample = making->sample;
    const struct waiting_turn turn = {.arena = sample->arena,
                                      .region_id = sample->region_id,
                                      .item_id = making->item_ids[index],
                                      .now_ms = sample->now_ms,
                                      .zone_minutes = 8 * 60};
    row.id = making->ids[index];
    row.person_id = making->person_id;
    row.status = "waiting";
    row.reason = row.reason == NULL ? "" : row.reason;
    row.version = 1;
    row.created_ms = sample->now_ms;
    row.updated_ms = sample->now_ms;
    struct result result = registration_insert(session, sample->region_id, &row);
    if (!result_failed(result) && row.reason[0] != '\0') {
        row.status = "asked";
        row.decided_ms = sample->now_ms;
        result = registration_update(session, sample->region_id, &row, 0);
    }
    return result_failed(result) ? result : registration_wait(session, &turn, &row);
}

/* The same firm, entered once more from another list: another ending, no code. */
static struct result store_twin(struct store_session *session, const struct making_registrations *making)
{
    const struct sample *sample = making->sample;
    struct organisation twin;
    struct result result =
        organisation_find(sample->arena, session, sample->region_id, making->city->firms[0].id, &twin);
    if (result_failed(result)) {
        return result;
    }
    static const char ending[] = "有限公司";
    size_t length = strlen(twin.name);
    bool ends = length > strlen(ending) && strcmp(twin.name + length - strlen(ending), ending) == 0;
    twin.name =
        arena_format(sample->arena, "%.*s有限责任公司", (int)(ends ? length - strlen(ending) : length), twin.name);
    twin.id = making->twin_id;
    twin.short_name = "";
    twin.credit_code = "";
    twin.status = "imported";
    twin.version = 1;
    const struct post post = {.id = making->post_id, .name = "设备维修工", .occupation_code = "", .staff_count = 6};
    result = organisation_insert(sample->arena, session, sample->region_id, &twin);
    return result_failed(result) ? result
                                 : post_put(session, sample->region_id, making->twin_id, &post, sample->now_ms);
}

static struct result store_registrations(struct store_session *session, void *context)
{
    struct making_registrations *making = context;
    struct sample *sample = making->sample;
    const struct sample_organisation *claimed = &making->city->firms[CLAIMED_FIRM];
    const struct new_person person = {"newcomer", "周新", making->hash, "", 0, ""};
    const struct registration rows[REGISTRATIONS] = {
        {.kind = "register",
         .organisation_kind = "enterprise",
         .name = making->fresh[0].name,
         .credit_code = making->fresh[0].credit_code,
         .statement = "我是公司人力资源负责人，公司今年新成立，想发布用工需求。营业执照可随时补交。"},
        {.kind = "register",
         .organisation_kind = "enterprise",
         .name = making->fresh[1].name,
         .credit_code = making->fresh[1].credit_code,
         .statement = "公司委托我办理登记。",
         .reason = "请补充营业执照照片，并说明您在公司的职务。"},
        {.kind = "claim",
         .organisation_id = claimed->id,
         .organisation_kind = "enterprise",
         .name = claimed->name,
         .credit_code = claimed->credit_code,
         .statement = "我是公司办公室主任，负责校企合作，申请认领本单位的资料。"},
    };
    struct result result = person_insert(session, sample->region_id, making->person_id, &person, sample->now_ms);
    result =
        result_failed(result) ? result : sample_store_consent(session, sample, making->person_id, making->consent_id);
    for (size_t index = 0; index < REGISTRATIONS && !result_failed(result); index++) {
        result = store_one(session, making, index, rows[index]);
    }
    return result_failed(result) ? result : store_twin(session, making);
}

struct result sample_make_registrations(struct sample *sample, const struct sample_city *city)
{
    struct making_registrations making = {.sample = sample, .city = city};
    CHECK(city->firm_count > CLAIMED_FIRM);
    for (size_t index = 0; index < 2; index++) {
        making.fresh[index] = sample_make_firm(sample, city->firm_count + index);
    }
    making.hash = password_hash(sample->arena, SAMPLE_PASSWORD);
    making.person_id = store_next_id(sample->store);
    making.consent_id = store_next_id(sample->store);
    making.twin_id = store_next_id(sample->store);
    making.post_id = store_next_id(sample->store);
    for (size_t index = 0; index < REGISTRATIONS; index++) {
        making.ids[index] = store_next_id(sample->store);
        making.item_ids[index] = store_next_id(sample->store);
    }
    return store_write(sample->store, store_registrations, &making);
}
