#!/bin/sh
# test/cli.sh MOTCUA: what the command line promises an operator, on a real folder, without a server and
# beside one: nothing is lost between backup and restore, and verify finds what was changed behind the
# program's back. On PostgreSQL too when MOTCUA_TEST_PG names a server.
set -u

motcua=$1
dir=$(mktemp -d /tmp/motcua-cli-XXXXXX)
server=
bad=0
db=

finish() {
        [ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null
        rm -rf "$dir"
        [ -z "$db" ] || psql -q "$MOTCUA_TEST_PG" -c "drop database if exists $db with (force)" \
                -c "drop database if exists ${db}_new with (force)" >/dev/null 2>&1
}
trap finish EXIT

# expect CODE WHAT command...: its output is in $dir/out
expect() {
        want=$1 what=$2
        shift 2
        "$@" >"$dir/out" 2>&1 </dev/null
        got=$?
        if [ $got = "$want" ]; then
                echo "ok   $what"
        else
                echo "FAIL $what: exit code $got, not $want"
                sed 's/^/     /' "$dir/out"
                bad=1
        fi
}
says() { # in the last output
        grep -q -- "$2" "$dir/out" && { echo "ok   $1"; return; }
        echo "FAIL $1: it does not say \"$2\""
        sed 's/^/     /' "$dir/out"
        bad=1
}

start() {
        timeout 300 "$motcua" serve --data "$1" --listen 127.0.0.1:0 --sandbox=off >"$dir/url" 2>"$dir/log" &
        server=$!
        for i in $(seq 200); do
                [ -s "$dir/url" ] && return
                sleep 0.1
        done
        echo "FAIL the server does not start"; cat "$dir/log"; exit 1
}
stop() {
        kill "$server"
        wait "$server"
        server=
}
counts() { # what must be the same after a restore
        "$motcua" verify --data "$1" | grep -E 'in the tree|in use' | sed 's/ in the tree.*//'
        "$motcua" user list --data "$1" | wc -l
        for what in procedures units dossiers; do
                "$motcua" export $what --data "$1" | sha256sum
        done
}

# each FOLDER: the commands, wherever they run
each() {
        expect 0 "verify a good folder" "$motcua" verify --data "$1"
        says "verify names the unsealed tail" 'events wait for their place'
        expect 0 "user add" "$motcua" user add "nguoi$2" --display "Người Mới" --role leader --data "$1"
        expect 1 "a name is taken once" "$motcua" user add "nguoi$2" --display "Người" --role leader --data "$1"
        expect 0 "user grant" "$motcua" user grant "nguoi$2" --role auditor --tree --data "$1"
        expect 0 "user lock" "$motcua" user lock "nguoi$2" --data "$1"
        expect 0 "user list" "$motcua" user list --data "$1"
        says "user list shows state and roles" "nguoi$2.staff.locked.auditor@H56+,leader@H56"
        expect 0 "user unlock" "$motcua" user unlock "nguoi$2" --data "$1"
        expect 0 "user revoke" "$motcua" user revoke "nguoi$2" --role auditor --data "$1"
        expect 1 "revoke what is not held" "$motcua" user revoke "nguoi$2" --role auditor --data "$1"
        expect 0 "user password" "$motcua" user password "nguoi$2" --data "$1"
        expect 0 "user token" "$motcua" user token "nguoi$2" --data "$1"
        expect 1 "no such account" "$motcua" user token nobody --data "$1"
        expect 64 "wrong usage" "$motcua" user frobnicate --data "$1"
        says "wrong usage prints the usage" 'usage: motcua user add'
        expect 64 "an unknown option" "$motcua" verify --heeds x --data "$1"
        says "an unknown option is named" 'no option --heeds'
        expect 0 "migrate what is up to date" "$motcua" migrate --data "$1"
        expect 0 "check" "$motcua" check --data "$1"
        says "check speaks of the disk" 'free'
        expect 0 "the live figures are what the dossiers say" "$motcua" indicators check --data "$1"
        says "they say so" 'exactly what the dossiers say'
        for what in procedures units dossiers; do
                expect 0 "export $what" "$motcua" export $what --out "$dir/$2.csv" --format csv --data "$1"
                [ "$(wc -l <"$dir/$2.csv")" -gt 20 ] || { echo "FAIL $what as csv"; bad=1; }
        done
        expect 0 "export to be imported" "$motcua" export procedures --out "$dir/$2.jsonl" --data "$1"
        expect 0 "import of an export" "$motcua" import procedures "$dir/$2.jsonl" --data "$1"
        says "import of an export changes nothing" ' 0 added, 0 changed, [1-9][0-9]* the same, 0 refused'
        expect 64 "export of nothing" "$motcua" export things --data "$1"
}

for cmd in serve init demo migrate import export backup restore verify check indicators reorganise user; do
        expect 0 "help of $cmd" "$motcua" $cmd --help
done

# SQLite
data=$dir/data
expect 0 "demo" "$motcua" demo --data "$data" --dossiers 30
expect 0 "dossiers of the demo are of the past" test "$(sqlite3 "$data/motcua.db" \
        "select count(*) from dossier where submitted_at < 1000 * unixepoch()")" = 30
each "$data" alone

# People from another system: killed in the middle, run again, each is there once.
people=$dir/people.csv
awk 'BEGIN { print "name,identity"; for (i = 1; i <= 20000; i++) printf "Người %d,0387%08d\n", i, i }' >"$people"
here() { sqlite3 "$data/motcua.db" "select count(${1-} identity) from person where identity like '0387%'"; }
expect 0 "people, only looked at" "$motcua" import people "$people" --dry-run --data "$data"
says "people that would come in are counted" '20000 added'
[ "$(here)" = 0 ] || { echo "FAIL a dry run wrote people"; bad=1; }
"$motcua" import people "$people" --data "$data" >/dev/null 2>&1 &
importer=$!
while [ "$(here)" = 0 ] && kill -0 $importer 2>/dev/null; do :; done
kill -9 $importer 2>/dev/null || :
wait $importer 2>/dev/null || :
expect 0 "people again after a kill" "$motcua" import people "$people" --data "$data"
[ "$(here) $(here distinct)" = "20000 20000" ] || { echo "FAIL people after a kill: $(here)"; bad=1; }

# A file larger than what a command may otherwise hold, packed and not.
{ echo '{"code":"sai"}'; head -c 80000000 /dev/zero | tr '\0' '\n'; } >"$dir/large.jsonl"
gzip -k "$dir/large.jsonl"
start "$data"
for large in large.jsonl large.jsonl.gz; do
        expect 0 "$large" "$motcua" import dossiers "$dir/$large" --dry-run --data "$data"
        says "the row of $large is named" '1 rows: 0 added.* 1 refused'
done
rm "$dir"/large.*
each "$data" beside
expect 0 "backup beside a server" "$motcua" backup --to "$dir/one.tar" --data "$data"
expect 1 "a backup replaces nothing" "$motcua" backup --to "$dir/one.tar" --data "$data"
stop
expect 0 "backup without a server" "$motcua" backup --to "$dir/two" --data "$data"
expect 0 "a backup can be checked by hand" sh -c "cd '$dir/two' && sha256sum -c SHA256SUMS"
counts "$data" >"$dir/before"
cp -r "$data" "$dir/copy"
rm -rf "$data"
expect 0 "restore from a folder" "$motcua" restore --from "$dir/two" --data "$data"
says "a restore verifies" 'verified: nothing was found'
counts "$data" >"$dir/after"
cmp "$dir/before" "$dir/after" || { echo "FAIL the restored counts differ"; bad=1; }
expect 1 "restore into a full folder" "$motcua" restore --from "$dir/two" --data "$data"
expect 0 "restore from a tar file" "$motcua" restore --from "$dir/one.tar" --data "$dir/three"
start "$dir/three"
expect 0 "a restored province serves and verifies" "$motcua" verify --data "$dir/three"
stop
printf x >>"$dir/two/motcua.db"
expect 1 "a damaged backup is refused" "$motcua" restore --from "$dir/two" --data "$dir/four"
[ ! -e "$dir/four" ] || { echo "FAIL a refused restore leaves its folder"; bad=1; }

# The database alone from an older copy: its record goes on under a new name, and says so.
cp "$data/motcua.db" "$dir/older.db"
start "$data"
expect 0 "a token while the server works" "$motcua" user token --data "$data" motcua
stop
cp "$dir/older.db" "$data/motcua.db"
rm -f "$data/motcua.db-wal" "$data/motcua.db-shm"
expect 1 "verify finds that the end of the history is gone" "$motcua" verify --data "$data"
says "verify says what is gone" 'history was cut'
expect 0 "restore --continue" "$motcua" restore --continue --data "$data" --reason "the disk burnt"
says "restore --continue says what was lost" 'had been signed are not here'
start "$data"
expect 0 "what went on verifies beside its server" "$motcua" verify --data "$data"
says "verify tells of the older copy" 'an older copy was brought back'
stop
expect 0 "nothing is lost twice" "$motcua" restore --continue --data "$data"
says "restore --continue sees that" 'nothing was signed that is not here'

sqlite3 "$data/motcua.db" "update audit_event set action = 'dossier.refuse' where id = (select min(id) from audit_event)"
expect 1 "verify finds an edited event" "$motcua" verify --data "$data"
says "verify says what it found" 'a sealed event was changed'
sqlite3 "$dir/copy/motcua.db" "insert into file (id, code, hash, content_name, name, type, size, account_id, created_at)
        values (1, 'x', zeroblob(32), zeroblob(32), 'x', 'x', 1, 1, 1)"
expect 1 "verify finds a file without content" "$motcua" verify --data "$dir/copy"
says "verify names the file" 'file 1: its content is gone'
chmod 755 "$dir/copy/secret"
expect 1 "check finds open secrets" "$motcua" check --data "$dir/copy"
says "check names the folder" 'secret'

# PostgreSQL
if [ -n "${MOTCUA_TEST_PG:-}" ]; then
        db=motcua_cli_$$
        base=${MOTCUA_TEST_PG%%\?*}
        query=${MOTCUA_TEST_PG#"$base"}
        psql -q "$MOTCUA_TEST_PG" -c "create database $db template template0 encoding 'UTF8' locale 'C'" \
                -c "create database ${db}_new template template0 encoding 'UTF8' locale 'C'"
        url=${base%/*}/$db$query
        expect 0 "demo on PostgreSQL" "$motcua" demo --data "$dir/pg" --db "$url" --dossiers 30
        each "$dir/pg" alone
        start "$dir/pg"
        each "$dir/pg" beside
        expect 0 "backup of PostgreSQL beside a server" "$motcua" backup --to "$dir/pg.tar" --data "$dir/pg"
        stop
        counts "$dir/pg" | tail -n 4 >"$dir/before"
        expect 1 "PostgreSQL comes back into a database that is named" \
                "$motcua" restore --from "$dir/pg.tar" --data "$dir/pgnew"
        expect 0 "restore of PostgreSQL" "$motcua" restore --from "$dir/pg.tar" --data "$dir/pgnew" \
                --db "${base%/*}/${db}_new$query"
        counts "$dir/pgnew" | tail -n 4 >"$dir/after"
        cmp "$dir/before" "$dir/after" || { echo "FAIL the restored counts differ on PostgreSQL"; bad=1; }
else
        echo "skipped: no PostgreSQL"
fi
exit $bad
