#!/bin/bash
# Faults: the real server killed, starved and lied to. tests/faults/*_fault.mjs, each a plain Node program that prints TAP;
# ONLY=regexp picks tests by their sentence. Two programs run at a time, for most of the time is waiting.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/test/faults
run_one() {
    local log="build/test/faults/$(basename "$1" .mjs).tap" status=0
    node "$1" >"$log" 2>&1 || status=$?
    [ $status -eq 0 ] || grep -q '^not ok' "$log" || echo "not ok - $1 ended with status $status" >>"$log"
    cat "$log"
    return $status
}
export -f run_one
printf '%s\n' tests/faults/*_fault.mjs | xargs -P 2 -I {} bash -c 'run_one {}'
