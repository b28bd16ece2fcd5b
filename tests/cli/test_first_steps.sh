#!/usr/bin/env bash
# The commands that a newcomer is told to type do what is promised.
. "$(dirname "$0")/common.bash"

ln -s "$source_dir/scenarios" scenarios
"$agglo" --help | sed -n 's/^  agglo \(.* scenarios.*\|plot .*\)$/\1/p' >steps
[ "$(wc -l <steps)" -eq 3 ] || fail "three first steps were expected in agglo --help"
while read -r line; do
    # The lines have no quotes: words are arguments.
    # shellcheck disable=SC2086
    expect 0 "$agglo" $line
done <steps
[ "$(head -c 4 firms.png | tail -c 3)" = PNG ] || fail "firms.png is no figure"
if command -v ncdump >/dev/null; then
    ncdump nuremberg.h5 >/dev/null || fail "ncdump cannot read the result"
fi
for file in "$source_dir"/scenarios/*/*.json; do
    case $file in
    */experiments/*)
        expect 0 "$agglo" check "$file"
        says out "design points"
        expect 0 "$agglo" check --json "$file"
        says out '"points":'
        ;;
    */calibration/*)
        expect 0 "$agglo" check "$file"
        says out "targets ("
        expect 0 "$agglo" check --json "$file"
        says out '"held_out":'
        ;;
    *) expect 0 "$agglo" check "$file" ;;
    esac
done
finish
