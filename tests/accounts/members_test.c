/* Members and registrations on both engines: invitations, roles, the last owner, approvals, strangers. */
#include "tests/areas/site.h"

#include "areas/accounts/link.h"
#include "areas/mail/mail.h"
#include "store/testing.h"

static const char A[] = "/organisations/0000000000001/people";

static const char *person_path(struct site *site, const char *base, enum who who, const char *what)
{
    char id[ID_TEXT_SIZE];
    return arena_format(&site->city.arena, "%s/%s/%s", base, id_format(100 + (int64_t)who, id), what);
}

static const char *said(struct site *site, struct dispatch_answer answer)
{
    json_t *document = document_of(answer);
    const char *message = arena_text(&site->city.arena, text_at(document, "problems.0.message"));
    json_decref(document);
    return message;
}

static const char *role_in(struct site *site, enum who who, int64_t organisation_id)
{
    struct actor actor = {0};
    const char *csrf = NULL;
    struct request request = {.arena = &site->city.arena,
                              .store = site->city.store,
                              .region_id = REGION,
                              .now_ms = time_now_ms(),
                              .cookie_session = site_token(who)};
    assert_ok(accounts_find_actor(&request, &actor, &csrf));
    const struct actor_organisation *membership = actor_membership(&actor, organisation_id);
    return membership == NULL ? "" : membership->role;
}

static const char *invite(struct site *site, const char *role)
{
    struct dispatch_answer answer = site_post(site, FACTORY, arena_format(&site->city.arena, "%s/invite", A),
                                              arena_format(&site->city.arena, "role=%s", role));
    assert_int_equal(answer.status, 200);
    json_t *document = document_of(answer);
    const char *link = arena_text(&site->city.arena, text_at(document, "new_link"));
    json_decref(document);
    return link;
}

static void an_invitation_makes_one_member_once(void **state)
{
    struct site *site = *state;
    const char *link = invite(site, "editor");
    assert_int_equal(site_get(site, VISITOR, link).status, 401); /* to the sign-in, and back */
    json_t *document = site_document(site, SCHOOL, link);
    assert_string_equal(text_at(document, "organisation"), "临清博远轴承有限公司");
    json_decref(document);
    assert_int_equal(site_post(site, SCHOOL, link, "").status, 303);
    assert_string_equal(role_in(site, SCHOOL, 1), "editor");
    assert_int_equal(site_post(site, CLERK, link, "").status, 404); /* used */
    assert_int_equal(site_get(site, CLERK, link).status, 404);
    assert_int_equal(site_post(site, CLERK, "/join/forged", "").status, 404);
    assert_int_equal(site_post(site, FACTORY, invite(site, "reader"), "").status, 303);
    assert_string_equal(role_in(site, FACTORY, 1), "owner"); /* nothing is taken away */
    assert_int_equal(site_post(site, SCHOOL, "/organisations/0000000000001/leave", "").status, 303);
    assert_string_equal(role_in(site, SCHOOL, 1), "");
}

static void an_invitation_can_be_withdrawn(void **state)
{
    struct site *site = *state;
    const char *link = invite(site, "staff");
    json_t *document = site_document(site, FACTORY, A);
    const char *end =
        arena_format(&site->city.arena, "%s/invitations/%s/end", A, text_at(document, "invitations.0.id"));
    json_decref(document);
    assert_int_equal(site_post(site, READER, end, "").status, 403);
    assert_int_equal(site_post(site, FACTORY, end, "").status, 303);
    assert_int_equal(site_post(site, SCHOOL, link, "").status, 404);
    assert_int_equal(site_post(site, FACTORY, arena_format(&site->city.arena, "%s/invite", A), "role=king").status,
                     422);
    assert_int_equal(
        site_post(site, FACTORY, arena_format(&site->city.arena, "%s/invite", A), "role=staff&email=x").status, 422);
}

