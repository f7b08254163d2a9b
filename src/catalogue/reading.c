/* Reading a listing: what its title, text, skills and codes name, weighed against each other.
 *
 * The title counts most. Where it names a trade, the text below only adds what is related; where it names none (招聘启事,
 * 普工), the text speaks. Codes count fully unless the title plainly says otherwise: people mistype codes, not titles. */
#include "catalogue/reading.h"

#include "catalogue/compose.h"
#include "catalogue/particular.h"

#include <stdlib.h>

enum {
    MENTION_MOST = 16,
    GUESSED_MOST = 4,
    SKILL_MOST = 64,
    TEXT_LONGEST = 6000, /* bytes of one field that are read */
    RELATED = 400,       /* trades nearer than this belong to one matter */
    BRANCH_LEAST = 700,  /* a major touches upon many branches; only its heart makes one */
    GATHER_MOST = COMPOSE_MOST * 3 + 64,
};

/* Strengths, permille. */
enum {
    STRENGTH_ALONE = 850,
    STRENGTH_LEADING_LEAST = 600,
    STRENGTH_TAUGHT = 400,
    STRENGTH_LATER_CLAUSE = 700,
    STRENGTH_MADE_THERE = 600,
    STRENGTH_BY_SKILL_OF_TITLE = 700,
    STRENGTH_BY_SKILL = 450,
    STRENGTH_GUESSED = 400,
    STRENGTH_TOPIC_MODIFIER = 650,
    STRENGTH_CONTEXT = 300,
    STRENGTH_CONTEXT_OF_GENERAL = 650,
    STRENGTH_OTHER_BRANCH = 400,
    STRENGTH_BODY_LEADING = 800,
    STRENGTH_BODY_BESIDE = 350,
    STRENGTH_SKILL_LEADING = 550,
    STRENGTH_SKILL_BESIDE = 250,
    STRENGTH_MAJOR_BESIDE = 700,
    STRENGTH_CODE_AGAINST_TITLE = 300,
    STRENGTH_CODE_NOT_CHOSEN = 600,
};

struct gathering {
    const struct trade_book *book;
    bool wants_people; /* a post: 会计教师 is somebody who teaches */
    struct fit_mention mentions[GATHER_MOST];
    size_t count;
};

static struct span bounded(const char *text)
{
    struct span span = span_of(text);
    if (span.length > TEXT_LONGEST) {
        span.length = TEXT_LONGEST;
        while (span.length > 0 && ((unsigned char)span.at[span.length] & 0xc0) == 0x80) {
            span.length--; /* not in the middle of a character */
        }
    }
    return span;
}

static void gather(struct gathering *all, uint16_t trade, uint32_t strength, struct fit_fragment fragment)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->mentions[i].trade == trade) {
            if (strength > all->mentions[i].strength) {
                all->mentions[i] = (struct fit_mention){trade, (uint16_t)strength, fragment};
            }
            return;
        }
    }
    if (all->count < GATHER_MOST && strength > 0) {
        all->mentions[all->count++] = (struct fit_mention){trade, (uint16_t)strength, fragment};
    }
}

/* One text of the listing, with what it was found to name. */
struct part {
    uint8_t field;
    struct folded text;
    struct composed composed;
};

static struct part *read_part(struct arena *arena, const struct trade_book *book, const char *text, uint8_t field)
{
    struct part *part = ARENA_NEW(arena, struct part);
    part->field = field;
    part->text = fold_text(arena, bounded(text));
    compose_text(arena, book, &part->text, &part->composed);
    return part;
}

static struct fit_fragment fragment_of(const struct part *part, const struct naming_found *found)
{
    return (struct fit_fragment){part->field, part->text.offsets[found->start], part->text.offsets[found->end]};
}

/* Something that says more than 运维 or 教师 alone, which a text below the title may say better. */
static bool has_leading(const struct part *part)
{
    for (size_t i = 0; i < part->composed.count; i++) {
        const struct naming_found *found = &part->composed.found[i];
        if (found->naming >= NAMING_ALONE && !found->is_general && found->strength >= STRENGTH_LEADING_LEAST) {
            return true;
        }
    }
    return false;
}

