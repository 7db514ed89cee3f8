"""Seeded data for the comparison, made block by block and written as CSV with digits that read back exactly.

`panel(rows)`: people over ten years in firms that they are drawn into anew each year, three regressors.
`clustered(rows, regressors, clusters)`: regressors and outcome with shocks that a cluster shares, so that
clustered standard errors differ from the others.

`staggered(units)`: ten periods, eight cohorts that start in 3 to 10 and never-treated units, chosen by a covariate that also
tilts trends, so that adjusting for it matters.

`absorbed(rows, kind)`: ten years of people in firms, and three regressors, for fixed effects of all three:
- simple: firms are drawn anew each year (as in fixest's own benchmark);
- difficult: firms follow each other in a cycle (as there), so that neighbours are tied closely and others loosely;
- random: people, years and firms are all drawn, and rows stand in no order;
- nested: difficult, and a region of ten firms each in place of the year;
- a number: the yearly chance that a person changes to one of the next ten firms (mobility).

`wave(people, noise)`: people of three rows tie firms to a ring, and regressor and outcome follow one wave along it, but for
a little noise: what is left to tell them apart is what a solver that stops early has not found yet. No random numbers.

generate.py panel FILE ROWS
generate.py clustered FILE ROWS REGRESSORS CLUSTERS
generate.py staggered FILE UNITS
generate.py absorbed FILE ROWS KIND REGRESSORS
generate.py wave FILE PEOPLE NOISE
"""
import os
import sys

import numpy as np
import polars as pl

BLOCK = 1_000_000


def write(path, rows, block_of):
    """Calls block_of(first, count) for each block and appends its columns; the file appears when complete."""
    unfinished = path + ".part"
    with open(unfinished, "wb") as file:
        for first in range(0, rows, BLOCK):
            table = pl.DataFrame(block_of(first, min(BLOCK, rows - first)))
            table.write_csv(file, include_header=first == 0)
    os.replace(unfinished, path)


def panel(path, rows, seed=1):
    random = np.random.default_rng(seed)
    years, people, firms = 10, -(-rows // 10), max(2, rows // 230)
    person_effect, firm_effect = random.normal(size=people), random.normal(size=firms)
    year_effect = random.normal(size=years)

    def block(first, count):
        row = np.arange(first, first + count)
        person, year, firm = row // years, row % years, random.integers(0, firms, count)
        x = random.normal(size=(3, count))
        y = x[0] + 0.05 * x[1] - 0.5 * x[2] + random.normal(size=count)
        y += person_effect[person] + firm_effect[firm] + year_effect[year]
        return {"person": person + 1, "firm": firm + 1, "year": year + 1, "x1": x[0], "x2": x[1], "x3": x[2], "y": y}

    write(path, rows, block)


def clustered(path, rows, regressors, clusters, seed=2):
    random = np.random.default_rng(seed)
    shocks = 0.3 * random.normal(size=(regressors + 1, clusters))
    slopes = 0.1 * np.arange(1, regressors + 1) / regressors

    def block(first, count):
        cluster = random.integers(0, clusters, count)
        columns = {"cl": cluster + 1}
        y = random.normal(size=count) + shocks[regressors][cluster]
        for j in range(regressors):
            x = random.normal(size=count) + shocks[j][cluster]
            columns[f"x{j + 1}"] = x
            y += slopes[j] * x
        return columns | {"y": y}

    write(path, rows, block)


def staggered(path, units, seed=4):
    random = np.random.default_rng(seed)
    periods, cohorts = 10, np.array([0, *range(3, 11)])
    x, level = random.normal(size=units), random.normal(size=units)
    odds = np.exp(np.outer(0.15 * x, cohorts > 0) * 1.0)
    odds[:, 0] *= 2
    start = cohorts[(odds.cumsum(1) / odds.sum(1, keepdims=True) < random.random(units)[:, None]).sum(1)]

    def block(first, count):
        row = np.arange(first, first + count)
        unit, t = row // periods, row % periods + 1
        g = start[unit]
        effect = ((g > 0) & (t >= g)) * (0.5 + 0.1 * (t - g))
        y = level[unit] + 0.2 * t + 0.1 * x[unit] * t + effect + random.normal(size=count)
        return {"id": unit + 1, "t": t, "g": g, "x": x[unit], "y": y}

    write(path, units * periods, block)


def absorbed(path, rows, kind, regressors, seed=3):
    random = np.random.default_rng(seed)
    years, people = 10, rows // 10
    firms = max(20, people // 23)
    person, year = np.repeat(np.arange(people), years), np.tile(np.arange(years), people)
    if kind == "simple": firm = random.integers(0, firms, rows)
    elif kind in ("difficult", "nested"): firm = np.arange(rows) % firms
    elif kind == "random":
        firms = rows // 23
        person, year, firm = random.integers(0, people, rows), random.integers(0, years, rows), random.integers(0, firms, rows)
    else:
        moves = (random.random((people, years)) < float(kind)) * random.integers(1, 11, (people, years))
        moves[:, 0] = random.integers(0, firms, people)
        firm = (moves.cumsum(axis=1) % firms).ravel()
    third = {"region": firm // 10} if kind == "nested" else {"year": year}
    # Firms' effects wander slowly along the cycle, and regressors depend on them: what a solver that stops early misses.
    drift = random.normal(size=firms).cumsum() / np.sqrt(firms)
    drift -= np.linspace(0, drift[-1], firms)
    person_effect, firm_effect = random.normal(size=people), random.normal(size=firms) + 3 * drift
    shared = 0.5 * person_effect[person] + drift[firm]

    def block(first, count):
        own = slice(first, first + count)
        columns = {"person": person[own] + 1, "firm": firm[own] + 1}
        columns |= {name: values[own] + 1 for name, values in third.items()}
        y = random.normal(size=count) + person_effect[person[own]] + firm_effect[firm[own]] + 0.1 * year[own]
        for j in range(regressors):
            x = random.normal(size=count) + shared[own]
            columns[f"x{j + 1}"] = x
            y += 0.5 * x / (j + 1)
        return columns | {"y": y}

    write(path, rows, block)


def wave(path, people, noise):
    row = np.arange(3 * people)
    person, firm = row // 3, (row // 3 + row % 3) % people
    fraction = lambda v: v - np.floor(v) - 0.5
    along = lambda phase: sum(np.sin(2 * np.pi * place / people + phase) for place in (person, firm))
    x = along(0) + float(noise) * fraction((row + 1) * 0.6180339887498949)
    y = 0.5 * x + along(0.5) + float(noise) * fraction((row + 1.0) ** 2 * 0.41421356237309515)
    columns = {"person": person, "firm": firm, "x1": x, "y": y}
    write(path, 3 * people, lambda first, count: {k: v[first:first + count] for k, v in columns.items()})


if __name__ == "__main__":
    numbers = [int(v) if v.isdigit() else v for v in sys.argv[3:]]
    makers = {"panel": panel, "clustered": clustered, "absorbed": absorbed, "staggered": staggered, "wave": wave}
    makers[sys.argv[1]](sys.argv[2], *numbers)
