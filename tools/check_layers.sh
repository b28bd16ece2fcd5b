#!/usr/bin/env bash
# Who may include whom: models -> sim, output -> sim, sim -> nothing of ours; links and policies do
# not include each other; cJSON is used in sim/config*.c only, HDF5 in output/ only, MPI in sim/mpi/
# only, argp in tools/agglo/ only; only tools and tests print or exit.
set -euo pipefail
cd "$(dirname "$0")/.."
failures=0

# refuse REASON FILES-WITH-LINES
refuse() {
    if [ -n "$2" ]; then
        printf '%s:\n%s\n' "$1" "$2" | sed '2,$s/^/    /'
        failures=$((failures + 1))
    fi
}

sources() {
    find "$@" -name '*.[ch]' | sort
}

# Includes of ours in FOLDER that are not from the allowed folders.
includes_beside() {
    local folder=$1 allowed=$2
    sources "$folder" | xargs -r grep -nE '^#include "' | grep -vE "#include \"($allowed)/" || true
}

refuse "sim/ includes what is not in sim/" "$(includes_beside sim 'sim')"
refuse "models/ includes what is not in models/ or sim/" "$(includes_beside models 'models|sim')"
refuse "output/ includes what is not in output/ or sim/" "$(includes_beside output 'output|sim')"

for folder in models/links models/policies; do
    for file in $(sources "$folder"); do
        own=$(basename "${file%.*}")
        # policies.h is what the rooms of policies/ share.
        refuse "$file includes another room" \
            "$(grep -nE "^#include \"$folder/" "$file" |
                grep -vE "#include \"$folder/($own|policies)\.h\"" || true)"
    done
done

refuse "cJSON is included outside sim/config*.c" \
    "$(sources sim models output tools tests | grep -vE '^sim/config[a-z_]*\.c$' |
        xargs grep -nE '^#include.*cJSON' || true)"
refuse "HDF5 is included outside output/" \
    "$(sources sim models tools | xargs grep -nE '^#include.*hdf5' || true)"
refuse "MPI is included outside sim/mpi/" \
    "$(sources sim models output tools tests | grep -v '^sim/mpi/' |
        xargs grep -nE '^#include.*<mpi' || true)"
refuse "argp is included outside tools/agglo/" \
    "$(sources sim models output tests | xargs grep -nE '^#include.*argp' || true)"

# Comments and strings may say these words; calls may not be made.
calls='(^|[^a-zA-Z0-9_>.])(printf|puts|putchar|perror|exit|_exit|abort)[[:space:]]*\(|\b(stdout|stderr)\b'
refuse "something below tools/ prints or exits" \
    "$(sources sim models output | xargs grep -nE "$calls" | grep -vE ':[0-9]+:[[:space:]]*(/?\*|//)' || true)"

if [ "$failures" -gt 0 ]; then
    echo "layers: $failures rules are broken"
    exit 1
fi
echo "layers: all rules hold"
