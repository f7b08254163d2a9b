/* English posts: where a message names one, and what it is called in Chinese, so that its trade and occupation are
 * found in the catalogues.
 */
#include "areas/listings/message_text.h"

#include <strings.h>

#define LETTER_BEHIND "!(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z)"

/* clang-format off */
static const struct message_rule english_posts[] = {
    {"(cnc_lathe_operators|cnc_lathe_operator|cnc_turners|cnc_turner|cnc_machinists|cnc_machinist|cnc_operators|cnc_operator|cnc_programmers|cnc_programmer|cnc_millers|cnc_miller|cnc_milling_operators|cnc_milling_operator|lathe_operators|lathe_operator|milling_machine_operators|milling_machine_operator|machine_operators|machine_operator|forklift_operators|forklift_operator|forklift_drivers|forklift_driver|truck_drivers|truck_driver|crane_operators|crane_operator|press_operators|press_operator|grinder_operators|grinder_operator|injection_molding_operators|injection_molding_operator|injection_moulding_operators|line_operators|line_operator|operators|operator)" LETTER_BEHIND, 0, ""},
    {"(qc_inspectors|qc_inspector|quality_inspectors|quality_inspector|quality_control_inspectors|quality_engineers|quality_engineer|inspectors|inspector|qc_staff|qc_technicians|qc_technician)" LETTER_BEHIND, 0, ""},
    {"((maintenance|electrical|mechanical|process|production|design|industrial|automation|robot)_)?(electricians|electrician|technicians|technician|mechanics|mechanic|fitters|fitter|engineers|engineer|supervisors|supervisor)" LETTER_BEHIND, 0, ""},
    {"((arc|tig|mig|pipe|certified)_)?(welders|welder)" LETTER_BEHIND, 0, ""},
    {"((assembly|general|production|warehouse|factory|packing|packaging|sewing|textile|foundry|line|manual|cleaning|assembly_line)_)?(workers|worker|labourers|laborers|labourer|laborer|helpers|packers|packer|apprentices|apprentice|trainees|trainee|interns|intern)" LETTER_BEHIND, 0, ""},
    {"(machinists|machinist|turners|turner|millers|grinders|grinder|drillers|painters|painter|polishers|polisher|assemblers|assembler|drivers|driver|cooks|cook|chefs|chef|cleaners|cleaner|security_guards|security_guard|guards|guard|accountants|accountant|cashier|clerks|clerk|warehouse_keepers|warehouse_keeper|storekeepers|storekeeper|salesmen|salesman|sales_representatives|sales_representative|toolmakers|toolmaker|moulders|molders|moulder|molder|programmers|programmer|sewers|tailors|tailor|spinners|weavers|nurses|nurse|secretary|translators|translator|interpreters|interpreter|carpenters|carpenter|plumbers|plumber)" LETTER_BEHIND, 0, ""},
};
/* clang-format on */

void message_find_english_titles(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        if (!message_is_letter(text->points[at]) || (at > 0 && message_is_letter(text->points[at - 1])) ||
            message_match_rules(text, at, MESSAGE_RULES(english_posts), &found) == NULL) {
            continue;
        }
        bool plural = text->points[found.end - 1] == 's' && found.end - at > 4;
        const char *words = message_words(text, at, plural ? found.end - 1 : found.end);
        message_take(text, MESSAGE_TITLE, at, found.end)->text = words;
        at = found.end - 1;
    }
}

/* --- in Chinese -------------------------------------------------------------------------------------------- */

struct english_name {
    const char *part; /* anywhere in the title, letter case aside; the first that fits counts */
    const char *post;
};

/* clang-format off */
static const struct english_name english_names[] = {
    {"cnc mill", "数控铣工"}, {"cnc program", "数控编程"}, {"cnc", "数控车工"}, {"milling", "铣工"},
    {"lathe", "车工"}, {"turner", "车工"}, {"machinist", "车工"}, {"weld", "焊工"}, {"electrician", "电工"},
    {"electrical engineer", "电气工程师"}, {"forklift", "叉车司机"}, {"crane", "行车工"}, {"truck", "货车司机"},
    {"driver", "司机"}, {"quality", "质检员"}, {"qc", "质检员"}, {"inspector", "检验员"}, {"mold", "注塑工"},
    {"mould", "注塑工"}, {"press", "冲压工"}, {"grind", "磨工"}, {"drill", "钻工"}, {"fitter", "装配钳工"},
    {"toolmaker", "模具工"}, {"maintenance", "机修工"}, {"mechanical engineer", "机械工程师"}, {"mechanic", "机修工"},
    {"assembl", "装配工"}, {"pack", "包装工"}, {"sew", "缝纫工"}, {"tailor", "缝纫工"}, {"weav", "织布工"},
    {"spinn", "纺纱工"}, {"textile", "挡车工"}, {"foundry", "铸造工"}, {"paint", "喷漆工"}, {"polish", "抛光工"},
    {"carpenter", "木工"}, {"plumber", "管道工"}, {"cook", "厨师"}, {"chef", "厨师"}, {"clean", "保洁员"},
    {"guard", "保安"}, {"account", "会计"}, {"cashier", "出纳"}, {"warehouse", "仓管员"}, {"storekeeper", "仓管员"},
    {"sales", "销售"}, {"nurse", "护士"}, {"translat", "翻译"}, {"interpret", "翻译"}, {"clerk", "文员"},
    {"secretary", "文员"}, {"robot", "工业机器人操作员"}, {"general worker", "普工"}, {"production worker", "普工"},
    {"line operator", "操作工"}, {"machine operator", "操作工"}, {"apprentice", "学徒"},
};
/* clang-format on */

const char *message_english_post(const char *title)
{
    for (size_t index = 0; index < sizeof english_names / sizeof english_names[0]; index++) {
        if (strcasestr(title, english_names[index].part) != NULL) {
            return english_names[index].post;
        }
    }
    return "";
}
