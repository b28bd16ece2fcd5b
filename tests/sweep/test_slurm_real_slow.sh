#!/usr/bin/env bash
# The templates of tools/slurm under a real Slurm that the test starts: tasks that are preempted are
# queued again and finish, cancelled ones stay cancelled and are submitted again; the merged bytes are
# those of one process. Preemption is real: a job of a partition of higher priority takes a processor.
. "$(dirname "$0")/../cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"
. "$source_dir/tests/support/slurm.sh"
slurm_is_there || exit 77
trap 'slurm_stop; rm -rf "$folder"' EXIT
templates=$source_dir/tools/slurm
export AGGLO=$agglo

sed 's/"step_months": 6/"step_months": 1/; s/"years": 20/"years": 80/' tiny.json >long.json

# make_job: as many replicates as make a task of eight take 2.5 seconds on this machine, so that tasks
# can be met at work; `share` is the number of its runs.
make_job() {
    local begin=${EPOCHREALTIME/./} replicates
    sed 's/tiny.json/long.json/; s/"replicates": 20/"replicates": 4/' grid.json >few.json
    expect 0 "$agglo" sweep few.json -o few.h5 -t 1 -q
    replicates=$((80000000 / (${EPOCHREALTIME/./} - begin) / 2 * 2))
    [ "$replicates" -ge 8 ] || replicates=8
    sed "s/\"replicates\": 4/\"replicates\": $replicates/" few.json >job.json
    share=$((100 * replicates / 8))
}

# field JOB NAME: what scontrol says of a job, for instance its JobState.
field() {
    scontrol show job --oneliner "$1" 2>/dev/null | grep -o "\b$2=[^ ]*" | cut -d = -f 2
}

# is JOB NAME VALUE
is() {
    [ "$(field "$1" "$2")" = "$3" ]
}

# has_ended JOB: no part of it is in the queue.
has_ended() {
    [ -z "$(squeue --noheader --jobs="$1" --format=%t 2>/dev/null)" ]
}

ends() {
    slurm_wait 120 has_ended "$1" || fail "job $1 has not ended: $(squeue)"
}

# Tasks that run in the partition `normal`, one a line.
running() {
    squeue --noheader --array --partition=normal --states=RUNNING --format=%i
}

# at_work: waits until something has been at work for a while; it is in `working`.
at_work() {
    local before attempt
    for ((attempt = 0; attempt < 60; attempt++)); do
        before=$(running)
        sleep 0.6
        working=$(grep -x -F "$before" <<<"$(running)") && [ -n "$before" ] && return
    done
    fail "nothing runs: $(squeue)"
}

# submit TEMPLATE RESULT OPTION…: the job's number is in `job`. The node counts no memory.
submit() {
    local template=$1 result=$2
    shift 2
    job=$(sbatch --parsable --time=5 --cpus-per-task=1 --mem-per-cpu=1M "$@" \
        "$templates/$template" job.json "$result") || fail "sbatch $template"
}

