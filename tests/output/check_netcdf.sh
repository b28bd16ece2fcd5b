#!/bin/sh
# Is a result file valid netCDF-4 to those who read it? Reads all of it with ncdump and, where
# python3 has xarray, opens it with each engine and checks names, units and dates.
# Usage: check_netcdf.sh RESULT.h5
# Exit codes: 0 valid, 1 not valid, 77 nothing here that could tell.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 RESULT.h5" >&2; exit 64; }
result=$1
checked=0

if command -v ncdump >/dev/null 2>&1; then
    text=$(mktemp)
    trap 'rm -f "$text"' EXIT
    ncdump "$result" >"$text"
    for line in 'replicate = ' 'time = ' 'region = ' ':Conventions = "CF-1.8"' ':complete = 1' \
        'time:units = "year"' 'date:units = "days since 1970-01-01"'; do
        grep -qF "$line" "$text" || { echo "ncdump shows no '$line'" >&2; exit 1; }
    done
    if grep -qF 'This is a netCDF dimension' "$text"; then
        echo "a dimension shows as a variable" >&2
        exit 1
    fi
    echo "ncdump: ok"
    checked=1
fi

python=python3
[ -x /usr/bin/python3 ] && python=/usr/bin/python3
for engine in netcdf4 h5netcdf; do
    case $engine in netcdf4) module=netCDF4 ;; *) module=$engine ;; esac
    "$python" -c "import xarray, $module" 2>/dev/null || continue
    "$python" - "$result" "$engine" <<'END'
import sys
import numpy
import xarray

path, engine = sys.argv[1:]
leading = ("replicate", "time", "region")
with xarray.open_dataset(path, engine=engine) as result:
    assert result.attrs["Conventions"] == "CF-1.8", result.attrs
    assert int(result.attrs["complete"]) == 1
    for name in leading:
        assert name in result.coords, name
    assert result["date"].dtype.kind == "M", result["date"].dtype
    assert result["date"].dims == ("time",)
    years = result["date"].dt.year.values
    assert (years == numpy.floor(result["time"].values)).all(), years
    variables = [v for v in result.data_vars.values() if v.dims[:3] == leading]
    assert variables
    for variable in result.variables.values():
        assert "long_name" in variable.attrs, variable
        assert "units" in variable.attrs or "units" in variable.encoding, variable
    for variable in variables:
        assert variable.dtype == numpy.float64
        variable.load()
if "netcdf4" == engine:
    import netCDF4
    with netCDF4.Dataset(path) as file:
        groups = set(file.groups)
else:
    import h5netcdf
    with h5netcdf.File(path, "r") as file:
        groups = set(file.groups)
if "events" in groups:
    with xarray.open_dataset(path, engine=engine, group="events") as events:
        names = {"replicate", "step", "region", "type", "agent", "cause", "link"}
        assert set(events.variables) == names, set(events.variables)
        for variable in events.load().variables.values():
            assert variable.dims == ("event",)
            assert "units" in variable.attrs and "long_name" in variable.attrs
        assert events["agent"].dtype == numpy.uint64
        meanings = events["type"].attrs["flag_meanings"].split()
        assert len(meanings) == numpy.size(events["type"].attrs["flag_values"])
        assert (numpy.diff(events["replicate"].values) >= 0).all()
if "snapshots" in groups:
    with xarray.open_dataset(path, engine=engine, group="snapshots") as rows:
        names = {"replicate", "step", "region", "agent", "kind", "birth", "size", "sales"}
        assert names <= set(rows.variables), set(rows.variables)
        for variable in rows.load().variables.values():
            assert variable.dims == ("snapshot",)
            assert "units" in variable.attrs and "long_name" in variable.attrs
        assert rows["agent"].dtype == numpy.uint64
        steps = rows["step"].values.astype(int) + rows["replicate"].values.astype(int) * 100000
        assert (numpy.diff(steps) >= 0).all()
        # As many rows as the record of that date counts firms.
        with xarray.open_dataset(path, engine=engine) as result:
            last = float(result["time"][-1])
            found = int(((rows["time"] == numpy.float32(last)) & (rows["replicate"] == 0)).sum())
            assert found == int(result["firms"][0, -1].sum()), found
print(engine + ": ok")
END
    checked=1
done

[ "$checked" -eq 1 ] || { echo "neither ncdump nor xarray is here" >&2; exit 77; }
