/* The vocabulary of column headers. */
#include "areas/listings/columns.h"

#include "text/text.h"

enum { ANY_LISTING = COLUMN_NEEDS | COLUMN_OFFERS, ANY_SHEET = COLUMN_ORGANISATIONS | COLUMN_NEEDS | COLUMN_OFFERS };

/* clang-format off */
static const struct column columns[] = {
    /* who */
    {"name", "单位名称", "organisation",
     "名称|企业名称|公司名称|学校名称|院校名称|单位|企业|公司|学校|机构名称|用人单位|用人单位名称|全称|单位全称|企业全称|学校全称|organization|organisationname|"
     "organizationname|name|company|companyname|school|schoolname|employer|厂名|工厂名称|申报单位|填报单位",
     COLUMN_ORGANISATIONS},
    {"organisation", "单位名称", "organisation",
     "企业名称|公司名称|学校名称|院校名称|单位|企业|公司|学校|机构名称|用人单位|用人单位名称|招聘单位|需求单位|供给单位|供方|需方|单位全称|企业全称|学校全称|"
     "organization|organisationname|organizationname|company|companyname|school|schoolname|employer|厂名|申报单位|填报单位|院校|需求企业|发布单位"
     "|用工单位|用工企业|用人企业|院校全称|申报企业|提供单位|提供方|技术持有单位|学校单位|企业单位"
     "|名称单位|培训机构|所属学校|所属企业|factory|firm|institution"
     "|employername|college|provider",
     ANY_LISTING},
    {"credit_code", "统一社会信用代码", "credit_code",
     "信用代码|社会信用代码|统一信用代码|统一社会代码|组织机构代码|税号|纳税人识别号|creditcode|unifiedsocialcreditcode|uscc|socialcreditcode|证照号码|营业执照号|代码证号",
     ANY_SHEET},
    {"kind", "单位类型", "organisation_kind",
     "类型|单位类别|机构类型|主体类型|组织类型|类别|organisationkind|organizationkind|organisationtype|organizationtype|kind|type|单位性质类别",
     COLUMN_ORGANISATIONS},
    {"short_name", "简称", "short_name", "单位简称|企业简称|学校简称|shortname|abbreviation", COLUMN_ORGANISATIONS},
    /* the listing itself */
    {"kind", "类别", "kind",
     "需求类别|供给类别|需求类型|供给类型|类型|项目类别|需求种类|供给种类|listingkind|type|category|清单类别|清单类型|需求分类|供给分类"
     "|需求性质|供需类型|资源类型|资源类别|合作类别|listingtype|needtype"
     "|offertype|needkind|offerkind", ANY_LISTING},
    {"title", "需求名称", "title",
     "岗位名称|岗位|职位|职位名称|工种|招聘岗位|需求岗位|招工岗位|名称|标题|题目|项目名称|需求标题|需求|需求项目|技术需求|技术需求名称|难题名称|需求工种|用工岗位|工种名称|"
     "产品名称|培训名称|job|jobtitle|position|post|need|needtitle|vacancy|role"
     "|招聘岗位名称|岗位需求|技术难题|难题|攻关课题|课题名称|培训需求|培训项目|用工工种|缺工岗位"
     "|急需岗位|需求产品|事项|事项名称|岗位工种|招聘职位|拟解决问题|拟解决的问题|name"
     "|subject|jobname|positions|needname|vacancyname",
     COLUMN_NEEDS},
    {"title", "供给名称", "title",
     "名称|标题|项目名称|供给|供给项目|供给标题|课程名称|班级名称|培训项目|培训名称|设备名称|服务名称|供给内容名称|offer|offertitle|course|coursename|classname|service"
     "|资源名称|成果名称|技术成果|实训项目|专利名称|服务项目|可提供服务|课题名称|可提供资源|资源"
     "|实训课程|供给资源|事项|事项名称|name|subject|offername"
     "|programmename", COLUMN_OFFERS},
    {"headcount", "人数", "headcount",
     "需求人数|招聘人数|用工人数|需要人数|计划人数|人员数量|数量|需求数量|岗位人数|拟招人数|招工人数|缺口人数|缺工人数|可供人数|供给人数|毕业人数|毕业生人数|学生人数|名额|容量|学位数|工位数|"
     "可接纳人数|规模|培训人数|number|count|people|persons|places|quantity|numberofpeople|vacancies|capacity|students"
     "|拟招聘人数|招生人数|缺口|需求量|班额|在读人数|培养人数|毕业生数|可输送人数|可输送毕业生数"
     "|可推荐人数|人次|qty|openings|headcountneeded|howmany"
     "|graduates|numberneeded|positionsopen",
     ANY_LISTING},
    {"level", "技能等级", "level",
     "等级|技能等级要求|级别|职业技能等级|技术等级|职业资格等级|技能水平|等级要求|工种等级|技能级别|资格等级|skilllevel|grade|levelrequired"
     "|证书等级|技能层次", ANY_LISTING},
    {"skills", "技能要求", "skills",
     "技能|所需技能|岗位技能|专业技能|技能点|能力要求|掌握技能|技术要求|核心技能|教授技能|skill|skillsrequired|requiredskills|competences|competencies"
     "|技能关键词|技能标签|关键词|技能证书|证书|证书要求|持证要求|keyskills|skilltags"
     "|keywords|certificates", ANY_LISTING},
    {"pay", "薪资", "pay",
     "工资|月薪|薪酬|待遇|薪资待遇|工资待遇|薪水|月工资|薪资范围|工资范围|薪酬待遇|月薪范围|工资标准|薪资水平|综合工资|综合月薪|收入|报酬|salary|wage|wages|monthlypay|monthlysalary|"
     "payrange|salaryrange"
     "|薪资标准|薪酬标准|薪酬范围|月收入|年薪|薪资区间|薪资福利|薪酬福利|工资福利|月工资收入"
     "|compensation|paymonth|monthlywage|remuneration",
     ANY_LISTING},
    {"pay_note", "薪资说明", "pay_note", "工资说明|待遇说明|薪酬说明|福利|福利待遇|paynote|benefits|allowances", ANY_LISTING},
    {"start_day", "开始时间", "start_date",
     "到岗时间|到岗日期|上岗时间|入职时间|入职日期|用工时间|开始日期|起始时间|起始日期|需求时间|到位时间|开班时间|开课时间|开学时间|可到岗时间|毕业时间|可用时间|期望到岗时间|"
     "拟到岗时间|实习开始时间|start|startday|startdate|from|begin|begindate|availablefrom|startingdate"
     "|需求日期|时间|计划时间|预计到岗|预计到岗时间|毕业年份|毕业日期|可就业时间|培训时间|期望时间"
     "|实施时间|可上岗时间|starttime|startingtime|when|available",
     ANY_LISTING},
    {"end_day", "结束时间", "end_date",
     "结束日期|截止时间|截止日期|终止时间|有效期|有效期至|到期时间|完成时间|实习结束时间|报名截止|end|endday|enddate|until|deadline|to", ANY_LISTING},
    {"county_code", "县区", "county",
     "地点|区县|县市区|县(市、区)|县市|所在县区|所在区县|工作地点|工作县区|地区|所在地|所属县区|区域|工作地|属地|所在地区|用工地点|上课地点|归属地|district|location|place|region|area|countycode"
     "|工作区域|上班地点|企业所在地|学校所在地|城市|所在城市|乡镇|地域|工作城市"
     "|worklocation|city|workplace|countydistrict",
     ANY_SHEET},
    {"lodging", "包住", "lodging", "住宿|是否包住|提供住宿|是否提供住宿|宿舍|housing|accommodation|dormitory|dorm", ANY_LISTING},
    {"meals", "包吃", "meals", "吃饭|是否包吃|提供工作餐|工作餐|餐食|是否提供工作餐|用餐|就餐|food|board|canteen", ANY_LISTING},
    {"lodging_meals", NULL, NULL, "食宿|食宿情况|食宿条件|吃住|包吃住|是否包食宿|是否包吃住|食宿安排|roomandboard|boardandlodging", ANY_LISTING},
    {"shift", "班次", "shift", "班制|工作班次|工作制|倒班|作息|工作时间|shifts|workingtime|workinghours|worktime"
     "|工时|上班时间|工作时长|班次安排|倒班情况|shiftpattern", ANY_LISTING},
    {"education", "学历", "education", "学历要求|文化程度|最低学历|学历层次|文化要求|degree|educationrequired|minimumeducation", ANY_LISTING},
    {"experience_months", "工作经验", "experience", "经验|经验要求|工作年限|从业年限|工龄|工作经历|年限要求|experiencerequired|yearsofexperience", ANY_LISTING},
    {"cooperation", "合作方式", "cooperation",
     "合作形式|合作类型|合作模式|合作意向|期望合作方式|拟合作方式|培养方式|培养模式|cooperationkind|cooperationtype|formofcooperation", ANY_LISTING},
    {"occupation_code", "职业代码", "occupation_code",
     "职业编码|职业|职业名称|工种代码|职业分类代码|职业大典代码|对应职业|occupation|occupationcode|occupationname|jobcode"
     "|职业工种|对应工种|职业工种代码", ANY_LISTING},
    {"major_code", "专业代码", "major_code",
     "专业|专业名称|对口专业|需求专业|所需专业|专业要求|相关专业|专业方向|专业编码|供给专业|所属专业|适合专业|major|majorcode|majorname|programme|program|programmecode|discipline"
     "|毕业专业|专业大类|所学专业|开设专业|专业类别|专业名称及代码|专业及代码|学科专业"
     "|majorrequired|specialty", ANY_LISTING},
    {"industry_code", "行业代码", "industry_code",
     "行业|所属行业|行业名称|行业类别|行业分类|国民经济行业|国民经济行业代码|所属行业代码|产业|行业编码|industry|industrycode|industryname|sector", ANY_SHEET},
    {"body", "说明", "description",
     "描述|岗位描述|岗位职责|职责|详情|备注|需求描述|需求说明|内容|具体要求|任职要求|岗位要求|要求|需求内容|需求详情|技术难题描述|供给说明|供给内容|供给描述|详细说明|补充说明|其他要求|工作内容|主要内容|"
     "body|details|detail|remarks|remark|note|notes|text|requirements|responsibilities"
     "|工作职责|工作描述|岗位说明|内容简介|简介|简述|技术描述|技术指标|主要技术指标|现状及问题"
     "|问题描述|具体内容|需求简述|岗位内容|任职条件|基本要求|招聘条件|用工条件|条件|资质要求|职位描述"
     "|职位要求|资源描述|服务内容|课程内容|培训内容|培训目标|应用场景|预期目标|岗位职责及要求|介绍"
     "|其他|其它|说明事项|specification|summary|content"
     "|introduction|jobdescription|comments|comment|about",
     ANY_LISTING},
    /* the organisation */
    {"school_level", "办学层次", "school_level", "学校层次|院校层次|办学类型|学校类型|层次|学校类别|schoollevel|schooltype", COLUMN_ORGANISATIONS},
    {"ownership", "性质", "ownership", "单位性质|企业性质|办学性质|所有制|经济类型|所有制性质|公办民办|举办性质|ownershiptype", COLUMN_ORGANISATIONS},
    {"above_scale", "规上", "above_scale", "是否规上|规上企业|是否规上企业|规模以上|规模以上企业|是否规模以上|是否规模以上企业|abovescale|abovedesignatedsize", COLUMN_ORGANISATIONS},
    {"staff_count", "职工人数", "staff_count",
     "员工人数|员工数|职工数|从业人数|从业人员|人员规模|企业人数|教职工人数|教职工数|在职人数|用工总数|staff|employees|headcount|numberofemployees|staffcount", COLUMN_ORGANISATIONS},
    {"student_count", "在校生人数", "student_count", "在校生|在校生数|学生人数|学生数|在校学生|在校学生数|办学规模|students|enrolment|enrollment|studentcount", COLUMN_ORGANISATIONS},
    {"teacher_count", "专任教师人数", "teacher_count", "教师人数|教师数|专任教师|专任教师数|教师|teachers|teachercount|faculty", COLUMN_ORGANISATIONS},
    {"address", "地址", "address", "单位地址|企业地址|学校地址|详细地址|办公地址|注册地址|通讯地址|经营地址|streetaddress", COLUMN_ORGANISATIONS},
    {"website", "网址", "website", "网站|官网|官方网站|主页|单位网址|url|homepage|web", COLUMN_ORGANISATIONS},
    {"products", "核心产品", "products", "主要产品|主营产品|主导产品|产品|核心产品清单|主营业务|经营范围|product|mainproducts|coreproducts", COLUMN_ORGANISATIONS},
    {"summary", "简介", "summary", "单位简介|企业简介|学校简介|介绍|概况|单位概况|备注|说明|description|about|profile|remarks|notes", COLUMN_ORGANISATIONS},
    {"programmes", NULL, NULL,
     "开设专业|专业设置|专业|专业名称|主要专业|开办专业|现有专业|招生专业|骨干专业|特色专业|programmes|programs|majors", COLUMN_ORGANISATIONS},
    {"facilities", NULL, NULL,
     "实训设备|设备|主要设备|实训条件|实训基地|实训室|实训场所|实训场地|设备设施|实训设施|主要实训设备|equipment|facilities|trainingequipment|trainingsites",
     COLUMN_ORGANISATIONS},
    /* known, not kept */
    {"ignored", NULL, NULL,
     "序号|编号|no|no.|#|id|index|行号|联系人|联系电话|电话|手机|手机号|联系方式|邮箱|电子邮箱|填报人|填报日期|填表人|contact|phone|email|mobile|tel|状态|status|版本|更新时间|updated|"
     "单位编号|organisationid|listingid"
     "|联系人及电话|联系人电话|负责人|联系人姓名|职务|传真|微信|微信号|qq|填报时间|填表时间|邮编"
     "|contactperson|phonenumber|serial|serialnumber|sn",
     ANY_SHEET},
    /* of the organisation, in a sheet of listings */
    {"ignored", NULL, NULL,
     "企业规模|企业类型|企业性质|单位性质|单位类型|单位规模|学校类型|学校性质|企业人数|企业地址|单位地址|学校地址|详细地址",
     ANY_LISTING},
};
/* clang-format on */

