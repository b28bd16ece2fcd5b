# shellcheck shell=bash
# A Slurm of our own for tests; sourced. Its daemons (munged, slurmctld, slurmd) run in a private
# folder, without systemd, listen on the loopback only, and end with the test: by their own process
# ids, or, should the test be killed, by their time limit. One node of two processors, whatever the
# machine has; two partitions, of which `urgent` takes processors away from `normal`.
#
#   slurm_is_there || exit 77
#   slurm_start FOLDER      # exports SLURM_CONF, so that sbatch, squeue … find it
#   slurm_stop              # to be called from a trap on EXIT
slurm_seconds=300 # the daemons' time limit
slurm_pids=()

# Slurm's daemons are here and may be started: as root, since they run jobs in a user's name.
slurm_is_there() {
    local command
    for command in munged slurmctld slurmd sbatch squeue scontrol scancel; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null && continue
        echo "skipped: $command is not installed"
        return 1
    done
    [ "$(id -u)" -eq 0 ] && return 0
    echo "skipped: only root can start Slurm's daemons"
    return 1
}

# slurm_wait SECONDS COMMAND…: until the command succeeds; fails when the time is over.
slurm_wait() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# Two ports on which nothing listens. Below the range the kernel gives to connections.
slurm_choose_ports() {
    local port
    slurm_ports=()
    while [ ${#slurm_ports[@]} -lt 2 ]; do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
        [ "$port" = "${slurm_ports[0]:-}" ] || slurm_ports+=("$port")
    done
}

slurm_configure() {
    local folder=$1 name
    name=$(hostname -s)
    cat >"$folder/slurm.conf" <<END
ClusterName=agglo
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=${slurm_ports[0]}
SlurmdPort=${slurm_ports[1]}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=10
MinJobAge=300
NodeName=$name NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=normal Nodes=$name Default=YES MaxTime=5 PriorityTier=1 GraceTime=20 State=UP
PartitionName=urgent Nodes=$name MaxTime=5 PriorityTier=2 PreemptMode=OFF State=UP
END
}

# slurm_daemon COMMAND…: started in the background, known by its process id, ended with the test.
slurm_daemon() {
    timeout --kill-after=10 "$slurm_seconds" "$@" </dev/null >>"$slurm_folder/daemons.log" 2>&1 &
    slurm_pids+=($!)
}

slurm_node_is_idle() {
    [ "$(sinfo --noheader --format=%T --partition=normal)" = idle ]
}

slurm_start() {
    slurm_folder=$1
    export PATH=$PATH:/usr/sbin:/sbin
    # Munge wants folders that all may enter and none but the owner may write to.
    mkdir -m 755 "$slurm_folder" "$slurm_folder/state" "$slurm_folder/spool"
    (umask 077 && head -c 1024 /dev/urandom >"$slurm_folder/munge.key")
    slurm_choose_ports
    slurm_configure "$slurm_folder"
    export SLURM_CONF=$slurm_folder/slurm.conf
    slurm_daemon munged --foreground --force --num-threads=1 --key-file="$slurm_folder/munge.key" \
        --socket="$slurm_folder/munge.socket" --pid-file="$slurm_folder/munged.pid" \
        --log-file="$slurm_folder/munged.log" --seed-file="$slurm_folder/munged.seed"
    slurm_wait 10 test -S "$slurm_folder/munge.socket" &&
        slurm_daemon slurmctld -D -i -f "$SLURM_CONF" &&
        slurm_daemon slurmd -D -f "$SLURM_CONF" &&
        slurm_wait 30 slurm_node_is_idle && return 0
    echo "Slurm did not start:"
    tail -n 20 "$slurm_folder"/*.log
    return 1
}

slurm_queue_is_empty() {
    [ -z "$(squeue --noheader --states=all --format=%t | grep -v -E '^(CD|CA|F|TO|NF|PR)$')" ]
}

# Ends jobs first, since they outlive the daemon that started them; then the daemons, in the order in
# which they need each other.
slurm_stop() {
    local i
    [ ${#slurm_pids[@]} -gt 0 ] || return 0
    if [ ${#slurm_pids[@]} -eq 3 ]; then
        timeout 10 scancel --quiet --user=root
        slurm_wait 15 slurm_queue_is_empty
    fi
    for ((i = ${#slurm_pids[@]} - 1; i >= 0; i--)); do
        kill -s TERM "${slurm_pids[i]}" 2>/dev/null
        wait "${slurm_pids[i]}" 2>/dev/null
    done
    slurm_pids=()
}
