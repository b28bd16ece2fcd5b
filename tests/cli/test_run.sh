#!/usr/bin/env bash
# `agglo run`: the same file for any number of threads; what --set, --seed and --replicates change;
# summaries for people and programs.
. "$(dirname "$0")/common.bash"

expect 0 "$agglo" run "$scenario" -n 6 -t 1 -o one.h5
says out "nuremberg"
says out "start-ups"
says out "spinoff.half_A"
says out "agglo plot one.h5"
hash=$(sed -n 's/^state hash //p' out)
[ "$hash" = "$(state_hash one.h5)" ] || fail "the printed hash is not the file's"
[ "${#hash}" -eq 16 ] || fail "state hash '$hash'"
expect 0 "$agglo" run "$scenario" -n 6 -t 3 -o three.h5 --quiet
[ ! -s err ] || fail "--quiet was not quiet"
expect 0 "$agglo" run "$scenario" -n 6 -t 8 -o eight.h5 --times
says out "demography"
says out "peak memory"
same one.h5 three.h5
same one.h5 eight.h5
absent one.h5.partial

# Without a name the file is called after the scenario's.
expect 0 "$agglo" run "$scenario" -n 2
[ -s nuremberg.h5 ] || fail "no nuremberg.h5"
expect 0 "$agglo" run "$scenario" -n 2 --no-output --json
python3 -m json.tool out >/dev/null || fail "--json is no JSON"
rm nuremberg.h5

# A name that no file can have is refused whole, not cut to one that fits.
expect 64 "$agglo" run "$scenario" -n 1 -o "$(printf '%5000s' '' | tr ' ' x)"
says err "too long"
expect 0 "$agglo" run "$scenario" -n 2 --no-output
absent nuremberg.h5

# Provenance rebuilds the run and names neither machine nor folder of the result.
h5dump -A -g / one.h5 >attributes 2>/dev/null || h5dump -A one.h5 >attributes
for attribute in scenario seed replicates identity model_version agglo_version compiler libraries \
    command uncertain_parameters state_hash; do
    grep -q "ATTRIBUTE \"$attribute\"" attributes || fail "no attribute $attribute"
done
grep -qF "$(hostname)" attributes && fail "the file names the host"
tail -n +2 attributes | grep -qF "one.h5" && fail "the file names itself"

# What is changed changes the result, and only that.
json() {
    expect 0 "$agglo" run "$scenario" -n 2 --no-output --json "$@"
    sed -n 's/.*"state_hash": "\(.*\)".*/\1/p' out
}
standard=$(json)
[ "${#standard}" -eq 16 ] || fail "no state hash in the JSON: $standard"
[ "$standard" = "$(json --seed 1)" ] || fail "the default seed is not 1"
[ "$standard" != "$(json --seed 2)" ] || fail "--seed changes nothing"
[ "$standard" != "$(json --set links.10=0)" ] || fail "--set links changes nothing"
[ "$standard" != "$(json --set parameters.spinoff.half_A=0.3)" ] || fail "--set changes nothing"
[ "$standard" = "$(json --set links.10=1)" ] || fail "setting a default changes the result"
[ "$standard" != "$(json --seed 18446744073709551615)" ] || fail "a large seed changes nothing"
finish
