/* The routes of personal data. */
#include "areas/personal/page.h"

enum { SMALL = 8192, TEXT = 128 * 1024 };

const struct route personal_routes[] = {
    {METHOD_GET, "/privacy", "visit", 0, show_privacy},
    {METHOD_GET, "/account/personal", "account.manage", 0, show_own},
    {METHOD_POST, "/account/personal/:field", "account.manage", SMALL, submit_field},
    {METHOD_POST, "/account/personal/:field/show", "person.unmask", SMALL, submit_own_look},
    {METHOD_GET, "/account/consent", "account.manage", 0, show_asking},
    {METHOD_POST, "/account/consent", "account.manage", SMALL, submit_consent},
    {METHOD_POST, "/account/consent/:purpose/withdraw", "account.manage", SMALL, submit_withdrawal_of_consent},
    {METHOD_GET, "/office/privacy", "privacy.set", 0, show_texts},
    {METHOD_POST, "/office/privacy", "privacy.set", TEXT, submit_text},
    {METHOD_GET, "/office/people/find", "person.find", 0, show_lookup},
    {METHOD_POST, "/office/people/find", "person.find", SMALL, submit_lookup},
    {METHOD_GET, "/office/people/:id", "people.read", 0, show_card},
    {METHOD_POST, "/office/people/:id/show", "person.unmask", SMALL, submit_look},
    {0},
};
