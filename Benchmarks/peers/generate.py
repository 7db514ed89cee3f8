"""Seeded data for the comparison, made block by block and written as CSV with digits that read back exactly.

`panel(rows)`: people over ten years in firms that they are drawn into anew each year, three regressors.
`clustered(rows, regressors, clusters)`: regressors and outcome with shocks that a cluster shares, so that
clustered standard errors differ from the others.

generate.py panel FILE ROWS
generate.py clustered FILE ROWS REGRESSORS CLUSTERS
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


if __name__ == "__main__":
    {"panel": panel, "clustered": clustered}[sys.argv[1]](sys.argv[2], *map(int, sys.argv[3:]))
