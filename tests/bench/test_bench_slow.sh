#!/usr/bin/env bash
# `agglo bench` in its quick form: everything is measured, no checksum is wrong, nothing is left
# behind. Speeds are not judged.
. "$(dirname "$0")/../cli/common.bash"

export TMPDIR=$folder/temporary
mkdir "$TMPDIR"
expect 0 "$agglo" bench --quick --rounds 1 --threads 2 --scenarios "$source_dir/scenarios"
says out "checksums with 1, 2, 4 threads right"
says out "firm-steps/s"
says out "world_of_four"
says out "demography"
says out "wrong checksums: 0"
expect 0 "$agglo" bench --quick --rounds 1 --threads 1 --json # with the shipped scenarios
cp out bench.json
expect 0 python3 -c '
import json
b = json.load(open("bench.json"))
assert b["wrong_checksums"] == 0 and b["reference_checksums_right"] is True
assert [w["regions"] for w in b["worlds"]] == [10, 99, 990]
assert all(w["same_state"] and w["firm_steps_per_second"] > 0 for w in b["worlds"])
assert all(r["same_checksum"] and r["ratio"] > 0 for r in b["reference_workload"])
assert len(b["hubs"]) == 4 and all(0 < h["output_share"] < 1 for h in b["hubs"].values())
assert all(abs(sum(p.values()) - 1) < 1e-9 for p in b["phase_shares"].values())
assert b["limits"][0]["triad_bytes_per_second"] > 0
'
[ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -A "$TMPDIR")"

expect 0 "$agglo" bench --quick --rounds 1 --threads 1 --scenarios "$folder/nowhere"
says err "the hubs are left out"
expect 64 "$agglo" bench --rounds 0
expect 64 "$agglo" bench --threads none
expect 64 "$agglo" bench scenario.json
expect 74 env TMPDIR="$folder/nowhere" "$agglo" bench --quick --rounds 1 --threads 1 \
    --scenarios "$source_dir/scenarios"
finish
