#!/usr/bin/env bash
# A sweep that is killed at any moments and resumed gives the bytes of one that was not, and no run
# that had got into a part is done again.
. "$(dirname "$0")/../cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"

# Runs long enough that ten kills fall into 2,000 of them.
sed 's/"step_months": 6/"step_months": 1/; s/"years": 20/"years": 150/' tiny.json >slow.json
sed 's/tiny.json/slow.json/' grid.json >long.json

RANDOM=20251
kills=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
    "$agglo" sweep long.json -o killed.h5 -t 2 -q --part-seconds 0.05 >out 2>err </dev/null &
    job=$!
    sleep "0.$((RANDOM % 300 + 150))"
    kill -s KILL "$job" 2>/dev/null && kills=$((kills + 1))
    wait "$job" 2>/dev/null
done
[ "$kills" -ge 5 ] || fail "only $kills of ten kills met a sweep at work"
expect 0 "$agglo" status killed.h5 --json
kept=$(number out done)
counts out stored_runs "$kept"
[ "$kept" -gt 0 ] || fail "nothing was kept of ten interrupted sweeps"

expect 0 "$agglo" sweep long.json -o killed.h5 -t 1 -q --json --keep-parts
counts out reused "$kept"
counts out finished $((2000 - kept))
expect 0 "$agglo" status killed.h5 --json
counts out done 2000
counts out stored_runs 2000
counts out missing 0

expect 0 "$agglo" sweep long.json -o whole.h5 -t 2 -q
same whole.h5 killed.h5
absent whole.h5.parts
echo "$kills kills, $kept runs kept"
finish
