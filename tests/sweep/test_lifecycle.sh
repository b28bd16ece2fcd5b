#!/usr/bin/env bash
# What becomes of a sweep: stopped, extended, changed, partly failed, judged by its own results.
. "$(dirname "$0")/../cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"

sed 's/"replicates": 20/"replicates": 3/' grid.json >less.json
sed 's/"replicates": 20/"replicates": 5/' grid.json >more.json

# Dry: says what it would cost, leaves nothing behind.
expect 0 "$agglo" sweep less.json -o dry.h5 --dry-run
says out "100 design points, 300 runs"
expect 0 "$agglo" sweep less.json -o dry.h5 --dry-run --json
counts out runs 300
absent dry.h5
absent dry.h5.parts

# Again: nothing is run. Extended: only what is new is run, and the bytes are as from the start.
expect 0 "$agglo" sweep less.json -o grows.h5 -q --json
counts out finished 300
expect 0 "$agglo" sweep less.json -o grows.h5 -q --json
counts out finished 0
counts out reused 300
expect 0 "$agglo" sweep more.json -o grows.h5 -q --json
counts out reused 300
counts out finished 200
expect 0 "$agglo" sweep more.json -o fresh.h5 -q
same fresh.h5 grows.h5
sed 's/"levels": \[0, 1\]/"levels": [0, 0.5, 1]/' more.json >wider.json
expect 0 "$agglo" sweep wider.json -o grows.h5 -q --json
counts out reused 500
counts out finished 250

# A larger n of a nested design keeps its points.
nested() {
    sed "s/{\"type\": \"factorial\"}/{\"type\": \"sobol\", \"n\": $1}/" less.json
}
nested 16 >sobol16.json
nested 32 >sobol32.json
expect 0 "$agglo" sweep sobol16.json -o sobol.h5 -q --json
expect 0 "$agglo" sweep sobol32.json -o sobol.h5 -q --json
counts out reused 48
counts out finished 48

# A kill between the naming of the result and the removing of the parts leaves both.
expect 0 "$agglo" sweep less.json -o both.h5 -q --keep-parts
expect 0 "$agglo" sweep less.json -o both.h5 -q
says out "complete already"
absent both.h5.parts

# Points with equal scenarios are run once and stand in the result as often as in the design.
sed 's/{"type": "factorial"}/{"type": "saltelli", "n": 8, "second_order": true}/' less.json >saltelli.json
sed -i 's/"low": 1, "high": 4, "steps": 25/"levels": [1, 4]/' saltelli.json
expect 0 "$agglo" sweep saltelli.json -o saltelli.h5 -t 2 -q --json
counts out points 64
[ "$(number out runs)" -le 24 ] || fail "equal points were run more than once"
expect 0 "$agglo" status saltelli.h5 --json
counts out done 192
for share in 1 2; do
    expect 0 "$agglo" sweep saltelli.json -o shares.h5 -q --shard $share/2
done
expect 0 "$agglo" merge shares.h5
same saltelli.h5 shares.h5
expect 0 "$agglo" sweep saltelli.json -o saltelli.h5 -q --json
counts out finished 0

# Another experiment does not mix with it.
sed 's/"mean"/"last"/' more.json >other.json
expect 73 "$agglo" sweep other.json -o fresh.h5
says err "another experiment"
says err "--force"
expect 0 "$agglo" sweep less.json -o parts.h5 -q --keep-parts
rm parts.h5
expect 73 "$agglo" sweep other.json -o parts.h5
says err "another experiment"
expect 0 "$agglo" sweep other.json -o parts.h5 -q --force --json
counts out finished 500
echo text >text.h5
expect 73 "$agglo" sweep less.json -o text.h5
says err "no result of a sweep"

# Stopped in good order: what is finished is kept, the code says that it can go on.
sed 's/"replicates": 20/"replicates": 2000/' grid.json >endless.json
for signal in TERM USR1 HUP; do # a script's background jobs ignore SIGINT
    "$agglo" sweep endless.json -o stopped.h5 -t 2 -q >out 2>err </dev/null &
    job=$!
    sleep 0.7
    begun=$(date +%s%N)
    kill -s $signal "$job"
    wait "$job"
    code=$?
    took=$((($(date +%s%N) - begun) / 1000000))
    [ "$code" -eq 75 ] || fail "SIG$signal: exit code $code, expected 75"
    [ "$took" -lt 8000 ] || fail "SIG$signal: it took $took ms to stop"
    says err "repeat the command"
    absent stopped.h5
done
expect 0 "$agglo" status stopped.h5 --json
[ "$(number out done)" -gt 0 ] || fail "nothing was kept of stopped sweeps"

