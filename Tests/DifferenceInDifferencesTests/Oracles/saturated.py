"""Sun & Abraham, extended two-way fixed effects, stacked comparisons and local projections with dense matrices.

Written from the papers (references in the estimators' documentation) with explicit dummies, pseudo-inverses and the
sandwich of the whole regression; the factor is cr1, absorbed factors nested in the clusters not counted. Sun & Abraham is
also compared with pyfixest's saturated event study where that has the case (balanced tables, never-treated units).

usage: saturated.py TABLES > saturated.json
"""

import json
import sys

import numpy as np
import pandas as pd

COLUMNS = ["clinic", "clinician", "month", "adopted", "burnout", "caseload", "hours"]


def read(folder, name):
    frame = pd.read_csv(f"{folder}/{name}.csv")[COLUMNS].dropna(subset=["burnout"]).reset_index(drop=True)
    frame["start"] = frame["adopted"].astype(float).replace(0, np.inf).fillna(np.inf)
    frame.loc[frame["start"] > frame["month"].max(), "start"] = np.inf
    return frame


def dummies(column):
    return pd.get_dummies(column).to_numpy(float)


def without_singletons(frame, absorbed):
    while True:
        alone = np.zeros(len(frame), bool)
        for name in absorbed:
            alone |= frame.groupby(name)[name].transform("size").to_numpy() == 1
        if not alone.any():
            return frame.reset_index(drop=True)
        frame = frame[~alone]


def comparison(frame):
    """Always-treated units out; without never-treated ones the last cohort is the control group."""
    frame = frame[frame["start"] > frame["month"].min()]
    control = np.inf
    if not np.isinf(frame["start"]).any():
        control = frame["start"].max()
        frame = frame[frame["month"] < control]
    return frame.reset_index(drop=True), control


def factor(frame, clusters, k, absorbed, n):
    """(n−1)/(n−K)·G/(G−1), K = k + ΣL − (Q−1) − Σ_nested(L−1)."""
    K = k + sum(frame[a].nunique() for a in absorbed) - max(0, len(absorbed) - 1)
    for a in absorbed:
        if frame.groupby(a)[clusters].nunique().max() == 1:
            K -= frame[a].nunique() - 1
    G = frame[clusters].nunique()
    return (n - 1) / (n - K) * G / (G - 1)


def least_squares(frame, y, X, absorbed, clusters, mass, intercept=False):
    """Coefficients of X and their cr1 covariance."""
    Z = np.column_stack([X] + [dummies(frame[a]) for a in absorbed] + ([np.ones(len(y))] if intercept else []))
    root = np.sqrt(mass)[:, None]
    solve = np.linalg.pinv(root * Z, rcond=1e-12)
    beta = solve @ (root[:, 0] * y)
    rest = y - Z @ beta
    bread = solve @ solve.T
    scores = pd.DataFrame(Z * (mass * rest)[:, None]).groupby(frame[clusters].to_numpy()).sum().to_numpy()
    k = np.linalg.matrix_rank(root * np.column_stack([X, *[dummies(frame[a]) for a in absorbed]]), tol=1e-8) \
        - (np.linalg.matrix_rank(np.column_stack([dummies(frame[a]) for a in absorbed])) if absorbed else 0)
    if intercept:
        k = np.linalg.matrix_rank(Z)
    V = bread @ scores.T @ scores @ bread * factor(frame, clusters, k, absorbed, len(y))
    K = X.shape[1]
    return beta[:K], V[:K, :K], beta, Z


def averages(frame, cells, masses, aggregation):
    """Rows of weights over cells (start, month) by name."""
    starts = np.array([c[0] for c in cells])
    months = np.array([c[1] for c in cells])
    events = months - starts
    out = {}
    after = events >= 0
    if aggregation == "simple":
        return {"ATT": masses * after / (masses * after).sum()}
    key = {"event": events, "group": starts, "calendar": months}[aggregation]
    label = {"event": "event", "group": "group", "calendar": "time"}[aggregation]
    keep = np.ones(len(cells), bool) if aggregation == "event" else after
    sizes = {}
    for value in sorted(set(key[keep])):
        w = masses * (keep & (key == value))
        name = f"{label}::{int(value)}"
        out[name] = w / w.sum()
        sizes[name] = {"event": float(value >= 0), "calendar": 1.0, "group": w.sum() / (w > 0).sum()}[aggregation]
    total = sum(sizes.values())
    out["overall"] = sum(sizes[n] / total * w for n, w in list(out.items()))
    return out


