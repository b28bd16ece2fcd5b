#!/usr/bin/env bash
# `agglo facts`: numbers that h5dump and a few lines of Python find as well; what is missing is
# named; which files a fact is judged by; codes of exit; the shipped scenarios are what they should be.
. "$(dirname "$0")/common.bash"
facts=$source_dir/scenarios/facts

run() { # run NAME SCENARIO ARGUMENT...
    local name=$1 base=$2
    shift 2
    expect 0 "$agglo" run "$base" -o "$name.h5" --quiet "$@"
}
run hubs "$facts/hubs.json" -n 4
run short "$facts/hubs.json" -n 50 --set time.years=12
run bare "$facts/hubs.json" -n 2 --set output.firms=false --set output.events=false --set time.years=12
run alone "$facts/critical_mass.json"
run prefectures "$facts/prefectures.json" -n 1 --set time.years=11
run programme "$facts/programme.json" -n 1 --set time.years=24

expect 0 "$agglo" facts hubs.h5
says out "tail exponent"
says out "cannot be told: missing 50 replicates (it has 4)"
says out "not applicable: no file given is of a world of at least ten Japanese regions"
says out "Source: Bureau of Labor Statistics"
cp out before
expect 0 "$agglo" facts hubs.h5
same out before
expect 0 "$agglo" facts short.h5
says out "missing 30 years after the burn-in (it has 2)"
expect 0 "$agglo" facts bare.h5
says out "missing yearly snapshots of the firms"
says out "missing the event log"
expect 0 "$agglo" facts bare.h5 short.h5
grep -q "missing yearly" out && fail "a file lacks what another one has"

# values NAME...: the measures of the findings, checked by Python in `check`.
told() {
    expect 0 "$agglo" facts "$@" --json
    python3 -m json.tool out >/dev/null || fail "--json is no JSON"
}
dump() { # dump FILE DATASET: numbers, one a line
    h5dump -y -w 1 -m %.17g -d "$2" "$1" | grep -oE '^ *-?[0-9][0-9.e+-]*' | tr -d ' '
}
for name in foundings entries entries_other_industries closures firms spinouts research_money; do
    dump hubs.h5 /$name >$name.txt
done
for name in replicate step region type agent; do
    dump hubs.h5 /events/$name >event_$name.txt
done
for name in replicate step kind size; do
    dump hubs.h5 /snapshots/$name >row_$name.txt
done
told hubs.h5
python3 - <<'END' 2>python || fail "numbers differ: $(tail -1 python)"
import json, math, statistics
found = {f["measure"]: f for f in json.load(open("out"))["findings"]}
def numbers(name): return [float(line) for line in open(name + ".txt")]
def near(name, value, precision=1e-9):
    told = found[name]["value"]
    assert abs(told - value) <= precision * abs(value), (name, told, value)
REPLICATES, RECORDS, REGIONS, BOSTON = 4, 41, 4, 1
def sums(name, region):
    all = numbers(name)
    return [sum(all[(k * RECORDS + t) * REGIONS + region] for t in range(11, RECORDS)) for k in range(REPLICATES)]
def ratio(above, below, region):
    a, b = [sum(x) for x in zip(*[sums(n, region) for n in above])], sums(below, region)
    return statistics.median(x / y for x, y in zip(a, b))
entry = ("foundings", "entries", "entries_other_industries")
near("entry_us", ratio(entry, "firms", BOSTON))
near("entry_japan", ratio(entry, "firms", 3))
near("exit_us", ratio(["closures"], "firms", BOSTON))
near("spinouts", 1000 * ratio(["spinouts"], "research_money", BOSTON))
# Ages at exit, from the events.
types = ["policy_start", "anchor_entry", "research_site", "entry", "industry_entry", "spinout", "spinoff",
         "supplier_founding", "fellow_founding", "refounding", "project", "round", "approval",
         "project_failed", "failed", "acquired", "floated", "moved"]
agents = [line.strip() for line in open("event_agent.txt")]
events = list(zip(*[map(int, numbers("event_" + n)) for n in ("replicate", "step", "region", "type")], agents))
ages, staying = [], []
for k in range(REPLICATES):
    born, own, out, spun = {}, [], 0, 0
    for replicate, step, region, kind, agent in events:
        if replicate != k: continue
        if kind in range(5, 10) and region == BOSTON: born[agent] = (step, kind)
        if kind in (15, 16) and agent in born and step >= 40: own.append((step - born[agent][0]) / 4)
    for replicate, step, region, kind, agent in events:
        if replicate == k and kind == 17 and agent in born and born[agent][1] == 5 and 40 <= born[agent][0] <= 120: out += 1
    spun = sum(1 for step, kind in born.values() if kind == 5 and 40 <= step <= 120)
    ages.append(statistics.median(own))
    staying.append(1 - out / spun)
