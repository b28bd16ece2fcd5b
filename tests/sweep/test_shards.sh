#!/usr/bin/env bash
# Threads, shards and the place of the parts do not show in the merged bytes.
. "$(dirname "$0")/../cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"

expect 0 "$agglo" sweep grid.json -o one.h5 -t 1 -q
for threads in 2 4; do
    expect 0 "$agglo" sweep grid.json -o threads.h5 -t $threads -q --part-seconds 0.1 --force
    same one.h5 threads.h5
done

# Three shares at the same time, in one folder.
for share in 1 2 3; do
    "$agglo" sweep grid.json -o shares.h5 -t 1 -q --shard $share/3 >out$share 2>err$share </dev/null &
done
wait
cat err1 err2 err3 | grep . && fail "a share complained"
absent shares.h5
expect 0 "$agglo" merge shares.h5
same one.h5 shares.h5

# A result that is there is none of its parts, whatever its folder is called.
mkdir part-time
mv shares.h5 shares.h5.parts part-time
expect 0 "$agglo" merge part-time/shares.h5 --force
same one.h5 part-time/shares.h5
mv part-time/* .

# The same by the variables of a job array whose numbers begin at 5, in two folders.
export SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=5
mkdir here there
for task in 5 6; do
    folder=$([ $task = 5 ] && echo here || echo there)
    SLURM_ARRAY_TASK_ID=$task expect 0 "$agglo" sweep grid.json -o $folder/part.h5 -q --shard auto
done
unset SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_MIN
expect 65 "$agglo" merge here/part.h5
says err "1000 of 2000 runs are missing"
says err "--incomplete"
says err "missing: design point 1, replicate 0"
expect 0 "$agglo" merge here/part.h5.parts there/part.h5.parts -o both.h5
same one.h5 both.h5
expect 0 "$agglo" merge here/part.h5.parts/part-*.h5 there/part.h5.parts/part-*.h5 -o files.h5
same one.h5 files.h5
expect 64 "$agglo" sweep grid.json --shard auto
says err "no job array"
for share in 0/3 4/3 1 a/b 1/3x; do
    expect 64 "$agglo" sweep grid.json --shard $share
done

# What is merged although incomplete says so, and never reads as a result.
expect 0 "$agglo" merge here/part.h5 --incomplete
expect 0 "$agglo" status there/part.h5 --json
counts out missing 1000
h5dump -d /status here/part.h5 | grep -q ' 0, 1' || h5dump -d /status here/part.h5 | grep -q ' 1, 1' ||
    fail "status of an incomplete merge"
expect 73 "$agglo" merge here/part.h5
says err "--force"

# Parts on the same disk may stay where they are.
expect 0 "$agglo" merge shares.h5 --virtual -o virtual.h5
for variable in firms kinds reputation; do
    h5diff one.h5 virtual.h5 /$variable || fail "the virtual $variable differs"
done
expect 0 "$agglo" status virtual.h5
says out "done     2000"
first=$(ls shares.h5.parts/part-*.h5 | head -n 1)
cp "$first" kept.h5
printf 'x' | dd of="$first" bs=1 seek=2000 conv=notrunc 2>/dev/null
expect 65 "$agglo" status virtual.h5
says err "has changed"
rm "$first"
expect 65 "$agglo" status virtual.h5
says err "cannot be read"
finish
