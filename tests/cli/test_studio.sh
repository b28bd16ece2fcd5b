#!/usr/bin/env bash
# `agglo studio`: what its page asks and gets; a saved session runs to the same hash; whoever asks
# wrongly, slowly, too much or without the token does no harm; it ends when told to.
. "$(dirname "$0")/common.bash"
client=$source_dir/tests/cli/studio_client.py
mkdir tmp work
export TMPDIR=$folder/tmp OMP_WAIT_POLICY=passive
case $(basename "$(dirname "$agglo")") in *asan* | *tsan*) export STUDIO_SLOW=1 ;; esac

expect 64 "$agglo" studio --port 0
expect 64 "$agglo" studio one.json two.json
expect 74 "$agglo" studio --scenarios nowhere
if grep -q "built without the page" err; then
    says err "install nodejs and npm"
    [ "$failures" -eq 0 ] || finish
    echo "skipped: the program was built without the page"
    exit 77
fi
expect 74 "$agglo" studio nowhere.json
echo '{"regions": []}' >wrong.json
expect 65 "$agglo" studio wrong.json
says err "time"

# open_studio ARGUMENT…: starts it in `work`, by `launcher`; its address is in `address`.
launcher=()
open_studio() {
    (cd work && exec "${launcher[@]}" "$agglo" studio --json "$@") >address 2>said </dev/null &
    studio=$!
    for ((i = 0; i < 1200; i++)); do
        grep -q '^}' address && return
        sleep 0.05
    done
    fail "the studio does not start: $(cat said)"
    finish
}

# close_studio SIGNAL CODE
close_studio() {
    local got=0
    kill -s "$1" "$studio"
    wait "$studio" || got=$?
    [ "$got" -eq "$2" ] || fail "exit code $got after $1: $(cat said)"
}
trap 'kill "$studio" 2>/dev/null; rm -rf "$folder"' EXIT

ask() {
    timeout 500 python3 "$client" address "$agglo" "$studio" "$@" || fail "client: $*"
}

# A scenario of the command line is side A.
open_studio "$scenario"
port=$(sed -n 's/.*"port": \([0-9]*\).*/\1/p' address)
grep -q "http://127.0.0.1:$port/#token=[0-9a-f]\{32\}\"" address || fail "address: $(cat address)"
token=$(sed -n 's/.*"token": "\(.*\)".*/\1/p' address)
python3 - "$port" "$token" <<'END' || fail "side A"
import http.client, json, sys
c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
c.request("GET", "/api/sides/A", headers={"X-Agglo-Token": sys.argv[2]})
assert json.loads(c.getresponse().read())["name"]
END
expect 74 "$agglo" studio --port "$port"
says err "the address 127.0.0.1 cannot be had"
close_studio INT 0

open_studio
timeout 500 python3 "$client" address "$agglo" "$studio" silent >silent 2>&1 &
silent=$!
ask page lists sides steps edits questions downloads
ask uploads mutations tokens paths malformed oversized slow crowd
ask runaway flood endurance
wait "$silent" || fail "$(cat silent)"
close_studio TERM 0
[ -s said ] && fail "it has said: $(cat said)"

# A browser gets the token by a file, and nothing else of the studio. Children are waited for even if
# who started the studio waits for none.
mkdir bin
cat >bin/xdg-open <<'END'
#!/bin/sh
{
    echo "stderr $(readlink /proc/$$/fd/2), session $(($(cut -d' ' -f6 /proc/$$/stat) == $$))"
    cat "$1"
} >"$0.part"
mv "$0.part" "$0.did"
END
chmod +x bin/xdg-open
ignore_children='import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])'
launcher=(env "PATH=$folder/bin:$PATH" python3 -c "$ignore_children")
open_studio --open
for ((i = 0; i < 1200; i++)); do
    [ -e bin/xdg-open.did ] && break
    sleep 0.05
done
grep -q "url=http://127.0.0.1:[0-9]*/#token=[0-9a-f]\{32\}" bin/xdg-open.did || fail "no page is opened"
grep -q "^stderr /dev/null, session 1" bin/xdg-open.did || fail "opened by $(head -n 1 bin/xdg-open.did)"
ask downloads
close_studio TERM 0
[ -z "$(ls -A work)" ] || fail "files were left: $(ls -A work)"
[ -z "$(ls -A tmp)" ] || fail "files were left: $(ls -A tmp)"
finish
