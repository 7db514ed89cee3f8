"""Fixed effects: runs ours and pyfixest's solvers in turn; writes a table (Markdown) and a picture (SVG) into Docs."""
import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, "..", "..", "Docs")
COLOURS = {"ours": "#0b6e4f", "pyfixest-rust": "#c05621", "pyfixest-within": "#2b6cb0"}


def problems(sizes, big):
    """(title, kind, rows, regressors, factors) of each row of the table."""
    for rows in sizes:
        for regressors in (1, 10):
            yield "simple", rows, regressors, ["person", "firm"]
            yield "simple", rows, regressors, ["person", "year", "firm"]
        yield "random", rows, 3, ["person", "year", "firm"]
        yield "difficult", rows, 3, ["person", "year", "firm"]
        yield "nested", rows, 3, ["person", "region", "firm"]
        if rows <= big:
            for mobility in ("0.001", "0.01", "0.1"): yield mobility, rows, 3, ["person", "year", "firm"]


def made(cache, kind, rows, regressors):
    path = f"{cache}/data/absorbed_{rows}_{kind}_{regressors}.csv"
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        print("making", path, file=sys.stderr)
        subprocess.run([sys.executable, f"{HERE}/generate.py", "absorbed", path, str(rows), kind, str(regressors)], check=True)
    return path


def run(command, limit):
    """A process's answer; nil when it fails or takes too long."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=limit)
        return json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        return None


def measure(problem, options):
    kind, rows, regressors, factors = problem
    path = made(options.cache, kind, rows, regressors)
    formula = "y ~ " + " + ".join(f"x{j + 1}" for j in range(regressors)) + " | " + " + ".join(factors)
    results = {tool: [] for tool in options.tools}
    gone = set()
    for turn in range(options.rounds):
        for tool in options.tools:
            if tool in gone: continue
            start = [options.ours] if tool == "ours" else [sys.executable, f"{HERE}/worker.py", tool]
            began = time.time()
            answer = run([*start, "fit", path, formula, "-", "2"], options.limit)
            if answer is None:
                gone.add(tool)
                print(f"{kind} {rows} {tool}: no answer within {time.time() - began:.0f} s", file=sys.stderr)
            else:
                results[tool].append(answer)
                print(f"{kind} {rows} {tool}: {[round(f + i, 3) for f, i in zip(answer['fit'], answer['inference'])]}", file=sys.stderr)
    return {"kind": kind, "rows": rows, "regressors": regressors, "factors": factors, "results": results}


def seconds(answers):
    """The quickest of a process's fits (its first one may compile), over the processes."""
    return [min(f + i for f, i in zip(a["fit"], a["inference"])) for a in answers]


def gap(first, other):
    pairs = [(first[part][term], other[part].get(term, float("nan"))) for part in ("coef", "se") for term in first[part]]
    return max(abs(a - b) / abs(a) for a, b in pairs)


def name(cell):
    kind = f"mobility {cell['kind']}" if cell["kind"][0] == "0" else cell["kind"]
    return f"{kind}, {len(cell['factors'])} factors, n = {cell['rows']:,}, k = {cell['regressors']}"


def table(cells, tools):
    yield "| problem | tool | seconds (range) | ratio | peak GiB | bytes a row | steps | differs from ours | runs |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for cell in cells:
        ours = cell["results"]["ours"]
        base = statistics.median(seconds(ours))
        for tool in tools:
            answers = cell["results"][tool]
            if not answers:
                yield f"| {name(cell)} | {tool} | no answer | – | – | – | – | – | 0 |"
                continue
            times = seconds(answers)
            middle, memory = statistics.median(times), statistics.median(a["memory"] for a in answers)
            steps = f"{answers[0]['iterations']} ({answers[0]['method']})" if tool == "ours" else "–"
            differs = "–" if tool == "ours" else f"{gap(ours[0], answers[0]):.0e}"
            yield (f"| {name(cell)} | {tool} | {middle:.3f} ({min(times):.3f}–{max(times):.3f}) | {middle / base:.1f} | {memory:.2f} "
                   f"| {memory * 2**30 / cell['rows']:.0f} | {steps} | {differs} | {len(answers)} |")


def picture(cells, tools):
    """A bar for each tool and problem, seconds on a logarithmic axis."""
    from math import log10
    height, left, width = 14, 330, 560
    place = lambda s: left + width * (log10(max(s, 0.01)) + 2) / 5
    body, y = [], 40
    for tick in (0.01, 0.1, 1, 10, 100, 1000):
        body.append(f'<line x1="{place(tick):.0f}" x2="{place(tick):.0f}" y1="30" y2="HEIGHT" stroke="#ddd"/>'
                    f'<text x="{place(tick):.0f}" y="24" text-anchor="middle">{tick:g} s</text>')
    for cell in cells:
        body.append(f'<text x="{left - 8}" y="{y + height * len(tools) / 2 + 4}" text-anchor="end">{name(cell)}</text>')
        for tool in tools:
            answers = cell["results"][tool]
            if answers:
                end = place(statistics.median(seconds(answers)))
                body.append(f'<rect x="{left}" y="{y}" width="{end - left:.1f}" height="{height - 2}" fill="{COLOURS.get(tool, "#555")}"/>')
            else:
                body.append(f'<text x="{left + 4}" y="{y + 10}" fill="#999">{tool}: no answer</text>')
            y += height
        y += 8
    for i, tool in enumerate(tools):
        body.append(f'<rect x="{left + 150 * i}" y="{y}" width="10" height="10" fill="{COLOURS.get(tool, "#555")}"/>'
                    f'<text x="{left + 150 * i + 15}" y="{y + 9}">{tool}</text>')
    text = "\n".join(body).replace("HEIGHT", str(y - 8))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 40}" height="{y + 24}" font-family="sans-serif" '
            f'font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n{text}\n</svg>\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000000,10000000")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each tool, two fits in each")
    parser.add_argument("--tools", default="ours,pyfixest-rust,pyfixest-within")
    parser.add_argument("--limit", type=int, default=900, help="seconds that a process may take")
    parser.add_argument("--only", default="", help="kinds, e.g. simple,difficult,0.01")
    parser.add_argument("--output", default=DOCS)
    parser.add_argument("--cache", required=True, help="folder of the data")
    parser.add_argument("--ours", required=True, help="the PeerRunner executable")
    options = parser.parse_args()
    options.tools = options.tools.split(",")
    chosen = [p for p in problems([int(s) for s in options.sizes.split(",")], 1_000_000)
              if not options.only or p[0] in options.only.split(",")]
    cells = [measure(p, options) for p in chosen]
    versions = {t: a["version"] for c in cells for t, l in c["results"].items() for a in l if "version" in a}
    said = ", ".join(f"{t} {v}" for t, v in sorted(versions.items()))
    lines = ["# Fixed effects beside the peers", "",
             f"{datetime.date.today()}, {os.cpu_count()} cores; {said}. Seconds of a fit with standard errors from columns in memory, the quicker of two "
             "in a process; the median over processes, and the range. Made by `Benchmarks/peers/absorbed`, which also makes the data "
             "(`generate.py absorbed`). Peers run at their default tolerances; ours leaves a relative residual below 1e-10.", "",
             *table(cells, options.tools), "", "![Seconds, logarithmic](FixedEffects.svg)", ""]
    with open(os.path.join(options.output, "FixedEffects.md"), "w") as file: file.write("\n".join(lines))
    with open(os.path.join(options.output, "FixedEffects.svg"), "w") as file: file.write(picture(cells, options.tools))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
