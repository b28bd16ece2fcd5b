#!/usr/bin/env bash
# Files that are there, cannot be read, cannot be written: one message, the right exit code, nothing
# half-done under the final name.
. "$(dirname "$0")/common.bash"

expect 74 "$agglo" run nosuch.json
says err "nosuch.json"
expect 74 "$agglo" check nosuch.json
echo '{"name": "x",' >broken.json
expect 65 "$agglo" run broken.json
expect 65 "$agglo" check broken.json
says err "broken.json:"
expect 65 "$agglo" check "$scenario" broken.json
says out "not valid"
expect 65 "$agglo" run "$scenario" --set parameters.location.b_reserch=2
says err "--set"
absent nuremberg.h5
expect 74 "$agglo" run ""
says err "the name of the file is empty"

# A document for another command is one fault, which names the command.
experiment=$source_dir/scenarios/experiments/anchor_or_network.json
calibration=$source_dir/scenarios/calibration/hubs.json
for pair in "run $experiment sweep" "run $calibration calibrate" "sweep $scenario run" \
    "sweep $calibration calibrate" "calibrate $scenario run" "calibrate $experiment sweep"; do
    read -r command file right <<<"$pair"
    expect 65 "$agglo" "$command" "$file"
    says err "hint: 'agglo $right' is for it"
    [ "$(grep -c "expected" err)" -eq 1 ] || fail "more than one fault: $(cat err)"
done

# A rate that is valid and absurd fills no memory.
expect 65 "$agglo" run "$scenario" --set parameters.procure.base_entry=1e9 -o full.h5
says err "the world has no room for so many new firms"
says err "at most"
absent full.h5

# An existing result is refused before anything is simulated, and replaced only on request.
echo precious >kept.h5
expect 73 "$agglo" run "$scenario" -o kept.h5 --replicates 100000
says err "--force"
[ "$(cat kept.h5)" = precious ] || fail "an existing file was changed"
expect 0 "$agglo" run "$scenario" -n 2 -o kept.h5 --force
h5dump -H kept.h5 >/dev/null || fail "kept.h5 is no HDF5 file"

# A folder that is not there or not writable.
expect 74 "$agglo" run "$scenario" -o no/such/folder/x.h5 --replicates 100000
says err "no/such/folder"
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod a-w locked
    expect 74 "$agglo" run "$scenario" -o locked/x.h5 --replicates 100000
fi
echo file >plain
expect 74 "$agglo" run "$scenario" -o x.h5 --checkpoint plain --replicates 100000
says err "plain"
absent x.h5

# A full disk: files may not grow beyond some blocks.
limited() {
    (ulimit -f "$1" && shift && exec "$@")
}
expect 74 limited 20 "$agglo" run "$scenario" -n 8 -o full.h5
says err "full.h5"
absent full.h5
expect 74 limited 20 "$agglo" run "$scenario" -n 2 --no-output --checkpoint full.ckpt
says err "full.ckpt"

# Standard output that cannot take the results.
if [ -e /dev/full ]; then
    "$agglo" run "$scenario" -n 2 -o stdout.h5 >/dev/full 2>err </dev/null
    [ $? -eq 74 ] || fail "a full standard output went unnoticed"
    says err "standard output"
    "$agglo" describe parameters --json >/dev/full 2>err
    [ $? -eq 74 ] || fail "a full standard output went unnoticed by describe"
    "$agglo" --help >/dev/full 2>err
    [ $? -eq 74 ] || fail "a full standard output went unnoticed by --help"
    "$agglo" compare "$scenario" "$scenario" -n 2 -q >/dev/full 2>err
    [ "$(grep -c "standard output" err)" -eq 1 ] || fail "told more than once: $(cat err)"
    "$agglo" compare "$scenario" "$scenario" -n 2 -q --csv told.csv >/dev/full 2>err
    [ $? -eq 74 ] && [ -s told.csv ] || fail "a table is lost with standard output"
fi
# The reader is gone before anything is written.
{
    sleep 0.5
    "$agglo" describe odd 2>err
    echo $? >code
} | true
[ "$(cat code)" -eq 74 ] || fail "a closed pipe went unnoticed"
"$agglo" check "$scenario" >&- 2>err
[ $? -eq 74 ] || fail "a closed standard output went unnoticed"
finish
