"""Slopes where people of three rows tie firms to a ring, and regressor and outcome follow one wave along it but for a
little noise: by a sparse LU factorisation with refinement (scipy), by pyfixest's default (alternating projections that
stop when a sweep moves no value by more than 1e-6) and by its solver `within`. Writes waves.json."""
import json

import numpy as np
import pandas as pd
import pyfixest as pf
import scipy.sparse as sp
import scipy.sparse.linalg as sl


def fraction(v): return v - np.floor(v)


def table(people, noise):
    row = np.arange(3 * people)
    person, firm = row // 3, (row // 3 + row % 3) % people
    u = fraction((row + 1) * 0.6180339887498949) - 0.5
    v = fraction((row + 1.0) ** 2 * 0.41421356237309515) - 0.5
    wave = lambda phase: sum(np.sin(2 * np.pi * f / people + phase) for f in (person, firm))
    x = wave(0) + noise * u
    return pd.DataFrame({"person": person, "firm": firm, "x": x, "y": 0.5 * x + wave(0.5) + noise * v})


def exact(t):
    ones, row = np.ones(len(t)), np.arange(len(t))
    d = sp.hstack([sp.csr_matrix((ones, (row, t.person))), sp.csr_matrix((ones, (row, t.firm)))[:, 1:]]).tocsc()
    solver = sl.splu((d.T @ d).tocsc())

    def sweep(z):
        for _ in range(3): z = z - d @ solver.solve(d.T @ z)
        return z

    x, y = sweep(t.x.to_numpy()), sweep(t.y.to_numpy())
    return x @ y / (x @ x)


def pyfixest(t, demeaner=None):
    fit = pf.feols("y ~ x | person + firm", t, vcov="iid", **({"demeaner": demeaner} if demeaner else {}))
    return {"slope": fit.coef()["x"], "error": fit.se()["x"]}


cases = []
for people, noise in ((100, 0.03), (200, 0.1), (400, 0.3), (1000, 0.1)):
    t = table(people, noise)
    cases.append({"people": people, "noise": noise, "slope": exact(t), "early": pyfixest(t),
                  "within": pyfixest(t, pf.LsmrDemeaner(backend="within"))["slope"]})
json.dump({"pyfixest": pf.__version__, "cases": cases}, open("waves.json", "w"), indent=1)
