"""Runs ours and the peers in turn, checks that their numbers agree, prints a Markdown table of times and ratios."""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
# Relative. All tools here solve the same full-rank problem directly, so that only rounding parts them.
TOLERANCE = 1e-8


@dataclass
class Job:
    """One thing to do with one file, the tools that do it and how their answers are read."""
    title: str
    kind: str  # read, fit or file
    path: str
    tools: list
    model: list = field(default_factory=list)  # formula and cluster
    results: dict = field(default_factory=dict)

    def command(self, tool, ours, runs):
        start = [ours] if tool == "ours" else [sys.executable, f"{HERE}/worker.py", tool]
        return [*start, self.kind, self.path, *self.model, str(runs)]

    def seconds(self, answer):
        """Each run's seconds."""
        if self.kind == "read": return answer["seconds"]
        parts = zip(answer["fit"], answer["inference"])
        fitted = [fit + inference for fit, inference in parts]
        return [r + f for r, f in zip(answer["read"], fitted)] if self.kind == "file" else fitted


def jobs(options):
    data = os.path.join(options.cache, "data")
    os.makedirs(data, exist_ok=True)
    readers = [t for t in ("ours", "polars", "pyarrow") if t in options.tools]
    fitters = [t for t in ("ours", "pyfixest", "statsmodels", "numpy") if t in options.tools]
    if options.csv_rows:
        path = made(f"{data}/panel_{options.csv_rows}.csv", "panel", options.csv_rows)
        yield Job(f"read CSV, {options.csv_rows:,} × 7", "read", path, readers)
    for size in filter(None, options.sizes.split(",")):
        rows, k = map(int, size.split("x"))
        path = made(f"{data}/clustered_{rows}_{k}_{options.clusters}.csv", "clustered", rows, k, options.clusters)
        model = ["y ~ " + " + ".join(f"x{j}" for j in range(1, k + 1)), "cl"]
        label = f"n = {rows:,}, k = {k}, {options.clusters:,} clusters"
        yield Job(f"least squares, {label}", "fit", path, fitters, model)
        yield Job(f"file to estimates, {label}", "file", path, [t for t in fitters if t in ("ours", "pyfixest")], model)


def made(path, kind, *arguments):
    """The file, generated where it is missing: in a process of its own, as a large parent's peak memory would
    pass to the processes that are measured."""
    if not os.path.exists(path):
        print("making", path, file=sys.stderr)
        subprocess.run([sys.executable, f"{HERE}/generate.py", kind, path, *map(str, arguments)], check=True)
    return path


def run(command):
    """The answer of a process."""
    done = subprocess.run(command, stdout=subprocess.PIPE)
    if done.returncode: sys.exit(f"exit status {done.returncode}: {' '.join(command)}")
    return json.loads(done.stdout)


def measure(job, options):
    for turn in range(options.rounds):
        for tool in job.tools:
            answer = run(job.command(tool, options.ours, options.runs))
            job.results.setdefault(tool, []).append(answer)
            print(f"{job.title}: {tool}, round {turn + 1}: {[round(s, 3) for s in job.seconds(answer)]}", file=sys.stderr)


def disagreement(job, tool):
    """The largest relative difference of a tool's numbers from the first tool's; for a reader 0 or infinity."""
    first, other = job.results[job.tools[0]][0], job.results[tool][0]
    if job.kind == "read": return 0.0 if first["fingerprint"] == other["fingerprint"] else float("inf")
    pairs = [(first[part][term], other[part].get(term, float("nan"))) for part in ("coef", "se") for term in first[part]]
    return max((abs(a - b) / max(abs(a), abs(b)) if a == a and b == b else float("inf")) for a, b in pairs)


def spread(values):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.3f} ({low:.3f}–{high:.3f})", middle


def rows(job):
    """A line a tool; whether all agree."""
    agree, base = True, {}
    for tool in job.tools:
        answers = job.results[tool]
        cold, cold_middle = spread([job.seconds(a)[0] for a in answers])
        later = [min(job.seconds(a)[1:]) for a in answers if len(job.seconds(a)) > 1]
        warm, warm_middle = spread(later) if later else ("–", None)
        base.setdefault("cold", cold_middle), base.setdefault("warm", warm_middle)
        ratio = lambda middle, kind: f"{middle / base[kind]:.2f}" if middle and base[kind] else "–"
        gap = disagreement(job, tool)
        fine = gap <= TOLERANCE
        agree &= fine
        memory = statistics.median(a["memory"] for a in answers)
        said = ("same" if tool == job.tools[0] else f"{gap:.0e}") + ("" if fine else " **differs**")
        if job.kind == "read" and fine: said = "every bit"
        yield f"| {job.title} | {tool} | {cold} | {warm} | {ratio(cold_middle, 'cold')} | {ratio(warm_middle, 'warm')} | {memory:.2f} | {len(answers)} | {said} |"
    job.agrees = agree


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000000x10,1000000x50", help="rows × regressors, e.g. 1000000x10,…")
    parser.add_argument("--clusters", type=int, default=1000)
    parser.add_argument("--csv-rows", type=int, default=10_000_000, help="rows of the file that is read; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each tool")
    parser.add_argument("--runs", type=int, default=2, help="runs in each process: the first is cold")
    parser.add_argument("--tools", default="ours,polars,pyarrow,pyfixest,statsmodels,numpy")
    parser.add_argument("--cache", required=True, help="folder of the data")
    parser.add_argument("--ours", required=True, help="the PeerRunner executable")
    options = parser.parse_args()
    options.tools = options.tools.split(",")
    finished = []
    for job in jobs(options):
        if not job.tools: continue
        measure(job, options)
        finished.append(job)
    versions = {t: a[0]["version"] for j in finished for t, a in j.results.items() if "version" in a[0]}
    print(f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}; Python {platform.python_version()}, "
          + ", ".join(f"{t} {v}" for t, v in sorted(versions.items())) + "\n")
    print("| job | tool | cold s | warm s | ratio cold | ratio warm | peak GiB | rounds | numbers |\n|---|---|---|---|---|---|---|---|---|")
    for job in finished: print("\n".join(rows(job)))
    sys.exit(0 if all(job.agrees for job in finished) else 1)


if __name__ == "__main__":
    main()
