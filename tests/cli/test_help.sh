#!/usr/bin/env bash
# Help, version and the answers to a mistyped command line.
. "$(dirname "$0")/common.bash"

expect 0 "$agglo" --help
says out "Usage: agglo COMMAND"
says out "Exit codes:"
expect 0 "$agglo" --version
says out "agglo 0."
says out "GSL"
expect 64 "$agglo"
says err "Usage: agglo COMMAND"
manual=$source_dir/tools/agglo/agglo.1
"$agglo" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' >commands
[ "$(wc -l <commands)" -ge 20 ] || fail "agglo --help lists $(wc -l <commands) commands"
while read -r command; do
    expect 0 "$agglo" "$command" --help
    says out "Usage: agglo $command"
    says out "Example"
    says out "Exit codes:"
    # Where argp breaks a line of an example it cannot be copied.
    sed -n '/^Example/,/^$/p' out | grep -v '^Example\|^  \|^$' >broken && fail "$command: $(cat broken)"
    # The manual has the command in its synopsis, a section for it, and all of its options there.
    sed -n "/^\.SH SYNOPSIS/,/^\.SH DESC/p" "$manual" | grep -q "^\.B agglo $command" ||
        fail "no $command in the manual's synopsis"
    awk -v title=".SS agglo $command" '/^\.S[SH]/ { inside = index($0 " ", title " ") == 1 } inside' \
        "$manual" >section
    [ -s section ] || fail "no section on $command in the manual"
    sed '/^Example/,$d' out | sed -n 's/^  .*[ ,]\(--[a-z-]*\).*/\1/p' | grep -v -e '^--help$' -e '^--usage$' |
        while read -r option; do
            grep -qF -- "${option//-/\\-}" section || echo "$option"
        done >missing
    [ ! -s missing ] || fail "$command: not in the manual: $(tr '\n' ' ' <missing)"
    expect 0 "$agglo" help "$command"
    says out "Usage: agglo $command"
done <commands

expect 64 "$agglo" rnu
says err "did you mean 'run'"
expect 64 "$agglo" --verion
says err "unknown option"
expect 64 "$agglo" run --treads 2 "$scenario"
says err "did you mean '--threads'"
expect 64 "$agglo" run -Z "$scenario"
expect 64 "$agglo" run
says err "a scenario file is missing"
expect 64 "$agglo" run "$scenario" another.json
for number in 0 -1 1.5 2x '' 99999999999999999999 0x10 ' 3'; do
    expect 64 "$agglo" run --no-output --threads "$number" "$scenario"
    says err "--threads: got '$number'"
    expect 64 "$agglo" run --no-output --replicates "$number" "$scenario"
done
expect 64 "$agglo" run --no-output --seed -1 "$scenario"
expect 64 "$agglo" run --no-output --checkpoint-every 0 "$scenario"
expect 64 "$agglo" run --no-output --checkpoint-every nan "$scenario"
expect 64 "$agglo" run --resume "$scenario"
says err "--resume needs --checkpoint"
expect 64 "$agglo" run --no-output -o x.h5 "$scenario"
expect 64 "$agglo" describe parameter
says err "did you mean 'parameters'"
expect 64 "$agglo" describe parameters spinof.half_A
says err "did you mean 'spinoff.half_A'"
[ -z "$(ls -A | grep -vxE 'out|err|commands|broken|section|missing')" ] || fail "files were left: $(ls)"
finish
