"""Changes-in-changes and quantile differences by diff-diff (whose conventions are those of R's qte), and their variances
from Athey & Imbens (2006), theorems 5.1 and 5.3, by dense matrices with kernel densities. Run with diff-diff's environment:

    python distribution.py . > distribution.json      # draws distribution.csv anew

`adjusted` are by hand: outcomes less x'b of a regression on x and four cells (Athey & Imbens, section 5.1), distributions with
weights, and both ends of what discrete outcomes leave open (section 5.2), with the errors of theorem 5.4.
"""
import json, sys, warnings
from importlib.metadata import version

import numpy as np, pandas as pd
from diff_diff import ChangesInChanges

warnings.filterwarnings("ignore")
folder = sys.argv[1]


def draw():
    r = np.random.default_rng(11)
    rows = []
    for unit in range(130):
        treated = int(unit % 13 < 6)
        u = r.normal() + 0.4 * treated
        for t in (1, 2):
            v = 0.7 * u + 0.7 * r.normal()
            y = np.exp(0.4 * v) * (1 + 0.3 * (t == 2)) + (t == 2) * treated * (0.5 + 0.2 * v)
            rows.append((unit, t, 2 if treated else 0, treated, unit // 5, round(float(y), 5)))
    return pd.DataFrame(rows, columns="unit period start treated cluster y".split())


data = draw()
more = np.random.default_rng(12)
data["x"] = np.round(0.5 * data.treated + 0.3 * data.period + more.normal(size=len(data)), 3)
data["z"] = np.round(more.normal(size=len(data)) * data.period, 3)
data["w"] = np.repeat(more.integers(1, 4, size=len(data) // 2), 2)
data["level"] = np.floor(2 * data.y).astype(int)
data.to_csv(f"{folder}/distribution.csv", index=False)
data["post"] = (data.period == 2).astype(int)
quantiles = [0.1, 0.25, 0.5, 0.75, 0.9]


def points(method, panel):
    fit = ChangesInChanges(method=method, quantiles=quantiles, n_bootstrap=20, seed=1, panel=panel).fit(
        data, outcome="y", treatment="treated", time="post", **({"unit": "unit"} if panel else {}))
    return [float(fit.att)] + [float(v) for v in fit.quantile_effects["qte"]]


def samples():
    return {(g, t): data.y[(data.treated == g) & (data.post == t)].to_numpy() for g in (0, 1) for t in (0, 1)}


def inverse(sample, p):
    """R's quantile(type = 1) in its own arithmetic: a product an ulp above a whole number is above it."""
    s, place = np.sort(sample), len(sample) * np.asarray(p)
    whole = np.floor(place * (1 + 4 * np.finfo(float).eps))
    return s[np.clip(whole + (place > whole), 1, len(s)).astype(int) - 1]


def density(sample, y):
    q = np.quantile(sample, [0.25, 0.75])
    h = 2.34 * min(sample.std(ddof=1), (q[1] - q[0]) / 1.349) * len(sample) ** -0.2
    u = (np.asarray(y)[..., None] - sample) / h
    return np.maximum(np.where(abs(u) <= 1, 1 - u ** 2, 0).sum(-1), 1) * 0.75 / (len(sample) * h)


def influence(method):
    """psi/n_cell by row: ATT, then each quantile."""
    y = samples()
    y00, y01, y10, y11 = y[0, 0], y[0, 1], y[1, 0], y[1, 1]
    F = lambda sample, v: (sample[None, :] <= np.asarray(v)[:, None]).mean(1)
    psi = {k: np.zeros((len(v), 1 + len(quantiles))) for k, v in y.items()}
    if method == "cic":
        u = F(y00, y10)
        k = inverse(y01, u)
        f = density(y01, k)
        psi[0, 0][:, 0] = -(((y00[:, None] <= y10[None, :]) - u[None, :]) / f[None, :]).mean(1)
        psi[0, 1][:, 0] = -((u[None, :] - (y01[:, None] <= k[None, :])) / f[None, :]).mean(1)
        psi[1, 0][:, 0] = -(k - k.mean())
        psi[1, 1][:, 0] = y11 - y11.mean()
        for j, q in enumerate(quantiles):
            z = inverse(y11, np.array([q]))
            psi[1, 1][:, j + 1] = (q - (y11 <= z)) / density(y11, z)
            x = inverse(y10, np.array([q]))
            u = F(y00, x)
            z = inverse(y01, u)
            f = density(y01, z)
            psi[0, 0][:, j + 1] = -((y00 <= x) - u) / f
            psi[0, 1][:, j + 1] = -(u - (y01 <= z)) / f
            psi[1, 0][:, j + 1] = -density(y00, x) / density(y10, x) * (q - (y10 <= x)) / f
    else:
        for (g, t), v in y.items():
            sign = 1 if g == t else -1
            psi[g, t][:, 0] = sign * (v - v.mean())
            for j, q in enumerate(quantiles):
                z = np.quantile(v, q)
                psi[g, t][:, j + 1] = sign * (q - (v <= z)) / density(v, np.array([z]))
    rows = np.zeros((len(data), 1 + len(quantiles)))
    for (g, t), v in psi.items():
        rows[((data.treated == g) & (data.post == t)).to_numpy()] = v / len(v)
    return rows


def errors(rows, by):
    return [float(v) for v in np.sqrt((pd.DataFrame(rows).groupby(by).sum() ** 2).sum())]


cases = []
for method, name in (("cic", "changes-in-changes"), ("qdid", "quantile-did")):
    rows = influence(method)
    cases.append(dict(method=name, estimates=points(method, False), rows=errors(rows, np.arange(len(data))),
                      unit=errors(rows, data.unit.to_numpy()), cluster=errors(rows, data.cluster.to_numpy())))


def weighted(values, weights):
    order = np.argsort(values, kind="stable")
    s, m = values[order], np.cumsum(weights[order]) / weights.sum()
    F = lambda v, side="right": np.concatenate([[0], m])[np.searchsorted(s, v, side=side)]
    Q = lambda p: s[np.minimum(np.searchsorted(m, np.asarray(p) - 1e-12), len(s) - 1)]
    return F, Q if np.ptp(weights) else lambda p: inverse(values, p)


def hand(y, weights, discrete=False):
    w = {k: weights[(data.treated == k[0]) & (data.post == k[1])].to_numpy(float) for k in [(0, 0), (0, 1), (1, 0), (1, 1)]}
    v = {k: y[(data.treated == k[0]) & (data.post == k[1])].to_numpy(float) for k in w}
    F00, Q01 = weighted(v[0, 0], w[0, 0])[0], weighted(v[0, 1], w[0, 1])[1]
    Q11 = weighted(v[1, 1], w[1, 1])[1]
    means, curves, spreads = [], [], []
    for side in ("right", "left") if discrete else ("right",):
        k = Q01(F00(v[1, 0], side))
        means.append(float(np.average(v[1, 1], weights=w[1, 1]) - np.average(k, weights=w[1, 0])))
        curves += [float(a - b) for a, b in zip(Q11(quantiles), weighted(k, w[1, 0])[1](quantiles))]
        rows = np.zeros(len(data))
        for key, own in (((1, 1), v[1, 1]), ((1, 0), -k)):
            at = ((data.treated == key[0]) & (data.post == key[1])).to_numpy()
            rows[at] = w[key] * (own - np.average(own, weights=w[key])) / w[key].sum()
        spreads.append(errors(rows[:, None], data.unit.to_numpy())[0])
    return dict(estimates=means + curves, errors=spreads)


def residual(columns, weights):
    X = np.column_stack([(data.treated == g) & (data.post == t) for g in (0, 1) for t in (0, 1)] + [data[c] for c in columns]).astype(float)
    root = np.sqrt(weights.to_numpy(float))[:, None]
    b = np.linalg.lstsq(X * root, data.y.to_numpy() * root[:, 0], rcond=None)[0]
    return data.y - data[columns].to_numpy() @ b[4:]


one = pd.Series(np.ones(len(data)))
adjusted = dict(covariates=hand(residual(["x", "z"], one), one), weights=hand(data.y, data.w),
                both=hand(residual(["x", "z"], data.w), data.w), discrete=hand(data.level, one, True))
print(json.dumps(dict(versions={"diff-diff": version("diff-diff"), "numpy": np.__version__}, quantiles=quantiles, cases=cases,
                      adjusted=adjusted), indent=1))
