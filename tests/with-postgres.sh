#!/bin/bash
# tests/with-postgres.sh COMMAND…: runs the command beside a throw-away PostgreSQL 15 cluster.
# The command finds it in ZHIQIAO_TEST_POSTGRES (a superuser's address; each test makes its own database).
# The cluster lies in a temporary folder, listens on a unix socket and a free port of 127.0.0.1, and is stopped by its
# own process id whatever happens. Settings are those of a real one (fsync on), locale as sql.md asks. Where memory can hold
# it, the folder lies there: hundreds of databases made and dropped beside each other keep a disk busy for seconds at a time.
set -uo pipefail
[ $# -gt 0 ] || { echo "usage: tests/with-postgres.sh COMMAND…" >&2; exit 2; }

bin=/usr/lib/postgresql/15/bin
[ -x "$bin/postgres" ] || { echo "not ok - PostgreSQL 15 is missing (Debian package postgresql)"; exit 1; }

# initdb refuses to run as root; Debian's package brings the user postgres.
as_owner=()
[ "$(id -u)" -ne 0 ] || as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups --)

below=/tmp
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
[ "${room:-0}" -lt 4000000 ] || below=/dev/shm
folder=$(mktemp -d "$below/zhiqiao-postgres.XXXXXX")
server=
stop() {
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null # fast shutdown
        for _ in $(seq 100); do
            kill -0 "$server" 2>/dev/null || break
            sleep 0.1
        done
        kill -QUIT "$server" 2>/dev/null
        wait "$server" 2>/dev/null
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
[ "$(id -u)" -ne 0 ] || chown postgres:postgres "$folder"
cd "$folder" || exit 1

"${as_owner[@]}" env LC_ALL=C "$bin/initdb" --pgdata="$folder/cluster" --username=zhiqiao --auth=trust --encoding=UTF8 \
    --locale-provider=libc --lc-collate=C --lc-ctype=C.UTF-8 --no-sync >"$folder/log" 2>&1 ||
    { cat "$folder/log"; echo "not ok - initdb failed"; exit 1; }

start() {
    port=$((20000 + RANDOM % 20000))
    "${as_owner[@]}" "$bin/postgres" -D "$folder/cluster" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories="$folder" -c max_connections=100 -c fsync=on -c lc_messages=C \
        >>"$folder/log" 2>&1 &
    server=$!
    for _ in $(seq 150); do
        kill -0 "$server" 2>/dev/null || return 1
        "$bin/pg_isready" -q -h "$folder" -p "$port" && return 0
        sleep 0.1
    done
    return 1
}
# A port taken by somebody else ends the server at once: try another.
start || start || start || { cat "$folder/log"; echo "not ok - PostgreSQL does not start"; exit 1; }

cd "$OLDPWD" || exit 1
export ZHIQIAO_TEST_POSTGRES="postgresql://zhiqiao@127.0.0.1:$port/postgres"
status=0
"$@" || status=$?
if [ $status -ne 0 ] && [ -n "${ZHIQIAO_TEST_POSTGRES_LOG:-}" ]; then
    cp "$folder/log" "$ZHIQIAO_TEST_POSTGRES_LOG"
fi
exit $status