near("exit_age", statistics.median(ages))
near("staying", statistics.median(staying))
# The tail exponent, from the snapshots.
rows = list(zip(numbers("row_replicate"), numbers("row_step"), numbers("row_kind"), numbers("row_size")))
exponents = []
for k in range(REPLICATES):
    years = {}
    for replicate, step, kind, size in rows:
        if replicate == k and kind != 5 and step >= 40: years.setdefault(step, []).append(size)
    slopes = []
    for sizes in years.values():
        top = sorted(sizes, reverse=True)[:max(30, int(0.2 * len(sizes)))]
        x, y = [math.log(s) for s in top], [math.log(i + 0.5) for i in range(len(top))]
        mx, my = statistics.fmean(x), statistics.fmean(y)
        slopes.append(-sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x))
    exponents.append(statistics.fmean(slopes))
near("tail_exponent", statistics.median(exponents), 1e-5)
assert found["first_share"]["verdict"] == "not applicable" and found["first_share"]["value"] is None
assert found["alive_1"]["verdict"] == "cannot be told" and 0.8 < found["alive_1"]["value"] < 1
assert found["alive_1"]["value"] > found["alive_3"]["value"] > found["alive_10"]["value"] > 0
END

# A disaster closes firms, too: survival by Kaplan and Meier. Nobody is sold within a year.
cat >disaster.json <<JSON
{"extends": "$facts/hubs.json", "time": {"years": 18}, "interventions":
 [{"type": "disaster_reconstruction", "region": "boston", "from": 15, "until": 16, "loss": 1}]}
JSON
run disaster disaster.json -n 1
for name in step region type agent; do
    dump disaster.h5 /events/$name >event_$name.txt
done
told disaster.h5
python3 - <<'END' 2>python || fail "survival after a disaster: $(tail -1 python)"
import json
found = {f["measure"]: f for f in json.load(open("out"))["findings"]}
def lines(name): return [line.strip() for line in open(f"event_{name}.txt")]
events = list(zip(map(int, lines("step")), map(int, lines("region")), map(int, lines("type")), lines("agent")))
born = {a: step for step, region, kind, a in events if kind in range(5, 10) and region == 1 and step >= 40}
ends = {a: step for step, region, kind, a in events if kind in (14, 17, 25) and a in born}
assert sum(kind == 25 for step, region, kind, a in events if a in born) > 5
lives = [(ends.get(a, 72) - step, a in ends) for a, step in born.items()]
alive = 1
for age in sorted({years for years, is_over in lives if is_over and years <= 4}):
    alive *= 1 - sum(l == (age, True) for l in lives) / sum(l[0] >= age for l in lives)
assert abs(found["alive_1"]["value"] - alive) < 1e-9, (found["alive_1"]["value"], alive)
END

# Verdicts, and which files a fact is judged by.
told hubs.h5 alone.h5 prefectures.h5 programme.h5
python3 - <<'END' 2>python || fail "verdicts: $(tail -1 python)"
import json
findings = json.load(open("out"))["findings"]
files = {}
for f in findings: files.setdefault(f["measure"], []).append(f["file"])
assert files["two_outcomes"] == files["take_off"] == ["alone.h5"]
assert files["first_share"] == ["prefectures.h5"] and files["yield"] == ["programme.h5"]
assert files["alive_5"] == files["exit_age"] == ["hubs.h5"]
assert files["entry_japan"] == ["hubs.h5", "alone.h5", "prefectures.h5", "programme.h5"]
of = {f["measure"]: f for f in findings if f["file"] == "alone.h5"}
assert of["two_outcomes"]["replicates"] == 60 and of["two_outcomes"]["band_high"] is None
for f in of.values():
    inside = f["band_low"] <= f["value"] and (f["band_high"] is None or f["value"] <= f["band_high"])
    assert (f["verdict"] == "in band") == inside and f["verdict"] != "cannot be told", f
shares = [f["value"] for f in findings if f["measure"].startswith("class_")]
assert len(shares) == 4 and abs(sum(shares) - 1) < 1e-9, shares
END
expect 1 "$agglo" facts hubs.h5 --strict # too few replicates are no pass
expect 0 "$agglo" facts hubs.h5 --burn-in 39
says out "missing 50 replicates"
expect 0 "$agglo" facts short.h5 --burn-in 50
says out "nothing of the kind happened"

expect 64 "$agglo" facts
says err "a result file is missing"
expect 64 "$agglo" facts hubs.h5 --burn-in=-1
expect 74 "$agglo" facts nosuch.h5
expect 65 "$agglo" facts "$facts/hubs.json"
expect 0 python3 "$source_dir/tools/prefectures.py" --check
finish
