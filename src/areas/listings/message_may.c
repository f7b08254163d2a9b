/* A quick no: most texts hold none of the words with which a forbidden limit can be said, and need no reading for it.
 *
 * Each rule of message_flags.c that raises a flag needs one of these words (folded). tests/listings/message_doc_test.c
 * holds the labelled messages against it.
 */
#include "areas/listings/message.h"

#include "text/text.h"

/* clang-format off */
static const char *const telling[] = {
    /* ages */
    "岁", "年龄", "童", "未成年", "0后", "5后", "以下", "以内", "age", "years old",
    /* sex and family */
    "男", "女", "婚", "已育", "未育", "孕", "哺", "小伙", "大姐", "姑娘", "帅哥", "妇", "壮劳力", "宝妈", "male", "women",
    "men only", "men pref", "man only", "no men", "only men", "ladies", "girls",
    /* health */
    "肝", "三阳", "传染", "艾滋", "残", "结核", "慢性", "抑郁", "癫痫", "糖尿", "高血压", "心脏", "疾", "hepatitis", "hbv",
    "disab",
    /* origin */
    "本地", "本市", "本县", "本省", "本区", "本镇", "本村", "当地", "外地", "外省", "外来", "外县", "外市", "外乡", "户口",
    "户籍", "籍", "不要", "不招", "不收", "拒招", "谢绝", "勿扰", "免谈", "除外", "别来", "只限", "仅限", "限山东", "限聊城",
    "限临清", "限茌平", "限东阿", "限阳谷", "限冠县", "限莘县", "限高唐", "限汉", "只要", "只招", "族", "local", "outsider",
    "hukou", "migrant",
    /* money and papers kept */
    "押", "扣", "压一", "压半", "压第", "压首", "压头", "压1", "压2", "压3", "压工资", "资压", "保证金", "风险金", "定金",
    "服装费", "工装费", "工服费", "厂服费", "培训费", "报名费", "中介费", "建档费", "体检费", "介绍费", "手续费", "资料费",
    "入职费", "缴", "交纳", "交钱", "交一", "交两", "交三", "交五", "交0", "交1", "交2", "交3", "交4", "交5", "交6", "交7",
    "交8", "交9", "预交", "先交", "身份证", "上交", "保管", "代管", "收走", "留下", "deposit", "id_card", "id card", "passport",
};
/* clang-format on */

bool message_may_hold_limits(struct arena *arena, struct span text)
{
    const char *folded = fold_key(arena, text);
    for (size_t index = 0; index < sizeof telling / sizeof telling[0]; index++) {
        if (strstr(folded, telling[index]) != NULL) {
            return true;
        }
    }
    return false;
}
