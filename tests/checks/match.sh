#!/bin/bash
# The matching engine alone: it builds without the rest, needs nothing but libc and libm, its manual names every function of the
# public headers, and the example of each page compiles with nothing but that and prints what the page says.
set -uo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
source tests/say.sh

say "the matching engine builds and installs alone" \
    "$(make -s install-match PREFIX=/ DESTDIR="$work/root" 2>&1 || echo "make install-match failed")"
export PKG_CONFIG_PATH=$work/root/lib/pkgconfig

# The part of an EXAMPLES section between the Nth .Bd and its .Ed, as it is read.
block() { awk -v wanted="$2" '/^\.Sh /{on = ($2 == "EXAMPLES")} on && /^\.Bd/ {n++; inside = 1; next} /^\.Ed/ {inside = 0}
    on && inside && n == wanted' "$1" | sed 's/\\e/\\/g'; }
faults=
count=0
for page in docs/man/*.3; do
    name=$(basename "$page" .3)
    block "$page" 1 >"$work/$name.c"
    # shellcheck disable=SC2046
    cc -std=c17 -Wall -Wextra -Werror -o "$work/$name" "$work/$name.c" $(pkg-config --cflags --libs zhiqiao-match) 2>"$work/said" ||
        { faults+="$page: the example does not compile: $(head -n 3 "$work/said")"$'\n'; continue; }
    "$work/$name" >"$work/printed" || faults+="$page: the example fails"$'\n'
    cmp -s "$work/printed" <(block "$page" 2) || faults+="$page: the example prints: $(cat "$work/printed")"$'\n'
    count=$((count + 1))
done
[ "$count" -ge 5 ] || faults+="only $count examples"
say "the example of each manual page of the engine compiles and prints what it says" "$(sed '/^$/d' <<<"$faults")"

faults=
for header in fit pairing placement talks visits; do
    for function in $(sed -n "s/^.*[ *]\(${header}_[a-z_]*\)(.*/\1/p" "src/match/$header.h" | sort -u); do
        grep -qw "$function" "docs/man/zhiqiao-$header.3" || faults+="docs/man/zhiqiao-$header.3 does not name $function"$'\n'
    done
done
say "the manual names every function of the engine" "$(sed '/^$/d' <<<"$faults")"
exit $failed
