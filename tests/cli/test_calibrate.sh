#!/usr/bin/env bash
# `agglo calibrate`: from a document to a posterior, the same after kills and with any number of
# threads; what is held out; what is not identified; refusals with line, path and hint.
. "$(dirname "$0")/common.bash"

echo "{\"extends\": \"$scenario\", \"time\": {\"start\": 1980, \"years\": 6}}" >base.json
# document METHOD: two parameters, one of which moves nothing that is looked at.
document() {
    cat <<JSON
{"name": "toy", "base": "base.json",
 "parameters": [
   {"path": "parameters.spinoff.eta7", "low": 0.05, "high": 0.4, "scale": "log"},
   {"path": "parameters.market.product_life"}],
 "targets": [
   {"name": "spin-offs", "variable": "spinoffs", "time": "mean", "value": 3, "sd": 0.4, "unit": "1/yr",
    "source": "made up"},
   {"name": "firms", "variable": "firms", "time": 1986, "value": 130, "sd": 8, "source": "made up"},
   {"name": "suppliers", "variable": "firms_by_kind", "element": "supplier", "per": {},
    "statistic": "median", "value": 0.1, "sd": 0.01, "source": "made up", "held_out": true}],
 "method": $1, "replicates": 2, "seed": 3}
JSON
}
both='{"type": "both", "waves": 2, "points": 20, "particles": 60, "generations": 3, "quantile": 0.6}'
document "$both" >toy.json

# ---- From the document to the posterior ----

expect 0 "$agglo" calibrate toy.json --dry-run
says out "runs  560 if"
absent toy.h5
absent toy.h5.progress
expect 0 "$agglo" calibrate toy.json --dry-run --json
expect 0 "$agglo" calibrate toy.json
says out "posterior: toy.h5"
says out "not identified: market.product_life"
says err "wave 2"
says err "generation 1"
absent toy.h5.progress
expect 73 "$agglo" calibrate toy.json
says err "--force"
expect 0 "$agglo" calibrate toy.json --quiet --json -o json.h5 -t 1
[ -s err ] && fail "not quiet: $(cat err)"
same toy.h5 json.h5
python3 - <<'END' 2>python || fail "JSON: $(tail -1 python)"
import json
found = json.load(open("out"))
of = {p["name"]: p for p in found["parameters"]}
targets = {t["name"]: t for t in found["targets"]}
told = of["spinoff.eta7"]
assert 0.09 < told["mean"] < 0.35 and told["variance_left"] < 0.4, told
assert of["market.product_life"]["variance_left"] > 0.7
assert targets["suppliers"]["held_out"] and not targets["suppliers"]["inside"], targets["suppliers"]
assert targets["firms"]["inside"] and targets["spin-offs"]["inside"]
assert targets["spin-offs"]["unit"] == "1/yr" and targets["suppliers"]["unit"] == "1"
assert found["waves"][0]["emulators"][0]["explained"] > 0.5
tolerances = [g["tolerance"] for g in found["generations"][1:]]
assert tolerances == sorted(tolerances, reverse=True) and tolerances
verdicts = {d["parameters"]: d["verdict"] for d in found["directions"]}
assert verdicts == {"market.product_life": "not identified", "spinoff.eta7": "identified"}, verdicts
END
if command -v ncdump >/dev/null 2>&1; then
    ncdump -h toy.h5 >header || fail "not netCDF-4"
    for text in 'posterior(sample, parameter)' 'weight(sample)' 'predicted(sample, target)' \
        'loading(direction, parameter)' 'emulator_error(wave, target)' 'plausible_share(wave)' \
        'distance(sample)'; do
        grep -qF "$text" header || fail "the posterior has no $text"
    done
fi

# ---- Stopped and killed ----

# interrupt SIGNAL CODE: stopped as soon as there is something to go on from, or after a while, and
# begun again until it is done; the posterior is the same.
interrupt() {
    local code=$2 stops=0 age
    while [ "$code" -eq "$2" ] && [ "$stops" -lt 60 ]; do
        age=$(stat -c %Y%i "$1.h5.progress" 2>stat.err)
        "$agglo" calibrate toy.json -o "$1.h5" -t 1 >out 2>err &
        local pid=$!
        for _ in $(seq 500); do
            [ "$(stat -c %Y%i "$1.h5.progress" 2>stat.err)" = "$age" ] || break
            kill -0 $pid 2>kill.err || break
            sleep 0.005
        done
        kill -s "$1" $pid 2>kill.err
        wait $pid 2>kill.err
        code=$?
        [ "$code" -eq "$2" ] && stops=$((stops + 1))
        # Killed when all was done but the process's own end.
        [ "$code" -eq 0 ] || [ ! -e "$1.h5" ] || [ -e "$1.h5.progress" ] || code=0
    done
    [ "$code" -eq 0 ] || fail "SIG$1: exit code $code: $(cat err)"
    [ "$stops" -gt 0 ] || fail "SIG$1 came too late every time"
    same toy.h5 "$1.h5"
    absent "$1.h5.progress"
}
interrupt TERM 75
interrupt KILL 137