/* Is this trade near to what the listing leads with? */
static bool is_related(const struct gathering *leading, uint16_t trade)
{
    for (size_t i = 0; i < leading->count; i++) {
        if (trades_relation(leading->book, leading->mentions[i].trade, trade) >= RELATED) {
            return true;
        }
    }
    return false;
}

/* The first clause that has a head leads: 主播，卖阿胶 wants somebody to present, not a chemist. */
static uint8_t leading_clause(const struct part *title)
{
    uint8_t least = UINT8_MAX;
    for (size_t i = 0; i < title->composed.count; i++) {
        const struct naming_found *found = &title->composed.found[i];
        if (found->naming == NAMING_HEAD && found->strength >= STRENGTH_LEADING_LEAST && found->clause < least) {
            least = found->clause;
        }
    }
    return least;
}

static void gather_named(struct gathering *all, const struct part *title, enum naming naming, uint32_t factor)
{
    uint8_t leading = leading_clause(title);
    for (size_t i = 0; i < title->composed.count; i++) {
        const struct naming_found *found = &title->composed.found[i];
        uint32_t taught = found->is_taught && all->wants_people ? STRENGTH_TAUGHT
                          : found->clause > leading             ? STRENGTH_LATER_CLAUSE
                                                                : 1000;
        if (found->naming == naming) {
            gather(all, found->trade, found->strength * factor / 1000U * taught / 1000U, fragment_of(title, found));
        }
    }
}

/* A post: the head, or without one the bare thing. Attributes lead astray (轴承 in 轴承装配 would bring grinders), and
 * so does a thing beside a head: 外贸业务员（轴承）. */
static void gather_post(struct gathering *all, const struct part *title)
{
    gather_named(all, title, NAMING_HEAD, 1000);
    if (all->count == 0) {
        gather_named(all, title, NAMING_ALONE, STRENGTH_ALONE);
    }
}

/* A technical need: things count whole. An attribute either belongs to the matter, and then the head is related to its
 * trade anyway (轴承 in 轴承磨削), or only says where (喷漆房 in 喷漆房废气). */
static void gather_topic(struct gathering *all, const struct part *title)
{
    gather_named(all, title, NAMING_HEAD, 1000);
    gather_named(all, title, NAMING_ALONE, 1000);
    if (all->count == 0) {
        gather_named(all, title, NAMING_MODIFIER, STRENGTH_TOPIC_MODIFIER);
    }
}

/* 门窗厂下料组装, 义齿厂技工: work that every factory has is done to what this one makes. */
static void gather_made_there(struct gathering *all, const struct part *title)
{
    static const char *const SHOP_FLOOR[] = {"forming", "assembly",   "packing",
                                             "surface", "production", "production-general"};
    bool is_shop_floor = all->count > 0;
    bool is_general = all->count > 0; /* 技工: nothing but where it is */
    for (size_t i = 0; i < all->count; i++) {
        const char *family = all->book->trades[all->mentions[i].trade].family;
        bool here = false;
        is_general = is_general && strcmp(family, "production-general") == 0;
        for (size_t k = 0; k < sizeof SHOP_FLOOR / sizeof *SHOP_FLOOR; k++) {
            here = here || strcmp(family, SHOP_FLOOR[k]) == 0;
        }
        is_shop_floor = is_shop_floor && here;
    }
    if (is_shop_floor) {
        gather_named(all, title, NAMING_CONTEXT, is_general ? STRENGTH_ALONE : STRENGTH_MADE_THERE);
    }
}

static void gather_title(struct gathering *all, const struct part *title, bool topic)
{
    if (topic) {
        gather_topic(all, title);
    } else {
        gather_post(all, title);
        gather_made_there(all, title);
    }
}

static void gather_context(struct gathering *all, const struct part *part, uint32_t strength)
{
    for (size_t i = 0; i < part->composed.count; i++) {
        const struct naming_found *found = &part->composed.found[i];
        if (found->naming <= NAMING_MODIFIER) {
            gather(all, found->trade, found->strength * strength / 1000U, fragment_of(part, found));
        }
    }
}

