#!/bin/sh
# test/pg.sh: a private PostgreSQL 15 for tests, in a folder of its own, reached by a socket there only.
#
#      export MOTCUA_TEST_PG="$(test/pg.sh start [DIR])"      prints its URL; safe when it runs already
#      test/pg.sh stop [DIR]                 stops it and removes the folder; safe when it does not run
#      test/pg.sh crash [DIR]                kills it at once (immediate shutdown), keeps the folder
#
# PostgreSQL refuses to run as root; root becomes the user `postgres` for it.
set -eu

action=${1:-start}
# bin/test has a scratch folder of its own, so that two runs side by side have two clusters.
dir=${2:-/tmp/motcua-pg-$(id -u)-$(basename "${MOTCUA_SCRATCH:-shared}")}
port=54321
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "pg.sh: PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 1; }

as() {
        if [ "$(id -u)" = 0 ]; then
                setpriv --reuid=postgres --regid=postgres --init-groups -- \
                        env HOME="$dir" LC_ALL=C.UTF-8 "$@"
        else
                env LC_ALL=C.UTF-8 "$@"
        fi
}

running() {
        [ -f "$dir/data/postmaster.pid" ] && as "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1
}

make() {
        mkdir -p "$dir"
        chmod 700 "$dir"
        [ "$(id -u)" != 0 ] || chown postgres: "$dir"
        rm -rf "$dir/data"
        as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
        cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
unix_socket_permissions = 0777
port = $port
max_connections = 200
shared_buffers = 64MB
max_wal_size = 256MB
fsync = on
synchronous_commit = on
full_page_writes = on
log_min_messages = fatal
CONF
        touch "$dir/data/made"
}

start() {
        running && return
        # A cluster that was being made when its maker died is made anew.
        [ -f "$dir/data/made" ] || make
        (cd / && as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 start >/dev/null) ||
                { tail -n 20 "$dir/log" >&2; exit 1; }
}

case $action in
start)
        start
        echo "postgresql://postgres@/postgres?host=$dir&port=$port"
        ;;
stop)
        if running; then
                as "$bin/pg_ctl" -D "$dir/data" -w -m fast stop >/dev/null
        fi
        rm -rf "$dir"
        ;;
crash)
        as "$bin/pg_ctl" -D "$dir/data" -w -m immediate stop >/dev/null
        ;;
*)
        echo "usage: test/pg.sh start|stop|crash [DIR]" >&2
        exit 2
        ;;
esac
