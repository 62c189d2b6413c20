#!/bin/sh
# tools/format.sh [--fix]: is every C file laid out as .clang-format says? Exit code 77 (skipped)
# without clang-format 14, Debian 12's: other versions lay out a little differently.
set -eu
cd "$(dirname "$0")/.."
case "$(clang-format --version 2>/dev/null)" in
*' 14.'*) ;;
*) echo "skipped: no clang-format 14"; exit 77 ;;
esac
if [ "${1-}" = --fix ]; then
        how=-i
else
        how='--dry-run --Werror'
fi
find src tools test bench -name '*.[ch]' -not -path '*/node_modules/*' -print0 |
        xargs -0 -P "$(nproc)" -n 20 clang-format $how
