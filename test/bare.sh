#!/bin/sh
# test/bare.sh [PART…]: the promise of the README on a machine that has nothing: a Debian 12 made by
# debootstrap (minbase: no git, no compiler, no certificates), the source as an archive without git,
# then bin/run until the page answers, bin/run again, kill -9 and a third start, and bin/test PART…
# (release) inside. Needs root, debootstrap, curl and the package registries; takes ten minutes.
# Times are printed for people; no check decides by them. MOTCUA_BARE keeps the root at that path.
set -eu
cd "$(dirname "$0")/.."
passed=0
failed=0
check() { # check NAME COMMAND…
        name=$1
        shift
        if "$@"; then
                passed=$((passed + 1)) && echo "ok   $name"
        else
                failed=$((failed + 1)) && echo "FAIL $name"
        fi
}
root=${MOTCUA_BARE:-$(mktemp -d)}
server=
finish() {
        [ -z "$server" ] || kill "$server" 2>/dev/null || true
        umount "$root/proc" "$root/dev" 2>/dev/null || true
        [ -n "${MOTCUA_BARE-}" ] || rm -rf --one-file-system "$root"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

if [ ! -e "$root/etc/debian_version" ]; then
        mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[.*\] \)\?\([^ ]*\) .*/\2/p' \
                /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1)
        debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || {
                tail -20 "$root.log" >&2
                exit 1
        }
        rm -f "$root.log"
fi
# The registries as this machine reaches them.
cp -rL /etc/apt/sources.list* /etc/apt/apt.conf.d "$root/etc/apt/" 2>/dev/null || true
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
[ ! -f "$HOME/.npmrc" ] || cp "$HOME/.npmrc" "$root/root/"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
rm -rf "$root/opt/motcua"
mkdir -p "$root/opt/motcua"
git archive HEAD | tar -x -C "$root/opt/motcua"

# A word list and no function: in the background the process is the program itself, and can be killed.
enter="env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
        ${http_proxy:+http_proxy=$http_proxy} ${https_proxy:+https_proxy=$https_proxy} chroot $root
        /bin/sh -c"
inside() { $enter "cd /opt/motcua && $1"; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# Starts bin/run and waits until the home page answers or it ended.
start() {
        began=$(date +%s%N)
        $enter "cd /opt/motcua && exec bin/run --listen 127.0.0.1:$port" >"$root/run.log" 2>&1 &
        server=$!
        while kill -0 $server 2>/dev/null; do
                if curl -fs "http://127.0.0.1:$port/" 2>/dev/null | grep -q 'lang="vi"'; then
                        echo "     $1: $((($(date +%s%N) - began) / 1000000)) ms"
                        return 0
                fi
                sleep 0.05
        done
        tail -40 "$root/run.log" >&2
        server=
        return 1
}
stop() { # stop SIGNAL
        kill "-$1" $server
        code=0
        wait $server || code=$?
        server=
}
check "bin/run on a bare machine" start "first bin/run"
check "it prints the accounts" grep -q lanhdao "$root/run.log"
stop INT
check "Ctrl-C ends it with code 0" test $code = 0
check "bin/run again" start "second bin/run"
stop KILL
check "bin/run after kill -9" start "third bin/run"
check "verify beside the server" inside "build/motcua verify --data run/province >/dev/null"
stop TERM
check "bin/test ${*:-release}" inside "bin/test ${*:-release} >/var/log/test.log 2>&1"
tail -5 "$root/var/log/test.log"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