# What was reached belongs to its document.
"$agglo" calibrate toy.json -o other.h5 -q -t 1 >out 2>err &
pid=$!
for _ in $(seq 500); do [ -e other.h5.progress ] && break; sleep 0.005; done
kill -KILL $pid 2>kill.err
wait $pid 2>kill.err
[ -e other.h5.progress ] || fail "nothing was kept"
sed 's/"seed": 3/"seed": 4/' toy.json >other.json
expect 65 "$agglo" calibrate other.json -o other.h5
says err "begin anew with --force"
head -c 900 other.h5.progress >torn && mv torn other.h5.progress
expect 65 "$agglo" calibrate toy.json -o other.h5
says err "damaged"
expect 0 "$agglo" calibrate other.json -o other.h5 --force -q
absent other.h5.progress

# ---- Methods on their own ----

document '{"type": "history-matching", "waves": 1, "points": 20}' >waves.json
expect 0 "$agglo" calibrate waves.json -q
says out "all waves are done"
document '{"type": "abc-smc", "particles": 30, "generations": 1, "kernel": "componentwise"}' >abc.json
expect 0 "$agglo" calibrate abc.json -q
says out "all generations are done"
document '{"type": "abc-smc", "particles": 30, "generations": 9, "tolerance": 0.001, "least_acceptance": 0.3}' >few.json
expect 0 "$agglo" calibrate few.json
says out "proposals are accepted too rarely"
document '{"type": "history-matching", "waves": 2, "points": 20}' |
    sed 's/"value": 130/"value": 5000/' >impossible.json
expect 65 "$agglo" calibrate impossible.json -q
says err "no point of the ranges is plausible"

# ---- Refusals ----

# refuses SED TEXT…: the document, changed, is refused with all of the texts.
refuses() {
    sed "$1" toy.json >wrong.json
    cmp -s toy.json wrong.json && fail "nothing was changed by $1"
    expect 65 "$agglo" calibrate wrong.json
    shift
    for text in "$@"; do says err "$text"; done
}
refuses 's/"time": 1986/"time": 1990/' "wrong.json:8: targets[1]" "1980 to 1986"
refuses 's/"spinoffs"/"spinofs"/' 'did you mean "spinoffs"'
refuses 's/"unit": "1.yr"/"unit": "M$"/' "targets[0].unit" "not that of the model's number"
refuses 's/"sd": 8/"sd": 0/' "targets[1].sd" "above 0"
refuses 's/"low": 0.05/"low": 0/' "logarithmic range"
refuses 's/"low": 0.05/"low": 0.5/' "the range is empty"
refuses 's/market.product_life"/&, "low": 1, "high": 2/; s/product_life/product_live/' 'did you mean'
refuses 's/parameters.market.product_life/time.years/' "the parameter's range is missing"
refuses 's/"points": 20/"points": 8/' "too few points" "at least 9"
refuses 's/"held_out": true/"heldout": true/' 'did you mean "held_out"'
refuses 's/"time": 1986/"region": "nurnberg"/' 'did you mean "nuremberg"'
refuses 's/"name": "firms"/"name": "spin-offs"/' "two targets have one name"
sed 's/base.json/nosuch.json/' toy.json >wrong.json
expect 74 "$agglo" calibrate wrong.json
says err "relative to wrong.json"
refuses 's/"time": 1986/"largest": 2/' "targets[1].largest"
refuses 's/"low": 0.05, "high": 0.4, "scale": "log"/"low": -1, "high": 1/' "parameters[0]" "out of range"
expect 64 "$agglo" calibrate
expect 64 "$agglo" calibrate toy.json --dryrun
says err "did you mean '--dry-run'"
expect 74 "$agglo" calibrate nosuch.json

# ---- What is shipped ----

for name in hubs programme_yield japan_prefectures; do
    # The prefectures' scenario may come apart from its targets.
    [ "$name" != japan_prefectures ] || [ -e "$source_dir/scenarios/japan/prefectures.json" ] || continue
    expect 0 "$agglo" calibrate "$source_dir/scenarios/calibration/$name.json" --dry-run
done
finish
