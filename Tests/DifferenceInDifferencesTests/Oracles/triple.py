"""Triple differences by moderndid; averages by hand. Writes triple.csv when asked for a folder. Prints JSON."""
import itertools, json, sys, warnings
from importlib.metadata import version

import numpy as np, pandas as pd
from moderndid import ddd
from statsmodels.genmod.generalized_linear_model import GLM

warnings.filterwarnings("ignore")

# Propensity scores taken to rounding: by default their iterations end when the deviance moves by less than 1e-8.
fit_loosely = GLM.fit
GLM.fit = lambda self, *a, **k: fit_loosely(self, *a, **{**k, "tol": 1e-13, "tol_criterion": "params", "maxiter": 50})


def simulate(units=240, periods=5, seed=11):
    r = np.random.default_rng(seed)
    rows = []
    for i in range(units):
        g, q = [0, 3, 4, 5][i % 4], int(r.random() < 0.5)
        x1, x2, a, w = r.normal(), r.integers(0, 4), r.normal() * 2, r.uniform(0.5, 2)
        for t in range(1, periods + 1):
            effect = q * (g > 0) * (t >= g) * (1 + 0.5 * (t - g))
            y = a + 0.3 * t * q + 0.2 * t * (g == 3) + 0.1 * t * x1 * (1 + q) + effect + r.normal()
            rows.append((i + 1, t, g, q, round(x1, 3), x2, round(w, 2), round(y, 3)))
    return pd.DataFrame(rows, columns=["unit", "period", "enabled", "eligible", "x1", "x2", "w", "y"])


def clean(x):
    return None if x is None or not np.isfinite(x) else float(x)


def averages(fit, d):
    """Means over cells with the shares of the eligible among all units, and their influence."""
    psi = np.asarray(fit.inf_func_mat)
    n = psi.shape[0]
    first = d.sort_values(["unit", "period"]).groupby("unit").first()
    g, t, att = np.asarray(fit.groups), np.asarray(fit.times), np.asarray(fit.att)
    member = {c: ((first.enabled == c) & (first.eligible == 1)).to_numpy() * 1.0 for c in np.unique(g)}

    def weighted(used):
        p = np.array([member[c].mean() for c in g[used]])
        value = (p * att[used]).sum() / p.sum()
        influence = psi[:, used] @ p / p.sum()
        for k in used:
            influence = influence + (member[g[k]] - member[g[k]].mean()) * (att[k] - value) / p.sum()
        return value, influence

    answer = lambda pair: [clean(pair[0]), clean(np.sqrt((pair[1] ** 2).sum()) / n)]
    after = np.flatnonzero(t >= g)
    events = sorted(set(t - g))
    rows = {e: weighted(np.flatnonzero(t - g == e)) for e in events}
    post = [rows[e] for e in events if e >= 0]
    overall = np.mean([p[0] for p in post]), np.mean([p[1] for p in post], axis=0)
    return dict(simple=answer(weighted(after)), overall=answer(overall), event=[[float(e)] + answer(rows[e]) for e in events])


def case(d, name, control, method, covariates, base, weights=None):
    fit = ddd(d, yname="y", tname="period", idname="unit", gname="enabled", pname="eligible",
              xformla=f"~ {covariates}" if covariates else None, weightsname=weights,
              control_group={"never": "nevertreated", "not-yet": "notyettreated"}[control], base_period=base,
              est_method=method)
    psi = np.asarray(fit.inf_func_mat)
    se = np.sqrt((psi ** 2).sum(0)) / psi.shape[0]
    cells = [[float(g), float(t), clean(a), clean(s) if s > 0 else None, clean(p)]
             for g, t, a, s, p in zip(fit.groups, fit.times, fit.att, se, fit.se)]
    return dict(name=name, control=control, method=method, covariates=covariates, base=base, cells=cells, **averages(fit, d))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        simulate().to_csv(f"{sys.argv[1]}/triple.csv", index=False)
    d = pd.read_csv("triple.csv")
    cases = []
    for control, (method, covariates), base in itertools.product(
            ("never", "not-yet"), (("dr", None), ("dr", "x1 + x2"), ("ipw", "x1 + x2"), ("reg", "x1 + x2")),
            ("varying", "universal")):
        cases.append(case(d, "/".join([control, method, covariates or "none", base]), control, method, covariates, base))
    print(json.dumps(dict(tool="moderndid", versions={p: version(p) for p in ("moderndid", "numpy", "pandas")}, cases=cases)))
