"""Interrupted series, ours and the peers in turn on identical files; writes a Markdown table.

series.py --cache FOLDER --ours CAUSAL [--series 100000] [--rounds 3] [--starts 20] [--sample 1] [--output Docs/SeriesSpeed.md]
series.py one METHOD FILE             (process start to answer: one series, statsmodels)
series.py formula FILE COUNT           (the same with a formula for each unit of a data frame)
series.py many METHOD FILE COUNT      (seconds a series, statsmodels on arrays in memory; prints JSON)
"""
import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
R = {
    "newey-west": "suppressMessages(library(sandwich)); d <- read.csv(commandArgs(TRUE)[1]); d$s <- pmax(0, d$time - 61); "
                  "m <- lm(y ~ time + after + s, d); V <- NeweyWest(m, lag = 3, prewhite = FALSE, adjust = TRUE); "
                  "print(cbind(coef(m), sqrt(diag(V))))",
    "gls": "suppressMessages(library(nlme)); d <- read.csv(commandArgs(TRUE)[1]); d$s <- pmax(0, d$time - 61); "
           "print(summary(gls(y ~ time + after + s, d, correlation = corAR1()))$tTable)",
}
OURS = {
    "ols": [],
    "newey-west": ["--errors", "newey-west", "--lag", "3"],
    "prais-winsten": ["--errors", "prais-winsten"],
    "ml": ["--errors", "gls", "--method", "ml"],
    "gls": ["--errors", "gls"],
}


def design(time_values):
    import numpy as np
    t = np.asarray(time_values, float)
    return np.column_stack([np.ones_like(t), t - 1, t >= 61, np.maximum(0, t - 61)])


def fit(method, y, X):
    """Everything that an answer holds: estimates, standard errors, p-values, intervals."""
    import statsmodels.api as sm
    if method == "ols":
        found = sm.OLS(y, X).fit()
    elif method == "newey-west":
        found = sm.OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}, use_t=True)
    elif method == "prais-winsten":
        found = sm.GLSAR(y, X, rho=1).iterative_fit(maxiter=100)
    else:
        found = sm.tsa.SARIMAX(y, exog=X, order=(1, 0, 0)).fit(disp=0)
    return found.params, found.bse, found.pvalues, found.conf_int()


def one(method, path):
    import pandas as pd
    d = pd.read_csv(path)
    print([part.tolist() for part in fit(method, d["y"].to_numpy(), design(d["time"]))])


def many(method, path, count):
    import warnings
    import pandas as pd
    warnings.simplefilter("ignore")
    d = pd.read_csv(path, nrows=count * 120)
    Y = d["y"].to_numpy().reshape(count, 120)
    X = design(d["time"].to_numpy()[:120])
    fit(method, Y[0], X)
    wall, cpu = time.perf_counter(), time.process_time()
    level = [float(fit(method, y, X)[0][2]) for y in Y]
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    import statsmodels
    print(json.dumps({"wall": wall / count, "cpu": cpu / count, "level": level[:50], "version": statsmodels.__version__}))


def by_formula(path, count):
    """Seconds a series as most people write it: a formula fitted to each unit of a data frame."""
    import pandas as pd
    import statsmodels.formula.api as smf
    d = pd.read_csv(path, nrows=count * 120)
    d["level"], d["since"] = (d["time"] >= 61) * 1.0, (d["time"] - 61).clip(lower=0)
    start = time.perf_counter()
    for _, unit in d.groupby("unit"):
        found = smf.ols("y ~ time + level + since", unit).fit(
            cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}, use_t=True)
        found.params, found.bse, found.pvalues, found.conf_int()
    print(json.dumps((time.perf_counter() - start) / count))


