"""Difference-in-differences beside the peers, in turn on identical files; writes a Markdown table.

did.py --cache FOLDER --causal CAUSAL [--peers TOOL=PYTHON,…] [--rounds 3] [--only PART,…] [--output FILE.md]
did.py worker TOOL JOB FILE            (one process of a peer; prints JSON)

Parts: group-time, group-time-million, bootstrap, bootstrap-million, imputation, synthetic, sensitivity.
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
LIMIT = 400
PANEL = ["--outcome", "y", "--unit", "id", "--time", "t", "--cohort", "g"]
DOUBLY = [*PANEL, "--covariates", "x"]


def fits(tool, job, path):
    """A function that fits, and one that reads a number from what it gives."""
    import numpy as np
    import pandas as pd
    if job == "synthetic":
        import diff_diff as package
        d = pd.read_csv(path)
        d["adopter"] = d.groupby("id").treated.transform("max")
        after = sorted(d.t[d.treated == 1].unique())
        model = lambda: package.SyntheticDiD(variance_method="placebo", n_bootstrap=200, seed=1)
        return (lambda: model().fit(d, outcome="y", treatment="adopter", unit="id", time="t", post_periods=after),
                lambda m: {"ATT": float(m.att)})
    draws = 999 if job == "bootstrap" else 0
    if tool == "moderndid":
        import polars as pl, moderndid as package
        d = pl.read_csv(path)
        return (lambda: package.att_gt(d, yname="y", tname="t", idname="id", gname="g", xformla="~x", est_method="dr",
                                       boot=draws > 0, biters=draws or 1000, cband=draws > 0, n_jobs=os.cpu_count()),
                lambda m: {"first": float(np.asarray(m.att_gt)[0]), "error": float(np.asarray(m.se_gt)[0])})
    d = pd.read_csv(path)
    if tool == "csdid":
        from csdid.att_gt import ATTgt
        return (lambda: ATTgt(yname="y", tname="t", idname="id", gname="g", data=d, xformla="y~x", control_group="nevertreated",
                              biters=draws or 1000, cband=draws > 0).fit(est_method="dr", bstrap=draws > 0),
                lambda m: {"first": float(np.asarray(m.results["att"])[0]), "error": float(np.asarray(m.results["se"])[0])})
    if tool == "differences":
        from differences import ATTgt
        p = d.copy()
        p["g"] = p["g"].astype(float).replace(0, np.nan)
        p = p.set_index(["id", "t"])
        return (lambda: ATTgt(p, cohort_column="g").fit("y ~ x", est_method="dr", n_jobs=os.cpu_count(), progress_bar=False,
                                                       boot_iterations=draws),
                lambda m: {})
    import diff_diff as package
    columns = dict(outcome="y", unit="id", time="t", first_treat="g")
    if job == "imputation":
        return lambda: package.ImputationDiD().fit(d, **columns), lambda m: {"ATT": float(m.overall_att)}
    return (lambda: package.CallawaySantAnna(estimation_method="dr", n_bootstrap=draws, seed=1).fit(d, covariates=["x"], **columns),
            lambda m: {"first": float(m.group_time_effects[(3, 2)]["effect"]), "error": float(m.group_time_effects[(3, 2)]["se"])})


def worker(tool, job, path):
    """The seconds of two fits in one process, of which the quicker counts: the first may compile."""
    import contextlib, io, resource, warnings
    from importlib.metadata import version
    warnings.filterwarnings("ignore")
    seconds, processor, numbers = [], [], {}

    def used():
        both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(r.ru_utime + r.ru_stime for r in both)

    with contextlib.redirect_stdout(io.StringIO()):
        fit, read = fits(tool, job, path)
        for _ in range(2):
            start, before = time.perf_counter(), used()
            found = fit()
            seconds.append(time.perf_counter() - start)
            processor.append(used() - before)
            if seconds[0] > 20:
                break
        try:
            numbers = read(found)
        except (KeyError, AttributeError, IndexError):
            pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 2**30
    print(json.dumps({"seconds": min(seconds), "cpu": min(processor), "memory": peak, "numbers": numbers, "version": version(tool)}))


def run(command):
    """The process's JSON, or why there is none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer in {LIMIT} s"}
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["stopped"])[-1]
        return {"failed": "out of memory" if done.returncode in (-9, 137) or "allocate" in last.lower() else last[:70]}
    return json.loads(done.stdout[done.stdout.index("{"):])