static void strangers_and_lower_roles_change_nothing(void **state)
{
    struct site *site = *state;
    static const enum who others[] = {VISITOR, SCHOOL, READER};
    for (size_t index = 0; index < sizeof others / sizeof others[0]; index++) {
        enum who who = others[index];
        const char *posts[] = {arena_format(&site->city.arena, "%s/invite", A), person_path(site, A, FACTORY, "role"),
                               person_path(site, A, FACTORY, "end"), person_path(site, A, READER, "hand-over"),
                               "/organisations/0000000000001/rename"};
        for (size_t post = 0; post < sizeof posts / sizeof posts[0]; post++) {
            int status = site_post(site, who, posts[post], "role=owner&name=x").status;
            assert_true(status == 401 || status == 403);
        }
        assert_int_equal(site_get(site, who, A).status, who == VISITOR ? 401 : who == READER ? 200 : 403);
    }
    assert_int_equal(site_post(site, SCHOOL, "/organisations/0000000000001/leave", "").status, 403);
    assert_string_equal(role_in(site, FACTORY, 1), "owner");
    assert_string_equal(role_in(site, READER, 1), "reader");
    /* An owner's hand does not reach into another organisation through a member's id. */
    assert_int_equal(site_post(site, FACTORY, person_path(site, A, SCHOOL, "end"), "").status, 404);
    assert_string_equal(role_in(site, SCHOOL, 2), "owner");
}

static void the_last_owner_stays_until_the_ownership_is_handed_over(void **state)
{
    struct site *site = *state;
    assert_int_equal(site_post(site, FACTORY, "/organisations/0000000000001/leave", "").status, 409);
    assert_int_equal(site_post(site, FACTORY, person_path(site, A, FACTORY, "role"), "role=staff").status, 409);
    assert_int_equal(site_post(site, CLERK, person_path(site, A, FACTORY, "end"), "").status, 409);
    assert_int_equal(site_post(site, FACTORY, person_path(site, A, FACTORY, "hand-over"), "").status, 422);
    assert_string_equal(role_in(site, FACTORY, 1), "owner");
    assert_int_equal(site_post(site, FACTORY, person_path(site, A, READER, "hand-over"), "").status, 303);
    assert_string_equal(role_in(site, READER, 1), "owner");
    assert_string_equal(role_in(site, FACTORY, 1), "staff");
    assert_int_equal(site_post(site, FACTORY, person_path(site, A, READER, "end"), "").status, 403);
    assert_int_equal(site_post(site, READER, person_path(site, A, FACTORY, "role"), "role=owner").status, 303);
    assert_int_equal(site_post(site, FACTORY, person_path(site, A, READER, "role"), "role=reader").status, 303);
    assert_string_equal(role_in(site, READER, 1), "reader");
}

/* --- what the office does ------------------------------------------------------------------------------------------------ */

static struct result do_give_address(struct store_session *session, void *context)
{
    (void)context;
    return mail_contact_put(session, REGION, 100 + (int64_t)SCHOOL, "school@example.cn", 1);
}

static struct result do_count_mail(struct store_session *session, void *context)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "count_member_mail", STORE_VALUES(store_integer(REGION), store_text("member_%")), &rows);
    if (result_failed(result)) {
        return result;
    }
    *(int64_t *)context = store_rows_next(rows) ? store_rows_integer(rows, 0) : -1;
    return store_rows_close(rows);
}

static int64_t member_mails(struct site *site)
{
    int64_t count = 0;
    assert_ok(store_read(site->city.store, do_count_mail, &count));
    return count;
}

