#!/usr/bin/env bash
# The templates of tools/slurm, with stand-ins for Slurm's commands: a preempted task is queued again
# and goes on; the merged bytes are those of one process.
. "$(dirname "$0")/../cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"
templates=$source_dir/tools/slurm

mkdir bin
cat >bin/scontrol <<'END'
#!/bin/sh
echo "$@" >>"$CALLS"
END
# As srun does: hands USR1 on to its tasks and ends with the largest of their codes.
cat >bin/srun <<'END'
#!/bin/bash
while [ "${1#--}" != "$1" ]; do shift; done
tasks=() signals=0 largest=0
trap 'signals=$((signals + 1)); kill -s USR1 "${tasks[@]}"' USR1
for ((task = 0; task < SLURM_NTASKS; task++)); do
    SLURM_PROCID=$task "$@" &
    tasks+=($!)
done
for task in "${tasks[@]}"; do
    seen=-1
    while [ "$seen" -ne "$signals" ]; do
        seen=$signals
        wait "$task"
        code=$?
    done
    [ "$code" -le "$largest" ] || largest=$code
done
exit "$largest"
END
chmod +x bin/*
export PATH=$PWD/bin:$PATH CALLS=$PWD/calls AGGLO=$agglo
: >calls
sed 's/"replicates": 20/"replicates": 60/' grid.json >job.json
expect 0 "$agglo" sweep job.json -o one.h5 -q

# A job array of two tasks; the first is preempted and begins again.
export SLURM_JOB_ID=9 SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=1
export SLURM_CPUS_PER_TASK=1
SLURM_ARRAY_TASK_ID=1 bash "$templates/sweep_array.sbatch" job.json array.h5 >out 2>err &
job=$!
sleep 0.5
kill -s USR1 "$job"
wait "$job" || fail "a preempted task ended with $?: $(cat err)"
says calls "requeue 7_1"
SLURM_ARRAY_TASK_ID=1 expect 0 bash "$templates/sweep_array.sbatch" job.json array.h5

# The second is cancelled, of which Slurm tells all its processes at once: it writes what is finished
# and is not queued again. Submitted alone it is told of how many it is the second.
: >calls
SLURM_ARRAY_TASK_ID=2 setsid bash "$templates/sweep_array.sbatch" job.json array.h5 >out 2>err &
job=$!
sleep 0.5
kill -s TERM -- "-$job"
wait "$job"
code=$?
[ "$code" -eq 75 ] || fail "a cancelled task ended with $code: $(cat err)"
says err "stopped by signal 15"
[ ! -s calls ] || fail "a cancelled task was queued again"
export SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=2
SHARES=2 SLURM_ARRAY_TASK_ID=2 expect 0 bash "$templates/sweep_array.sbatch" job.json array.h5
expect 0 "$agglo" merge array.h5
same one.h5 array.h5
unset SLURM_ARRAY_JOB_ID SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_MIN

# One job of three tasks, the same.
export SLURM_NTASKS=3 MPI=none
: >calls
bash "$templates/sweep_mpi.sbatch" job.json tasks.h5 >out 2>err &
job=$!
sleep 0.5
kill -s USR1 "$job"
wait "$job" || fail "a preempted job ended with $?: $(cat err)"
says calls "requeue 9"
absent tasks.h5
expect 0 bash "$templates/sweep_mpi.sbatch" job.json tasks.h5
same one.h5 tasks.h5
# A share that fails is not queued again.
: >calls
expect 74 bash "$templates/sweep_mpi.sbatch" nothing.json nothing.h5
says err "the sweep has failed"
[ ! -s calls ] || fail "a job that cannot succeed was queued again"

# The container is built with what the program is built with elsewhere.
sed -n 's/^packages=(//; /^build-essential/,/)/p' "$source_dir/tools/install_dependencies.sh" |
    tr -s ' )\\' '\n' | sort -u >packages
[ "$(wc -l <packages)" -gt 5 ] || fail "no packages were found"
while read -r package; do
    says "$templates/agglo.def" "$package"
done < <(grep . packages)
finish
