#!/bin/bash
# make bench: every figure of docs/performance.md in one run, ours beside a peer where there is one. About fifteen minutes, the
# first time longer: it makes a city of 150,000 needs and 90,000 offers and a table of a million listings under build/bench and
# keeps them. Everything is on the loopback and is stopped by its own process id. GROUPS of figures may be named:
#   bench/all.sh start web fit visible search articles import store audit threads
# What is printed is kept in build/bench/report.txt.
set -uo pipefail
cd "$(dirname "$0")/.."
bash tools/install.sh run bench || exit 1
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(start web fit visible search articles import store audit threads)
mkdir -p build/bench
make -j"$(nproc)" --no-print-directory all build/bench/articles_bench build/bench/fit_bench build/bench/search_bench build/bench/visible_bench \
    build/bench/spreadsheet_bench build/bench/store build/bench/audit_bench build/bench/threads_bench >build/bench/build.log 2>&1 || {
    tail -n 20 build/bench/build.log
    exit 1
}

# Databases are made anew when the schema, or what fills them, has changed.
made_of() { cat sql/schema/*.sql "$@" | sha256sum | cut -c 1-8; }
city() { # city SCALE: makes it unless it is there; prints its path
    local path="build/bench/city$1-$(made_of src/cli/sample*.c sample/*.csv).db"
    if [ ! -e "$path" ]; then
        rm -f build/bench/city"$1"-*
        build/zhiqiao sample --scale "$1" --db "$path.part" >/dev/null 2>build/bench/sample.log || return 1
        mv "$path.part" "$path"
        rm -f "$path.part-wal" "$path.part-shm"
    fi
    echo "$path"
}

search() {
    local path="build/bench/search-$(made_of bench/search_bench.c).db"
    [ -e "$path" ] || rm -f build/bench/search-*.db*
    build/bench/search_bench "$path" "${COUNT:-1000000}" 2>/dev/null
}

articles() {
    PAGE=article bash bench/web.sh
    local path="build/bench/articles-$(made_of bench/articles_bench.c).db"
    [ -e "$path" ] || rm -f build/bench/articles-*.db*
    COUNT="${ARTICLES:-100000}" bash bench/articles.sh "$path"
}

threads() {
    local path="build/bench/threads-$(made_of bench/threads_bench.c sql/schema/0007_threads.sql).db"
    [ -e "$path" ] || rm -f build/bench/threads-*.db*
    build/bench/threads_bench "$path" "${COUNT:-1000000}" 2>/dev/null
}
audit() {
    local path="build/bench/audit-$(made_of bench/audit_bench.c src/areas/audit/row.c).db"
    [ -e "$path" ] || rm -f build/bench/audit-*.db*
    build/bench/audit_bench "$path" "${COUNT:-1000000}" 2>/dev/null
}

run_part() {
    case "$1" in
    start) bash bench/start.sh "$(city 1)" ;;
    web) bash bench/web.sh ;;
    fit) build/bench/fit_bench ;;
    visible) build/bench/visible_bench "$(city 100)" 2>/dev/null ;;
    search) search ;;
    articles) articles ;;
    import) bash bench/import.sh "$(city 100)" ;;
    store) build/bench/store build/bench ;;
    audit) audit ;;
    threads) threads ;;
    *) echo "no such part: $1"; return 2 ;;
    esac
}

failed=0
{
    echo "# $(date -u '+%F %R') UTC, $(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo), $(nproc) processors, $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)"
    echo "# $(uname -sr), load $(cut -d' ' -f1-3 /proc/loadavg) at the start, $(git rev-parse --short HEAD 2>/dev/null || echo 'no git')"
    for part in "${parts[@]}"; do
        echo
        echo "## $part (load $(cut -d' ' -f1 /proc/loadavg))"
        run_part "$part" || { echo "FAILED: $part"; failed=1; }
    done
} 2>&1 | tee build/bench/report.txt
! grep -q '^FAILED' build/bench/report.txt
