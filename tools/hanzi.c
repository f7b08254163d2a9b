/* Build tool: the tables of src/text from the Unicode and OpenCC files of the system.
 *
 *   hanzi fold   UnicodeData.txt TSCharacters.txt    code point → folded code point   (fold_table.h)
 *   hanzi pinyin < Unihan_Readings.txt               code point → readings            (pinyin_table.h)
 *   hanzi traditional STCharacters.txt STPhrases.txt characters and phrases by first character (traditional_table.h)
 *
 * All are two-level page tables of 16-bit indexes, equal pages stored once: one look-up is two loads.
 * Folding is closed here (fold(fold(x)) = fold(x)), so the program needs no loop.
 * Readings without tones, the usual one first: frequency in running text (kHanyuPinlu), then kMandarin, then the
 * standard of 2013 and the Xiandai Hanyu Cidian. The large historical dictionary (kHanyuPinyin) is asked only about
 * characters that none of the modern ones knows: its obsolete readings would only give false hits.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 0x110000, PAGE = 128, LINE_SIZE = 1 << 16, MOST_READINGS = 8, MOST_LISTS = 1 << 16 };

static void stop(const char *what, const char *which)
{
    (void)fprintf(stderr, "hanzi: %s %s\n", what, which);
    exit(1);
}

static void write_pages(const char *name, const uint16_t *values, size_t count)
{
    size_t pages = count / PAGE;
    uint16_t *numbers = calloc(pages, sizeof *numbers);
    size_t *kept = calloc(pages, sizeof *kept);
    if (numbers == NULL || kept == NULL) {
        stop("no memory for", name);
    }
    size_t kept_count = 0;
    for (size_t page = 0; page < pages; page++) {
        size_t same = 0;
        while (same < kept_count && memcmp(values + kept[same] * PAGE, values + page * PAGE, PAGE * 2) != 0) {
            same++;
        }
        if (same == kept_count) {
            kept[kept_count++] = page;
        }
        numbers[page] = (uint16_t)same;
    }
    printf("static const uint16_t %s_pages[%zu] = {", name, pages);
    for (size_t page = 0; page < pages; page++) {
        printf("%s%u", page == 0 ? "" : ",", (unsigned)numbers[page]);
    }
    printf("};\nstatic const uint16_t %s_blocks[%zu][%d] = {", name, kept_count, PAGE);
    for (size_t block = 0; block < kept_count; block++) {
        printf("%s{", block == 0 ? "" : ",\n");
        for (size_t index = 0; index < PAGE; index++) {
            printf("%s%u", index == 0 ? "" : ",", (unsigned)values[kept[block] * PAGE + index]);
        }
        printf("}");
    }
    printf("};\n");
    free(numbers);
    free(kept);
}

/* --- fold -------------------------------------------------------------------------------------------------- */

static uint32_t fold[POINTS];

static char *field_of(char *line, int wanted)
{
    for (int field = 0; field < wanted; field++) {
        line = strchr(line, ';');
        if (line == NULL) {
            return NULL;
        }
        line++;
    }
    return line;
}

/* The single code point that a decomposition stands for: a singleton, or the Latin letter under an accent. */
static uint32_t decomposed(const char *field)
{
    bool compatible = *field == '<';
    if (compatible) {
        field = strchr(field, '>');
        field = field == NULL ? "" : field + 1;
    }
    char *end;
    unsigned long first = strtoul(field, &end, 16);
    if (end == field || first >= POINTS) {
        return 0;
    }
    bool single = *end == ';';
    bool latin = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') || (first >= 0xc0 && first < 0x250);
    return single || (!compatible && latin) ? (uint32_t)first : 0;
}

