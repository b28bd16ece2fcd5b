# Sourced by tests that need several ranks: skips them (exit code 77) where OpenMPI is missing.
if ! command -v mpirun >/dev/null || [ ! -e "$(dirname "$AGGLO_BINARY")/libagglo_mpi.so" ]; then
    echo "skipped: no OpenMPI here"
    exit 77
fi

# run_ranks N COMMAND…: as many processes as asked for, on this machine only, for five minutes at
# most; threads that wait do not spin.
run_ranks() {
    local count=$1
    shift
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_WAIT_POLICY=passive \
        timeout 300 mpirun --oversubscribe --bind-to none --mca btl self,vader \
        --mca plm isolated --mca mpi_yield_when_idle 1 -n "$count" "$@"
}

# below PID: all processes that it has started, and theirs.
below() {
    local child
    for child in $(ps -o pid= --ppid "$1"); do
        echo "$child"
        below "$child"
    done
}

# named PID NAME: those of them that run a program of this name.
named() {
    local pid
    for pid in $(below "$1"); do
        if [ "$(ps -o comm= -p "$pid")" = "$2" ]; then echo "$pid"; fi
    done
}
