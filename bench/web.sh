#!/bin/bash
# CPU of one request, ours beside nginx, on this machine in this run: wrk on the loopback with 64 and 1,000 connections.
#   cached    the start page of the sample city for visitors, data unchanged (page cache)
#   frame     a page of text with a session cookie that is none: one look at the database, layout and view rendered
#   database  the start page with that cookie: all its queries, the view rendered each time
#   nginx     a file of the same size, sendfile, no access log, file cache open, as many processes as processors
# CPU is user and system time of the server's processes from /proc, so neither wrk nor the scheduler is in it.
# SECONDS_EACH (5) for each row. Ratios are ours by nginx at the same number of connections.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${SECONDS_EACH:-5}"
folder=$(mktemp -d /tmp/zhiqiao-bench.XXXXXX)
ours= peer=
stop() {
    [ -z "$ours" ] || kill "$ours" 2>/dev/null || true
    [ -z "$peer" ] || kill "$peer" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT

wait_for() { for _ in $(seq 100); do [ -s "$1" ] && return; sleep 0.1; done; echo "not ready: $1" >&2; exit 1; }
children() { awk -v parent="$1" '$4 == parent {print $1}' /proc/[0-9]*/stat 2>/dev/null; }
ticks() { local sum=0 pid; for pid in "$@"; do sum=$((sum + $(awk '{print $14 + $15}' "/proc/$pid/stat"))); done; echo "$sum"; }
memory() { local sum=0 pid; for pid in "$@"; do sum=$((sum + $(awk '/^VmRSS/ {print $2}' "/proc/$pid/status"))); done; echo "$sum"; }

ulimit -n "$(ulimit -Hn)"
build/zhiqiao sample --db "$folder/city.db" >"$folder/sample.log" 2>&1
started=$(date +%s%N)
build/zhiqiao serve --db "$folder/city.db" --port 0 --rate 0 --ready-file "$folder/ready" 2>"$folder/serve.log" &
ours=$!
wait_for "$folder/ready"
port=$(cat "$folder/ready")
# PAGE: another page; PAGE=article: an article of the sample city.
if [ "${PAGE:-}" = article ]; then
    PAGE=$(curl -sf "http://127.0.0.1:$port/news" | grep -o '/articles/[0-9A-Z]*' | sed -n 1p)
fi
page="http://127.0.0.1:$port${PAGE:-/}"
curl -sf "$page" -o "$folder/page.html"
first_ms=$((($(date +%s%N) - started) / 1000000))
size=$(stat -c %s "$folder/page.html")
idle=$(memory "$ours")

# nginx serves the very bytes of our page.
# A port that nobody listens on: others measure and test on this machine too.
peer_port=$((20000 + port % 10000))
while (: <"/dev/tcp/127.0.0.1/$peer_port") 2>/dev/null; do peer_port=$((peer_port + 7)); done
cat >"$folder/nginx.conf" <<CONF
worker_processes $(nproc); daemon off; pid $folder/nginx.pid; error_log $folder/nginx.log; worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type text/html; server_tokens off;
    open_file_cache max=16; client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder;
    uwsgi_temp_path $folder; scgi_temp_path $folder;
    server { listen 127.0.0.1:$peer_port; root $folder; }
}
CONF
nginx -e "$folder/nginx.log" -c "$folder/nginx.conf" &
peer=$!
wait_for "$folder/nginx.pid"
sleep 0.3
peers=$(children "$peer")

# measure NAME CONNECTIONS URL HEADER PIDS…: prints one row; leaves CPU per request in ns in `cost`, errors in `failed`,
# memory in KiB in `held`.
measure() {
    local name="$1" connections="$2" url="$3" header="$4"
    shift 4
    local before after requests log="$folder/wrk.log"
    wrk -t1 -c"$connections" -d1s -H "$header" "$url" >/dev/null # warm
    before=$(ticks "$@")
    wrk -t1 -c"$connections" -d"${seconds}s" --latency --timeout 10s -H "$header" "$url" >"$log" &
    local client=$!
    sleep "$((seconds / 2)).5"
    held=$(memory "$@")
    wait "$client"
    after=$(ticks "$@")
    requests=$(awk '/requests in/ {print $1}' "$log")
    failed=$(awk '/Non-2xx/ {sum += $NF} /Socket errors/ {gsub(",", ""); sum += $4 + $6 + $8 + $10} END {print sum + 0}' "$log")
    cost=$(((after - before) * 10000000 / requests))
    printf '%-9s %5d connections  %7d requests/s  %6.1f µs CPU  p50 %8s  p99 %8s  %6.1f MiB  %d failed\n' "$name" \
        "$connections" "$((requests / seconds))" "$(awk "BEGIN {print $cost / 1000}")" "$(awk '/ 50%/ {print $2}' "$log")" \
        "$(awk '/ 99%/ {print $2}' "$log")" "$(awk "BEGIN {print $held / 1024}")" "$failed"
}

echo "page of $size bytes; start to first answer ${first_ms} ms; idle $(awk "BEGIN {printf \"%.1f\", $idle / 1024}") MiB"
total=0
few=
for connections in 64 1000; do
    measure nginx "$connections" "http://127.0.0.1:$peer_port/page.html" "A: b" $peers
    theirs=$cost
    measure cached "$connections" "$page" "A: b" "$ours"
    cached=$cost total=$((total + failed))
    few="${few:-$held}" many=$held
    measure frame "$connections" "http://127.0.0.1:$port/about" "Cookie: zq_session=none" "$ours"
    frame=$cost total=$((total + failed))
    measure database "$connections" "$page" "Cookie: zq_session=none" "$ours"
    total=$((total + failed))
    awk "BEGIN {printf \"at %d connections, of nginx: cached %.2f, frame %.2f, database %.2f\\n\", $connections,
        $cached / $theirs, $frame / $theirs, $cost / $theirs}"
done
echo "memory of one connection: $(awk "BEGIN {printf \"%.1f\", ($many - $few) / 936}") KiB; failed requests of ours: $total"
[ "$total" -eq 0 ]
