#!/usr/bin/env bash
# The merged file is valid netCDF-4: xarray opens it in one line, with factors as coordinates.
. "$(dirname "$0")/../cli/common.bash"
. "$source_dir/tests/sweep/sweep.bash"

sed 's/"replicates": 20/"replicates": 2/' grid.json >few.json
expect 0 "$agglo" sweep few.json -o few.h5 -q
if command -v ncdump >/dev/null 2>&1; then
    expect 0 ncdump few.h5
    for line in 'design = 100 ;' 'replicate = 2 ;' 'firms:units = "1"' \
        'status:flag_meanings = "missing done failed not_needed"' ':complete = 1' \
        'location_b_reputation:path = "parameters.location.b_reputation"'; do
        says out "$line"
    done
fi
python=python3
[ -x /usr/bin/python3 ] && python=/usr/bin/python3
for engine in netcdf4 h5netcdf; do
    "$python" -c "import xarray, $([ $engine = netcdf4 ] && echo netCDF4 || echo h5netcdf)" 2>/dev/null ||
        continue
    "$python" - few.h5 $engine <<'END' || fail "xarray, engine $engine"
import json, sys
import numpy, xarray
result = xarray.open_dataset(sys.argv[1], engine=sys.argv[2]).load()
assert result["firms"].dims == ("design", "replicate", "region")
assert result["kinds"].dims == ("design", "replicate", "time", "kind")
assert result["kinds"].sizes["time"] == 21 and result["time"].values[0] == 2000
for name in ("location_b_reputation", "link_10", "policy", "policy_level", "link_10_level"):
    assert name in result.coords, name
    assert result[name].dims == ("design",)
assert set(result["policy_level"].values) == {"none", "anchor"}
assert (result["status"] == 1).all()
assert (result["state_hash"] != 0).all() and len(numpy.unique(result["state_hash"])) > 2
assert numpy.allclose(sorted(set(result["location_b_reputation"].values)), numpy.linspace(1, 4, 25))
for variable in result.variables.values():
    assert "long_name" in variable.attrs
experiment = json.loads(result.attrs["experiment"])
assert experiment["base"]["regions"][0]["name"] == "here"
assert result.attrs["design_type"] == "factorial"
assert json.loads(result.attrs["scenario"])["time"]["years"] == 20
with_anchor = result["kinds"].where(result["policy_level"] == "anchor", drop=True)
without = result["kinds"].where(result["policy_level"] == "none", drop=True)
majors = [r.sel(time=2006).sel(kind="major").sum() for r in (with_anchor, without)]
assert majors[0] > majors[1]
END
done
finish
