#!/usr/bin/env bash
# Ranks under mpirun: the unit test with three processes, and clear words where MPI is missing.
set -euo pipefail
# shellcheck source=tests/support/mpi.sh
. "$AGGLO_SOURCE_DIR/tests/support/mpi.sh"
program=$(dirname "$AGGLO_BINARY")/tests/test_parallel_ranks

AGGLO_MPI_MODULE=$(dirname "$AGGLO_BINARY")/libagglo_mpi.so AGGLO_TEST_RANKS=3 run_ranks 3 "$program"

if AGGLO_MPI_MODULE=/nonexistent.so OMPI_COMM_WORLD_SIZE=2 "$program" >words 2>&1; then
    echo "a missing MPI module was not noticed" >&2
    exit 1
fi
grep -q "without MPI" words
rm words
