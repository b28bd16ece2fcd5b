"""Checks the scenario schema against the shipped scenarios and the broken ones of cases.tsv.

usage: check_schema.py SCHEMA SOURCE_DIRECTORY
"""

import json
import pathlib
import sys

import jsonschema


def main(schema_path, source):
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = []
    scenarios = [
        p
        for p in sorted((source / "scenarios").glob("*/*.json"))
        if p.parent.name not in ("experiments", "calibration")
    ]
    for path in scenarios:
        for error in validator.iter_errors(json.loads(path.read_text(encoding="utf-8"))):
            wrong.append(f"{path}: {list(error.path)}: {error.message}")
    cases = refused = 0
    for line in (source / "tests/failures/cases.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, _, expected, _ = line.split("\t")
        if expected == "-":
            continue
        text = (source / "tests/failures/cases" / name).read_text(encoding="utf-8")
        is_refused = not validator.is_valid(json.loads(text))
        cases += 1
        refused += is_refused
        if is_refused != (expected == "yes"):
            wrong.append(f"{name}: the schema {'refuses' if is_refused else 'accepts'} it")
    print(f"{len(scenarios)} scenarios, {refused} of {cases} broken ones refused by the schema")
    print("\n".join(wrong))
    return 1 if wrong or not scenarios else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
