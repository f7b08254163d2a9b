#!/bin/bash
# What must not stand in C: HTML, SQL, forbidden calls; and what no file may be: too long, too large, in a strange place.
set -uo pipefail
cd "$(dirname "$0")/../.."
failed=0

# check NAME PATTERN PATHS…: no line may match.
check() {
    local name="$1" pattern="$2" hits
    shift 2
    hits=$(grep -nE "$pattern" "$@" 2>/dev/null | head -n 10)
    if [ -n "$hits" ]; then
        printf '# %s\n' "$hits"
        echo "not ok - $name"
        failed=1
    else
        echo "ok - $name"
    fi
}

mapfile -t sources < <(find src -name '*.[ch]')
mapfile -t outside_store < <(find src -name '*.[ch]' -not -path 'src/store/*')
check "no HTML in C" '"[^"]*<(div|p|a|span|table|td|tr|form|input|h[1-6]|ul|li)[ >/]' "${sources[@]}"
check "no SQL in C outside the drivers" '"(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) ' "${outside_store[@]}"
check "no unbounded or silent C functions" '\b(strcpy|strcat|sprintf|vsprintf|strncpy|atoi|atol|gets|alloca)\(' "${sources[@]}"
check "raw HTML only for the body of the layout and the text of an article" '\{\{\{' $(find src -name '*.mustache' -not -path src/areas/articles/views/rich.mustache)

long=$(git ls-files '*.c' '*.h' | xargs wc -l | awk '$2 != "total" && $1 > 600 {print $2 " has " $1 " lines"}')
if [ -n "$long" ]; then
    printf '# %s\n' "$long"
    echo "not ok - no source file is longer than 600 lines"
    failed=1
else
    echo "ok - no source file is longer than 600 lines"
fi

# What a run makes does not belong here: one day a folder of instances of 60 MB was committed with everything else.
big=$(git ls-files -z | xargs -0 -r du -k --apparent-size 2>/dev/null | awk '$1 > 300 {print $2 " has " $1 " KB"}')
strange=$(git ls-files | cut -d/ -f1 | LC_ALL=C sort -u | grep -vxE \
    '\.(ci|clang-format|clang-tidy|gitignore)|Makefile|README(\.zh-CN)?\.md|bench|catalogues|docs|run|sample|sql|src|test|tests|tools|ui')
if [ -n "$big$strange" ]; then
    printf '# %s\n' "$big" "$strange"
    echo "not ok - no file is larger than 300 KB, and nothing stands beside the known folders"
    failed=1
else
    echo "ok - no file is larger than 300 KB, and nothing stands beside the known folders"
fi
exit $failed
