"""Synthetic difference-in-differences with placebo draws: ours and diff-diff in turn, on one file; prints a table.

synthetic.py CAUSAL [--units 1000] [--periods 50] [--draws 200] [--rounds 3]

CAUSAL is the release build of the command; run it with a Python that has diff-diff. CPU seconds are user and system time of
the fit and its draws, without imports; ours count the whole process, reading included. Estimates have to agree.
"""
import argparse, json, os, resource, subprocess, sys, tempfile, time, warnings
from importlib.metadata import version

import numpy as np, pandas as pd
from diff_diff import SyntheticDiD

warnings.filterwarnings("ignore")


def panel(units, periods, seed=1):
    """Two factors, a tenth of the periods after the start, a twentieth of the units treated."""
    random = np.random.default_rng(seed)
    treated, after = max(2, units // 20), max(1, periods // 5)
    loadings, factors = random.normal(size=(units, 2)), np.cumsum(random.normal(size=(2, periods)), axis=1)
    y = loadings @ factors * 0.5 + random.normal(size=(units, 1)) * 3 + random.normal(size=(units, periods))
    y[:treated, -after:] += 1
    d = pd.DataFrame(dict(unit=np.repeat(np.arange(units), periods), period=np.tile(np.arange(periods), units), y=y.ravel()))
    d["adopter"] = (d.unit < treated).astype(int)
    d["treated"] = d.adopter * (d.period >= periods - after)
    return d, list(range(periods - after, periods))


def ours(causal, path, draws):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [causal, "did", path, "--outcome", "y", "--unit", "unit", "--time", "period", "--treatment", "treated", "--estimator",
         "synthetic", "--draws", str(draws), "--format", "json"], stdout=subprocess.PIPE, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    row = json.loads(done.stdout)["estimates"][0]
    return row["estimate"], row["std.error"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def peer(d, after, draws):
    cpu, start = time.process_time(), time.perf_counter()
    fit = SyntheticDiD(variance_method="placebo", n_bootstrap=draws, seed=1).fit(
        d, outcome="y", treatment="adopter", unit="unit", time="period", post_periods=after)
    return fit.att, fit.se, time.process_time() - cpu, time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("causal")
    for name, value in dict(units=1000, periods=50, draws=200, rounds=3).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    d, after = panel(options.units, options.periods)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "panel.csv")
        d.to_csv(path, index=False)
        results = {"ours": [], f"diff-diff {version('diff-diff')}": []}
        for _ in range(options.rounds):
            for tool, answer in zip(results, (lambda: ours(options.causal, path, options.draws), lambda: peer(d, after, options.draws))):
                results[tool].append(answer())
                print(tool, results[tool][-1], file=sys.stderr)
    (first, mine), (second, theirs) = results.items()
    least = {tool: [min(a[k] for a in answers) for k in (2, 3)] for tool, answers in results.items()}
    print(f"{options.units} × {options.periods}, {options.draws} placebo draws, {options.rounds} rounds, {os.cpu_count()} cores\n")
    print("| tool | ATT | standard error | CPU s | wall s | ratio CPU | ratio wall |\n|---|---|---|---|---|---|---|")
    for tool, answers in results.items():
        cpu, wall = least[tool]
        print(f"| {tool} | {answers[0][0]:.10f} | {answers[0][1]:.4f} | {cpu:.2f} | {wall:.2f} | {cpu / least[first][0]:.2f} | {wall / least[first][1]:.2f} |")
    sys.exit(0 if abs(mine[0][0] - theirs[0][0]) <= 1e-8 * abs(mine[0][0]) else 1)


if __name__ == "__main__":
    main()
