#include "areas/listings/message_split.h"

#include <stdlib.h>

struct mention {
    size_t token;
    size_t post;
    size_t count; /* token, or token_count */
    size_t start; /* where its group begins */
};

struct splitter {
    struct message_text *text;
    struct mention mentions[MESSAGE_MOST_POSTS * 2];
    size_t mention_count;
    bool *claimed; /* of each token: a number of people that has its post */
    struct message_split split;
};

static int compare_tokens(const void *left, const void *right)
{
    const struct message_token *one = left;
    const struct message_token *other = right;
    if (one->start != other->start) {
        return one->start < other->start ? -1 : 1;
    }
    return one->end < other->end ? -1 : one->end > other->end;
}

/* --- breaks ------------------------------------------------------------------------------------------------ */

static bool is_comma(uint32_t point)
{
    return point == ',' || point == ':' || point == '|' || point == '/' || point == ')' || point == '(';
}

static bool has_break(const struct message_text *text, size_t from, size_t to)
{
    for (; from < to; from++) {
        if (is_comma(text->points[from]) || message_is_sentence_end(text->points[from])) {
            return true;
        }
    }
    return false;
}

static bool has_gap(const struct message_text *text, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        if (text->points[at] == ' ') {
            return true;
        }
    }
    return has_break(text, from, to);
}

static bool has_sentence_end(const struct message_text *text, size_t from, size_t to)
{
    for (; from < to; from++) {
        if (message_is_sentence_end(text->points[from])) {
            return true;
        }
    }
    return false;
}

static size_t clause_start(const struct message_text *text, size_t at)
{
    while (at > 0 && !is_comma(text->points[at - 1]) && !message_is_sentence_end(text->points[at - 1])) {
        at--;
    }
    return at;
}

static bool says_all(const struct message_text *text, size_t from, size_t to)
{
    for (; from < to; from++) {
        if (message_starts_with(text, from, "都|均|以上岗位|以上|统一|一律|所有|全部|各岗位|每个岗位|all |both ") > 0) {
            return true;
        }
    }
    return false;
}

/* --- mentions ---------------------------------------------------------------------------------------------- */

static bool ends_with_text(const char *whole, const char *end)
{
    size_t length = strlen(whole);
    size_t tail = strlen(end);
    return tail <= length && strcmp(whole + length - tail, end) == 0;
}

static bool has_count_next_to(const struct message_text *text, const struct message_token *title, size_t index)
{
    if (index + 1 < text->token_count && text->tokens[index + 1].kind == MESSAGE_COUNT &&
        !has_break(text, title->end, text->tokens[index + 1].start)) {
        return true;
    }
    return index > 0 && text->tokens[index - 1].kind == MESSAGE_COUNT && text->tokens[index - 1].end == title->start;
}

/* 车工 behind 数控车工 speaks of the same post, unless it has a number of its own. */
static size_t find_post(const struct splitter *splitter, size_t index)
{
    const struct message_text *text = splitter->text;
    const struct message_token *title = &text->tokens[index];
    bool own = has_count_next_to(text, title, index);
    for (size_t post = 0; post < splitter->split.posts; post++) {
        const char *known = text->tokens[splitter->split.titles[post]].text;
        if (strcmp(known, title->text) == 0 || (!own && ends_with_text(known, title->text))) {
            return post;
        }
    }
    return splitter->split.posts;
}

/* 退伍军人优先, 车工出身: said of the people, not a post of its own. */
static bool is_only_praise(const struct message_text *text, const struct message_token *title)
{
    /* 要求中级会计师, 持注册安全工程师: a title to have, not a post */
    if (message_ends_with(
            text, title->start,
            "具备|具有|持有|取得|考取|要求中级|要求初级|要求高级|要求注册|须有|需有|有中级|有初级|有高级") > 0 ||
        message_starts_with(
            text, title->start,
            "中级会计师|初级会计师|高级会计师|注册会计师|注册安全工程师|一级建造师|二级建造师|执业药师证") > 0) {
        return true;
    }
    return message_starts_with(text, title->end,
                               "优先|也行|也可以|也可|出身|专业|经验|基础|工作经验|技术|也要|者优先") > 0;
}

/* 设备操作员/普工50名: two names of one post. */
static bool is_other_name(const struct splitter *splitter, size_t index)
{
    const struct message_text *text = splitter->text;
    if (splitter->mention_count == 0 || splitter->mentions[splitter->mention_count - 1].token + 1 != index) {
        return false;
    }
    const struct message_token *before = &text->tokens[index - 1];
    const struct message_token *title = &text->tokens[index];
    bool each = index + 1 < text->token_count && text->tokens[index + 1].kind == MESSAGE_COUNT &&
                text->tokens[index + 1].number == COUNT_EACH;
    return before->end + 1 == title->start && text->points[before->end] == '/' && !each;
}

