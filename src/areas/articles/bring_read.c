/* A file into an article: what is navigation, what is source, what is title, what is text. */
#include "areas/articles/bring.h"

#include "base/day.h"
#include "text/text.h"

enum { LINES_MOST = 20000, TITLE_LEAST = 4, TITLE_POINTS = 60, NAVIGATION_LINES = 6, SEGMENT_POINTS = 30 };

struct lines {
    struct span list[LINES_MOST];
    size_t count, at;
};

static bool ends_with(struct span text, const char *end)
{
    size_t length = strlen(end);
    return text.length >= length && memcmp(text.at + text.length - length, end, length) == 0;
}

static bool ends_with_any(struct span text, const char *const *ends)
{
    for (; *ends != NULL; ends++) {
        if (ends_with(text, *ends)) {
            return true;
        }
    }
    return false;
}

static bool holds(struct span text, const char *words)
{
    return span_find(text, span_of(words)) != SPAN_NOWHERE;
}

/* Spaces of every width from both ends. */
static struct span trim(struct span text)
{
    for (;;) {
        text = span_trim(text);
        if (span_starts_with(text, span_of("　")) || span_starts_with(text, span_of("\xc2\xa0"))) {
            size_t width = text.at[0] == '\xc2' ? 2 : 3;
            text = span_make(text.at + width, text.length - width);
        } else if (ends_with(text, "　")) {
            text.length -= 3;
        } else {
            return text;
        }
    }
}

static void split_lines(struct span text, struct lines *lines)
{
    lines->count = 0;
    lines->at = 0;
    for (size_t start = 0; start <= text.length && lines->count < LINES_MOST;) {
        const char *feed = start == text.length ? NULL : memchr(text.at + start, '\n', text.length - start);
        size_t end = feed == NULL ? text.length : (size_t)(feed - text.at);
        struct span line = trim(span_make(text.at + start, end - start));
        if (line.length > 0) {
            lines->list[lines->count++] = line;
        }
        start = end + 1;
    }
}

/* --- navigation -------------------------------------------------------------------------------------------------- */

static const char *const separators[] = {">>", "»", "›", "→", ">", "＞", NULL};

static size_t separator_at(struct span text)
{
    for (size_t index = 0; separators[index] != NULL; index++) {
        if (span_starts_with(text, span_of(separators[index]))) {
            return strlen(separators[index]);
        }
    }
    return 0;
}

static bool is_home(struct span segment)
{
    static const char *const homes[] = {"首页", "主页", "网站首页", "资讯平台", "Home", NULL};
    return ends_with_any(segment, homes) && utf8_count(segment) <= 12;
}

/* A segment without what a page's script added behind: 刘老师工作室__Mr. Liu. */
static struct span clean_segment(struct span segment)
{
    size_t tail = span_find(segment, span_of("__"));
    return trim(tail == SPAN_NOWHERE ? segment : span_make(segment.at, tail));
}

static void take_segment(struct arena *arena, struct article_brought *brought, struct span segment)
{
    segment = clean_segment(segment);
    if (segment.length > 0 && !is_home(segment) && brought->trail_count < COLUMN_DEPTH_MOST - 1) {
        brought->trail[brought->trail_count++] = arena_copy(arena, segment);
    }
}

/* Two separators and only short words between them. */
static bool take_navigation(struct arena *arena, struct span line, struct article_brought *brought)
{
    size_t separators_seen = 0;
    size_t start = 0;
    for (size_t at = 0; at < line.length;) {
        size_t width = separator_at(span_make(line.at + at, line.length - at));
        if (width > 0) {
            if (utf8_count(span_make(line.at + start, at - start)) > SEGMENT_POINTS) {
                return false;
            }
            separators_seen++;
            start = at + width;
        }
        at += width > 0 ? width : 1;
    }
    bool navigation =
        separators_seen >= 2 && utf8_count(span_make(line.at + start, line.length - start)) <= SEGMENT_POINTS;
    start = 0;
    for (size_t at = 0; navigation && at <= line.length;) {
        size_t width = at == line.length ? 1 : separator_at(span_make(line.at + at, line.length - at));
        if (width > 0) {
            take_segment(arena, brought, span_make(line.at + start, at - start));
            start = at + width;
        }
        at += width > 0 ? width : 1;
    }
    return navigation;
}

