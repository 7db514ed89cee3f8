"""The score version of the wild cluster bootstrap, written for clarity: every dummy is a column, every vector of
signs is a loop's turn, and the model is fitted again for every value that is tried.

usage: python3 score.py families.json > score.json      (numpy, scipy; statsmodels checks the fits)

Kline & Santos (2012) with boottest's conventions: scores s_c of the clusters and the inverse information B of the fit
under the hypothesis; a_c = R B s_c; the statistic is N = sum v_c a_c over the root of the sum of (v_c a_c - p_c N)^2,
p_c the cluster's share of the observations. v = 1 is the sample. Ties count one half. The variance has CR1's factor.
"""
import itertools, json, sys
import numpy as np, scipy, statsmodels, statsmodels.api as sm
from scipy.optimize import brentq
from scipy.special import digamma

file = json.load(open(sys.argv[1]))
data = {name: np.array(values, float) for name, values in file["data"].items()}
data = {name: values[data["g"] <= 8] for name, values in data.items()}
n = len(data["y"])
G = len(np.unique(data["g"]))
signs = np.array(list(itertools.product([1.0, -1.0], repeat=G)))


def fit(y, X, family, w, offset, check=False):
    """Coefficients and theta by scoring; theta infinite but for the negative binomial."""
    theta, before = np.inf, None
    eta = np.log((y + y.mean()) / 2) if family != "binomial" else np.log((y + 0.5) / (1.5 - y))
    for turn in range(300):
        mu = np.exp(eta) if family != "binomial" else 1 / (1 + np.exp(-eta))
        slope = mu if family != "binomial" else mu * (1 - mu)
        W = w * slope**2 / (slope if family == "binomial" else mu + mu**2 / theta)
        z = eta - offset + (y - mu) / slope
        b = np.linalg.solve(X.T @ (W[:, None] * X), X.T @ (W * z)) if X.shape[1] else np.zeros(0)
        moved = np.inf if before is None or b.shape != before.shape else np.abs(b - before).max(initial=0)
        before = b
        eta = X @ b + offset
        if family == "negative-binomial" and turn > 4:
            mu = np.exp(eta)
            slope_of = lambda t: np.sum(w * (digamma(np.exp(t) + y) - digamma(np.exp(t)) + t + 1
                                             - np.log(np.exp(t) + mu) - (y + np.exp(t)) / (np.exp(t) + mu)))
            theta = np.exp(brentq(slope_of, -5, 8, xtol=1e-15))
        if moved < 1e-14 and turn > 30:
            break
    if check and family != "negative-binomial":
        model = sm.GLM(y, X, getattr(sm.families, {"poisson": "Poisson", "binomial": "Binomial"}[family])(),
                       offset=offset, var_weights=w).fit(tol=1e-14, maxiter=200)
        assert np.abs(model.params - b).max() < 1e-8, model.params - b
    return b, theta, eta


def information_and_scores(y, X, family, w, eta, theta):
    mu = np.exp(eta) if family != "binomial" else 1 / (1 + np.exp(-eta))
    V = mu * (1 - mu) if family == "binomial" else mu + mu**2 / theta
    slope = mu if family != "binomial" else mu * (1 - mu)
    return np.linalg.inv(X.T @ ((w * slope**2 / V)[:, None] * X)), (w * (y - mu) * slope / V)[:, None] * X


def restricted(y, X, family, w, offset, R, r):
    """The fit under Rb = r: b = b0 + N c with N a basis of the null space of R."""
    N = scipy.linalg.null_space(R)
    b0 = R.T @ np.linalg.solve(R @ R.T, r)
    _, theta, eta = fit(y, X @ N, family, w, offset + X @ b0)
    return theta, eta


def by_cluster(rows):
    return np.array([rows[data["g"] == g].sum(axis=0) for g in np.unique(data["g"])])


