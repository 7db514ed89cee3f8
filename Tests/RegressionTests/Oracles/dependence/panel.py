"""Newey-West and Driscoll-Kraay in panels. Run: see README.md. Prints JSON.

The numbers are sums written out below: pairs of rows of one unit (or of all) by their difference in time. Where
no period is missing they are held against pyfixest (vcov "NW" and "DK") and statsmodels (hac-panel, hac-groupsum,
which take factors of their own), and the script fails where they differ by more than 1e-9.
"""
import json, sys, warnings
import numpy as np, pandas as pd, pyfixest as pf, statsmodels, statsmodels.formula.api as smf

warnings.filterwarnings("ignore")
TIGHT = pf.MapDemeaner(fixef_tol=1e-14, fixef_maxiter=200_000)
PLAIN = ["burnout ~ treated + caseload", []]
TWO_WAY = ["burnout ~ treated + caseload", ["clinician", "month"]]


def dummies(d, right, absorb):
    """The design with every absorbed factor written out, and K by the convention of absorbing programs."""
    slopes = [d[t].to_numpy(float) for t in right]
    if not absorb:
        return np.column_stack([np.ones(len(d))] + slopes), ["(Intercept)"] + right, len(right) + 1
    columns = []
    for q, a in enumerate(absorb):
        levels = np.unique(d[a])
        columns += [(d[a] == v).to_numpy(float) for v in levels[1 if q else 0:]]
    k = len(right) + sum(d[a].nunique() for a in absorb) - (len(absorb) - 1)
    return np.column_stack(slopes + columns), right, k


def sums(d, formula, absorb, weights, lag, across):
    right = formula.split("~")[1].replace(" ", "").split("+")
    x, names, k = dummies(d, right, absorb)
    w = np.ones(len(d)) if weights is None else d[weights].to_numpy(float)
    y = d["burnout"].to_numpy(float)
    root = np.sqrt(w)
    b, *_ = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)
    bread = np.linalg.inv((x * w[:, None]).T @ x)
    s = x * (w * (y - x @ b))[:, None]
    unit, time = d["clinician"].to_numpy(), d["month"].to_numpy()
    meat = np.zeros((x.shape[1],) * 2)
    if across:
        h = {t: s[time == t].sum(axis=0) for t in np.unique(time)}
        for t in h:
            for u in h:
                if abs(t - u) <= lag: meat += (1 - abs(t - u) / (lag + 1)) * np.outer(h[t], h[u])
    else:
        for i in np.unique(unit):
            rows = np.flatnonzero(unit == i)
            gap = np.abs(time[rows][:, None] - time[rows][None, :])
            meat += s[rows].T @ (np.maximum(0, 1 - gap / (lag + 1)) @ s[rows])
    n, T = len(d), len(np.unique(time))
    v = bread @ meat @ bread
    raw = np.sqrt(np.diag(v))[:len(names)]
    factor = (n - 1) / (n - k) * T / (T - 1)
    return names, b[:len(names)], raw, raw * np.sqrt(factor), n, T


def against(names, d, formula, absorb, weights, lag, across, raw, se):
    """The largest relative difference from pyfixest and statsmodels."""
    text = formula + (" | " + " + ".join(absorb) if absorb else "")
    fit = pf.feols(text, d, vcov="DK" if across else "NW", weights=weights, demeaner=TIGHT,
                   vcov_kwargs={"time_id": "month", "panel_id": "clinician", "lag": lag})
    other = dict(zip([{"Intercept": "(Intercept)"}.get(t, t) for t in fit._coefnames], fit._se))
    worst = max(abs(other[t] / e - 1) for t, e in zip(names, se))
    if not absorb and weights is None:
        kind = "hac-groupsum" if across else "hac-panel"
        order = d.sort_values(["month", "clinician"] if across else ["clinician", "month"])
        codes = pd.factorize(order["clinician"], sort=True)[0]
        keys = {"time": order["month"].to_numpy() - 1, "maxlags": lag} if across else {"groups": codes, "maxlags": lag}
        m = smf.ols(formula, order).fit(cov_type=kind, cov_kwds=keys | {"use_correction": False})
        worst = max(worst, max(abs(m.bse.to_numpy() / raw - 1)))
    assert fit._df_t == d["month"].nunique() - 1
    return worst


def run(folder):
    cases = []
    for data in ("panel", "holes"):
        whole = pd.read_csv(f"{folder}/{data}.csv")
        for formula, absorb in (PLAIN, TWO_WAY):
            for weights in (None, "hours"):
                columns = ["burnout", "treated", "caseload"] + ([weights] if weights else [])
                d = whole.dropna(subset=columns).reset_index(drop=True)
                for across in (False, True):
                    for lag in (None, 0, 1, 5, 23):
                        used = int(d["month"].nunique() ** 0.25) if lag is None else lag
                        names, b, raw, se, n, T = sums(d, formula, absorb, weights, used, across)
                        case = {"name": f"{data}/{formula}/{absorb}/{weights}/{'dk' if across else 'nw'}/{lag}", "data": data,
                                "formula": formula + (" | " + " + ".join(absorb) if absorb else ""), "weights": weights,
                                "across": across, "lag": lag, "used": used, "nobs": n, "df": T - 1,
                                "coef": dict(zip(names, map(float, b))), "se": dict(zip(names, map(float, se)))}
                        if data == "panel" or across:
                            case["difference"] = float(against(names, d, formula, absorb, weights, used, across, raw, se))
                            assert case["difference"] < 1e-9, case
                        cases.append({k: v for k, v in case.items() if v is not None})
    return cases


if __name__ == "__main__":
    versions = {"python": sys.version.split()[0], "numpy": np.__version__, "pyfixest": pf.__version__, "statsmodels": statsmodels.__version__}
    head = json.dumps({"tool": "sums over pairs, held against pyfixest and statsmodels", "versions": versions})[:-1]
    print(head + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in run(sys.argv[1])) + "]}")