static void the_office_puts_somebody_into_an_organisation_and_takes_them_out_and_they_are_told(void **state)
{
    struct site *site = *state;
    const char *people = "/organisations/0000000000003/people";
    site_still(site);
    store_add_queries(site->city.store,
                      "-- name: count_member_mail\nSELECT COUNT(*) FROM mail WHERE region_id = $1 AND "
                      "template LIKE $2;\n");
    assert_ok(store_write(site->city.store, do_give_address, NULL));
    json_t *document = site_document(site, CLERK, people);
    assert_true(json_is_true(at_path(document, "adds")));
    json_decref(document);
    assert_int_equal(site_post(site, FACTORY, A, "login=school&role=owner").status, 403); /* owners invite */
    assert_string_equal(said(site, site_post(site, CLERK, people, "login=nobody&role=owner")),
                        "account.error.login_unknown");
    assert_string_equal(said(site, site_post(site, CLERK, people, "login=school&role=king")),
                        "account.error.role_unknown");
    assert_string_equal(said(site, site_post(site, CLERK, people, "login=office&role=owner")),
                        "account.error.own_member");
    struct dispatch_answer added = site_post(site, CLERK, people, "login=School&role=staff");
    assert_int_equal(added.status, 303);
    assert_string_equal(added.location, "/organisations/0000000000003/people?saved=told");
    assert_string_equal(role_in(site, SCHOOL, 3), "staff");
    assert_int_equal(member_mails(site), 1);
    assert_string_equal(said(site, site_post(site, CLERK, people, "login=school&role=owner")),
                        "account.error.member_already");
    assert_string_equal(role_in(site, SCHOOL, 3), "staff");
    assert_int_equal(site_post(site, CLERK, person_path(site, people, SCHOOL, "role"), "role=owner").status, 303);
    assert_int_equal(member_mails(site), 2);
    added = site_post(site, CLERK, people, "login=factory&role=owner"); /* who has no address is told in another way */
    assert_string_equal(added.location, "/organisations/0000000000003/people?saved=untold");
    assert_int_equal(site_post(site, CLERK, person_path(site, people, SCHOOL, "end"), "").status, 303);
    assert_string_equal(role_in(site, SCHOOL, 3), "");
    assert_int_equal(member_mails(site), 3);
    assert_int_equal(site_post(site, CLERK, person_path(site, people, READER, "end"), "").status, 303);
    assert_int_equal(site_post(site, CLERK, person_path(site, people, FACTORY, "end"), "").status,
                     409); /* the last owner */
    assert_int_equal(site_post(site, CLERK, "/organisations/0000000000777/people", "login=school&role=owner").status,
                     404);
}

/* --- registrations ------------------------------------------------------------------------------------------------------ */

static const char *register_as(struct site *site, enum who who, const char *name, const char *code)
{
    const char *form =
        arena_format(&site->city.arena, "name=%s&credit_code=%s&kind=enterprise&statement=x", name, code);
    struct dispatch_answer answer = site_post(site, who, "/registrations", form);
    assert_int_equal(answer.status, 303);
    return answer.location;
}

static const char *decide_path(struct site *site, const char *registration)
{
    return arena_format(&site->city.arena, "/office%s/decide", registration);
}

static const char *status_of(struct site *site, const char *registration)
{
    json_t *document = site_document(site, CLERK, registration);
    const char *status = arena_text(&site->city.arena, text_at(document, "status"));
    json_decref(document);
    return status;
}