/* Lines that every page of a site has. */
static bool is_furniture(struct span line)
{
    static const char *const words[] = {"您的位置", "当前位置", "您现在的位置", "设为首页", "加入收藏",
                                        "打印本页", "关闭窗口", "字体：",       "字号：",   "分享到",
                                        "上一篇",   "下一篇",   "浏览次数",     "点击数",   NULL};
    for (size_t index = 0; words[index] != NULL; index++) {
        if (holds(line, words[index]) && utf8_count(line) <= 60) {
            return true;
        }
    }
    return false;
}

/* --- source ------------------------------------------------------------------------------------------------------ */

/* The value behind "来源：", up to a blank. */
static const char *labelled(struct arena *arena, struct span line, const char *label)
{
    size_t at = span_find(line, span_of(label));
    if (at == SPAN_NOWHERE) {
        return "";
    }
    struct span rest = span_make(line.at + at + strlen(label), line.length - at - strlen(label));
    rest = span_starts_with(rest, span_of("："))  ? span_make(rest.at + 3, rest.length - 3)
           : span_starts_with(rest, span_of(":")) ? span_make(rest.at + 1, rest.length - 1)
                                                  : span_make("", 0);
    rest = trim(rest);
    size_t end = 0;
    while (end < rest.length && rest.at[end] != ' ' && rest.at[end] != '|' &&
           !span_starts_with(span_make(rest.at + end, rest.length - end), span_of("　"))) {
        end++;
    }
    return arena_copy(arena, span_make(rest.at, end));
}

/* 2026-11-24, 2026/11/24, 2026年11月24日 anywhere in the line. */
static int32_t find_day(struct span line)
{
    for (size_t at = 0; at + 8 <= line.length; at++) {
        int year = 0;
        int month = 0;
        int day = 0;
        char text[40] = "";
        int32_t found = 0;
        char iso[DAY_TEXT_SIZE + 24];
        memcpy(text, line.at + at, line.length - at < sizeof text - 1 ? line.length - at : sizeof text - 1);
        bool shaped = sscanf(text, "%4d-%2d-%2d", &year, &month, &day) == 3 ||
                      sscanf(text, "%4d/%2d/%2d", &year, &month, &day) == 3 ||
                      sscanf(text, "%4d年%2d月%2d日", &year, &month, &day) == 3;
        (void)snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
        if (shaped && year >= 1990 && day_parse(span_of(iso), &found)) {
            return found;
        }
    }
    return 0;
}

static bool take_source(struct arena *arena, struct span line, struct article_brought *brought)
{
    static const char *const institutions[] = {"学院",   "学校",   "大学",   "中专",   "日报",     "晚报",
                                               "新闻网", "电视台", "教育局", "教育厅", "办公室",   "公司",
                                               "协会",   "学会",   "研究院", "委员会", "人民政府", NULL};
    enum { SOURCE_POINTS = 24 };
    bool told = holds(line, "来源") || holds(line, "作者") || holds(line, "发布时间") || holds(line, "发布日期");
    if (told && utf8_count(line) <= 80) {
        const char *source = labelled(arena, line, "来源");
        const char *author = labelled(arena, line, "作者");
        brought->article.source = source[0] != '\0' ? source : brought->article.source;
        brought->article.author = author[0] != '\0' ? author : brought->article.author;
        brought->day = brought->day != 0 ? brought->day : find_day(line);
        return true;
    }
    bool institution = utf8_count(line) <= SOURCE_POINTS && ends_with_any(line, institutions);
    if (institution && brought->article.source[0] == '\0') {
        brought->article.source = arena_copy(arena, line);
        return true;
    }
    return false;
}

/* --- title ------------------------------------------------------------------------------------------------------- */

static bool ends_a_sentence(struct span line)
{
    static const char *const ends[] = {"。", "！", "？", "；", "，", "：", ".", "!", "?", ";", ",", NULL};
    return ends_with_any(line, ends);
}

