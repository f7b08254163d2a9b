#!/bin/bash
# Checks of the source itself: floors, no HTML or SQL in C, file sizes.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
for check in tests/checks/*.sh; do
    bash "$check" || failed=1
done
exit $failed
