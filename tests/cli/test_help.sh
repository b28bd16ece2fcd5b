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
for command in run check describe verify sweep status merge plot sensitivity compare explain why facts calibrate export report studio completion; do
    expect 0 "$agglo" "$command" --help
    says out "Usage: agglo $command"
    says out "Example"
    says out "Exit codes:"
    expect 0 "$agglo" help "$command"
    says out "Usage: agglo $command"
    grep -q "^\.SS agglo $command" "$source_dir/tools/agglo/agglo.1" || fail "no $command in the manual"
done

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
[ -z "$(ls -A | grep -v -e '^out$' -e '^err$')" ] || fail "files were left: $(ls)"
finish