/* 维修工3名(机械2名,电气1名): a part of the post before the bracket. */
static bool is_in_bracket(const struct splitter *splitter, size_t index)
{
    const struct message_text *text = splitter->text;
    size_t at = text->tokens[index].start;
    while (at > 0 && text->points[at - 1] != '(' && text->points[at - 1] != ')' && text->points[at - 1] != '\n') {
        at--;
    }
    if (at == 0 || text->points[at - 1] != '(' || splitter->mention_count == 0) {
        return false;
    }
    const struct mention *last = &splitter->mentions[splitter->mention_count - 1];
    return !has_sentence_end(text, text->tokens[last->token].end, at);
}

/* 招司机:挖掘机2名,装载机3名: the word before the colon is only the heading of the list. */
static void drop_heading(struct splitter *splitter)
{
    struct message_text *text = splitter->text;
    if (splitter->split.posts < 3) {
        return;
    }
    const struct message_token *first = &text->tokens[splitter->split.titles[0]];
    if (text->points[first->end] != ':' || splitter->split.counts[0] < text->token_count ||
        splitter->split.counts[1] == text->token_count || splitter->split.counts[2] == text->token_count) {
        return;
    }
    splitter->split.posts--;
    for (size_t post = 0; post < splitter->split.posts; post++) {
        splitter->split.titles[post] = splitter->split.titles[post + 1];
        splitter->split.counts[post] = splitter->split.counts[post + 1];
    }
    size_t kept = 0;
    for (size_t index = 0; index < splitter->mention_count; index++) {
        if (splitter->mentions[index].post > 0) {
            splitter->mentions[kept] = splitter->mentions[index];
            splitter->mentions[kept++].post--;
        }
    }
    splitter->mention_count = kept;
}

static void find_mentions(struct splitter *splitter)
{
    struct message_text *text = splitter->text;
    for (int strict = 1; strict >= 0 && splitter->mention_count == 0; strict--) {
        for (size_t index = 0; index < text->token_count; index++) {
            const struct message_token *token = &text->tokens[index];
            if (token->kind != MESSAGE_TITLE || (strict && is_only_praise(text, token)) ||
                splitter->mention_count == MESSAGE_MOST_POSTS * 2) {
                continue;
            }
            size_t post = is_other_name(splitter, index) || is_in_bracket(splitter, index)
                              ? splitter->mentions[splitter->mention_count - 1].post
                              : find_post(splitter, index);
            if (post == MESSAGE_MOST_POSTS) {
                continue;
            }
            if (post == splitter->split.posts) {
                splitter->split.titles[splitter->split.posts++] = index;
            }
            splitter->mentions[splitter->mention_count++] =
                (struct mention){.token = index, .post = post, .count = text->token_count, .start = token->start};
        }
    }
}

/* --- numbers of people ------------------------------------------------------------------------------------- */

static bool is_free_count(const struct splitter *splitter, size_t token)
{
    const struct message_text *text = splitter->text;
    return text->tokens[token].kind == MESSAGE_COUNT && text->tokens[token].number == COUNT_PLAIN &&
           !splitter->claimed[token];
}

static void claim(struct splitter *splitter, struct mention *mention, size_t token)
{
    splitter->claimed[token] = true;
    mention->count = token;
    if (splitter->split.counts[mention->post] == splitter->text->token_count) {
        splitter->split.counts[mention->post] = token;
    }
}

/* 20个(有经验的)数控车工: in the same clause before it. */
static bool claim_before(struct splitter *splitter, struct mention *mention, size_t least)
{
    const struct message_text *text = splitter->text;
    for (size_t token = mention->token; token-- > least;) {
        if (has_break(text, text->tokens[token].end, text->tokens[mention->token].start)) {
            return false;
        }
        if (is_free_count(splitter, token)) {
            claim(splitter, mention, token);
            mention->start = text->tokens[token].start;
            return true;
        }
    }
    return false;
}

/* 焊工5个; not the number that stands at the next post: 包装工,5个焊工. */
static void claim_behind(struct splitter *splitter, struct mention *mention, const struct mention *next)
{
    const struct message_text *text = splitter->text;
    size_t end = next == NULL ? text->token_count : next->token;
    for (size_t token = mention->token + 1; token < end; token++) {
        if (!is_free_count(splitter, token)) {
            continue;
        }
        bool broken = has_break(text, text->tokens[mention->token].end, text->tokens[token].start);
        bool next_is_near = next != NULL && !has_break(text, text->tokens[token].end, text->tokens[next->token].start);
        if (!(broken && next_is_near)) {
            claim(splitter, mention, token);
        }
        return;
    }
}

