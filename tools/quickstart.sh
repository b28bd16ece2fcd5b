#!/usr/bin/env bash
# From a fresh clone to a first result and a figure, in a few minutes: installs what is missing,
# builds, runs a scenario, draws it. May be repeated; results come to the current folder.
set -euo pipefail
here=$PWD
root=$(cd "$(dirname "$0")/.." && pwd)

echo "== Packages =="
"$root/tools/install_dependencies.sh"

echo
echo "== Build =="
# The tests need more packages; tools/test.sh builds them.
if [ ! -f "$root/build/CMakeCache.txt" ]; then
    (cd "$root" && cmake --preset default -DAGGLO_TESTS=OFF >/dev/null)
fi
cmake --build "$root/build" --parallel "$(nproc)" --target agglo

echo
echo "== A first run: Nuremberg, 1980 to 2020 =="
agglo=$root/build/agglo
"$agglo" run "$root/scenarios/hubs/nuremberg.json" -o "$here/nuremberg.h5" --force
"$agglo" plot "$here/nuremberg.h5" firms -o "$here/nuremberg-firms.png"

cat <<END

== Done ==
Figure:  $here/nuremberg-firms.png
Result:  $here/nuremberg.h5

What to look at: the line is the median of the replicates, the band is where 90 % of them lie. The
network organisation begins in 2007. What would have happened without the anchor firm's pull on
outside firms (link 10)?

  $agglo run $root/scenarios/hubs/nuremberg.json --set links.10=0 -o without-link-10.h5
  $agglo plot without-link-10.h5 firms -o without-link-10.png

Then: '$agglo check' shows what a scenario does, '$agglo describe' what the model consists of,
'$agglo --help' the rest; other scenarios are in $root/scenarios/.
END
