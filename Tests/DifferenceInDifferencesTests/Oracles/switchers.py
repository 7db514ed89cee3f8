"""Switchers from the paper's formulas, group by group, and by moderndid where it agrees with them. Prints JSON.

With a folder as argument switchers.csv is drawn anew. `flip` is 0/1 and switches on and off; `dose` takes 0, 1, 2.
"""
import json, sys, warnings
from importlib.metadata import version

import numpy as np, pandas as pd

warnings.filterwarnings("ignore")


def simulate(units=120, periods=7, seed=5):
    r = np.random.default_rng(seed)
    rows = []
    for i in range(units):
        a, start = r.normal() * 2, int(r.integers(0, 2))
        first = int(r.choice([3, 4, 5, 99], p=[0.25, 0.2, 0.15, 0.4]))
        back = first + int(r.integers(1, 5))
        base = int(r.integers(0, 3))
        to = int(r.choice([x for x in (0, 1, 2) if x != base]))
        change = int(r.choice([2, 3, 4, 6, 99], p=[0.1, 0.2, 0.2, 0.1, 0.4]))
        for t in range(1, periods + 1):
            flip = start if t < first or t >= back else 1 - start
            dose = base if t < change else to
            if t >= change + 2 and i % 3 == 0:
                dose = int(r.integers(0, 3))
            y = a + 0.4 * t + 0.2 * t * start + flip * 1.5 + 0.7 * dose + r.normal()
            rows.append((i + 1, i % 30 + 1, t, flip, dose, "" if r.random() < 0.03 else round(y, 3)))
    # From a stream of its own, so that the other numbers stay.
    other = np.random.default_rng(seed + 1)
    frame = pd.DataFrame(rows, columns=["unit", "cluster", "period", "flip", "dose", "y"])
    frame["x"] = np.round(other.normal(size=len(frame)) + 0.1 * frame.period, 3)
    frame["z"] = np.round(other.normal(size=len(frame)) + 0.3 * frame.flip, 3)
    frame["w"] = np.round(other.uniform(0.5, 2, size=len(frame)), 2)
    return frame


