/* What a login and a password must be. */
#include "areas/accounts/security.h"

#include <string.h>

struct result password_check(const char *password)
{
    size_t length = strlen(password);
    if (length < (size_t)security_rule_of("password_length")->usual) {
        return result_invalid("password", "account.error.password_short");
    }
    if (length > PASSWORD_MOST_BYTES) {
        return result_invalid("password", "account.error.password_long");
    }
    bool lower = false;
    bool upper = false;
    bool digit = false;
    bool other = false;
    for (const char *at = password; *at != '\0'; at++) {
        lower = lower || (*at >= 'a' && *at <= 'z');
        upper = upper || (*at >= 'A' && *at <= 'Z');
        digit = digit || (*at >= '0' && *at <= '9');
        other = other || !((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9'));
    }
    if ((int)lower + (int)upper + (int)digit + (int)other < security_rule_of("password_classes")->usual) {
        return result_invalid("password", "account.error.password_plain");
    }
    return result_ok();
}

struct result login_check(const char *login)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";
    size_t length = strlen(login);
    if (length < 2 || length > LOGIN_MOST_BYTES || strspn(login, allowed) != length) {
        return result_invalid("login", "account.error.login_form");
    }
    return result_ok();
}

const char *login_key(struct arena *arena, const char *login)
{
    char *key = arena_text(arena, login);
    for (char *at = key; *at != '\0'; at++) {
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    }
    return key;
}
