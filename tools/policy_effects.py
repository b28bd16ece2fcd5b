#!/usr/bin/env python3
"""Writes the table of scenarios/README.md that shows what every policy does to the marginal
prefecture and to Nuremberg.

    tools/policy_effects.py [PAIRS] > table.md      AGGLO_BINARY: the program (default: build/agglo)

Each policy at its standard size from year 10, in pairs of runs that share their random numbers with
a baseline: for the prefecture the shipped scenario against what it adds the policy to.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
AGGLO = os.environ.get("AGGLO_BINARY", str(ROOT / "build" / "agglo"))
PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
OUTCOMES = ["firms", "startups", "approvals@total", "sales"]


def compare(baseline, scenario):
    """Findings by outcome, and the cost in M$."""
    command = [AGGLO, "compare", baseline, scenario, "-n", str(PAIRS), "-q", "--json"]
    for outcome in OUTCOMES:
        command += ["--outcome", outcome]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found = {f["outcome"]: f for f in report["findings"]}
    return found, report["policies"][0]["public_cost"]["value"]


def effect(found):
    """A mean effect with its interval; bold where that leaves out 0."""
    mean = found["mean_effect"]
    width = 0 if found["outcome"] == "sales" else 1
    words = ("%+.*f (%.*f to %.*f)" % (width, mean["value"], width, mean["low"], width,
                                       mean["high"])).replace("-", "−")
    return "**%s**" % words if mean["low"] > 0 or mean["high"] < 0 else words


def is_significant(found):
    return any(f["mean_effect"]["low"] > 0 or f["mean_effect"]["high"] < 0 for f in found.values())


def per_cost(found, cost):
    """Mean effect for 100 M$, where there is one and a price."""
    if cost <= 0 or not is_significant({"": found}):
        return ""
    return ("%.3g" % (100 * found["mean_effect"]["value"] / cost)).replace("-", "−")


def row(name, found, cost):
    cells = [effect(found[outcome]) for outcome in OUTCOMES]
    for outcome in ("firms", "approvals@total"):
        cells.append(per_cost(found[outcome], cost))
    return "| `%s` | %s | %.4g | %s |" % (name, " | ".join(cells[:4]), cost, " | ".join(cells[4:]))


def context_of(name, folder):
    """The scenario without the policy: what the shipped one adds it to."""
    shipped = ROOT / "scenarios" / "policies" / (name + ".json")
    document = json.loads(shipped.read_text())
    document["interventions"] = [o for o in document["interventions"] if o["type"] != name]
    document["extends"] = str(ROOT / "scenarios" / "japan" / "marginal_prefecture.json")
    path = pathlib.Path(folder) / "context.json"
    path.write_text(json.dumps(document))
    return str(path), str(shipped)


def in_nuremberg(name, folder):
    baseline = ROOT / "scenarios" / "hubs" / "nuremberg.json"
    order = {"type": name, "name": "tried", "region": "nuremberg", "from": 10}
    if any(o["type"] == name for o in json.loads(baseline.read_text())["interventions"]):
        order["limit"] = 1e6  # tells it from the one that is there
    path = pathlib.Path(folder) / "policy.json"
    path.write_text(json.dumps({"extends": str(baseline), "interventions": [order]}))
    return str(baseline), str(path)


def table(title, pair_of, policies, folder):
    print("\n**%s**\n" % title)
    print("| policy | firms | start-ups | approvals, 40 yr | sales, M$/yr | cost, M$ | firms per "
          "100 M$ | approvals per 100 M$ |\n|---|---|---|---|---|---|---|---|")
    silent = []
    for policy in policies:
        found, cost = compare(*pair_of(policy["name"], folder))
        print(row(policy["name"], found, cost), flush=True)
        if not is_significant(found):
            silent.append(policy["name"])
    return silent


def main():
    listing = subprocess.run([AGGLO, "describe", "policies", "--json"], check=True,
                             capture_output=True, text=True).stdout
    policies = json.loads(listing)
    with tempfile.TemporaryDirectory() as folder:
        first = table("The marginal prefecture", context_of, policies, folder)
        second = table("Nuremberg", in_nuremberg, policies, folder)
    print("\nWithout a significant effect in the prefecture: %s.\n" % ", ".join(first))
    print("Nor in Nuremberg: %s." % ", ".join(n for n in second if n in first))


main()