static void the_office_approves_asks_back_and_declines_with_a_reason_that_is_shown(void **state)
{
    struct site *site = *state;
    const char *one = register_as(site, SCHOOL, "New-Factory-Ltd", "91371500MA3C00001J");
    const char *decide = decide_path(site, one);
    assert_int_equal(site_get(site, FACTORY, one).status, 404); /* not theirs: there is none */
    assert_int_equal(site_post(site, SCHOOL, decide, "decision=approve&version=1").status, 403);
    assert_int_equal(site_post(site, CLERK, decide, "decision=ask&version=1").status, 422); /* without a reason */
    assert_int_equal(site_post(site, CLERK, decide, "decision=ask&version=1&reason=please").status, 303);
    json_t *document = site_document(site, SCHOOL, one);
    assert_string_equal(text_at(document, "status"), "asked");
    assert_string_equal(text_at(document, "reason"), "please");
    json_decref(document);
    const char *answer = arena_format(&site->city.arena, "%s/answer", one);
    assert_int_equal(site_post(site, CLERK, answer, "statement=y").status, 404); /* only who asked */
    assert_int_equal(site_post(site, SCHOOL, answer, "statement=").status, 422);
    assert_int_equal(site_post(site, SCHOOL, answer, "statement=y").status, 303);
    assert_int_equal(site_post(site, CLERK, decide, "decision=approve&version=1").status, 409); /* an old page */
    assert_int_equal(site_post(site, CLERK, decide, "decision=approve&version=3").status, 303);
    assert_int_equal(site_post(site, CLERK, decide, "decision=approve&version=3").status, 409); /* two at once */
    assert_int_equal(site_post(site, CLERK, decide, "decision=decline&version=4&reason=no").status, 409);
    document = site_document(site, SCHOOL, one);
    int64_t organisation_id = 0;
    assert_true(id_parse(span_of(text_at(document, "organisation_id")), &organisation_id));
    json_decref(document);
    assert_string_equal(role_in(site, SCHOOL, organisation_id), "owner");
    const char *two = register_as(site, SCHOOL, "Other-Factory-Ltd", "91371500MA3C00002M");
    assert_int_equal(site_post(site, CLERK, decide_path(site, two), "decision=decline&version=1&reason=no").status,
                     303);
    assert_string_equal(status_of(site, two), "declined");
    const char *three = register_as(site, SCHOOL, "Third-Factory-Ltd", "91371500MA3C00003Q");
    assert_int_equal(site_post(site, SCHOOL, arena_format(&site->city.arena, "%s/withdraw", three), "").status, 303);
    assert_string_equal(status_of(site, three), "withdrawn");
}

static struct result do_insert_unowned(struct store_session *session, void *context)
{
    struct site *site = context;
    struct organisation organisation = city_organisation(3);
    organisation.id = 31;
    organisation.name = "高唐无主测试有限公司";
    organisation.status = "imported";
    return organisation_insert(&site->city.arena, session, REGION, &organisation);
}

/* Organisation 31, which nobody owns: id 000000000000Z. */
static void the_page_of_an_unowned_organisation_leads_to_its_claim(void **state)
{
    struct site *site = *state;
    assert_ok(store_write(site->city.store, do_insert_unowned, site));
    const char *page = "/organisations/000000000000Z";
    json_t *document = site_document(site, VISITOR, page);
    assert_true(json_is_true(at_path(document, "unclaimed")) && json_is_true(at_path(document, "visitor")));
    json_decref(document);
    document = site_document(site, VISITOR, "/organisations/0000000000001"); /* has its owner */
    assert_true(json_is_false(at_path(document, "unclaimed")));
    json_decref(document);
    const char *const links[] = {"/sign-up?next=/registrations%3Fclaim%3D000000000000Z",
                                 "/registrations?claim=000000000000Z"};
    for (size_t index = 0; index < 2; index++) {
        const struct question question = {
            .who = index == 0 ? VISITOR : SCHOOL, .method = "GET", .target = page, .page = true};
        assert_true(span_find(site_ask(site, &question).body, span_of(links[index])) != SPAN_NOWHERE);
    }
    document = site_document(site, SCHOOL, links[1]);
    assert_string_equal(text_at(document, "claim.name"), "高唐无主测试有限公司");
    json_decref(document);
    assert_int_equal(site_get(site, SCHOOL, "/registrations?claim=0000000000001").status, 422); /* owned */
    assert_int_equal(site_get(site, SCHOOL, "/registrations?claim=00000000000ZZ").status, 404);
    assert_int_equal(site_get(site, SCHOOL, "/registrations?claim=x").status, 404);
}

