/* The trade book: trades, the words that lead to them, skills, and the rules of fit. Made once from catalogues/.
 *
 *   word      folded text found in a listing; what it may be is a union of senses (below). "护理" names the trade
 *             nursing, and is an activity when a machine stands before it (设备护理).
 *   object    what something is done to (轴承, 数控车床, 汽车): a row of trade_objects.csv, which says for each activity
 *             which trade results. Kinds of object give the trades that the row leaves open.
 *   activity  what is done (销售, 装配, 维修 …): reading_words.csv.
 *
 * How senses become mentions: compose.h. Method and sources of the tables: catalogues/README.md.
 */
#ifndef CATALOGUE_TRADES_H
#define CATALOGUE_TRADES_H

#include "catalogue/private.h"
#include "catalogue/trie.h"

enum { TRADE_NONE = 0xffff, OBJECT_NONE = 0xffff };

enum activity {
    ACTIVITY_NONE,
    ACTIVITY_MAKE,     /* 生产 制造 加工 操作 */
    ACTIVITY_ASSEMBLE, /* 装配 组装 */
    ACTIVITY_REPAIR,   /* 维修 保养 点检 运维 */
    ACTIVITY_INSPECT,  /* 检验 检测 化验 */
    ACTIVITY_DESIGN,   /* 设计 研发 工艺 */
    ACTIVITY_PROGRAM,  /* 编程 开发 */
    ACTIVITY_INSTALL,  /* 安装 施工 */
    ACTIVITY_SELL,     /* 销售 营销 */
    ACTIVITY_BUY,      /* 采购 */
    ACTIVITY_STORE,    /* 仓储 保管 */
    ACTIVITY_MOVE,     /* 运输 配送 驾驶 */
    ACTIVITY_CLEAN,    /* 保洁 清洗 */
    ACTIVITY_PACK,     /* 包装 */
    ACTIVITY_CARE,     /* 护理: maintenance when done to a machine, otherwise no activity */
    ACTIVITY_TROUBLE,  /* 漏油 异响 跳闸: of a machine, asks for who repairs it; otherwise no activity */
    ACTIVITY_LINE,     /* 流水线 包装线: behind a product, making it; otherwise a thing */
    ACTIVITY_COUNT
};

/* What else a word may be in a sentence. */
enum word_role {
    ROLE_NONE,
    ROLE_WORKER,     /* 工 员 师傅: whoever does what stands before */
    ROLE_ENGINEER,   /* 工程师 技术员 */
    ROLE_FRAME,      /* 专业 毕业生 培训班: says nothing of the trade */
    ROLE_CLOSE,      /* 毕业生 订单班: what stands before is named in full (护理专业学生到医院见习) */
    ROLE_PLACE,      /* 公司 厂 行业: what stands before is where, not what */
    ROLE_HIRE,       /* 招聘 诚聘: what stands before is who hires */
    ROLE_ASK,        /* 要求 负责 熟悉: what follows is asked for */
    ROLE_KNOW,       /* 会 懂 熟悉: what follows is a skill beside the post */
    ROLE_INTRO,      /* 主营 公司简介: what follows describes the firm */
    ROLE_NOT,        /* 不要 不招: what follows is not wanted */
    ROLE_NOT_BEFORE, /* 勿扰 除外: what stands before is not wanted */
    ROLE_FOR,        /* 为 面向 … */
    ROLE_GIVE,       /* … 提供: what stands between says for whom */
    ROLE_POST, /* 店长 班长 主管: whoever leads what stands before (美甲店长); a trade of its own when alone */
    ROLE_TEACHER, /* 教师 老师 讲师: teaches what stands before */
    ROLE_COUNT
};

struct trade_weight {
    uint16_t trade, strength;
};

struct word {
    const struct trade_weight *trades; /* what it names, strongest first */
    uint16_t trade_count;
    uint16_t object; /* OBJECT_NONE */
    uint8_t activity, role;
    bool is_person;  /* 车工, 会计师: complete in itself, never an attribute of what follows */
    bool is_general; /* 普工, 操作工: any trade of the firm's branch */
};

enum object_kind {
    OBJECT_PRODUCT,
    OBJECT_THING, /* 产品 零件 货物: any product; says nothing that a name before it does not say better */
    OBJECT_MACHINE,
    OBJECT_VEHICLE,
    OBJECT_FIELD,
    OBJECT_SOFTWARE,
    OBJECT_KIND_COUNT
};

struct object {
    uint8_t kind;
    uint16_t alone;                       /* the trade when nothing is said of what is done */
    uint16_t by_activity[ACTIVITY_COUNT]; /* the row's own trades; TRADE_NONE = the kind's default */
};

struct trade {
    const char *code, *name, *name_en, *family;
    const char *occupation, *major; /* what stands best for it; "" */
};

/* Codes to trades: longest prefix of the code that the table knows. */
struct code_trades {
    const char *code;
    const struct trade_weight *trades;
    size_t count;
};

struct code_list {
    struct code_trades *entries; /* sorted by code */
    size_t count;
};

/* The same word means another trade in another branch: 车工 in a garment factory sews. */
struct branch_rule {
    uint16_t trade, becomes;
    const char *branch; /* code or family of a trade that the listing also speaks of */
};

/* In the names of how many trades a word stands: rarity.h. */
struct rarity_entry {
    uint32_t word, owners;
    uint32_t first; /* of the trades in `trades`; ends where the next entry's begin */
};

struct rarity {
    const struct rarity_entry *entries; /* by word; one more than count */
    size_t count;
    const uint16_t *trades;
};

struct trade_book {
    const struct trade *trades;
    size_t trade_count;
    const uint32_t *trades_by_code; /* rows, sorted by code */
    const struct object *objects;
    const uint16_t (*defaults)[ACTIVITY_COUNT]; /* by kind of object */
    const struct word *words;
    struct trie words_trie;
    const char **skills;
    size_t skill_count;
    struct trie skills_trie;
    struct rarity rarity;
    struct code_list occupations, majors, industries;
    const struct branch_rule *branches;
    size_t branch_count;
    const uint16_t *relation_matrix; /* trade_count², permille; for reading only */
    struct fit_rules rules;
    const uint16_t *places; /* row of CATALOGUE_REGIONS → row of the distance table */
};

MUST_USE struct result trades_load(struct arena *arena, const struct catalogue *catalogue,
                                   const struct trade_book **out);

/* The groups of the trades, for people who look at the whole city. */
MUST_USE struct result trade_groups_load(struct arena *arena, const struct trade_book *book,
                                         const struct trade_groups **out);

/* A trade by its own code; TRADE_NONE when unknown. */
uint16_t trades_find(const struct trade_book *book, struct span code);
/* The trades of a code, by its longest known prefix; NULL when none. */
const struct code_trades *trades_by_code(const struct code_list *list, struct span code);
uint16_t trades_relation(const struct trade_book *book, uint16_t left, uint16_t right);

#endif
