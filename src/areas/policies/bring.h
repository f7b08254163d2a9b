/* Bringing in policies from text files: a small header, an empty line, the text.
 *
 *     标题：山东省校企融合促进规定          title
 *     文号：鲁政发〔2023〕6号               number
 *     发文机关：山东省人民政府              issuer
 *     层级：省级                            level: 国家 部门 省级 市级 县级 其他, or the codes of the words
 *     发布日期：2023年5月1日                issued, also 2023-05-01
 *     施行日期： 废止日期： 简称： 来源： 替代： 说明： 核实：是          effect repeal short source replaces note checked
 *
 *     第一条 …
 *
 * Names of the header may be Chinese or English, the colon wide or narrow. Without a header the first line is the title. Several
 * numbers behind 替代 are separated by ； or ;. A text torn on its way through the web is cleaned (text/garbled.h). A policy whose number,
 * or else whose title, the library has already is left as it is: editors may have gone on with it.
 */
#ifndef AREAS_POLICIES_BRING_H
#define AREAS_POLICIES_BRING_H

#include "areas/policies/policies.h"

enum { POLICY_BRING_MOST = 4 << 20 }; /* bytes of a file */

struct policy_bringing {
    struct store *store;
    int64_t region_id, now_ms;
    int32_t today;
    bool draft; /* leave it unpublished */
    bool dry_run;
};
struct policy_bring_outcome {
    int64_t id; /* 0 in a dry run of a new one, and when it was refused */
    bool is_new;
    const char *title;
    size_t clauses;
    size_t cleaned; /* places that were cleaned */
    struct problems problems;
};
/* Errors: INVALID "text.encoding_unknown", "policies.error.file_large", "policies.error.form" with what is wrong in *out. */
MUST_USE struct result policy_bring(struct arena *arena, const struct policy_bringing *bringing, struct span bytes,
                                    struct policy_bring_outcome *out);

#endif