static void a_claim_keeps_name_and_kind_whatever_is_sent_and_is_made_once(void **state)
{
    struct site *site = *state;
    const char *form = "claim=000000000000Z&name=Another&kind=school&credit_code=91371500MA3C00008A&statement=x";
    struct dispatch_answer answer = site_post(site, SCHOOL, "/registrations", form);
    assert_int_equal(answer.status, 422); /* the code's last digit */
    struct dispatch_answer other =
        site_post(site, SCHOOL, "/registrations", "claim=000000000000Z&credit_code=91371500MA3C00001J&statement=x");
    assert_string_equal(said(site, other), "account.error.code_of_other");
    form = "claim=000000000000Z&name=Another&kind=school&credit_code=91371500MA3C00005Y&statement=x";
    answer = site_post(site, SCHOOL, "/registrations", form);
    assert_int_equal(answer.status, 303);
    json_t *document = site_document(site, SCHOOL, answer.location);
    assert_string_equal(text_at(document, "kind"), "claim");
    assert_string_equal(text_at(document, "name"), "高唐无主测试有限公司");
    assert_string_equal(text_at(document, "organisation_kind"), "enterprise");
    assert_true(at_path(document, "again_url") == NULL);
    json_decref(document);
    struct dispatch_answer twice = site_post(site, SCHOOL, "/registrations", form);
    assert_string_equal(said(site, twice), "account.error.registration_open");

    assert_int_equal(
        site_post(site, CLERK, decide_path(site, answer.location), "decision=decline&version=1&reason=no-proof").status,
        303);
    document = site_document(site, SCHOOL, answer.location);
    const char *again = arena_text(&site->city.arena, text_at(document, "again_url"));
    json_decref(document);
    document = site_document(site, SCHOOL, again);
    assert_string_equal(text_at(document, "form.credit_code.value"), "91371500MA3C00005Y");
    assert_string_equal(text_at(document, "form.statement.value"), "x");
    assert_string_equal(text_at(document, "claim.id"), "000000000000Z");
    assert_string_equal(text_at(document, "before.reason"), "no-proof");
    json_decref(document);
    assert_int_equal(site_get(site, FACTORY, again).status, 404); /* another's answers are nobody's business */
    assert_int_equal(site_post(site, SCHOOL, "/registrations", form).status, 303);
}

static void a_declined_registration_and_a_declined_rename_are_filed_again_with_the_old_answers(void **state)
{
    struct site *site = *state;
    const char *one = register_as(site, SCHOOL, "Again-Factory-Ltd", "91371500MA3C000062");
    const char *again = arena_format(&site->city.arena, "/registrations?again=%s", one + strlen("/registrations/"));
    assert_int_equal(site_get(site, SCHOOL, again).status, 404); /* not over yet */
    assert_int_equal(site_post(site, CLERK, decide_path(site, one), "decision=decline&version=1&reason=no").status,
                     303);
    json_t *document = site_document(site, SCHOOL, again);
    assert_string_equal(text_at(document, "form.name.value"), "Again-Factory-Ltd");
    assert_true(at_path(document, "claim") == NULL);
    json_decref(document);

    const char *rename = "/organisations/0000000000001/rename";
    struct dispatch_answer sent =
        site_post(site, FACTORY, rename, "name=Renamed-Ltd&credit_code=91371500MA3C000075&statement=moved");
    assert_int_equal(sent.status, 303);
    assert_int_equal(
        site_post(site, CLERK, decide_path(site, sent.location), "decision=decline&version=1&reason=why").status, 303);
    document = site_document(site, FACTORY, sent.location);
    again = arena_text(&site->city.arena, text_at(document, "again_url"));
    json_decref(document);
    document = site_document(site, FACTORY, again);
    assert_string_equal(text_at(document, "form.name.value"), "Renamed-Ltd");
    assert_string_equal(text_at(document, "form.statement.value"), "moved");
    assert_string_equal(text_at(document, "said"), "why");
    json_decref(document);
    again = arena_format(&site->city.arena, "%s?again=%s", rename, one + strlen("/registrations/"));
    assert_int_equal(site_get(site, FACTORY, again).status, 404);
}