def saturated(frame, aggregation, clusters, covariates, weights, estimator, control, family, units):
    frame, reference = comparison(frame)
    absorbed = ["clinician", "month"] if units else ["start", "month"]
    if family is None:
        frame = without_singletons(frame, absorbed)
    mass = np.ones(len(frame)) if weights is None else frame[weights].to_numpy(float)
    treated = frame["start"] != reference
    event = frame["month"] - frame["start"]
    seen = sorted(set(zip(frame["start"][treated], frame["month"][treated])))
    if control == "never":
        base = {g: max(t for s, t in seen if s == g and t < g) for g in {s for s, _ in seen}}
        cells = [c for c in seen if base[c[0]] != c[1]]
    else:
        cells = [c for c in seen if c[1] >= c[0]]
    D = np.column_stack([((frame["start"] == g) & (frame["month"] == t)).to_numpy(float) for g, t in cells])
    masses = mass @ D
    X = [frame[c].to_numpy(float) for c in covariates]
    shares = averages(frame, cells, masses, aggregation)
    if estimator == "sun-abraham":
        beta, V, _, _ = least_squares(frame, frame["burnout"].to_numpy(), np.column_stack([D, *X]), absorbed, clusters, mass)
        gradient = {n: np.concatenate([w, np.zeros(len(X))]) for n, w in shares.items()}
        return finish(gradient, {n: float(g @ beta) for n, g in gradient.items()}, V)
    cohort, period = dummies(frame["start"]), dummies(frame["month"])
    means = [cohort @ ((cohort * mass[:, None]).T @ x / (mass @ cohort)) for x in X]
    centred = [x - m for x, m in zip(X, means)]
    T = np.column_stack([D] + [D * c[:, None] for c in centred])
    slopes = [cohort * x[:, None] for x in X] + [period[:, 1:] * x[:, None] for x in X]
    if family is None:
        design = np.column_stack([T, *slopes])
        beta, V, _, _ = least_squares(frame, frame["burnout"].to_numpy(), design, absorbed, clusters, mass)
        cellmeans = [(mass * c) @ D / masses for c in centred]
        gradient = {
            n: np.concatenate([w] + [w * m for m in cellmeans] + [np.zeros(design.shape[1] - T.shape[1])])
            for n, w in shares.items()
        }
        return finish(gradient, {n: float(g @ beta) for n, g in gradient.items()}, V)
    y = frame["burnout"].to_numpy() / (100 if family == "binomial" else 1)
    Z = np.column_stack([T, np.ones(len(y)), cohort[:, 1:], period[:, 1:], *slopes])
    mean = np.exp if family == "poisson" else lambda e: 1 / (1 + np.exp(-e))
    slope = (lambda m: m) if family == "poisson" else lambda m: m * (1 - m)
    eta = np.log(y) if family == "poisson" else np.log(y / (1 - y))
    for _ in range(100):
        m = mean(eta)
        root = np.sqrt(mass * slope(m))
        solve = np.linalg.pinv(root[:, None] * Z, rcond=1e-12)
        beta = solve @ (root * (eta + (y - m) / slope(m)))
        eta, before = Z @ beta, eta
        if np.abs(eta - before).max() < 1e-14 * np.abs(eta).max():
            break
    m = mean(eta)
    bread = solve @ solve.T
    scores = pd.DataFrame(Z * (mass * (y - m))[:, None]).groupby(frame[clusters].to_numpy()).sum().to_numpy()
    n, K, G = len(y), np.linalg.matrix_rank(Z), frame[clusters].nunique()
    V = bread @ scores.T @ scores @ bread * (n - 1) / (n - K) * G / (G - 1)
    bare = Z.copy()
    bare[:, : T.shape[1]] = 0
    without = mean(bare @ beta)
    rows = mass[:, None] * D / masses
    gradient, value = {}, {}
    for name, w in shares.items():
        r = rows @ w
        value[name] = float(r @ (m - without))
        gradient[name] = (r * slope(m)) @ Z - (r * slope(without)) @ bare
    return finish(gradient, value, V)