def run(command, **options):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    found = subprocess.run(command, capture_output=True, text=True, **options)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if found.returncode:
        sys.exit(f"{' '.join(command)}: {found.stderr[-500:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, found.stdout


def start_to_answer(a, path):
    rows, tools = [], []
    for method in ("newey-west", "gls"):
        ours = [a.ours, "its", path, "--outcome", "y", "--time", "time", "--at", "61", "--format", "json", *OURS[method]]
        python = [sys.executable, __file__, "one", "ml" if method == "gls" else method, path]
        tools += [(method, "ours", ours), (method, "statsmodels", python)]
        if shutil.which("Rscript"):
            tools.append((method, "R", ["Rscript", "-e", R[method], path]))
    seconds = {(m, t): [] for m, t, _ in tools}
    for _ in range(a.starts):
        for method, tool, command in tools:
            seconds[method, tool].append(run(command)[:2])
    for (method, tool), found in seconds.items():
        wall, cpu = min(w for w, _ in found), min(c for _, c in found)
        best = min(w for w, _ in seconds[method, "ours"])
        middle = statistics.median(w for w, _ in found)
        rows.append(f"| {method} | {tool} | {wall * 1e3:.1f} | {middle * 1e3:.1f} | {cpu * 1e3:.1f} | {wall / best:.1f} |")
    return rows


def in_bulk(a, path):
    rows, version = [], ""
    counts = {"ols": 4000, "newey-west": 2000, "prais-winsten": 1000, "ml": 60}
    for method, whole_count in counts.items():
        count = min(a.series, max(10, int(whole_count * a.sample)))
        print(f"{method}: {a.series} series, statsmodels on {count}", file=sys.stderr)
        ours, peer = [], []
        for _ in range(a.rounds):
            command = [a.ours, "its", path, "--outcome", "y", "--time", "time", "--at", "61", "--by", "unit",
                       "--format", "csv", "--timings", *OURS[method]]
            before = time.perf_counter()
            with open(os.path.join(a.cache, "data", "answers.csv"), "w") as out:
                found = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True)
            wall = time.perf_counter() - before
            line = [l for l in found.stderr.splitlines() if l.startswith("timings")]
            if found.returncode or not line:
                sys.exit(found.stderr[-500:])
            ours.append((wall, json.loads(line[0].split(":", 1)[1])["fit"]))
            peer.append(json.loads(run([sys.executable, __file__, "many", method, path, str(count)],
                                       env=dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"))[2]))
        version = peer[0]["version"]
        whole, fits = min(w for w, _ in ours), min(f for _, f in ours)
        theirs = min(p["wall"] for p in peer) * a.series
        gap = compare(os.path.join(a.cache, "data", "answers.csv"), peer[0]["level"])
        if method == "newey-west":
            each = json.loads(run([sys.executable, __file__, "formula", path, str(max(50, int(500 * a.sample)))])[2])
            remark = (f"Written as most people write it, a formula fitted to each unit of a data frame, statsmodels' Newey–West "
                      f"takes {each * 1e3:.1f} ms a series: {each * a.series / whole:.0f} times ours, whole.")
        rows.append(f"| {method} | {whole:.1f} | {fits:.1f} | {theirs:,.0f} | {theirs / whole:.0f} | {theirs / fits:.0f} | {gap:.0e} |")
    return rows, version, remark


def compare(path, levels):
    """The largest relative difference of the change of level in the first series."""
    import csv
    found = {}
    with open(path) as lines:
        for row in csv.DictReader(lines):
            if row["term"] == "level":
                found[row["series"]] = float(row["estimate"])
                if len(found) == len(levels):
                    break
    ours = [value for _, value in sorted(found.items(), key=lambda item: float(item[0]))]
    return max(abs(a - b) / abs(b) for a, b in zip(ours, levels))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--sample", type=float, default=1.0, help="a factor of the number of series that statsmodels fits")
    parser.add_argument("--output", default=os.path.join(HERE, "..", "..", "Docs", "SeriesSpeed.md"))
    a = parser.parse_args()
    path = os.path.join(a.cache, "data", f"series-{a.series}.csv")
    single = os.path.join(a.cache, "data", "series-1.csv")
    for name, units in ((path, a.series), (single, 1)):
        if not os.path.exists(name):
            run([a.ours, "simulate", "its", "--units", str(units), "--periods", "120", "--at", "61",
                 "--autocorrelation", "0.4", "--output", name])
    starts = start_to_answer(a, single)
    bulk, version, remark = in_bulk(a, path)
    text = f"""# Interrupted series beside the peers

Made by `Benchmarks/peers/series` on a machine of {os.cpu_count()} cores ({platform.machine()}, {platform.system()}); Python \
{platform.python_version()}, statsmodels {version}. Tools take turns.

## Process start to answer

One CSV of 120 months, {a.starts} rounds; milliseconds. statsmodels' answer to `gls` is SARIMAX by full likelihood, R's `nlme::gls` by restricted
likelihood as ours. Ours holds the tests of the residuals, the influence of single months and the bands too.

| errors | tool | fastest ms | median ms | CPU ms | ratio |
|---|---|---|---|---|---|
""" + "\n".join(starts) + f"""

## {a.series:,} series of 120 months in one call

`causal its DATA --by unit`: process start to answer, reading the file of {os.path.getsize(path) / 2**20:.0f} MiB and writing the answers included; and the fits alone. \
statsmodels runs on arrays in memory, one
process with one thread, over the first series, and its seconds are scaled to {a.series:,}; reading is not counted. *ratio* is its time over ours: whole, and
fits alone. *numbers* is the largest relative difference of the change of level in the first 50 series (GLSAR drops the first month; SARIMAX's
optimiser stops early).

| errors | ours, whole s | ours, fits s | statsmodels s | ratio, whole | ratio, fits | numbers |
|---|---|---|---|---|---|---|
""" + "\n".join(bulk) + """

`ols`: OLS. `newey-west`: OLS with HAC, lag 3. `prais-winsten`: GLSAR, iterated. `ml`: SARIMAX(1,0,0) with regressors, exact likelihood.
""" + remark + "\n"
    with open(a.output, "w") as out:
        out.write(text)
    print(text)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "one":
        one(*sys.argv[2:4])
    elif len(sys.argv) > 1 and sys.argv[1] == "many":
        many(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    elif len(sys.argv) > 1 and sys.argv[1] == "formula":
        by_formula(sys.argv[2], int(sys.argv[3]))
    else:
        main()