static void a_registration_needs_a_sound_code_and_never_takes_what_somebody_owns(void **state)
{
    struct site *site = *state;
    struct dispatch_answer bad =
        site_post(site, SCHOOL, "/registrations", "name=x&credit_code=91371500MA3C000000&kind=enterprise&statement=x");
    assert_int_equal(bad.status, 422);
    assert_string_equal(said(site, bad), "organisation.error.credit_code_check");
    /* Organisation 1 has an owner. */
    struct dispatch_answer owned =
        site_post(site, SCHOOL, "/registrations",
                  "name=%E4%B8%B4%E6%B8%85%E5%8D%9A%E8%BF%9C%E8%BD%B4%E6%89%BF%E6%9C%89%E9%99%90%E5%85"
                  "%AC%E5%8F%B8&credit_code=91371500MA3C00004U&kind=enterprise&statement=x");
    assert_string_equal(said(site, owned), "account.error.owned");
    assert_int_equal(site_post(site, VISITOR, "/registrations", "name=x").status, 401);
}

static void an_imported_organisation_is_claimed_and_of_two_claims_one_counts(void **state)
{
    struct site *site = *state;
    const char *name =
        "%E8%8C%8C%E5%B9%B3%E9%93%9D%E4%B8%9A%E6%B5%8B%E8%AF%95%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8"; /* 3 */
    const char *one = register_as(site, READER, name, "91371500MA3C00004U");
    const char *two = register_as(site, SCHOOL, name, "91371500MA3C00004U");
    json_t *document = site_document(site, READER, one);
    assert_string_equal(text_at(document, "kind"), "claim");
    json_decref(document);
    assert_int_equal(site_post(site, CLERK, decide_path(site, one), "decision=approve&version=1").status, 303);
    assert_string_equal(role_in(site, READER, 3), "owner");
    assert_int_equal(site_post(site, CLERK, decide_path(site, two), "decision=approve&version=1").status, 409);
    assert_string_equal(role_in(site, SCHOOL, 3), "");
    document = site_document(site, VISITOR, "/organisations/0000000000003");
    assert_string_equal(text_at(document, "organisation.credit_code"), "91371500MA3C00004U");
    json_decref(document);
}

static void nobody_decides_on_an_own_request(void **state)
{
    struct site *site = *state;
    const char *own = register_as(site, CLERK, "Clerks-Own-Ltd", "91371500MA3C00005Y");
    assert_int_equal(site_post(site, CLERK, decide_path(site, own), "decision=approve&version=1").status, 403);
}

static void a_new_name_waits_for_the_office(void **state)
{
    struct site *site = *state;
    struct dispatch_answer answer = site_post(site, FACTORY, "/organisations/0000000000001/rename",
                                              "name=Renamed-Ltd&credit_code=91371500MA3C000062&statement=moved");
    assert_int_equal(answer.status, 303);
    json_t *document = site_document(site, VISITOR, "/organisations/0000000000001");
    assert_string_equal(text_at(document, "organisation.name"), "临清博远轴承有限公司");
    json_decref(document);
    assert_int_equal(site_post(site, CLERK, decide_path(site, answer.location), "decision=approve&version=1").status,
                     303);
    document = site_document(site, VISITOR, "/organisations/0000000000001");
    assert_string_equal(text_at(document, "organisation.name"), "Renamed-Ltd");
    json_decref(document);
}

