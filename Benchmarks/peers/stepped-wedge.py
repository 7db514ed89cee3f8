"""Stepped-wedge fits, ours and lme4's in turn on identical files; writes a Markdown table.

stepped-wedge.py --cache FOLDER --ours STEPPEDWEDGESPEED [--rounds 3] [--draws 1000] [--large] [--output Docs/SteppedWedgeSpeed.md]
"""
import argparse
import json
import os
import platform
import statistics
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 600

LME4 = """
suppressMessages({library(lme4); library(pbkrtest)})
a <- commandArgs(TRUE); d <- read.csv(a[1]); d$cell <- interaction(d$cluster, d$period, drop = TRUE)
runs <- as.integer(a[2]); kr <- a[3] == "kr"
f <- y ~ treatment + factor(period) + (1 | cluster) + (1 | cell)
fit <- inference <- numeric(0)
for (i in seq_len(runs)) {
  fit <- c(fit, sum(system.time(m <- lmer(f, d))[1:2]))
  if (kr) inference <- c(inference, sum(system.time({v <- vcovAdj(m); df <- Lb_ddf(as.numeric(names(fixef(m)) == "treatment"), vcov(m), v)})[1:2]))
}
numbers <- list(estimate = fixef(m)[["treatment"]], criterion = as.numeric(REMLcrit(m)))
if (kr) numbers <- c(numbers, list(kr.se = sqrt(v[2, 2]), kr.df = df))
cat(jsonlite::toJSON(list(fit = I(fit), inference = I(inference), numbers = numbers, version = as.character(packageVersion("lme4"))),
  auto_unbox = TRUE, digits = 15))
"""


def run(command):
    """The process's JSON, or why there is none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer in {LIMIT} s"}
    if done.returncode != 0:
        return {"failed": (done.stderr.strip().splitlines() or ["stopped"])[-1][:60]}
    return json.loads(done.stdout[done.stdout.index("{"):])


def jobs(options):
    """(title, sequences, clusters, size, our runs, lme4's runs, whether lme4 has Kenward and Roger's inference)"""
    yield "12 clusters × 5 periods × 6", 4, 12, 6, 400, 10, True
    yield "24 clusters × 13 periods × 20", 12, 24, 20, 50, 3, False
    yield "200 clusters × 20 periods × 25", 19, 200, 25, 20, 1, False
    if options.large:
        yield "200 clusters × 20 periods × 500", 19, 200, 500, 5, 1, False
    else:
        yield "200 clusters × 20 periods × 500", 19, 200, 500, 5, 0, False


def measure(options):
    for title, sequences, clusters, size, ours, theirs, kr in jobs(options):
        path = f"{options.cache}/data/wedge_{sequences}_{clusters}_{size}.csv"
        if not os.path.exists(path):
            subprocess.run([options.ours, "draw", path, str(sequences), str(clusters), str(size)], check=True)
        answers = {"ours": [], "lme4": []} if theirs else {"ours": []}
        for round in range(options.rounds):
            answers["ours"].append(run([options.ours, "fit", path, str(ours)]))
            # A large fit of lme4 takes a minute: once.
            if theirs and (round == 0 or theirs > 1):
                answers["lme4"].append(run(["Rscript", "-e", LME4, path, str(theirs), "kr" if kr else "plain"]))
            print(title, {k: {n: v for n, v in a[-1].items() if n != "fit"} for k, a in answers.items()})
        rows = answers["ours"][0]["rows"]
        yield f"{title} ({rows:,} rows)", answers


def seconds(value):
    return f"{value * 1000:.2f} ms" if value < 0.1 else f"{value:.2f} s"


def table(options):
    yield "| trial | tool | REML fit: median (least) | with Kenward–Roger | ratio of fits | ratio with KR | numbers |"
    yield "|---|---|---|---|---|---|---|"
    for title, answers in measure(options):
        base = known = None
        for tool, found in answers.items():
            failed = [a["failed"] for a in found if "failed" in a]
            if failed:
                yield f"| {title} | {tool} | {failed[0]} | | | | |"
                continue
            fits = [s for a in found for s in a["fit"]]
            both = [f + i for a in found for f, i in zip(a["fit"], a["inference"])]
            median, whole = statistics.median(fits), statistics.median(both) if both else None
            base = base or (median, whole)
            numbers = found[0]["numbers"]
            known = known or numbers
            apart = [abs(numbers[n] / known[n] - 1) for n in numbers]
            own = tool == "ours"
            # Where a peer has no Kenward–Roger its fit alone stands against our fit with it.
            ratio = "1" if own else f"{(whole or median) / base[1]:,.0f}" + ("" if whole else " (its fit alone)")
            yield (f"| {title} | {tool} {found[0].get('version', '')} | {seconds(median)} ({seconds(min(fits))}) "
                   f"| {seconds(whole) if whole else 'not asked'} | {'1' if own else f'{median / base[0]:,.0f}'} | {ratio} "
                   f"| {'–' if own else f'{max(apart):.0e}'} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--large", action="store_true", help="two million rows with lme4 too: a minute and 3 GB")
    parser.add_argument("--output", default=os.path.join(HERE, "../../Docs/SteppedWedgeSpeed.md"))
    parser.add_argument("--cache", required=True)
    parser.add_argument("--ours", required=True)
    options = parser.parse_args()
    lines = list(table(options))
    power = run([options.ours, "power", str(options.draws)])
    text = "\n".join([
        "# Stepped-wedge trials beside lme4", "",
        f"Made by `Benchmarks/peers/stepped-wedge` on a machine of {os.cpu_count()} cores ({platform.machine()}, {platform.system()}), "
        f"{options.rounds} rounds in turn (lme4's fits of 100,000 rows and more are made once). Seconds are the processor's, all threads added up. "
        "Nested exchangeable correlation, restricted likelihood, categorical time; the data are in memory as each tool holds them, and lme4 computes the standard errors of its own fit, "
        "Kenward and Roger's with pbkrtest where that is possible: it inverts matrices of rows × rows. *numbers* is the largest relative "
        "difference of the estimate, the criterion, and where both have it Kenward and Roger's standard error and degrees of freedom.", "",
        *lines, "",
        f"Power by simulation, {power['draws']:,} trials of 24 clusters × 13 periods × 50 people ({24 * 13 * 50:,} rows each), drawn and analysed "
        f"with Kenward and Roger's inference: {power['seconds']:.1f} s of the processor, all threads added up; power {power['numbers']['power']:.3f}, coverage "
        f"{power['numbers']['coverage']:.3f}.", ""])
    with open(options.output, "w") as file:
        file.write(text)
    print(text)


main()
