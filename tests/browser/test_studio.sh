#!/usr/bin/env bash
# Walks through the studio in Chromium: choose, run, pause, step back, change a lever, add a policy,
# ask why, compare, save; in English and Japanese, on a phone, by keyboard. What is saved gives the same
# hash in 'agglo run'. Pictures are kept in the build folder (tests/browser/studio/), to be looked at.
. "$(dirname "$0")/browser.bash"

"$agglo" studio --json --scenarios "$source_dir/scenarios" >address.json 2>studio.err &
studio=$!
for _ in $(seq 50); do
    [ -s address.json ] && break
    sleep 0.1
done
address=$(sed -n 's/.*"address": "\(.*\)".*/\1/p' address.json)
[ -n "$address" ] || fail "no address: $(cat studio.err)"

pictures=$build/tests/browser/studio
mkdir -p "$pictures"
expect 0 node "$source_dir/tests/browser/studio.mjs" "$modules" "$chromium" "$source_dir" "$pictures" "$address"
grep '^#' out
grep -qv '^#' out && fail "$(grep -v '^#' out)"
kill "$studio"
wait "$studio" || fail "agglo studio ends with code $?"

expect 0 "$agglo" run "$pictures/saved.json" -n 1 -o saved.h5 --quiet
[ "$(state_hash saved.h5)" = "$(cat "$pictures/saved.hash")" ] ||
    fail "the page shows $(cat "$pictures/saved.hash"), agglo run gives $(state_hash saved.h5)"
finish
