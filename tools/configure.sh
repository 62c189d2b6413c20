#!/bin/sh
# tools/configure.sh DIR OPTION…: makes the Meson build folder DIR with these options, or leaves it
# alone when it was made here with the same ones. A folder of another place or of other options, or
# one whose making was broken off, is made anew.
set -eu
dir=$1
shift
stamp="$PWD ${CC:-cc} $*"
[ "$(cat "$dir/configured" 2>/dev/null)" = "$stamp" ] && exit 0
rm -rf "$dir"
mkdir -p "$dir"
if ! meson setup "$dir" "$@" >"$dir.log" 2>&1; then
        cat "$dir.log" >&2
        rm -rf "$dir" "$dir.log"
        exit 1
fi
rm -f "$dir.log"
echo "$stamp" >"$dir/configured"
