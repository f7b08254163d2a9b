#!/bin/bash
# The unit tests, with AddressSanitizer and UBSan, against SQLite and a real PostgreSQL; what two threads do with ThreadSanitizer.
set -uo pipefail
cd "$(dirname "$0")/.."
make -j2 --no-print-directory SANITIZE=1 units >build/test/units-build.log 2>&1 || {
    grep -E 'error|Error' build/test/units-build.log | head -n 20
    echo "not ok - the unit tests do not build"
    exit 1
}
make -j2 --no-print-directory build/thread/placement_threads_test >>build/test/units-build.log 2>&1 || {
    echo "not ok - the test of threads does not build"
    exit 1
}
export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
run_all() {
    local failed=0 binary
    for binary in $(find build/sanitize/tests -name '*_test' -type f | LC_ALL=C sort); do
        [ -e "${binary#build/sanitize/}.c" ] || continue # of a test that is gone
        "$binary" || { echo "not ok - $binary ended with status $?"; failed=1; }
    done
    build/thread/placement_threads_test || { echo "not ok - two threads: ended with status $?"; failed=1; }
    return $failed
}
export -f run_all
bash tests/with-postgres.sh bash -c run_all
