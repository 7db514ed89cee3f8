"""Estimating equations with whole matrices, a row a person: the naive reference, and statsmodels where it has the model.

Usage: python equations.py designs.json > equations.json
"""
import json, sys, platform
import numpy as np, statsmodels, statsmodels.api as sm
from statsmodels.genmod.cov_struct import Independence, Exchangeable

designs = {k: {c: np.array(v, float) for c, v in d.items()} for k, d in json.load(open(sys.argv[1])).items()}
LINK = {"identity": (lambda e: e, lambda m: np.ones_like(m)), "log": (np.exp, lambda m: m),
        "logit": (lambda e: 1 / (1 + np.exp(-e)), lambda m: m * (1 - m))}
VARIANCE = {"gaussian": np.ones_like, "binomial": lambda m: m * (1 - m), "poisson": lambda m: m, "quasipoisson": lambda m: m}


def regressors(d, columns):
    """The treatment, an indicator a period, covariates."""
    periods = np.unique(d["period"])
    return np.column_stack([d["treatment"]] + [(d["period"] == t) * 1.0 for t in periods] + [d[c] for c in columns])


def contrasts(d, columns):
    """From levels of periods to the first as the intercept and differences from it."""
    told = np.eye(1 + len(np.unique(d["period"])) + len(columns))
    told[2:1 + len(np.unique(d["period"])), 1] = -1
    return told


def pairs(kind, d, k):
    """Which parameter a pair has, and the correlation for parameters a."""
    t, periods = d["period"][k], np.unique(d["period"])
    lag = np.abs(np.searchsorted(periods, t)[:, None] - np.searchsorted(periods, t)[None])
    same = d["id"][k][:, None] == d["id"][k][None] if "id" in d else np.eye(len(t), dtype=bool)
    if kind == "independent": return lambda a: np.eye(len(t)), []
    if kind == "exchangeable": rho, part = lambda a: np.full(lag.shape, a[0]), [lag >= 0]
    if kind == "nested": rho, part = lambda a: np.where(lag == 0, a[0], a[1]), [lag == 0, lag > 0]
    if kind == "block":
        rho = lambda a: np.where(same, a[2], np.where(lag == 0, a[0], a[1]))
        part = [(lag == 0) & ~same, (lag > 0) & ~same, (lag > 0) & same]
    if kind == "decay": rho, part = lambda a: a[0] * a[1] ** lag, (lag, None)
    if kind == "proportional-decay": rho, part = lambda a: np.where(same, 1, a[0]) * a[1] ** lag, (lag, same)
    return lambda a: np.where(np.eye(len(t)) > 0, 1, rho(a)), part


def fit(d, kind, family, link, columns=(), offset=None, adjust=False):
    x, y, cl = regressors(d, columns), d["y"], d["cluster"]
    off = np.zeros_like(y) if offset is None else np.log(d[offset])
    mean, slope = LINK[link]
    n, p = x.shape
    ids = np.unique(cl)
    model = sm.GLM(y, x, offset=off, family={"gaussian": sm.families.Gaussian(), "binomial": sm.families.Binomial(),
        "poisson": sm.families.Poisson(), "quasipoisson": sm.families.Poisson()}[family].__class__(
            {"identity": sm.families.links.Identity(), "log": sm.families.links.Log(), "logit": sm.families.links.Logit()}[link]))
    beta, phi = model.fit(tol=1e-14, maxiter=200).params, 1.0
    count = {"independent": 0, "exchangeable": 1, "nested": 2, "block": 3, "decay": 2, "proportional-decay": 2}[kind]
    a = np.array([.01, .5]) if "decay" in kind else np.full(count, .01)

    def parts(beta, a, phi):
        out = []
        for i in ids:
            k = cl == i
            corr, part = pairs(kind, d, k)
            mu = mean(x[k] @ beta + off[k])
            dm = slope(mu)[:, None] * x[k]
            root = np.sqrt(VARIANCE[family](mu))
            v = phi * root[:, None] * corr(a) * root[None]
            vi = np.linalg.inv(v)
            out.append((dm, v, y[k] - mu, root, part, dm.T @ vi @ (y[k] - mu), dm.T @ vi @ dm))
        return out

    def products(out, m, on):
        mi, res = np.linalg.inv(m), []
        for dm, v, r, root, part, u, info in out:
            c = v @ np.linalg.inv(v - dm @ mi @ dm.T) if on else np.eye(len(r))
            e = (c @ r)[:, None] * r[None] / (root[:, None] * root[None])
            res.append((e + e.T) / 2)
        return res

    for step in range(100):
        out = parts(beta, a, phi)
        m = sum(o[6] for o in out)
        b2 = beta + np.linalg.solve(m, sum(o[5] for o in out))
        res = products(out, m, adjust)
        if "decay" in kind:
            off_diagonal = [~np.eye(len(e), dtype=bool) for e in res]
            lag = np.concatenate([o[4][0][w] for o, w in zip(out, off_diagonal)])
            own = np.concatenate([(o[4][1] if o[4][1] is not None else np.zeros_like(w))[w] for o, w in zip(out, off_diagonal)])
            e = np.concatenate([r[w] for r, w in zip(res, off_diagonal)]) / phi
            sums = [(l, o, e[(lag == l) & (own == o)].sum(), ((lag == l) & (own == o)).sum())
                    for l in np.unique(lag) for o in np.unique(own)]
            sums = [q for q in sums if q[3] > 0]
            a2 = a.copy()
            for _ in range(200):
                normal, score = np.zeros((2, 2)), np.zeros(2)
                for l, o, total, number in sums:
                    base = 1 if o else a2[0]
                    g = np.array([0 if o else a2[1] ** l, base * l * a2[1] ** max(l - 1, 0)])
                    normal += number * np.outer(g, g)
                    score += g * (total - number * base * a2[1] ** l)
                move = np.linalg.solve(normal, score)
                a2 = a2 + np.clip(move, -.25, .25)
                a2[1] = min(max(a2[1], 0), 1)
                if abs(move).max() < 1e-14: break
        else:
            a2 = np.array([sum(np.where(o[4][q] & ~np.eye(len(r), dtype=bool), r, 0).sum() for o, r in zip(out, res))
                / sum((o[4][q] & ~np.eye(len(r), dtype=bool)).sum() for o, r in zip(out, res)) / phi for q in range(count)])
        out2 = parts(b2, a2, phi)
        phi2 = phi
        if family in ("gaussian", "quasipoisson"):
            phi2 = sum(np.trace(e) for e in products(out2, sum(o[6] for o in out2), True)) / (n - p)
        change = max([abs(b2 - beta).max(), abs(phi2 / phi - 1)] + list(abs(a2 - a)))
        beta, a, phi = b2, a2, phi2
        if change < 1e-12: break
    out = parts(beta, a, phi)
    m = sum(o[6] for o in out)
    mi = np.linalg.inv(m)
    meat = {k: np.zeros((p, p)) for k in ("robust", "kc", "md", "fg")}
    for dm, v, r, root, part, u, info in out:
        h = dm @ mi @ dm.T @ np.linalg.inv(v)
        t = dm.T @ np.linalg.inv(v) @ np.linalg.solve(np.eye(len(r)) - h, r)
        f = 1 / np.sqrt(1 - np.minimum(.75, np.diag(info @ mi)))
        meat["robust"] += np.outer(u, u)
        meat["kc"] += (np.outer(t, u) + np.outer(u, t)) / 2
        meat["md"] += np.outer(t, t)
        meat["fg"] += np.outer(f * u, f * u)
    k = len(ids)
    cov = {name: mi @ b @ mi for name, b in meat.items()}
    cov["mbn"] = (n - 1) / (n - p) * k / (k - 1) * cov["robust"] + min(.5, p / (k - p) if k > p else .5) * max(
        1, np.trace(mi @ meat["robust"]) / min(p, k)) * mi
    cov["model"] = mi
    told = contrasts(d, columns)
    cov = {q: told @ c @ told.T for q, c in cov.items()}
    return {"coef": (told @ beta).tolist(), "alpha": a.tolist(), "phi": phi, "se": {q: np.sqrt(np.diag(c)).tolist() for q, c in cov.items()}}


