# For the checks that find faults as text. Sourced; `failed` is the check's own.
say() { # say NAME FAULTS: ok when there are none
    if [ -n "$2" ]; then
        sed 's/^/# /' <<<"$2"
        echo "not ok - $1"
        failed=1
    else
        echo "ok - $1"
    fi
}