const struct column *column_list(size_t *count)
{
    *count = sizeof columns / sizeof columns[0];
    return columns;
}

/* Folded, without white space, stars, underscores and what stands in brackets at the end. */
static struct span tidy_header(struct arena *arena, struct span header, bool keep_brackets)
{
    const char *folded = fold_key(arena, header);
    char *tidy = arena_alloc(arena, strlen(folded) + 1, 1);
    size_t length = 0;
    for (const char *at = folded; *at != '\0'; at++) {
        if (!keep_brackets && (*at == '(' || *at == '[') && length > 0) {
            break;
        }
        if (strchr(" *_\r\n\t:", *at) == NULL) {
            tidy[length++] = *at;
        }
    }
    return span_make(tidy, length);
}

static bool list_holds(const char *list, struct span wanted)
{
    for (const char *at = list; at != NULL;) {
        const char *bar = strchr(at, '|');
        size_t length = bar == NULL ? strlen(at) : (size_t)(bar - at);
        if (span_equal(span_make(at, length), wanted)) {
            return true;
        }
        at = bar == NULL ? NULL : bar + 1;
    }
    return false;
}

static bool english_is(const char *name, struct span tidy)
{
    size_t length = 0;
    for (const char *at = name; *at != '\0'; at++) {
        if (*at != '_' && (length >= tidy.length || tidy.at[length++] != *at)) {
            return false;
        }
    }
    return length == tidy.length;
}