def peer(d, kind, family, alpha, columns=(), offset=None):
    """statsmodels; its bias_reduced covariance is Mancl and DeRouen's."""
    x = regressors(d, columns) @ np.linalg.inv(contrasts(d, columns))
    cov = Independence() if kind == "independent" else Exchangeable()
    if kind == "exchangeable": cov.dep_params = alpha[0]
    fam = {"gaussian": sm.families.Gaussian(), "binomial": sm.families.Binomial(), "poisson": sm.families.Poisson()}[family]
    model = sm.GEE(d["y"], x, groups=d["cluster"], family=fam, cov_struct=cov,
                   offset=None if offset is None else np.log(d[offset]))
    model.update_dep = False
    se = {}
    for ours, theirs in (("robust", "robust"), ("md", "bias_reduced")):
        res = model.fit(cov_type=theirs, ctol=1e-13, maxiter=500, params_niter=1)
        se[ours] = res.bse.tolist()
    return {"coef": res.params.tolist(), "se": se}


CASES = [
    ("events", "nested", "binomial", "logit", (), None), ("events", "exchangeable", "binomial", "logit", (), None),
    ("events", "independent", "binomial", "logit", (), None), ("events", "nested", "binomial", "identity", (), None),
    ("unequal", "nested", "binomial", "log", (), None), ("unequal", "exchangeable", "binomial", "logit", (), None),
    ("incomplete", "nested", "binomial", "logit", (), None), ("unequal", "decay", "binomial", "logit", (), None), ("few", "nested", "binomial", "logit", (), None),
    ("counts", "nested", "poisson", "log", (), None), ("counts", "nested", "quasipoisson", "log", (), None),
    ("counts", "exchangeable", "poisson", "log", (), None), ("rates", "nested", "poisson", "log", ("x",), "hours"),
    ("rates", "independent", "poisson", "log", ("x",), "hours"),
    ("scores", "nested", "gaussian", "identity", ("x",), None), ("scores", "decay", "gaussian", "identity", (), None),
    ("scores", "independent", "gaussian", "identity", ("x",), None),
    ("cohort", "block", "gaussian", "identity", (), None), ("cohort", "proportional-decay", "gaussian", "identity", (), None),
]
out = []
for name, kind, family, link, columns, offset in CASES:
    d = designs[name]
    for adjust in (False, True):
        case = {"design": name, "correlation": kind, "family": family, "link": link, "covariates": list(columns),
                "offset": offset, "adjusted": adjust}
        case.update(fit(d, kind, family, link, columns, offset, adjust))
        if not adjust and kind in ("independent", "exchangeable") and family != "quasipoisson":
            case["statsmodels"] = peer(d, kind, family, case["alpha"], columns, offset)
        out.append(case)
print(json.dumps({"tool": "dense matrices in numpy; statsmodels", "versions": {
    "python": platform.python_version(), "numpy": np.__version__, "statsmodels": statsmodels.__version__}, "cases": out}))
