#!/usr/bin/env bash
# `agglo verify` on a few scenarios, and that it leaves nothing behind.
. "$(dirname "$0")/common.bash"

export TMPDIR=$folder/temporary
mkdir "$TMPDIR"
expect 0 "$agglo" verify "$scenario"
says out "8 same, 0 different; all reality checks hold, and no event comes before its cause"
expect 0 "$agglo" verify "$scenario" --steps 8 --set output.events=false
says out "all reality checks that need no events hold"
expect 0 "$agglo" verify "$source_dir/scenarios/hubs/world_of_four.json" --steps 90
says out "8 same, 0 different"
[ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -A "$TMPDIR")"
expect 64 "$agglo" verify "$scenario" --steps 0
expect 74 env TMPDIR="$folder/nowhere" "$agglo" verify "$scenario" --steps 4
finish
