#!/bin/sh
# bench/peer.sh: the program that the page is compared with: its npm packages, and better-sqlite3
# compiled for the Node that will run it. Quick when it is there already.
set -eu
cd "$(dirname "$0")/.."
test/npm.sh
test/npm.sh bench/peer
folder=$PWD/bench/peer/node_modules/better-sqlite3
[ -f "$folder/build/Release/better_sqlite3.node" ] && exit 0
case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) cpu=none ;; esac
headers=$PWD/node_modules/node-linux-$cpu
gyp=$(npm root -g 2>/dev/null)/npm/node_modules/node-gyp/bin/node-gyp.js
[ -f "$gyp" ] || gyp=/usr/share/nodejs/node-gyp/bin/node-gyp.js
top=$PWD
mkdir -p build
cd "$folder"
"$top/test/node.sh" "$gyp" rebuild --release --nodedir="$headers" >"$top/build/peer.log" 2>&1 || {
        tail -40 "$top/build/peer.log" >&2
        exit 1
}
