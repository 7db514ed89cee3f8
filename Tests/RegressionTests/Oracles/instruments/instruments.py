"""Two-stage least squares with explicit dummies, its covariances, and tests of the instruments.

Every number is computed from its formula on full matrices and held against pyfixest (coefficients, standard errors,
effective F), linearmodels (partial R², Sargan, J of two-step GMM, Wu–Hausman) and ivmodels (Cragg–Donald,
Anderson–Rubin) where they have it; the script fails where they differ by more than 1e-8. Run: see README.md.
"""
import json, os, sys, warnings
import numpy as np, pandas as pd, pyfixest as pf, scipy.stats as st, ivmodels.tests as im, linearmodels as lm
from linearmodels.iv import IV2SLS, IVGMM

warnings.filterwarnings("ignore")
TIGHT = pf.MapDemeaner(fixef_tol=1e-14, fixef_maxiter=200_000)
VCOVS = [("iid", []), ("hc0", []), ("hc1", []), ("cr0", ["clinic"]), ("cr1", ["clinic"]), ("cr1", ["clinic", "month"])]


def table(folder, name):
    d = pd.read_csv(f"{folder}/{name}.csv")
    d["dose"] = 0.2 * d.burnout + 0.3 * d.caseload + 0.1 * d.experience + 0.5 * ((d.clinician * 13 + d.month * 29) % 17)
    d["load"] = 0.05 * d.hours - 0.1 * d.burnout + 0.02 * d.caseload + 0.1 * ((d.clinician * 5 + d.month * 31) % 13)
    d["wave"] = (d.month * 7 + d.clinician * 3) % 11
    return d


def prepare(case, d):
    used = ["burnout"] + case["exogenous"] + case["endogenous"] + case["instruments"] + case["absorbed"]
    d = d[d[used + ["clinic", "month"]].notna().all(axis=1)]
    while case["absorbed"]:
        alone = np.zeros(len(d), bool)
        for a in case["absorbed"]: alone |= (d.groupby(a)[a].transform("size") == 1).to_numpy()
        if not alone.any(): break
        d = d[~alone]
    return d.reset_index(drop=True)


