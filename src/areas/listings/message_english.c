/* English names of posts in Chinese, so that their trade and occupation are found in the catalogues. */
#include "areas/listings/message_text.h"

#include <strings.h>

struct english_name {
    const char *part; /* anywhere in the title, letter case aside; the first that fits counts */
    const char *post;
};

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

const char *message_english_post(const char *title)
{
    for (size_t index = 0; index < sizeof english_names / sizeof english_names[0]; index++) {
        if (strcasestr(title, english_names[index].part) != NULL) {
            return english_names[index].post;
        }
    }
    return "";
}