def ours(causal, arguments):
    """Our seconds: those of design, fit and inference, without reading."""
    wrapped = [sys.executable, "-c", "import json,resource,subprocess,sys\n"
               "d=subprocess.run(sys.argv[1:],capture_output=True,text=True)\n"
               "sys.stderr.write(d.stderr)\n"
               "if d.returncode: sys.exit(d.returncode)\n"
               "a=json.loads(d.stdout);t=a['model']['timings']\n"
               "r=a['estimates'][0];c=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
               "u=1 if sys.platform=='darwin' else 1024\n"
               "print(json.dumps({'seconds':sum(v for k,v in t.items() if k!='read'),'version':'',"
               "'cpu':c.ru_utime+c.ru_stime,'memory':c.ru_maxrss*u/2**30,"
               "'numbers':{'first':r['estimate'],'error':r['std.error'],'ATT':r['estimate']}}))",
               causal, *arguments, "--format", "json", "--timings", "--quiet"]
    return run(wrapped)


def data(options, kind, *arguments):
    path = f"{options.cache}/data/{kind}_{'_'.join(map(str, arguments))}.csv"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if not os.path.exists(path):
        if kind == "block":
            block(path, *arguments)
        else:
            subprocess.run([options.generator, f"{HERE}/generate.py", kind, path, *map(str, arguments)], check=True)
    return path


def block(path, units, periods):
    """Two factors, a fifth of the periods after the start, a twentieth of the units treated."""
    code = ("import numpy as np, polars as pl, sys\n"
            "n,T=int(sys.argv[2]),int(sys.argv[3]);r=np.random.default_rng(1);k,a=n//20,T//5\n"
            "y=r.normal(size=(n,2))@np.cumsum(r.normal(size=(2,T)),1)*.5+r.normal(size=(n,1))*3+r.normal(size=(n,T));y[:k,-a:]+=1\n"
            "i,t=np.repeat(np.arange(n),T),np.tile(np.arange(T),n)\n"
            "pl.DataFrame(dict(id=i,t=t,treated=((i<k)&(t>=T-a)).astype(int),y=y.ravel())).write_csv(sys.argv[1])\n")
    subprocess.run([ARGUMENTS.generator, "-c", code, path, str(units), str(periods)], check=True)


def event_study(options):
    """Coefficients of ten periods and their covariance, for sensitivity."""
    folder = f"{options.cache}/data"
    beta, sigma = f"{folder}/event_beta.csv", f"{folder}/event_sigma.csv"
    values = [0.02, -0.01, 0.03, 0.01, 0.30, 0.34, 0.37, 0.41, 0.46]
    with open(beta, "w") as file:
        file.write("beta\n" + "\n".join(map(str, values)) + "\n")
    with open(sigma, "w") as file:
        file.write(",".join(f"s{j}" for j in range(9)) + "\n")
        for i in range(9):
            file.write(",".join(str(0.0025 * 0.5 ** abs(i - j) + 0.001) for j in range(9)) + "\n")
    return ["sensitivity", "--estimates", beta, "--covariance", sigma, "--pre", "4"]


