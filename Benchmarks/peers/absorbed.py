"""Fixed effects: runs ours and pyfixest's solvers in turn; writes tables (Markdown) and a picture (SVG) into Docs."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import absorbed_report as report

HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, "..", "..", "Docs")


def problems(sizes, big):
    """(kind, rows, regressors, factors) of each row of the table."""
    for rows in sizes:
        for regressors in (1, 10):
            yield "simple", rows, regressors, ["person", "firm"]
            yield "simple", rows, regressors, ["person", "year", "firm"]
        yield "random", rows, 3, ["person", "year", "firm"]
        yield "difficult", rows, 3, ["person", "year", "firm"]
        yield "nested", rows, 3, ["person", "region", "firm"]
        if rows <= big:
            for mobility in ("0.001", "0.01", "0.1"): yield mobility, rows, 3, ["person", "year", "firm"]


def made(cache, name, *arguments):
    """The file of generate.py's arguments."""
    path = f"{cache}/data/{name}.csv"
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        print("making", path, file=sys.stderr)
        kind, *rest = map(str, arguments)
        subprocess.run([sys.executable, f"{HERE}/generate.py", kind, path, *rest], check=True)
    return path


def run(options, tool, path, formula, fits, cluster="-"):
    """A process's answer; nil when it fails or takes too long."""
    start = [options.ours] if tool == "ours" else [sys.executable, f"{HERE}/worker.py", tool]
    try:
        done = subprocess.run([*start, "fit", path, formula, cluster, str(fits)], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=options.limit)
        return json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        return None


def seconds(answer):
    return [f + i for f, i in zip(answer["fit"], answer["inference"])]


def measure(problem, options, versions):
    """A table row for each tool."""
    kind, rows, regressors, factors = problem
    path = made(options.cache, f"absorbed_{rows}_{kind}_{regressors}", "absorbed", rows, kind, regressors)
    formula = "y ~ " + " + ".join(f"x{j + 1}" for j in range(regressors)) + " | " + " + ".join(factors)
    results = {tool: [] for tool in options.tools}
    gone = set()
    for _ in range(options.rounds):
        for tool in options.tools:
            if tool in gone: continue
            began = time.time()
            answer = run(options, tool, path, formula, 2)
            if answer is None:
                gone.add(tool)
                print(f"{kind} {rows} {tool}: no answer within {time.time() - began:.0f} s", file=sys.stderr)
            else:
                results[tool].append(answer)
                versions |= {tool: answer["version"]} if "version" in answer else {}
                print(f"{kind} {rows} {tool}: {[round(s, 3) for s in seconds(answer)]}", file=sys.stderr)
    title = f"mobility {kind}" if kind[0] == "0" else kind
    name = f"{title}, {len(factors)} factors, n = {rows:,}, k = {regressors}"
    return [row(name, rows, tool, results[tool], results["ours"]) for tool in options.tools]


def row(name, rows, tool, answers, ours):
    """The quickest of a process's fits (its first one may compile); the median over the processes, and the range."""
    if not answers: return [name, tool, "no answer", "–", "–", "–", "–", "–", "0"]
    times, base = [min(seconds(a)) for a in answers], statistics.median(min(seconds(a)) for a in ours)
    middle, memory = statistics.median(times), statistics.median(a["memory"] for a in answers)
    steps = f"{answers[0]['iterations']} ({answers[0]['method']})" if tool == "ours" else "–"
    return [name, tool, f"{middle:.3f} ({min(times):.3f}–{max(times):.3f})", f"{middle / base:.1f}", f"{memory:.2f}",
            f"{memory * 2**30 / rows:.0f}", steps, "–" if tool == "ours" else f"{gap(ours[0], answers[0]):.0e}", str(len(answers))]


def gap(first, other):
    pairs = [(first[part][term], other[part].get(term, float("nan"))) for part in ("coef", "se") for term in first[part]]
    return max(abs(a - b) / abs(a) for a, b in pairs)


def early(options):
    """Slopes on rings along which regressor and outcome follow one wave."""
    yield "| people | noise | tool | slope | differs from `within` |"
    yield "|---|---|---|---|---|"
    for people, noise in ((200, "0.1"), (400, "0.3"), (1000, "0.1"), (1000, "0.03")):
        path = made(options.cache, f"wave_{people}_{noise}", "wave", people, noise)
        answers = {tool: run(options, tool, path, "y ~ x1 | person + firm", 1) for tool in options.tools}
        exact = answers["pyfixest-within"]["coef"]["x1"]
        for tool, answer in answers.items():
            slope = answer["coef"]["x1"] if answer else None
            yield f"| {people} | {noise} | {tool} | " + ("no answer | – |" if slope is None else f"{slope:.10f} | {abs(slope / exact - 1):.0e} |")


def growth(options):
    """First fits and later ones in processes of their own, as rows grow."""
    yield "| factors | rows | first fit, s (range) | its CPU, s | second fit, s | first fit, against a tenth of the rows | second | bytes a row |"
    yield "|---|---|---|---|---|---|---|---|"
    for factors in (["person", "firm"], ["person", "year", "firm"]):
        before = None
        for rows in (100_000, 1_000_000, 10_000_000):
            path = made(options.cache, f"absorbed_{rows}_simple_1", "absorbed", rows, "simple", 1)
            answers = [run(options, "ours", path, "y ~ x1 | " + " + ".join(factors), 2) for _ in range(2 * options.rounds)]
            first = [seconds(a)[0] for a in answers]
            now = statistics.median(first), statistics.median(seconds(a)[1] for a in answers)
            cpu = statistics.median(a["cpu"][0] for a in answers)
            grown = " | ".join(f"{a / b:.1f}" for a, b in zip(now, before)) if before else "– | –"
            memory = statistics.median(a["memory"] for a in answers) * 2**30 / rows
            yield (f"| {len(factors)} | {rows:,} | {now[0]:.4f} ({min(first):.4f}–{max(first):.4f}) | {cpu:.4f} | {now[1]:.4f} "
                   f"| {grown} | {memory:.0f} |")
            before = now


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000000,10000000")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each tool, two fits in each")
    parser.add_argument("--tools", default="ours,pyfixest-rust,pyfixest-within")
    parser.add_argument("--limit", type=int, default=900, help="seconds that a process may take")
    parser.add_argument("--only", default="", help="kinds, e.g. simple,difficult,0.01; wave and growth are the other tables")
    parser.add_argument("--output", default=DOCS)
    parser.add_argument("--cache", required=True, help="folder of the data")
    parser.add_argument("--ours", required=True, help="the PeerRunner executable")
    options = parser.parse_args()
    options.tools = options.tools.split(",")
    chosen = options.only.split(",") if options.only else []
    versions, rows, sections = {}, [], {}
    for problem in problems([int(s) for s in options.sizes.split(",")], 1_000_000):
        if not chosen or problem[0] in chosen: rows += measure(problem, options, versions)
    for heading, kind, table in (("Where steps are short", "wave", early), ("As rows grow", "growth", growth)):
        if not chosen or kind in chosen: sections[heading] = report.with_table(options.output, heading, list(table(options)))
    print("\n".join(report.write(options.output, rows, sections, versions)))


if __name__ == "__main__":
    main()
