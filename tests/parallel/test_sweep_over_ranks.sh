#!/usr/bin/env bash
# A sweep over processes: the same bytes for any number of them, with jobs handed out or fixed
# shares; what is killed goes on; what one process cannot do ends all.
# shellcheck source=tests/support/mpi.sh
. "$AGGLO_SOURCE_DIR/tests/support/mpi.sh"
. "$AGGLO_SOURCE_DIR/tests/cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"

sed 's/"replicates": 20/"replicates": 5/' grid.json >few.json
expect 0 "$agglo" sweep few.json -o alone.h5 -t 2 -q
for count in 2 4; do
    expect 0 run_ranks "$count" "$agglo" sweep few.json -o "over$count.h5" -t 1 --json
    same alone.h5 "over$count.h5"
    counts out finished 500
    counts out processes "$count"
    absent "over$count.h5.parts"
done
expect 0 run_ranks 3 "$agglo" sweep few.json -o static.h5 -t 2 --static -q
same alone.h5 static.h5

# Nothing to do: nothing is done, everywhere.
expect 0 run_ranks 2 "$agglo" sweep few.json -o over2.h5 -t 1
says out "complete already"

# Replicates until a half-width, decided by the first process.
sed 's/"replicates": 20/"replicates": {"least": 4, "most": 30, "half_width": 0.5, "outcome": "firms"}/' \
    grid.json >adaptive.json
expect 0 "$agglo" sweep adaptive.json -o adaptive_alone.h5 -t 2 -q
expect 0 run_ranks 3 "$agglo" sweep adaptive.json -o adaptive_over.h5 -t 1 -q
same adaptive_alone.h5 adaptive_over.h5

# Faults are told once; a folder that cannot be written ends all processes.
sed 's/"low": 1/"low": 9/' few.json >wrong.json
expect 65 run_ranks 3 "$agglo" sweep wrong.json -o wrong.h5
[ "$(grep -c "nothing was run" err)" -eq 1 ] || fail "the fault was not told once"
sed 's/"firms",/"startups",/' few.json >other.json
expect 73 run_ranks 2 "$agglo" sweep other.json -o alone.h5
says err "another experiment"

# A process that alone cannot read its input lets nobody wait, and says so.
expect 74 run_ranks 1 "$agglo" sweep few.json -o split.h5 -q : -n 1 "$agglo" sweep missing.json -q
says err "another process could not go on"
says err "process 1: 1 fault"

# Ten kills of all processes at moments of a fixed sequence, then to the end.
sed 's/"step_months": 6/"step_months": 1/; s/"years": 20/"years": 100/' tiny.json >slow.json
sed 's/tiny.json/slow.json/' grid.json >long.json
RANDOM=4711
kills=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
    run_ranks 2 "$agglo" sweep long.json -o killed.h5 -t 1 -q --part-seconds 0.05 >out 2>err </dev/null &
    job=$!
    sleep "0.$((RANDOM % 300 + 500))"
    victims=$(below "$job")
    # shellcheck disable=SC2086
    kill -s KILL $victims 2>/dev/null && kills=$((kills + 1))
    wait "$job" 2>/dev/null
done
[ "$kills" -ge 5 ] || fail "only $kills of ten kills met a sweep at work"
expect 0 "$agglo" status killed.h5 --json
kept=$(number out done)
counts out stored_runs "$kept"
[ "$kept" -gt 0 ] || fail "nothing was kept of ten interrupted sweeps"
expect 0 run_ranks 2 "$agglo" sweep long.json -o killed.h5 -t 1 -q --json --keep-parts
counts out reused "$kept"
counts out finished $((2000 - kept))
expect 0 "$agglo" sweep long.json -o whole.h5 -t 2 -q
same whole.h5 killed.h5

# A request to stop reaches all processes, ends with code 75 and loses nothing that was finished.
# mpirun passes SIGUSR1 on.
run_ranks 2 "$agglo" sweep long.json -o stopped.h5 -t 1 -q >out 2>err </dev/null &
job=$!
sleep 0.8
kill -s USR1 "$(named "$job" mpirun)" || fail "the sweep was over too soon"
wait "$job"
code=$?
[ "$code" -eq 75 ] || fail "exit code $code after SIGUSR1, expected 75"
expect 0 run_ranks 2 "$agglo" sweep long.json -o stopped.h5 -t 1 -q
same whole.h5 stopped.h5
echo "$kills kills, $kept runs kept"
finish
