#!/usr/bin/env bash
# Installs what building and running needs on Debian 12, Ubuntu 24.04 or later; only what is
# missing. Needs root or sudo, and only if something is missing.
#
#   tools/install_dependencies.sh            compiler, libraries, plotting
#   tools/install_dependencies.sh --pages    and npm, with which the pages of `agglo report` and `studio` are built
#   tools/install_dependencies.sh --test     and what the tests and checks use
set -euo pipefail

packages=(build-essential cmake ninja-build pkg-config libgsl-dev libhdf5-dev libcjson-dev
    librandom123-dev libsleef-dev libmicrohttpd-dev gnuplot-nox graphviz)
page_packages=(nodejs npm)
test_packages=("${page_packages[@]}" chromium fonts-noto-cjk libcmocka-dev netcdf-bin hdf5-tools python3 python3-xarray python3-netcdf4
    python3-jsonschema libopenmpi-dev openmpi-bin clang clang-format clang-tidy cppcheck libomp-dev
    slurmctld slurmd slurm-client munge)

case "${1:-}" in
--pages) packages+=("${page_packages[@]}") ;;
--test) packages+=("${test_packages[@]}") ;;
'') ;;
*)
    echo "usage: tools/install_dependencies.sh [--pages|--test]" >&2
    exit 64
    ;;
esac

if ! command -v apt-get >/dev/null; then
    echo "This system has no apt-get. Install by its own means:" >&2
    echo "  ${packages[*]}" >&2
    exit 1
fi

missing=()
for package in "${packages[@]}"; do
    # These may be there as another flavour.
    case $package in
    gnuplot-nox) command -v gnuplot >/dev/null && continue ;;
    nodejs | npm) command -v npm >/dev/null && continue ;;
    esac
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
        missing+=("$package")
    fi
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "All packages are there."
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Missing: ${missing[*]}. Run this script as root." >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=500)
"${apt[@]}" update </dev/null || echo "apt-get update failed; trying with the lists that are there" >&2
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null