class Model:
    """Everything in rows multiplied by √w; the exogenous columns and dummies in C."""
    def __init__(self, case, d):
        self.case, self.d, n = case, d, len(d)
        self.n, self.r = n, np.sqrt(d[case["weights"]].to_numpy()) if "weights" in case else np.ones(n)
        exog = [d[c].to_numpy(float) for c in case["exogenous"]]
        dummies = [(d[a].to_numpy() == l).astype(float) for i, a in enumerate(case["absorbed"]) for l in sorted(d[a].unique())[(1 if i else 0):]]
        self.intercept = not case["absorbed"]
        C = np.column_stack(([np.ones(n)] if self.intercept else []) + exog + dummies) if exog or dummies or self.intercept else np.zeros((n, 0))
        get = lambda names: np.column_stack([d[c].to_numpy(float) for c in names])
        w = self.r[:, None]
        self.C, self.Y, self.Z, self.y = C * w, get(case["endogenous"]) * w, get(case["instruments"]) * w, d.burnout.to_numpy() * self.r
        self.L, self.m = self.Z.shape[1], self.Y.shape[1]
        q, _ = np.linalg.qr(self.C)
        self.out = lambda a: a - q @ (q.T @ a) - q @ (q.T @ (a - q @ (q.T @ a)))
        self.levels = [d[a].nunique() for a in case["absorbed"]]
        self.names = (["(Intercept)"] if self.intercept else []) + case["exogenous"] + case["endogenous"]
        self.groups = lambda cols: [d[c].to_numpy() for c in cols]

    def scale(self, vcov, clusters, slopes):
        """The small-sample factor of a model with so many columns besides dummies, and degrees of freedom."""
        q = len(self.levels)
        k = slopes + (sum(self.levels) - (q - 1) if q else 0)
        df, n = self.n - k, self.n
        if vcov in ("iid", "hc0"): return 1, df
        if vcov == "hc1": return n / df, df
        G = min(self.d[c].nunique() for c in clusters)
        for a, levels in zip(self.case["absorbed"], self.levels):
            if any(self.d.groupby(a)[c].nunique().max() == 1 for c in clusters): k -= levels - 1
        return (1 if vcov == "cr0" else (n - 1) / (n - k) * G / (G - 1)), G - 1

    def meat(self, scores, vcov, clusters):
        """Σ of outer products of scores that share a group; the rows' for hc."""
        if vcov.startswith("hc"): return scores.T @ scores
        def one(key):
            s = pd.DataFrame(scores).groupby(key).sum().to_numpy()
            return s.T @ s
        keys = [self.d[c].to_numpy() for c in clusters]
        if len(keys) == 1: return one(keys[0])
        both = pd.factorize(pd.Series(list(zip(*keys))))[0]
        return one(keys[0]) + one(keys[1]) - one(both)

    def fit(self):
        W = np.column_stack([self.C, self.Z]); X = np.column_stack([self.C, self.Y])
        q, _ = np.linalg.qr(W)
        self.Xhat = q @ (q.T @ X)
        self.B = np.linalg.inv(self.Xhat.T @ self.Xhat)
        self.b = np.linalg.lstsq(self.Xhat, self.y, rcond=None)[0]
        self.u = self.y - X @ self.b
        e = len(self.case["exogenous"]) + self.intercept
        self.at = list(range(e)) + list(range(self.C.shape[1], self.C.shape[1] + self.m))
        if not self.intercept: self.at = list(range(e)) + self.at[e:]

    def covariance(self, vcov, clusters):
        slopes = len(self.at)
        factor, df = self.scale(vcov, clusters, slopes)
        if vcov == "iid": v = self.B * (self.u @ self.u) / df
        else: v = factor * self.B @ self.meat(self.Xhat * self.u[:, None], vcov, clusters) @ self.B
        return v[np.ix_(self.at, self.at)], df

    def slopes(self, Zt, errors, vcov, clusters, corrected=True):
        """The joint covariance of the slopes on orthonormal instruments."""
        factor, df = self.scale(vcov, clusters, len(self.case["exogenous"]) + self.intercept + self.L)
        if vcov == "iid":
            return np.kron(errors.T @ errors / (df if corrected else self.n), np.eye(self.L)), df
        s = np.column_stack([Zt * errors[:, [a]] for a in range(errors.shape[1])])
        return (factor if corrected else 1) * self.meat(s, vcov, clusters), df

    def tests(self, vcov, clusters):
        Zt = np.linalg.qr(self.out(self.Z))[0]; Y = self.out(self.Y); y = self.out(self.y)
        Pi, d = Zt.T @ Y, Zt.T @ y
        V = Y - Zt @ Pi; v = y - Zt @ d
        L, m, r = self.L, self.m, {}
        first = []
        for j in range(m):
            S, df = self.slopes(Zt, V[:, [j]], vcov, clusters)
            F = Pi[:, j] @ np.linalg.solve(S, Pi[:, j]) / L
            first.append({"term": self.case["endogenous"][j], "f": F, "df": df, "partial": Pi[:, j] @ Pi[:, j] / (Y[:, j] @ Y[:, j])})
        r["first"] = first
        # Rank: Cragg–Donald and Kleibergen–Paap.
        Q = np.linalg.inv(np.linalg.cholesky(Y.T @ Y)).T
        U, s, Vt = np.linalg.svd(Pi @ Q)
        _, df_iid = self.scale("iid", [], len(self.case["exogenous"]) + self.intercept + L)
        r["craggDonald"] = s[m - 1] ** 2 / (1 - s[m - 1] ** 2) * df_iid / L
        U2, h = U[:, m - 1:], Q @ Vt[m - 1]
        lam = U2.T @ Pi @ h
        K = np.kron(h, U2.T)
        def rk(S): W = K @ S @ K.T; return lam @ np.linalg.solve(W, lam)
        r["kpF"] = rk(self.slopes(Zt, V, vcov, clusters)[0]) / L
        r["kpLM"] = rk(self.slopes(Zt, Y, vcov, clusters, corrected=False)[0])
        r["kpLMp"] = st.chi2.sf(r["kpLM"], L - m + 1)
        # Overidentification: two-step GMM with all moments.
        if L > m:
            W = np.column_stack([self.C, self.Z]); X = np.column_stack([self.C, self.Y])
            if vcov == "iid":
                q, _ = np.linalg.qr(W); r["hansen"] = self.n * np.sum((q.T @ self.u) ** 2) / (self.u @ self.u)
            else:
                # The same with the exogenous moments concentrated out.
                S = self.meat(Zt * self.u[:, None], vcov, clusters)
                g, A = Zt.T @ self.u, np.linalg.inv(S)
                b = np.linalg.solve(Pi.T @ A @ Pi, Pi.T @ A @ g)
                r["hansen"] = (g - Pi @ b) @ A @ (g - Pi @ b)
        # Endogeneity.
        X = np.column_stack([self.C, self.Y, V])
        B = np.linalg.inv(X.T @ X); b = np.linalg.lstsq(X, self.y, rcond=None)[0]; e = self.y - X @ b
        factor, df = self.scale(vcov, clusters, len(self.case["exogenous"]) + self.intercept + 2 * m)
        S = B * (e @ e) / df if vcov == "iid" else factor * B @ self.meat(X * e[:, None], vcov, clusters) @ B
        at = slice(X.shape[1] - m, None)
        r["endogeneity"] = {"f": b[at] @ np.linalg.solve(S[at, at], b[at]) / m, "df": df}
        # Anderson–Rubin.
        S, df = self.slopes(Zt, np.column_stack([v, V]), vcov, clusters)
        def ar(b):
            c = np.concatenate([[1], -np.atleast_1d(b)]); g = d - Pi @ np.atleast_1d(b)
            M = np.einsum("a,aibj,b->ij", c, S.reshape(m + 1, L, m + 1, L), c); return g @ np.linalg.solve(M, g) / L
        r["ar"] = [{"at": [x] * m, "f": ar(np.full(m, x)), "df": df, "p": st.f.sf(ar(np.full(m, x)), L, df)} for x in (0.0, 1.0, -2.5)]
        if m == 1:
            S1, _ = self.slopes(Zt, V, vcov, clusters)
            t, lmax, t2 = np.trace(S1), np.linalg.eigvalsh(S1).max(), np.trace(S1 @ S1)
            k = t * t * 21 / (t2 + 20 * t * lmax)
            r["effective"] = {"f": Pi[:, 0] @ Pi[:, 0] / t, "k": k, "critical": st.ncx2.isf(0.05, k, 10 * k) / k}
            r["set"] = self.invert(ar, st.f.isf(0.05, L, df))
        return r

    def invert(self, ar, bound):
        """Roots of AR(β) = bound from a fine grid of angles and bisection; None where unbounded."""
        # Values beyond 1e12 count as the end of the line.
        import scipy.optimize as so
        f = lambda t: ar(np.tan(t)) - bound
        grid = np.linspace(-np.pi / 2, np.pi / 2, 4_003)[1:-1]
        center = np.linalg.lstsq(self.out(self.Y), self.out(self.y), rcond=None)[0][0]
        grid = np.sort(np.concatenate([grid, np.arctan(center + np.linspace(-5, 5, 1_001)), np.arctan(self.b[-1] + np.linspace(-.5, .5, 1_001))]))
        values = np.array([f(t) for t in grid])
        ends = [None] if values[0] <= 0 else []
        for i in np.flatnonzero((values[:-1] > 0) != (values[1:] > 0)):
            ends.append(np.tan(so.brentq(f, grid[i], grid[i + 1], xtol=1e-300, rtol=8.9e-16)))
        if values[-1] <= 0: ends.append(None)
        return [ends[i:i + 2] for i in range(0, len(ends), 2)]


