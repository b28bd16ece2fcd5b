#!/usr/bin/env bash
# `agglo explain`: knock-outs and shares against runs of their own, a world in which one link alone
# can act, a baseline, policies, the same bits over threads, an interruption, figures and refusals.
. "$(dirname "$0")/common.bash"
marginal=$source_dir/scenarios/japan/marginal_prefecture.json
anchor=$source_dir/scenarios/policies/anchor_entry.json
short=(--set time.years=8 --quiet)

# told PYTHON: what is said of the findings (JSON in `out`) is true.
told() {
    python3 -c "
import csv, json
found = json.load(open('out'))
players = found.get('links') or found.get('policies')
of = {p['number']: p for p in players}
near = lambda a, b: abs(a - b) < 1e-9 * (1 + abs(b))
$1" 2>python || fail "$(tail -1 python): $1"
}

# mean FILE: the mean of firms over replicates at the end of a run with one region.
mean() {
    h5dump -d /firms -y -w 1 -m %.17g -o values "$1" >dump 2>&1 || fail "h5dump: $(cat dump)"
    python3 -c "
values = [float(word) for word in open('values').read().replace(',', ' ').split()]
print(sum(values[8::9]) / len(values[8::9]))"
}

# What is knocked out is what a run without the link lacks; all and none are runs, too.
expect 0 "$agglo" explain "$scenario" "${short[@]}" -n 6 --permutations 8 --json
for gain in 7 11; do
    expect 0 "$agglo" run "$scenario" "${short[@]}" -n 6 --set links.$gain=0 -o "without$gain.h5"
done
expect 0 "$agglo" run "$scenario" "${short[@]}" -n 6 -o all.h5
"$agglo" explain "$scenario" "${short[@]}" -n 6 --permutations 8 --json >out
all=$(mean all.h5) without7=$(mean without7.h5) without11=$(mean without11.h5)
told "
assert near(found['value_all']['value'], $all), $all
assert near(of[7]['loss']['value'], $all - $without7) and near(of[11]['loss']['value'], $all - $without11)
assert near(found['whole']['value'], found['value_all']['value'] - found['value_none']['value'])
assert near(sum(p['share']['value'] for p in players), found['sum_of_shares']['value'])
assert near(sum(p['share']['part'] for p in players), 1)
begins = {'I': (1, 2, 3, 4), 'II': (5, 6, 7, 8), 'III': (9, 10, 11, 12), 'IV': (13, 14, 15),
          'V': (16, 17, 18)}
for state, links in begins.items():
    assert near(found['shares_by_state'][state]['value'], sum(of[k]['share']['value'] for k in links))
assert len(players) == 18 and found['runs'] == 6 * 20 + 4 * 36 and found['permutations'] == 8
shares = [p['share']['part'] for p in players]
assert shares == sorted(shares, reverse=True)
assert found['region'] == 'nuremberg' and found['unit'] == '1' and not found['interrupted']"

# The same bits for any number of threads; other numbers with another seed.
for threads in 1 2 3; do
    expect 0 "$agglo" explain "$scenario" "${short[@]}" -n 5 --permutations 40 --precision 0.001 \
        --json -t $threads
    mv out "threads$threads"
done
same threads1 threads2
same threads1 threads3
expect 0 "$agglo" explain "$scenario" "${short[@]}" -n 5 --permutations 40 --json --seed 9
cmp -s out threads1 && fail "the seed has no influence"

# A world in which one link alone can act: it carries (nearly) all.
cat >lonely.json <<JSON
{"extends": "$scenario", "time": {"start": 1980, "years": 20}, "interventions": null,
 "parameters": {
   "location.b_research": 0, "growth.b2": 0, "growth.h2": 0, "spinout.p3": 0, "reputation.w4": 0,
   "matching.c5": 0, "anchor.h6": 0, "reputation.w8": 0, "matching.c9": 0, "matching.c9_width": 0,
   "location.b_anchor": 0, "procure.eta11": 0, "reputation.w12": 0, "matching.c13": 0,
   "graduation.h14": 0, "reputation.w15": 0, "matching.c16": 0, "location.b_reputation": 0,
   "finance.lambda_vc": 0, "finance.lambda_sup": 0}}
JSON
expect 0 "$agglo" explain lonely.json -n 20 --permutations 40 --quiet --json
told "
assert players[0]['number'] == 7 and players[0]['share']['part'] >= 0.95, players[0]
assert all(abs(p['share']['part']) < 0.05 for p in players[1:])
assert abs(of[7]['loss']['part'] - 1) < 0.05 and found['half_width'] < 0.05
assert found['whole']['value'] > 5 and abs(found['gap_in_standard_errors']) < 4"
expect 0 "$agglo" explain lonely.json -n 4 --permutations 4 --quiet
says out "100 % came through link 7 (firms_spin_off)"
# Links that are off do not play.
expect 0 "$agglo" explain lonely.json -n 4 --permutations 4 --quiet --json --set links.7=0.5 \
    --set links.8=0 --set links.9=0
told "assert len(players) == 16 and 8 not in of and 9 not in of"

# Against a baseline: differences of differences; what is the same in both has no effect.
expect 0 "$agglo" explain "$anchor" --against "$marginal" "${short[@]}" -n 6 --permutations 8 \
    --csv table.csv --json
told "
assert near(found['value_all']['value'],
            found['scenario_outcome']['value'] - found['baseline_outcome']['value'])
