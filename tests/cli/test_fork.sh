#!/usr/bin/env bash
# `agglo run --stop-at` and `agglo fork`: a state at a date goes on as other scenarios, and every
# result is the file that a run from the start would have written, byte for byte.
. "$(dirname "$0")/common.bash"

expect 0 "$agglo" help fork
says out "Usage: agglo fork"
says out "Example"
grep -q "^\.SS agglo fork" "$source_dir/tools/agglo/agglo.1" || fail "no fork in the manual"

# ---- Scenarios ----

# In the trunk things have begun by year 10: a ramp that rises and falls, an event, a condition.
cat >trunk.json <<END
{
  "extends": "$scenario",
  "time": {"years": 32},
  "replicates": 3,
  "output": {"firms": true, "firms_every_months": 24},
  "interventions": [
    {"type": "biodesign", "region": "nuremberg", "from": 3, "until": 25, "ramp_years": 4},
    {"type": "research_institute", "region": "nuremberg", "from": 5},
    {"type": "headhunting", "region": "nuremberg", "from": 8,
     "when": {"index": "n", "above": 130}}
  ]
}
END
branch() { # NAME EXTENDED INTERVENTION…
    printf '{"extends": "%s", "name": "%s", "interventions": [%s]}\n' "$2" "$1" "${*:3}" >"$1.json"
}
late='{"type": "vc_matching", "region": "nuremberg", "from": 12}'
branch base trunk.json "$late"
branch anchor base.json '{"type": "anchor_entry", "region": "nuremberg", "from": 10}'
branch network base.json '{"type": "network_org", "region": "nuremberg", "from": 15, "size": 30}'
cp trunk.json removed.json # without vc_matching, which begins in year 12
# Another one before those that have begun: their places in the list are others.
printf '{"interventions": [{"type": "incubator", "region": "nuremberg", "from": 11, "size": 9}]}\n' >eleven.json
printf '{"extends": ["eleven.json", "trunk.json"]}\n' >moved.json
all=(base.json anchor.json network.json removed.json moved.json)

# whole FILE SCENARIO OPTION…: a run from the start.
whole() {
    "$agglo" run "$2" "${@:3}" -q -f -o "$1" >/dev/null 2>err </dev/null || fail "run $2: $(cat err)"
}
for file in "${all[@]}"; do
    whole "whole-${file%.json}.h5" "$file"
done
cmp -s whole-base.h5 whole-anchor.h5 && fail "the anchor changes nothing"
cmp -s whole-base.h5 whole-network.h5 && fail "the network changes nothing"
cmp -s whole-base.h5 whole-removed.h5 && fail "vc_matching changes nothing"

# ---- Taking the state ----

expect 0 "$agglo" run base.json --checkpoint ten --stop-at 10 -t 2
says out "year 10 (1990)"
says out "agglo fork ten"
[ "$(ls ten)" = "$(printf 'replicate-%04d.h5\n' 0 1 2; echo scenario.json)" ] || fail "ten: $(ls ten)"
[ "$(ls ./*.h5)" = "$(ls ./whole-*.h5)" ] || fail "--stop-at wrote a result"
hash=$(sed -n 's/^state hash //p' out)
cp -r ten kept
expect 0 "$agglo" run base.json --checkpoint ten --stop-at 10 # there already: nothing to do
says out "$hash"
diff -r ten kept || fail "repeating the command changed the folder"
expect 0 "$agglo" run base.json --checkpoint ten --stop-at 10 --force -t 1 --json
says out "$hash"
python3 -m json.tool out >/dev/null || fail "--json of --stop-at is no JSON"
diff -r ten kept || fail "the state depends on threads, or on when it was taken"
expect 73 "$agglo" run base.json --checkpoint ten --stop-at 12
expect 73 "$agglo" run base.json --seed 4 --checkpoint ten --stop-at 10
says err "--force discards them"
expect 65 "$agglo" run base.json --checkpoint ten --stop-at 8 --resume
says err "behind the date"
diff -r ten kept || fail "a refused command changed the folder"

expect 64 "$agglo" run base.json --stop-at 10
says err "--stop-at needs --checkpoint"
expect 64 "$agglo" run base.json --checkpoint new --stop-at 10 -o x.h5
expect 64 "$agglo" run base.json --checkpoint new --stop-at 0
expect 64 "$agglo" run base.json --checkpoint new --stop-at 10.1
says err "got 10.1 years, expected a multiple of 0.25 years"
expect 64 "$agglo" run base.json --checkpoint new --stop-at 33
says err "expected at most 32 years"
absent new

