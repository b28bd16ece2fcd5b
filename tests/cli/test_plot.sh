#!/usr/bin/env bash
# `agglo plot`: figures of every variable of a result, and its refusals.
. "$(dirname "$0")/common.bash"

expect 0 "$agglo" run "$scenario" -n 3 -o r.h5
for variable in firms approvals reputation flux public_cost; do
    expect 0 "$agglo" plot r.h5 "$variable" -o "$variable.svg"
    grep -q "<svg" "$variable.svg" || fail "$variable.svg is no figure"
done
expect 0 "$agglo" plot r.h5 firms -o firms.png
[ "$(head -c 4 firms.png | tail -c 3)" = PNG ] || fail "firms.png is no figure"
expect 64 "$agglo" plot r.h5 firms
says err "-o"
expect 64 "$agglo" plot r.h5
"$agglo" plot r.h5 firmz -o x.png >out 2>err && fail "an unknown variable was drawn"
says err "firms"
"$agglo" plot r.h5 firms -o x.doc >out 2>err && fail "an unknown format was written"
expect 74 "$agglo" plot nosuch.h5 firms -o x.png
expect 74 "$agglo" plot r.h5 firms -o no/such/folder/x.png
echo text >text.h5
expect 65 "$agglo" plot text.h5 firms -o x.png
absent x.png
finish
