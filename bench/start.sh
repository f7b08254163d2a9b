#!/bin/bash
# How soon the site answers after its start, and what it holds in memory then.
#   bench/start.sh DATABASE    a database of `zhiqiao sample`
# RUNS (11) starts; the time is from the start of the process to the first answer with the start page (curl's own start
# included, about 5 ms). Memory is the resident set of the idle process after that one page: all of it, and the part that is
# not the program's file itself.
set -euo pipefail
cd "$(dirname "$0")/.."
database="${1:?a database}"
folder=$(mktemp -d /tmp/zhiqiao-bench.XXXXXX)
server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT

for _ in $(seq "${RUNS:-11}"); do
    rm -f "$folder/ready"
    before=$(date +%s%N)
    build/zhiqiao serve --db "$database" --port 0 --ready-file "$folder/ready" 2>"$folder/log" &
    server=$!
    until [ -s "$folder/ready" ]; do
        kill -0 "$server" 2>/dev/null || { cat "$folder/log"; exit 1; }
        sleep 0.001
    done
    curl -sf -o "$folder/page" "http://127.0.0.1:$(cat "$folder/ready")/"
    echo $((($(date +%s%N) - before) / 1000)) >>"$folder/times"
    awk '/^VmRSS|^RssAnon/ {print $1, $2}' "/proc/$server/status" >"$folder/memory"
    kill "$server"
    wait "$server" || true
    server=
done
sort -n "$folder/times" | awk -v memory="$(awk '/VmRSS/ {all = $2} /RssAnon/ {own = $2} END {print all, own}' "$folder/memory")" '
    {time[NR] = $1 / 1000}
    END {
        split(memory, kib, " ")
        printf "start to first answer: median %.0f ms, worst %.0f ms of %d (goal 200 ms: ratio %.2f); ", time[int((NR + 1) / 2)], time[NR], NR, time[int((NR + 1) / 2)] / 200
        printf "idle memory %.1f MiB, of it %.1f MiB its own (goal 50 MiB: ratio %.2f)\n", kib[1] / 1024, kib[2] / 1024, kib[1] / 1024 / 50
    }'
