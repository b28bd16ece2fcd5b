#!/usr/bin/env bash
# `agglo why`: examples, chains from an approval to an intervention, descent, and its refusals.
. "$(dirname "$0")/common.bash"
world=$source_dir/scenarios/policies/network_org.json

expect 0 "$agglo" run "$world" -n 6 -o net.h5 --quiet
expect 0 "$agglo" why net.h5
says out "The last approvals of replicate 0"
says out "The last foundings of replicate 0"
number=$(sed -n 's/^ *#\([0-9]*\) .* approval .*/\1/p' out | tail -1)
expect 0 "$agglo" why net.h5 "$number"
says out "#$number"
says out "<- "
cp out plain
expect 0 "$agglo" why net.h5 "#$number"
same plain out

# Events lead to a root, each line to an earlier one; some to the network organisation.
expect 0 "$agglo" why net.h5 --json --replicate 5
python3 -c "
import json
found = json.load(open('out'))
assert len(found['approvals']) == 5 and len(found['foundings']) == 5
print(found['foundings'][-1]['event'], found['foundings'][-1]['agent'])" >last || fail "no examples"
read -r last firm <last
for number in $(seq 0 $((last / 100)) "$last"); do
    expect 0 "$agglo" why net.h5 "$number" --json
    mv out "chain_$number.json"
done
python3 -c "
import glob, json
interventions = 0
for name in glob.glob('chain_*.json'):
    c = json.load(open(name))
    events = [e['event'] for e in c['chain']]
    assert name == 'chain_%d.json' % events[0] and events == sorted(events, reverse=True), c
    for before, e in zip(c['chain'], c['chain'][1:]):
        assert before['cause'] == e['agent'] and before['date'] >= e['date'], c
    last = c['chain'][-1]
    is_start = last['type'] == 'policy_start'
    assert c['root']['id'] == (last['agent'] if is_start else last['cause']), c
    assert (c['root']['kind'] == 'intervention') == is_start, c
    interventions += is_start
assert interventions > 0" 2>python || fail "chains: $(tail -1 python)"

# A firm: by its identity in its replicate, or one of the first.
expect 0 "$agglo" why net.h5 "$firm" --replicate 5
says out "#$last"
expect 0 "$agglo" why net.h5 "$firm" --replicate 5 --json
first=$(python3 -c "import json; print(json.load(open('out'))['root']['id'])")
expect 0 "$agglo" why net.h5 "$first"
says out "<- "
expect 0 "$agglo" why net.h5 --descent --json
python3 -c "
import json
found = json.load(open('out'))
assert found['replicates'] == 6 and len(found['regions']) == 1
marginal = found['regions'][0]
parts = {d.get('intervention', d['origin']): d for d in marginal['descent']}
total = sum(d['mean'] for d in parts.values())
assert abs(total - 1) < 1e-12, total
assert all(0 <= d['low'] <= d['mean'] <= d['high'] <= 1 for d in parts.values())
assert 0.01 < parts['network_org']['mean'] < 0.5 and parts['firm']['mean'] > 0.1
print('%.17g' % marginal['firms']['mean'])" >mean 2>python || fail "descent: $(tail -1 python)"
# Firms alive by the log are those that the result counts.
h5dump -d /firms -y -w 1 -m %.17g -o values net.h5 >/dev/null 2>&1
python3 -c "
values = [float(v) for v in open('values').read().replace(',', ' ').split()]
years = len(values) // 6
mean = sum(values[years - 1 :: years]) / 6
assert abs(mean - float(open('mean').read())) < 1e-9, (mean, open('mean').read())" 2>python ||
    fail "firms alive: $(tail -1 python)"
expect 0 "$agglo" why net.h5 --descent --region marginal
says out "intervention network_org"
says out "initial firms"

# One replicate tells no interval.
expect 0 "$agglo" run "$world" -n 1 --set time.years=2 -o short.h5 --quiet
expect 0 "$agglo" why short.h5 --descent --json
says out '"low": null'

expect 64 "$agglo" why
says err "a result file is missing"
expect 64 "$agglo" why net.h5 99999999
says err "there is no event 99999999"
expect 64 "$agglo" why net.h5 1 --replicate 5
says err "event 1 is of replicate 0"
expect 64 "$agglo" why net.h5 --replicate 6
says err "0 ... 5"
expect 64 "$agglo" why net.h5 0123456789abcdef
says err "nobody in replicate 0"
expect 64 "$agglo" why net.h5 someone
says err "16 hexadecimal digits"
expect 64 "$agglo" why net.h5 --descent --region marginl
says err "did you mean 'marginal'"
expect 64 "$agglo" why net.h5 --region marginal
expect 64 "$agglo" why net.h5 1 --descent
expect 74 "$agglo" why nosuch.h5
echo text >text.h5
expect 65 "$agglo" why text.h5
expect 0 "$agglo" run "$world" -n 1 --set time.years=2 --set output.events=false -o none.h5 --quiet
expect 65 "$agglo" why none.h5
says err "output.events=true"
finish
