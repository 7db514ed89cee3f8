"""Power of a difference-in-differences with serially correlated errors, rederived with explicit covariance matrices.

    python power.py        # numpy, scipy; writes power.csv and power.json
"""
import csv
import json
import sys

import numpy as np
import scipy
from scipy.stats import t as student

here = sys.path[0]
random = np.random.default_rng(5)
units, periods = 24, 7
errors = np.zeros((units, periods))
errors[:, 0] = random.normal(0, 2, units)
for k in range(1, periods):
    errors[:, k] = 0.6 * errors[:, k - 1] + random.normal(0, 1.6, units)
y = np.round(50 + random.normal(0, 5, (units, 1)) + np.linspace(0, 3, periods) + errors, 4)
with open(f"{here}/power.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["unit", "period", "y"])
    for i in range(units):
        for k in range(periods):
            writer.writerow([i + 1, k + 1, f"{y[i, k]:.4f}"])


def contrast(m, r):
    return np.r_[-np.ones(m) / m, np.ones(r) / r]


def design(change, units, treated, alpha, effect, wanted):
    error = np.sqrt(change * (1 / treated + 1 / (units - treated)))
    critical = student.ppf(1 - alpha / 2, units - 1)
    return {
        "se": error,
        "power": student.cdf(effect / error - critical, units - 1),
        "mde": (student.ppf(wanted, units - 1) + critical) * error,
    }


def toeplitz(variance, rho, size):
    lags = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return variance * rho ** lags


closed = []
for m, r, variance, rho, units_, treated, effect in [
    (1, 1, 4.0, 0.0, 20, 10, 1.5), (5, 5, 16.0, 0.5, 40, 20, 2.0), (3, 8, 2.5, -0.3, 31, 9, 0.7),
    (10, 2, 9.0, 0.9, 200, 60, 0.5),
]:
    sigma = toeplitz(variance, rho, m + r)
    c = contrast(m, r)
    before, after, across = sigma[:m, :m], sigma[m:, m:], sigma[:m, m:]
    off = lambda s: (s.sum() - np.trace(s)) / max(1, s.size - len(s))
    change = float(c @ sigma @ c)
    closed.append({
        "m": m, "r": r, "variance": variance, "rho": rho, "units": units_, "treated": treated,
        "effect": effect, "psi": [off(before), off(after), float(across.mean())], "change": change,
        **design(change, units_, treated, 0.05, effect, 0.8),
    })

measured = []
for m, r in [(3, 4), (2, 3), (1, 1), (4, 1)]:
    c = contrast(m, r)
    values = []
    for start in range(periods - m - r + 1):
        sigma = np.cov(y[:, start:start + m + r], rowvar=False)
        values.append(c @ sigma @ c)
    measured.append({"m": m, "r": r, "change": float(np.mean(values))})

two_way = y - y.mean(1, keepdims=True) - y.mean(0) + y.mean()
gamma = [float(np.mean([np.var(y[:, k + lag] - y[:, k], ddof=1) for k in range(periods - lag)])) / 2
         for lag in (1, 2)]
rho = gamma[1] / gamma[0] - 1
sigma = toeplitz(gamma[0] / (1 - rho), rho, 15)
c = contrast(5, 10)
json.dump({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    "closed": closed, "measured": measured,
    "panel": {"variance": float((two_way ** 2).sum() / ((units - 1) * (periods - 1))), "rho": rho,
              "extrapolated": {"m": 5, "r": 10, "change": float(c @ sigma @ c)}},
}, open(f"{here}/power.json", "w"), indent=1)
