#!/usr/bin/env bash
# The shipped experiments on Nuremberg's parameters: their ranges are those that the model tells of
# itself, what the screening leaves out cannot act, and small versions of both come to their end.
. "$(dirname "$0")/../cli/common.bash"
cp -r "$source_dir/scenarios" .
experiments=scenarios/experiments

# Of every factor: the parameter's plausible range, by its logarithm where that spans more than a
# factor of three. The agency's two are narrower, a whole number has levels.
expect 0 "$agglo" describe parameters --json
mv out parameters.json
python3 - "$experiments" >report <<'END' || fail "ranges: $(cat report)"
import json, sys
known = {p["name"]: p for p in json.load(open("parameters.json"))}
narrower = {"regulator.capacity", "regulator.background"}
wrong, screened = [], []
for name in ("screening", "sensitivity"):
    experiment = json.load(open(f"{sys.argv[1]}/nuremberg_{name}.json"))
    for factor in experiment["factors"]:
        parameter = known[factor["path"].removeprefix("parameters.")]
        ends = [parameter["low"], parameter["high"]]
        if "levels" in factor:
            right = [min(factor["levels"]), max(factor["levels"])] == ends
        else:
            low, high = factor["low"], factor["high"]
            is_log = low > 0 and high / low > 3
            right = (factor.get("scale", "linear") == "log") == is_log and (
                [low, high] == ends or parameter["name"] in narrower and ends[0] <= low < high <= ends[1])
        if not right:
            wrong.append(f"{name}: {factor}")
        if name == "screening":
            screened.append(parameter["name"])
        elif parameter["name"] not in screened:
            wrong.append(f"{name}: {factor} was not screened")
print(*wrong, sep="\n")
left_out = [known[name] for name in known if name not in screened]
json.dump({"base": f"{sys.argv[1]}/../hubs/nuremberg.json", "design": {"type": "one_at_a_time"},
           "replicates": 1, "outcomes": ["firms"],
           "factors": [{"path": "parameters." + p["name"], "low": p["low"], "high": p["high"],
                        "base": p["default"], "steps": 2} for p in left_out]}, open("idle.json", "w"))
sys.exit(bool(wrong) or not left_out)
END

# At both ends of their ranges the parameters that are left out leave every agent as it was.
expect 0 "$agglo" sweep idle.json -o idle.h5 -q
h5dump -d /state_hash -y -w 1 -o hashes idle.h5 >dump || fail "h5dump: $(cat dump)"
[ "$(wc -w <hashes)" -ge 21 ] || fail "too few states: $(cat hashes)"
[ "$(tr -d ', ' <hashes | sort -u | grep -c .)" -eq 1 ] || fail "a parameter that was left out acts"

# small NAME N REPLICATES: the experiment with fewer runs, its findings in out.
small() {
    sed "s/\"n\": [0-9]*/\"n\": $2/; s/\"replicates\": [0-9]*/\"replicates\": $3/" \
        "$experiments/nuremberg_$1.json" >"$experiments/small.json"
    expect 0 "$agglo" sweep "$experiments/small.json" -o "$1.h5" -q
    expect 0 "$agglo" sensitivity "$1.h5" firms --json --resamples 100
}

small screening 1 1
python3 - <<'END' 2>python || fail "screening: $(tail -n 1 python)"
import json
found = json.load(open("out"))
assert found["design"] == "morris" and len(found["factors"]) > 150, len(found["factors"])
assert all(f["mu_star"]["value"] >= abs(f["mu"]) for f in found["factors"])
assert sum(f["mu_star"]["value"] > 0 for f in found["factors"]) > 50
END

# Twenty factors, of which the strongest must show even so: firms that close more often are fewer,
# and so are spin-offs where the critical mass is high.
small sensitivity 64 1
python3 - <<'END' 2>python || fail "sensitivity: $(tail -n 1 python)"
import json
found = json.load(open("out"))
of = {f["name"]: f for f in found["factors"]}
assert found["design"] == "saltelli" and found["units"] == 64 and len(of) == 20
assert all(0 <= f["total"]["low"] <= f["total"]["value"] < 1 for f in found["factors"])
for name in ("exits_h_established", "spinoff_half_A"):
    assert of[name]["standardised"]["high"] < 0, of[name]
    assert of[name]["total"]["low"] > 0.02, of[name]
END
expect 0 "$agglo" sensitivity sensitivity.h5 approvals --at device_class=II --resamples 0 -o effects.svg
grep -q "<svg" effects.svg || fail "effects.svg is no figure"
finish
