"""Covariances of regressors far from zero, in 60 digits: a mean of 1e8 beside a standard deviation of about 8.

python3 uncentred.py > uncentred.json      (mpmath)

Every column is a whole number or a multiple of 1/1024, so that both sides start from the same numbers. X is written out,
absorbed factors as dummies; nothing is centred, and 60 digits make up for it.
"""
import itertools
import json
import sys

import mpmath
from mpmath import matrix, mp, mpf

mp.dps = 60
GROUPS, PERIODS = 8, 8
N = GROUPS * PERIODS


def draws(seed):
    """Whole numbers from −16 to 16, by a linear congruential generator."""
    state = seed
    while True:
        state = (1103515245 * state + 12345) % 2**31
        yield (state >> 16) % 33 - 16


def table():
    a, b, c, d = (draws(s) for s in (1, 2, 3, 4))
    rows = {name: [] for name in ("y", "count", "x1", "x2", "x3", "z", "w", "g", "t", "h", "lat", "lon")}
    for g in range(GROUPS):
        shock = next(d)
        for t in range(PERIODS):
            z, x2, e = next(a), next(b), next(c)
            x1 = z + (next(d) + shock) // 2
            rows["x1"].append(100_000_000 + x1)
            rows["z"].append(100_000_000 + z)
            rows["x2"].append(-5_000_000 + x2)
            rows["x3"].append(x2)
            rows["y"].append(3 + (512 * x1 - 256 * x2 + 300 * e + 40 * shock * t) / 1024)
            rows["count"].append(max(0, 20 + x1 // 4 - x2 // 5 + e // 4))
            rows["w"].append(1 + (5 * g + 3 * t) % 4)
            rows["g"].append(g)
            rows["t"].append(t)
            rows["h"].append(t // 2)
            rows["lat"].append(20 * (g // 2) - 30 + (g % 2) / 2)
            rows["lon"].append(30 * (g // 2))
    return rows


def inverse(a):
    return mpmath.inverse(a)


class Fit:
    """Weighted least squares on X, with scores w·u·x; the first `slopes` columns are reported."""

    def __init__(self, names, x, y, w, absorbed, residuals=None):
        self.names, self.x, self.w, self.absorbed = names, x, w, absorbed
        weighted = matrix([[w[i] * x[i, j] for j in range(x.cols)] for i in range(N)])
        self.bread = inverse(weighted.T * x)
        self.b = self.bread * (weighted.T * y)
        self.u = y - x * self.b if residuals is None else residuals(self.b)
        self.scores = matrix([[w[i] * self.u[i] * x[i, j] for j in range(x.cols)] for i in range(N)])
        self.k = x.cols

    def answer(self, meat, factor=1):
        v = factor * self.bread * meat * self.bread
        return {name: float(mpmath.sqrt(v[j, j])) for j, name in enumerate(self.names)}

    def summed(self, code):
        levels = sorted(set(code))
        return matrix([[mpmath.fsum(self.scores[i, j] for i in range(N) if code[i] == g) for j in range(self.k)]
                       for g in levels])

    def hc(self, kind):
        meat = matrix(self.k, self.k)
        for i in range(N):
            row = self.x[i, :]
            h = self.w[i] * (row * self.bread * row.T)[0]
            scale = {"hc2": 1 / (1 - h), "hc3": 1 / (1 - h) ** 2}.get(kind, 1)
            meat += scale * (self.w[i] * self.u[i]) ** 2 * (row.T * row)
        return self.answer(meat, mpf(N) / (N - self.k) if kind == "hc1" else 1)

    def clustered(self, codes, kind="cr1"):
        meat = matrix(self.k, self.k)
        for size in range(1, len(codes) + 1):
            for some in itertools.combinations(codes, size):
                s = self.summed(list(zip(*some)))
                meat += (-1) ** (size - 1) * (s.T * s)
        count = min(len(set(c)) for c in codes)
        # A factor that is nested in one of several cluster columns (t in h) counts as one parameter.
        k = len(self.names) + 1 if self.absorbed and len(codes) > 1 else self.k
        factor = mpf(N - 1) / (N - k) * count / (count - 1) if kind == "cr1" else 1
        v = self.bread * meat * self.bread
        if min(mpmath.eigsy(v[:len(self.names), :len(self.names)], eigvals_only=True)) < 0:
            return None  # negative eigenvalues would be clipped
        return self.answer(meat, factor)

    def adjusted(self, code, power):
        """CR2 (power −1/2) and CR3 (−1), errors independent with variance 1/w."""
        meat = matrix(self.k, self.k)
        for g in sorted(set(code)):
            rows = [i for i in range(N) if code[i] == g]
            root = [mpmath.sqrt(self.w[i]) for i in rows]
            x = matrix([[root[a] * self.x[i, j] for j in range(self.k)] for a, i in enumerate(rows)])
            u = matrix([root[a] * self.u[i] for a, i in enumerate(rows)])
            values, vectors = mpmath.eigsy(mpmath.eye(len(rows)) - x * self.bread * x.T)
            a = vectors * mpmath.diag([v ** power for v in values]) * vectors.T
            s = x.T * a * u
            meat += s * s.T
        return self.answer(meat)

    def lagged(self, lag, rows, unit, time):
        meat = rows.T * rows
        for l in range(1, lag + 1):
            for i in range(rows.rows):
                for j in range(rows.rows):
                    if unit[i] == unit[j] and time[i] - time[j] == l:
                        pair = rows[i, :].T * rows[j, :]
                        meat += (1 - mpf(l) / (lag + 1)) * (pair + pair.T)
        return self.answer(meat, mpf(N - 1) / (N - self.k) * PERIODS / (PERIODS - 1))

    def near(self, place):
        s = self.summed(place)
        meat = matrix(self.k, self.k)
        for a in range(GROUPS):
            for b in range(GROUPS):
                if a // 2 == b // 2:
                    meat += s[a, :].T * s[b, :]
        return self.answer(meat, mpf(N - 1) / (N - self.k))


def enumerated(fit, code, column, value):
    """t and p of the wild cluster bootstrap under b_column = value, all sign vectors, ties counted half."""
    keep = [j for j in range(fit.k) if j != column]
    y = fit.x * fit.b + fit.u - value * fit.x[:, column]
    z = matrix([[fit.x[i, j] for j in keep] for i in range(N)])
    rest = y - z * (inverse(z.T * z) * (z.T * y))
    project = fit.bread * fit.x.T
    count = max(code) + 1
    factor = mpf(N - 1) / (N - fit.k) * count / (count - 1)
    direction = [mpmath.fsum(fit.bread[column, j] * fit.x[i, j] for j in range(fit.k)) for i in range(N)]

    def statistic(y):
        b = project * y
        u = y - fit.x * b
        sums = [mpmath.fsum(direction[i] * u[i] for i in range(N) if code[i] == g) for g in range(count)]
        return b[column] / mpmath.sqrt(factor * mpmath.fsum(s * s for s in sums))

    observed = abs(statistic(y))
    above = mpf(0)
    for signs in itertools.product((1, -1), repeat=count):
        found = abs(statistic(matrix([signs[code[i]] * rest[i] for i in range(N)])))
        above += mpf(1) / 2 if abs(found - observed) < mpf(10) ** -30 else (1 if found > observed else 0)
    return {"hypothesis": f"x1 = {value}", "t": float(statistic(y)), "p": float(above / 2**count)}


def poisson(x, y):
    """Newton's method from the logarithm of the mean."""
    b = matrix(x.cols, 1)
    b[0] = mpmath.log(mpmath.fsum(y) / N)
    for _ in range(60):
        mean = matrix([mpmath.exp((x[i, :] * b)[0]) for i in range(N)])
        weighted = matrix([[mean[i] * x[i, j] for j in range(x.cols)] for i in range(N)])
        step = inverse(weighted.T * x) * (x.T * (y - mean))
        b += step
    return b, mean


def main():
    rows = table()
    m = {name: [mpf(v) for v in values] for name, values in rows.items()}
    y = matrix(m["y"])
    g, t = rows["g"], rows["t"]
    cases = []
    for name, formula, lead, weighted, absorbed in [
        ("plain", "y ~ x1 + x2", ["(Intercept)"], False, False), ("weights", "y ~ x1 + x2", ["(Intercept)"], True, False),
        ("no intercept", "y ~ 0 + x1 + x3", [], False, False), ("absorbed", "y ~ x1 + x2 | t", [], False, True),
        ("absorbed, weights", "y ~ x1 + x2 | t", [], True, True),
    ]:
        second = "x3" if name == "no intercept" else "x2"
        columns = [[mpf(1)] * N] * len(lead) + [m["x1"], m[second]]
        if absorbed:
            columns += [[mpf(int(s == level)) for s in t] for level in range(PERIODS)]
        x = matrix([[c[i] for c in columns] for i in range(N)])
        w = m["w"] if weighted else [mpf(1)] * N
        fit = Fit(lead + ["x1", second], x, y, w, absorbed)
        se = {kind: fit.hc(kind) for kind in ("hc0", "hc1", "hc2", "hc3")}
        se["cr0"], se["cr1"] = fit.clustered([g], "cr0"), fit.clustered([g])
        two = fit.clustered([g, rows["h"]])
        if two:
            se["two-way"] = two
        if not weighted:
            se["cr2"] = fit.adjusted(g, mpf(-1) / 2)
        se["cr3"] = fit.adjusted(g, mpf(-1))
        se["newey-west"] = fit.lagged(2, fit.scores, g, t)
        se["driscoll-kraay"] = fit.lagged(2, fit.summed(t), [0] * PERIODS, list(range(PERIODS)))
        se["conley"] = fit.near(g)
        case = {"name": name, "formula": formula, "weights": "w" if weighted else None,
                "coef": {n: float(fit.b[j]) for j, n in enumerate(fit.names)}, "se": se}
        if name == "plain":
            case["wild"] = enumerated(fit, g, 1, 0.5)
        cases.append(case)
    ones = [mpf(1)] * N
    x = matrix([[ones[i], m["x1"][i], m["x2"][i]] for i in range(N)])
    z = matrix([[ones[i], m["z"][i], m["x2"][i]] for i in range(N)])
    fitted = z * (inverse(z.T * z) * (z.T * x))
    fit = Fit(["(Intercept)", "x1", "x2"], fitted, y, ones, False, residuals=lambda b: y - x * b)
    cases.append({"name": "instruments", "formula": "y ~ x2 | 0 | x1 ~ z", "weights": None,
                  "coef": {n: float(fit.b[j]) for j, n in enumerate(fit.names)},
                  "se": {"hc1": fit.hc("hc1"), "cr1": fit.clustered([g]), "cr2": fit.adjusted(g, mpf(-1) / 2)}})
    y = matrix(m["count"])
    b, mean = poisson(x, y)
    working = matrix([(y[i] - mean[i]) / mean[i] for i in range(N)])
    fit = Fit(["(Intercept)", "x1", "x2"], x, x * b, list(mean), False, residuals=lambda _: working)
    cases.append({"name": "poisson", "formula": "count ~ x1 + x2", "weights": None,
                  "coef": {n: float(b[j]) for j, n in enumerate(fit.names)},
                  "se": {"hc0": fit.hc("hc0"), "cr1": fit.clustered([g])}})
    json.dump({"tool": f"mpmath {mpmath.__version__}, Python {sys.version.split()[0]}, 60 digits", "table": rows,
               "cases": cases}, sys.stdout, indent=1)


main()
