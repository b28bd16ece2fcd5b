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

# Several variables and results, choices; figures say what they show.
contains() {
    grep -qF -- "$2" "$1" || fail "no '$2' in $1"
}
expect 0 "$agglo" plot r.h5 firms sales --years 1990:2010 --band 80 --title "Two of them" -o two.svg
contains two.svg "Two of them"
contains two.svg "80 % band of 3 replicates"
contains two.svg 'sales [M$/yr]'
contains flux.svg "flux [entrants/yr]"
contains flux.svg "flux [V/yr]"
expect 0 "$agglo" plot r.h5 flux --element 3 --element firms_spin_off -o links.svg
contains links.svg "3 seeds spin out"
contains links.svg "7 firms spin off"
grep -qF "V/yr" links.svg && fail "links that nobody asked for"
expect 0 "$agglo" run "$scenario" -n 3 --set links.10=0 --quiet -o without.h5
expect 0 "$agglo" plot r.h5 without.h5 firms employment --label "all links" --label "no link 10" \
    --same-scale --size 700x500 -o both.svg
contains both.svg "no link 10"
contains both.svg "Nuremberg (Medical Valley)"
# A region that results call differently goes by its name.
expect 0 "$agglo" run "$scenario" -n 3 --set "regions.nuremberg.label=Elsewhere" --quiet -o other.h5
expect 0 "$agglo" plot r.h5 other.h5 firms -o called.svg
contains called.svg ">nuremberg<"
# Rates begin with the second record: over the time before the first one nothing was counted.
for variable in firms spinoffs; do
    expect 0 "$agglo" plot r.h5 "$variable" --band none -o "$variable.svg"
    tr -d '\n' <"$variable.svg" | grep -o "d='M[^']*" | tr -cd ',\n' | awk '{ print length }' | sort -n | tail -1
done >points
[ "$(tr '\n' ' ' <points)" = "41 40 " ] || fail "points drawn: $(cat points)"
contains both.svg 'width="700" height="500"'
expect 0 "$agglo" plot r.h5 ./without.h5 firms_by_kind --element startup --band none -o kinds.pdf
for wrong in "--region nowhere" "--element nobody" "--years 2050:"; do
    expect 65 "$agglo" plot r.h5 firms_by_kind $wrong -o x.png
done
for wrong in "--band 0" "--band 5,6,7,8" "--band x" "--years 1990" "--years 2010:1990" "--size 5x5" \
    "--size 300" "--size 150x150" "--label one --label two"; do
    expect 64 "$agglo" plot r.h5 firms $wrong -o x.png
done
expect 65 "$agglo" plot r.h5 two.svg firms -o x.png
absent x.png

expect 64 "$agglo" plot r.h5 firms
says err "-o"
expect 64 "$agglo" plot r.h5
"$agglo" plot r.h5 firmz -o x.png >out 2>err && fail "an unknown variable was drawn"
says err "did you mean 'firms'?"
says err "firms"
"$agglo" plot r.h5 firms -o x.doc >out 2>err && fail "an unknown format was written"
expect 74 "$agglo" plot nosuch.h5 firms -o x.png
expect 74 "$agglo" plot r.h5 firms -o no/such/folder/x.png
echo text >text.h5
expect 65 "$agglo" plot text.h5 firms -o x.png
absent x.png
# A full disk in the middle of a figure: gnuplot does not notice, and no half of one is left.
"$agglo" plot r.h5 firms -o whole.png 2>err
cp whole.png kept.png
blocks=$(($(stat -c %s whole.png) / 2048)) # of 1024 bytes: half of it
for name in new.png kept.png; do
    (ulimit -f "$blocks" && exec "$agglo" plot r.h5 firms -o "$name") >out 2>err
    [ $? -eq 74 ] || fail "half a figure is said to be whole"
    says err "no whole figure"
done
absent new.png
absent new.png.partial
same whole.png kept.png
finish
