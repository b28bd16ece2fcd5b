#!/usr/bin/env bash
# `agglo compare`: effects of policies from scenarios and from files, over places, costs, draws of
# parameters, growing until precise, interrupted, and its refusals.
. "$(dirname "$0")/common.bash"
base=$source_dir/scenarios/japan/marginal_prefecture.json
anchor=$source_dir/scenarios/policies/anchor_entry.json
network=$source_dir/scenarios/policies/network_org.json

# told PYTHON: of the JSON in `out`; of("firms", place, policy) is a finding.
told() {
    python3 -c "
import json
found = json.load(open('out'))
def of(outcome, place='marginal', policy=None):
    fit = [f for f in found['findings'] if f['outcome'] == outcome and f['place'] == place
           and policy in (None, f['policy'])]
    assert len(fit) == 1, (outcome, place, len(fit))
    return fit[0]
$1" 2>python || fail "$(tail -2 python)"
}

# ---- The example of the help ----

expect 0 "$agglo" compare "$base" "$anchor" -n 20 -q -o effects.png --csv effects.csv
[ ! -s err ] || fail "--quiet was not quiet"
says out "anchor_entry raises firms in marginal by"
says out "better in"
says out "20 pairs of runs from 1980 to 2020, seed 1"
! grep -q "FEW" out || fail "20 pairs are said to be few"
[ "$(awk 'length($0) > 100' out | wc -l)" -eq 0 ] || fail "lines of more than 100 columns"
[ "$(head -c 4 effects.png | tail -c 3)" = PNG ] || fail "effects.png is no figure"
[ "$(wc -l <effects.csv)" -eq 17 ] || fail "effects.csv has not one line for each outcome"
python3 - <<'END' || fail "effects.csv"
import csv
rows = list(csv.DictReader(open("effects.csv")))
assert all(None not in row and None not in row.values() for row in rows)
firms = rows[0]
assert firms["outcome"] == "firms" and firms["pairs"] == "20"
assert abs(float(firms["policy_mean"]) - float(firms["baseline_mean"]) - float(firms["effect"])) < 1e-6
assert float(firms["effect_low"]) < float(firms["effect"]) < float(firms["effect_high"])
END
expect 0 "$agglo" compare "$base" "$anchor" -n 5 -q --outcome firms
says out "FEW PAIRS"
# A table that does not fit the disk: the one that is there stays.
cp effects.csv kept.csv
(ulimit -f 1 && exec "$agglo" compare "$base" "$anchor" -n 5 -q --csv kept.csv) >out 2>err
[ $? -eq 74 ] || fail "half a table is said to be whole"
says out "raises firms in marginal by" # the findings are not lost
same effects.csv kept.csv
absent kept.csv.partial
# What is lowered is told by positive numbers, its interval too.
expect 0 "$agglo" compare "$anchor" "$base" -n 20 -q --outcome firms
grep -q 'lowers firms in marginal by [0-9.]* \[[0-9.]*, [0-9.]*\],$' out || fail "$(head -6 out)"

# The same from runs, files and both, for any number of threads.
expect 0 "$agglo" run "$base" -n 20 -q -o base.h5
expect 0 "$agglo" run "$anchor" -n 20 -q -o anchor_entry.h5
expect 0 "$agglo" compare "$base" "$anchor" -n 20 -q --json -t 1
cp out from_runs
told '
firms = of("firms")
assert found["pairs"] == 20 and found["common_random_numbers"] and not found["interrupted"]
assert firms["interval_of_mean"] == "bca" and of("takeoff")["interval_of_mean"] == "newcombe"
assert firms["mean_effect"]["low"] > 0 and firms["better"]["value"] > 0.8
assert of("takeoff_years")["long_name"].startswith("years to take-off")
assert found["policies"][0]["acts_in"] == ["marginal"]'
expect 0 "$agglo" compare "$base" "$anchor" -n 20 -q --json -t 2
same from_runs out
for pair in "base.h5 anchor_entry.h5" "$base anchor_entry.h5" "base.h5 $anchor"; do
    expect 0 "$agglo" compare $pair -q --json
    sed -e '/"baseline": "/d' -e '/"path": /d' out >other
    sed -e '/"baseline": "/d' -e '/"path": /d' from_runs >wanted
    same wanted other
