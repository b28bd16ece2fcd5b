"""Checks the schemas of scenarios, experiments and calibrations against the shipped documents,
the broken scenarios of cases.tsv, and mutants of shipped documents.

usage: check_schema.py SOURCE_DIRECTORY AGGLO MUTANTS

The schemas must accept what is shipped, refuse what cases.tsv says, and refuse no mutant that
`agglo check` takes.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

import jsonschema

# Why a schema cannot refuse what `agglo check` refuses: third column of cases.tsv.
REASONS = {
    "valid": "the scenario is valid: only a warning is due",
    "file": "what other files hold is not seen",
    "parsed": "JSON libraries keep one of two equal keys",
    "reference": "a name must be that of another part of the document",
    "unique": "members of a list must differ in one of their members",
    "arithmetic": "sums, products and comparisons of values",
    "quantity": "the value of a number with a unit is not computed from its text",
}


# Numbers with units: what is written, and whether it is right.
QUANTITIES = [
    ("time", "years", "480 months", True),
    ("time", "years", "40yr", True),
    ("time", "years", "4e1 years", True),
    ("time", "years", "40 yr km/km", True),
    ("time", "years", "40 M$", False),
    ("time", "years", "40", False),
    ("parameters", "location.growth", "0.02 1/yr", True),
    ("parameters", "location.growth", "2 % / year", True),
    ("parameters", "location.growth", "2 percent per yr", True),
    ("parameters", "location.growth", "2 %", False),
    ("parameters", "finance.fund_size", "-100 M$", False),
    ("parameters", "location.lambda_out", "40 km", False),
    ("parameters", "anchor.size", "500 persons", True),
    ("parameters", "finance.fund_size", "0.1 bn$", True),
    ("parameters", "finance.fund_size", "100 MEUR", False),
    ("links", "10", "50 %", True),
    ("links", "10", "2 months/month", True),
    ("links", "10", "2 months", False),
]


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


FOLDERS = {"experiments": "experiment", "calibration": "calibration"}


def shipped(source, kind):
    paths = sorted((source / "scenarios").glob("*/*.json"))
    return [path for path in paths if FOLDERS.get(path.parent.name, "scenario") == kind]


def make_validator(agglo, kind):
    text = subprocess.run([agglo, "describe", "schema", kind], capture_output=True, check=True)
    schema = json.loads(text.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check_shipped(validator, paths):
    for path in paths:
        for error in validator.iter_errors(read(path)):
            yield f"{path}: {list(error.path)}: {error.message}"


def check_cases(validator, folder):
    cases = refused = 0
    wrong = []
    for line in (folder / "cases.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, _, expected, _ = line.split("\t")
        if expected == "-":
            continue
        if expected != "yes" and expected not in REASONS:
            wrong.append(f"{name}: '{expected}' is no reason")
        is_refused = not validator.is_valid(read(folder / "cases" / name))
        cases += 1
        refused += is_refused
        if is_refused != (expected == "yes"):
            wrong.append(f"{name}: the schema {'refuses' if is_refused else 'accepts'} it")
    print(f"{refused} of {cases} cases refused by the schema")
    return wrong


def with_absolute_paths(node, folder):
    """A document that can lie elsewhere: what names a file beside it names that file still."""
    if isinstance(node, dict):
        return {key: with_absolute_paths(value, folder) for key, value in node.items()}
    if isinstance(node, list):
        return [with_absolute_paths(value, folder) for value in node]
    is_file = isinstance(node, str) and node.endswith((".json", ".csv"))
    return str((folder / node).resolve()) if is_file else node


def places(node):
    """All (container, key) of a document."""
    found = []
    for key in node if isinstance(node, dict) else range(len(node)):
        found.append((node, key))
        if isinstance(node[key], (dict, list)):
            found += places(node[key])
    return found


def misspell(word, rng):
    at = rng.randrange(len(word))
    return word[:at] + rng.choice(["", word[at] * 2, "x"]) + word[at + 1 :]


def mutate(document, rng):
    """One change: a key that goes or is misspelt, another type, a number out of its domain."""
    container, key = rng.choice([p for p in places(document) if p[1] not in ("extends", "base", "scenario")])
    value = container[key]
    kind = rng.choice(["delete", "type", "number", "misspell", "unit"])
    if kind == "delete":
        del container[key]
    elif kind == "type":
        container[key] = rng.choice([None, True, 3, "word", "3 km", [], {}, [1, 2], {"a": 1}])
    elif kind == "misspell" and isinstance(container, dict):
        del container[key]
        container[misspell(key, rng)] = value
    elif kind == "misspell" and isinstance(value, str) and value:
        container[key] = misspell(value, rng)
    elif kind == "unit" and type(value) in (int, float):
        units = ["yr", "months", "M$/yr", "M$", "M", "persons", "%", "1/yr", "EUR", "firms", "km"]
        container[key] = f"{value} {rng.choice(units)}"
    else:
        container[key] = rng.choice([-1, -0.5, 0, 0.5, 1.5, 7, 1e5, 1e12, "-2 yr", "0 M$"])
    return f"{kind} at {key}: {json.dumps(value)[:60]}"


def check_mutants(validator, paths, agglo, count):
    rng = random.Random(20140301)
    refused = taken = 0
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / "mutant.json"
        for _ in range(count):
            path = rng.choice(paths)
            document = with_absolute_paths(read(path), path.parent)
            change = mutate(document, rng)
            target.write_text(json.dumps(document), encoding="utf-8")
            is_valid = subprocess.run([agglo, "check", target], capture_output=True).returncode == 0
            is_refused = not validator.is_valid(document)
            refused += is_refused
            taken += not is_valid and not is_refused
            if is_refused and is_valid:
                wrong.append(f"{path.name}: {change}: refused by the schema only")
    print(f"{count} mutants: {refused} refused by the schema, {taken} more by the program only")
    if refused < count / 5:
        wrong.append("hardly a mutant is refused: the generator is of no use")
    return wrong


def check_quantities(validator, source, agglo):
    base = str((source / "scenarios/hubs/nuremberg.json").resolve())
    for section, key, text, is_right in QUANTITIES:
        document = {"extends": base, section: {key: text}}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(document, file)
            file.flush()
            code = subprocess.run([agglo, "check", file.name], capture_output=True).returncode
        for who, accepts in (("schema", validator.is_valid(document)), ("program", code == 0)):
            if accepts != is_right:
                yield f"{section}.{key}: the {who} {'takes' if accepts else 'refuses'} '{text}'"


def main(source, agglo, mutants):
    wrong = []
    for kind, share in (("scenario", 1), ("experiment", 2), ("calibration", 2)):
        validator = make_validator(agglo, kind)
        paths = shipped(source, kind)
        print(f"{kind}: {len(paths)} shipped")
        if not paths:
            wrong.append(f"no {kind} is shipped")
        wrong += check_shipped(validator, paths)
        if kind == "scenario":
            wrong += check_cases(validator, source / "tests/failures")
            wrong += check_quantities(validator, source, agglo)
        wrong += check_mutants(validator, paths, agglo, mutants // share)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