static void gather_body(struct gathering *all, const struct part *body, uint32_t strength, bool only_related)
{
    struct gathering leading = *all;
    for (size_t i = 0; i < body->composed.count; i++) {
        const struct naming_found *found = &body->composed.found[i];
        if (found->naming < NAMING_ALONE || (only_related && !is_related(&leading, found->trade))) {
            continue;
        }
        uint32_t factor = found->naming == NAMING_HEAD ? 1000 : STRENGTH_ALONE;
        gather(all, found->trade, found->strength * factor / 1000U * strength / 1000U, fragment_of(body, found));
    }
}

static bool leads_with(const struct gathering *leading, uint16_t trade)
{
    for (size_t i = 0; i < leading->count; i++) {
        if (leading->mentions[i].trade == trade) {
            return true;
        }
    }
    return false;
}

/* A code says what it says, unless the title plainly names something else. Where an occupation stands for several trades
 * and the title names one of them (数控车工, code of 车工), the title is the more exact; a major teaches them all. */
static void gather_code(struct gathering *all, const struct code_trades *code, uint8_t field, uint32_t strength,
                        bool titled)
{
    struct gathering leading = *all;
    bool agrees = !titled;
    bool chosen = false;
    for (size_t i = 0; code != NULL && i < code->count; i++) {
        agrees = agrees || is_related(&leading, code->trades[i].trade);
        chosen = chosen || (titled && field == READING_OCCUPATION && leads_with(&leading, code->trades[i].trade));
    }
    uint32_t factor = agrees ? strength : STRENGTH_CODE_AGAINST_TITLE;
    for (size_t i = 0; code != NULL && i < code->count; i++) {
        bool beside = chosen && !leads_with(&leading, code->trades[i].trade);
        uint32_t here = beside ? factor * STRENGTH_CODE_NOT_CHOSEN / 1000U : factor;
        gather(all, code->trades[i].trade, code->trades[i].strength * here / 1000U, (struct fit_fragment){field, 0, 0});
    }
}

