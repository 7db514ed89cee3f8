"""Variances of treatment effects by generalised least squares on individuals, dense matrices from the papers.

Run: python3 power.py > power.json   (numpy; a few seconds)

Every person is a row, and the covariance of all rows of a cluster is written out: nothing is averaged over cells.
"""
import json
import sys

import numpy as np


def wedge(s, k, before=1, step=1, after=1):
    t = before + (s - 1) * step + after
    return [([0.0 if j < before + i * step else 1.0 for j in range(t)], k) for i in range(s)]


def exposure_times(row):
    start = next((j for j, x in enumerate(row) if x is not None and x > 0), None)
    return [None if start is None or x is None or x == 0 else j - start + 1 for j, x in enumerate(row)]


def columns(design, rows, time, effect):
    """Treatment and time columns for the observed cells of each sequence."""
    t = len(design[0][0])
    observed = [j for j in range(t) if any(row[j] is not None for row, _ in design)]
    times = sorted({e for row, _ in design for e in exposure_times(row) if e})
    out = []
    for row in rows:
        cells = [j for j in range(t) if row[j] is not None]
        if effect == "immediate":
            x = np.array([[row[j]] for j in cells])
        else:
            own = exposure_times(row)
            x = np.array([[row[j] if own[j] == e else 0.0 for e in times] for j in cells])
        if time == "categorical":
            b = np.array([[1.0 if j == p else 0.0 for p in observed] for j in cells])
        elif time == "linear":
            b = np.array([[1.0, float(j)] for j in cells])
        else:
            b = np.ones((len(cells), 1))
        out.append((cells, x, b))
    return out


def covariance(cells, row, m, c):
    """People of one cluster, cell after cell; in a cohort the person at one place is seen with probability
    retention^gap again, whoever is not being new: the expected covariance of cell means is what counts, so that
    the shared part is spread over the pairs of persons."""
    n = len(cells)
    v = np.zeros((n * m, n * m))
    for a, j in enumerate(cells):
        for b, k in enumerate(cells):
            gap = abs(j - k)
            shared = c["cluster"] * c.get("decay", 1.0) ** gap
            shared += c.get("clusterPeriod", 0.0) * (j == k)
            eta2, rho = c.get("treatment", 0.0), c.get("treatmentCorrelation", 0.0)
            shared += eta2 * row[j] * row[k] + rho * np.sqrt(eta2 * c["cluster"]) * (row[j] + row[k])
            own = c.get("individual", 0.0) * (c.get("retention", 1.0) * c.get("individualDecay", 1.0)) ** gap
            own += c["residual"] * (j == k)
            v[a * m:(a + 1) * m, b * m:(b + 1) * m] = shared + own * np.eye(m)
    return v


def variance(design, sizes, c, time="categorical", effect="immediate", scale=None):
    """sizes: a number, or one for each cluster in the order of the sequences; scale: sd/slope of every cell."""
    rows = [row for row, _ in design]
    cols = columns(design, rows, time, effect)
    q, e = cols[0][2].shape[1], cols[0][1].shape[1]
    total = np.zeros((q + e, q + e))
    place = 0
    for s, (row, clusters) in enumerate(design):
        for _ in range(clusters):
            m = sizes if isinstance(sizes, int) else sizes[place]
            place += 1
            cells, x, b = cols[s]
            z = np.kron(np.hstack([b, x]), np.ones((m, 1)))
            v = covariance(cells, row, m, c)
            if scale is not None:
                d = np.kron(np.array([scale[s][j] for j in cells]), np.ones(m))
                v = v * np.outer(d, d)
            total += z.T @ np.linalg.solve(v, z)
    contrast = np.concatenate([np.zeros(q), np.full(e, 1 / e)])
    return float(contrast @ np.linalg.solve(total, contrast))


def correlations(icc, cac=1.0, iac=0.0, total=1.0, **more):
    return dict(cluster=total * icc * cac, clusterPeriod=total * icc * (1 - cac), individual=total * (1 - icc) * iac,
                residual=total * (1 - icc) * (1 - iac), **more)


def scales(design, p0, p1, end, link):
    g = {"identity": lambda p: p, "log": np.log, "logit": lambda p: np.log(p / (1 - p))}[link]
    h = {"identity": lambda x: x, "log": np.exp, "logit": lambda x: 1 / (1 + np.exp(-x))}[link]
    d = {"identity": lambda x: 1.0, "log": np.exp, "logit": lambda x: h(x) * (1 - h(x))}[link]
    t = len(design[0][0])
    beta = g(p1) - g(end)
    out = []
    for row, _ in design:
        eta = [g(p0) + (g(end) - g(p0)) * j / (t - 1) + beta * (row[j] or 0) for j in range(t)]
        out.append([float(np.sqrt(h(x) * (1 - h(x))) / d(x)) for x in eta])
    return out


