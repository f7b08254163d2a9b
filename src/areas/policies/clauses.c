/* A text into its clauses. Candidates are the lines that begin like one; which of them are clauses is decided by what kind of text it
 * is, by what stands behind, and by the order of the numbers. */
#include "areas/policies/numerals.h"
#include "areas/policies/policies.h"
#include "text/text.h"

enum { CANDIDATES_MOST = 4 * POLICY_CLAUSES_MOST, ANCHOR_SLOTS = 2 * 4096 };

struct candidate {
    enum clause_kind kind;
    int number, branch; /* 第十七条之一: 17, 1 */
    struct span line;   /* whole */
    struct span label;  /* "第十七条之一" */
    const char *rest;   /* behind the label */
    bool apart;         /* the label stands apart from what follows: a blank, a bracket, the end of the line */
    bool mention;       /* what follows makes it a mention: 第五条规定的 */
};

/* --- lines --------------------------------------------------------------------------------------------------------- */

static const char *skip_blank(const char *at, const char *end)
{
    while (at < end) {
        if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '*') {
            at++;
        } else if (end - at >= 3 && memcmp(at, "\u3000", 3) == 0) {
            at += 3;
        } else {
            break;
        }
    }
    return at;
}

static bool take_word(const char **at, const char *end, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0) {
        return false;
    }
    *at += length;
    return true;
}

static bool starts_with_any(const char *at, const char *end, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (take_word(&at, end, *words)) {
            return true;
        }
    }
    return false;
}

/* --- candidates ------------------------------------------------------------------------------------------------------ */

/* 第 number 条 | 章 | 节, with 之 number behind an article. */
static bool read_ordinal(const char *at, const char *end, struct candidate *out)
{
    static const char *const mentions[] = {"款", "项", "规定", "所", "的", "、", "和",
                                           "及", "至", "或",   "，", "中", NULL};
    static const char *const brackets[] = {"【", "[", "（", "(", "：", ":", NULL};
    const char *start = at;
    if (!take_word(&at, end, "第") || !numeral_read(&at, end, &out->number)) {
        return false;
    }
    if (take_word(&at, end, "条")) {
        out->kind = CLAUSE_ARTICLE;
    } else if (take_word(&at, end, "章")) {
        out->kind = CLAUSE_CHAPTER;
    } else if (take_word(&at, end, "节")) {
        out->kind = CLAUSE_SECTION;
    } else {
        return false;
    }
    const char *behind = at;
    if (out->kind == CLAUSE_ARTICLE && take_word(&behind, end, "之") && numeral_read(&behind, end, &out->branch)) {
        at = behind;
    } else {
        out->branch = 0;
    }
    out->label = span_make(start, (size_t)(at - start));
    out->rest = at;
    out->apart = at == end || skip_blank(at, end) > at || starts_with_any(at, end, brackets);
    out->mention = starts_with_any(skip_blank(at, end), end, mentions);
    return true;
}

/* 一、 and （一）. Arabic digits are left alone: they number paragraphs of every kind. */
static bool read_point(const char *at, const char *end, struct candidate *out)
{
    const char *start = at;
    bool bracket = take_word(&at, end, "（") || take_word(&at, end, "(");
    if (at == end || (*at >= '0' && *at <= '9') || !numeral_read(&at, end, &out->number)) {
        return false;
    }
    if (bracket ? !take_word(&at, end, "）") && !take_word(&at, end, ")") : !take_word(&at, end, "、")) {
        return false;
    }
    out->kind = bracket ? CLAUSE_ITEM : CLAUSE_ARTICLE;
    out->branch = 0;
    out->label = span_make(start, (size_t)(at - start));
    out->rest = at;
    return true;
}

struct candidates {
    struct candidate *list;
    size_t count;
    bool articles; /* a text with 第一条 */
};

static bool read_line(struct span line, struct candidates *found, struct candidate *out)
{
    const char *end = line.at + line.length;
    const char *at = skip_blank(line.at, end);
    bool heading = at < end && *at == '#';
    while (at < end && *at == '#') {
        at++;
    }
    at = skip_blank(at, end);
    *out = (struct candidate){.kind = CLAUSE_HEADING, .line = line, .label = span_make(at, 0), .rest = at};
    if (read_ordinal(at, end, out)) {
        bool sound = out->kind == CLAUSE_ARTICLE && !out->mention && (out->apart || out->number == 1);
        found->articles = found->articles || sound;
        return true;
    }
    return read_point(at, end, out) || heading;
}

static void collect(struct arena *arena, struct span body, struct candidates *found)
{
    size_t room = 64;
    found->list = ARENA_ARRAY(arena, struct candidate, room);
    while (body.length > 0 && found->count < CANDIDATES_MOST) {
        struct candidate candidate;
        struct span line = span_take_line(&body);
        if (!read_line(line, found, &candidate)) {
            continue;
        }
        if (found->count == room) {
            struct candidate *wider = ARENA_ARRAY(arena, struct candidate, room * 2);
            memcpy(wider, found->list, room * sizeof *wider);
            found->list = wider;
            room *= 2;
        }
        found->list[found->count++] = candidate;
    }
}

