#!/usr/bin/env bash
# Rewrites the tables of the READMEs that come from the model's own descriptors: what stands
# between "<!-- generated: NAME -->" and "<!-- end -->" becomes the output of `agglo describe odd
# NAME`. With --check nothing is written; the exit code says whether the files are current.
#
#   tools/update_odd.sh [--check]      AGGLO_BINARY: the program (default: build/agglo)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
agglo=${AGGLO_BINARY:-$root/build/agglo}
documents=(README.md models/README.md output/README.md)
made=$(mktemp)
trap 'rm -f "$made"' EXIT

# renew DOCUMENT: prints it with its generated parts made anew.
renew() {
    local inside=0 line
    while IFS= read -r line || [ -n "$line" ]; do
        if [[ $line =~ ^\<!--\ generated:\ ([a-z]+)\ --\>$ ]]; then
            printf '%s\n' "$line"
            "$agglo" describe odd "${BASH_REMATCH[1]}"
            inside=1
        elif [[ $line == "<!-- end -->" ]]; then
            printf '%s\n' "$line"
            inside=0
        elif [ $inside -eq 0 ]; then
            printf '%s\n' "$line"
        fi
    done <"$1"
    if [ $inside -ne 0 ]; then
        echo "$1: a generated part has no end marker" >&2
        return 1
    fi
}

outdated=0
for document in "${documents[@]}"; do
    renew "$root/$document" >"$made"
    cmp -s "$made" "$root/$document" && continue
    if [ "${1:-}" = --check ]; then
        echo "$document is not current: run tools/update_odd.sh" >&2
        diff "$root/$document" "$made" | head -n 20 >&2 || true
        outdated=1
    else
        cat "$made" >"$root/$document"
    fi
done
exit $outdated