# ---- Going on ----

for threads in 1 2; do
    expect 0 "$agglo" fork ten "${all[@]}" -o "results-$threads" -t "$threads"
    says out "year 10 (1990)"
    for file in "${all[@]}"; do
        name=${file%.json}.h5
        same "whole-$name" "results-$threads/$name"
        says out "$(state_hash "whole-$name")  "
    done
done
[ "$(ls results-1)" = "$(printf '%s\n' anchor.h5 base.h5 moved.h5 network.h5 removed.h5)" ] || fail "$(ls results-1)"
diff -r ten kept || fail "forking changed the folder"

# Another end, fewer replicates, other output; the state of the last step; a name not given.
for set in time.years=41 time.years=10 replicates=1 output.events=false output.firms=false output.compress=true \
    interventions.biodesign.until=14 interventions.biodesign.until=null 'interventions.vc_matching=null'; do
    whole set.h5 base.json --set "$set"
    expect 0 "$agglo" fork ten base.json --set "$set" -o set -f -q
    same set.h5 set/base.h5
done
[ ! -s err ] || fail "--quiet was not quiet"
expect 0 "$agglo" fork ten anchor.json
same whole-anchor.h5 anchor.h5
expect 0 "$agglo" fork ten base.json anchor.json --no-output --json
python3 - <<END || fail "--json of fork"
import json
told = json.load(open("out"))
assert told["year"] == 10 and told["saved_replicates"] == 3
assert [b["state_hash"] for b in told["branches"]] == ["$(state_hash whole-base.h5)", "$(state_hash whole-anchor.h5)"]
END
absent base.h5

# A record that is due at the date, none at the end of the run, and a state at that end.
branch odd trunk.json
sed -i 's/"name"/"output": {"every_months": 24}, "time": {"years": 9}, "name"/' odd.json
whole odd.h5 odd.json
for years in 4 9; do
    expect 0 "$agglo" run odd.json --checkpoint "odd-$years" --stop-at $years -q
    expect 0 "$agglo" fork "odd-$years" odd.json -o "odd-$years" -q
    same odd.h5 "odd-$years/odd.h5"
    expect 0 "$agglo" run odd.json --checkpoint "odd-$years" --resume -o resumed.h5 -q -f
    same odd.h5 resumed.h5
done

# ---- Refusals ----

# refuse CODE TEXT SCENARIO OPTION…: one message, nothing written.
refuse() {
    local code=$1 text=$2
    shift 2
    expect "$code" "$agglo" fork ten "$@" -q -o refused
    says err "$text"
    [ "$(wc -l <err)" -eq 1 ] || fail "more than one message: $(cat err)"
    absent refused
}
refuse 65 'parameters.spinoff.half_A: ' base.json --set parameters.spinoff.half_A=0.4
says err "got 0.4, expected 0.5; hint: a branch may change what acts from year 10 on"
refuse 65 'links.10: ' base.json --set links.10=0
refuse 65 'regions.nuremberg.population: ' base.json --set regions.nuremberg.population=4
refuse 65 'seed: ' base.json --set seed=2
refuse 65 'time.start: ' base.json --set time.start=1990
refuse 65 'time.step_months: ' base.json --set time.step_months=1
refuse 65 'time.years: the run ends before' base.json --set time.years=9
refuse 65 'output.every_months: ' base.json --set output.every_months=24
refuse 65 'replicates: ten holds too few replicates: got 4, expected at most 3' base.json --set replicates=4
refuse 65 'interventions.biodesign.size: ' base.json --set interventions.biodesign.size=3
refuse 65 'interventions.biodesign.until: ' base.json --set interventions.biodesign.until=13
says err "got 13, expected at least 13.75"
refuse 65 '"research_institute" acts before the date of the checkpoint and is missing' base.json \
    --set interventions.research_institute=null
refuse 65 'interventions.vc_matching.from: the intervention "vc_matching" begins before' base.json \
    --set interventions.vc_matching.from=7
says err "got 7, expected at least 10"

# A name that nobody gave counts the list; what is identified by it keeps its place there.
branch shifted trunk.json
sed -i 's/"extends": "trunk.json"/"extends": ["late.json", "trunk.json"]/' shifted.json
printf '{"interventions": [{"type": "biodesign", "region": "nuremberg", "from": 20, "size": 5}]}\n' >late.json
refuse 65 'interventions.biodesign#2.name: ' shifted.json
says err 'got "biodesign#2", expected "biodesign"; hint: without a name it is called after'

