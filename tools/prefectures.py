#!/usr/bin/env python3
"""Makes the scenarios of Japan's prefectures out of scenarios/japan/prefectures.tsv.

    tools/prefectures.py [--check]

One file for each of the eight parts of the country (kanto.json, kinki.json ...), which zones and other
local scenarios extend, and prefectures.json, which is all of them. With --check nothing is written; the
exit code says whether the files are current. What is known of a prefecture stands in the table; the
rules below turn it into initial agents and are assumptions, each named in prefectures.json."""
import csv
import json
import math
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "scenarios" / "japan"
JAPAN_PRODUCTION = 1895239  # M JPY, 2012
YEN_PER_DOLLAR = 80  # 2012
SALES_PER_PERSON = 0.25  # M$, the model's growth.productivity
MAKERS_PER_MILLION = 6
MANY_MAKERS = {"Tokyo": 3.0, "Osaka": 1.8, "Saitama": 1.6}  # times as many per inhabitant
SUPPLIERS_PER_MILLION = 56 / 1.5  # as in marginal_prefecture.json
MOST_SMALL_MAKER = 41  # employees on average
LARGE_MAKER = 1500  # employees
ANCHOR = 500  # employees, the model's anchor.size
MEAN_OVER_MEDIAN = math.exp(0.5)  # of a lognormal of standard deviation 1
SCHOOL_BUDGET = 20  # M$/yr, as in marginal_prefecture.json
PEOPLE_PER_HOSPITAL = 0.375  # millions, 500 beds each, as in marginal_prefecture.json

# Parts of the country: file, name, its last prefecture; in the table's order.
PARTS = (
    ("hokkaido", "Hokkaido", "Hokkaido"), ("tohoku", "Tohoku", "Fukushima"), ("kanto", "Kanto", "Kanagawa"),
    ("chubu", "Chubu", "Aichi"), ("kinki", "Kinki", "Wakayama"), ("chugoku", "Chugoku", "Yamaguchi"),
    ("shikoku", "Shikoku", "Kochi"), ("kyushu", "Kyushu and Okinawa", "Okinawa"),
)
TIME = {"start": 2012, "years": 40}
DESCRIPTION = (
    "Where does Japan's device industry go from 2012 on if nothing is done, and how unevenly does it stay "
    "spread over the 47 prefectures? Known: population, places, medical schools, and for 21 "
    "prefectures and the whole country the production of medical devices in 2012; that Tokyo has by far "
    "the most licensed establishments, then Osaka and Saitama. Assumed: the production of the other 26 "
    "shares what is left of the country's by population; 80 yen are a dollar and an employee makes 0.25 M$ "
    "a year; there are six device makers per million inhabitants, three times as many in Tokyo, 1.8 in "
    "Osaka, 1.6 in Saitama; half of the employees at most work in small makers of 41 employees on average "
    "at most, the others in equal makers of about 1,500, anchors if they have 500 or more; parts makers, "
    "teaching hospitals and research money as in the marginal prefecture, by population and by medical "
    "school; one venture fund, in Tokyo; no policy."
)
PART_DESCRIPTION = (
    "How does the device industry of {name} fare from 2012 on if nothing is done? {count} without the rest "
    "of Japan: the baseline of the scenarios that extend it, small enough for many runs. "
    "Research hardly spills over farther than to neighbours, but firms from outside lack the choice of the "
    "other prefectures; for all of Japan extend prefectures.json and the local scenario together. Known and "
    "assumed: as in prefectures.json."
)
SOURCE = (
    "Ministry of Health, Labour and Welfare, production statistics 2012, table 40 (DBJ14); census 2020; "
    "initial agents: assumption, by the rules of tools/prefectures.py"
)


def read_table():
    with open(FOLDER / "prefectures.tsv", encoding="utf-8") as file:
        rows = list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))
    known = sum(float(row["device_production_2012_jpy_million"] or 0) for row in rows)
    others = sum(float(row["population_thousand_2020"]) for row in rows
                 if not row["device_production_2012_jpy_million"])
    for row in rows:
        row["people"] = float(row["population_thousand_2020"]) / 1000
        row["yen"] = float(row["device_production_2012_jpy_million"]
                           or (JAPAN_PRODUCTION - known) * 1000 * row["people"] / others)
    return rows