def finish(gradient, value, V):
    return value, {n: float(np.sqrt(g @ V @ g)) for n, g in gradient.items()}


def stacked(frame, window, clusters, covariates, weights, control):
    first, last = frame["month"].min(), frame["month"].max()
    low, high = window
    stacks = []
    for a in sorted(g for g in frame["start"].unique() if np.isfinite(g)):
        if a + low < first or a + high > last:
            continue
        clean = np.isinf(frame["start"]) if control == "never" else frame["start"] > a + high
        part = frame[((frame["start"] == a) | clean) & frame["month"].between(a + low, a + high)].copy()
        part["stack"], part["event"], part["d"] = a, part["month"] - a, (part["start"] == a).astype(float)
        if part.groupby(["event", "d"]).size().shape[0] == 2 * (high - low + 1):
            stacks.append(part)
    frame = pd.concat(stacks, ignore_index=True)
    frame["mass"] = 1.0 if weights is None else frame[weights]
    own = frame.groupby(["stack", "event", "d"])["mass"].sum()
    all_ = frame.groupby(["event", "d"])["mass"].sum()
    q = [
        1.0 if d == 1 else own[a, e, 1.0] / all_[e, 1.0] / (own[a, e, 0.0] / all_[e, 0.0])
        for a, e, d in zip(frame["stack"], frame["event"], frame["d"])
    ]
    events = [e for e in range(low, high + 1) if e != -1]
    indicators = np.column_stack([(frame["event"] == e).to_numpy(float) for e in events])
    d = frame["d"].to_numpy()
    X = np.column_stack([indicators * d[:, None], d, indicators, *[frame[c] for c in covariates]])
    beta, V, _, _ = least_squares(
        frame, frame["burnout"].to_numpy(), X, [], clusters, frame["mass"].to_numpy() * np.array(q), True)
    gradient = {f"event::{e}": np.eye(X.shape[1])[i] for i, e in enumerate(events)}
    after = [f"event::{e}" for e in events if e >= 0]
    gradient["overall"] = sum(gradient[e] for e in after) / len(after)
    return finish(gradient, {n: float(g @ beta) for n, g in gradient.items()}, V)


def local_projections(frame, window, clusters, covariates, weights, control, base, reweight):
    y = {(u, t): v for u, t, v in zip(frame["clinician"], frame["month"], frame["burnout"])}
    earlier = {}
    for (u, t), v in sorted(y.items()):
        earlier.setdefault(u, []).append((t, v))

    def before(u, t):
        if base == "before":
            return y.get((u, t - 1), np.nan)
        if base == "mean":
            values = [v for s, v in earlier[u] if s < t]
            return np.mean(values) if values else np.nan
        return np.mean([y.get((u, t - j), np.nan) for j in range(1, int(base) + 1)])

    bases = np.array([before(u, t) for u, t in zip(frame["clinician"], frame["month"])])

    def one(low, high):
        change = np.array([
            np.mean([y.get((u, t + h), np.nan) for h in range(low, high + 1)])
            for u, t in zip(frame["clinician"], frame["month"])
        ]) - bases
        part = frame.assign(change=change, d=(frame["start"] == frame["month"]).astype(float))
        clean = np.isinf(part["start"]) if control == "never" else part["start"] > part["month"] + max(0, high)
        part = part[(clean | (part["d"] == 1)) & part["change"].notna()].reset_index(drop=True)
        mass = np.ones(len(part)) if weights is None else part[weights].to_numpy(float)
        if reweight:
            share = (part["d"] * mass).groupby(part["month"]).transform("sum") / pd.Series(mass).groupby(
                part["month"]).transform("sum")
            used = ((share > 0) & (share < 1)).to_numpy()
            part, mass = part[used].reset_index(drop=True), (mass / (1 - share))[used].to_numpy()
        keep = part.groupby("month")["month"].transform("size") > 1
        part, mass = part[keep].reset_index(drop=True), mass[keep.to_numpy()]
        X = np.column_stack([part["d"], *[part[c] for c in covariates]])
        beta, V, _, _ = least_squares(part, part["change"].to_numpy(), X, ["month"], clusters, mass)
        return float(beta[0]), float(np.sqrt(V[0, 0]))

    low, high = window
    results = {f"event::{h}": one(h, h) for h in range(low, high + 1) if h != -1}
    results["overall"] = one(0, high)
    results["before"] = one(low, -2)
    return {n: r[0] for n, r in results.items()}, {n: r[1] for n, r in results.items()}


