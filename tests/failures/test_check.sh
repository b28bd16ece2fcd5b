#!/usr/bin/env bash
# What the command line says of bad input: `agglo check` on every file of cases.tsv ends with the
# right exit code and says, on either stream, every fragment of the table.
set -u
binary=${AGGLO_BINARY:?the path of agglo}
source=${AGGLO_SOURCE_DIR:?the path of the sources}
failed=0
while IFS=$'\t' read -r file code _ fragments; do
    case $file in '#'* | '') continue ;; esac
    said=$("$binary" check "$source/tests/failures/cases/$file" 2>&1 </dev/null)
    got=$?
    if [ "$got" -ne "$code" ]; then
        echo "$file: exit code $got, expected $code"
        failed=1
    fi
    IFS='|' read -r -a parts <<<"$fragments"
    for part in "${parts[@]}"; do
        if [[ $said != *"$part"* ]]; then
            printf '%s: no "%s" in\n%s\n' "$file" "$part" "$said"
            failed=1
        fi
    done
done <"$source/tests/failures/cases.tsv"
exit $failed
