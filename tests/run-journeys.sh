#!/bin/bash
# Journeys: the real binary, its command line and its site over real sockets, on SQLite and a real PostgreSQL.
# tests/journeys/*_journey.mjs, each a plain Node program that prints TAP; ONLY=regexp picks tests by their sentence.
set -uo pipefail
cd "$(dirname "$0")/.."
run_all() {
    local failed=0 file
    for file in tests/journeys/*_journey.mjs; do
        node "$file" || { failed=1; echo "# $file ended with a failure"; }
    done
    return $failed
}
export -f run_all
bash tests/with-postgres.sh bash -c run_all