static const struct column *find_tidy(enum column_sheet sheet, struct span tidy)
{
    for (size_t index = 0; tidy.length > 0 && index < sizeof columns / sizeof columns[0]; index++) {
        const struct column *column = &columns[index];
        bool named = column->zh != NULL && (span_is(tidy, column->zh) || english_is(column->en, tidy));
        if ((column->sheets & (unsigned)sheet) != 0 && (named || list_holds(column->synonyms, tidy))) {
            return column;
        }
    }
    return NULL;
}

/* --- headers nobody listed ----------------------------------------------------------------------------------------- */

/* clang-format off */
static const char *const QUALIFIERS_BEFORE[] = {"拟", "需", "所需", "需求", "招聘", "岗位", "企业", "学校", "单位", "预计", "计划",
                                                "本次", "主要", "具体", "可", "提供", "期望", "对应", "相关", "供给", "院校", "工作", "是否", "最低"};
/* clang-format on */
/* clang-format off */
static const char *const FILLERS_BEHIND[] = {"要求", "情况", "标准", "范围", "信息", "内容", "一览", "名称", "说明", "填写", "安排"};
/* clang-format on */

/* 拟招聘人数, 岗位工资, 住宿情况: the header without what only qualifies it. */
static const struct column *find_without_qualifiers(enum column_sheet sheet, struct span tidy)
{
    const struct column *column = NULL;
    for (size_t index = 0; column == NULL && index < sizeof QUALIFIERS_BEFORE / sizeof *QUALIFIERS_BEFORE; index++) {
        size_t length = strlen(QUALIFIERS_BEFORE[index]);
        if (tidy.length > length && memcmp(tidy.at, QUALIFIERS_BEFORE[index], length) == 0) {
            column = find_tidy(sheet, span_make(tidy.at + length, tidy.length - length));
        }
    }
    for (size_t index = 0; column == NULL && index < sizeof FILLERS_BEHIND / sizeof *FILLERS_BEHIND; index++) {
        size_t length = strlen(FILLERS_BEHIND[index]);
        if (tidy.length > length && memcmp(tidy.at + tidy.length - length, FILLERS_BEHIND[index], length) == 0) {
            column = find_tidy(sheet, span_make(tidy.at, tidy.length - length));
        }
    }
    return column;
}

