"""The exact slope where people of three rows tie 2,000 firms to a ring and regressor and outcome follow a wave along it:
sparse LU of the normal equations with refinement (scipy). Writes ring.json. pyfixest 0.60 with alternating projections gives
up after 10,000 iterations; its solver `within` finds 0.5089409032510448."""
import json

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as sl

people = 2000
row = np.arange(3 * people)
person, firm = row // 3, (row // 3 + row % 3) % people
fraction = lambda v: v - np.floor(v)
u = fraction((row + 1) * 0.6180339887498949) - 0.5
v = fraction((row + 1.0) ** 2 * 0.41421356237309515) - 0.5
wave = lambda phase: sum(np.sin(2 * np.pi * f / people + phase) for f in (person, firm))
x = 10 * wave(0) + u
y = 0.5 * x + 10 * wave(0.5) + v
ones = np.ones(3 * people)
d = sp.hstack([sp.csr_matrix((ones, (row, person))), sp.csr_matrix((ones, (row, firm)))[:, 1:]]).tocsc()
solver = sl.splu((d.T @ d).tocsc())


def sweep(z):
    for _ in range(3): z = z - d @ solver.solve(d.T @ z)
    return z


x, y = sweep(x), sweep(y)
json.dump({"slope": x @ y / (x @ x)}, open("ring.json", "w"))