static void share_each(struct splitter *splitter)
{
    const struct message_text *text = splitter->text;
    for (size_t token = 0; token < text->token_count; token++) {
        if (text->tokens[token].kind != MESSAGE_COUNT || text->tokens[token].number != COUNT_EACH) {
            continue;
        }
        bool before = splitter->mention_count > 0 && splitter->mentions[0].token < token;
        for (size_t index = 0; index < splitter->mention_count; index++) {
            const struct mention *mention = &splitter->mentions[index];
            if ((mention->token < token) == before && splitter->split.counts[mention->post] == text->token_count) {
                splitter->split.counts[mention->post] = token;
            }
        }
    }
}

static void claim_counts(struct splitter *splitter)
{
    struct message_text *text = splitter->text;
    for (size_t index = 0; index < splitter->mention_count; index++) {
        struct mention *mention = &splitter->mentions[index];
        const struct mention *next = index + 1 < splitter->mention_count ? mention + 1 : NULL;
        size_t least = index == 0 ? 0 : splitter->mentions[index - 1].token + 1;
        if (splitter->split.counts[mention->post] == text->token_count && !claim_before(splitter, mention, least)) {
            claim_behind(splitter, mention, next);
        }
    }
    share_each(splitter);
    for (size_t token = 0; splitter->split.posts == 1 && token < text->token_count; token++) {
        if (text->tokens[token].kind == MESSAGE_COUNT && splitter->split.counts[0] == text->token_count) {
            splitter->split.counts[0] = token;
        }
    }
}

/* --- owners ------------------------------------------------------------------------------------------------ */

static bool describes_people(enum message_kind kind)
{
    return kind == MESSAGE_LEVEL || kind == MESSAGE_EXPERIENCE || kind == MESSAGE_SKILL || kind == MESSAGE_FLAG;
}

/* 焊工2名、高级钳工3名: what touches the post from before describes it. */
static size_t attached_start(const struct message_text *text, size_t token, size_t start)
{
    while (token > 0 && describes_people(text->tokens[token - 1].kind) && text->tokens[token - 1].end == start) {
        start = text->tokens[--token].start;
    }
    return start;
}

/* The group that a token stands in: index of a mention, or MESSAGE_SHARED before the first. */
static int find_group(const struct splitter *splitter, const struct message_token *token)
{
    int group = MESSAGE_SHARED;
    for (size_t index = 0; index < splitter->mention_count; index++) {
        const struct mention *mention = &splitter->mentions[index];
        size_t start = mention->start;
        if (describes_people(token->kind) || index > 0) {
            size_t clause = clause_start(splitter->text, start);
            size_t before = index == 0 ? 0 : splitter->text->tokens[mention->token - 1].end;
            bool fresh = index == 0 || clause >= splitter->text->tokens[mention[-1].token].end;
            start = fresh && clause < start ? clause : start;
            start = !fresh && before > start ? mention->start : start;
            start = !fresh ? attached_start(splitter->text, mention->token, start) : start;
        }
        if (token->start >= start) {
            group = (int)index;
        }
    }
    return group;
}

static bool others_own(const struct splitter *splitter, enum message_kind kind, size_t post)
{
    for (size_t token = 0; token < splitter->text->token_count; token++) {
        int owner = splitter->split.owners[token];
        if (splitter->text->tokens[token].kind == kind && owner >= 0 && (size_t)owner != post) {
            return true;
        }
    }
    return false;
}

static bool is_common(enum message_kind kind)
{
    return kind == MESSAGE_START || kind == MESSAGE_BOARD || kind == MESSAGE_COUNTY;
}

/* 车工、磨工、检验员: nothing stands between the posts, so what follows is said of all. */
static bool is_bare_list(const struct splitter *splitter, const struct mention *last)
{
    return last > splitter->mentions && last->token == last[-1].token + 1;
}

/* 卷簧工3人、端磨工2人,…: one breath, then what is said of both. */
static bool is_enumeration(const struct splitter *splitter, const struct mention *last)
{
    const struct message_text *text = splitter->text;
    if (last == splitter->mentions) {
        return false;
    }
    size_t from = text->tokens[last[-1].token].end;
    size_t to = text->tokens[last->token].start;
    for (size_t token = last[-1].token + 1; token < last->token; token++) {
        if (text->tokens[token].kind != MESSAGE_COUNT) {
            return false;
        }
    }
    for (size_t at = from; at < to; at++) {
        if (message_starts_with(text, at, "、|和") > 0) {
            return !has_break(text, from, to);
        }
    }
    return false;
}

