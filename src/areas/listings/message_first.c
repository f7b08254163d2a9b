/* With which characters can a rule begin? Found once for each table, so that most rules are passed over at most places
 * without reading their pattern. A set of 4,096 bits over hashed code points: it may say yes wrongly, never no.
 * The tables are constants, so what is found is one too: it is kept for the life of the process, whichever thread was first.
 */
#include "areas/listings/message_text.h"

#include "base/check.h"
#include "text/text.h"

#include <stdatomic.h>
#include <stdlib.h>

struct first_set {
    uint64_t bits[64];
};

struct message_first {
    const struct message_rule *rules;
    struct first_set *sets;
    struct message_first *next;
};

static void add_point(struct first_set *set, uint32_t point)
{
    uint32_t hash = (point * 2654435761U) >> 20;
    set->bits[hash >> 6] |= (uint64_t)1 << (hash & 63U);
}

static bool has_point(const struct first_set *set, uint32_t point)
{
    uint32_t hash = (point * 2654435761U) >> 20;
    return (set->bits[hash >> 6] >> (hash & 63U)) & 1U;
}

static void add_all(struct first_set *set)
{
    memset(set->bits, 0xff, sizeof set->bits);
}

static void add_text(struct first_set *set, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        add_point(set, utf8_next(&text, end));
    }
}

/* Behind the bracket that closes the one at `at`. */
static const char *behind_group(const char *at, const char *end)
{
    int depth = 0;
    for (; at < end; at++) {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        if (depth == 0) {
            return at + 1;
        }
    }
    return end;
}

static bool collect(struct first_set *set, const char **at, const char *end);

/* The alternatives up to a closing bracket or the end; true when one of them may be empty. */
static bool collect_alternatives(struct first_set *set, const char **at, const char *end)
{
    bool empty = collect(set, at, end);
    while (*at < end && **at == '|') {
        (*at)++;
        empty |= collect(set, at, end);
    }
    return empty;
}

static bool collect_group(struct first_set *set, const char **at, const char *end)
{
    (*at)++;
    bool empty = collect_alternatives(set, at, end);
    *at += *at < end;
    if (*at < end && **at == '?') {
        (*at)++;
        return true;
    }
    return empty;
}

/* One sign or character; true when it may be empty. */
static bool collect_one(struct first_set *set, const char **at, const char *end)
{
    switch (**at) {
    case '(':
        return collect_group(set, at, end);
    case '!':
    case '<':
        *at = behind_group(*at + 1, end);
        return true;
    case '^':
    case '$':
        (*at)++;
        return true;
    case '_':
        (*at)++;
        add_text(set, " \t\xe3\x80\x80\xc2\xa0");
        return true;
    case '%':
        *at += 2;
        add_all(set);
        return true;
    case '~':
        (*at)++;
        add_all(set);
        return false;
    case '#':
    case '&':
        (*at)++;
        add_text(set, "0123456789零〇一二两三四五六七八九幺十百千万aefnost");
        return false;
    default:
        break;
    }
    uint32_t point = utf8_next(at, end);
    add_point(set, point == 'L' ? '(' : point == 'R' ? ')' : point);
    return false;
}

/* One alternative; once something must be there, the rest is only passed over. */
static bool collect(struct first_set *set, const char **at, const char *end)
{
    bool empty = true;
    struct first_set unused = {{0}};
    while (*at < end && **at != '|' && **at != ')') {
        empty &= collect_one(empty ? set : &unused, at, end);
    }
    return empty;
}

static struct message_first *make_sets(const struct message_rule *rules, size_t count)
{
    struct message_first *made = calloc(1, sizeof *made);
    CHECK(made != NULL);
    made->rules = rules;
    made->sets = calloc(count, sizeof *made->sets);
    CHECK(made->sets != NULL);
    for (size_t rule = 0; rule < count; rule++) {
        const char *at = rules[rule].pattern;
        if (collect_alternatives(&made->sets[rule], &at, at + strlen(at))) {
            add_all(&made->sets[rule]);
        }
    }
    return made;
}

static const struct first_set *find_sets(const struct message_rule *rules, size_t count)
{
    static _Atomic(struct message_first *) all;
    struct message_first *head = atomic_load_explicit(&all, memory_order_acquire);
    for (struct message_first *known = head; known != NULL; known = known->next) {
        if (known->rules == rules) {
            return known->sets;
        }
    }
    struct message_first *made = make_sets(rules, count);
    made->next = head;
    while (
        !atomic_compare_exchange_weak_explicit(&all, &made->next, made, memory_order_release, memory_order_relaxed)) {
        /* another table, or this one by another thread: then it stands there twice */
    }
    return made->sets;
}

const struct message_rule *message_match_rules(const struct message_text *text, size_t at,
                                               const struct message_rule *rules, size_t count,
                                               struct message_found *found)
{
    if (at >= text->count || text->taken[at] != MESSAGE_FREE) {
        return NULL;
    }
    const struct first_set *sets = find_sets(rules, count);
    for (size_t index = 0; index < count; index++) {
        if (has_point(&sets[index], text->points[at]) && message_match(text, at, rules[index].pattern, found)) {
            return &rules[index];
        }
    }
    return NULL;
}