done
# What the files say by themselves.
python3 - <<'END' || fail "the effect on firms is not that of the files"
import json, subprocess
def last(path):
    text = subprocess.run(["h5dump", "-y", "-w", "0", "-d", "/firms", path], capture_output=True, text=True).stdout
    numbers = text[text.index("DATA {") + 6:text.rindex("}")].split("}")[0].replace(",", " ").split()
    values = [float(n) for n in numbers]
    return [values[i * 41 + 40] for i in range(20)]
firms = [f for f in json.load(open("from_runs"))["findings"] if f["outcome"] == "firms"][0]
a, b = last("base.h5"), last("anchor_entry.h5")
effect = [y - x for x, y in zip(a, b)]
assert abs(sum(effect) / 20 - firms["mean_effect"]["value"]) < 1e-9
assert abs(sum(a) / 20 - firms["baseline"]["mean"]) < 1e-9
wins = sum(e > 0 for e in effect) + sum(e == 0 for e in effect) / 2
assert abs(wins / 20 - firms["better"]["value"]) < 1e-12
END

# Another seed, other numbers.
expect 0 "$agglo" compare "$base" "$anchor" -n 20 -q --json --seed 2
told 'assert found["seed"] == "2" and found["findings"] != json.load(open("from_runs"))["findings"]'

# Without common random numbers: the same question, a wider answer.
expect 0 "$agglo" compare "$base" "$network" -n 60 -q --json --outcome firms
cp out paired
expect 0 "$agglo" compare "$base" "$network" -n 60 -q --json --outcome firms --unpaired
told '
paired = json.load(open("paired"))["findings"][0]
width = lambda f: f["mean_effect"]["high"] - f["mean_effect"]["low"]
assert not found["common_random_numbers"]
assert width(of("firms")) > 1.5 * width(paired), (width(of("firms")), width(paired))
assert paired["replicates_factor"] > 2 and 0.4 < of("firms")["replicates_factor"] < 2
assert abs(paired["unpaired_half_width"] - width(of("firms")) / 2) < 0.3 * width(of("firms"))'

# ---- Several regions, cost, discount ----

cat >two.json <<JSON
{"extends": "$base", "time": {"years": 15},
 "regions": [{"name": "second", "population": 1.5, "home_market": "JP", "x_km": 50,
   "firms": [{"kind": "supplier", "count": 56}, {"kind": "tech", "count": 4}]}]}
JSON
cat >grants.json <<'JSON'
{"extends": "two.json",
 "interventions": [{"type": "rd_grants", "region": "marginal", "from": 0, "size": 60}]}
JSON
cat >less.json <<'JSON'
{"extends": "grants.json", "interventions": null, "links": {"7": 0}}
JSON
expect 0 "$agglo" compare two.json grants.json less.json -n 20 -q --outcome firms --outcome public_cost
says out "Elsewhere firms change by"
says out "where it acts"
says out "mean effect per M\$ of public cost"
expect 0 "$agglo" compare two.json grants.json less.json -n 20 -q --json --outcome firms --outcome reputation --outcome takeoff
told '
g = lambda place: of("firms", place, "grants")["mean_effect"]["value"]
assert abs(g("where it acts") + g("elsewhere") - g("all regions")) < 1e-9
assert g("where it acts") == g("marginal") and g("elsewhere") == g("second")
v = lambda place: of("reputation", place, "grants")["mean_effect"]["value"]
assert abs((v("marginal") + v("second")) / 2 - v("all regions")) < 1e-12
assert of("takeoff", "all regions", "grants")["unit"] == "regions"
assert not [f for f in found["findings"] if f["policy"] == "less" and f["place"] == "elsewhere"]
cost = found["policies"][0]["public_cost"]["value"]
assert cost > 15 * 60 * 0.9, cost
ratio = of("firms", "all regions", "grants")["per_cost"]
assert abs(ratio["value"] * cost - g("all regions")) < 1e-9
assert of("firms", "marginal", "less")["per_cost"]["value"] is None'
cp out undiscounted
# Money that is cut is another intervention, and a national policy acts in all of its home market.
cat >cut.json <<'JSON'
{"extends": "two.json", "interventions": [{"type": "rd_grants", "region": "marginal", "from": 0,
   "size": 60, "limit": 20}]}
