#!/usr/bin/env bash
# Does a calibration find parameters that are known? Twenty truths drawn from the prior; the model's
# own runs at each of them are what is "observed". The posteriors' 90 % intervals must hold the truth
# nine times in ten, the truth's ranks in the posteriors must be even, and the posteriors narrow.
# With two parameters 40 truths: fewer than 31 inside would happen once in 200 times, a mean rank
# that far from a half (standard error 0.29 / sqrt(40)) once in 10,000.
. "$(dirname "$0")/../cli/common.bash"

python3 - "$agglo" "$scenario" <<'END' || fail "calibrations miss what is known"
import json, math, random, re, subprocess, sys

agglo, scenario = sys.argv[1:]
random.seed(20)
json.dump({"extends": scenario, "time": {"start": 1980, "years": 8}, "interventions": None},
          open("base.json", "w"))
ranges = {"spinoff.eta7": (0.05, 0.4), "procure.base_entry": (0.2, 3)}
observed = {"spinoffs": 0.5, "entries_other_industries": 0.5} # with a scale for distances


def run(truth, seed):
    """Means over the records after the first and over two replicates."""
    sets = [a for k, v in truth.items() for a in ("--set", "parameters.%s=%.17g" % (k, v))]
    subprocess.run([agglo, "run", "base.json", "-o", "truth.h5", "--force", "--quiet", "-n", "2",
                    "--seed", str(seed), *sets], check=True, stdout=subprocess.DEVNULL)
    means = {}
    for name in observed:
        subprocess.run(["h5dump", "-d", "/" + name, "-y", "-w", "1", "-m", "%.17g", "-o", "values",
                        "truth.h5"], check=True, stdout=subprocess.DEVNULL)
        values = [float(word) for word in open("values").read().replace(",", " ").split()]
        assert len(values) == 18, values
        means[name] = sum(values[1:9] + values[10:]) / 16
    return means


inside, ranks, left, pulls = 0, [], [], []
for number in range(20):
    truth = {k: a * (b / a) ** random.random() for k, (a, b) in ranges.items()}
    means = run(truth, 100 + number)
    json.dump({"name": "truth %d" % number, "base": "base.json", "seed": number, "replicates": 2,
               "parameters": [{"path": "parameters." + k, "low": a, "high": b, "scale": "log"}
                              for k, (a, b) in ranges.items()],
               "targets": [{"variable": k, "time": "mean", "value": means[k], "sd": sd,
                            "source": "the model"} for k, sd in observed.items()],
               "method": {"type": "abc-smc", "particles": 120, "generations": 8,
                          "tolerance": 0.5, "least_acceptance": 0.02}},
              open("known.json", "w"))
    told = subprocess.run([agglo, "calibrate", "known.json", "--force", "--quiet", "--json"],
                          check=True, stdout=subprocess.PIPE)
    for p in json.loads(told.stdout)["parameters"]:
        value = truth[p["name"]]
        inside += p["q05"] <= value <= p["q95"]
        pulls.append((value - p["mean"]) / p["sd"])
        ranks.append(0.5 * (1 + math.erf(pulls[-1] / math.sqrt(2))))
        left.append(p["variance_left"])
mean_rank, mean_left = sum(ranks) / len(ranks), sum(left) / len(left)
spread = math.sqrt(sum(p * p for p in pulls) / len(pulls))
print("inside 90 %%: %d of %d, mean rank %.3f, rms pull %.2f, variance left %.2f"
      % (inside, len(ranks), mean_rank, spread, mean_left))
assert inside >= 31 and abs(mean_rank - 0.5) < 0.18 and mean_left < 0.4 and 0.6 < spread < 1.5
END
finish
