#!/bin/sh
# tools/packages/need.sh LIST…: installs the Debian packages of tools/packages/LIST.txt that are
# missing, in one go. Quick and silent when nothing is. Not a package manager: versions are Debian's.
set -eu
here=$(dirname "$0")
want=$(for list in "$@"; do sed 's/#.*//' "$here/$list.txt"; done)
have=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $want 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ')"
missing=
for p in $want; do
        case "$have" in *" $p "*) ;; *) missing="$missing $p" ;; esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
        as_root=env
elif command -v sudo >/dev/null; then
        as_root='sudo env'
else
        echo "Missing packages; install them as root: apt-get install$missing" >&2
        exit 1
fi
echo "Installing:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
        $as_root DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@" \
                >"$log" 2>&1 </dev/null
}
# The package lists may be absent or older than the mirror: they are fetched only then.
if ! apt install -y --no-install-recommends $missing; then
        apt update && apt install -y --no-install-recommends $missing || {
                cat "$log" >&2
                exit 1
        }
fi
