/* How many people: 20个, 二十多名, 俩, 各2名, 共10人, 人数:5. What stands beside a post without a measure (焊工5, 5 welders)
 * is decided where the posts are found. Of a range the lower number counts, as it does of 十来个 and 二十多名: what the
 * message says for certain.
 */
#include "areas/listings/message_text.h"

enum count_form { FORM_PLAIN, FORM_EACH, FORM_TOTAL, FORM_ONE, FORM_TWO, FORM_THREE, FORM_OPEN, FORM_BOTH_SEXES };

#define MEASURE "(个人|名额|口人|个|名|人|位|员)"
/* clang-format off */
#define NOT_PEOPLE                                                                                                   \
    "!(月|小时|班!(长|组长)|钟|点|季度|工作日|星期|礼拜|周|孩子|床|电话|间|一间|/间|寝|宿|工日|工时|工作日|厂|车间|项目|年|基地|部门|城市|问题|左右月)"

static const struct message_rule count_rules[] = {
    {"(男女)?(各岗位|各工种|每岗位|每个岗位|每岗|每工种|每个工种|各岗|都|均)?(各招|各需|各要|各缺|各)(:)?_#(~#)?_" MEASURE "?", FORM_EACH, ""},
    {"(都|均)(要|需|招|缺)#" MEASURE, FORM_EACH, ""},
    {"<(公)(一共|总共|共计|合计|总计|共需|共招|共要|共缺|共)(招|需要|需|要|缺)?(:)?_#(多)?(~#)?_" MEASURE "?", FORM_TOTAL, ""},
    {"(招聘人数|需求人数|招工人数|需要人数|用工人数|需求数|人数|名额|数量|缺口|缺员)(:|是|为|约)?_#(多|余)?(~#)?(左右)?" MEASURE "?", FORM_PLAIN, ""},
    {"(招聘人数|需求人数|人数|名额|数量)(:|是|为)?_(若干|不限|多名|数名|数人)" MEASURE "?", FORM_OPEN, ""},
    {"(若干|数名|多名|几名|几个|好几个|几位|多位|数人|几人|一批|大量)(人|名)?", FORM_OPEN, ""},
    {"#(~#)_" MEASURE NOT_PEOPLE "(左右|以上|上下)?", FORM_PLAIN, ""},
    {"#(来|多|余|几)?_" MEASURE NOT_PEOPLE "(左右|以上|上下)?", FORM_PLAIN, ""},
    {"(俩)(人|个)?!(班|月|年|孩)", FORM_TWO, ""},
    {"(仨)(人|个)?!(班|月|年|孩)", FORM_THREE, ""},
    {"#_(people|persons|person|pax|pcs|ppl|staff|positions|vacancies)", FORM_PLAIN, ""},
};
/* clang-format on */

enum { MOST_PEOPLE = 20000 };

static int64_t people_of(const struct message_found *found, enum count_form form)
{
    switch (form) {
    case FORM_ONE:
        return 1;
    case FORM_TWO:
        return 2;
    case FORM_THREE:
        return 3;
    case FORM_OPEN:
        return 0;
    case FORM_PLAIN:
    case FORM_EACH:
    case FORM_TOTAL:
    case FORM_BOTH_SEXES:
        break;
    }
    return found->numbers[0].low % 1000 == 0 ? found->numbers[0].low / 1000 : -1;
}

/* 找个焊工, 缺个会计: the measure alone says one. */
static void find_bare_measures(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        if (text->taken[at] == MESSAGE_FREE && message_starts_with(text, at, "个|名|位") > 0 &&
            message_ends_with(text, at, "招|找|要|缺|来|聘|需要|求|想要|用|再招|差|少") > 0 &&
            message_is_free_word(text, at + 1)) {
            message_take(text, MESSAGE_COUNT, at, at + 1)->low = 1;
        }
    }
}

void message_find_counts(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        const struct message_rule *rule = message_match_rules(text, at, MESSAGE_RULES(count_rules), &found);
        if (rule == NULL) {
            continue;
        }
        int64_t people = people_of(&found, (enum count_form)rule->value);
        if (people < 0 || people > MOST_PEOPLE) {
            continue;
        }
        struct message_token *token = message_take(text, MESSAGE_COUNT, at, found.end);
        token->low = people;
        token->number = rule->value == FORM_EACH ? COUNT_EACH : rule->value == FORM_TOTAL ? COUNT_TOTAL : COUNT_PLAIN;
        at = found.end - 1;
    }
    find_bare_measures(text);
}
