#!/bin/bash
# What docs/algorithms.md says of checking one's own result with ordinary tools is true: the example is solved by the program, and
# everything after that is done by the commands that stand there.
set -uo pipefail
cd "$(dirname "$0")/../.."
program=$PWD/build/zhiqiao
page=docs/algorithms.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
source tests/say.sh

mkdir "$work/2026"
printf 'seat_id,enterprise_id,capacity,minimum\nturning,E1,1,\nmilling,E1,2,\nwelding,E2,3,2\n' >"$work/2026/seats.csv"
printf 'enterprise_id,capacity\nE1,2\nE2,\n' >"$work/2026/enterprises.csv"
printf 'applicant_id,score\nLi,90\nWang,80.5\nZhao,80.5\nSun,60\n' >"$work/2026/applicants.csv"
printf 'applicant_id,number\nLi,5\nWang,9\nZhao,2\nSun,7\n' >"$work/2026/lots.csv"
{
    echo applicant_id,rank,seat_id
    for who in Li Wang Zhao; do printf '%s,1,turning\n%s,2,milling\n' $who $who; done
    printf 'Sun,1,turning\nSun,2,welding\n'
} >"$work/2026/preferences.csv"
out=$work/allocation.csv
"$program" placement solve "$work/2026" --out "$out" --lang en >"$work/said" 2>&1 || say "the example is solved" "$(cat "$work/said")"
certificate=$out.certificate

# The commands of the page, from the line that begins with leaf() to the end of their block.
awk '/^leaf\(\)/ {on = 1} on && /^```/ {exit} on' "$page" >"$work/commands.sh"
root=$(bash "$work/commands.sh")
faults=
[ ${#root} -eq 64 ] || faults+="the commands print: $root"$'\n'
grep -q "\"sha256_root\": \"$root\"" "$certificate/certificate.json" || faults+="the root is not the one of the certificate: $root"$'\n'
grep -q "It prints $root," "$page" || faults+="$page names another root"$'\n'
proof=$("$program" placement explain "$work/2026" "$out" Wang --proof --lang en 2>/dev/null)
for digest in $(grep -oE '\b[0-9a-f]{64}\b' "$work/commands.sh"); do
    grep -q "$digest" <<<"$proof" || faults+="the path of explain --proof has no $digest"$'\n'
done
say "an applicant leads the own wishes to the published root with ordinary tools" "$(sed '/^$/d' <<<"$faults")"

faults=
forged=$(sed 's/turning\\t80.5/turning\\t90.5/' "$work/commands.sh" | bash)
[ "$forged" != "$root" ] || faults+="another score leads to the same root"$'\n'
for line in 'seat,turning,1,1,90,5' 'enterprise,E1,2,2,80.5,2' 'seat,milling,2,1,,'; do
    grep -qx "$line" "$certificate/cutoffs.csv" || faults+="cutoffs.csv has no line $line"$'\n'
done
digest=$(sha256sum "$certificate/cutoffs.csv" | cut -c1-64)
grep -q "\"sha256\": \"$digest\"" "$certificate/certificate.json" || faults+="cutoffs.csv is not the one of the certificate"$'\n'
pieces=$(split -b 1M --filter='openssl dgst -sm3 -binary' "$work/2026/preferences.csv" | openssl dgst -sm3 | sed 's/.*= *//')
grep -q "\"digest\": \"$pieces\"" "$certificate/certificate.json" || faults+="SM3 of preferences.csv is another: $pieces"$'\n'
say "cut-offs and digests are those of the certificate, and a forged wish is found out" "$(sed '/^$/d' <<<"$faults")"

rm "$work/2026/lots.csv"
seed='双色球 2026101'
"$program" placement solve "$work/2026" --out "$out" --seed "$seed" --lang en >/dev/null 2>&1
lot=$(printf '%u' "0x$(printf '%s\n%s' "$seed" Wang | sha256sum | cut -c1-16)")
told=$("$program" placement explain "$work/2026" "$out" Wang --seed "$seed" --json 2>/dev/null)
faults=
grep -q "\"lot\": \"$lot\"" <<<"$told" || faults="by sha256sum the lot is $lot; the program says: $told"
say "a lot follows from the published text and the own id" "$faults"
exit $failed
