/* The area's table of routes. */
#include "areas/policies/pages.h"

enum { FORM_BODY = 4 * 1024 * 1024, DOCUMENT_BODY = 65 * 1024 * 1024, SMALL = 16 * 1024 };

const struct route policy_routes[] = {
    {METHOD_GET, "/policies", "visit", 0, policy_show_list},
    {METHOD_GET, "/policies/feed.atom", "visit", 0, policy_show_feed},
    {METHOD_GET, "/policies/new", "policy.manage", 0, policy_show_new},
    {METHOD_POST, "/policies", "policy.manage", FORM_BODY, policy_submit_new},
    {METHOD_GET, "/policies/:id", "visit", 0, policy_show},
    {METHOD_POST, "/policies/:id", "policy.manage", FORM_BODY, policy_submit_edit},
    {METHOD_GET, "/policies/:id/edit", "policy.manage", 0, policy_show_edit},
    {METHOD_POST, "/policies/:id/status", "policy.manage", SMALL, policy_submit_status},
    {METHOD_GET, "/policies/:id/history", "policy.manage", 0, policy_show_history},
    {METHOD_POST, "/policies/:id/files", "policy.manage", DOCUMENT_BODY, policy_submit_file},
    {METHOD_GET, "/policies/:id/files/:file", "visit", 0, policy_show_file},
    {0},
};