static void a_proof_is_read_by_who_sent_it_and_the_office_only(void **state)
{
    struct site *site = *state;
    static const char body[] =
        "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nProof-Ltd\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"credit_code\"\r\n\r\n91371500MA3C000075\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nenterprise\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"statement\"\r\n\r\nx\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"proof\"; filename=\"licence.pdf\"\r\n"
        "Content-Type: application/pdf\r\n\r\n%s\r\n--b--\r\n";
    const char *pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    const char *sound = arena_format(&site->city.arena, body, pdf);
    const char *html = arena_format(&site->city.arena, body, "<html><script>alert(1)</script></html>");
    struct question question = {.who = SCHOOL,
                                .method = "POST",
                                .target = "/registrations",
                                .type = "multipart/form-data; boundary=b",
                                .body = span_of(html)};
    assert_int_equal(site_ask(site, &question).status, 422);
    question.body = span_of(sound);
    struct dispatch_answer answer = site_ask(site, &question);
    assert_int_equal(answer.status, 303);
    const char *proof = arena_format(&site->city.arena, "%s/proof", answer.location);
    assert_int_equal(site_get(site, SCHOOL, proof).status, 200);
    assert_int_equal(site_get(site, CLERK, proof).status, 200);
    assert_int_equal(site_get(site, FACTORY, proof).status, 404);
    assert_int_equal(site_get(site, VISITOR, proof).status, 401);
}

static void every_page_is_whole_in_both_languages(void **state)
{
    struct site *site = *state;
    const char *one = register_as(site, SCHOOL, "Paged-Ltd", "91371500MA3C000088");
    const struct {
        enum who who;
        const char *target;
    } pages[] = {{FACTORY, A},
                 {SCHOOL, "/registrations"},
                 {SCHOOL, one},
                 {CLERK, one},
                 {CLERK, "/office/registrations"},
                 {FACTORY, "/organisations/0000000000001/rename"},
                 {SCHOOL, invite(site, "reader")}};
    /* clang-format off */
    static const char *const languages[] = {"zh-CN", "en"};
    /* clang-format on */
    for (size_t index = 0; index < 2 * sizeof pages / sizeof pages[0]; index++) {
        const struct question question = {.who = pages[index / 2].who,
                                          .method = "GET",
                                          .target = pages[index / 2].target,
                                          .page = true,
                                          .language = languages[index % 2]};
        struct dispatch_answer answer = site_ask(site, &question);
        assert_int_equal(answer.status, 200);
        assert_true(span_find(answer.body, span_of("</html>")) != SPAN_NOWHERE);
        assert_true(span_find(answer.body, span_of("account.registration")) == SPAN_NOWHERE);
    }
}

int main(void)
{
    const struct CMUnitTest site[] = {
        cmocka_unit_test(every_page_is_whole_in_both_languages),
        cmocka_unit_test(an_invitation_makes_one_member_once),
        cmocka_unit_test(an_invitation_can_be_withdrawn),
        cmocka_unit_test(strangers_and_lower_roles_change_nothing),
        cmocka_unit_test(the_last_owner_stays_until_the_ownership_is_handed_over),
        cmocka_unit_test(the_office_approves_asks_back_and_declines_with_a_reason_that_is_shown),
        cmocka_unit_test(a_registration_needs_a_sound_code_and_never_takes_what_somebody_owns),
        cmocka_unit_test(nobody_decides_on_an_own_request),
        cmocka_unit_test(a_proof_is_read_by_who_sent_it_and_the_office_only),
        cmocka_unit_test(an_imported_organisation_is_claimed_and_of_two_claims_one_counts),
        cmocka_unit_test(the_page_of_an_unowned_organisation_leads_to_its_claim),
        cmocka_unit_test(a_claim_keeps_name_and_kind_whatever_is_sent_and_is_made_once),
        cmocka_unit_test(a_declined_registration_and_a_declined_rename_are_filed_again_with_the_old_answers),
        cmocka_unit_test(a_new_name_waits_for_the_office),
        cmocka_unit_test(the_office_puts_somebody_into_an_organisation_and_takes_them_out_and_they_are_told),
    };
    int failed = cmocka_run_group_tests_name("members on SQLite", site, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("members on PostgreSQL", site, start_site_postgres, stop_site);
    return failed;
}