/* --- which of them are clauses ------------------------------------------------------------------------------------ */

struct order {
    int article, item, chapter; /* the last numbers */
};

/* A chapter of the table of contents is followed by the next chapter, one of the text by its articles. */
static bool leads_to_article(const struct candidates *found, size_t at)
{
    for (size_t next = at + 1; next < found->count; next++) {
        enum clause_kind kind = found->list[next].kind;
        if (kind == CLAUSE_ARTICLE && found->list[next].label.at[0] != '\0' &&
            span_starts_with(found->list[next].label, span_of("第"))) {
            return true;
        }
        if (kind == CLAUSE_CHAPTER || (kind == CLAUSE_SECTION && found->list[at].kind == CLAUSE_SECTION)) {
            return false;
        }
    }
    return false;
}

static bool is_clause(const struct candidates *found, size_t at, const struct order *order)
{
    const struct candidate *one = &found->list[at];
    bool ordinal = span_starts_with(one->label, span_of("第"));
    if (one->kind == CLAUSE_HEADING) {
        return true;
    }
    if (ordinal != found->articles) {
        return false;
    }
    if (!found->articles) {
        int last = one->kind == CLAUSE_ITEM ? order->item : order->article;
        return one->number == 1 || one->number == last + 1;
    }
    if (one->kind != CLAUSE_ARTICLE) {
        return leads_to_article(found, at);
    }
    bool next = one->branch > 0 ? one->number == order->article : one->number == order->article + 1;
    return !one->mention && (one->apart || next || one->number == 1);
}

/* --- anchors --------------------------------------------------------------------------------------------------------- */

struct anchor_slot {
    const char *anchor;
    int times;
};

static const char *make_anchor(struct arena *arena, const struct candidate *one, const struct order *order)
{
    switch (one->kind) {
    case CLAUSE_CHAPTER:
        return arena_format(arena, "chapter-%d", one->number);
    case CLAUSE_SECTION:
        return arena_format(arena, "section-%d-%d", order->chapter, one->number);
    case CLAUSE_ARTICLE:
        return one->branch > 0 ? arena_format(arena, "clause-%d-%d", one->number, one->branch)
                               : arena_format(arena, "clause-%d", one->number);
    case CLAUSE_ITEM:
        return order->article > 0 ? arena_format(arena, "clause-%d-%d", order->article, one->number)
                                  : arena_format(arena, "clause-%d", one->number);
    case CLAUSE_TEXT:
    case CLAUSE_HEADING:
        break;
    }
    return "";
}

/* The same number again (the rules attached to a notice): clause-1_2. */
static const char *tell_apart(struct arena *arena, struct anchor_slot *slots, const char *anchor)
{
    size_t slot = 5381;
    if (anchor[0] == '\0') {
        return anchor;
    }
    for (const char *at = anchor; *at != '\0'; at++) {
        slot = slot * 33 + (unsigned char)*at;
    }
    slot %= ANCHOR_SLOTS;
    while (slots[slot].anchor != NULL && strcmp(slots[slot].anchor, anchor) != 0) {
        slot = (slot + 1) % ANCHOR_SLOTS;
    }
    slots[slot].anchor = anchor;
    slots[slot].times++;
    return slots[slot].times == 1 ? anchor : arena_format(arena, "%s_%d", anchor, slots[slot].times);
}

static void go_on(struct order *order, const struct candidate *one)
{
    if (one->kind == CLAUSE_ARTICLE) {
        order->article = one->number;
    } else if (one->kind == CLAUSE_ITEM) {
        order->item = one->number;
    } else if (one->kind == CLAUSE_CHAPTER) {
        order->chapter = one->number;
    }
}

/* --- the clauses ------------------------------------------------------------------------------------------------------- */

static struct span between(const char *start, const char *end)
{
    start = skip_blank(start, end);
    return span_trim(span_make(start, (size_t)(end - start)));
}

size_t clauses_find(struct arena *arena, struct span body, struct clause **out)
{
    struct candidates found = {0};
    struct order order = {0};
    collect(arena, body, &found);
    struct anchor_slot *slots = ARENA_ARRAY(arena, struct anchor_slot, ANCHOR_SLOTS);
    struct clause *list = ARENA_ARRAY(arena, struct clause, found.count + 1);
    size_t count = 0;
    const char *end = body.at + body.length;
    list[count++] = (struct clause){CLAUSE_TEXT, "", "", body};
    for (size_t at = 0; at < found.count && count < POLICY_CLAUSES_MOST; at++) {
        const struct candidate *one = &found.list[at];
        if (!is_clause(&found, at, &order)) {
            continue;
        }
        const char *anchor = tell_apart(arena, slots, make_anchor(arena, one, &order));
        go_on(&order, one);
        list[count - 1].text = between(list[count - 1].text.at, one->line.at);
        list[count++] = (struct clause){one->kind, anchor, arena_copy(arena, one->label),
                                        span_make(one->rest, (size_t)(end - one->rest))};
    }
    list[count - 1].text = between(list[count - 1].text.at, end);
    bool headless = list[0].text.length == 0;
    *out = headless ? list + 1 : list;
    return headless ? count - 1 : count;
}