/* Technical needs, products, services and equipment are spoken of as things; posts and classes as what people do. */
static bool is_topic_kind(const char *kind)
{
    static const char *const TOPICS[] = {"technology", "product", "service", "facility"};
    for (size_t i = 0; i < sizeof TOPICS / sizeof *TOPICS; i++) {
        if (strcmp(kind, TOPICS[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int compare_strength(const void *left, const void *right)
{
    const struct fit_mention *one = left;
    const struct fit_mention *two = right;
    if (one->strength != two->strength) {
        return one->strength > two->strength ? -1 : 1;
    }
    return (one->trade > two->trade) - (one->trade < two->trade);
}

static int compare_trade(const void *left, const void *right)
{
    const struct fit_mention *one = left;
    const struct fit_mention *two = right;
    return (one->trade > two->trade) - (one->trade < two->trade);
}

struct texts {
    struct part *title, *body, *skills;
};

static bool is_branch(const struct trade_book *book, const char *branch, uint16_t trade)
{
    return strcmp(book->trades[trade].family, branch) == 0 || strcmp(book->trades[trade].code, branch) == 0;
}

/* Where the listing speaks of the branch: 0 nowhere, 1 below the title or by its industry, 2 in the title. */
static int speaks_of(const struct trade_book *book, const struct texts *texts, const struct reading_input *input,
                     const char *branch)
{
    const struct composed *title = &texts->title->composed;
    const struct composed *body = &texts->body->composed;
    for (size_t i = 0; i < title->count; i++) {
        if (title->found[i].strength >= BRANCH_LEAST && is_branch(book, branch, title->found[i].trade)) {
            return 2;
        }
    }
    for (size_t i = 0; i < body->count; i++) {
        if (body->found[i].naming == NAMING_CONTEXT && is_branch(book, branch, body->found[i].trade)) {
            return 1;
        }
    }
    const struct code_trades *industry = trades_by_code(&book->industries, span_of(input->industry_code));
    for (size_t i = 0; industry != NULL && i < industry->count; i++) {
        if (is_branch(book, branch, industry->trades[i].trade)) {
            return 1;
        }
    }
    return 0;
}

/* 车工 of a garment factory, 品控 of a dairy: the word takes the meaning of the branch. */
static void turn_to_branch(struct gathering *all, const struct texts *texts, const struct reading_input *input)
{
    const struct trade_book *book = all->book;
    size_t count = all->count;
    for (size_t r = 0; r < book->branch_count; r++) {
        const struct branch_rule *rule = &book->branches[r];
        for (size_t i = 0; i < count; i++) {
            struct fit_mention mention = all->mentions[i];
            int spoken = mention.trade == rule->trade && mention.strength > STRENGTH_OTHER_BRANCH
                             ? speaks_of(book, texts, input, rule->branch)
                             : 0;
            if (spoken > 0) {
                all->mentions[i].strength = spoken == 2 ? 0 : STRENGTH_OTHER_BRANCH;
                gather(all, rule->becomes, mention.strength, mention.fragment);
            }
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (all->mentions[i].strength > 0) {
            all->mentions[kept++] = all->mentions[i];
        }
    }
    all->count = kept;
}

static void gather_texts(struct gathering *all, const struct texts *texts, const struct reading_input *input)
{
    bool topic = is_topic_kind(input->kind);
    bool titled = has_leading(texts->title);
    gather_title(all, texts->title, topic);
    turn_to_branch(all, texts, input);
    if (titled) {
        gather_code(all, trades_by_code(&all->book->occupations, span_of(input->occupation_code)), READING_OCCUPATION,
                    1000, true);
        gather_code(all, trades_by_code(&all->book->majors, span_of(input->major_code)), READING_MAJOR,
                    STRENGTH_MAJOR_BESIDE, true);
        gather_body(all, texts->body, STRENGTH_BODY_BESIDE, !topic);
        gather_body(all, texts->skills, STRENGTH_SKILL_BESIDE, true);
        return;
    }
    size_t before = all->count;
    gather_code(all, trades_by_code(&all->book->occupations, span_of(input->occupation_code)), READING_OCCUPATION, 1000,
                false);
    gather_code(all, trades_by_code(&all->book->majors, span_of(input->major_code)), READING_MAJOR, 1000, false);
    gather_body(all, texts->body, all->count > before ? STRENGTH_BODY_BESIDE : STRENGTH_BODY_LEADING,
                all->count > before);
    bool led = all->count > before;
    gather_body(all, texts->skills, led ? STRENGTH_SKILL_BESIDE : STRENGTH_SKILL_LEADING, led);
}

static void gather_surroundings(struct gathering *all, const struct texts *texts, const struct reading_input *input)
{
    bool general = all->count > 0; /* only called when nothing but 普工 was named, or nothing at all */
    uint32_t strength = general ? STRENGTH_CONTEXT_OF_GENERAL : STRENGTH_CONTEXT;
    gather_context(all, texts->title, strength);
    gather_context(all, texts->body, strength);
    if (general) {
        const struct code_trades *industry = trades_by_code(&all->book->industries, span_of(input->industry_code));
        for (size_t i = 0; industry != NULL && i < industry->count; i++) {
            gather(all, industry->trades[i].trade, industry->trades[i].strength * strength / 1000U,
                   all->mentions[0].fragment);
        }
    }
}

static bool names_only_general(const struct texts *texts, const struct gathering *all)
{
    for (size_t i = 0; i < all->count; i++) {
        bool general = false;
        for (size_t k = 0; k < texts->title->composed.count; k++) {
            const struct naming_found *found = &texts->title->composed.found[k];
            general = general || (found->is_general && found->trade == all->mentions[i].trade);
        }
        if (!general) {
            return false;
        }
    }
    return true;
}

static void put_mentions(struct arena *arena, struct gathering *all, struct fit_listing *listing)
{
    size_t count = all->count < MENTION_MOST ? all->count : MENTION_MOST;
    qsort(all->mentions, all->count, sizeof *all->mentions, compare_strength);
    qsort(all->mentions, count, sizeof *all->mentions, compare_trade);
    struct fit_mention *mentions = ARENA_ARRAY(arena, struct fit_mention, count + 1);
    memcpy(mentions, all->mentions, count * sizeof *mentions);
    listing->mentions = mentions;
    listing->mention_count = count;
}

/* --- skills --------------------------------------------------------------------------------------------------- */

static void put_skill(struct fit_skill *skills, size_t *count, size_t most, struct fit_skill skill)
{
    size_t at = 0;
    while (at < *count && skills[at].skill < skill.skill) {
        at++;
    }
    if (*count == most || (at < *count && skills[at].skill == skill.skill)) {
        return;
    }
    memmove(&skills[at + 1], &skills[at], (*count - at) * sizeof *skills);
    skills[at] = skill;
    (*count)++;
}

static void find_skills(struct arena *arena, const struct trade_book *book, const struct folded *text, uint8_t field,
                        struct fit_skill *skills, size_t *count)
{
    struct trie_hit *hits = ARENA_ARRAY(arena, struct trie_hit, text->count + 1);
    size_t found = trie_cover(arena, &book->skills_trie, text, hits);
    for (size_t i = 0; i < found; i++) {
        struct fit_fragment fragment = {field, text->offsets[hits[i].start],
                                        text->offsets[hits[i].start + hits[i].length]};
        put_skill(skills, count, SKILL_MOST, (struct fit_skill){(uint16_t)hits[i].value, fragment});
    }
}

/* In a need's title a word that names the trade asks for the trade; it is no skill besides (焊接 in 焊接工). */
static void drop_named_trades(const struct part *title, struct fit_skill *skills, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        struct fit_fragment skill = skills[i].fragment;
        bool names_trade = false;
        for (size_t k = 0; k < title->composed.count; k++) {
            struct fit_fragment trade = fragment_of(title, &title->composed.found[k]);
            names_trade =
                names_trade || (skill.field == READING_TITLE && trade.start <= skill.start && skill.end <= trade.end);
        }
        if (!names_trade) {
            skills[kept++] = skills[i];
        }
    }
    *count = kept;
}

/* --- words ------------------------------------------------------------------------------------------------------ */

static void put_words(struct arena *arena, struct arena *scratch, const struct trade_book *book,
                      const struct texts *texts, struct fit_listing *listing)
{
    struct particular_text fields[] = {{&texts->title->text, READING_TITLE, false},
                                       {&texts->skills->text, READING_SKILLS, false},
                                       {&texts->body->text, READING_BODY, true}};
    struct fit_word *found =
        particular_find(scratch, book, fields, sizeof fields / sizeof *fields, &listing->word_count);
    struct fit_word *words = ARENA_ARRAY(arena, struct fit_word, listing->word_count + 1);
    memcpy(words, found, listing->word_count * sizeof *words);
    listing->words = words;
}

/* A skill named without a trade speaks for the trade it belongs to: 会做全盘账, 会选品, 学UG. */
static void gather_skills(struct gathering *all, const struct fit_skill *skills, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint16_t trade = all->book->rules.skill_trades[skills[i].skill];
        bool titled = skills[i].fragment.field == READING_TITLE;
        if (trade != FIT_NO_TRADE) {
            gather(all, trade, titled ? STRENGTH_BY_SKILL_OF_TITLE : STRENGTH_BY_SKILL, skills[i].fragment);
        }
    }
}

/* Nothing is named that we know: what sounds most alike, at little strength. Not from the text below the title:
 * enough of its words sound like something. */
static void guess_trades(struct arena *scratch, struct gathering *all, const struct texts *texts)
{
    const struct part *const PARTS[] = {texts->title, texts->skills};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS && all->count == 0; i++) {
        struct likely_trade likely[GUESSED_MOST];
        size_t count = particular_guess(scratch, all->book, &PARTS[i]->text, likely, GUESSED_MOST);
        for (size_t k = 0; k < count; k++) {
            gather(all, likely[k].trade, STRENGTH_GUESSED * likely[k].weight / likely[0].weight,
                   (struct fit_fragment){PARTS[i]->field, likely[k].start, likely[k].end});
        }
    }
}

/* --- the listing ---------------------------------------------------------------------------------------------- */

static uint32_t read_cooperation(const struct catalogue *catalogue, const char *codes)
{
    uint32_t set = 0;
    while (*codes != '\0') {
        size_t length = strcspn(codes, ",");
        const struct catalogue_entry *entry =
            catalogue_find(catalogue, CATALOGUE_COOPERATION, span_trim(span_make(codes, length)));
        if (entry != NULL && entry->number < 32) {
            set |= UINT32_C(1) << entry->number;
        }
        codes += length + (codes[length] == ',' ? 1 : 0);
    }
    return set;
}

static struct fit_listing plain_listing(const struct catalogue *catalogue, const struct reading_input *input)
{
    const struct catalogue_entry *kind = catalogue_find(catalogue, CATALOGUE_KINDS, span_of(input->kind));
    const struct catalogue_entry *county = catalogue_find(catalogue, CATALOGUE_REGIONS, span_of(input->county_code));
    return (struct fit_listing){
        .id = input->id,
        .side = strcmp(input->side, "offer") == 0 ? FIT_OFFER : FIT_NEED,
        .kind = kind == NULL ? 0 : (uint8_t)kind->number,
        .level_low = (uint8_t)input->level_low,
        .level_high = (uint8_t)input->level_high,
        .headcount = input->headcount,
        .start_day = input->start_day,
        .end_day = input->end_day,
        .place = county == NULL ? FIT_NO_PLACE : catalogue->trades->places[county->number],
        .cooperation = read_cooperation(catalogue, input->cooperation),
        .record_permille = (int16_t)input->record_permille,
    };
}

struct fit_listing reading_read(struct arena *arena, const struct catalogue *catalogue,
                                const struct reading_input *input)
{
    const struct trade_book *book = catalogue->trades;
    struct fit_listing listing = plain_listing(catalogue, input);
    struct gathering all = {.book = book, .wants_people = strcmp(input->kind, "talent") == 0};
    struct arena scratch;
    arena_init(&scratch);
    struct texts texts = {read_part(&scratch, book, input->title, READING_TITLE),
                          read_part(&scratch, book, input->body, READING_BODY),
                          read_part(&scratch, book, input->skills, READING_SKILLS)};
    struct fit_skill *skills = ARENA_ARRAY(arena, struct fit_skill, SKILL_MOST);
    find_skills(&scratch, book, &texts.skills->text, READING_SKILLS, skills, &listing.skill_count);
    find_skills(&scratch, book, &texts.title->text, READING_TITLE, skills, &listing.skill_count);
    find_skills(&scratch, book, &texts.body->text, READING_BODY, skills, &listing.skill_count);
    gather_texts(&all, &texts, input);
    if (all.count == 0 || (strcmp(input->kind, "training") == 0 && names_only_general(&texts, &all))) {
        gather_skills(&all, skills, listing.skill_count);
    }
    if (names_only_general(&texts, &all)) {
        gather_surroundings(&all, &texts, input);
    }
    if (all.count == 0) {
        guess_trades(&scratch, &all, &texts);
    }
    put_mentions(arena, &all, &listing);
    if (listing.side == FIT_NEED) {
        drop_named_trades(texts.title, skills, &listing.skill_count);
    }
    listing.skills = skills;
    put_words(arena, &scratch, book, &texts, &listing);
    arena_release(&scratch);
    return listing;
}

/* --- free text ------------------------------------------------------------------------------------------------ */

size_t reading_find_trades(struct arena *arena, const struct catalogue *catalogue, struct span text,
                           struct fit_mention *out, size_t most)
{
    struct gathering all = {.book = catalogue->trades, .count = 0};
    struct part *part = ARENA_NEW(arena, struct part);
    text.length = text.length < TEXT_LONGEST ? text.length : TEXT_LONGEST;
    part->field = READING_TITLE;
    part->text = fold_text(arena, text);
    compose_text(arena, all.book, &part->text, &part->composed);
    gather_title(&all, part, false);
    if (all.count == 0) {
        gather_context(&all, part, STRENGTH_CONTEXT);
    }
    qsort(all.mentions, all.count, sizeof *all.mentions, compare_strength);
    size_t count = all.count < most ? all.count : most;
    memcpy(out, all.mentions, count * sizeof *out);
    return count;
}
