/* The little SQL scanner. */
#include "store/sql_text.h"

#include <strings.h>

static bool is_word(char letter)
{
    return letter == '_' || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || (unsigned char)letter >= 0x80;
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static size_t skip_blank(struct span text, size_t at)
{
    while (at < text.length) {
        if (strchr(" \t\r\n", text.at[at]) != NULL && text.at[at] != '\0') {
            at++;
        } else if (text.at[at] == '-' && at + 1 < text.length && text.at[at + 1] == '-') {
            while (at < text.length && text.at[at] != '\n') {
                at++;
            }
        } else {
            return at;
        }
    }
    return at;
}

/* Behind the closing quote; a doubled quote stays inside because the next token begins with it. */
static size_t skip_quoted(struct span text, size_t at)
{
    char quote = text.at[at++];
    while (at < text.length && text.at[at] != quote) {
        at++;
    }
    return at < text.length ? at + 1 : at;
}

static size_t skip_word(struct span text, size_t at)
{
    while (at < text.length && is_word(text.at[at])) {
        at++;
    }
    return at;
}

bool sql_next(struct span *rest, struct sql_token *out)
{
    size_t start = skip_blank(*rest, 0);
    if (start >= rest->length) {
        *rest = span_make(rest->at + rest->length, 0);
        return false;
    }
    char first = rest->at[start];
    size_t end = start + 1;
    enum sql_kind kind = SQL_MARK;
    if (first == '\'' || first == '"') {
        kind = SQL_QUOTED;
        end = skip_quoted(*rest, start);
    } else if (first == '$' && end < rest->length && is_digit(rest->at[end])) {
        kind = SQL_PARAMETER;
        end = skip_word(*rest, end);
    } else if (is_word(first)) {
        kind = is_digit(first) ? SQL_NUMBER : SQL_WORD;
        end = skip_word(*rest, start);
    }
    *out = (struct sql_token){kind, span_make(rest->at + start, end - start)};
    *rest = span_make(rest->at + end, rest->length - end);
    return true;
}

bool sql_token_is(const struct sql_token *token, const char *word)
{
    size_t length = strlen(word);
    return token->text.length == length && strncasecmp(token->text.at, word, length) == 0;
}

int sql_parameter(const struct sql_token *token)
{
    int number = 0;
    for (size_t index = 1; index < token->text.length; index++) {
        char digit = token->text.at[index];
        if (!is_digit(digit) || number > SQL_PARAMETERS) {
            return 0;
        }
        number = number * 10 + (digit - '0');
    }
    return number <= SQL_PARAMETERS ? number : 0;
}

/* CREATE TRIGGER … BEGIN …; END is one statement: its semicolons are its own until END stands before one. */
struct trigger {
    size_t words; /* read so far, up to 2 */
    bool create, trigger, begun, ended;
};

static void note_word(struct trigger *trigger, const struct sql_token *token)
{
    trigger->create = trigger->create || (trigger->words == 0 && sql_token_is(token, "create"));
    trigger->trigger = trigger->trigger || (trigger->words == 1 && trigger->create && sql_token_is(token, "trigger"));
    trigger->begun = trigger->begun || (trigger->trigger && sql_token_is(token, "begin"));
    trigger->ended = sql_token_is(token, "end");
    trigger->words += trigger->words < 2;
}

bool sql_next_statement(struct span *rest, struct span *out)
{
    struct sql_token token;
    struct trigger trigger = {0};
    const char *start = NULL;
    while (sql_next(rest, &token)) {
        bool semicolon = token.kind == SQL_MARK && token.text.at[0] == ';';
        if (!semicolon) {
            note_word(&trigger, &token);
        }
        if (semicolon && (!trigger.begun || trigger.ended)) {
            if (start == NULL) {
                continue;
            }
            *out = span_trim(span_make(start, (size_t)(token.text.at - start)));
            return true;
        }
        start = start == NULL ? token.text.at : start;
    }
    if (start == NULL) {
        return false;
    }
    *out = span_trim(span_make(start, (size_t)(rest->at - start)));
    return true;
}

const char *sql_written_table(struct arena *arena, struct span sql)
{
    struct sql_token token;
    while (sql_next(&sql, &token)) {
        bool before_table =
            sql_token_is(&token, "into") || sql_token_is(&token, "update") || sql_token_is(&token, "from");
        if (before_table && sql_next(&sql, &token) && token.kind == SQL_WORD) {
            return arena_copy(arena, token.text);
        }
    }
    return "";
}