N = None
incomplete = [([0, N, 1, 1, 1], 2), ([0, 0, N, 1, 1], 3), ([N, 0, 0, N, 1], 1)]
fractional = [([0, 0.5, 0.8, 1, 1, 1], 2), ([0, 0, 0.5, 0.8, 1, 1], 2), ([0, 0, 0, 0.5, 0.8, 1], 2)]
crossover = [([1, 0, 1, 0], 3), ([0, 1, 0, 1], 3)]
parallel = [([0, 1, 1], 4), ([0, 0, 0], 4)]
staircase = [([0, 1, N, N, N], 3), ([N, 0, 1, N, N], 3), ([N, N, 0, 1, N], 3), ([N, N, N, 0, 1], 3)]
unequal = [([0, 1, 1, 1], 5), ([0, 0, 1, 1], 2), ([0, 0, 0, 1], 1)]

CASES = {
    "wedge exchangeable": (wedge(4, 2), 7, correlations(0.05), {}),
    "wedge nested": (wedge(4, 2), 7, correlations(0.05, 0.8), {}),
    "wedge closed cohort": (wedge(4, 2), 7, correlations(0.05, 0.8, 0.4), {}),
    "wedge open cohort": (wedge(4, 2), 7, correlations(0.05, 0.8, 0.4, retention=0.7), {}),
    "wedge decay": (wedge(5, 2), 7, correlations(0.08, decay=0.75), {}),
    "wedge proportional decay": (wedge(5, 2), 7, dict(cluster=0.08, individual=0.92, residual=0.0, decay=0.75,
                                                      individualDecay=0.75), {}),
    "wedge random treatment": (wedge(4, 3), 6, dict(cluster=0.05, treatment=0.03, treatmentCorrelation=-0.3,
                                                    residual=1.2), {}),
    "wedge exposure time": (wedge(5, 2), 6, correlations(0.05, 0.8), dict(effect="exposureTime")),
    "wedge exposure time decay": (wedge(5, 2), 6, correlations(0.05, decay=0.6), dict(effect="exposureTime")),
    "wedge linear time": (wedge(4, 2), 7, correlations(0.05, 0.8), dict(time="linear")),
    "wedge no time": (wedge(4, 2), 7, correlations(0.05, 0.8), dict(time="none")),
    "wedge long steps": (wedge(3, 2, 2, 3, 2), 4, correlations(0.1, 0.7), {}),
    "incomplete nested": (incomplete, 6, correlations(0.05, 0.8), {}),
    "incomplete decay": (incomplete, 6, correlations(0.05, decay=0.8), {}),
    "incomplete cohort": (incomplete, 6, correlations(0.05, 0.8, 0.3), {}),
    "fractional nested": (fractional, 6, correlations(0.05, 0.8), {}),
    "fractional random treatment": (fractional, 6, dict(cluster=0.05, treatment=0.02, residual=0.9), {}),
    "crossover nested": (crossover, 6, correlations(0.05, 0.8), {}),
    "parallel cohort": (parallel, 6, correlations(0.05, 0.8, 0.5), {}),
    "staircase nested": (staircase, 6, correlations(0.05, 0.8), {}),
    "staircase decay": (staircase, 6, correlations(0.05, decay=0.8), {}),
    "unequal sequences": (unequal, 6, correlations(0.05, 0.8), {}),
    "zero icc": (wedge(4, 2), 7, correlations(0.0), {}),
    "zero cac": (wedge(4, 2), 7, correlations(0.05, 0.0), {}),
    "sizes nested": (wedge(4, 1), [3, 9, 4, 12], correlations(0.05, 0.8), {}),
    "sizes decay": (incomplete, [3, 9, 4, 12, 5, 5], correlations(0.05, decay=0.7), {}),
}

MARGINAL = {
    "gee identity": (wedge(4, 2), 7, (0.2, 0.35, 0.25, "identity"), correlations(0.05, 0.8)),
    "gee log": (wedge(4, 2), 7, (0.2, 0.35, 0.25, "log"), correlations(0.05, 0.8)),
    "gee logit": (wedge(4, 2), 7, (0.2, 0.35, 0.25, "logit"), correlations(0.05, 0.8, 0.3)),
    "gee logit decay": (incomplete, 6, (0.3, 0.2, 0.3, "logit"), correlations(0.05, decay=0.8)),
}


def main():
    out = []
    for name, (design, sizes, c, more) in CASES.items():
        out.append(dict(name=name, design=[dict(exposures=r, clusters=k) for r, k in design],
                        sizes=[sizes] if isinstance(sizes, int) else sizes, covariance=c,
                        time=more.get("time", "categorical"), effect=more.get("effect", "immediate"),
                        variance=variance(design, sizes, c, **more)))
    marginal = []
    for name, (design, m, (p0, p1, end, link), c) in MARGINAL.items():
        marginal.append(dict(name=name, design=[dict(exposures=r, clusters=k) for r, k in design], sizes=[m],
                             covariance=c, time="categorical", effect="immediate", p0=p0, p1=p1, end=end, link=link,
                             variance=variance(design, m, c, scale=scales(design, p0, p1, end, link))))
    json.dump(dict(tool="numpy", versions=dict(numpy=np.__version__, python=sys.version.split()[0]), cases=out,
                   marginal=marginal), sys.stdout, indent=1)
    print()


main()
