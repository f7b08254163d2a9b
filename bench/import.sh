#!/bin/bash
# Importing 100,000 rows of .xlsx and .csv, beside `sqlite3 .import` of the same rows, in one run.
#   bench/import.sh CITY     CITY: a database of `zhiqiao sample --scale 100`, from which the rows come
#
#   ours     zhiqiao import needs: every cell read and judged, one transaction with listing, revision, change and full text,
#            two thirds of the work being what a listing must have to be found and matched
#   plain    sqlite3 .import: eleven columns of text into a table without any index, nothing looked at
#   indexed  the same, then what the same rows need at least: the listing's three indexes and its words in FTS5, by
#            SQLite's own means (one INSERT … SELECT, CREATE INDEX)
# All write to a file on the same disk: WAL, synchronous=FULL. Wall seconds and CPU seconds; ratio = theirs / ours by wall,
# so 1 is as fast and 0.5 half as fast.
set -euo pipefail
cd "$(dirname "$0")/.."
city="${1:?a database of the sample city}"
rows="${ROWS:-100000}"
folder=$(mktemp -d "${TMPDIR:-/tmp}/zhiqiao-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT
TIMEFORMAT='%R %U %S'

sqlite3 -csv "file:$city?immutable=1" >"$folder/organisations.body" \
    "SELECT name, credit_code, kind, county_code, industry_code, school_level, products FROM organisation"
{ echo "单位名称,统一社会信用代码,单位类型,县区,行业代码,办学层次,核心产品"; cat "$folder/organisations.body"; } >"$folder/organisations.csv"
sqlite3 -csv "file:$city?immutable=1" >"$folder/needs.body" "
    SELECT o.name, o.credit_code, l.kind, l.title, l.headcount, l.skills,
      CASE WHEN l.pay_low_fen = 0 OR l.pay_unit <> 'month' THEN '' ELSE (l.pay_low_fen / 100) || '-' || (l.pay_high_fen / 100) || '元/月' END,
      l.start_day, l.county_code, CASE l.lodging WHEN 1 THEN '是' WHEN 0 THEN '否' ELSE '' END, l.body
    FROM listing l JOIN organisation o ON o.region_id = l.region_id AND o.id = l.organisation_id
    WHERE l.side = 'need' ORDER BY l.id LIMIT $rows"
{ echo "单位名称,统一社会信用代码,类别,需求名称,人数,技能要求,薪资,开始时间,县区,包住,说明"; cat "$folder/needs.body"; } >"$folder/needs.csv"
build/bench/spreadsheet_bench "$folder/needs.csv" "$folder/needs.xlsx"

build/zhiqiao init --region 371500 --db "$folder/empty.db" >/dev/null 2>"$folder/log"
build/zhiqiao import organisations "$folder/organisations.csv" --db "$folder/empty.db" >/dev/null 2>>"$folder/log"

# timed NAME COMMAND…: prints a row, leaves wall seconds in $wall.
timed() {
    local name="$1" user system
    shift
    { time "$@" >"$folder/out" 2>"$folder/err"; } 2>"$folder/time" || { cat "$folder/out" "$folder/err"; exit 1; }
    read -r wall user system <"$folder/time"
    printf '%-14s %7.2f s   %6.2f s CPU   %7.0f rows/s\n' "$name" "$wall" "$(awk "BEGIN {print $user + $system}")" \
        "$(awk "BEGIN {print $rows / $wall}")"
}
ours() { # ours FORMAT
    cp "$folder/empty.db" "$folder/$1.db"
    sync "$folder/$1.db"
    timed "ours .$1" build/zhiqiao import needs "$folder/needs.$1" --db "$folder/$1.db" --json
    made=$(sqlite3 "$folder/$1.db" "SELECT count(*) FROM listing")
    [ "$made" -ge $((rows * 99 / 100)) ] || { echo "only $made of $rows rows were understood:"; head -c 600 "$folder/out"; exit 1; }
}
peer() { sqlite3 "$folder/$1.db" <"$folder/$1.sql"; }

cat >"$folder/plain.sql" <<SQL
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE need (organisation, credit_code, kind, title, headcount, skills, pay, start_day, county, lodging, body);
.import --csv --skip 1 $folder/needs.csv need
SQL
{ cat "$folder/plain.sql"; cat <<'SQL'; } >"$folder/indexed.sql"
CREATE UNIQUE INDEX once ON need (organisation, kind, title); CREATE INDEX status ON need (kind); CREATE INDEX county ON need (county);
CREATE VIRTUAL TABLE words USING fts5 (terms, tokenize='trigram');
INSERT INTO words (rowid, terms) SELECT rowid, title || ' ' || skills || ' ' || body || ' ' || organisation FROM need;
SQL

echo "$rows rows, $(stat -c %s "$folder/needs.csv") bytes of csv, $(stat -c %s "$folder/needs.xlsx") of xlsx"
timed "sqlite plain" peer plain
plain=$wall
timed "sqlite indexed" peer indexed
indexed=$wall
ours csv
csv=$wall
ours xlsx
awk "BEGIN {printf \"speed by sqlite3 .import: csv %.2f, xlsx %.2f; by .import with indexes and full text: csv %.2f, xlsx %.2f\\n\", \
    $plain / $csv, $plain / $wall, $indexed / $csv, $indexed / $wall}"
