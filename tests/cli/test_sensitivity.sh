#!/usr/bin/env bash
# `agglo sensitivity`: every kind of design from the experiment to the table, places, missing runs,
# and its refusals.
. "$(dirname "$0")/common.bash"

# experiment NAME DESIGN [OUTCOMES]: a sweep of four factors over a short run.
experiment() {
    local outcomes='[{"variable": "employment", "time": "all"}]'
    [ $# -lt 3 ] || outcomes=$3
    cat >"$1.json" <<JSON
{"name": "$1", "base": "base.json", "replicates": 2, "design": $2,
 "factors": [
   {"path": "parameters.location.b_reputation", "low": 1, "high": 4, "steps": 3},
   {"path": "parameters.spinoff.eta7", "low": 0.002, "high": 0.02, "scale": "log", "steps": 3},
   {"path": "links.10", "levels": [0.5, 1]},
   {"name": "idle", "levels": [{"name": "a", "set": {"description": "one"}},
                               {"name": "b", "set": {"description": "other"}}]}],
 "outcomes": $outcomes}
JSON
    expect 0 "$agglo" sweep "$1.json" -o "$1.h5" --quiet
}
echo "{\"extends\": \"$scenario\", \"time\": {\"start\": 1980, \"years\": 6}}" >base.json

# told NAME PYTHON: the findings as JSON fit what is said of them.
told() {
    expect 0 "$agglo" sensitivity "$1.h5" --json
    python3 -c "
import json
found = json.load(open('out'))
of = {f['name']: f for f in found['factors']}
order = [f['name'] for f in found['factors']]
idle = of['idle']
assert len(found['factors']) == 4 and found['design'] == '$1', found['design']
assert [p['level'] for p in idle['main_effect']] == ['a', 'b']
assert [p['position'] for p in of['link_10']['main_effect']] == [0.5, 1]
assert order[3] == 'idle', order
$2" 2>python || { fail "$1: $(tail -1 python)"; }
}

experiment saltelli '{"type": "saltelli", "n": 16, "second_order": true}'
expect 0 "$agglo" sensitivity saltelli.h5
says out "16 base samples"
says out "Sobol' indices"
says out "Pairs"
says out "Linear regression"
cp out before
expect 0 "$agglo" sensitivity saltelli.h5
same before out
told saltelli '
total = [f["total"]["value"] for f in found["factors"]]
assert total == sorted(total, reverse=True) and found["sorted_by"] == "total"
assert idle["total"]["value"] == 0 and idle["first_order"]["value"] == 0
assert all(f["total"]["low"] <= f["total"]["value"] <= f["total"]["high"] for f in found["factors"])
assert len(found["pairs"]) == 6 and found["points"] == 160 and found["units"] == 16'

experiment morris '{"type": "morris", "n": 6}'
expect 0 "$agglo" sensitivity morris.h5
says out "mu*"
told morris '
assert idle["mu"] == 0 and idle["mu_star"]["value"] == 0 and idle["sigma"] == 0
assert of["link_10"]["mu_star"]["value"] > 0 and found["units"] == 6'

experiment one_at_a_time '{"type": "one_at_a_time"}'
expect 0 "$agglo" sensitivity one_at_a_time.h5
says out "Main effects"
told one_at_a_time '
assert [p["position"] for p in of["location_b_reputation"]["main_effect"]] == [1, 2.5, 4]
assert idle["swing"] == 0 and "standardised" not in idle'

experiment factorial '{"type": "factorial"}'
expect 0 "$agglo" sensitivity factorial.h5
says out "Main effects"
says out "Linear regression"
# The main effects of a factorial are plain means, which xarray, or here h5dump, would give as well.
h5dump -d /employment -y -w 1 -m %.17g -o values factorial.h5 >dump 2>&1 || fail "h5dump: $(cat dump)"
told factorial '
values = [float(word) for word in open("values").read().replace(",", " ").split()]
assert len(values) == 36 * 2 * 7, len(values)
last = [values[i * 7 + 6] for i in range(72)]
half = [sum(v for i, v in enumerate(last) if i // 2 // 2 % 2 == level) / 36 for level in (0, 1)]
means = [p["mean"] for p in of["link_10"]["main_effect"]]
assert all(abs(a - b) < 1e-12 * abs(b) for a, b in zip(half, means)), (half, means)
mean, square = sum(last) / 72, sum(half[i] ** 2 for i in (0, 1)) / 2
points = [(last[2 * i] + last[2 * i + 1]) / 2 for i in range(36)]
variance = sum((p - mean) ** 2 for p in points) / 36
assert abs(of["link_10"]["share"] - (square - mean ** 2) / variance) < 1e-6
assert half[0] != half[1] and found["at"]["time"] == "1986"'

# Two factors together: means of cells, for all points or those of one level.
expect 0 "$agglo" sensitivity factorial.h5 --by link_10 -o by.svg
says out "Means by location_b_reputation (down) and link_10 (across)"
grep -q "link_10 = 0.5" by.svg || fail "the figure has no names of lines"
told_by() { # PYTHON OPTION…
    local text=$1
    shift
    expect 0 "$agglo" sensitivity factorial.h5 --by link_10 --json "$@"
    python3 -c "
import json
found = json.load(open('out'))
of = {f['name']: f for f in found['factors']}
cells = [{f['name']: [p['mean'] for p in f['main_effect']] for f in level['factors']}
         for level in found['by']['levels']]
$text" 2>python || fail "--by: $(tail -1 python)"
}
told_by '
assert found["by"]["factor"] == "link_10" and len(cells) == 2 and "link_10" not in cells[0]
whole = [p["mean"] for p in of["spinoff_eta7"]["main_effect"]]
assert all(abs((a + b) / 2 - w) < 1e-9 * abs(w)
           for a, b, w in zip(cells[0]["spinoff_eta7"], cells[1]["spinoff_eta7"], whole))
json.dump(cells, open("all_cells", "w"))'
told_by '
assert found["at"]["idle"] == "a" and found["points"] == 18
every = json.load(open("all_cells"))  # idle changes nothing
assert all(abs(a - b) < 1e-9 * abs(b) for a, b in zip(cells[0]["spinoff_eta7"], every[0]["spinoff_eta7"]))' --where idle=a
expect 0 "$agglo" sensitivity factorial.h5 --where link_10=0.5 --where idle=b
says out "9 points"
! grep -q '^\(link_10\|idle\) ' out || fail "factors that are held are told of"
expect 64 "$agglo" sensitivity factorial.h5 --by nosuch
expect 64 "$agglo" sensitivity factorial.h5 --where idle=c
expect 64 "$agglo" sensitivity saltelli.h5 --by idle
says err "do not stand for themselves"

experiment latin_hypercube '{"type": "latin_hypercube", "n": 20}' \
    '["employment", {"variable": "firms_by_kind", "time": "all", "name": "kinds"}]'
expect 64 "$agglo" sensitivity latin_hypercube.h5
says err "employment, kinds"
expect 64 "$agglo" sensitivity latin_hypercube.h5 kind
says err "did you mean 'kinds'"
expect 64 "$agglo" sensitivity latin_hypercube.h5 kinds
says err "--at kind="
expect 64 "$agglo" sensitivity latin_hypercube.h5 kinds --at kind=shop
says err "startup"
expect 64 "$agglo" sensitivity latin_hypercube.h5 employment --at kind=startup
says err "no such dimension"
expect 64 "$agglo" sensitivity latin_hypercube.h5 kinds --at kind=startup --at time=1982.5
says err "no time '1982.5'"
expect 0 "$agglo" sensitivity latin_hypercube.h5 kinds --at kind=supplier --at time=1986
says out "time 1986"
says out "kind supplier"
says out "Linear regression"
expect 0 "$agglo" sensitivity latin_hypercube.h5 employment --resamples 0 -o e.svg
grep -q "<svg" e.svg || fail "e.svg is no figure"
says err "figure: e.svg"
expect 64 "$agglo" sensitivity latin_hypercube.h5 employment -o e.doc

# Named levels, three of them, have no coefficients.
sed -e 's/"name": "factorial"/"name": "named"/' \
    -e 's/{"name": "b"/{"name": "c", "set": {"seed": 3}}, &/' factorial.json >named.json
expect 0 "$agglo" sweep named.json -o named.h5 --quiet
expect 0 "$agglo" sensitivity named.h5
says out "levels without an order"
grep -q '^idle  *-$' out || fail "levels without an order have a coefficient"

# A sweep of which runs are missing: a point fails that has no valid scenario.
cat >broken.json <<JSON
{"name": "broken", "base": "base.json", "replicates": 1, "outcomes": ["firms"],
 "design": {"type": "sobol", "n": 16},
 "factors": [{"path": "parameters.location.b_reputation", "low": 1, "high": 4},
             {"path": "regions.nuremberg.reputation", "low": 0.5, "high": 1.2}]}
JSON
"$agglo" sweep broken.json -o broken.h5 --quiet --keep-going >out 2>err
"$agglo" merge broken.h5 --incomplete >out 2>err || fail "no merge of what is there: $(cat err)"
expect 65 "$agglo" sensitivity broken.h5
says err "--incomplete"
expect 0 "$agglo" sensitivity broken.h5 --incomplete
says out "left out, since runs are missing"

expect 64 "$agglo" sensitivity
says err "the result of a sweep is missing"
expect 74 "$agglo" sensitivity nosuch.h5
expect 65 "$agglo" sensitivity base.json
expect 0 "$agglo" run "$scenario" --set time.years=2 -n 1 -o run.h5 --quiet
expect 65 "$agglo" sensitivity run.h5
says err "not the result of a sweep"
for option in --resamples=-1 --confidence=1 --confidence=0 --bins=0 --at=region --at=region= --seed=x; do
    expect 64 "$agglo" sensitivity saltelli.h5 "$option"
done
finish
