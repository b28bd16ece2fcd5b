#!/usr/bin/env bash
# One world cut over processes: the same file, byte for byte, for 1, 2, 3 and 4 of them, with events
# and policies that act on all, on one or on conditions; checkpoints are refused in clear words.
set -euo pipefail
# shellcheck source=tests/support/mpi.sh
. "$AGGLO_SOURCE_DIR/tests/support/mpi.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >policies.json <<END
{"extends": "$AGGLO_SOURCE_DIR/scenarios/hubs/world_of_four.json", "time": {"years": 12},
 "parameters": {"talent": {"mobility": 0.1}, "cdmo": {"integrators": 0.3}},
 "output": {"network": true, "firms_every_months": 6},
 "interventions": [
  {"type": "anchor_entry", "region": "boston", "from": 3, "size": 5000},
  {"type": "anchor_entry", "region": "singapore", "from": 1, "size": 8000},
  {"type": "research_institute", "region": "nuremberg", "from": 4, "size": 40},
  {"type": "network_org", "region": "boston", "from": 2, "size": 6,
   "when": {"index": "V", "region": "singapore", "above": 0.2}},
  {"type": "review_speedup", "region": "singapore", "from": 2, "size": 1.5},
  {"type": "firm_attraction", "region": "singapore", "from": 1, "size": 1.5},
  {"type": "vc_matching", "region": "nuremberg", "from": 2, "size": 0.4}]}
END

"$AGGLO_BINARY" run policies.json -n 2 -t 1 --quiet -o alone.h5 >alone.txt
for count in 2 3 4; do
    run_ranks "$count" "$AGGLO_BINARY" run policies.json -n 2 -t 2 --quiet -o "$count.h5" >"$count.txt"
    cmp alone.h5 "$count.h5"
    cmp <(grep '^state hash' alone.txt) <(grep '^state hash' "$count.txt")
done

if run_ranks 2 "$AGGLO_BINARY" run policies.json --checkpoint kept >words 2>&1; then
    echo "checkpoints of a world over several processes were not refused" >&2
    exit 1
fi
grep -q "keeps no checkpoints" words
test "$(grep -c "keeps no checkpoints" words)" -eq 1

# An existing file is one clear error, and nobody waits for ever.
if run_ranks 2 "$AGGLO_BINARY" run policies.json -n 2 --quiet -o alone.h5 >words 2>&1; then
    echo "an existing file was replaced" >&2
    exit 1
fi
grep -q "exists already" words

run_ranks 2 "$AGGLO_BINARY" bench --quick -t 1 >bench.txt
test "$(grep -c 'checksum right' bench.txt)" -eq 2
hash=$(run_ranks 3 "$AGGLO_BINARY" bench --quick -t 1 | grep -o 'hash .*')
grep -q "$hash" bench.txt