def jobs(options):
    """(part, title, rounds, [(tool, version of ours or job, file)])"""
    peers = ["csdid", "diff-diff", "moderndid", "differences"]
    for part, units in (("group-time", 100_000), ("group-time-million", 1_000_000)):
        path = data(options, "staggered", units)
        yield (part, f"group-time effects, doubly robust, {units:,} × 10, 8 cohorts", path, [("ours", ["did", path, *DOUBLY])]
               + [(tool, "group-time") for tool in peers if tool != "differences" or units < 1_000_000])
    for part, units in (("bootstrap", 100_000), ("bootstrap-million", 1_000_000)):
        path = data(options, "staggered", units)
        yield (part, f"the same with 999 multiplier draws, {units:,} × 10", path,
               [("ours", ["did", path, *DOUBLY, "--bootstrap", "999"]), ("ours, without draws", ["did", path, *DOUBLY]),
                ("diff-diff", "bootstrap")] + ([("csdid", "bootstrap")] if units < 1_000_000 else []))
    path = data(options, "staggered", 1_000_000)
    yield ("imputation", "averages over treated rows, 1,000,000 × 10", path,
           [("ours, one absorbed regression", ["ols", path, "y ~ x:t | id + t", "--cluster", "id"]),
            ("ours, imputation", ["did", path, *PANEL, "--estimator", "imputation"]),
            ("ours, two-stage", ["did", path, *PANEL, "--estimator", "two-stage"]), ("diff-diff", "imputation")])
    path = data(options, "block", 1000, 50)
    yield ("synthetic", "synthetic difference-in-differences, 1,000 × 50, 200 placebo draws", path,
           [("ours", ["did", path, "--outcome", "y", "--unit", "id", "--time", "t", "--treatment", "treated", "--estimator", "synthetic",
                      "--draws", "200"]), ("diff-diff", "synthetic")])
    study = event_study(options)
    yield ("sensitivity", "sensitivity, ten periods, bounds 0.5, 1, 1.5, 2", path,
           [("ours, relative magnitudes", [*study, "--restriction", "relative-magnitude"]),
            ("ours, smoothness", [*study, "--restriction", "smoothness", "--bound", "0.01,0.02,0.03,0.04"])])


def table(options):
    yield "| job | tool | seconds | ratio | CPU s | ratio | peak GiB | rounds | numbers |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for part, title, path, tools in jobs(options):
        if options.only and part not in options.only.split(","):
            continue
        answers = {tool: [] for tool, _ in tools}
        for _ in range(options.rounds):
            for tool, what in tools:
                if any("failed" in a for a in answers[tool]):
                    continue
                if isinstance(what, list):
                    answers[tool].append(ours(options.causal, what))
                elif tool in options.pythons:
                    answers[tool].append(run([options.pythons[tool], os.path.abspath(__file__), "worker", tool, what, path]))
                print(title, tool, answers[tool][-1:], file=sys.stderr)
        base, first, known = None, None, {}
        for tool, found in answers.items():
            failed = [a["failed"] for a in found if "failed" in a]
            if failed or not found:
                yield f"| {title} | {tool} | {failed[0] if failed else 'not installed'} | | | | | | |"
                continue
            seconds = [a["seconds"] for a in found]
            median = statistics.median(seconds)
            processor = statistics.median(a["cpu"] for a in found)
            base, first, known = base or median, first or processor, known or found[0]["numbers"]
            shared = [n for n in found[0]["numbers"] if known.get(n)] if not tool.startswith("ours") and "draws" not in title else []
            apart = max((abs(found[0]["numbers"][n] / known[n] - 1) for n in shared), default=None)
            yield (f"| {title} | {tool} {found[0]['version']} | {median:.3f} ({min(seconds):.3f}–{max(seconds):.3f}) | {median / base:.2f} "
                   f"| {processor:.2f} | {processor / first:.2f} | {max(a['memory'] for a in found):.2f} | {len(seconds)} | {'' if apart is None else f'{apart:.0e}'} |")


def main():
    global ARGUMENTS
    if sys.argv[1:2] == ["worker"]:
        return worker(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--output", default="")
    parser.add_argument("--cache", required=True)
    parser.add_argument("--causal", required=True)
    parser.add_argument("--generator", default=sys.executable)
    parser.add_argument("--peers", default="")
    options = ARGUMENTS = parser.parse_args()
    options.pythons = dict(pair.split("=", 1) for pair in options.peers.split(",") if pair)
    lines = list(table(options))
    text = "\n".join([
        "# Difference-in-differences beside the peers", "",
        f"Made by `Benchmarks/peers/did` on a machine of {os.cpu_count()} cores ({platform.machine()}, {platform.system()}), tools in",
        "turn; medians, and ranges in brackets. Seconds are those of the fit with its standard errors, the data read already. Of a",
        "peer the quicker of two fits in a process counts, as the first may compile; of ours the first and only one. CPU seconds are",
        "user and system time, of a peer those of the fit, of ours those of the whole process with reading. *ratio* is a tool's",
        "median over that of the job's first line. *numbers* is the largest relative difference of the first effect and its",
        "standard error from ours.", "", *lines, ""])
    if options.output:
        with open(options.output, "w") as file:
            file.write(text)
    print(text)


if __name__ == "__main__":
    main()
