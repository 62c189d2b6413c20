#!/bin/sh
# test/node.sh SCRIPT ARG…: runs a script with the Node that package-lock.json fixes (Debian's own is
# older), or with the machine's when there is no such package for it.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) cpu=none ;; esac
node=$top/node_modules/node-linux-$cpu/bin/node
[ -x "$node" ] || node=node
exec "$node" "$@"