# Of several scenarios each fault is told, and nothing is run.
sed 's/"from": 3/"from": 4/' trunk.json >changed.json
expect 65 "$agglo" fork ten base.json changed.json no_such.json -o refused
says err 'changed.json: interventions.biodesign.from: '
says err 'no_such.json'
says err '2 of 3 scenarios cannot go on from ten: nothing was run'
absent refused
mkdir twin
cp base.json trunk.json twin
expect 64 "$agglo" fork ten base.json twin/base.json -o refused
says err "two scenarios would be written to refused/base.h5"
expect 73 "$agglo" fork ten anchor.json -q
says err "--force replaces it"
expect 0 "$agglo" fork ten anchor.json -q --force
same whole-anchor.h5 anchor.h5
expect 74 "$agglo" fork ten base.json -o no/such/folder
expect 64 "$agglo" fork
says err "the folder of the checkpoints is missing"
expect 64 "$agglo" fork ten
says err "a scenario file is missing"
expect 64 "$agglo" fork ten base.json --no-output -o refused
expect 64 "$agglo" fork ten base.json --threads 0

# ---- Folders that are not right ----

# damaged CODE TEXT: forking from the folder `bad`, whose replicates are on two threads.
damaged() {
    expect "$1" "$agglo" fork bad base.json -q -t 2 --no-output
    says err "$2"
    rm -rf bad
    cp -r ten bad
}
expect 74 "$agglo" fork missing base.json
says err "missing: cannot read the checkpoint folder"
says err "--stop-at YEARS takes checkpoints"
mkdir bad
damaged 65 "no checkpoints with their scenario"
rm bad/replicate-0000.h5
damaged 65 "no checkpoint of replicate 0"
rm bad/replicate-0001.h5
damaged 65 "got 3, expected at most 1"
head -c 20000 /dev/zero | tr '\0' X | dd of=bad/replicate-0001.h5 bs=1000 conv=notrunc status=none \
    seek=$(($(stat -c %s bad/replicate-0001.h5) / 2000))
damaged 65 "replicate-0001.h5"
truncate -s 9000 bad/replicate-0002.h5
damaged 65 "replicate-0002.h5"
sed -i 's/"seed"/"sead"/; s/"from":5/"from":6/' bad/scenario.json
damaged 65 "another scenario, seed or version"
echo '{' >bad/scenario.json
damaged 65 "bad/scenario.json"
expect 0 "$agglo" run base.json --checkpoint twelve --stop-at 12 -q
cp twelve/replicate-0002.h5 bad
damaged 65 "not of the date of the others"
expect 0 "$agglo" run base.json --checkpoint ended --no-output -q
expect 65 "$agglo" fork ended base.json -q --no-output
says err "has come to its end"

# ---- Interruptions ----

# wait_for PATTERN JOB
wait_for() {
    local waited=0
    while ! ls $1 >/dev/null 2>&1 && [ $waited -lt 600 ] && kill -0 "$2" 2>/dev/null; do
        sleep 0.05
        waited=$((waited + 1))
    done
}
many=(base.json --checkpoint taken --stop-at 10 -n 60 -t 2)
expect 0 "$agglo" run base.json --checkpoint uninterrupted --stop-at 10 -n 60 -t 2
"$agglo" run "${many[@]}" >out 2>err </dev/null &
job=$!
wait_for 'taken/replicate-*' $job
kill -s TERM $job
wait $job
code=$?
if [ $code -eq 75 ]; then
    says err "--checkpoint taken --resume --stop-at 10"
    expect 73 "$agglo" run "${many[@]}"
    says err "--resume goes on from them"
    expect 0 "$agglo" run "${many[@]}" --resume -q
else
    [ $code -eq 0 ] || fail "interrupted --stop-at: exit code $code"
fi
diff -r taken uninterrupted || fail "the resumed state differs"

for i in 1 2 3; do
    sed 's/"years": 32/"years": 2000/' trunk.json >"long-$i.json"
done
"$agglo" fork taken long-1.json long-2.json long-3.json -o long >out 2>err </dev/null &
job=$!
wait_for 'long/*.partial' $job
kill -s TERM $job
wait $job
[ $? -eq 75 ] || fail "a fork was not interrupted cleanly: $(cat err)"
says err "0 of 3 scenarios are done"
says err "agglo fork taken long-1.json long-2.json long-3.json -o long"
finish