def answer(name, formula, family, absorbed, hypothesis, terms, R, r, weights=None, imposes=True):
    y = data[formula.split(" ~ ")[0]]
    w = data[weights] if weights else np.ones(n)
    columns = [data[t] for t in terms]
    dummies = [(data[a] == level).astype(float) for i, a in enumerate(absorbed)
               for level in np.unique(data[a])[(1 if i else 0):]]
    X = np.column_stack(columns + (dummies if absorbed else [np.ones(n)]))
    R, r = np.array([row + [0] * (X.shape[1] - len(terms)) for row in R], float), np.array(r, float)
    share = np.array([w[data["g"] == g].sum() for g in np.unique(data["g"])]) / w.sum()
    levels = {a: len(np.unique(data[a])) for a in absorbed}
    K = len(terms) + (1 if not absorbed else sum(1 if a == "g" else L for a, L in levels.items())
                      - (len(absorbed) - 1))
    factor = (n - 1) / (n - K) * G / (G - 1)
    b, theta_hat, eta_hat = fit(y, X, family, w, np.zeros(n), check=True)

    def statistics(value):
        theta, eta = restricted(y, X, family, w, np.zeros(n), R, value) if imposes else (theta_hat, eta_hat)
        B, scores = information_and_scores(y, X, family, w, eta, theta)
        a = by_cluster(scores) @ B @ R.T

        def statistic(v, distance=None):
            step = (v[:, None] * a).sum(axis=0)
            Z = v[:, None] * a - np.outer(share, step)
            variance = factor * Z.T @ Z
            step = step if distance is None else distance
            return step[0] / np.sqrt(variance[0, 0]) if len(r) == 1 else step @ np.linalg.solve(variance, step) / len(r)

        sample = statistic(np.ones(G), None if imposes else R @ b - value)
        return sample, np.array([statistic(v) for v in signs])

    def p(value):
        sample, draws = statistics(value)
        size, own = np.abs(draws), abs(sample)
        tied = np.abs(size - own) <= 1e-9 * max(own, 1e-3)
        return ((size > own) & ~tied).mean() + tied.mean() / 2

    sample, draws = statistics(r)
    result = dict(name=name, formula=formula, family=family, absorbed=absorbed, weights=weights, hypothesis=hypothesis,
                  imposes=imposes, statistic=sample, p=p(r), draws=len(draws))
    if len(r) == 1:
        tied = np.abs(draws - sample) <= 1e-9
        left, right = ((draws < sample) & ~tied).mean(), ((draws > sample) & ~tied).mean()
        result["equal"] = min(1, 2 * min(left, right) + tied.mean())
        centre = (R @ b)[0]
        B, scores = information_and_scores(y, X, family, w, eta_hat, theta_hat)
        se = np.sqrt(factor * ((by_cluster(scores) @ B @ R.T) ** 2).sum())
        for side, key in ((-1, "low"), (1, "high")):
            inside, outside = centre, centre + side * se
            while p(np.array([outside])) > 0.05:
                inside, outside = outside, outside + side * se
            while abs(outside - inside) > 1e-9 * se:
                middle = (inside + outside) / 2
                inside, outside = (middle, outside) if p(np.array([middle])) > 0.05 else (inside, middle)
            result[key] = (inside + outside) / 2
        result["error"] = se
    return result


cases = [
    answer("poisson", "y ~ x + z", "poisson", [], "x = 0", ["x", "z"], [[1, 0]], [0]),
    answer("poisson-value", "y ~ x + z", "poisson", [], "2*x - z = 0.5", ["x", "z"], [[2, -1]], [0.5]),
    answer("poisson-absorbed", "y ~ x + z", "poisson", ["g"], "z = 0", ["x", "z"], [[0, 1]], [0]),
    answer("poisson-absorbed-2", "y ~ x + z", "poisson", ["g", "t"], "x = 0.3", ["x", "z"], [[1, 0]], [0.3]),
    answer("poisson-weights", "y ~ x + z", "poisson", ["t"], "z = 0", ["x", "z"], [[0, 1]], [0], weights="w"),
    answer("poisson-joint", "y ~ x + z", "poisson", [], "x = 0.3, z = 0", ["x", "z"], [[1, 0], [0, 1]], [0.3, 0]),
    answer("poisson-unrestricted", "y ~ x + z", "poisson", [], "z = 0", ["x", "z"], [[0, 1]], [0], imposes=False),
    answer("logit", "event ~ x + z", "binomial", [], "x = 0", ["x", "z"], [[1, 0]], [0]),
    answer("logit-absorbed", "event ~ x + z", "binomial", ["g"], "x = z", ["x", "z"], [[1, -1]], [0]),
    answer("negative-binomial", "y ~ x + z", "negative-binomial", [], "x = 0.2", ["x", "z"], [[1, 0]], [0.2]),
]
versions = dict(python=sys.version.split()[0], numpy=np.__version__, scipy=scipy.__version__,
                statsmodels=statsmodels.__version__)
print(json.dumps(dict(tool="numpy, written for clarity", versions=versions, cases=cases)).replace('{"name"', '\n{"name"'))
