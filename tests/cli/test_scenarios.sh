#!/usr/bin/env bash
# The shipped scenarios: each is valid without warnings, runs, says what it is, and stands in the tables
# of scenarios/README.md, which are current; the tool that makes the tables notices what is missing.
. "$(dirname "$0")/common.bash"
scenarios=$source_dir/scenarios

expect 0 python3 "$source_dir/tools/update_scenarios.py" --check
expect 0 python3 "$source_dir/tools/update_scenarios.py" --list
mapfile -t files <out
[ "${#files[@]}" -ge 90 ] || fail "only ${#files[@]} scenarios"

# What is in a folder is listed, or is told of elsewhere.
for path in "$scenarios"/*/*.json; do
    name=${path#"$scenarios"/}
    case $name in
    experiments/* | calibration/*) grep -qF "\`$name\`" "$scenarios/README.md" || fail "README.md: no $name" ;;
    facts/* | targets/*) ;;
    *) printf '%s\n' "${files[@]}" | grep -qxF "$name" || fail "--list: no $name" ;;
    esac
done

for name in "${files[@]}"; do
    expect 0 "$agglo" check "$scenarios/$name"
    if grep -q warning out err; then fail "$name: $(cat err)"; fi
    expect 0 "$agglo" run "$scenarios/$name" -t 1 -q --no-output -n 1 --set time.years=2
    says out "state hash"
done

# A package has the interventions of all it extends.
expect 0 "$agglo" check "$scenarios/packages/people.json"
for policy in biodesign young_researchers reskilling clinical_immersion mobility headhunting coordinators; do
    says out "$policy"
done

# A tool that cannot fail would be no test: without a source, a question or a run time, with another
# source, and without its markers.
mkdir tools
cp "$source_dir/tools/update_scenarios.py" tools
tampered() {
    local file=$1 change=$2 said=$3
    rm -rf scenarios
    cp -r "$source_dir/scenarios" .
    sed -i "$change" "scenarios/$file"
    expect 1 python3 tools/update_scenarios.py --check
    says err "$said"
}
tampered hubs/ireland.json '/"source":/d' "scenarios/hubs/ireland.json: no source"
tampered hubs/ireland.json 's/do start-ups follow?/start-ups follow./' "hubs/ireland.json: no question"
tampered hubs/ireland.json 's/"source": "/&Somebody; /' "README.md is not current"
tampered run_times.tsv '/ireland/d' "hubs/ireland.json: no run time"
tampered README.md '/generated: scenarios/d' "no part from"

# Renewed, it is current; what stands outside of the tables stays.
rm -rf scenarios
cp -r "$source_dir/scenarios" .
sed -i 's/"source": "/&Somebody; /' scenarios/hubs/ireland.json
expect 0 python3 tools/update_scenarios.py
grep -qF "Somebody; MAP" scenarios/README.md || fail "the table has no new source"
expect 0 python3 tools/update_scenarios.py --check
diff <(grep -v '^| `hubs/ireland' scenarios/README.md) <(grep -v '^| `hubs/ireland' "$source_dir/scenarios/README.md") ||
    fail "more than Ireland's row was renewed"

finish