static void read_unicode(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        stop("cannot open", path);
    }
    static char line[LINE_SIZE];
    while (fgets(line, sizeof line, file) != NULL) {
        uint32_t point = (uint32_t)strtoul(line, NULL, 16);
        char *decomposition = field_of(line, 5);
        char *lower = field_of(line, 13);
        if (point >= POINTS || decomposition == NULL || lower == NULL) {
            stop("a strange line in", path);
        }
        uint32_t target = decomposed(decomposition);
        if (target == 0 && *lower != ';') {
            target = (uint32_t)strtoul(lower, NULL, 16);
        }
        fold[point] = target != 0 && target < POINTS ? target : point;
    }
    (void)fclose(file);
}

/* Exactly one code point, up to the end of the word; 0 for anything else. */
static uint32_t one_point(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    if (length == 3 && at[0] >= 0xe0) {
        return (uint32_t)((at[0] & 15) << 12 | (at[1] & 63) << 6 | (at[2] & 63));
    }
    if (length == 4) {
        return (uint32_t)((at[0] & 7) << 18 | (at[1] & 63) << 12 | (at[2] & 63) << 6 | (at[3] & 63));
    }
    return 0;
}

static void read_simplified(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        stop("cannot open", path);
    }
    static char line[LINE_SIZE];
    size_t count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        size_t key = strcspn(line, "\t");
        uint32_t from = one_point(line, key);
        if (line[key] != '\t' || from == 0) {
            continue;
        }
        uint32_t to = one_point(line + key + 1, strcspn(line + key + 1, " \r\n"));
        if (to != 0) {
            fold[from] = to;
            count++;
        }
    }
    (void)fclose(file);
    if (count < 3000) {
        stop("too few characters in", path);
    }
}

static uint32_t folded_fully(uint32_t point)
{
    for (int step = 0; step < 8 && fold[point] != point; step++) {
        point = fold[point];
    }
    return point;
}

/* Values are 0 (stays itself) or 1 + an index into the list of targets. */
static void write_fold(void)
{
    static uint16_t values[POINTS];
    static uint16_t target_number[POINTS];
    static uint32_t targets[MOST_LISTS];
    size_t count = 0;
    for (uint32_t point = 0; point < POINTS; point++) {
        uint32_t target = folded_fully(point);
        if (target == point) {
            continue;
        }
        if (target_number[target] == 0) {
            targets[count++] = target;
            target_number[target] = (uint16_t)count;
        }
        values[point] = target_number[target];
        if (count >= MOST_LISTS - 1) {
            stop("too many", "fold targets");
        }
    }
    printf("/* Made by tools/hanzi.c. */\nstatic const uint32_t fold_targets[%zu] = {0", count + 1);
    for (size_t index = 0; index < count; index++) {
        printf(",%u", (unsigned)targets[index]);
    }
    printf("};\n");
    write_pages("fold", values, POINTS);
}

/* --- pinyin ------------------------------------------------------------------------------------------------ */

enum { HAN_POINTS = 0x40000, SYLLABLE_SIZE = 8, SOURCES = 5 };

struct reading {
    char text[SYLLABLE_SIZE];
    unsigned weight; /* larger is more usual */
};

struct character {
    struct reading readings[MOST_READINGS];
    size_t count;
    bool modern;
};

static struct character characters[HAN_POINTS];

