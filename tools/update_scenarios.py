#!/usr/bin/env python3
"""Renews the tables of shipped scenarios in scenarios/README.md from the files themselves: the first
sentence of a scenario's description, which is the question it answers, its source, and its run time.

    tools/update_scenarios.py [--check | --list | --measure]

--check writes nothing; the exit code says whether all scenarios have description, source and run time,
and whether the tables are current. --list prints the files. --measure runs each of them with its own
replicates and years on one processor and keeps the processor's seconds in scenarios/run_times.tsv, of
which the tables tell (AGGLO_BINARY: the program; default build/agglo). Experiments, calibrations and the
scenarios of stylised facts have sections of their own."""
import json
import os
import pathlib
import re
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "scenarios"
README = FOLDER / "README.md"
TIMES = FOLDER / "run_times.tsv"
ELSEWHERE = ("experiments", "calibration", "targets", "facts")
BEGIN, END = "<!-- generated: scenarios -->", "<!-- end -->"
# Folders in the order of the tables: what heads them, and the column of what the first sentence says.
TABLES = {
    "hubs": ("Hubs abroad", "question it answers"),
    "japan": ("Japan", "question it answers"),
    "packages": ("Packages of policies, on the marginal prefecture", "question it answers"),
    "classroom": ("For classes: lessons in [classroom/](classroom/README.md)", "question it answers"),
    "policies": ("What does each policy bring the marginal prefecture?", "what happens"),
}


def shipped():
    """Folders' files, in the order of the tables; folders that are not named there come last."""
    files = [p for p in sorted(FOLDER.glob("*/*.json")) if p.parent.name not in ELSEWHERE]
    known = list(TABLES)
    return sorted(files, key=lambda p: (known.index(p.parent.name) if p.parent.name in known else len(known), p))


def name_of(path):
    return path.relative_to(FOLDER).as_posix()


def first_sentence(text):
    return re.match(r"(.*?[.?!])(?:\s|$)|(.*)$", text, re.DOTALL).group(0).strip()


def read_times():
    lines = TIMES.read_text(encoding="utf-8").splitlines() if TIMES.exists() else []
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def measure():
    """Processor seconds of each scenario, so that a busy machine matters little."""
    program = os.environ.get("AGGLO_BINARY", str(ROOT / "build" / "agglo"))
    lines = ["# Processor seconds of each scenario with its own replicates: tools/update_scenarios.py --measure"]
    for path in shipped():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, "run", str(path), "-t", "1", "-q", "--no-output"], check=True,
                       stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        lines.append(f"{name_of(path)}\t{seconds:.1g}" if seconds < 1 else f"{name_of(path)}\t{seconds:.0f}")
    TIMES.write_text("\n".join(lines + [""]), encoding="utf-8")


def tables(faults):
    """The tables as lines; what is missing is added to the faults."""
    times, lines, folder = read_times(), [], None
    for path in shipped():
        name, scenario = name_of(path), json.loads(path.read_text(encoding="utf-8"))
        missing = [key for key in ("name", "description", "source") if not str(scenario.get(key, "")).strip()]
        question, seconds = first_sentence(scenario.get("description", "")), times.get(name)
        if seconds is None:
            missing.append("run time (--measure)")
        heading, column = TABLES.get(path.parent.name, (path.parent.name, "question it answers"))
        if column == "question it answers" and not question.endswith("?"):
            missing.append("question as the first sentence of its description")
        faults += [f"scenarios/{name}: no {what}" for what in missing]
        if path.parent != folder:
            folder = path.parent
            lines += ["", f"**{heading}**", "", f"| scenario | {column} | source | s |", "|---|---|---|---|"]
        cells = (question, scenario.get("source", ""), seconds)
        lines.append(f"| `{name}` | " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return lines[1:]


def main():
    if sys.argv[1:] not in ([], ["--check"], ["--list"], ["--measure"]):
        sys.exit(__doc__)
    if sys.argv[1:] == ["--list"]:
        print(*map(name_of, shipped()), sep="\n")
        return
    if sys.argv[1:] == ["--measure"]:
        measure()
    faults, text = [], README.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or END not in text.split(BEGIN)[1]:
        sys.exit(f"scenarios/README.md: no part from '{BEGIN}' to '{END}'")
    before, rest = text.split(BEGIN)
    after = rest.split(END, 1)[1]
    made = "\n".join([before + BEGIN, *tables(faults), END]) + after
    if sys.argv[1:] == ["--check"] and made != text:
        faults.append("scenarios/README.md is not current: run tools/update_scenarios.py")
    elif made != text:
        README.write_text(made, encoding="utf-8")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
