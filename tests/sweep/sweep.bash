# Helpers of the tests of sweeps; sourced after cli/common.bash.
sweeps=$source_dir/tests/sweep
cp "$sweeps"/*.json .

# number FILE KEY: a number of a JSON summary.
number() {
    sed -n "s/^ *\"$2\": \([-0-9.e+]*\),*$/\1/p" "$1"
}

# counts FILE KEY NUMBER: the JSON summary has this number.
counts() {
    [ "$(number "$1" "$2")" = "$3" ] || fail "$2 is $(number "$1" "$2"), expected $3"
}
