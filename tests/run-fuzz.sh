#!/bin/bash
# The fuzz targets tests/fuzz/*_fuzz.c, each for SECONDS_EACH (30) seconds, two at a time; ONLY="csv xlsx" picks some.
# First the kept inputs (tests/fuzz/corpus/NAME) and every input that ever broke something (tests/fuzz/regression/NAME);
# then new ones, grown in build/fuzz/grown/NAME. What breaks a target is kept in build/fuzz/found: mend the fault and
# move the file to tests/fuzz/regression/NAME under a name that says what it was.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/test build/fuzz/found
make -j2 --no-print-directory fuzz >build/test/fuzz-build.log 2>&1 || {
    grep -E 'error:|Error|undefined reference' build/test/fuzz-build.log | head -n 20
    echo "not ok - the fuzz targets do not build"
    exit 1
}
export SECONDS_EACH="${SECONDS_EACH:-30}"
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

fuzz() {
    local name="$1" log="build/fuzz/$1.log" grown="build/fuzz/grown/$1" kept=() status=0
    local limit=60 # for one input, by the clock: fuzzers give way to everything else, and some read the catalogues first
    [ "$name" != talks ] || limit=300 # its search ends by a count of steps, each fifty times slower in this build
    mkdir -p "$grown"
    local dictionary=()
    [ -f "tests/fuzz/$name.dict" ] && dictionary=("-dict=tests/fuzz/$name.dict")
    for folder in "tests/fuzz/corpus/$name" "tests/fuzz/regression/$name"; do
        [ -d "$folder" ] && kept+=("$folder")
    done
    local common=(${dictionary[@]+"${dictionary[@]}"} "-timeout=$limit" -rss_limit_mb=2048 "-artifact_prefix=build/fuzz/found/$name-")
    : >"$log"
    if [ ${#kept[@]} -gt 0 ]; then
        "build/fuzz/$name" "${common[@]}" -runs=0 "${kept[@]}" >>"$log" 2>&1 || status=$?
    fi
    if [ $status -eq 0 ]; then
        "build/fuzz/$name" "${common[@]}" -max_total_time="$SECONDS_EACH" -print_final_stats=1 "$grown" "${kept[@]}" \
            >>"$log" 2>&1 || status=$?
    fi
    if [ $status -ne 0 ]; then
        tail -n 60 "$log"
        echo "not ok - fuzz $name: see $log"
        return 1
    fi
    echo "ok - fuzz $name: $(awk '/number_of_executed_units/ {print $2}' "$log") inputs in $SECONDS_EACH s"
}
export -f fuzz
names="${ONLY:-$(basename -a -s _fuzz.c tests/fuzz/*_fuzz.c)}"
printf '%s\n' $names | xargs -P 2 -I {} bash -c 'fuzz {}'
