#!/bin/sh
# test/npm.sh [FOLDER]: the npm packages of FOLDER (default: the top) as its package-lock.json names
# them, fetched only when that file is newer than what is there. No package's own script is run.
set -eu
cd "$(dirname "$0")/.."
command -v npm >/dev/null || tools/packages/need.sh node
cd "${1:-.}"
[ node_modules/.package-lock.json -nt package-lock.json ] && exit 0
npm ci --ignore-scripts --no-progress >npm.log 2>&1 </dev/null || {
        cat npm.log >&2
        rm -f npm.log
        exit 1
}
rm -f npm.log
touch node_modules/.package-lock.json
