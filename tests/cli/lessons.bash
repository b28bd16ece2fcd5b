# Runs lessons as a class would: every command in its order, in a folder of its own from which
# scenarios/ can be reached; those that claims.tsv has numbers of as JSON, and holds the numbers.
. "$(dirname "$0")/common.bash"
classroom=$source_dir/scenarios/classroom
lessons=$source_dir/tests/cli/lessons.py
PATH=$(dirname "$agglo"):$PATH

# typed COMMAND: as on a command line; what it prints is in `out`.
typed() {
    bash -c "$1" >out 2>err </dev/null && return
    grep -q "built without the page" err || fail "$1: $(cat err)"
}

# taught NAME…: the lessons of these names.
taught() {
    local name step command number
    for name in "$@"; do
        mkdir "$folder/$name" && cd "$folder/$name" && ln -s "$source_dir/scenarios" scenarios || exit 1
        python3 "$lessons" json "$classroom/claims.tsv" "$classroom/$name.md" >steps || fail "$name: no claims"
        python3 "$lessons" commands "$classroom/$name.md" >commands || fail "$name: no commands"
        number=0
        while read -r command; do
            number=$((number + 1))
            command=$(grep -P "^$number\t" steps | cut -f 2 | grep . || echo "$command")
            typed "$command"
            cp out "$number.json"
        done <commands
        while IFS=$'\t' read -r step command; do # the same with other seeds
            typed "$command"
            cp out "$step.json"
        done < <(grep -P "^\d+ " steps)
        python3 "$lessons" claims "$classroom/claims.tsv" "$classroom/$name.md" 2>err || fail "$name: $(cat err)"
        cd "$folder" || exit 1
    done
}
