#!/usr/bin/env bash
# `agglo report`: one file that needs nothing from outside; numbers are those of `agglo compare` and
# of the result; texts of scenarios cannot leave their place; the scenario in it makes the result
# again; wrong input is refused.
. "$(dirname "$0")/common.bash"
policies=$source_dir/scenarios/policies

expect 0 "$agglo" run "$source_dir/scenarios/japan/marginal_prefecture.json" -n 6 -o base.h5 --quiet
expect 0 "$agglo" run "$policies/network_org.json" -n 6 -o policy.h5 --quiet --set links.7=0.5
"$agglo" report base.h5 -o page.html >out 2>err
if grep -q "built without the page" err; then
    # npm was not there: it must be said how to get it, and nothing else may be written.
    expect 74 "$agglo" report base.h5 -o page.html
    says err "install nodejs and npm"
    absent page.html
    [ "$failures" -eq 0 ] || finish
    echo "skipped: the program was built without the page"
    exit 77
fi

# block FILE ID: a block of data.
block() {
    python3 - "$1" "$2" <<'END'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
found = re.findall(r'<script type="application/json" id="data-%s">(.*?)</script>' % sys.argv[2], page, re.S)
assert len(found) == 1, (sys.argv[2], len(found))
print(found[0])
END
}

# Outside of scripts, data and licences nothing has an address of elsewhere; no element loads one.
self_contained() {
    python3 - "$1" <<'END' 2>python || fail "$1: $(tail -1 python)"
import base64, hashlib, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
assert len(scripts) == 1 and page.count("<script") == 5, (len(scripts), page.count("<script"))
digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
assert "script-src 'sha256-%s'" % digest in page and "default-src 'none'" in page
rest = re.sub(r"<script.*?</script>", "", page, flags=re.S)
rest = re.sub(r"<pre>.*?</pre>", "", rest, flags=re.S)
for word in ("http://", "https://", " src=", "<link", "<img", "<iframe", "url(", "@import", "javascript:"):
    assert word not in rest, word
assert "Apache License" in page and "Version 2.0" in page
END
}

# One result.
expect 0 "$agglo" report base.h5 -o page.html
says err "report: page.html"
self_contained page.html
absent page.html.partial
cp page.html before.html
expect 0 "$agglo" report base.h5 -o page.html
same page.html before.html
block page.html effects | grep -qx null || fail "effects of one result"

# Two: the numbers of `agglo compare`, differences, the interventions that are new.
expect 0 "$agglo" report base.h5 policy.h5 -o two.html
self_contained two.html
block two.html effects >effects.json
block two.html result >result.json
expect 0 "$agglo" compare base.h5 policy.h5 --json --quiet
python3 - <<'END' 2>python || fail "numbers: $(tail -1 python)"
import json
told = json.load(open("out"))["findings"]
shown = {(f["place"], f["outcome"]): f for f in json.load(open("effects.json"))["findings"]}
for f in told:
    assert shown[f["place"], f["outcome"]] == f, f
assert shown["marginal", "approvals"]["outcome"] == "approvals"
result = json.load(open("result.json"))
base, policy = result["arms"]
assert result["times"] == list(range(1980, 2021)) and result["places"] == [0]
assert policy["differences"] == [{"path": "links.7", "base": "1", "here": "0.5"}], policy["differences"]
assert [(o["name"], o["is_shared"], o["from"], o["until"]) for o in policy["interventions"]] == [("network_org", False, 1990, None)]
assert base["differences"] == [] and base["interventions"] == [] and policy["removed"] == []
assert result["command"] == "agglo report base.h5 policy.h5 -o two.html"
END

# Quantiles, means and totals as numpy finds them in the file.
python3 - <<'END' 2>python
import importlib.util, sys
sys.exit(0 if importlib.util.find_spec("xarray") and importlib.util.find_spec("netCDF4") else 3)
END
if [ $? -eq 0 ]; then
    python3 - <<'END' 2>python || fail "series: $(tail -1 python)"
import json
import numpy, xarray
arm = json.load(open("result.json"))["arms"][1]
file = xarray.open_dataset("policy.h5")
def near(a, b): numpy.testing.assert_allclose(numpy.array(a, float), b, rtol=6e-4, atol=1e-12)
firms = file["firms"].values[:, :, 0]
near(arm["series"]["firms"][0], numpy.quantile(firms, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0))
near(arm["map"][0], firms.mean(axis=0))
flux = file["flux"].values[:, :, 0, :].mean(axis=0)
assert all(line[0] is None for line in arm["means"]["flux"][0])
near([line[1:] for line in arm["means"]["flux"][0]], flux.T[:, 1:])
near(arm["means"]["reputation"][0][0], file["reputation"].values[:, :, 0].mean(axis=0))
begun = file["projects_started"].values[:, 1:, 0].sum(axis=1)
near(arm["totals"]["projects_started"][0][5], begun.mean())
cost = file["public_cost"].values[:, 1:, 0].sum(axis=(1, 2))
near(arm["totals"]["public_cost"][0][5], cost.mean())
END
fi