JSON
cat >national.json <<'JSON'
{"extends": "two.json", "interventions": [{"type": "review_speedup", "region": "marginal"}]}
JSON
expect 0 "$agglo" compare grants.json cut.json national.json -n 4 -q --json --outcome firms
told '
assert found["policies"][0]["acts_in"] == ["marginal"], found["policies"][0]
assert found["policies"][1]["acts_in"] == ["marginal", "second"], found["policies"][1]'
# The same money in other hands is no cost, in whatever order it is summed.
shares=$source_dir/scenarios/classroom/share_among
expect 0 "$agglo" compare "${shares}_twelve.json" "${shares}_six.json" -n 4 -q --json --outcome firms
told '
assert abs(found["policies"][0]["public_cost"]["value"]) < 1e-6
assert of("firms", "all regions", "share_among_six")["per_cost"]["value"] is None'
expect 0 "$agglo" compare two.json grants.json -n 20 -q --json --outcome firms --discount 5% --region second
told '
before = json.load(open("undiscounted"))["policies"][0]["public_cost"]["value"]
after = found["policies"][0]["public_cost"]["value"]
assert 0.65 < after / before < 0.75, after / before
assert [f["place"] for f in found["findings"]] == ["second"]'
expect 0 "$agglo" compare two.json grants.json -n 8 -q --json --takeoff 40 --outcome takeoff --region each
told 'assert of("takeoff")["baseline"]["mean"] == 1'
expect 0 "$agglo" compare two.json grants.json -n 12 -q --json --interval t --outcome firms
told 'assert of("firms")["interval_of_mean"] == "t" and found["interval"] == "t"'

# ---- Over parameters ----

short=(--set time.years=10 -q --outcome firms)
expect 0 "$agglo" compare "$base" "$anchor" "${short[@]}" --over spinoff.half_A=0.25:0.75 -n 30 --per-draw 3
says out "10 draws of 1 parameters"
says out "share of parameters"
expect 0 "$agglo" compare "$base" "$anchor" "${short[@]}" --over uncertain --over spinoff.half_A=0:1 -n 30 --json -t 1
told '
assert found["draws"] == 8 and found["pairs"] == 32 and found["parameters"] == 33
firms = of("firms")
assert 0 <= firms["share_of_parameters"]["low"] <= firms["share_of_parameters"]["high"] <= 1
assert firms["variance_within_draws"] > 0'
cp out one_thread
expect 0 "$agglo" compare "$base" "$anchor" "${short[@]}" --over uncertain --over spinoff.half_A=0:1 -n 30 --json -t 2
same one_thread out
# The parameters are those of the draws: one that is all but fixed is the scenario that has it.
expect 0 "$agglo" compare "$base" "$anchor" "${short[@]}" --over spinoff.half_A=0.3:0.300000001 -n 20 --json
cp out drawn
expect 0 "$agglo" compare "$base" "$anchor" "${short[@]}" --set parameters.spinoff.half_A=0.3 -n 20 --json
told '
drawn = json.load(open("drawn"))["findings"][0]["with_policy"]["mean"]
assert abs(drawn - of("firms")["with_policy"]["mean"]) < 1e-3, drawn'

