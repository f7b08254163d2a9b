#!/bin/bash
# The floors of docs/architecture.md: includes point down only; an area uses another only through its <area>.h and
# without circles.
set -uo pipefail
cd "$(dirname "$0")/../.."

awk '
BEGIN {
    split("base text sheet match catalogue store web areas cli", floors, " ")
    level["base"] = 0; level["text"] = 1; level["sheet"] = 2; level["match"] = 1; level["catalogue"] = 2
    level["store"] = 1; level["web"] = 3; level["areas"] = 4; level["cli"] = 5
}
FNR == 1 { split(FILENAME, part, "/"); here = part[2]; area = here == "areas" ? part[3] : "" }
/^#include "/ {
    match($0, /"[^"]+"/); target = substr($0, RSTART + 1, RLENGTH - 2)
    if (here ~ /\.c$/) { next } # main.c stands above all
    if (target ~ /^[a-z_]+_table\.h$/) { next } # made by the build from tables of Debian
    split(target, piece, "/"); there = piece[1]
    if (!(there in level)) { fault(FILENAME ": unknown floor in " target); next }
    if (there != here && level[there] >= level[here]) { fault(FILENAME " includes " target ", which is not below it") }
    if (here == "areas" && there == "areas" && piece[3] != "" && piece[2] != area) {
        if (piece[3] != piece[2] ".h") { fault(FILENAME " reaches into " target) }
        edge[area " " piece[2]] = 1
    }
}
function fault(text) { print "# " text; faults++ }
END {
    # Circles: follow the edges until nothing new is reached.
    for (pass = 0; pass < 40; pass++) {
        for (one in edge) for (two in edge) {
            split(one, a, " "); split(two, b, " ")
            if (a[2] == b[1] && !((a[1] " " b[2]) in edge)) { grown[a[1] " " b[2]] = 1 }
        }
        for (one in grown) { edge[one] = 1 }
        delete grown
    }
    for (one in edge) { split(one, a, " "); if (a[1] == a[2]) { fault("areas in a circle through " a[1]) } }
    print (faults ? "not ok" : "ok") " - includes point down, areas meet only in their headers"
    exit faults > 0
}' $(find src -name '*.[ch]' | LC_ALL=C sort)