/* Tone marks off, ü as v. */
static void plain_syllable(const char *from, size_t length, char to[static SYLLABLE_SIZE])
{
    static const struct {
        const char *marked;
        char plain;
    } letters[] = {{"ā", 'a'}, {"á", 'a'}, {"ǎ", 'a'}, {"à", 'a'}, {"ē", 'e'}, {"é", 'e'}, {"ě", 'e'}, {"è", 'e'},
                   {"ê", 'e'}, {"ế", 'e'}, {"ề", 'e'}, {"ī", 'i'}, {"í", 'i'}, {"ǐ", 'i'}, {"ì", 'i'}, {"ō", 'o'},
                   {"ó", 'o'}, {"ǒ", 'o'}, {"ò", 'o'}, {"ū", 'u'}, {"ú", 'u'}, {"ǔ", 'u'}, {"ù", 'u'}, {"ü", 'v'},
                   {"ǖ", 'v'}, {"ǘ", 'v'}, {"ǚ", 'v'}, {"ǜ", 'v'}, {"ń", 'n'}, {"ň", 'n'}, {"ǹ", 'n'}, {"ḿ", 'm'}};
    size_t used = 0;
    for (size_t at = 0; at < length && used + 1 < SYLLABLE_SIZE;) {
        if (from[at] >= 'a' && from[at] <= 'z') {
            to[used++] = from[at++];
            continue;
        }
        size_t step = 1;
        for (size_t index = 0; index < sizeof letters / sizeof letters[0]; index++) {
            size_t size = strlen(letters[index].marked);
            if (size <= length - at && memcmp(from + at, letters[index].marked, size) == 0) {
                to[used++] = letters[index].plain;
                step = size;
                break;
            }
        }
        at += step;
    }
    to[used] = 0;
}

static void add_reading(struct character *character, const char *text, unsigned weight)
{
    size_t index = 0;
    while (index < character->count && strcmp(character->readings[index].text, text) != 0) {
        index++;
    }
    if (*text == 0 || index == MOST_READINGS) {
        return;
    }
    struct reading *reading = &character->readings[index];
    if (index == character->count) {
        character->count++;
        memcpy(reading->text, text, SYLLABLE_SIZE);
    }
    reading->weight += weight;
}

/* "shà", "xíng(2943)", "0994.020:shà,shè": the readings of one word of a field. */
static void add_word(struct character *character, char *word, unsigned weight, bool counted)
{
    char *colon = strrchr(word, ':');
    for (char *at = strtok(colon == NULL ? word : colon + 1, ","); at != NULL; at = strtok(NULL, ",")) {
        char *count = strchr(at, '(');
        size_t length = count == NULL ? strlen(at) : (size_t)(count - at);
        char text[SYLLABLE_SIZE];
        plain_syllable(at, length, text);
        /* A count of 2943 in Pinlu outweighs all the rest; rank among the others is by the order of sources. */
        unsigned extra = counted && count != NULL ? (unsigned)strtoul(count + 1, NULL, 10) * 1000 : 0;
        add_reading(character, text, weight + extra);
    }
}

static void add_field(struct character *character, char *words, unsigned weight, bool counted)
{
    char *rest = words;
    for (char *word = strtok_r(words, " \n", &rest); word != NULL; word = strtok_r(NULL, " \n", &rest)) {
        add_word(character, word, weight, counted);
        weight = weight > 1 ? weight - 1 : 1; /* the first reading of a source is its usual one */
    }
}

static void read_readings(FILE *file)
{
    static const struct {
        const char *name;
        unsigned weight;
        bool modern;
    } sources[SOURCES] = {{"kHanyuPinlu", 100, true},
                          {"kMandarin", 500, false},
                          {"kTGHZ2013", 50, true},
                          {"kXHC1983", 20, true},
                          {"kHanyuPinyin", 0, false}};
    static char line[LINE_SIZE];
    while (fgets(line, sizeof line, file) != NULL) {
        char *name = strchr(line, '\t');
        char *words = name == NULL ? NULL : strchr(name + 1, '\t');
        uint32_t point = strncmp(line, "U+", 2) == 0 ? (uint32_t)strtoul(line + 2, NULL, 16) : HAN_POINTS;
        if (words == NULL || point >= HAN_POINTS) {
            continue;
        }
        *words = 0;
        for (size_t source = 0; source < SOURCES; source++) {
            struct character *character = &characters[point];
            if (strcmp(name + 1, sources[source].name) == 0 && (sources[source].weight > 0 || !character->modern)) {
                add_field(character, words + 1, sources[source].weight, source == 0);
                character->modern = character->modern || sources[source].modern;
            }
        }
    }
}

