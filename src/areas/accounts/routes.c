/* The routes of accounts. */
#include "areas/accounts/page.h"

enum { SMALL = 16384 };

const struct route accounts_routes[] = {
    {METHOD_GET, "/sign-in", "session.open", 0, show_sign_in},
    {METHOD_POST, "/sign-in", "session.open", SMALL, submit_sign_in},
    {METHOD_POST, "/sign-in/code", "session.open", SMALL, submit_second},
    {METHOD_POST, "/sign-out", "session.close", 4096, submit_sign_out},
    {METHOD_GET, "/sign-up", "account.sign_up", 0, show_sign_up},
    {METHOD_POST, "/sign-up", "account.sign_up", SMALL, submit_sign_up},
    {METHOD_GET, "/forgotten", "account.reset", 0, show_forgotten},
    {METHOD_POST, "/forgotten", "account.reset", SMALL, submit_forgotten},
    {METHOD_GET, "/reset/:token", "account.reset", 0, show_reset},
    {METHOD_POST, "/reset/:token", "account.reset", SMALL, submit_reset},
    {METHOD_GET, "/confirm/:token", "account.reset", 0, show_confirm},
    {METHOD_POST, "/confirm/:token", "account.reset", SMALL, submit_confirm},
    {METHOD_GET, "/account", "account.manage", 0, show_account},
    {METHOD_POST, "/account/profile", "account.manage", SMALL, submit_profile},
    {METHOD_POST, "/account/password", "account.manage", SMALL, submit_password},
    {METHOD_POST, "/account/sessions/end", "account.manage", SMALL, submit_session_end},
    {METHOD_POST, "/account/tokens", "account.manage", SMALL, submit_token},
    {METHOD_POST, "/account/tokens/:id/end", "account.manage", SMALL, submit_token_end},
    {METHOD_GET, "/account/second", "account.manage", 0, show_second},
    {METHOD_POST, "/account/second", "account.manage", SMALL, submit_second_on},
    {METHOD_POST, "/account/second/off", "account.manage", SMALL, submit_second_off},
    {METHOD_GET, "/office/people", "people.read", 0, show_people},
    {METHOD_POST, "/office/people/:id/link", "people.help", SMALL, submit_help},
    {METHOD_POST, "/office/people/:id/role", "people.set_role", SMALL, submit_role},
    {METHOD_GET, "/office/security", "security.set", 0, show_security},
    {METHOD_POST, "/office/security", "security.set", SMALL, submit_security},
    {0},
};
