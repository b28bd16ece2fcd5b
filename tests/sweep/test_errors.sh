#!/usr/bin/env bash
# Experiments with one fault give one error: exit code 65, one message with a place, nothing left.
. "$(dirname "$0")/../cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"

number=0
# bad FRAGMENT JSON: an experiment file and what must be said of it.
bad() {
    number=$((number + 1))
    printf '%s\n' "$2" >bad.json
    expect 65 "$agglo" sweep bad.json -o bad.h5
    says err "$1"
    grep -v 'warning' err | grep -c '^agglo: ' >lines
    [ "$(cat lines)" -eq 2 ] || {
        fail "case $number: $(cat lines) messages instead of one and a sum"
        cat err
    }
    grep -qE '^agglo: (tiny|bad|points)[a-z.]*(json|csv)?:[0-9]+: ' err || {
        fail "case $number has no line"
        cat err
    }
    absent bad.h5
    absent bad.h5.parts
}

A='"base": "tiny.json"'
F='"factors": [{"path": "links.10", "levels": [0, 1]}]'
O='"outcomes": ["firms"]'
bad '"base" is missing' "{$F, $O}"
bad '"factors" is missing' "{$A, $O}"
bad '"outcomes" is missing' "{$A, $F}"
bad 'did you mean "factors"?' "{$A, $F, $O, \"factor\": []}"
bad 'did you mean "latin_hypercube"?' "{$A, $F, $O, \"design\": {\"type\": \"latin_hipercube\"}}"
bad 'did you mean "firms"?' "{$A, $F, \"outcomes\": [\"fims\"]}"
bad 'did you mean "here"?' "{$A, $F, \"outcomes\": [{\"variable\": \"firms\", \"region\": \"her\"}]}"
bad 'nothing is recorded at that time' "{$A, $F, \"outcomes\": [{\"variable\": \"firms\", \"time\": 1999}]}"
bad 'the time of the outcome is not valid' "{$A, $F, \"outcomes\": [{\"variable\": \"firms\", \"time\": \"end\"}]}"
bad 'the range is empty' "{$A, $O, \"factors\": [{\"path\": \"links.10\", \"low\": 2, \"high\": 1}]}"
bad 'logarithmic range' "{$A, $O, \"factors\": [{\"path\": \"links.10\", \"low\": 0, \"high\": 1, \"scale\": \"log\"}]}"
bad '"high" is missing' "{$A, $O, \"factors\": [{\"path\": \"links.10\", \"low\": 0}]}"
bad 'either a range or levels' "{$A, $O, \"factors\": [{\"path\": \"links.10\", \"low\": 0, \"high\": 1, \"levels\": [1]}]}"
bad 'neither what varies nor between what' "{$A, $O, \"factors\": [{\"name\": \"x\"}]}"
bad 'the level stands twice' "{$A, $O, \"factors\": [{\"path\": \"links.10\", \"levels\": [1, 2, 1]}]}"
bad 'a level of a factor with a path is a value' "{$A, $O, \"factors\": [{\"path\": \"links.10\", \"levels\": [{\"name\": \"a\"}]}]}"
bad 'two factors have one name' "{$A, $O, \"factors\": [{\"path\": \"links.10\", \"levels\": [1]}, {\"path\": \"links.10\", \"levels\": [2]}]}"
bad 'two outcomes have one name' "{$A, $F, \"outcomes\": [\"firms\", \"firms\"]}"
bad 'cannot name a variable' "{$A, $O, \"factors\": [{\"name\": \"a b\", \"levels\": [{\"name\": \"x\"}]}]}"
bad 'uses this name for something else' "{$A, $F, \"outcomes\": [{\"variable\": \"firms\", \"name\": \"status\"}]}"
bad 'has a dimension of this name' "{$A, \"factors\": [{\"name\": \"link\", \"levels\": [{\"name\": \"x\"}]}], \"outcomes\": [\"flux\"]}"
bad 'did you mean "location.b_reputation"?' "{$A, $O, \"factors\": [{\"path\": \"parameters.location.b_reputaton\", \"levels\": [1]}]}"
bad 'there is no such policy' "{$A, $O, \"factors\": [{\"name\": \"p\", \"levels\": [{\"name\": \"x\", \"set\": {\"interventions\": [{\"type\": \"anker\", \"region\": \"here\", \"from\": 1}]}}]}]}"
bad 'the number of replicates is not valid' "{$A, $F, $O, \"replicates\": 0}"
bad '"half_width" is missing' "{$A, $F, $O, \"replicates\": {\"outcome\": \"firms\"}}"
bad 'there is no such outcome' "{$A, $F, $O, \"replicates\": {\"outcome\": \"firm\", \"half_width\": 1}}"
bad 'cannot be judged by this outcome' "{$A, $F, \"outcomes\": [\"flux\"], \"replicates\": {\"outcome\": \"flux\", \"half_width\": 1}}"
bad 'the seed is not valid' "{$A, $F, $O, \"seed\": -1}"
bad '"file" is missing' "{$A, $F, $O, \"design\": {\"type\": \"table\"}}"
bad 'has no file' "{$A, $F, $O, \"design\": {\"type\": \"factorial\", \"file\": \"x.csv\"}}"
bad 'nothing.csv' "{$A, $F, $O, \"design\": {\"type\": \"table\", \"file\": \"nothing.csv\"}}"
bad 'records other times than the first' "{$A, $O, \"factors\": [{\"path\": \"time.years\", \"levels\": [5, 6]}]}"
T="{$A, $F, $O, \"design\": {\"type\": \"table\", \"file\": \"points.csv\"}}"
printf 'link_11\n1\n' >points.csv
bad 'no factor of the experiment' "$T"
printf 'link_10\n2\n' >points.csv
bad 'does not fit the factor' "$T"
printf 'link_10\n1,2\n' >points.csv
bad 'wrong number of values' "$T"
printf 'link_10\n' >points.csv
bad 'the table has no points' "$T"
{ echo link_10; yes 1 | head -n 260000; } >points.csv
bad 'the table is too long' "$T"
printf '# points\ndesign,links.10\n0,1\n1, 0\n' >points.csv
printf '%s\n' "$T" >good.json
expect 0 "$agglo" sweep good.json -o good.h5 -q --json
counts out points 2

# Files that are not there, and a command line that is not right.
expect 74 "$agglo" sweep nothing.json
printf '%s\n' "{\"base\": \"nothing.json\", $F, $O}" >lost.json
expect 74 "$agglo" sweep lost.json
says err 'nothing.json'
says err 'relative to that file'
expect 64 "$agglo" sweep
expect 64 "$agglo" sweep grid.json --dryrun
says err 'did you mean'
expect 64 "$agglo" sweep grid.json --force --shard 1/2
expect 64 "$agglo" merge
expect 64 "$agglo" status
expect 74 "$agglo" status nothing.h5
expect 74 "$agglo" merge nothing.h5
[ "$number" -ge 20 ] || fail "only $number cases"
finish
