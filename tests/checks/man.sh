#!/bin/bash
# The man pages: well-formed, and zhiqiao.1 knows every verb of `zhiqiao help` and every option of each verb's --help,
# and nothing that is not there. The READMEs name every verb.
set -uo pipefail
cd "$(dirname "$0")/../.."
program=build/zhiqiao
page=docs/man/zhiqiao.1
failed=0
source tests/say.sh

say "the man pages are well-formed" "$(mandoc -T lint -W warning docs/man/* 2>&1)"

verbs=$("$program" help --lang en | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
faults=
[ "$(wc -w <<<"$verbs")" -ge 8 ] || faults="zhiqiao help lists too few verbs: $verbs"
# The part of the page about a verb: from its .Ss to the next heading.
part() { awk -v verb="$1" '/^\.S[hs] / {on = 0; if ($1 == ".Ss") {for (n = 2; n <= NF; n++) {on = on || $n == verb}}} on' "$page"; }
for verb in $verbs; do
    text=$(part "$verb")
    [ -n "$text" ] || { faults+=$'\n'"$page has nothing on the verb $verb"; continue; }
    for option in $("$program" "$verb" --help --lang en | sed -n 's/^  --\([a-z-]*\) .*/\1/p'); do
        case "$option" in
        db | region | json | lang | help) where=$(awk '/^\.Ss/ {exit} 1' "$page") ;;
        *) where=$text ;;
        esac
        grep -qE "^\.It Fl -$option( |\$)" <<<"$where" || faults+=$'\n'"$page has nothing on $verb --$option"
    done
done
say "the man page knows every verb and every option" "$(sed '/^$/d' <<<"$faults")"

faults=
for verb in $(sed -n '/^\.Sh DESCRIPTION/,/^\.Sh ENVIRONMENT/s/^\.Ss //p' "$page" | tr -d ',' ); do
    grep -qx -- "$verb" <<<"$verbs" || faults+="$page describes $verb, which is no verb"$'\n'
    for option in $(part "$verb" | sed -n 's/^\.It Fl -\([a-z-]*\).*/\1/p'); do
        "$program" "$verb" --help --lang en | grep -q "^  --$option " || faults+="$page: $verb has no --$option"$'\n'
    done
done
say "the man page promises nothing that is not there" "$(sed '/^$/d' <<<"$faults")"
# A verb with a page of its own: its options, there and in its synopsis, are those of its --help.
faults=
pages=0
for verb in $verbs; do
    own=docs/man/zhiqiao-$verb.1
    [ -f "$own" ] || continue
    pages=$((pages + 1))
    synopsis=$(awk '/^\.Sh / {on = ($2 == "SYNOPSIS")} on' "$own")
    known=$("$program" "$verb" --help --lang en | sed -n 's/^  --\([a-z-]*\) .*/\1/p' | grep -vxE 'db|region|json|lang|help')
    for option in $known; do
        grep -qE "^\.It Fl -$option( |\$)" "$own" || faults+="$own has nothing on --$option"$'\n'
        grep -qE "Fl -$option( |\$)" <<<"$synopsis" || faults+="$own: the synopsis has no --$option"$'\n'
    done
    for option in $(grep -oE '^\.It Fl -[a-z-]+' "$own" | sed 's/.*Fl -//'; grep -oE 'Fl -[a-z-]+' <<<"$synopsis" | sed 's/Fl -//'); do
        grep -qx -- "$option" <<<"$known" || faults+="$own: there is no --$option"$'\n'
    done
done
[ "$pages" -ge 4 ] || faults+="only $pages verbs have pages of their own"
say "each verb's own page has its options, in text and synopsis, and no others" "$(sed '/^$/d' <<<"$faults")"

# And each part takes what its synopsis says, and nothing else: an option of another part is wrong usage.
faults=
for verb in placement pairing talks visits; do
    own=docs/man/zhiqiao-$verb.1
    for part in solve check explain; do
        takes=$(awk -v part="$part" '/^\.Nm zhiqiao/ {on = ($NF == part)} /^\.Sh DESC/ {exit} on' "$own" | grep -oE 'Fl -[a-z-]+' | sed 's/Fl -//')
        for option in $("$program" "$verb" --help --lang en | sed -n 's/^  --\([a-z-]*\) .*/\1/p' | grep -vxE 'db|region|json|lang|help'); do
            told=$("$program" "$verb" "$part" /nowhere x "--$option" 1 --lang en 2>&1 || true)
            [[ $told == *"no use for"* ]] && refused=yes || refused=no
            grep -qx -- "$option" <<<"$takes" && wanted=no || wanted=yes
            [ "$refused" = "$wanted" ] || faults+="$verb $part --$option: the page and the program differ: $told"$'\n'
        done
    done
done
say "each part of a verb takes the options of its synopsis, and no others" "$(sed '/^$/d' <<<"$faults")"
faults=
for verb in $verbs; do
    for file in README.md README.zh-CN.md; do
        grep -qE "^\| \`([a-z]+, )?$verb[ ,\`]" "$file" || faults+="$file does not name the verb $verb"$'\n'
    done
done
say "the READMEs name every verb" "$(sed '/^$/d' <<<"$faults")"
exit $failed
