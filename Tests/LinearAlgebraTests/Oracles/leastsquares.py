"""Least-squares problems and their solutions computed with 400 decimal digits.

    python3 leastsquares.py > leastsquares.json

Needs mpmath. The data are doubles and stand in the file as such; the solution is that of the normal
equations of exactly these doubles, so that nothing but the solver's own error is left to see.
"""

import json
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 400  # the products of the wild units alone span 300


class Uniform:
    """A 64-bit linear congruential generator; numbers in (-0.5, 0.5)."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) * 2.0**-53 - 0.5


def power(x, k):
    result = 1.0
    for _ in range(k):
        result = result * x
    return result


def solve(columns, y, weights, intercept):
    rows = [([1.0] if intercept else []) + [c[i] for c in columns] for i in range(len(y))]
    w = weights or [1.0] * len(y)
    k = len(rows[0])
    a = mpmath.matrix(k, k)
    b = mpmath.matrix(k, 1)
    for row, value, weight in zip(rows, y, w):
        x = [mpf(v) for v in row]
        for i in range(k):
            b[i] += mpf(weight) * x[i] * mpf(value)
            for j in range(k):
                a[i, j] += mpf(weight) * x[i] * x[j]
    inverse = a**-1
    beta = inverse * b
    return [float(v) for v in beta], [[float(inverse[i, j]) for j in range(k)] for i in range(k)]


def problem(name, columns, y, weights=None, intercept=True):
    beta, inverse = solve(columns, y, weights, intercept)
    return {"name": name, "columns": columns, "response": y, "weights": weights, "intercept": intercept,
            "coefficients": beta, "inverse": inverse}


def problems():
    u = Uniform(1)
    n = 60
    x = [[u() for _ in range(n)] for _ in range(4)]
    y = [1 + sum(c[i] for c in x) + u() for i in range(n)]
    w = [0.5 + abs(u()) for _ in range(n)]
    yield problem("plain", x, y)
    yield problem("weights", x, y, weights=w)
    yield problem("no intercept", x, y, intercept=False)
    yield problem("weights, no intercept", x, y, weights=w, intercept=False)
    yield problem("zero weights", x, y, weights=[0.0 if i % 3 == 0 else v for i, v in enumerate(w)])
    yield problem("intercept alone", [], y)
    shifted = [[v + 1e6 for v in x[0]], [v - 1e9 for v in x[1]], x[2]]
    yield problem("shifted columns", shifted, y)
    yield problem("shifted columns, weights", shifted, y, weights=w)
    yield problem("wild units", [[v * s for v in c] for c, s in zip(x, [1e-30, 1e30, 1e-8, 1e120])], y)
    near = [x[0], [a + 1e-6 * b for a, b in zip(x[0], x[1])], x[2]]
    yield problem("nearly collinear", near, y)
    year = [1990.0 + i % 25 for i in range(n)]
    yield problem("powers of a year", [year, [t * t for t in year], [t * t * t for t in year]], y)
    t = [-8.78 + 5.65 * i / 81 for i in range(82)]
    wave = [u() for _ in t]
    yield problem("powers up to 8", [[power(v, k) for v in t] for k in range(1, 9)], wave)
    yield problem("powers up to 8, weights", [[power(v, k) for v in t] for k in range(1, 9)], wave,
                  weights=[0.5 + abs(u()) for _ in t])
    yield problem("powers up to 8, no intercept", [[power(v, k) for v in t] for k in range(1, 9)], wave,
                  intercept=False)


json.dump({"versions": {"mpmath": mpmath.__version__, "python": sys.version.split()[0], "digits": mp.dps},
           "problems": list(problems())}, sys.stdout, indent=0)
