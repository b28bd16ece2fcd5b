#!/usr/bin/env bash
# Every command line of README.md does what it says, in its order; so do those of scenarios/README.md
# that take seconds, and what the two show as output is what is printed.
. "$(dirname "$0")/common.bash"

mkdir build && ln -s "$agglo" build/agglo && ln -s "$source_dir/scenarios" scenarios
PATH=$folder/build:$PATH

# run_lines LEAST: command lines from standard input, at least so many.
run_lines() {
    local line count=0
    while read -r line; do
        count=$((count + 1))
        bash -c "$line" >out 2>err </dev/null || grep -q "built without the page" err || fail "$line: $(cat err)"
    done
    [ "$count" -ge "$1" ] || fail "$count command lines, at least $1 were expected"
}

expect 0 "$agglo" run scenarios/hubs/nuremberg.json -o nuremberg.h5 # as tools/quickstart.sh does
sed -n '/^```sh/,/^```/p' "$source_dir/README.md" | sed -e ':more' -e '/\\$/{N;s/\\\n *//;b more' -e '}' |
    grep '^build/agglo ' >lines
run_lines 15 <lines
for file in four.svg effects.png loop.svg network.h5 2010.graphml tables/by_region.csv anchor.h5; do
    [ -s "$file" ] || fail "README.md leaves no $file"
done

# The chain of causes that README.md shows.
sed -n '/^```text/,/^```/p' "$source_dir/README.md" | sed -n '/^\$ build/,/^```/p' | sed '/^```/d' >shown
bash -c "$(sed -n 's/^\$ //p' shown)" >out 2>err
grep -v '^\$' shown | diff - out || fail "README.md shows another chain"

grep -oE '^    agglo (run|describe|calibrate .*--dry-run).*' "$source_dir/scenarios/README.md" >lines
mkdir again && cd again && ln -s ../scenarios scenarios || exit 1
run_lines 8 <../lines
cat >my_scenario.json <<'J'
{"name": "A region",
 "time": {"start": 1980, "years": 4},
 "regions": [
   {
     "name": "here",
     "population": 1,
     "home_market": "JPN"}]}
J
expect 65 "$agglo" check my_scenario.json
tr -s ' \n' ' ' <"$source_dir/scenarios/README.md" | grep -qF "$(sed 's/^agglo: //' err)" ||
    fail "scenarios/README.md shows another message than $(cat err)"
cd "$folder" || exit 1
finish