# A run of half a minute is given up.
printf '{"extends": "%s", "time": {"start": 1900, "years": 2500, "step_months": 1}}' \
    "$source_dir/scenarios/hubs/world_of_four.json" >large.json
cat >large_sweep.json <<'END'
{"base": "large.json", "factors": [{"path": "links.10", "levels": [0, 1]}], "replicates": 2,
 "outcomes": [{"variable": "firms", "time": "last"}]}
END
"$agglo" sweep large_sweep.json -o large.h5 -t 1 -q >out 2>err </dev/null &
job=$!
sleep 1.5
begun=$(date +%s%N)
kill -s TERM "$job"
wait "$job"
code=$?
took=$((($(date +%s%N) - begun) / 1000000))
[ "$code" -eq 75 ] || fail "a long run: exit code $code, expected 75"
[ "$took" -lt 8000 ] || fail "a long run took $took ms to stop"
says err "0 of 4 runs are kept"

# So is the checking of many design points.
sed 's/{"type": "factorial"}/{"type": "sobol", "n": 1000000}/' less.json >many.json
"$agglo" sweep many.json -o many.h5 -t 1 -q >out 2>err </dev/null &
job=$!
sleep 0.7
kill -s TERM "$job"
wait "$job"
[ $? -eq 75 ] || fail "the checking of points was not stopped"
says err "before the first run"

# A level whose scenario is not valid is said before the start; or its runs fail and are told.
sed 's/"levels": \[0, 1\]/"levels": [0, -1]/' less.json >broken.json
expect 65 "$agglo" sweep broken.json -o broken.h5
says err "broken.json:"
says err "links.10"
says err "link_10 = -1"
says err "--keep-going"
absent broken.h5.parts
expect 65 "$agglo" sweep broken.json -o broken.h5 -q --keep-going
says err "150 runs failed"
absent broken.h5
expect 0 "$agglo" status broken.h5
says out "done     150"
says out "failed   150"
says out "out of range"
expect 65 "$agglo" merge broken.h5
says err "failed: design point 2"
expect 65 "$agglo" sweep broken.json -o broken.h5 -q --keep-going --json
counts out finished 0
expect 65 "$agglo" sweep broken.json -o broken.h5 -q --keep-going --retry-failed --json
counts out finished 0
counts out failed 150
counts out parts_written 1
expect 0 "$agglo" merge broken.h5 --incomplete
rm -r broken.h5.parts
expect 0 "$agglo" status broken.h5
says out "failed   150"
says out "out of range"

# Replicates until the mean is known well enough: the same for all threads, shares, interruptions.
cat >adaptive.json <<'END'
{"base": "tiny.json",
 "factors": [{"path": "parameters.location.b_reputation", "low": 1, "high": 4, "steps": 11}],
 "replicates": {"least": 4, "most": 40, "half_width": 2.2, "outcome": "firms"},
 "outcomes": [{"variable": "firms", "region": "here"}, {"variable": "startups", "time": "all"}]}
END
expect 0 "$agglo" sweep adaptive.json -o adaptive1.h5 -t 1 -q --json
runs=$(number out runs)
{ [ "$runs" -gt 44 ] && [ "$runs" -lt 440 ]; } || fail "adaptive replicates: $runs runs"
expect 0 "$agglo" sweep adaptive.json -o adaptive4.h5 -t 4 -q
same adaptive1.h5 adaptive4.h5
for share in 1 2; do
    expect 0 "$agglo" sweep adaptive.json -o adaptive2.h5 -q --shard $share/2
done
expect 0 "$agglo" merge adaptive2.h5
same adaptive1.h5 adaptive2.h5
expect 0 "$agglo" status adaptive1.h5 --json
counts out runs "$runs"
sed 's/2.2/1.9/' adaptive.json >finer.json
expect 0 "$agglo" sweep finer.json -o adaptive1.h5 -q --json
counts out reused "$runs"

# A disk that is full is an error that loses nothing of before.
expect 0 "$agglo" sweep less.json -o full.h5 -q --shard 1/2
chmod u-w full.h5.parts
if [ ! -w full.h5.parts ]; then
    expect 74 "$agglo" sweep less.json -o full.h5 -q
fi
chmod u+w full.h5.parts
printf 'damaged' >full.h5.parts/part-000-0-0.h5
expect 0 "$agglo" sweep less.json -o full.h5 -q --json
says err "part-000-0-0.h5"
counts out reused 150
expect 0 "$agglo" sweep less.json -o plain.h5 -q
same plain.h5 full.h5
finish
