"""Ratio of ratios by pyfixest, and ratios of Poisson ETWFE by statsmodels with dummies and the delta method.

    python ratios.py . > ratios.json      # draws ratios.csv anew; needs pyfixest and statsmodels
"""
import json, sys, warnings
from importlib.metadata import version

import numpy as np, pandas as pd, pyfixest as pf, statsmodels.api as sm

warnings.filterwarnings("ignore")
folder = sys.argv[1]
r = np.random.default_rng(3)
rows = []
for unit in range(60):
    start = [0, 3, 4][unit % 3]
    a = r.normal() * 0.4 + 0.1 * (start > 0)
    for t in range(1, 6):
        on = int(start > 0 and t >= start)
        x = round(float(r.normal()), 3)
        rows.append((unit, t, start, on, x, unit // 6, int(r.poisson(np.exp(1 + a + 0.1 * t + 0.1 * x + on * (0.2 + 0.1 * (t - start)))))))
data = pd.DataFrame(rows, columns="unit period start on x cluster y".split())
data.to_csv(f"{folder}/ratios.csv", index=False)

cases = {}
for name, d, formula in (("two periods", data[data.start.isin([0, 3]) & data.period.isin([2, 3])], "y ~ on | unit + period"),
                         ("staggered", data, "y ~ on | unit + period"), ("covariates", data, "y ~ on + x | unit + period")):
    fit = pf.fepois(formula, d, vcov={"CRV1": "unit"}, iwls_tol=1e-12, fixef_tol=1e-12, ssc=pf.ssc(k_adj=False, G_adj=False))
    cases[name] = dict(estimate=float(fit.coef()["on"]), rows=int(fit._N),
                       units=int(d[d.groupby("unit").y.transform("sum") > 0].unit.nunique()))
    # CR0, so that factors play no part; with dummies, as pyfixest's errors are those of the step before the last.
    parts = [d[c].to_numpy(float)[:, None] for c in formula.split("~")[1].split("|")[0].replace("+", " ").split()]
    parts += [(d[c].to_numpy()[:, None] == np.unique(d[c])[None, first:]).astype(float) for c, first in (("unit", 0), ("period", 1))]
    full = np.hstack(parts)
    dense = sm.GLM(d.y.to_numpy(), full, family=sm.families.Poisson()).fit(tol=1e-14, maxiter=200)
    half = np.linalg.inv((full * np.asarray(dense.mu)[:, None]).T @ full)
    sums = pd.DataFrame(full * (d.y.to_numpy() - np.asarray(dense.mu))[:, None]).groupby(d.unit.to_numpy()).sum().to_numpy()
    cases[name]["cr0"] = float(np.sqrt((half @ sums.T @ sums @ half)[0, 0]))
    assert abs(cases[name]["cr0"] / fit.se()["on"] - 1) < 1e-6

# ETWFE: cohort and period dummies, a coefficient for each treated cell.
cells = [(g, t) for g in (3, 4) for t in range(g, 6)]
X = np.column_stack([np.ones(len(data))] + [data.start == g for g in (3, 4)] + [data.period == t for t in range(2, 6)]
                    + [(data.start == g) & (data.period == t) for g, t in cells]).astype(float)
fit = sm.GLM(data.y, X, family=sm.families.Poisson()).fit(tol=1e-14, maxiter=200)
beta = np.asarray(fit.params)
scores = X * (data.y.to_numpy() - np.asarray(fit.mu))[:, None]
bread = np.linalg.inv((X * np.asarray(fit.mu)[:, None]).T @ X)
sums = pd.DataFrame(scores).groupby(data.unit.to_numpy()).sum().to_numpy()
V = bread @ (sums.T @ sums) @ bread
without = X.copy()
without[:, -len(cells):] = 0


def ratio(mask):
    m1, m0 = np.exp(X[mask] @ beta), np.exp(without[mask] @ beta)
    J = (m1[:, None] * X[mask]).sum(0) / m1.sum() - (m0[:, None] * without[mask]).sum(0) / m0.sum()
    return np.log(m1.sum() / m0.sum()), J


def row(value, J):
    return [float(value), float(np.sqrt(J @ V @ J))]


on = (data.on == 1).to_numpy()
events = {e: ratio(on & (data.period - data.start == e).to_numpy()) for e in (0, 1, 2)}
J = np.mean([j for _, j in events.values()], 0)
cases["etwfe"] = dict(simple=row(*ratio(on)), events=[row(*v) for v in events.values()],
                      overall=row(np.mean([v for v, _ in events.values()]), J))
print(json.dumps(dict(versions={p: version(p) for p in ("pyfixest", "statsmodels", "numpy")}, cases=cases), indent=1))