/* kHanyuPinyin stands before kTGHZ2013 and kXHC1983 in the file: what it alone gave has the weight 0 and goes. */
static void keep_modern(struct character *character)
{
    if (!character->modern) {
        return;
    }
    size_t kept = 0;
    for (size_t index = 0; index < character->count; index++) {
        if (character->readings[index].weight > 1) {
            character->readings[kept++] = character->readings[index];
        }
    }
    character->count = kept;
}

static int more_usual(const void *left, const void *right)
{
    const struct reading *one = left;
    const struct reading *other = right;
    if (one->weight != other->weight) {
        return one->weight > other->weight ? -1 : 1;
    }
    return strcmp(one->text, other->text);
}

/* 女 is typed nv, and nu by who does not know that; 略 lve and lue. */
static void add_typed_u(struct character *character)
{
    size_t count = character->count;
    for (size_t index = 0; index < count; index++) {
        char text[SYLLABLE_SIZE];
        memcpy(text, character->readings[index].text, sizeof text);
        char *umlaut = strchr(text, 'v');
        if (umlaut != NULL) {
            *umlaut = 'u';
            add_reading(character, text, 0);
        }
    }
}

static char syllables[1024][SYLLABLE_SIZE];
static size_t syllable_count;

static uint16_t syllable_number(const char *text)
{
    for (size_t index = 0; index < syllable_count; index++) {
        if (strcmp(syllables[index], text) == 0) {
            return (uint16_t)index;
        }
    }
    if (syllable_count == 1024) {
        stop("too many syllables at", text);
    }
    memcpy(syllables[syllable_count], text, SYLLABLE_SIZE);
    return (uint16_t)syllable_count++;
}

static uint16_t lists[MOST_LISTS];
static size_t list_length = 1; /* 0 means: no reading */

/* A list is its length and then its syllables; equal lists are stored once. */
static uint16_t list_number(const struct character *character)
{
    uint16_t list[1 + MOST_READINGS] = {(uint16_t)character->count};
    for (size_t index = 0; index < character->count; index++) {
        list[1 + index] = syllable_number(character->readings[index].text);
    }
    size_t size = 1 + character->count;
    for (size_t at = 1; at < list_length; at += 1 + lists[at]) {
        if (lists[at] == list[0] && memcmp(lists + at, list, size * 2) == 0) {
            return (uint16_t)at;
        }
    }
    if (list_length + size > MOST_LISTS) {
        stop("too many", "lists of readings");
    }
    memcpy(lists + list_length, list, size * 2);
    list_length += size;
    return (uint16_t)(list_length - size);
}

static void write_pinyin(void)
{
    static uint16_t values[HAN_POINTS];
    size_t known = 0;
    for (size_t point = 0; point < HAN_POINTS; point++) {
        struct character *character = &characters[point];
        keep_modern(character);
        qsort(character->readings, character->count, sizeof character->readings[0], more_usual);
        add_typed_u(character);
        if (character->count > 0) {
            values[point] = list_number(character);
            known++;
        }
    }
    if (known < 20000) {
        stop("too few readings", "on standard input");
    }
    printf("/* Made by tools/hanzi.c. */\nstatic const char pinyin_syllables[%zu][%d] = {", syllable_count,
           SYLLABLE_SIZE);
    for (size_t index = 0; index < syllable_count; index++) {
        printf("%s\"%s\"", index == 0 ? "" : ",", syllables[index]);
    }
    printf("};\nstatic const uint16_t pinyin_lists[%zu] = {", list_length);
    for (size_t index = 0; index < list_length; index++) {
        printf("%s%u", index == 0 ? "" : ",", (unsigned)lists[index]);
    }
    printf("};\n");
    write_pages("pinyin", values, HAN_POINTS);
}

/* --- traditional ------------------------------------------------------------------------------------------- */

enum { MOST_PAIRS = 65000 };