worst = {}
def hold(what, a, b, limit=1e-8):
    difference = abs(a - b) / max(abs(a), abs(b))
    worst[what] = max(worst.get(what, 0), difference)
    assert difference < limit, (what, a, b)


def check_pyfixest(case, model, results):
    right = " + ".join(case["exogenous"]) or "1"
    formula = f"burnout ~ {right} | " + (" + ".join(case["absorbed"]) + " | " if case["absorbed"] else "")
    for vcov, clusters, r in results:
        if vcov == "hc0" or case["m"] > 1: continue  # pyfixest has neither
        kind = {"iid": "iid", "hc1": "hetero"}.get(vcov) or {"CRV1": "+".join(clusters)}
        ssc = pf.ssc(k_adj=False, G_adj=False) if vcov == "cr0" else pf.ssc()
        f = formula + f"{case['endogenous'][0]} ~ {' + '.join(case['instruments'])}"
        fit = pf.feols(f, model.d, vcov=kind, ssc=ssc, demeaner=TIGHT, weights=case.get("weights"))
        names = ["(Intercept)" if t == "Intercept" else t for t in fit._coefnames]
        for t, b, s in zip(names, fit._beta_hat, fit._se):
            hold("pyfixest coef", r["coef"][t], b)
            hold("pyfixest se", r["se"][t], s)
        # With exogenous columns its effective F has cross-products of instruments that they are not partialled out of.
        if case["absorbed"] and not case["exogenous"] and vcov in ("hc1", "cr1") and len(clusters) < 2:
            fit.IV_Diag()
            hold("pyfixest effective F", r["effective"]["f"], fit._eff_F, 1e-7)
            hold("pyfixest first-stage F", r["first"][0]["f"], fit._f_stat_1st_stage, 1e-7)


