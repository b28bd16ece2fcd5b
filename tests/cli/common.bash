# Helpers of the command-line tests: a folder of their own, the program, and checks that say what
# failed. Sourced by test_*.sh.
set -u
agglo=${AGGLO_BINARY:?the path of agglo}
source_dir=${AGGLO_SOURCE_DIR:?the path of the sources}
scenario=$source_dir/scenarios/hubs/nuremberg.json
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect CODE COMMAND…: runs it; stdout is in `out`, stderr in `err`.
expect() {
    local wanted=$1 got=0
    shift
    "$@" >out 2>err </dev/null || got=$?
    if [ "$got" -ne "$wanted" ]; then
        fail "exit code $got, expected $wanted: $*"
        sed 's/^/    /' err
    fi
}

# says FILE TEXT: FILE (out, err) contains TEXT.
says() {
    grep -qF -- "$2" "$1" || {
        fail "no '$2' in std$1:"
        sed 's/^/    /' "$1"
    }
}

same() {
    cmp -s "$1" "$2" || fail "$1 and $2 differ"
}

absent() {
    [ ! -e "$1" ] || fail "$1 is there"
}

# state_hash FILE: the attribute of a result file.
state_hash() {
    h5dump -a /state_hash "$1" | sed -n 's/.*(0): "\(.*\)".*/\1/p'
}

finish() {
    [ "$failures" -eq 0 ] && echo "passed"
    exit $((failures > 0))
}
