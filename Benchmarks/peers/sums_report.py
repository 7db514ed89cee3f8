"""Puts Docs/SumsSpeed.md together from what sums.py measured."""

import math
import platform

HEAD = """# Exact answers from an engine's sums: time, memory and digits

Made by `Benchmarks/peers/sums` on {machine}. The rows are made inside DuckDB from hashes of their number (2,000 clinics, 24 months,
people followed for 24 months; two numbers, a staggered treatment and an outcome), in a view, so that nothing is stored and every pass
makes them anew: making them is part of the seconds. *clock* is from start to answer, *processors* adds up the engine's and ours;
other work on the machine stretches the clock. *ours* is the largest resident memory of `causal`, *engine* that of its client's
processes together.

"""


def megabytes(count):
    return f"{count / 2**20:,.0f} MB"


def number(value):
    return math.nan if value is None else value


def digits(answer, reference, skip=()):
    """The largest difference of estimates, in standard errors, and of standard errors, relatively."""
    pairs = [(a, b) for a, b in zip(answer["estimates"], reference["estimates"]) if b["term"] not in skip]
    estimate = max(abs(number(a["estimate"]) - number(b["estimate"])) / number(b["std.error"])
                   for a, b in pairs if b["std.error"])
    error = max(abs(number(a["std.error"]) / number(b["std.error"]) - 1) for a, b in pairs if b["std.error"])
    return f"{estimate:.0e} | {error:.0e}"


def engine(parts):
    yield "| model | rows | clock | processors | ours | engine |\n|---|---|---|---|---|---|\n"
    for key, figures in sorted(parts.items(), key=lambda item: (item[0].split(" @ ")[0], item[0])):
        name, size = key.split(" @ ")
        name += " (`causal` unoptimised)" if figures.get("unoptimised") else ""
        yield (f"| {name} | {size} | {figures['clock']:,.1f} s | {figures['processor']:,.1f} s | {megabytes(figures['own'])} | "
               f"{megabytes(figures['engine'])} |\n")


def compared(store):
    yield ("\n## Digits\n\nAt 1e7 rows, against `causal` on the rows themselves (a CSV file): the largest difference of an estimate in "
           "standard errors, and of a\nstandard error relatively. *far* adds 2²⁰ to the outcome and to a regressor in every row, which "
           "changes neither slopes nor errors;\nits intercepts are left out.\n\n| model | sums: estimates | errors | far: estimates "
           "| errors | rows: clock | ours on the rows |\n|---|---|---|---|---|---|---|\n")
    for name, rows in store.get("rows", {}).items():
        near = store.get("engine", {}).get(f"{name} @ 1e7")
        far = store.get("far", {}).get(name)
        one = digits(near["answer"], rows["answer"]) if near else "– | –"
        two = digits(far["answer"], rows["answer"], ("(Intercept)", "intercept")) if far else "– | –"
        yield f"| {name} | {one} | {two} | {rows['clock']:,.1f} s | {megabytes(rows['own'])} |\n"
    streams = store.get("stream", {})
    if streams:
        yield "\nThe same file with `--stream`:\n\n| model | clock | processors | ours |\n|---|---|---|---|\n"
        for name, figures in streams.items():
            yield f"| {name} | {figures['clock']:,.1f} s | {figures['processor']:,.1f} s | {megabytes(figures['own'])} |\n"


def spark(parts):
    yield ("\n## Spark\n\nThe 1e7 rows as Parquet files, `--master local-cluster[workers,1,1024]`: each worker is a process with one "
           "core. Starting\nSpark is part of the clock, and the machine has two cores, so that four workers share them.\n\n| model | workers | clock | processors | ours |\n|---|---|---|---|---|\n")
    for key, figures in parts.items():
        name, workers = key.split(" @ ")
        yield f"| {name} | {workers} | {figures['clock']:,.1f} s | {figures['processor']:,.1f} s | {megabytes(figures['own'])} |\n"


def peer(parts):
    version = next((f["answer"]["version"] for k, f in parts.items() if not k.startswith("ours")), "")
    yield (f"\n## Beside duckreg {version}\n\n`y ~ treated + month` on the same views. duckreg groups the rows by their covariates in "
           "DuckDB too; its errors clustered by clinic are a\nbootstrap, each draw of which reads the rows again, and without draws "
           "they are HC1. Ours are clustered (CR1) from one query.\n\n| rows | tool | clock | processors | memory |\n|---|---|---|---|---|\n")
    for key, figures in sorted(parts.items(), key=lambda item: item[0].split(" @ ")[1]):
        name, size = key.split(" @ ")
        what = {"ours": "ours, CR1 by clinic", "0": "duckreg, HC1", "5": "duckreg, 5 draws by clinic (100 by default)"}[name]
        what += " (`causal` unoptimised)" if figures.get("unoptimised") else ""
        yield (f"| {size} | {what} | {figures['clock']:,.1f} s | {figures['processor']:,.1f} s | "
               f"{megabytes(max(figures['own'], figures['engine'] + figures['own'] if name == 'ours' else figures['own']))} |\n")


def unmeasured(store, models, sizes):
    """What the tables lack, in words."""
    lacking = [f"{name} at {', '.join(missing)}" for name, most in models.items()
               if (missing := [size for size, count in sizes.items()
                               if count <= most and f"{name} @ {size}" not in store.get("engine", {})])]
    rest = [what for part, what in (("spark", "Spark's curve"), ("duckreg", "duckreg")) if not store.get(part)]
    if lacking or rest:
        yield f"\nNot measured yet: {'; '.join(lacking + rest)}.\n"


def write(store, path, models, sizes):
    machine = f"a machine of {__import__('os').cpu_count()} cores ({platform.machine()}, {platform.system()})"
    text = HEAD.format(machine=machine)
    text += "".join(engine(store.get("engine", {}))) + "".join(compared(store))
    if store.get("spark"):
        text += "".join(spark(store["spark"]))
    if store.get("duckreg"):
        text += "".join(peer(store["duckreg"]))
    text += "".join(unmeasured(store, models, sizes))
    path.write_text(text)
