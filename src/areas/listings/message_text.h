/* The inside of the message reader: the text as code points, what of it is read already, and patterns over it.
 *
 * A message is read in passes (contacts, unlawful limits, noise, terms, board, time, pay, numbers of people, place,
 * skills, posts; see message.c). A pass finds tokens; the points of a token are *taken* and no later pass may read
 * them again: so a phone number can never become pay, nor an age a number of people.
 *
 * Patterns are written in the tables of the passes:
 *   x        the (folded) character itself             (a|b|)   one of these; with ? behind: or nothing
 *   #        a number, Chinese or Arabic, captured     &        the same without decimals and multipliers
 *   ~        a range sign: - 到 至 …                    _        up to three spaces
 *   %n       up to n characters of words, few first    ^ $      start and end of a clause
 *   !(a|b)   not followed by these                     <(a|b)   not preceded by these (plain words)
 *   L R      the brackets ( and ) themselves
 * Matching tries alternatives in the order written. Cost: O(length of pattern) for nearly all; depth is bounded by the
 * pattern, never by the text.
 */
#ifndef AREAS_LISTINGS_MESSAGE_TEXT_H
#define AREAS_LISTINGS_MESSAGE_TEXT_H

#include "base/arena.h"
#include "catalogue/catalogue.h"

#include <stdint.h>

enum message_kind {
    MESSAGE_FREE,
    MESSAGE_NOISE, /* understood, and of no meaning for a need: hours, allowances, list numbers */
    MESSAGE_CONTACT,
    MESSAGE_FLAG,       /* unlawful limit: number = enum message_flag_kind */
    MESSAGE_LEVEL,      /* number = rank */
    MESSAGE_SHIFT,      /* text = code */
    MESSAGE_EXPERIENCE, /* low = months, -1 when only "practised" is said */
    MESSAGE_EDUCATION,  /* text */
    MESSAGE_BOARD,      /* low = lodging, high = meals: 1, 0, -1 */
    MESSAGE_START,      /* low = day */
    MESSAGE_PAY,        /* low, high in fen; number = unit; rank = which figure counts */
    MESSAGE_PIECE,      /* piecework said without a figure */
    MESSAGE_NEGOTIABLE,
    MESSAGE_COUNT,  /* low; number = enum message_count_kind */
    MESSAGE_COUNTY, /* text = code */
    MESSAGE_SKILL,  /* text */
    MESSAGE_TITLE,  /* text */
    MESSAGE_KIND_COUNT
};

struct message_token {
    enum message_kind kind;
    uint32_t start, end; /* code points */
    int64_t low, high;
    int number;
    int rank;
    const char *text;
};

/* low and high in thousandths; equal unless two were said in one word (五六千). */
struct message_number {
    int64_t low, high;
    int64_t scale; /* 1, or the multiplier said: 1000 in 6k */
    bool rough;    /* 多, 来, 几 */
    size_t end;
};

struct message_text {
    struct arena *arena;
    const struct catalogue *catalogue;
    const char *region;
    int32_t today;
    const char *bytes;       /* the message */
    uint32_t *points;        /* count + 1: folded, slips of the ear mended; the last is 0 */
    const uint32_t *offsets; /* count + 1: bytes */
    uint8_t *taken;          /* count + 1: enum message_kind */
    size_t count;
    struct message_token *tokens; /* in the order found; room for all */
    size_t token_count, token_room;
};

enum { MESSAGE_MOST_NUMBERS = 4 };

struct message_found {
    size_t end;
    struct message_number numbers[MESSAGE_MOST_NUMBERS];
    size_t number_count;
};

struct message_rule {
    const char *pattern;
    int value;
    const char *text;
};

#define MESSAGE_RULES(table) (table), sizeof(table) / sizeof((table)[0])

/* Does the pattern match the free points from `at`? *found is set only then; never an empty match. */
bool message_match(const struct message_text *text, size_t at, const char *pattern, struct message_found *found);
/* The first rule that matches, or NULL. The tables are static: they are known by their address. */
const struct message_rule *message_match_rules(const struct message_text *text, size_t at,
                                               const struct message_rule *rules, size_t count,
                                               struct message_found *found);
/* Does one of the plain words of the pattern "a|b|c" end just before `at`? Its length in points, the longest; or 0. */
size_t message_ends_with(const struct message_text *text, size_t at, const char *words);
size_t message_starts_with(const struct message_text *text, size_t at, const char *words);

/* Records a token and takes its points. The answer is valid until the next one. */
struct message_token *message_take(struct message_text *text, enum message_kind kind, size_t start, size_t end);
/* Every place where a rule matches becomes a token: number = the rule's value, text = the rule's text. */
void message_take_rules(struct message_text *text, enum message_kind kind, const struct message_rule *rules,
                        size_t count);

/* A number that begins at `at` (never in the middle of one). message_numbers.c */
bool message_number_at(const struct message_text *text, size_t at, bool whole, struct message_number *out);

bool message_is_word(uint32_t point);   /* Han, Latin letter, digit */
bool message_is_digit(uint32_t point);  /* 0 to 9 */
bool message_is_letter(uint32_t point); /* a to z (folded) */
bool message_is_sentence_end(uint32_t point);
/* Free and part of a word. */
bool message_is_free_word(const struct message_text *text, size_t at);
/* The points as text for people: simplified, half width, letters in the case they were typed in. */
const char *message_words(struct message_text *text, size_t start, size_t end);

/* --- the passes -------------------------------------------------------------------------------------------- */

void message_mend_slips(struct message_text *text);    /* message_slips.c: 数空车工 → 数控车工, in place */
void message_find_contacts(struct message_text *text); /* message_contacts.c */
void message_find_noise(struct message_text *text);
void message_find_flags(struct message_text *text); /* message_flags.c */
void message_find_terms(struct message_text *text); /* message_terms.c: level, shift, experience, education */
void message_find_board(struct message_text *text);
void message_find_start(struct message_text *text);  /* message_time.c */
void message_find_pay(struct message_text *text);    /* message_pay.c */
void message_find_counts(struct message_text *text); /* message_counts.c */
void message_find_places(struct message_text *text); /* message_places.c */
void message_find_skills(struct message_text *text); /* message_skills.c */
void message_find_titles(struct message_text *text); /* message_titles.c */

void message_find_english_titles(struct message_text *text);
/* What an English post is called in Chinese: "CNC operator" → 数控车工; "" when unknown. message_english.c */
const char *message_english_post(const char *title);

enum message_count_kind { COUNT_PLAIN, COUNT_EACH, COUNT_TOTAL };

#endif
