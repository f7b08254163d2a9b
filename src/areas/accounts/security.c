/* The settings of the gate in the table of settings. */
#include "areas/accounts/security.h"

#include "base/check.h"
#include "base/number.h"

static const struct security_rule rules[] = {
#include "areas/accounts/security_rules.h"
};
enum { RULES = sizeof rules / sizeof rules[0] };

const struct security_number security_numbers[SECURITY_NUMBERS] = {
    {"security_lock_after", "account.security.lock_after", 3, 20},
    {"security_slow_after", "account.security.slow_after", 10, 1000},
    {"security_lock_minutes", "account.security.lock_minutes", 1, 1440},
    {"security_idle_minutes", "account.security.idle_minutes", 5, 120},
    {"security_session_hours", "account.security.session_hours", 1, 24},
    {"security_password_days", "account.security.password_days", 0, 3650},
};
static const char roles_name[] = "security_second_factor";

static const struct {
    const char *name;
    unsigned role;
} role_names[] = {
    {"office", ROLE_OFFICE}, {"editor", ROLE_EDITOR}, {"auditor", ROLE_AUDITOR}, {"administrator", ROLE_ADMINISTRATOR}};
enum { ROLE_NAMES = sizeof role_names / sizeof role_names[0] };

static int64_t *member_of(struct security *security, size_t index)
{
    int64_t *members[SECURITY_NUMBERS] = {&security->lock_after,   &security->slow_after,    &security->lock_minutes,
                                          &security->idle_minutes, &security->session_hours, &security->password_days};
    return members[index];
}

const struct security_rule *security_rules(size_t *count)
{
    *count = RULES;
    return rules;
}

const struct security_rule *security_rule_of(const char *setting)
{
    for (size_t index = 0; index < RULES; index++) {
        if (strcmp(rules[index].setting, setting) == 0) {
            return &rules[index];
        }
    }
    CHECK(!"a setting without its rule");
    return NULL;
}

struct security security_usual(void)
{
    struct security security = {0};
    for (size_t index = 0; index < SECURITY_NUMBERS; index++) {
        *member_of(&security, index) = security_rule_of(security_numbers[index].name)->usual;
    }
    return security;
}

unsigned security_read_roles(struct span text)
{
    unsigned roles = 0;
    for (size_t index = 0; index < ROLE_NAMES; index++) {
        struct span name = span_of(role_names[index].name);
        roles |= span_find(text, name) == SPAN_NOWHERE ? 0U : role_names[index].role;
    }
    return roles;
}

const char *security_write_roles(struct arena *arena, unsigned roles)
{
    const char *text = "";
    for (size_t index = 0; index < ROLE_NAMES; index++) {
        if ((roles & role_names[index].role) != 0) {
            text = arena_format(arena, "%s%s%s", text, text[0] == '\0' ? "" : " ", role_names[index].name);
        }
    }
    return text;
}

/* A value out of its range, written by somebody else, counts as the usual one. */
static void take_setting(struct security *security, struct span name, struct span value)
{
    if (span_is(name, roles_name)) {
        security->second_factor_roles = security_read_roles(value);
        return;
    }
    for (size_t index = 0; index < SECURITY_NUMBERS; index++) {
        int64_t number = 0;
        const struct security_number *known = &security_numbers[index];
        if (span_is(name, known->name) && number_parse(value, &number) && number >= known->least &&
            number <= known->most) {
            *member_of(security, index) = number;
        }
    }
}

struct result security_find(struct store_session *session, int64_t region_id, struct security *out)
{
    struct store_rows *rows;
    struct security security = security_usual();
    struct result result = store_query(session, "security_list", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    char name[64];
    while (store_rows_next(rows)) {
        struct span key = store_rows_span(rows, 0);
        size_t length = key.length < sizeof name ? key.length : sizeof name;
        memcpy(name, key.at, length);
        take_setting(&security, span_make(name, length), store_rows_span(rows, 1));
    }
    *out = security;
    return store_rows_close(rows);
}

static struct result put(struct store_session *session, int64_t region_id, const char *name, const char *value,
                         struct store_value actor, struct store_value now)
{
    return store_execute(session, "security_put",
                         STORE_VALUES(store_integer(region_id), store_text(name), store_text(value), now, actor), NULL);
}

struct result security_put(struct store_session *session, int64_t region_id, const struct security *security,
                           int64_t actor_id, int64_t now_ms)
{
    struct arena arena;
    arena_init(&arena);
    struct security copy = *security;
    struct store_value actor = store_integer(actor_id);
    struct store_value now = store_integer(now_ms);
    struct result result =
        put(session, region_id, roles_name, security_write_roles(&arena, copy.second_factor_roles), actor, now);
    for (size_t index = 0; index < SECURITY_NUMBERS && !result_failed(result); index++) {
        const char *value = arena_format(&arena, "%lld", (long long)*member_of(&copy, index));
        result = put(session, region_id, security_numbers[index].name, value, actor, now);
    }
    arena_release(&arena);
    return result;
}
