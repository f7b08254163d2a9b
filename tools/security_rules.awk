# catalogues/security_rules.csv → rows of src/areas/accounts/security.c: one for each default that a rule names. Fails on
# what it does not know. Quotes as in RFC 4180, without line breaks inside.
function split_line(line, cells,    count, quoted, at, sign) {
    count = 1
    cells[1] = ""
    quoted = 0
    for (at = 1; at <= length(line); at++) {
        sign = substr(line, at, 1)
        if (sign == "\"") {
            quoted = !quoted
        } else if (sign == "," && !quoted) {
            cells[++count] = ""
        } else {
            cells[count] = cells[count] sign
        }
    }
    return count
}
function refuse(what) {
    print FILENAME ":" NR ": " what > "/dev/stderr"
    failed = 1
    exit 1
}
NR == 1 {
    if ($0 != "id,level,topic,requirement,value,unit,defaults,source,status") {
        refuse("another header")
    }
    next
}
{
    if (split_line($0, cell) != 9 || $0 ~ /""|\\/) {
        refuse("not nine plain cells")
    }
    count = split(cell[7], defaults, "|")
    for (i = 1; i <= count; i++) {
        split(defaults[i], pair, "=")
        if (defaults[i] !~ /^[a-z_]+=[0-9]+$/ || (pair[1] in known)) {
            refuse("not name=number, or twice: " defaults[i])
        }
        known[pair[1]] = 1
        printf "{\"%s\", %s, \"%s\", \"%s\", \"%s\", \"%s\"},\n", pair[1], pair[2], cell[1], cell[5], cell[8], cell[9]
    }
}
END { exit failed }
