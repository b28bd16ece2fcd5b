#!/usr/bin/env bash
# `agglo export`: CSV that says what the file says, a network that networkx reads, refusals.
. "$(dirname "$0")/common.bash"

# Names with all that CSV and XML must quote.
cat >odd.json <<END
{"extends": "$scenario", "name": "a <b> & \"c\", d", "time": {"years": 12},
 "regions": [{"name": "nuremberg", "label": "Nürnberg, \"Medical\" <Valley> & more"}]}
END
run() {
    expect 0 "$agglo" run "$@" -n 2 --quiet
}
run odd.json --set output.network=true -o r.h5
run "$scenario" --set output.events=false --set time.years=3 -o plain.h5

expect 0 "$agglo" export r.h5 --csv all
says out "all/events.csv"
for file in variables by_region by_region_kind by_region_policy by_region_link region link events \
    snapshots network; do
    [ -s all/$file.csv ] || fail "no all/$file.csv"
done
expect 73 "$agglo" export r.h5 --csv all
expect 0 "$agglo" export r.h5 --csv all --force
absent all/variables.csv.partial
grep -q $'^replicate,time,region,firms,.*\r$' all/by_region.csv || fail "the head of by_region.csv"
grep -qF '"Nürnberg, ""Medical"" <Valley> & more"' all/region.csv || fail "quotes in region.csv"
grep -qF 'by_region.csv,sales,M$/yr,sales of all firms' all/variables.csv || fail "units"
[ "$(grep -c . all/by_region.csv)" -eq $((1 + 2 * 13)) ] || fail "rows of by_region.csv"

# The numbers are the file's, to the last digit.
h5dump -y -w 1 -m %.17g -d /sales r.h5 | sed -n '/^   DATA {/,/^   }/p' | grep -oE '[0-9][0-9.e+-]*' >expected
python3 - <<'END' || fail "CSV and result differ"
import csv
with open("all/by_region.csv", newline="") as file:
    found = [float(row["sales"]) for row in csv.DictReader(file)]
with open("expected") as file:
    expected = [float(line) for line in file]
assert found == expected and len(found) == 26, (len(found), len(expected))
with open("all/region.csv", newline="") as file:
    assert next(csv.DictReader(file))["region_label"] == 'Nürnberg, "Medical" <Valley> & more'
for name in "events snapshots network variables by_region_link by_region_policy".split():
    with open(f"all/{name}.csv", newline="") as file:
        rows = list(csv.reader(file))
        assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows), name
with open("all/variables.csv", newline="") as file:
    listed = {(row["file"], row["name"]) for row in csv.DictReader(file)}
import os
for name in os.listdir("all"):
    with open(f"all/{name}", newline="") as file:
        head = next(csv.reader(file))
    assert name == "variables.csv" or all((name, column) in listed for column in head), name
END

expect 0 "$agglo" export r.h5 --csv one --replicate 1 --variable firms --variable flux
[ "$(ls one | tr '\n' ' ')" = "by_region.csv by_region_link.csv link.csv region.csv time.csv variables.csv " ] ||
    fail "files of two variables: $(ls one)"
[ "$(cut -d, -f1 one/by_region.csv | sort -u | tr '\n' ' ')" = "1 replicate " ] || fail "one replicate"
expect 0 "$agglo" export plain.h5 --csv plain
absent plain/events.csv

# The network.
expect 0 "$agglo" export r.h5 --graphml last.graphml
says out "year 1992"
expect 0 "$agglo" export r.h5 --graphml middle.graphml --year 1986 --replicate 1 --json
says out '"year": 1986'
expect 73 "$agglo" export r.h5 --graphml last.graphml
expect 65 "$agglo" export r.h5 --graphml x.graphml --year 1986.5
says err "1980, 1981"
expect 65 "$agglo" export r.h5 --graphml x.graphml --replicate 2
expect 65 "$agglo" export plain.h5 --graphml x.graphml
says err "output.network=true"
run "$scenario" --set output.events=false --set output.network=true --set time.years=3 -o quiet.h5
expect 0 "$agglo" export quiet.h5 --graphml quiet.graphml
says err "spin-offs"

# Years and replicates without firms.
cat >empty.json <<END
{"extends": "$scenario", "time": {"years": 3}, "regions": [{"name": "nuremberg", "firms": []}]}
END
run empty.json --set output.network=true -o empty.h5
expect 65 "$agglo" export empty.h5 --graphml x.graphml --year 1980
says err "no snapshot of that year has firms: got 1980, expected one of 1981, 1982, 1983"
run empty.json --set output.network=true --set regions.nuremberg.universities=[] \
    --set regions.nuremberg.population=0.001 -o nobody.h5
for year in "" "--year 1981"; do
    expect 65 "$agglo" export nobody.h5 --graphml x.graphml $year
    says err "no snapshot of the replicate has firms"
    grep -q "one of" err && fail "years are listed where there are none"
done

# Refusals.
expect 65 "$agglo" export r.h5 --csv x --variable firmz
says err "established_firms"
expect 65 "$agglo" export r.h5 --csv x --variable region
expect 65 "$agglo" export r.h5 --csv x --replicate 2
expect 64 "$agglo" export r.h5
expect 64 "$agglo" export --csv x
expect 64 "$agglo" export r.h5 --csv x --year 1990
expect 74 "$agglo" export nosuch.h5 --csv x
expect 74 "$agglo" export r.h5 --csv no/such
expect 74 "$agglo" export r.h5 --graphml no/such.graphml
echo text >file
expect 74 "$agglo" export r.h5 --csv file
absent x
absent x.graphml

[ "$failures" -eq 0 ] || finish
python3 -c 'import networkx' 2>/dev/null || {
    echo "networkx is not here: graphs are not read back"
    exit 77
}
python3 - <<'END' || fail "the graphs are not as they should be"
import csv
import networkx as nx

with open("all/network.csv", newline="") as file:
    ties = [row for row in csv.DictReader(file)]
with open("all/snapshots.csv", newline="") as file:
    firms = [row for row in csv.DictReader(file)]
for name, year, replicate in (("last", "1992", "0"), ("middle", "1986", "1")):
    graph = nx.read_graphml(f"{name}.graphml")
    then = [t for t in ties if t["time"] == year and t["replicate"] == replicate]
    alive = [f for f in firms if f["time"] == year and f["replicate"] == replicate]
    sites = [t for t in then if t["kind"] in ("university", "hospital")]
    assert graph.graph["year"] == float(year) and graph.graph["title"] == 'a <b> & "c", d'
    assert graph.number_of_nodes() == len(alive) + len(sites)
    told = [d for *_, d in graph.edges(data=True) if d["kind"] not in ("spinoff", "spinout")]
    assert len(told) == len(then) - len(sites) > 0
    for firm in alive:
        node = graph.nodes[firm["agent"]]
        assert node["kind"] == firm["kind"] and node["region"] == firm["region"]
        assert abs(node["size"] - float(firm["size"])) < 1e-6 * node["size"]
    for tie in then:
        if tie not in sites:
            weights = [d["weight"] for d in graph.get_edge_data(tie["from"], tie["to"]).values()
                       if d["kind"] == tie["kind"]] if graph.is_multigraph() else [
                graph.edges[tie["from"], tie["to"]]["weight"]]
            assert len(weights) == 1 and abs(weights[0] - float(tie["weight"])) < 1e-6
kinds = {d["kind"] for *_, d in graph.edges(data=True)} | {
    d["kind"] for *_, d in nx.read_graphml("last.graphml").edges(data=True)}
assert {"supply", "trust_university", "project_hospital", "spinout"} <= kinds, kinds
END
finish