def compare_with_pyfixest(frame):
    """The largest difference from pyfixest's saturated event study, relative to its standard errors."""
    import pyfixest as pf

    data = frame.assign(g=frame["adopted"].fillna(0))
    fit = pf.event_study(data, yname="burnout", idname="clinician", tname="month", gname="g",
                         estimator="saturated", att=True, cluster="clinician")
    peer = fit.aggregate(weighting="shares")
    coef, se = saturated(frame, "event", "clinician", (), None, "sun-abraham", "never", None, True)
    gaps = []
    for period, row in peer.iterrows():
        name = f"event::{int(float(period))}"
        if name in coef:
            gaps.append(abs(float(row["Estimate"]) - coef[name]) / se[name])
            gaps.append(abs(float(row["Std. Error"]) / se[name] - 1))
    return max(gaps)


def main(folder):
    cases = []

    def add(estimator, data, values, **settings):
        coef, se = values
        cases.append({"estimator": estimator, "data": data, "coef": coef, "se": se, **settings})

    tables = {name: read(folder, name) for name in ["staggered", "gaps", "cohorts", "holes", "all"]}
    for data, frame in tables.items():
        for aggregation in ["simple", "event", "group", "calendar"]:
            for cluster, covariates, weights in [("clinician", (), None), ("clinic", ("caseload",), "hours")]:
                common = dict(aggregation=aggregation, cluster=cluster, covariates=list(covariates), weights=weights)
                args = (frame, aggregation, cluster, covariates, weights)
                add("sun-abraham", data, saturated(*args, "sun-abraham", "never", None, True), **common)
                for control in ["never", "not-yet"]:
                    for family, units in [(None, False), (None, True), ("poisson", False), ("binomial", False)]:
                        if data == "holes" and control == "never":
                            continue
                        if data in ("staggered", "gaps") and (family or control == "never") and aggregation != "event":
                            continue
                        if data == "staggered" and family and weights is None:
                            continue
                        add("etwfe", data, saturated(*args, "etwfe", control, family, units), control=control,
                            family=family, units=units, **common)
    for data, window in [("staggered", (-3, 2)), ("gaps", (-3, 3)), ("cohorts", (-2, 0)), ("all", (-2, 0))]:
        for cluster, covariates, weights in [("clinician", (), None), ("clinic", ("caseload",), "hours")]:
            for control in ["never", "not-yet"]:
                if data == "all" and control == "never":
                    continue
                common = dict(aggregation="event", cluster=cluster, covariates=list(covariates), weights=weights,
                              control=control, window=list(window))
                add("stacked", data, stacked(tables[data], window, cluster, covariates, weights, control), **common)
                for base in ["before", "mean", "2"]:
                    for reweight in [False, True]:
                        add("lp-did", data,
                            local_projections(tables[data], window, cluster, covariates, weights, control, base, reweight),
                            base=base, reweight=reweight, **common)
    versions = {"numpy": np.__version__, "pandas": pd.__version__, "python": sys.version.split()[0]}
    try:
        versions["gap to pyfixest"] = compare_with_pyfixest(tables["cohorts"])
    except Exception as error:
        versions["gap to pyfixest"] = repr(error)
    json.dump({"tool": "numpy", "versions": versions, "cases": cases}, sys.stdout, indent=0)


main(sys.argv[1])
