/* The table. */
#include "web/status.h"

#include "base/check.h"

struct row {
    enum result_code code;
    int get, post;
};

/* A bad query is a bad request; a form that breaks a rule is understood, but cannot be worked on. */
static const struct row rows[] = {
    {RESULT_OK, 200, 200},       {RESULT_INVALID, 400, 422}, {RESULT_FORBIDDEN, 403, 403}, {RESULT_NOT_FOUND, 404, 404},
    {RESULT_CONFLICT, 409, 409}, {RESULT_BUSY, 503, 503},    {RESULT_INTERNAL, 500, 500},
};

int status_of_result(enum result_code code, enum method method)
{
    for (size_t index = 0; index < sizeof rows / sizeof rows[0]; index++) {
        if (rows[index].code == code) {
            return method == METHOD_POST ? rows[index].post : rows[index].get;
        }
    }
    check_failed(__FILE__, __LINE__, "a result code without a status");
}

struct name {
    int status;
    const char *name;
};

static const struct name names[] = {
    {400, "bad_request"}, {401, "sign_in"}, {403, "forbidden"}, {404, "not_found"}, {405, "method"}, {409, "conflict"},
    {413, "too_large"},   {422, "invalid"}, {429, "too_many"},  {500, "internal"},  {503, "busy"},
};

const char *status_name(int status)
{
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        if (names[index].status == status) {
            return names[index].name;
        }
    }
    return status >= 500 ? "internal" : "bad_request";
}
