# catalogues/permissions.csv → rows of src/web/permission.c. Fails on a word it does not know.
BEGIN {
    FS = ","
    organisation["owner"] = "MEMBER_OWNER"; organisation["staff"] = "MEMBER_STAFF"
    organisation["editor"] = "MEMBER_EDITOR"; organisation["reader"] = "MEMBER_READER"
    platform["office"] = "ROLE_OFFICE"; platform["editor"] = "ROLE_EDITOR"
    platform["auditor"] = "ROLE_AUDITOR"; platform["administrator"] = "ROLE_ADMINISTRATOR"
    relation["anyone"] = "RELATION_ANYONE"; relation["signed_in"] = "RELATION_SIGNED_IN"
    relation["self"] = "RELATION_SELF"; relation["own"] = "RELATION_OWN"
    relation["party"] = "RELATION_PARTY"; relation["region"] = "RELATION_REGION"
}
NR == 1 { next }
{
    if (!($2 in relation) || $1 !~ /^[a-z_]+(\.[a-z_]+)?$/ || NF != 4) {
        print FILENAME ":" NR ": not action,relation,roles,meaning" > "/dev/stderr"
        exit 1
    }
    set = "0"
    count = split($3, roles, " ")
    for (i = 1; i <= count; i++) {
        ours = $2 == "region" ? platform[roles[i]] : organisation[roles[i]]
        if (ours == "") {
            print FILENAME ":" NR ": unknown role " roles[i] > "/dev/stderr"
            exit 1
        }
        set = set " | " ours
    }
    if ((count == 0) != ($2 == "anyone" || $2 == "signed_in" || $2 == "self")) {
        print FILENAME ":" NR ": roles belong to own, party and region" > "/dev/stderr"
        exit 1
    }
    printf "{\"%s\", %s, %s, \"%s\"},\n", $1, relation[$2], set, $4
}