/* A list with one post to a line, or to a sentence. */
static bool is_on_own_line(const struct splitter *splitter, const struct mention *last)
{
    const struct message_text *text = splitter->text;
    return last > splitter->mentions &&
           has_sentence_end(text, text->tokens[last[-1].token].end, text->tokens[last->token].start);
}

/* May what stands in the last group be meant for all? Once something is (*common), what follows is too. */
static bool is_meant_for_all(const struct splitter *splitter, const struct mention *last,
                             const struct message_token *token, bool *common)
{
    const struct message_text *text = splitter->text;
    size_t title_end = text->tokens[last->token].end;
    if (token->start < title_end) {
        return false;
    }
    size_t clause = clause_start(text, token->start);
    if (says_all(text, clause > title_end ? clause : title_end, token->end)) {
        return true;
    }
    if (others_own(splitter, token->kind, last->post)) {
        return false;
    }
    if (is_bare_list(splitter, last) || (is_enumeration(splitter, last) && has_break(text, title_end, token->start))) {
        return true;
    }
    if (is_on_own_line(splitter, last) && !is_common(token->kind) && !has_sentence_end(text, title_end, token->start)) {
        return false;
    }
    size_t from = last->count < text->token_count && text->tokens[last->count].end > title_end
                      ? text->tokens[last->count].end
                      : title_end;
    switch (token->kind) {
    case MESSAGE_SKILL:
    case MESSAGE_EXPERIENCE:
    case MESSAGE_LEVEL:
        return *common || has_sentence_end(text, from, token->start);
    default:
        *common |= has_gap(text, from, token->start);
        return *common;
    }
}

/* Board, place and start that only some posts have are meant for the others too. */
static void share_common(struct splitter *splitter)
{
    for (size_t token = 0; token < splitter->text->token_count; token++) {
        enum message_kind kind = splitter->text->tokens[token].kind;
        int owner = splitter->split.owners[token];
        if (owner >= 0 && is_common(kind) && !others_own(splitter, kind, (size_t)owner)) {
            splitter->split.owners[token] = MESSAGE_SHARED;
        }
    }
}

static void find_owners(struct splitter *splitter)
{
    struct message_text *text = splitter->text;
    int *owners = splitter->split.owners;
    size_t mentions = splitter->mention_count;
    for (size_t token = 0; token < text->token_count; token++) {
        int group = splitter->split.posts == 1 ? MESSAGE_SHARED : find_group(splitter, &text->tokens[token]);
        owners[token] = group < 0 ? MESSAGE_SHARED : (int)splitter->mentions[group].post;
    }
    if (splitter->split.posts < 2) {
        return;
    }
    const struct mention *last = &splitter->mentions[mentions - 1];
    bool common = false;
    for (size_t token = last->token + 1; token < text->token_count; token++) {
        if (is_meant_for_all(splitter, last, &text->tokens[token], &common)) {
            owners[token] = MESSAGE_SHARED;
        }
    }
    share_common(splitter);
}

static bool says_hiring(const struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        if (message_starts_with(text, at, "招|聘|急缺|急需|hiring|wanted") > 0) {
            return true;
        }
    }
    return false;
}

/* People wanted, or an unlawful limit on them (招15岁童工): never dropped for want of a post's name. */
static bool says_a_need(const struct message_text *text)
{
    for (size_t token = 0; token < text->token_count; token++) {
        if ((text->tokens[token].kind == MESSAGE_COUNT && text->tokens[token].low > 0) ||
            (text->tokens[token].kind == MESSAGE_FLAG && says_hiring(text))) {
            return true;
        }
    }
    return false;
}

struct message_split message_split(struct message_text *text)
{
    qsort(text->tokens, text->token_count, sizeof text->tokens[0], compare_tokens);
    struct splitter *splitter = ARENA_NEW(text->arena, struct splitter);
    splitter->text = text;
    splitter->claimed = ARENA_ARRAY(text->arena, bool, text->token_count + 1);
    splitter->split.owners = ARENA_ARRAY(text->arena, int, text->token_count + 1);
    for (size_t post = 0; post < MESSAGE_MOST_POSTS; post++) {
        splitter->split.titles[post] = splitter->split.counts[post] = text->token_count;
    }
    find_mentions(splitter);
    if (splitter->split.posts == 0 && says_a_need(text)) {
        splitter->split.posts = 1;
    }
    claim_counts(splitter);
    drop_heading(splitter);
    find_owners(splitter);
    return splitter->split;
}
