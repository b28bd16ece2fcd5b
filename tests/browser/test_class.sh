#!/usr/bin/env bash
# A class in Chromium: the teacher starts it, one student composes on a phone, one by keyboard alone,
# both see what their packages did; names are texts, pages fit their screens, in both languages.
# Pictures are kept in the build folder (tests/browser/class/), to be looked at.
. "$(dirname "$0")/browser.bash"

pictures=$build/tests/browser/class
mkdir -p "$pictures"
# address_of FILE: what a studio has printed, once it has.
address_of() {
    local address=
    for _ in $(seq 100); do
        address=$(sed -n 's/.*"address": "\(.*\)",*/\1/p' "$1")
        [ -n "$address" ] && break
        sleep 0.1
    done
    echo "$address"
}

"$agglo" studio --json --listen 127.0.0.2 >listening 2>listening_err &
studio=$!
"$agglo" studio --json >alone 2>alone_err &
other=$!
expect 0 timeout 180 node "$source_dir/tests/browser/class.mjs" "$modules" "$chromium" \
    "$(address_of listening)" "$(address_of alone)" "$pictures"
[ -s out ] && fail "$(cat out)"
kill -TERM "$studio" "$other"
wait "$studio" || fail "the studio ended with $?: $(cat listening_err)"
wait "$other" || fail "the other studio ended with $?: $(cat alone_err)"
finish