/* A clause that only says when: 9月26日至27日, 近日, 日前. */
static bool is_time(struct span clause)
{
    /* clang-format off */
    static const char *const days[] = {"近日", "日前", "近期", "今天", "昨日", "昨天", "上午", "下午", "今年以来", NULL};
    /* clang-format on */
    bool dated =
        clause.length > 0 && clause.at[0] >= '0' && clause.at[0] <= '9' && (holds(clause, "日") || holds(clause, "月"));
    return utf8_count(clause) <= 16 && (dated || ends_with_any(clause, days));
}

static struct span next_clause(struct span *rest)
{
    for (size_t at = 0; at + 3 <= rest->length; at++) {
        struct span here = span_make(rest->at + at, 3);
        if (span_is(here, "，") || span_is(here, "。") || span_is(here, "；") || span_is(here, "！")) {
            struct span clause = span_make(rest->at, at);
            *rest = span_make(rest->at + at + 3, rest->length - at - 3);
            return clause;
        }
    }
    struct span clause = *rest;
    *rest = span_make("", 0);
    return clause;
}

static const char *cut_title(struct arena *arena, struct span text)
{
    size_t points = 0;
    const char *at = text.at;
    const char *end = text.at + text.length;
    while (at < end && points < TITLE_POINTS) {
        (void)utf8_next(&at, end);
        points++;
    }
    return arena_copy(arena, span_make(text.at, (size_t)(at - text.at)));
}

static const char *title_of_sentence(struct arena *arena, struct span line)
{
    struct span rest = line;
    struct span clause = next_clause(&rest);
    while (rest.length > 0 && (is_time(trim(clause)) || utf8_count(clause) < TITLE_LEAST)) {
        clause = next_clause(&rest);
    }
    return cut_title(arena, trim(clause.length == 0 ? line : clause));
}

static struct span without_hashes(struct span line)
{
    while (line.length > 0 && line.at[0] == '#') {
        line = span_make(line.at + 1, line.length - 1);
    }
    return trim(line);
}

static void take_title(struct arena *arena, struct lines *lines, bool markdown, struct article_brought *brought)
{
    if (lines->at == lines->count || brought->article.title[0] != '\0') {
        return;
    }
    struct span line = lines->list[lines->at];
    bool heading = markdown && line.at[0] == '#';
    if (heading || (utf8_count(line) <= TITLE_POINTS && !ends_a_sentence(line))) {
        brought->article.title = cut_title(arena, heading ? without_hashes(line) : line);
        lines->at++;
    } else {
        brought->article.title = title_of_sentence(arena, line);
    }
}

/* --- text -------------------------------------------------------------------------------------------------------- */

/* A line of plain text as Markdown that shows just the same. */
static void add_plain(struct buffer *to, struct span line)
{
    bool first = true;
    for (size_t at = 0; at < line.length; at++) {
        char byte = line.at[at];
        bool marks = strchr("\\`*_[]<>&|~", byte) != NULL || (first && strchr("#+-=", byte) != NULL);
        if (marks) {
            buffer_add_byte(to, '\\');
        }
        buffer_add_byte(to, byte);
        first = false;
    }
}

static const char *body_of_lines(struct arena *arena, const struct lines *lines)
{
    struct buffer body;
    buffer_init(&body);
    for (size_t index = lines->at; index < lines->count; index++) {
        if (!is_furniture(lines->list[index])) {
            add_plain(&body, lines->list[index]);
            buffer_add_text(&body, "\n\n");
        }
    }
    const char *text = arena_copy(arena, buffer_span(&body));
    buffer_release(&body);
    return text;
}

/* The rest of a Markdown file from the line where the text begins, as it is. */
static const char *body_of_markdown(struct arena *arena, struct span text, const struct lines *lines)
{
    const char *start = lines->at < lines->count ? lines->list[lines->at].at : text.at + text.length;
    return arena_copy(arena, span_make(start, (size_t)(text.at + text.length - start)));
}

