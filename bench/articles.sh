#!/bin/bash
# A region with COUNT (100,000) articles: what the store needs, then whole pages over the loopback with a session cookie that is none,
# so that nothing comes from the page cache: medians of 41. Goal: list and article within 20 ms.
#   bench/articles.sh DATABASE      made unless it is there
set -euo pipefail
cd "$(dirname "$0")/.."
path="$1"
folder=$(mktemp -d /tmp/zhiqiao-bench.XXXXXX)
ours=
stop() {
    [ -z "$ours" ] || kill "$ours" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT
[ -e "$path" ] || build/zhiqiao init --db "$path" --region 371500 >/dev/null 2>&1
build/bench/articles_bench "$path" "${COUNT:-100000}" 2>/dev/null
build/zhiqiao serve --db "$path" --port 0 --rate 0 --ready-file "$folder/ready" 2>/dev/null &
ours=$!
for _ in $(seq 100); do [ ! -s "$folder/ready" ] || break; sleep 0.1; done
base="http://127.0.0.1:$(cat "$folder/ready")"
page() { # NAME PATH
    local urls=()
    for _ in $(seq 41); do urls+=("$base$2"); done
    for url in "${urls[@]}"; do
        curl -s -H 'Cookie: zq_session=none' -H 'Accept: text/html' -o /dev/null -w '%{http_code} %{time_starttransfer} %{time_pretransfer} %{size_download}\n' "$url"
    done | awk -v name="$1" '$1 == 200 {print ($2 - $3) * 1000, $4}' | sort -n | awk -v name="$1" '{time[NR] = $1; size = $2} END {
        if (NR < 41) {print "FAILED: " name; exit 1}
        printf "page: %-34s %6.2f ms  (%d bytes)\n", name, time[21], size}'
}
column=$(curl -s "$base/news" | grep -o '/news/columns/[0-9A-Z]*' | sed -n 1p)
article=$(curl -s "$base$column" | grep -o '/articles/[0-9A-Z]*' | sed -n 1p)
next=$(curl -s "$base$column" | grep -o '/news/columns/[0-9A-Z]*?after=[0-9A-Z-]*' | sed -n 1p)
page "the platform, five columns" /news
page "a column" "$column"
page "its next page" "$next"
page "an article" "$article"
