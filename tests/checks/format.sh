#!/bin/bash
# Every C file is set as .clang-format says; tables that read better as they are stand between the marks off and on.
set -uo pipefail
cd "$(dirname "$0")/../.."
other=$(git ls-files '*.c' '*.h' | xargs clang-format-14 --dry-run 2>&1 | grep -oE '^[^:]+:[0-9]+' | sort -u | head -n 10)
if [ -n "$other" ]; then
    printf '# %s\n' "$other"
    echo "not ok - every C file is set as .clang-format says (mend with: clang-format-14 -i FILE)"
    exit 1
fi
echo "ok - every C file is set as .clang-format says"
