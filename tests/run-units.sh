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
# Three at a time: most of their time is waiting, for the disk of PostgreSQL above all. Each makes its own databases and files.
mkdir -p build/test/units
run_one() {
    local log="build/test/units/$(basename "$1").$$" status=0
    "$1" >"$log" 2>&1 || status=$?
    [ $status -eq 0 ] || echo "not ok - $1 ended with status $status" >>"$log"
    cat "$log"
    rm -f "$log"
    return $status
}
list_all() {
    local binary
    for binary in $(find build/sanitize/tests -name '*_test' -type f | LC_ALL=C sort); do
        [ ! -e "${binary#build/sanitize/}.c" ] || echo "$binary" # else of a test that is gone
    done
    echo build/thread/placement_threads_test
}
run_all() {
    list_all | xargs -P 3 -I {} bash -c 'run_one {}'
}
export -f run_one list_all run_all
bash tests/with-postgres.sh bash -c run_all
