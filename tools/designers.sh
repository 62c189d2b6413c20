#!/bin/sh
# tools/designers.sh: bundles the drawing editors (web/designers) into web/designers/dist, from where
# the build takes them into the program. Quick when nothing changed; exit 1 when it cannot be done, and
# then the program is built without them (docs/decisions/0010-editors-from-npm.md).
set -eu
cd "$(dirname "$0")/.."
made=web/designers/dist/made
stale() {
        [ -e $made ] || return 0
        [ -n "$(find web/designers/src web/designers/build.mjs web/designers/package-lock.json \
                -newer $made)" ]
}
stale || exit 0
test/npm.sh web/designers
rm -rf web/designers/dist.new
(cd web/designers && node build.mjs dist.new)
rm -rf web/designers/dist
mv web/designers/dist.new web/designers/dist
touch $made
