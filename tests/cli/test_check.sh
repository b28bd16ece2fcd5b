#!/usr/bin/env bash
# What `agglo check` says of money and of what effects rest on: budgets, limits, exogenous events,
# parameters that no data pin down.
. "$(dirname "$0")/common.bash"

cat >money.json <<'J'
{
  "extends": "SOURCE/scenarios/japan/marginal_prefecture.json",
  "budgets": {"people": 3, "later": {"per_year": "2 M$/yr", "from": 20, "until": 30}},
  "interventions": [
    {"type": "biodesign", "region": "marginal", "budget": "people"},
    {"type": "reskilling", "region": "marginal", "budget": "people", "limit": 1},
    {"type": "network_org", "region": "marginal", "budget": "later", "total": 15},
    {"type": "technology_transfer", "region": "marginal"},
    {"type": "anchor_entry", "region": "marginal", "from": 5}
  ]
}
J
sed -i "s|SOURCE|$source_dir|" money.json
expect 0 "$agglo" check money.json
says out "money.json: valid"
says out "2 budgets:"
says out "3 M\$/yr, 1980 to the end; 2 interventions ask for up to 3.1 M\$/yr together"
says out "2 M\$/yr, 2000-2010; 1 intervention asks for up to 2.55 M\$/yr together"
says out 'out of "people"'
says out 'at most 1 M$/yr, out of "people"'
says out '15 M$ in all, out of "later"'
says out "exogenous event in marginal"
says out "rests on uncertain matching.c_network (0.3 to 2)"
says out "rests on uncertain spinout.p3 (0.0015 to 0.006), network.spinout"
says out "rests on uncertain matching.c9 (0.3 to 2)"

! grep -q "parameters changed" out || fail "parameters that nobody changed"
expect 0 "$agglo" check money.json --set links.3=0 --set parameters.spinoff.half_A=0.35
says out "links changed: 3 at 0"
says out "parameters changed: spinoff.half_A 0.35 (standard: 0.5)"
expect 0 "$agglo" check money.json --set links.3=0 --set parameters.spinoff.half_A=0.35 --json
python3 - <<'P' || fail "the JSON does not say what the text says"
import json
one = json.load(open("out"))[0]
orders = {order["type"]: order for order in one["interventions"]}
assert one["links_changed"] == {"3": 0} and one["parameters_changed"] == {"spinoff.half_A": 0.35}
assert [b["name"] for b in one["budgets"]] == ["people", "later"]
assert one["budgets"][1]["until"] == 30 and one["budgets"][0]["per_year"] == 3
assert orders["reskilling"]["limit"] == 1 and orders["reskilling"]["budget"] == "people"
assert orders["network_org"]["total"] == 15
assert orders["anchor_entry"]["scope"] == "exogenous event"
assert orders["anchor_entry"]["family"] == "events"
assert "matching.c_network" in orders["network_org"]["rests_on_uncertain"]
assert orders["technology_transfer"]["rests_on_uncertain"] == []  # its link is off
assert any("cannot act" in fault["message"] for fault in one["faults"])
P
finish
