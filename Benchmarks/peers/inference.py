"""Inference after a fit, ours and the peers in turn on identical files; writes a Markdown table.

inference.py --cache FOLDER --ours PEERRUNNER [--rounds 5] [--output Docs/InferenceSpeed.md]
inference.py worker TOOL METHOD FILE FORMULA CLUSTER      (one process of a peer; prints JSON)
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 300

CLUBSANDWICH = """
suppressMessages({library(clubSandwich)})
a <- commandArgs(TRUE); d <- read.csv(a[1]); m <- lm(as.formula(a[2]), d)
s <- system.time({v <- vcovCR(m, d[[a[3]]], "CR2"); t <- coef_test(m, v, "Satterthwaite", coefs = "x1")})[["elapsed"]]
peak <- as.numeric(sub("[^0-9]*([0-9]+).*", "\\\\1", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))) / 2^20
cat(sprintf('{"inference": [%g], "memory": %g, "version": "%s", "numbers": {"se": %.15g, "df": %.15g}}', s, peak,
    packageVersion("clubSandwich"), t$SE, if (is.null(t$df_Satt)) t$df else t$df_Satt))
"""


def worker(tool, method, path, formula, cluster):
    """A peer's seconds: the second of two rounds counts, the first may compile."""
    import polars as pl
    table, seconds, numbers = pl.read_csv(path).to_pandas(), [], {}
    table["member"] = table.groupby(cluster).cumcount()  # whose the rows of a period are; it changes no number
    for _ in range(2):
        if tool == "wildboottest":
            import statsmodels.formula.api as smf
            import wildboottest as package
            from wildboottest.wildboottest import wildboottest
            model = smf.ols(formula, table)
            start = time.perf_counter()
            found = wildboottest(model, param="x1", cluster=table[cluster], B=9_999, seed=1, show=False)
            seconds.append(time.perf_counter() - start)
            numbers = {"t": float(str(found["statistic"].iloc[0]).strip("[]"))}
        else:
            import pyfixest as package
            model = package.feols(formula, table, vcov="iid")
            start = time.perf_counter()
            if method == "wild":
                found = model.wildboottest(reps=9_999, cluster=cluster, param="x1", seed=1)
                numbers = {"t": float(found["t value"])}
            elif method == "cr1":
                model.vcov({"CRV1": cluster})
                numbers = {"se": float(model.se()["x1"])}
            else:
                model.vcov("DK", vcov_kwargs={"time_id": cluster, "panel_id": "member", "lag": 4})
                numbers = {"se": float(model.se()["x1"])}
            seconds.append(time.perf_counter() - start)
    import resource
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30
    print(json.dumps({"inference": seconds[1:], "memory": peak, "numbers": numbers,
                      "version": getattr(package, "__version__", "")}))


def run(command):
    """The process's JSON, or why there is none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer in {LIMIT} s"}
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["stopped"])[-1]
        return {"failed": "out of memory" if done.returncode in (-9, 137) or "allocate" in last else last[:60]}
    return json.loads(done.stdout[done.stdout.index("{"):])


def jobs(options):
    """(title, method, rows, k, clusters, tools)"""
    yield "wild cluster bootstrap, 9,999 draws", "wild", 1_000_000, 10, 50, ["ours", "pyfixest", "wildboottest"]
    yield "CR2 with Satterthwaite df", "cr2", 10_000, 10, 100, ["ours", "clubSandwich"]
    yield "CR2 with Satterthwaite df", "cr2", 1_000_000, 10, 1_000, ["ours", "clubSandwich"]
    yield "Driscoll–Kraay, lag 4", "driscoll-kraay", 1_000_000, 10, 200, ["ours", "pyfixest"]
    yield "clustered covariance", "cr1", 10_000_000, 10, 1_000, ["ours"]
    yield "clustered covariance, clusters known to the fit", "cr1-known", 10_000_000, 10, 1_000, ["ours"]


def measure(options):
    for title, method, rows, k, clusters, tools in jobs(options):
        if options.only and method not in options.only.split(","):
            continue
        path = f"{options.cache}/data/clustered_{rows}_{k}_{clusters}.csv"
        if not os.path.exists(path):
            subprocess.run([sys.executable, f"{HERE}/generate.py", "clustered", path, str(rows), str(k), str(clusters)],
                           check=True)
        formula = "y ~ " + " + ".join(f"x{j}" for j in range(1, k + 1))
        answers = {tool: [] for tool in tools}
        for _ in range(options.rounds):
            for tool in tools:
                if any("failed" in a for a in answers[tool]):
                    continue
                if tool == "ours":
                    command = [options.ours, "infer", path, formula, "cl", method, "3"]
                elif tool == "clubSandwich":
                    command = ["Rscript", "-e", CLUBSANDWICH, path, formula, "cl"]
                else:
                    command = [sys.executable, __file__, "worker", tool, method, path, formula, "cl"]
                answers[tool].append(run(command))
                print(title, f"{rows:,}", tool, answers[tool][-1], file=sys.stderr)
        yield f"{title}, n = {rows:,}, k = {k}, {clusters:,} clusters", answers


def table(options):
    shares = []
    yield "| job | tool | inference s | ratio | fit s | peak GiB | runs | numbers |"
    yield "|---|---|---|---|---|---|---|---|"
    for title, answers in measure(options):
        base, known = None, {}
        for tool, found in answers.items():
            failed = [a["failed"] for a in found if "failed" in a]
            if failed:
                yield f"| {title} | {tool} | {failed[0]} | | | | | |"
                continue
            seconds = [s for a in found for s in a["inference"]]
            median = statistics.median(seconds)
            base = base or median
            fits = [s for a in found for s in a.get("fit", [])]
            numbers = found[0]["numbers"]
            known = known or numbers
            apart = [abs(numbers[n] / known[n] - 1) for n in numbers if n in known and known[n]]
            if tool == "ours" and fits:
                shares.append(f"- {title}: {100 * median / statistics.median(fits):.0f} %")
            same = "–" if tool == "ours" else f"{max(apart):.0e}" if apart else "–"
            yield (f"| {title} | {tool} {found[0].get('version', '')} | {median:.3f} ({min(seconds):.3f}–{max(seconds):.3f}) "
                   f"| {median / base:.1f} | {f'{statistics.median(fits):.3f}' if fits else ''} "
                   f"| {max(a['memory'] for a in found):.2f} | {len(seconds)} | {same} |")

    yield ""
    yield "What inference costs beside the fit it follows, ours:"
    yield ""
    yield from shares


def main():
    if sys.argv[1:2] == ["worker"]:
        return worker(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--output", default=os.path.join(HERE, "../../Docs/InferenceSpeed.md"))
    parser.add_argument("--cache", required=True)
    parser.add_argument("--ours", required=True)
    options = parser.parse_args()
    lines = list(table(options))
    text = "\n".join([
        "# Inference beside the peers", "",
        f"Made by `Benchmarks/peers/inference` on a machine of {os.cpu_count()} cores ({platform.machine()}, "
        f"{platform.system()}), {options.rounds} rounds in turn; medians, and ranges in brackets. The data are in memory and "
        "the fit is done; *ratio* is a tool's median over ours. Of Python tools the second call in a process counts, as the "
        "first may compile. *numbers* is the largest relative difference from ours of the t statistic, standard error or degrees "
        "of freedom; p-values of bootstraps differ by their draws.", "", *lines, ""])
    with open(options.output, "w") as file:
        file.write(text)
    print(text)


main()
