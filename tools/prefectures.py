#!/usr/bin/env python3
"""Makes scenarios/japan/prefectures.json out of scenarios/japan/prefectures.tsv.

    tools/prefectures.py [--check]

With --check nothing is written; the exit code says whether the file is current. What is known of a
prefecture stands in the table; the rules below turn it into initial agents and are assumptions, each
named in the scenario's description."""
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

DESCRIPTION = (
    "Where does Japan's device industry go if nothing is done, and how unevenly does it stay spread over the "
    "47 prefectures? All of them from 2012. Known: population, places, medical schools, and for 21 "
    "prefectures and the whole country the production of medical devices in 2012; that Tokyo has by far "
    "the most licensed establishments, then Osaka and Saitama. Assumed: the production of the other 26 "
    "shares what is left of the country's by population; 80 yen are a dollar and an employee makes 0.25 M$ "
    "a year; there are six device makers per million inhabitants, three times as many in Tokyo, 1.8 in "
    "Osaka, 1.6 in Saitama; half of the employees at most work in small makers of 41 employees on average "
    "at most, the others in equal makers of about 1,500, anchors if they have 500 or more; parts makers, "
    "teaching hospitals and research money as in the marginal prefecture, by population and by medical "
    "school; one venture fund, in Tokyo; no policy."
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


def text_of(regions):
    """One region a paragraph, one kind of agents a line."""
    def short(value):
        return json.dumps(value, ensure_ascii=False)
    head = {"name": "The 47 prefectures of Japan", "description": DESCRIPTION, "source": SOURCE,
            "time": {"start": 2012, "years": 40}}
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


def main():
    target = FOLDER / "prefectures.json"
    text = text_of([region(row) for row in read_table()])
    if sys.argv[1:] == ["--check"]:
        if target.read_text(encoding="utf-8") != text:
            sys.exit("scenarios/japan/prefectures.json is not what tools/prefectures.py makes")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