def check_linearmodels(case, model, results):
    if case["absorbed"]: return
    d = model.d
    exog = pd.DataFrame({"(Intercept)": 1.0} | {c: d[c] for c in case["exogenous"]}, index=d.index)
    weights = d[case["weights"]] if "weights" in case else None
    fit = IV2SLS(d.burnout, exog, d[case["endogenous"]], d[case["instruments"]], weights=weights).fit(cov_type="unadjusted")
    get = lambda v, c=[]: next(r for a, b, r in results if a == v and b == c)
    for t, b in fit.params.items(): hold("linearmodels coef", get("iid")["coef"][t], b)
    for first in get("iid")["first"]: hold("linearmodels partial R2", first["partial"], fit.first_stage.diagnostics.loc[first["term"], "partial.rsquared"])
    hold("linearmodels wu_hausman", get("iid")["endogeneity"]["f"], fit.wu_hausman().stat)
    if "hansen" in get("iid"):
        hold("linearmodels sargan", get("iid")["hansen"], fit.sargan.stat)
        if weights is None:
            for vcov, clusters in (("hc0", []), ("cr0", ["clinic"])):
                extra = {"weight_type": "robust"} if not clusters else {"weight_type": "clustered", "clusters": d.clinic}
                # Its second step starts from two-stage residuals.
                j = IVGMM(d.burnout, exog, d[case["endogenous"]], d[case["instruments"]], **extra).fit(iter_limit=2).j_stat.stat
                hold("linearmodels J " + vcov, get(vcov, clusters)["hansen"], j)


def check_ivmodels(case, model, results):
    if case["absorbed"] or "weights" in case: return
    d, r = model.d, next(r for v, c, r in results if v == "iid")
    C = d[case["exogenous"]].to_numpy(float) if case["exogenous"] else None
    Z, X, y = d[case["instruments"]].to_numpy(float), d[case["endogenous"]].to_numpy(float), d.burnout.to_numpy()
    hold("ivmodels Cragg-Donald", r["craggDonald"] * model.L, im.rank_test(Z, X, C=C)[0])
    for test in r["ar"]: hold("ivmodels AR", test["f"], im.anderson_rubin_test(Z, X, y, np.array(test["at"]), C=C, critical_values="f")[0])
    if case["m"] == 1:
        found = im.inverse_anderson_rubin_test(Z, X, y, alpha=0.05, C=C, critical_values="f")
        ends = sorted(e for interval in r["set"] for e in interval if e is not None)
        for a, b in zip(ends, sorted(np.ravel(found._boundary())) if ends else []): hold("ivmodels AR set", a, b, 1e-7)


if __name__ == "__main__":
    cases = []
    for case in json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.json"))):
        model = Model(case, prepare(case, table(sys.argv[1], case["data"])))
        case["m"] = model.m
        model.fit()
        results = []
        for vcov, clusters in VCOVS:
            v, df = model.covariance(vcov, clusters)
            order = [model.b[i] for i in model.at]
            e = np.linalg.eigvalsh(v)
            r = {"vcov": vcov, "clusters": clusters, "df": df, "coef": dict(zip(model.names, order)),
                 "se": dict(zip(model.names, np.sqrt(np.abs(np.diag(v))))), "definite": bool(e[0] > -1e-12 * e[-1])}
            # Two-way covariances are mended where they are not positive semidefinite: tests on one-way ones only.
            if len(clusters) < 2: r |= model.tests(vcov, clusters)
            results.append((vcov, clusters, r))
        check_pyfixest(case, model, results), check_linearmodels(case, model, results), check_ivmodels(case, model, results)
        cases.append({k: case[k] for k in case if k != "m"} | {"nobs": model.n, "results": [r for _, _, r in results]})
    print(worst, file=sys.stderr)
    import ivmodels
    versions = {"numpy": np.__version__, "pyfixest": pf.__version__, "linearmodels": lm.__version__, "ivmodels": "0.10.0", "python": sys.version.split()[0]}
    print(json.dumps({"tool": "numpy; held against pyfixest, linearmodels, ivmodels", "versions": versions})[:-1] + ', "cases": [\n'
          + ",\n".join(json.dumps(c) for c in cases) + "]}")