static void read_lines(struct arena *arena, struct span text, bool markdown, struct article_brought *brought)
{
    struct lines *lines = ARENA_NEW(arena, struct lines);
    split_lines(text, lines);
    for (; lines->at < lines->count && lines->at < NAVIGATION_LINES; lines->at++) {
        struct span line = lines->list[lines->at];
        if (!take_navigation(arena, line, brought) && !is_furniture(line) && !take_source(arena, line, brought)) {
            break;
        }
    }
    take_title(arena, lines, markdown, brought);
    while (lines->at < lines->count && lines->at < NAVIGATION_LINES + 2 &&
           take_source(arena, lines->list[lines->at], brought)) {
        lines->at++;
    }
    brought->article.body = markdown ? body_of_markdown(arena, text, lines) : body_of_lines(arena, lines);
}

/* --- HTML -------------------------------------------------------------------------------------------------------- */

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* What stands between <name …> and </name>; empty when there is none. */
static struct span element(struct span html, const char *name)
{
    size_t length = strlen(name);
    for (size_t at = 0; at + length + 1 < html.length; at++) {
        size_t same = 0;
        while (html.at[at] == '<' && same < length && lower(html.at[at + 1 + same]) == name[same]) {
            same++;
        }
        char behind = html.at[at + 1 + length];
        if (same == length && (behind == '>' || behind == ' ')) {
            const char *open = memchr(html.at + at, '>', html.length - at);
            if (open == NULL) {
                break;
            }
            struct span rest = span_make(open + 1, (size_t)(html.at + html.length - open - 1));
            for (size_t end = 0; end + length + 2 < rest.length; end++) {
                if (rest.at[end] == '<' && rest.at[end + 1] == '/' && lower(rest.at[end + 2]) == name[0]) {
                    return span_make(rest.at, end);
                }
            }
            break;
        }
    }
    return span_make("", 0);
}

static void read_html(struct arena *arena, struct span html, struct article_brought *brought)
{
    struct span body = element(html, "article");
    body = body.length > 0 ? body : html;
    struct span heading = element(html, "h1");
    heading = heading.length > 0 ? heading : element(html, "title");
    const char *title =
        trim(span_of(rich_text(arena, RICH_HTML, heading))).length == 0 ? "" : rich_text(arena, RICH_HTML, heading);
    if (brought->was_garbled) { /* its words, cleaned; the markup went with the readings */
        brought->article.title = "";
        read_lines(arena, brought->garbled.text, false, brought);
        return;
    }
    brought->article.title = cut_title(arena, trim(span_of(title)));
    brought->article.format = "html";
    brought->article.body = arena_copy(arena, body);
    if (brought->article.title[0] == '\0') {
        brought->article.title = title_of_sentence(arena, trim(span_of(rich_text(arena, RICH_HTML, body))));
    }
}

static bool has_ending(const char *file_name, const char *ending)
{
    size_t length = strlen(file_name);
    size_t wanted = strlen(ending);
    if (length < wanted) {
        return false;
    }
    for (size_t index = 0; index < wanted; index++) {
        if (lower(file_name[length - wanted + index]) != ending[index]) {
            return false;
        }
    }
    return true;
}

struct result article_bring_read(struct arena *arena, const char *file_name, struct span bytes,
                                 struct article_brought *out)
{
    struct article_brought brought = {.article = article_empty()};
    struct span text;
    if (bytes.length > BRING_BYTES_MOST) {
        return result_invalid("file", "articles.error.file_large");
    }
    struct result result = text_decode(arena, bytes, &text);
    if (result_failed(result)) {
        return result;
    }
    bool html = has_ending(file_name, ".html") || has_ending(file_name, ".htm") || trim(text).at[0] == '<';
    bool markdown = has_ending(file_name, ".md") || has_ending(file_name, ".markdown");
    struct span words = html ? span_of(rich_text(arena, RICH_HTML, text)) : text;
    brought.original = arena_copy(arena, text);
    brought.garbled = garbled_clean(arena, words);
    brought.was_garbled = garbled_is(&brought.garbled);
    if (html) {
        read_html(arena, text, &brought);
    } else {
        read_lines(arena, brought.garbled.text, markdown, &brought);
    }
    if (trim(span_of(brought.article.body)).length == 0 || brought.article.title[0] == '\0') {
        return result_invalid("file", "articles.error.file_empty");
    }
    *out = brought;
    return result_ok();
}