def naive(d, treatment, normalised, covariates=(), weights=None):
    """δ, placebos and U by loops over units; see SwitcherHorizon and SwitcherAdjustment."""
    units, T = sorted(d.unit.unique()), d.period.max()
    Y, D, E = {}, {}, {}
    W = {(u, t): v for u, t, v in zip(d.unit, d.period, d[weights] if weights else np.ones(len(d)))}
    X = [{(u, t): v for u, t, v in zip(d.unit, d.period, d[c])} for c in covariates]
    for u, x in d.groupby("unit"):
        x = x.sort_values("period")
        Y[u] = dict(zip(x.period, x.y))
        D[u] = dict(zip(x.period, x[treatment]))
        E[u] = T
        for t in range(1, T + 1):
            gaps = [D[u][s] - D[u][1] for s in range(1, t + 1)]
            if max(gaps) > 0 > min(gaps):
                E[u] = t - 1
                break
    F = {u: next((t for t in range(1, E[u] + 1) if D[u][t] != D[u][1]), T + 1) for u in units}
    S = {u: 0 if F[u] > T else np.sign(D[u][F[u]] - D[u][1]) for u in units}
    rows, total, dose_total, psi_total = [], 0.0, 0.0, np.zeros(len(units))
    share, bases = {}, sorted({D[u][1] for u in units})
    for base in bases if covariates else []:
        own = [(u, t) for u in units if D[u][1] == base for t in range(2, min(F[u] - 1, E[u]) + 1)
               if np.isfinite(Y[u].get(t, np.nan) - Y[u].get(t - 1, np.nan))]
        dx = np.array([[x[u, t] - x[u, t - 1] for x in X] for u, t in own])
        dy = np.array([Y[u][t] - Y[u][t - 1] for u, t in own])
        w, time = np.array([W[u, t] for u, t in own]), np.array([t for _, t in own])
        full = np.hstack([dx, (time[:, None] == np.unique(time)[None, :]).astype(float)])
        bread = np.linalg.inv((full * w[:, None]).T @ full)
        beta = bread @ (full * w[:, None]).T @ dy
        scores = (full * (w * (dy - full @ beta))[:, None]) @ bread
        for u in units:
            share[u] = share.get(u, np.zeros(len(X)))
            for row, (v, _) in enumerate(own):
                if u == v:
                    share[u] = share[u] + scores[row, :len(X)]
        for u in units:
            if D[u][1] == base:
                for t in Y[u]:
                    Y[u][t] -= sum(b * x[u, t] for b, x in zip(beta, X))
    raw = Y

    def one(l, placebo):
        nonlocal Y
        found = core(l, placebo)
        if found is None or not covariates:
            return found
        psi = found[2].copy()
        for base in bases:
            for k, x in enumerate(X):
                Y = {u: {t: (x[u, t] if D[u][1] == base else 0.0) if np.isfinite(v) else np.nan for t, v in raw[u].items()} for u in units}
                slope = core(l, placebo)[1]
                Y = raw
                for i, u in enumerate(units):
                    if D[u][1] == base:
                        psi[i] -= slope * share[u][k]
        return (found[0], found[1], psi) + found[3:]

    def core(l, placebo):
        def diff(u, t):
            a, b = (t - 2 * l, t - l) if placebo else (t, t - l)
            return Y[u].get(a, np.nan) - Y[u].get(b, np.nan)
        controls = lambda t, d1: [u for u in units if F[u] > t and E[u] >= t and D[u][1] == d1 and np.isfinite(diff(u, t))]
        sw = [u for u in units if F[u] + l - 1 <= min(T, E[u]) and F[u] <= T and np.isfinite(diff(u, F[u] + l - 1))
              and controls(F[u] + l - 1, D[u][1])]
        if not sw:
            return None
        n, effect, psi = sum(W[u, F[u] + l - 1] for u in sw), 0.0, {u: 0.0 for u in units}
        mean = lambda values, w: np.average(values, weights=w)
        cell = {}
        for u in sw:
            t, d1 = F[u] + l - 1, D[u][1]
            cell.setdefault((t, d1), []).append(u)
            cs = controls(t, d1)
            effect += W[u, t] * S[u] * (diff(u, t) - mean([diff(v, t) for v in cs], [W[v, t] for v in cs])) / n
        for (t, d1), members in cell.items():
            cs = controls(t, d1)
            both = cs + members

            def residual(x, own):
                if len(own) < 2:
                    own = both
                k = len(own)
                middle = mean([diff(v, t) for v in own], [W[v, t] for v in own])
                return (x - middle) * np.sqrt(k / (k - 1)) if k > 1 else x
            for u in members:
                same = [v for v in members if F[v] == F[u] and D[v][F[v]] == D[u][F[u]]]
                psi[u] += W[u, t] * S[u] * residual(diff(u, t), same) / n
            m = sum(W[u, t] * S[u] for u in members)
            for v in cs:
                psi[v] -= m / sum(W[c, t] for c in cs) * W[v, t] * residual(diff(v, t), cs) / n
        masses = [W[u, F[u] + l - 1] for u in sw]
        cumulated = mean([sum(abs(D[u][F[u] + k] - D[u][1]) for k in range(l)) for u in sw], masses)
        last = mean([abs(D[u][F[u] + l - 1] - D[u][1]) for u in sw], masses)
        return (len(sw), n), effect, np.array([psi[u] for u in units]), cumulated, last

    cluster = d.groupby("unit").cluster.first().loc[units].to_numpy()
    errors = lambda p: [float(np.sqrt((p ** 2).sum())), float(np.sqrt((pd.Series(p).groupby(cluster).sum() ** 2).sum()))]
    for l in range(1, T):
        for placebo in (False, True):
            found = one(l, placebo)
            if found is None:
                continue
            (number, n), effect, psi, cumulated, last = found
            if not placebo:
                total += n * effect
                dose_total += n * last
                psi_total += n * psi
            scale = cumulated if normalised else 1
            rows.append([-l - 1 if placebo else l - 1, number, effect / scale] + errors(psi / scale))
    return dict(overall=[total / dose_total] + errors(psi_total / dose_total), rows=sorted(rows))


def peer(d, switchers, normalised):
    from moderndid import did_multiplegt
    fit = did_multiplegt(d, yname="y", tname="period", idname="unit", dname="flip", effects=3, placebo=2, switchers=switchers,
                         normalized=normalised, keep_bidirectional_switchers=True)
    rows = [[float(h - 1), float(n), float(e), float(s)] for h, n, e, s in
            zip(fit.effects.horizons, fit.effects.n_switchers, fit.effects.estimates, fit.effects.std_errors)]
    rows += [[float(h - 1), float(n), float(e), float(s)] for h, n, e, s in
             zip(fit.placebos.horizons, fit.placebos.n_switchers, fit.placebos.estimates, fit.placebos.std_errors)]
    return sorted(rows)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        simulate().to_csv(f"{sys.argv[1]}/switchers.csv", index=False)
    d = pd.read_csv("switchers.csv")
    cases = [dict(name=f"{t}/{n}", treatment=t, normalised=n, **naive(d, t, n)) for t in ("flip", "dose") for n in (False, True)]
    for name, covariates, weights in (("covariates", ["x", "z"], None), ("weights", [], "w"), ("both", ["x", "z"], "w")):
        cases.append(dict(name=name, treatment="dose", normalised=False, covariates=covariates or None, weights=weights,
                          **naive(d, "dose", False, covariates, weights)))
    # Switches upwards alone, of a panel without missing outcomes: moderndid does not turn the sign of the others.
    whole = d.copy()
    whole["y"] = whole.y.fillna(0.0)
    up = whole[whole.groupby("unit").flip.transform("first") == 0]
    for n in (False, True):
        cases.append(dict(name=f"moderndid/{n}", treatment="flip", normalised=n, up=True, peer=peer(up, "", n), **naive(up, "flip", n)))
    print(json.dumps(dict(tool="numpy and moderndid", versions={p: version(p) for p in ("moderndid", "numpy", "pandas")}, cases=cases)))