assert near(sum(p['share']['value'] for p in players), found['sum_of_shares']['value'])
assert of[10]['loss']['value'] != of[10]['outcome_loss']['value'] or of[7]['loss']['value'] != of[7]['outcome_loss']['value']
rows = list(csv.DictReader(open('table.csv', newline='')))
assert [int(r['number']) for r in rows] == [p['number'] for p in players]
assert all(abs(float(r['share']) - p['share']['value']) < 1e-6 for r, p in zip(rows, players))
assert found['runs'] == 2 * (6 * 20 + 4 * 36)"
expect 0 "$agglo" explain "$marginal" --against "$marginal" "${short[@]}" -n 4 --permutations 4
says out "cannot be told from zero"
expect 0 "$agglo" explain "$anchor" --against "$marginal" "${short[@]}" -n 3 --permutations 4 \
    --set interventions.anchor_entry.size=10000
expect 65 "$agglo" explain "$anchor" --against "$marginal" -n 3 --set interventions.anchor.size=1
cat >longer.json <<JSON
{"extends": "$marginal", "time": {"start": 1980, "years": 9}}
JSON
expect 65 "$agglo" explain longer.json --against "$marginal" -n 3
says err "different years"

# Over policies: none of them is a run without; all coalitions of a few.
expect 0 "$agglo" run "$scenario" --quiet -n 4 --set time.years=8 --set interventions=null -o none.h5
none=$(mean none.h5)
python3 - "$scenario" <<'PYTHON'
import json, sys
text = json.load(open(sys.argv[1]))
for i in text['interventions']:
    i['from'] = 1
json.dump({'extends': sys.argv[1], 'interventions': None}, open('early_base.json', 'w'))
many = [dict(i, name=i['type'] + str(k)) for i in text['interventions'] for k in (1, 2, 3)]
for k, i in enumerate(many):
    i['size'] = 5 + k
    i.pop('until', None)
json.dump({'extends': 'early_base.json', 'interventions': text['interventions']}, open('early.json', 'w'))
json.dump({'extends': 'early_base.json', 'interventions': many[:7]}, open('many.json', 'w'))
PYTHON
expect 0 "$agglo" explain early.json --over policies "${short[@]}" -n 4 --permutations 8 --json
told "
assert near(found['value_none']['value'], $none), $none
assert found['exact'] and found['runs'] == 4 * 5 + 4 * 8 and len(players) == 3
assert near(sum(p['share']['value'] for p in players), found['sum_of_shares']['value'])
assert {p['name'] for p in players} == {'network_org', 'cluster_programme', 'incubator'}"
expect 0 "$agglo" explain many.json --over policies "${short[@]}" -n 4 --permutations 8 --json
told "assert not found['exact'] and len(players) == 7 and found['runs'] == 4 * 9 + 4 * 14"
expect 64 "$agglo" explain "$marginal" --over policies
says err "no interventions"

# Precision ends the work early.
expect 0 "$agglo" explain lonely.json -n 4 --permutations 400 --precision 90 --quiet --json
told "assert found['permutations'] == 64 and found['half_width'] < 0.9"

# Regions and outcomes.
four=$source_dir/scenarios/hubs/world_of_four.json
expect 0 "$agglo" explain "$four" --set time.years=2 --quiet -n 2 --permutations 4 --region boston \
    --outcome approvals.II --json
told "assert found['region'] == 'boston' and found['outcome'] == 'approvals.II'"
expect 0 "$agglo" explain "$four" --set time.years=2 --quiet -n 2 --permutations 4 --region all --json
told "assert found['region'] == 'all regions'"
expect 64 "$agglo" explain "$four" --region bosten
says err "bosten"
expect 64 "$agglo" explain "$scenario" --outcome firm
says err "firms"

# An interruption: what is there is told and marked.
"$agglo" explain "$scenario" "${short[@]}" -n 8 --permutations 100000 --precision 0.001 -t 2 \
    --csv stopped.csv >out 2>err &
job=$!
sleep 3
kill -TERM $job
wait $job
[ $? -eq 75 ] || fail "an interrupted command did not end with 75"
says out "INTERRUPTED"
[ -s stopped.csv ] || fail "an interrupted command left no table"
"$agglo" explain "$four" -n 100000 --quiet -t 2 >out 2>err &
job=$!
sleep 0.2
kill -TERM $job
wait $job
[ $? -eq 75 ] || fail "a command that was interrupted at once did not end with 75"

# Figures.
expect 0 "$agglo" explain "$scenario" "${short[@]}" -n 3 --permutations 4 -o loop.svg
says err "figure: loop.svg"
[ "$(grep -c 'class="edge"' loop.svg)" -eq 36 ] || fail "loop.svg has not 18 arrows of two lines"
grep -q "Nuremberg" loop.svg || fail "loop.svg has no title"
expect 64 "$agglo" explain "$scenario" "${short[@]}" -n 3 --permutations 4 -o loop.doc
expect 74 env PATH=/nowhere "$agglo" explain "$scenario" "${short[@]}" -n 3 --permutations 4 -o no.svg
says err "graphviz"
absent no.svg
expect 74 "$agglo" explain "$scenario" "${short[@]}" -n 3 --permutations 4 --csv no/folder/t.csv

expect 64 "$agglo" explain
says err "a scenario file is missing"
expect 74 "$agglo" explain nosuch.json
for option in -n1 --permutations=3 --precision=0 --over=firms --seed=x -t0; do
    expect 64 "$agglo" explain "$scenario" "$option"
done
expect 64 "$agglo" explain "$scenario" --over policies --against "$marginal"
expect 64 "$agglo" explain "$scenario" --over policies -o loop.svg
finish
