#!/usr/bin/env python3
"""Writes tables of scenarios/FINDINGS.md: what every policy does to the marginal prefecture and to
Nuremberg, what the zones do in the world of 47 prefectures, what the packages do to a prefecture, and
what ten times the size of policies does of which little is seen.

    tools/policy_effects.py [policies|zones|packages|levers [PAIRS]] > table.md
    AGGLO_BINARY: the program (default: build/agglo)

All by pairs of runs that share their random numbers with a baseline. Each policy at its standard size
from year 10, for the prefecture the shipped scenario against what it adds the policy to; zones and
packages against the world without them.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
AGGLO = os.environ.get("AGGLO_BINARY", str(ROOT / "build" / "agglo"))
PAIRS = int(sys.argv[2]) if len(sys.argv) > 2 else 200
OUTCOMES = ["firms", "startups", "approvals@total", "sales"]


def report_of(baseline, scenarios, *options, outcomes=OUTCOMES):
    """What `agglo compare` tells of one or several scenarios."""
    command = [AGGLO, "compare", str(baseline), *map(str, scenarios), "-n", str(PAIRS), "-q",
               "--json", *options]
    for outcome in outcomes:
        command += ["--outcome", outcome]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare(baseline, scenario):
    """Findings by outcome, and the cost in M$."""
    report = report_of(baseline, [scenario])
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


def policies_listed():
    listing = subprocess.run([AGGLO, "describe", "policies", "--json"], check=True,
                             capture_output=True, text=True).stdout
    return json.loads(listing)


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


def write_policies():
    policies = policies_listed()
    with tempfile.TemporaryDirectory() as folder:
        first = table("The marginal prefecture", context_of, policies, folder)
        second = table("Nuremberg", in_nuremberg, policies, folder)
    print("\nWithout a significant effect in the prefecture: %s.\n" % ", ".join(first))
    print("Nor in Nuremberg: %s." % ", ".join(n for n in second if n in first))


def rows_of_zones(start, zones):
    """Rows by scenario, of zones whose worlds begin in the same year."""
    japan = ROOT / "scenarios" / "japan"
    report = report_of(japan / "prefectures.json", zones, "--set", "time.start=%d" % start,
                       "--region", "each", "--region", "elsewhere")
    found = {}
    for f in report["findings"]:
        found.setdefault((f["policy"], f["place"]), {})[f["outcome"]] = f
    rows = {}
    for zone in report["policies"]:
        file = pathlib.Path(zone["path"]).name
        money = "%.4g" % zone["public_cost"]["value"]
        away = effect(found[zone["name"], "elsewhere"]["firms"])
        rows[file] = []
        for place in zone["acts_in"]:
            here = found[zone["name"], place]
            cells = ["`japan/%s`" % file, place.capitalize(), "%.0f" % here["firms"]["baseline"]["mean"],
                     *(effect(here[outcome]) for outcome in OUTCOMES), away, money]
            rows[file].append("| %s |" % " | ".join(cells))
            money = away = ""
    return rows


def write_zones():
    by_start, rows = {}, {}
    for path in (ROOT / "scenarios" / "japan").glob("*.json"):
        document = json.loads(path.read_text())
        if document.get("extends") == "prefectures.json":
            by_start.setdefault(document.get("time", {}).get("start", 2012), []).append(path)
    for start, zones in by_start.items():
        rows.update(rows_of_zones(start, zones))
    print("| scenario | prefecture | firms without | firms | start-ups | approvals, 40 yr | sales, M$/yr "
          "| firms of all others | cost, M$ |\n|---|---|---|---|---|---|---|---|---|")
    for file in sorted(rows):
        print("\n".join(rows[file]))


def write_packages():
    print("| package | firms | start-ups | approvals, 40 yr | sales, M$/yr | cost, M$ | firms per "
          "100 M$ | approvals per 100 M$ |\n|---|---|---|---|---|---|---|---|")
    for path in sorted((ROOT / "scenarios" / "packages").glob("*.json")):
        without = "policies/anchor_entry" if path.stem == "anchor" else "japan/marginal_prefecture"
        found, cost = compare(ROOT / "scenarios" / (without + ".json"), path)
        print(row(path.stem, found, cost), flush=True)


# Policies of which little is seen in the prefecture: the outcome nearest to what they move, and why.
LITTLE_SEEN = [
    ("unmet_demand", "no customers", ["matching_events", "tech_showcase"]),
    ("projects_started@total", "no anchor", ["major_open_call"]),
    ("projects_started@total", "needs, ties not scarce",
     ["hospital_network", "seed_to_clinic", "study_groups", "young_researchers"]),
    ("talent", "talent no bottleneck", ["clinical_immersion", "mobility", "reskilling", "headhunting"]),
    ("approvals@total", "few projects",
     ["lead_integrator", "data_platform", "samd_two_stage", "evaluation_centre"]),
    ("approvals.III@total", "one class III device",
     ["trial_subsidy", "society_registry", "review_speedup", "third_party_certification"]),
    ("startups", "one or two start-ups", ["incubator", "rental_lab"]),
    ("venture_invested@total", "one or two start-ups", ["vc_matching"]),
    ("exits_acquired@total", "one or two start-ups", ["acquisition_support"]),
    ("sales", "few devices", ["early_reimbursement"]),
    ("sales", "good gain what weak lose", ["reimbursement_reevaluation"]),
    ("exports", "few devices",
     ["exhibition_support", "joint_review", "joint_clinical_hub", "official_aid_link",
      "national_brand", "channel_partnering"]),
]
# Sizes where ten times the standard one is none: a head start in half years, shares, a switch.
LARGEST = {"early_reimbursement": 2, "vc_matching": 0.5, "third_party_certification": 0.8, "samd_two_stage": 1}


def tried(name, base, region, size, outcome, folder):
    """The nearest outcome without the policy, and its effect at a size."""
    order = {"type": name, "name": "tried", "region": region, "from": 10, "size": size}
    path = pathlib.Path(folder) / "tried.json"
    path.write_text(json.dumps({"extends": str(base), "interventions": [order]}))
    found = report_of(base, [path], outcomes=[outcome])["findings"][0]
    without = found["baseline"]["mean"]
    return ("%.0f" if without >= 100 else "%.3g") % without, effect(found)


def write_levers():
    size_of = {p["name"]: next(q["default"] for q in p["parameters"] if q["name"] == "size")
               for p in policies_listed()}
    places = [("japan/marginal_prefecture", "marginal"), ("policies/anchor_entry", "marginal"),
              ("hubs/nuremberg", "nuremberg")]
    print("| policy | why little is seen | size | outcome | prefecture | prefecture with an anchor "
          "| Nuremberg |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for outcome, why, names in LITTLE_SEEN:
            for name in names:
                size = LARGEST.get(name, 10 * size_of[name])
                cells = ["%s: %s" % tried(name, ROOT / "scenarios" / (file + ".json"), region, size,
                                          outcome, folder) for file, region in places]
                print("| `%s` | %s | %g | `%s` | %s |" % (name, why, size, outcome, " | ".join(cells)),
                      flush=True)


WRITERS = {"policies": write_policies, "zones": write_zones, "packages": write_packages,
           "levers": write_levers}
WRITERS[sys.argv[1] if len(sys.argv) > 1 else "policies"]()