# find_preempted JOB: the job, or the task of it, that was queued again is in `preempted`.
find_preempted() {
    preempted=$(scontrol show job --oneliner "$1" | grep '\bRestarts=1\b' |
        sed 's/^JobId=[0-9]* ArrayJobId=\([0-9]*\) ArrayTaskId=\([0-9]*\) .*/\1_\2/
             s/^JobId=\([0-9]*\) .*/\1/')
    [ -n "$preempted" ]
}

# preempt JOB: takes a processor from it. The task may have ended just then, hence several attempts.
preempt() {
    local urgent
    for _ in 1 2 3; do
        at_work
        urgent=$(sbatch --parsable --partition=urgent --ntasks=1 --output=urgent.log --wrap 'sleep 1')
        ends "$urgent"
        is "$urgent" JobState COMPLETED || fail "the urgent job: $(field "$urgent" JobState)"
        find_preempted "$1" && break
    done
    [ -n "$preempted" ] || fail "$1 was not preempted: $(squeue --states=all)"
}

# resume JOB: a job that was queued again waits two minutes, but not here.
resume() {
    is "$1" JobState PENDING || fail "the preempted $1 is not in the queue: $(field "$1" JobState)"
    scontrol update "jobid=$1" StartTime=now || fail "$1 cannot begin at once"
}

# cancel_a_task: other than the preempted one; it is in `cancelled`.
cancel_a_task() {
    for _ in 1 2 3; do
        at_work
        cancelled=$(grep -v -x -F "$preempted" <<<"$working" | head -n 1)
        [ -n "$cancelled" ] || continue
        scancel "$cancelled"
        ends "$cancelled"
        is "$cancelled" JobState CANCELLED && return
    done
    fail "no task could be cancelled: $(squeue --states=all)"
}

log_of() {
    echo "agglo-${1/_/-}.log"
}

# kept RESULT: something is there before the sweep goes on.
kept() {
    expect 0 "$agglo" status "$1" --json
    [ "$(number out done)" -gt 0 ] || fail "nothing was kept of $1"
}

array_of_tasks() {
    submit sweep_array.sbatch array.h5 --array=1-8
    local array=$job missing
    preempt "$array"
    says "$(log_of "$preempted")" "stopped by signal 10"
    kept array.h5
    resume "$preempted"
    cancel_a_task
    says "$(log_of "$cancelled")" "stopped by signal 15"
    ends "$array"
    is "$cancelled" JobState CANCELLED || fail "$cancelled was queued again, although cancelled"
    is "$preempted" JobState COMPLETED || fail "$preempted: $(field "$preempted" JobState)"
    says "$(log_of "$preempted")" "$share runs done"
    grep -q ", 0 of them before" "$(log_of "$preempted")" && fail "$preempted began from nothing"

    # The one that was cancelled is submitted by its number.
    expect 0 "$agglo" status array.h5 --json
    missing=$(number out missing)
    { [ "$missing" -gt 0 ] && [ "$missing" -lt "$share" ]; } || fail "$missing runs of one task are missing"
    expect 65 "$agglo" merge array.h5
    says err "$missing of $((8 * share)) runs are missing"
    SHARES=8 submit sweep_array.sbatch array.h5 --array="${cancelled#*_}"
    ends "$job"
    says "agglo-$job-${cancelled#*_}.log" "$share runs done, $((share - missing)) of them before"
    expect 0 "$agglo" merge array.h5
    same one.h5 array.h5
    echo "array: $preempted was preempted, $cancelled cancelled with $missing of $share runs to do"
}

# tasks_of_one_job MPI: preempted, cancelled, submitted again.
tasks_of_one_job() {
    local result=tasks-$1.h5 log
    export MPI=$1
    submit sweep_mpi.sbatch "$result" --ntasks=2
    log=$(log_of "$job")
    preempt "$job"
    says "$log" "stopped by signal 10"
    kept "$result"
    resume "$job"
    at_work
    scancel "$job"
    ends "$job"
    says "$log" "stopped by signal 15"
    is "$job" JobState CANCELLED || fail "$job after scancel: $(field "$job" JobState)"
    absent "$result"
    submit sweep_mpi.sbatch "$result" --ntasks=2
    log=$(log_of "$job")
    ends "$job"
    is "$job" JobState COMPLETED || fail "$job: $(field "$job" JobState) $(cat "$log")"
    grep -q "runs done" "$log" || fail "nothing was left to do"
    grep -q ", 0 of them before" "$log" && fail "what was done is done again"
    same one.h5 "$result"
    echo "one job, MPI: $1"
}

# The program was built with MPI, and Slurm can start its processes.
has_mpi() {
    [ -e "$(dirname "$agglo")/libagglo_mpi.so" ] && srun --mpi=list 2>&1 | grep -q pmix
}

slurm_start "$folder/slurm" || exit 1
make_job
expect 0 "$agglo" sweep job.json -o one.h5 -t 1 -q
array_of_tasks
tasks_of_one_job none
if has_mpi; then tasks_of_one_job pmix; else echo "one job, MPI: left out, since it is not here"; fi
finish
