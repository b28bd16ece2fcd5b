#!/usr/bin/env bash
# Snapshots of all firms in a result: the same bytes for any number of threads, valid netCDF,
# compressed or not, nothing else changed by them, refused where they do not fit.
. "$(dirname "$0")/common.bash"

# Enough rows to fill several batches, so that the places of chunks are put to the test.
run() {
    expect 0 "$agglo" run "$source_dir/scenarios/hubs/world_of_four.json" -n 5 --quiet "$@"
}
run --set output.firms=true -t 1 -o one.h5
hash=$(state_hash one.h5)
for threads in 2 4; do
    run --set output.firms=true -t $threads -o $threads.h5
    same one.h5 $threads.h5
done
run --set output.firms=true --set output.compress=true -t 1 -o packed.h5
run --set output.firms=true --set output.compress=true -t 3 -o other.h5
same packed.h5 other.h5
run -o without.h5
[ "$hash" = "$(state_hash without.h5)" ] || fail "snapshots change the run"
h5ls without.h5 | grep -q snapshots && fail "snapshots that nobody asked for"
for file in one packed; do
    bash "$source_dir/tests/output/check_netcdf.sh" $file.h5 >out 2>&1
    [ $? -eq 77 ] || says out ok
done
h5diff one.h5 packed.h5 /snapshots /snapshots >out || fail "compression changes snapshots"

# Ties at the same dates; they bring the firms along.
for threads in 1 3; do
    run --set output.network=true -t $threads -o ties$threads.h5
done
same ties1.h5 ties3.h5
[ "$hash" = "$(state_hash ties1.h5)" ] || fail "ties change the run"
h5diff one.h5 ties1.h5 /snapshots /snapshots >out || fail "ties change the snapshots"
h5ls one.h5 | grep -q network && fail "ties that nobody asked for"
bash "$source_dir/tests/output/check_netcdf.sh" ties1.h5 >out 2>&1
[ $? -eq 77 ] || says out ok

# Every so many months, the first and the last date included.
run --set output.firms=true --set output.firms_every_months=120 -o decades.h5
h5dump -y -w 1 -m %.6g -d /snapshots/time decades.h5 | grep -oE '^ *[0-9]{4}' | sort -u | tr -d ' ' |
    tr '\n' ' ' >dates
[ "$(cat dates)" = "1980 1990 2000 2010 2020 " ] || fail "dates: $(cat dates)"
expect 65 "$agglo" run "$scenario" --set output.firms=true --set output.firms_every_months=5 -o x.h5
says err "snapshots every 5 months do not fit the steps"
expect 65 "$agglo" run "$scenario" --set output.firms=yearly -o x.h5
absent x.h5
finish
