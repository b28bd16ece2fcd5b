#!/usr/bin/env bash
# Lessons for classes: both languages say the same, and the first two show what they promise
# (test_lessons_money_slow.sh and test_lessons_methods_slow.sh have the others).
. "$(dirname "$0")/lessons.bash"

count=0
for text in "$classroom"/*.md; do
    case $text in *.ja.md | */README.md) continue ;; esac
    count=$((count + 1))
    python3 "$lessons" same "$text" "${text%.md}.ja.md" 2>err || fail "$(cat err)"
    for index in README.md README.ja.md; do
        grep -qE "\($(basename "$text" .md)(\.ja)?\.md\)" "$classroom/$index" || fail "$index: no $(basename "$text")"
    done
done
[ "$count" -eq 6 ] || fail "$count lessons"

# A check that cannot fail would be none: another figure, another command, a heading less, a claim
# outside of its limits.
cp "$classroom/twin_regions.md" "$classroom/twin_regions.ja.md" .
tampered() {
    sed "$1" "$classroom/twin_regions.ja.md" >twin_regions.ja.md
    expect 1 python3 "$lessons" same twin_regions.md twin_regions.ja.md
    says err "$2"
}
tampered 's/0\.48/0.84/' "figures"
tampered 's/-n 200 -o/-n 20 -o/' "different commands"
tampered '/^## よく/d' "headings"
for row in "251 250 250.5" "252 252 252"; do
    read -r number low high <<<"$row"
    printf 'lesson\tsays\tlow\thigh\tstep\tplace\n' >claims.tsv
    for _ in 1 2 3 4 5; do printf 'twin_regions\t%s\t%s\t%s\t1\tn\n' "$number" "$low" "$high"; done >>claims.tsv
    cp "$classroom/twin_regions.ja.md" .
    echo '{"n": 251}' >1.json
    expect 1 python3 "$lessons" claims claims.tsv twin_regions.md
    says err "is 251"
done
says err "does not stand in"

taught twin_regions anchor_or_network
finish