# The scenario in the page makes the same states again.
python3 - <<'END'
import json
open("again.json", "w").write(json.load(open("result.json"))["arms"][1]["scenario"])
END
expect 0 "$agglo" run again.json -o again.h5 --quiet
[ "$(state_hash again.h5)" = "$(state_hash policy.h5)" ] || fail "the scenario in the page makes another result"

# More records than a page needs: rates are means over what is left out, the ends stay.
expect 0 "$agglo" run again.json -o fine.h5 --quiet -n 2 --set output.every_months=3 --set time.years=100
expect 0 "$agglo" report fine.h5 -o fine.html
block fine.html result >fine.json
python3 - <<'END' 2>python || fail "thinning: $(tail -1 python)"
import json
result = json.load(open("fine.json"))
times, arm = result["times"], result["arms"][0]
assert result["records"] == 401 and len(times) <= 162 and times[0] == 1980 and times[-1] == 2080, len(times)
mean = arm["series"]["projects_started"][0]
total = arm["totals"]["projects_started"][0][5]
# With two runs the mean is the mean of quartiles 25 and 75; the first record has no rate.
sum_ = sum((times[i] - times[i - 1]) * (mean[1][i] + mean[3][i]) / 2 for i in range(1, len(times)))
assert abs(sum_ - total) < 1e-3 * total, (sum_, total)
END

# A base for one result; shares.
expect 0 "$agglo" report policy.h5 --base "$source_dir/scenarios/japan/marginal_prefecture.json" -o based.html
block based.html result | grep -q '"path": "links.7"' || fail "no difference from the base"
expect 0 "$agglo" explain "$policies/network_org.json" --over policies -n 2 --json --quiet
cp out shares.json
expect 0 "$agglo" report base.h5 policy.h5 --explain shares.json -o shares.html
block shares.html explained | grep -q '"over":"policies"' || fail "no shares"

# Hostile texts stay texts.
python3 - "$source_dir/scenarios/japan/marginal_prefecture.json" <<'END'
import json, sys
scenario = json.load(open(sys.argv[1]))
evil = "</script><script>alert(1)</script><!--<script>]]>&lt;img src=x onerror=alert(2)>\u2028\"'"
scenario["name"] = scenario["description"] = scenario["source"] = evil
scenario["regions"][0]["label"] = evil
scenario["interventions"] = [{"type": "incubator", "region": scenario["regions"][0]["name"], "name": "</script><b>", "from": 3, "size": 5}]
json.dump(scenario, open("evil.json", "w"))
END
expect 0 "$agglo" run evil.json -n 2 -o "<b><img src=x>.h5" --quiet --set time.years=6
expect 0 "$agglo" report "<b><img src=x>.h5" -o evil.html
self_contained evil.html
block evil.html result >evil_result.json
python3 - <<'END' 2>python || fail "hostile texts: $(tail -1 python)"
import json
assert json.load(open("evil_result.json"))["arms"][0]["title"] == json.load(open("evil.json"))["name"]
assert not set("<>&") & set(open("evil_result.json", encoding="utf-8").read())
END

# Replicates that make no pairs: levels only.
expect 0 "$agglo" run "$policies/network_org.json" -n 1 -o one.h5 --quiet
expect 0 "$agglo" report base.h5 one.h5 -o one.html
block one.html effects | grep -qx null || fail "effects without pairs"

# Small enough: four regions, forty years, twenty replicates, two of them.
expect 0 "$agglo" run "$source_dir/scenarios/hubs/world_of_four.json" -n 20 -o four.h5 --quiet
cp four.h5 other.h5
expect 0 "$agglo" report four.h5 other.h5 -o four.html
size=$(wc -c <four.html)
[ "$size" -lt 3000000 ] || fail "$size bytes"

# What is refused.
expect 64 "$agglo" report
says err "a result file is missing"
expect 64 "$agglo" report base.h5
says err "-o FILE is missing"
expect 64 "$agglo" report base.h5 -o page.pdf
says err "ends in .html"
expect 64 "$agglo" report base.h5 policy.h5 --base again.json -o page.html
expect 74 "$agglo" report nosuch.h5 -o no.html
expect 65 "$agglo" report again.json -o no.html
says err "it is not the result of a run"
expect 65 "$agglo" report base.h5 four.h5 -o no.html
says err "cannot be paired"
expect 65 "$agglo" report base.h5 --explain again.json -o no.html
says err "it does not tell shares"
expect 74 "$agglo" report base.h5 -o nosuch/no.html
absent no.html
expect 0 "$agglo" report --help
says out "--explain"
finish
