#!/usr/bin/env bash
# A run that is stopped and resumed gives the file of a run that was not, byte for byte.
. "$(dirname "$0")/common.bash"

world=$source_dir/scenarios/hubs/world_of_four.json
[ -f "$world" ] || world=$scenario
count=24
arguments=("$world" -n "$count" -t 2 --set output.network=true)
run() {
    "$agglo" run "${arguments[@]}" "$@" </dev/null
}

run -o whole.h5 >/dev/null 2>err || fail "the uninterrupted run"

# Stops a run as soon as its first checkpoints are there. Sets `code`.
stop_with() {
    local signal=$1 job waited=0
    shift
    "$agglo" run "${arguments[@]}" "$@" >out 2>err </dev/null &
    job=$!
    while ! ls first/replicate-*.h5 >/dev/null 2>&1 && [ $waited -lt 600 ] && kill -0 "$job" 2>/dev/null; do
        sleep 0.05
        waited=$((waited + 1))
    done
    kill -s "$signal" "$job"
    wait "$job" 2>/dev/null
    code=$?
}

stop_with TERM -o resumed.h5 --checkpoint first
if [ "$code" -eq 75 ]; then
    says err "--resume"
    absent resumed.h5
    # Resuming twice with an interruption between them, and with another number of threads.
    run -o resumed.h5 --checkpoint first --resume >out 2>err || fail "resuming: $(cat err)"
    says out "resumed"
    same whole.h5 resumed.h5
else
    fail "stopped by SIGTERM: exit code $code, expected 75"
    cat err
fi

# What finished replicates left behind rebuilds the result alone, events included.
run -o rebuilt.h5 --checkpoint first --resume -t 3 >out 2>err || fail "rebuilding: $(cat err)"
same whole.h5 rebuilt.h5
[ "$(state_hash whole.h5)" = "$(state_hash rebuilt.h5)" ] || fail "state hashes differ"

# Killed without warning: what was saved before counts.
rm -rf first
stop_with KILL -o killed.h5 --checkpoint first --checkpoint-every 2
[ "$code" -eq 137 ] || fail "killed: exit code $code"
absent killed.h5
run -o killed.h5 --checkpoint first --resume >out 2>err || fail "resuming after a kill: $(cat err)"
same whole.h5 killed.h5

# Checkpoints are neither mixed with another scenario nor overwritten unasked.
expect 65 run -o other.h5 --checkpoint first --resume --seed 7
says err "replicate-"
absent other.h5
expect 73 run -o other.h5 --checkpoint first
says err "--resume"
expect 0 run -o other.h5 --checkpoint first --force --seed 7
expect 0 run -o fresh.h5 --checkpoint new --resume
same whole.h5 fresh.h5

# Without checkpoints an interruption is told as what it is.
"$agglo" run "$world" -n 100000 --no-output >out 2>err </dev/null &
job=$!
sleep 0.5
kill -s TERM "$job"
wait "$job"
[ $? -eq 75 ] || fail "a run without checkpoints was not interrupted cleanly"
says err "nothing can be resumed"
finish
