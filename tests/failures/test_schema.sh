#!/usr/bin/env bash
# The JSON Schemas accept every shipped document, refuse what the table says, and no mutant that
# `agglo check` takes. Needs python3-jsonschema (a skipped test without it).
set -u
binary=${AGGLO_BINARY:?the path of agglo}
source=${AGGLO_SOURCE_DIR:?the path of the sources}
if ! python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
    echo "skipped: python3-jsonschema (4 or later) is not installed"
    exit 77
fi
python3 "$source/tests/failures/check_schema.py" "$source" "$binary" 200
