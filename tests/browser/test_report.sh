#!/usr/bin/env bash
# Opens reports in Chromium, without a network: no errors on the console, nothing asked for, all
# figures drawn, usable by keyboard, tables for everything, no wider than a phone. Pictures and a
# print are kept in the build folder (tests/browser/), to be looked at.
. "$(dirname "$0")/browser.bash"

# look NAME RESULT…: makes a report and looks at it.
look() {
    local name=$1 pictures=$build/tests/browser/$1
    shift
    mkdir -p "$pictures"
    expect 0 "$agglo" report "$@" -o "$name.html"
    cp "$name.html" "$pictures/report.html"
    expect 0 node "$source_dir/tests/browser/look.mjs" "$modules" "$chromium" "$name.html" "$pictures"
    [ -s out ] && fail "$name: $(cat out)"
    [ -s "$pictures/print.pdf" ] || fail "$name: no print"
}

expect 0 "$agglo" run "$source_dir/scenarios/hubs/world_of_four.json" -n 6 -o four.h5 --quiet
expect 0 "$agglo" run "$source_dir/scenarios/hubs/world_of_four.json" -n 6 -o more.h5 --quiet \
    --set interventions.network_org.size=40
expect 0 "$agglo" explain "$source_dir/scenarios/policies/network_org.json" --over policies -n 2 --json --quiet
cp out shares.json
look policy four.h5 more.h5 --explain shares.json
look single four.h5

python3 - "$source_dir/scenarios/japan/marginal_prefecture.json" <<'END'
import json, sys
scenario = json.load(open(sys.argv[1]))
evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
scenario["name"] = scenario["description"] = scenario["source"] = evil
scenario["regions"][0]["label"] = evil
scenario["interventions"] = [{"type": "incubator", "region": scenario["regions"][0]["name"], "from": 3, "size": 5}]
json.dump(scenario, open("evil.json", "w"))
END
expect 0 "$agglo" run evil.json -n 2 -o "<img src=x onerror=alert(3)>.h5" --quiet
look hostile "<img src=x onerror=alert(3)>.h5"
finish