# ---- Growing ----

expect 0 "$agglo" compare "$base" "$network" --set time.years=20 -n 10 --precision firms=0.5 --most 2000 --json -t 1
says err "not precise enough: going on to"
told '
e = of("firms")["mean_effect"]
assert found["precise"] and found["rounds"] > 1 and (e["high"] - e["low"]) / 2 <= 0.5
assert found["pairs"] < 2000'
cp out grown
expect 0 "$agglo" compare "$base" "$network" --set time.years=20 -n 10 --precision firms=0.5 --most 2000 --json -t 2 -q
same grown out
expect 0 "$agglo" compare "$base" "$network" --set time.years=20 -n 10 --precision firms=1e-6% --most 20
says out "NOT reached"
says err "--most allows more pairs"
expect 0 "$agglo" compare "$base" "$network" --set time.years=5 -n 10 --precision closures=50% --outcome firms -q
says out "closures"

# ---- Interruptions ----

"$agglo" compare "$base" "$anchor" -n 100000 --json -t 2 >out 2>err </dev/null &
job=$!
sleep 2
kill -s TERM $job
code=0
wait $job || code=$?
[ $code -eq 75 ] || fail "an interrupted comparison ends with code $code: $(cat err)"
told 'assert found["interrupted"] and 2 <= found["pairs"] < 100000'

# ---- Refusals ----

expect 0 "$agglo" run "$anchor" -n 5 -q -o seed.h5 --seed 2
expect 65 "$agglo" compare base.h5 seed.h5
says err "its seed differs: got 2, expected 1"
expect 0 "$agglo" run "$anchor" -n 5 -q -o years.h5 --set time.years=30
expect 65 "$agglo" compare base.h5 years.h5
says err "other times are recorded"
expect 65 "$agglo" compare "$base" two.json
says err "two.json: it cannot be paired with the baseline"
sed 's/"second"/"third"/' two.json >third.json
expect 65 "$agglo" compare two.json third.json
says err "its regions differ"
expect 0 "$agglo" run "$base" -n 1 -q -o one.h5
expect 65 "$agglo" compare one.h5 anchor_entry.h5
says err "two or more"
expect 64 "$agglo" compare base.h5 anchor_entry.h5 --seed 3
expect 64 "$agglo" compare base.h5 anchor_entry.h5 --over uncertain
says err "need scenarios"
printf '{"name": "s", "base": "%s", "design": {"type": "factorial"}, "replicates": 2, "outcomes": ["firms"],
 "factors": [{"path": "links.10", "levels": [0, 1]}]}' "$base" >sweep.json
expect 0 "$agglo" sweep sweep.json -o sweep.h5 --quiet
expect 65 "$agglo" compare base.h5 sweep.h5
expect 74 "$agglo" compare nosuch.json "$anchor"
expect 65 "$agglo" compare two.json "$source_dir/README.md"
expect 64 "$agglo" compare "$base"
says err "at least one policy"
for option in --precision=firms --precision=firms=-1 --interval=z --confidence=2 --over=nosuch=1:2 \
    --over=spinoff.half_A=2:1 --over=spinoff.half_A=-1:1 --over=nosuch --outcome=firm --region=nowhere \
    --most=10 --per-draw=2 --replicates=1 --discount=x --discount=3; do
    expect 64 "$agglo" compare "$base" "$anchor" "$option" -n 4 -q
done
expect 64 "$agglo" compare "$base" "$anchor" --over spinof.half_A=0:1
says err "did you mean 'spinoff.half_A'"
expect 64 "$agglo" compare "$base" "$anchor" -n 4 --set time.years=2 -q -o effects.doc
expect 74 "$agglo" compare "$base" "$anchor" -n 4 --set time.years=2 -q --csv no/such/folder.csv
grep -q "^\.SS agglo compare" "$source_dir/tools/agglo/agglo.1" || fail "no compare in the manual"
finish
