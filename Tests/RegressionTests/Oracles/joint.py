"""Several models at once, on full matrices. Run: see README.md. Prints JSON.

`joint`: Σ_g ψ_gψ_g' of all coefficients of several fits, ψ from the models' scores; for two least-squares fits also the
covariance of one regression on the stacked rows, clustered, without a factor (the script fails where they differ).
`supremum`: c with P(max|t| <= c) = level by scipy's integrals. `romano_wolf`: the convention of Romano & Wolf (2016) on a
given matrix of draws. `adjust`: R's p.adjust, written out.
"""
import json, sys
import numpy as np, pandas as pd, scipy
from scipy import optimize, stats


def read(data, where=None):
    table = pd.read_csv(f"{sys.argv[1]}/{data}.csv")
    return table if where is None else table[table.eval(where)]


def ols(table, names):
    used = table.dropna(subset=["burnout", *names])
    x = np.column_stack([np.ones(len(used))] + [used[n] for n in names])
    b = np.linalg.lstsq(x, used["burnout"].to_numpy(), rcond=None)[0]
    u = used["burnout"].to_numpy() - x @ b
    return used, b, (x * u[:, None]) @ np.linalg.inv(x.T @ x), x


def poisson(table, names):
    used = table.dropna(subset=["caseload", *names])
    x = np.column_stack([np.ones(len(used))] + [used[n] for n in names])
    y, b = used["caseload"].to_numpy(float), np.zeros(len(names) + 1)
    b[0] = np.log(y.mean())
    for _ in range(50):
        mu = np.exp(x @ b)
        b = b + np.linalg.solve(x.T @ (x * mu[:, None]), x.T @ (y - mu))
    mu = np.exp(x @ b)
    return used, b, (x * (y - mu)[:, None]) @ np.linalg.inv(x.T @ (x * mu[:, None])), x


def joint(fits, cluster):
    parts = []
    for used, b, psi, _ in fits:
        frame = pd.DataFrame(psi, index=used.index)
        parts.append(frame)
    groups = pd.read_csv(f"{sys.argv[1]}/{fits[0][0].attrs['data']}.csv")[cluster] if cluster else None
    whole = pd.concat(parts, axis=1).fillna(0)
    if cluster is not None: whole = whole.groupby(groups.loc[whole.index]).sum()
    m = whole.to_numpy()
    return m.T @ m


def wald(b, v, r):
    d = r @ b
    return float(d @ np.linalg.solve(r @ v @ r.T, d))


def joint_cases():
    out = []
    for data, cluster in [("balanced", "clinic"), ("unbalanced", "clinic"), ("unbalanced", None), ("few", "clinician")]:
        short = ols(read(data), ["treated"])
        long = ols(read(data, "month > 2"), ["treated", "caseload"])
        count = poisson(read(data), ["treated", "experience"])
        for fit in (short, long, count): fit[0].attrs["data"] = data
        v = joint([short, long, count], cluster)
        b = np.concatenate([short[1], long[1], count[1]])
        if cluster:
            # The stacked regression of the two least-squares fits, clustered: CR0.
            k1, k2 = short[3].shape[1], long[3].shape[1]
            x = scipy.linalg.block_diag(short[3], long[3])
            y = np.concatenate([short[0]["burnout"], long[0]["burnout"]])
            u = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
            g = pd.concat([short[0][cluster], long[0][cluster]]).to_numpy()
            s = pd.DataFrame(x * u[:, None]).groupby(g).sum().to_numpy()
            bread = np.linalg.inv(x.T @ x)
            stacked = bread @ s.T @ s @ bread
            assert np.allclose(stacked, v[: k1 + k2, : k1 + k2], rtol=1e-9)
        r = np.zeros((1, 8)); r[0, 1], r[0, 3] = 1, -1
        r2 = np.zeros((2, 8)); r2[0, 1], r2[0, 3], r2[1, 6] = 1, -1, 1
        out.append({"data": data, "cluster": cluster, "b": b.tolist(), "v": v.tolist(), "equal": wald(b, v, r), "both": wald(b, v, r2)})
    return out


def supremum():
    out = []
    shapes = {"one": [[1.0]], "two": [[1, 0.6], [0.6, 1]], "three": [[1, 0.5, 0.2], [0.5, 1, -0.4], [0.2, -0.4, 1]],
              "five": (0.7 * np.ones((5, 5)) + 0.3 * np.eye(5)).tolist()}
    for name, r in shapes.items():
        r = np.array(r); d = len(r)
        for df, level in [(None, 0.95), (None, 0.9), (7, 0.95)]:
            def inside(c):
                if df is None:
                    return stats.multivariate_normal(np.zeros(d), r, allow_singular=True, abseps=1e-9, releps=1e-9, maxpts=2_000_000).cdf(c * np.ones(d), lower_limit=-c * np.ones(d))
                if d == 1: return stats.t.cdf(c, df) - stats.t.cdf(-c, df)
                return stats.multivariate_t(np.zeros(d), r, df=df, seed=1).cdf(c * np.ones(d), lower_limit=-c * np.ones(d), maxpts=400_000, random_state=1)
            c = optimize.brentq(lambda c: inside(c) - level, 1, 6, xtol=1e-7)
            out.append({"name": name, "r": r.tolist(), "df": df, "level": level, "c": c})
    return out


def romano_wolf():
    rng = np.random.default_rng(7)
    draws = np.round(rng.normal(size=(199, 5)) + 0.7 * rng.normal(size=(199, 1)), 3)
    t = np.array([2.9, -1.2, 3.4, 0.4, -2.1])
    order, pinit = np.argsort(-abs(t)), []
    for s in range(5):
        m = abs(draws[:, order[s:]]).max(axis=1)
        pinit.append(min(1, ((m >= abs(t[order[s]])).sum() + 1) / (len(draws) + 1)))
    p = np.empty(5); p[order] = np.maximum.accumulate(pinit)
    return {"t": t.tolist(), "draws": draws.tolist(), "p": p.tolist()}


def adjust():
    p = np.array([0.011, 0.2, 0.011, 0.04, 0.5, 0.0003, 0.9])
    m, order = len(p), np.argsort(p, kind="stable")
    holm, bh = np.empty(m), np.empty(m)
    holm[order] = np.minimum(1, np.maximum.accumulate((m - np.arange(m)) * p[order]))
    bh[order] = np.minimum(1, np.minimum.accumulate((m / np.arange(1, m + 1) * p[order])[::-1])[::-1])
    return {"p": p.tolist(), "bonferroni": np.minimum(1, m * p).tolist(), "holm": holm.tolist(), "bh": bh.tolist()}


versions = {"python": sys.version.split()[0], "numpy": np.__version__, "pandas": pd.__version__, "scipy": scipy.__version__}
print(json.dumps({"versions": versions, "joint": joint_cases(), "supremum": supremum(), "romanoWolf": romano_wolf(), "adjust": adjust()}, indent=0))