def makers(row):
    """Device makers that together make the prefecture's production."""
    employees = row["yen"] / YEN_PER_DOLLAR / SALES_PER_PERSON
    small = max(1, round(MAKERS_PER_MILLION * row["people"] * MANY_MAKERS.get(row["prefecture"], 1)))
    mean = min(MOST_SMALL_MAKER, employees / 2 / small)
    rest = employees - small * mean
    large = max(1, round(rest / LARGE_MAKER))
    firms = [{"kind": "tech", "count": small, "size": round(mean / MEAN_OVER_MEDIAN, 1), "size_sigma": 1}]
    size = round(rest / large)
    firms.append({"kind": "major", "count": large, "size": size, "size_sigma": 0, "age": 50,
                  "anchor": size >= ANCHOR})
    return firms


def region(row):
    """Kilometres east and north of Tokyo, on a map that is true to scale at 36 degrees."""
    degree = 111.2  # km
    people = row["people"]
    name = row["prefecture"].lower()
    suppliers = {"kind": "supplier", "count": round(SUPPLIERS_PER_MILLION * people), "size": 25,
                 "size_sigma": 1}
    schools = int(row["medical_schools"])
    made = {
        "name": name, "label": row["prefecture"],
        "x_km": round((float(row["longitude"]) - 139.69) * degree * math.cos(math.radians(36))),
        "y_km": round((float(row["latitude"]) - 35.69) * degree),
        "population": round(people, 3), "home_market": "JP",
        "reputation": 0.03, "knowledge": 5 * schools, "support_firms": schools, "mentors": 0,
        "firms": makers(row) + [suppliers],
        "universities": [{"count": schools, "budget": SCHOOL_BUDGET, "tau": 1}],
        "hospitals": [{"count": max(1, round(people / PEOPLE_PER_HOSPITAL)), "beds": 500}],
    }
    if name == "tokyo":
        made["funds"] = [{"count": 1, "size": 50}]
    return made


def short(value):
    return json.dumps(value, ensure_ascii=False)


def text_of(head, regions):
    """One region a paragraph, one kind of agents a line."""
    lines = ["{"] + [f"  {short(key)}: {short(value)}," for key, value in head.items()]
    lines.append('  "regions": [')
    for number, made in enumerate(regions):
        agents = {key: made.pop(key) for key in ("firms", "universities", "hospitals", "funds") if key in made}
        lines.append("    {")
        lines.append("      " + ", ".join(f"{short(k)}: {short(v)}" for k, v in made.items()) + ",")
        for place, (key, groups) in enumerate(agents.items()):
            end = "," if place + 1 < len(agents) else ""
            lines.append(f"      {short(key)}: [" + (",\n        " if len(groups) > 1 else ", ").join(
                short(group) for group in groups) + "]" + end)
        lines.append("    }" + ("," if number + 1 < len(regions) else ""))
    return "\n".join(lines + ["  ]", "}", ""])


def documents():
    """Every file's name and text."""
    rows = read_table()
    names = [row["prefecture"] for row in rows]
    made, first = {}, 0
    for file, name, last in PARTS:
        after = names.index(last) + 1
        count = "Its one prefecture" if after - first == 1 else f"Its {after - first} prefectures"
        head = {"name": f"The prefectures of {name}", "description": PART_DESCRIPTION.format(name=name, count=count),
                "source": SOURCE, "time": TIME}
        made[file] = text_of(head, [region(row) for row in rows[first:after]])
        first = after
    whole = {"name": "The 47 prefectures of Japan", "description": DESCRIPTION, "source": SOURCE,
             "extends": [f"{file}.json" for file, _, _ in PARTS]}
    made["prefectures"] = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    return made


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    for name, text in documents().items():
        target = FOLDER / f"{name}.json"
        if not sys.argv[1:]:
            target.write_text(text, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != text:
            sys.exit(f"scenarios/japan/{name}.json is not what tools/prefectures.py makes")


if __name__ == "__main__":
    main()