/* 岗位/需求名称, 薪资及福利: the first part that is known. */
static const struct column *find_part(enum column_sheet sheet, struct span tidy)
{
    static const char *const between[] = {"/", "、", "及", "和", "与", "或", "-"};
    for (size_t index = 0; index < sizeof between / sizeof *between; index++) {
        size_t cut = span_find(tidy, span_of(between[index]));
        if (cut == SPAN_NOWHERE || cut == 0) {
            continue;
        }
        size_t behind = cut + strlen(between[index]);
        const struct column *column = find_tidy(sheet, span_make(tidy.at, cut));
        column = column != NULL ? column : find_without_qualifiers(sheet, span_make(tidy.at, cut));
        return column != NULL ? column : find_tidy(sheet, span_make(tidy.at + behind, tidy.length - behind));
    }
    return NULL;
}

/* "Number of graduates", "Required skills", "Work location": what stands before "of", otherwise the last word that is
 * known. */
static const struct column *find_english(enum column_sheet sheet, const char *folded)
{
    const struct column *found = NULL;
    for (const char *at = folded; *at != '\0';) {
        size_t length = strcspn(at, " _-/(");
        struct span word = span_make(at, length);
        if (found != NULL && span_is(word, "of")) {
            return found;
        }
        const struct column *column = length > 2 && (unsigned char)*at < 0x80 ? find_tidy(sheet, word) : NULL;
        found = column != NULL ? column : found;
        if (at[length] == '(') {
            break;
        }
        at += length + (at[length] != '\0' ? 1 : 0);
    }
    return found;
}

const struct column *column_find(struct arena *arena, enum column_sheet sheet, struct span header)
{
    enum { HEADER_MOST = 200, LOOSE_MOST = 48 };
    if (header.length > HEADER_MOST) {
        return NULL;
    }
    struct span tidy = tidy_header(arena, header, false);
    const struct column *column = find_tidy(sheet, tidy_header(arena, header, true));
    column = column != NULL ? column : find_tidy(sheet, tidy);
    if (column != NULL || tidy.length > LOOSE_MOST) {
        return column; /* a sentence is no header */
    }
    column = find_part(sheet, tidy);
    column = column != NULL ? column : find_without_qualifiers(sheet, tidy);
    return column != NULL ? column : find_english(sheet, fold_key(arena, span_trim(header)));
}

const struct column *column_of_code(enum column_sheet sheet, const char *code)
{
    for (size_t index = 0; index < sizeof columns / sizeof columns[0]; index++) {
        if ((columns[index].sheets & (unsigned)sheet) != 0 && strcmp(columns[index].code, code) == 0) {
            return &columns[index];
        }
    }
    return NULL;
}
