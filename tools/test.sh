#!/usr/bin/env bash
# Installs what is missing, builds, runs the tests.
#
#   tools/test.sh            all but the slow ones
#   tools/test.sh --all      all
#   tools/test.sh -L fast    further arguments go to ctest
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

selection=(-LE '^slow$')
if [ "${1:-}" = --all ]; then
    selection=()
    shift
fi

tools/install_dependencies.sh --test
cmake --preset ci -DAGGLO_TESTS=ON
cmake --build build --parallel "$(nproc)"
# Threads that wait should sleep: tests share the processors.
export OMP_WAIT_POLICY=passive
ctest --test-dir build --output-on-failure --no-tests=error --parallel "$(nproc)" \
    "${selection[@]}" "$@"
