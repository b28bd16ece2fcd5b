#!/usr/bin/env bash
# `agglo describe`: every topic as text and JSON; the tables of models/README.md are current.
. "$(dirname "$0")/common.bash"

expect 0 "$agglo" describe
expect 0 "$agglo" describe --json
python3 -m json.tool out >/dev/null || fail "the overview is no JSON"
for topic in parameters links policies outputs levers agents phases services; do
    expect 0 "$agglo" describe "$topic"
    [ "$(wc -l <out)" -ge 5 ] || fail "$topic: hardly a line"
    expect 0 "$agglo" describe "$topic" --json
    python3 -m json.tool out >/dev/null || fail "$topic is no JSON"
    name=$(python3 -c 'import json,sys; print(json.load(open("out"))[0]["name"])')
    expect 0 "$agglo" describe "$topic" "$name"
    says out "$name"
    expect 0 "$agglo" describe odd "$topic"
    says out "|---|"
done
expect 0 "$agglo" describe checks
says out "firms_conserve"
expect 0 "$agglo" describe checks money_conserves --json
python3 -m json.tool out >/dev/null || fail "checks are no JSON"
expect 0 "$agglo" describe services regulatory_advice --json
python3 - <<'P' || fail "two actors give regulatory advice"
import json
advice = json.load(open("out"))[0]
actors = ("government", "network", "firms", "academia", "hospitals", "supporters")
assert [a for a in actors if advice[a] != "-"] == ["network", "supporters"]
assert "regulatory_consulting" in advice["policies"].split()
P
expect 0 "$agglo" check "$source_dir/scenarios/hubs/nuremberg.json" --json
python3 - <<'P' || fail "the functions that Nuremberg's policies provide"
import json
region = json.load(open("out"))[0]["regions"][0]
assert "one_stop" in region["services"] and "overseas" not in region["services"]
P
expect 0 "$agglo" describe schema
python3 -m json.tool out >/dev/null || fail "the schema is no JSON"
for kind in scenario experiment calibration; do
    expect 0 "$agglo" describe schema "$kind"
    says out '"title": "A'
done
expect 64 "$agglo" describe schema experiments
says err "did you mean 'experiment'"
expect 0 "$agglo" describe links 10
says out "anchors_attract"
expect 0 "$agglo" describe links --json
python3 - <<'P' || fail "there are not eighteen links with a source each"
import json
links = json.load(open("out"))
assert [int(link["number"]) for link in links] == list(range(1, 19))
assert all(link["source"] and link["mechanism"] and link["equation"] for link in links)
P
expect 0 "$agglo" describe parameters location
[ "$(grep -c '^location\.' out)" -gt 3 ] || fail "a group of parameters is not listed"

expect 0 bash "$source_dir/tools/update_odd.sh" --check
finish
