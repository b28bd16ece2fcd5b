#!/usr/bin/env python3
"""What tests of lessons (scenarios/classroom) ask of their texts; used by lessons.bash.

    lessons.py commands LESSON.md             the commands of a lesson, one a line
    lessons.py same LESSON.md LESSON.ja.md    both languages have the same headings, figures, commands
    lessons.py json CLAIMS.tsv LESSON.md      steps that claims are about, and what is typed for them
    lessons.py claims CLAIMS.tsv LESSON.md    holds each claim against what the steps gave: files
                                              STEP.json, or the folder twins of tables

A claim is a line of lesson, what the text says, its lower and upper limit, the step (number of the
command, perhaps with another seed) and the place of the value in the step's JSON."""
import csv
import json
import pathlib
import re
import sys

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
TAKEOFF = 180  # firms, as `agglo compare` has it


def read(path):
    return pathlib.Path(path).read_text(encoding="utf-8")


def commands(path):
    blocks = re.findall(r"^```sh\n(.*?)^```$", read(path), re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in re.sub(r"\s*\\\n\s*", " ", block).splitlines()]
    strange = [line for line in lines if not line.startswith("agglo ")]
    if not lines or strange:
        sys.exit(f"{path}: no command of agglo: {strange}")
    return lines


def sections(path):
    """Levels of headings, and the figures of each section outside of commands, in order of size."""
    text = re.sub(r"^```.*?^```$", "", read(path), flags=re.DOTALL | re.MULTILINE)
    parts = re.split(r"^(#+) ", text, flags=re.MULTILINE)
    return parts[1::2], [sorted(FIGURE.findall(part)) for part in parts[2::2]], text.count("<details>")


def same(english, japanese):
    faults = []
    if commands(english) != commands(japanese):
        faults.append("different commands")
    (levels, figures, answers), (levels_ja, figures_ja, answers_ja) = sections(english), sections(japanese)
    if levels != levels_ja or answers != answers_ja:
        faults.append(f"headings {levels} and {levels_ja}, answers {answers} and {answers_ja}")
    for number, (ours, theirs) in enumerate(zip(figures, figures_ja), 1):
        if ours != theirs:
            faults.append(f"section {number}: figures {ours} and {theirs}")
    long = [f"line {n} is too long" for n, line in enumerate(read(english).splitlines(), 1)
            if len(line) > 110 and not line.startswith("|")]
    return [f"{japanese}: {fault}" for fault in faults] + [f"{english}: {fault}" for fault in long]


def claims_of(table, lesson):
    name = pathlib.Path(lesson).name.removesuffix(".md")
    rows = [row for row in csv.DictReader(read(table).splitlines(), delimiter="\t") if row["lesson"] == name]
    if len(rows) < 5:
        sys.exit(f"{table}: only {len(rows)} claims on {name}")
    return rows


def typed(step, lesson):
    """The command of a step, with another seed if the step names one, as it is asked for JSON."""
    number, *seed = step.split(" ", 1)
    command = commands(lesson)[int(number) - 1]
    return re.sub(r" -s \d+", " " + seed[0], command) + " --json" if seed else command + " --json"


def at(value, place):
    """Follows a/b/key=text/2/c; a star sums over a list."""
    for index, part in enumerate(place):
        if part == "*":
            return sum(at(element, place[index + 1:]) for element in value)
        key, equals, text = part.partition("=")
        if isinstance(value, list) and equals:
            value = [element for element in value if str(element.get(key)) == text]
            continue
        while isinstance(value, list) and len(value) == 1 and not part.isdigit():
            value = value[0]
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def of_twins(what, number):
    """From the tables of lesson 1: how often the leader stays the leader; how many of two took off."""
    with open("twins/by_region.csv", encoding="utf-8", newline="") as table:
        firms = {(r["replicate"], r["time"], r["region"]): float(r["firms"]) for r in csv.DictReader(table)}
    histories = sorted({key[0] for key in firms})
    lead = {year: [firms[h, year, "east"] - firms[h, year, "west"] for h in histories] for year in (number, "2020")
            if what == "leader"}
    if what == "leader":
        pairs = [(then, now) for then, now in zip(lead[number], lead["2020"]) if then and now]
        return sum(then * now > 0 for then, now in pairs) / len(pairs)
    return sum(sum(firms[h, "2020", region] >= TAKEOFF for region in ("east", "west")) == int(number)
               for h in histories)


def claimed(says):
    number = float(says.replace("−", "-").replace(",", "").replace("%", ""))
    return number / 100 if says.endswith("%") else number


def faults_of(row, texts):
    low, high, says = float(row["low"]), float(row["high"]), row["says"]
    place = row["place"].split("/")
    value = of_twins(*place[1:]) if place[0] == "twins" else at(json.loads(read(row["step"] + ".json")), place)
    slack = 1e-9 * max(abs(low), abs(high), 1)
    faults = [] if low - slack <= value <= high + slack else [f"is {value:.6g}"]
    if not low - slack <= claimed(says) <= high + slack:
        faults.append("says what is not within its limits")
    word = re.compile(r"(?<![\d.,])" + re.escape(says) + r"(?![\d]|[.,]\d)")
    faults += [f"does not stand in {path}" for path, text in texts.items() if not word.search(text)]
    return [f"step {row['step']}, {row['place']}: {says} ({low:.6g} to {high:.6g}) {fault}" for fault in faults]


def main():
    what, *paths = sys.argv[1:]
    if what == "commands":
        print(*commands(paths[0]), sep="\n")
    elif what == "same":
        sys.exit("\n".join(same(*paths)) or None)
    elif what == "json":
        steps = {row["step"]: typed(row["step"], paths[1]) for row in claims_of(*paths)
                 if not row["place"].startswith("twins/")}
        print(*(f"{step}\t{command}" for step, command in steps.items()), sep="\n")
    elif what == "claims":
        texts = {path: read(path) for path in (paths[1], paths[1].removesuffix(".md") + ".ja.md")}
        sys.exit("\n".join(fault for row in claims_of(*paths) for fault in faults_of(row, texts)) or None)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