/* A character or phrase in simplified writing and what stands for it. */
struct pair {
    char *from, *to;
};

static struct pair pairs[MOST_PAIRS];
static size_t pair_count;

/* "干\t幹 乾 干": the first is the usual one. What stays itself is left out, if it is a character: a phrase that stays
 * itself is there to keep its characters. */
static void read_pairs(const char *path, bool phrases)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        stop("cannot open", path);
    }
    static char line[LINE_SIZE];
    while (fgets(line, sizeof line, file) != NULL) {
        size_t key = strcspn(line, "\t");
        char *to = line + key + (line[key] == '\t');
        line[key] = 0;
        to[strcspn(to, " \r\n")] = 0;
        if (key == 0 || *to == 0 || (!phrases && strcmp(line, to) == 0)) {
            continue;
        }
        if (pair_count == MOST_PAIRS || key > 255 || strlen(to) > 255) {
            stop("too many or too long lines in", path);
        }
        pairs[pair_count++] = (struct pair){strdup(line), strdup(to)};
    }
    (void)fclose(file);
}

static int compare_pairs(const void *left, const void *right)
{
    return strcmp(((const struct pair *)left)->from, ((const struct pair *)right)->from);
}

static uint32_t first_point(const char *text)
{
    const unsigned char lead = (const unsigned char)*text;
    return lead < 0x80   ? lead
           : lead < 0xe0 ? (uint32_t)((lead & 31) << 6 | (text[1] & 63))
                         : one_point(text, lead < 0xf0 ? 3 : 4);
}

/* All pairs in order; for each code point 0 or the number of its group, whose pairs begin with it. */
static void write_traditional(void)
{
    static uint16_t values[POINTS];
    qsort(pairs, pair_count, sizeof pairs[0], compare_pairs);
    printf("/* Made by tools/hanzi.c. */\n#pragma GCC diagnostic push\n"
           "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\nstatic const char traditional_text[] =");
    for (size_t index = 0; index < pair_count; index++) {
        printf("\n\"%s%s\"", pairs[index].from, pairs[index].to);
    }
    printf(";\n#pragma GCC diagnostic pop\nstatic const struct pair traditional_pairs[%zu] = {", pair_count);
    size_t at = 0;
    for (size_t index = 0; index < pair_count; index++) {
        size_t from = strlen(pairs[index].from);
        size_t to = strlen(pairs[index].to);
        printf("%s{%zu,%zu,%zu}", index == 0 ? "" : ",", at, from, to);
        at += from + to;
    }
    printf("};\nstatic const uint16_t traditional_groups[] = {0");
    unsigned group = 0;
    for (size_t index = 0; index < pair_count; index++) {
        uint32_t point = first_point(pairs[index].from);
        if (point >= POINTS || index >= UINT16_MAX) {
            stop("a strange character in", pairs[index].from);
        }
        if (index == 0 || point != first_point(pairs[index - 1].from)) {
            values[point] = (uint16_t)++group;
            printf(",%zu", index);
        }
    }
    printf(",%zu};\n", pair_count);
    write_pages("traditional", values, POINTS);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "fold") == 0) {
        for (uint32_t point = 0; point < POINTS; point++) {
            fold[point] = point;
        }
        read_unicode(argv[2]);
        read_simplified(argv[3]);
        write_fold();
    } else if (argc == 2 && strcmp(argv[1], "pinyin") == 0) {
        read_readings(stdin);
        write_pinyin();
    } else if (argc == 4 && strcmp(argv[1], "traditional") == 0) {
        read_pairs(argv[2], false);
        read_pairs(argv[3], true);
        if (pair_count < 40000) {
            stop("too few phrases in", argv[3]);
        }
        write_traditional();
    } else {
        stop("usage:", "hanzi fold UnicodeData.txt TSCharacters.txt | hanzi pinyin < Unihan_Readings.txt | "
                       "hanzi traditional STCharacters.txt STPhrases.txt");
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
