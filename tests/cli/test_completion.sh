#!/usr/bin/env bash
# `agglo completion bash`: what the script offers for command lines as bash parts them.
. "$(dirname "$0")/common.bash"

expect 0 "$agglo" completion bash
cp out agglo.bash
. ./agglo.bash || fail "the script is not bash"
complete -p agglo >/dev/null || fail "nothing completes agglo"

mkdir data
touch one.json 'two words.json' one.h5 one.txt

# offers WORD…: the candidates for the last word are in `offered`, one a line.
offers() {
    COMP_WORDS=(agglo "$@")
    COMP_CWORD=$#
    _agglo
    printf '%s\n' "${COMPREPLY[@]}" >offered
}
has() {
    grep -qxF -- "$1" offered || fail "'$1' is not offered for '${COMP_WORDS[*]}'"
}
lacks() {
    ! grep -qxF -- "$1" offered || fail "'$1' is offered for '${COMP_WORDS[*]}'"
}
only() {
    printf '%s\n' "$@" | sort >wanted
    sort offered | cmp -s - wanted || fail "for '${COMP_WORDS[*]}': $(tr '\n' ' ' <offered)"
}

offers com
only compare completion
offers help desc
only describe

# Every command of the help is offered, and every long option of its usage.
expect 0 "$agglo" --help
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out)
[ "$(wc -w <<<"$commands")" -ge 17 ] || fail "the help names few commands"
offers ''
cp offered commands.txt
for command in $commands; do
    grep -qxF "$command" commands.txt || fail "$command is not offered"
    expect 0 "$agglo" "$command" --usage
    offers "$command" --
    for option in $(grep -oE -- '--[a-z-]+' out); do
        has "$option"
    done
done

offers run ''
only data one.json 'two words.json'
offers run -t 4 on
only one.json
offers run --threads = 4 on
only one.json
offers run -o on
only one.json one.h5 one.txt
offers plot one.h5 takeo
only takeoff takeoff_years
offers facts one.h5 on
only one.h5
offers compare ''
has one.json
has one.h5
lacks one.txt
offers fork ''
only data

offers compare --outcome = spinof
only spinoffs
offers compare --outcome spinof
only spinoffs
offers explain one.json --over = ''
only links policies
offers run --set parameters.spinoff.half
only parameters.spinoff.half_A=
offers run --set parameters.spinoff.half_A = 0
only ''
offers run --set parameters.spinoff.half_A = 0.5 on
only one.json

offers describe pol
only policies
offers describe policies incub
only incubator
offers describe --json parameters spinoff.half
only spinoff.half_A
offers describe schema ''
only scenario experiment calibration
offers describe nothing ''
only ''

expect 64 "$agglo" completion
expect 64 "$agglo" completion fish
says err "bash"
finish
