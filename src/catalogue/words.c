/* From senses (one written form, one meaning) to words (one written form, all its meanings) and their trie; skills. */
#include "catalogue/book.h"

#include "base/number.h"
#include "catalogue/rarity.h"
#include "text/text.h"

#include <stdlib.h>

static const char *const PERSON_ENDINGS[] = {"工",   "员",   "师",   "师傅", "司机", "专员", "主管",
                                             "经理", "顾问", "手",   "操作", "保姆", "月嫂", "教练",
                                             "保安", "主播", "出纳", "店长", "领班"};
/* Ends like a person, is a thing or an activity. */
static const char *const NOT_PERSONS[] = {"加工", "施工", "化工", "手工", "职工", "员工", "木工机械", "精加工", "竣工"};

static bool ends_with(struct span name, const char *ending)
{
    size_t length = strlen(ending);
    return name.length >= length && memcmp(name.at + name.length - length, ending, length) == 0;
}

static bool is_person_name(struct span name)
{
    for (size_t i = 0; i < sizeof NOT_PERSONS / sizeof *NOT_PERSONS; i++) {
        if (ends_with(name, NOT_PERSONS[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof PERSON_ENDINGS / sizeof *PERSON_ENDINGS; i++) {
        if (ends_with(name, PERSON_ENDINGS[i])) {
            return true;
        }
    }
    return false;
}

void senses_add(struct arena *arena, struct sense_list *list, struct span name, struct sense sense)
{
    const char *mark = memchr(name.at, '~', name.length);
    if (mark != NULL) {
        int64_t strength = 0;
        size_t length = (size_t)(mark - name.at);
        if (number_parse(span_make(mark + 1, name.length - length - 1), &strength) && strength > 0) {
            sense.strength = (uint16_t)strength;
        }
        name.length = length;
    }
    struct folded folded = fold_text(arena, name);
    if (folded.count == 0) {
        return;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4096 : list->capacity * 2;
        struct sense *senses = ARENA_ARRAY(arena, struct sense, capacity);
        if (list->count > 0) {
            memcpy(senses, list->senses, list->count * sizeof *senses);
        }
        list->senses = senses;
        list->capacity = capacity;
    }
    sense.points = folded.points;
    sense.length = (uint32_t)folded.count;
    sense.is_person = sense.trade != TRADE_NONE && is_person_name(name);
    if (sense.trade != TRADE_NONE && ends_with(name, "厂")) {
        sense.role = ROLE_PLACE; /* 电子厂: where one works, not what one does */
    }
    list->senses[list->count++] = sense;
}

static int compare_senses(const void *left, const void *right)
{
    const struct sense *one = left;
    const struct sense *two = right;
    for (uint32_t i = 0; i < one->length && i < two->length; i++) {
        if (one->points[i] != two->points[i]) {
            return one->points[i] < two->points[i] ? -1 : 1;
        }
    }
    if (one->length != two->length) {
        return one->length < two->length ? -1 : 1;
    }
    if (one->trade != two->trade) {
        return one->trade < two->trade ? -1 : 1;
    }
    return (two->strength > one->strength) - (two->strength < one->strength);
}

static bool is_same_form(const struct sense *one, const struct sense *two)
{
    return one->length == two->length && memcmp(one->points, two->points, one->length * sizeof *one->points) == 0;
}

static void put_weight(struct trade_weight *weights, uint16_t *count, struct trade_weight weight)
{
    uint16_t at = *count;
    while (at > 0 && weights[at - 1].strength < weight.strength) {
        weights[at] = weights[at - 1];
        at--;
    }
    weights[at] = weight;
    *count = (uint16_t)(*count + 1);
}

static struct word merge_senses(struct arena *arena, const struct sense *senses, size_t count)
{
    struct trade_weight *weights = ARENA_ARRAY(arena, struct trade_weight, count);
    struct word word = {.object = OBJECT_NONE};
    for (size_t i = 0; i < count; i++) {
        const struct sense *sense = &senses[i];
        bool again = i > 0 && senses[i - 1].trade == sense->trade;
        if (sense->trade != TRADE_NONE && !again) {
            put_weight(weights, &word.trade_count, (struct trade_weight){sense->trade, sense->strength});
        }
        word.object = sense->object != OBJECT_NONE ? sense->object : word.object;
        word.activity = sense->activity != ACTIVITY_NONE ? sense->activity : word.activity;
        word.role = sense->role != ROLE_NONE ? sense->role : word.role;
        word.is_person = word.is_person || sense->is_person;
        word.is_general = word.is_general || sense->is_general;
    }
    word.trades = weights;
    return word;
}

static bool is_worker(const struct word *word)
{
    return word->role == ROLE_WORKER || word->role == ROLE_ENGINEER;
}

/* 安装调试员 does what 安装调试 says; a name without an activity of its own takes that of its stem. */
static void take_activity_of_stem(struct arena *arena, const struct trade_book *book, struct word *word,
                                  const struct trie_word *form)
{
    static const uint32_t LENGTHS[] = {1, 2, 3}; /* 员 工 师, 师傅 技工, 工程师 技术员 */
    struct trie_hit hits[4];
    for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS && form->length > LENGTHS[i] + 1; i++) {
        uint32_t stem = form->length - LENGTHS[i];
        struct folded ending = {form->points + stem, NULL, LENGTHS[i]};
        struct folded text = {form->points, NULL, stem};
        if (form->length > 8 || trie_cover(arena, &book->words_trie, &ending, hits) != 1 ||
            hits[0].length != LENGTHS[i] || !is_worker(&book->words[hits[0].value])) {
            continue;
        }
        if (trie_cover(arena, &book->words_trie, &text, hits) == 1 && hits[0].length == stem) {
            word->activity = book->words[hits[0].value].activity;
        }
    }
}

void senses_build_words(struct arena *arena, struct sense_list *list, struct trade_book *book)
{
    struct word *words = ARENA_ARRAY(arena, struct word, list->count + 1);
    struct trie_word *forms = ARENA_ARRAY(arena, struct trie_word, list->count + 1);
    uint32_t count = 0;
    qsort(list->senses, list->count, sizeof *list->senses, compare_senses);
    for (size_t i = 0; i < list->count;) {
        size_t end = i + 1;
        while (end < list->count && is_same_form(&list->senses[i], &list->senses[end])) {
            end++;
        }
        words[count] = merge_senses(arena, &list->senses[i], end - i);
        forms[count] = (struct trie_word){list->senses[i].points, list->senses[i].length, count};
        count++;
        i = end;
    }
    book->rarity = rarity_build(arena, list);
    book->words = words;
    book->words_trie = trie_build(arena, forms, count);
    for (size_t i = 0; i < count; i++) { /* the trie has sorted the forms; their value is the word */
        struct word *word = &words[forms[i].value];
        if (word->is_person && word->activity == ACTIVITY_NONE && word->object == OBJECT_NONE) {
            take_activity_of_stem(arena, book, word, &forms[i]);
        }
    }
}

/* --- reading_words.csv ---------------------------------------------------------------------------------------- */

struct sense_name {
    const char *name;
    uint8_t activity, role;
    bool is_general;
};

static const struct sense_name SENSE_NAMES[] = {
    {"make", ACTIVITY_MAKE, ROLE_NONE, false},       {"assemble", ACTIVITY_ASSEMBLE, ROLE_NONE, false},
    {"repair", ACTIVITY_REPAIR, ROLE_NONE, false},   {"inspect", ACTIVITY_INSPECT, ROLE_NONE, false},
    {"design", ACTIVITY_DESIGN, ROLE_NONE, false},   {"program", ACTIVITY_PROGRAM, ROLE_NONE, false},
    {"install", ACTIVITY_INSTALL, ROLE_NONE, false}, {"sell", ACTIVITY_SELL, ROLE_NONE, false},
    {"buy", ACTIVITY_BUY, ROLE_NONE, false},         {"store", ACTIVITY_STORE, ROLE_NONE, false},
    {"move", ACTIVITY_MOVE, ROLE_NONE, false},       {"clean", ACTIVITY_CLEAN, ROLE_NONE, false},
    {"pack", ACTIVITY_PACK, ROLE_NONE, false},       {"care", ACTIVITY_CARE, ROLE_NONE, false},
    {"trouble", ACTIVITY_TROUBLE, ROLE_NONE, false}, {"line", ACTIVITY_LINE, ROLE_NONE, false},
    {"worker", ACTIVITY_NONE, ROLE_WORKER, false},   {"engineer", ACTIVITY_NONE, ROLE_ENGINEER, false},
    {"frame", ACTIVITY_NONE, ROLE_FRAME, false},     {"place", ACTIVITY_NONE, ROLE_PLACE, false},
    {"ask", ACTIVITY_NONE, ROLE_ASK, false},         {"intro", ACTIVITY_NONE, ROLE_INTRO, false},
    {"not", ACTIVITY_NONE, ROLE_NOT, false},         {"for", ACTIVITY_NONE, ROLE_FOR, false},
    {"know", ACTIVITY_NONE, ROLE_KNOW, false},       {"close", ACTIVITY_NONE, ROLE_CLOSE, false},
    {"hire", ACTIVITY_NONE, ROLE_HIRE, false},       {"not_before", ACTIVITY_NONE, ROLE_NOT_BEFORE, false},
    {"post", ACTIVITY_NONE, ROLE_POST, false},       {"teacher", ACTIVITY_NONE, ROLE_TEACHER, false},
    {"give", ACTIVITY_NONE, ROLE_GIVE, false},       {"general", ACTIVITY_NONE, ROLE_WORKER, true},
};

struct result book_load_reading_words(struct arena *arena, struct sense_list *senses)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/reading_words.csv", &table);
    if (result_failed(r)) {
        return r;
    }
    for (size_t i = 0; i < table.rows; i++) {
        const struct sense_name *found = NULL;
        for (size_t k = 0; k < sizeof SENSE_NAMES / sizeof *SENSE_NAMES; k++) {
            found = strcmp(SENSE_NAMES[k].name, table_cell(&table, i, "sense")) == 0 ? &SENSE_NAMES[k] : found;
        }
        if (found == NULL) {
            return table_broken(arena, &table, i, "unknown sense");
        }
        struct sense sense = {.trade = TRADE_NONE,
                              .object = OBJECT_NONE,
                              .activity = found->activity,
                              .role = found->role,
                              .is_general = found->is_general};
        const char *at = table_cell(&table, i, "names");
        struct span part;
        while (table_next_part(&at, &part)) {
            senses_add(arena, senses, part, sense);
        }
    }
    return result_ok();
}

/* --- skills.csv ----------------------------------------------------------------------------------------------- */

static size_t count_forms(const struct table *table)
{
    size_t count = table->rows;
    for (size_t i = 0; i < table->rows; i++) {
        const char *at = table_cell(table, i, "names");
        struct span part;
        while (table_next_part(&at, &part)) {
            count++;
        }
    }
    return count;
}

static void add_form(struct arena *arena, struct trie_word *forms, size_t *count, struct span name, size_t skill)
{
    struct folded folded = fold_text(arena, name);
    if (folded.count > 0) {
        forms[(*count)++] = (struct trie_word){folded.points, (uint32_t)folded.count, (uint32_t)skill};
    }
}

struct result book_load_skills(struct arena *arena, struct trade_book *book)
{
    struct table table;
    struct result r = table_read(arena, "catalogues/skills.csv", &table);
    if (result_failed(r)) {
        return r;
    }
    book->skills = ARENA_ARRAY(arena, const char *, table.rows + 1);
    book->skill_count = table.rows;
    uint16_t *trades = ARENA_ARRAY(arena, uint16_t, table.rows + 1);
    struct trie_word *forms = ARENA_ARRAY(arena, struct trie_word, count_forms(&table) + 1);
    size_t count = 0;
    for (size_t i = 0; i < table.rows; i++) {
        book->skills[i] = table_cell(&table, i, "name");
        trades[i] = trades_find(book, span_of(table_cell(&table, i, "trade")));
        if (trades[i] == TRADE_NONE) {
            return table_broken(arena, &table, i, "unknown trade");
        }
        add_form(arena, forms, &count, span_of(book->skills[i]), i);
        const char *at = table_cell(&table, i, "names");
        struct span part;
        while (table_next_part(&at, &part)) {
            add_form(arena, forms, &count, part, i);
        }
    }
    book->rules.skill_trades = trades;
    book->skills_trie = trie_build(arena, forms, count);
    return result_ok();
}
