"""Reference values for latent profiles and for the gain of a feedback loop.

    python profiles.py          writes scores.csv, loop.csv and profiles.json beside itself

Classes with variances of their own are scikit-learn's GaussianMixture (diagonal, no ridge). Those that share
them, and the standard errors, are computed here: EM and the scores of the likelihood by central differences.
The loop's regression is statsmodels' OLS with clustered errors.
"""
import json
import os
import platform

import numpy as np
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.mixture import GaussianMixture

HERE = os.path.dirname(os.path.abspath(__file__))


def scores():
    random = np.random.default_rng(20261121)
    shares = [0.45, 0.3, 0.25]
    means = np.array([[1.6, 1.0, 4.8], [3.8, 1.6, 4.2], [4.6, 3.9, 2.9]])
    sds = np.array([[0.6, 0.5, 0.6], [0.7, 0.6, 0.8], [0.6, 0.9, 0.9]])
    clinics = np.repeat(np.arange(30), 14)
    which = random.choice(3, len(clinics), p=shares)
    y = means[which] + sds[which] * random.standard_normal((len(clinics), 3))
    return clinics, np.round(y, 3)


def log_density(y, p, m, v):
    return np.log(p) - 0.5 * (np.log(2 * np.pi * v).sum(1) + ((y[:, None, :] - m) ** 2 / v).sum(2))


def log_likelihoods(y, p, m, v):
    d = log_density(y, p, m, v)
    top = d.max(1, keepdims=True)
    return (top[:, 0] + np.log(np.exp(d - top).sum(1))), d


def em(y, k, start, equal, steps=50_000):
    random = np.random.default_rng(start)
    m = y[random.choice(len(y), k, replace=False)]
    v = np.tile(y.var(0), (k, 1))
    p = np.full(k, 1 / k)
    before = -np.inf
    for _ in range(steps):
        own, d = log_likelihoods(y, p, m, v)
        r = np.exp(d - own[:, None])
        n = r.sum(0)
        p, m = n / len(y), r.T @ y / n[:, None]
        scatter = np.stack([(r[:, c, None] * (y - m[c]) ** 2).sum(0) for c in range(k)])
        v = np.tile(scatter.sum(0) / len(y), (k, 1)) if equal else scatter / n[:, None]
        if own.sum() - before < 1e-12 * abs(own.sum()):
            break
        before = own.sum()
    return log_likelihoods(y, p, m, v)[0].sum(), p, m, v


def best(y, k, equal):
    found = max((em(y, k, s, equal) for s in range(20)), key=lambda f: f[0])
    order = np.argsort(-found[1])
    return found[0], found[1][order], found[2][order], found[3][order]


def entropy(y, p, m, v):
    own, d = log_likelihoods(y, p, m, v)
    r = np.exp(d - own[:, None])
    return 1 + np.sum(r * np.log(np.maximum(r, 1e-300))) / (len(y) * np.log(len(p)))


def summary(y, l, p, m, v, equal):
    k, d = m.shape
    count = k - 1 + k * d + (d if equal else k * d)
    return {"logLikelihood": l, "bic": -2 * l + count * np.log(len(y)), "shares": p.tolist(), "means": m.tolist(),
            "variances": v.tolist(), "entropy": entropy(y, p, m, v) if k > 1 else None}


def standard_errors(y, clinics, p, m, v, equal):
    """From the empirical information, and clustered; the scores by central differences."""
    k, d = m.shape

    def unpack(t):
        logits = np.append(t[: k - 1], 0)
        q = np.exp(logits - logits.max())
        q /= q.sum()
        mm = t[k - 1 : k - 1 + k * d].reshape(k, d)
        lv = t[k - 1 + k * d :]
        return q, mm, np.exp(np.tile(lv, (k, 1)) if equal else lv.reshape(k, d))

    t = np.concatenate([np.log(p[:-1] / p[-1]), m.ravel(), np.log(v[0] if equal else v.ravel())])
    s = np.empty((len(y), len(t)))
    for j in range(len(t)):
        h = 1e-5
        up, down = t.copy(), t.copy()
        up[j] += h
        down[j] -= h
        s[:, j] = (log_likelihoods(y, *unpack(up))[0] - log_likelihoods(y, *unpack(down))[0]) / (2 * h)
    bread = np.linalg.inv(s.T @ s)
    sums = np.stack([s[clinics == g].sum(0) for g in np.unique(clinics)])
    groups = len(sums)
    clustered = groups / (groups - 1) * bread @ sums.T @ sums @ bread
    jacobian = np.zeros((k, len(t)))
    for i in range(k):
        for c in range(k - 1):
            jacobian[i, c] = p[i] * ((i == c) - p[c])
    out = {}
    for name, cov in [("iid", bread), ("clustered", clustered)]:
        out[name] = {
            "shares": np.sqrt(np.diag(jacobian @ cov @ jacobian.T)).tolist(),
            "means": np.sqrt(np.diag(cov)[k - 1 : k - 1 + k * d]).reshape(k, d).tolist(),
        }
    return out


def loop():
    """Forty clinics, eight months before feedback and twenty-four with it; data are one month old."""
    random = np.random.default_rng(7)
    rows = []
    for clinic in range(40):
        habit = 0.3 + 0.05 * random.standard_normal()
        y = [habit + 0.01 * random.standard_normal() for _ in range(8)]
        for t in range(7, 31):
            y.append(y[t] + 0.25 * (0.1 - y[t - 1]) + 0.08 * (habit - y[t]) + 0.01 * random.standard_normal())
        rows += [(clinic, t + 1, round(value, 6)) for t, value in enumerate(y)]
    return rows


def loop_regression(rows, delay, common=None, start=9):
    by = {}
    for clinic, t, value in rows:
        by.setdefault(clinic, {})[t] = value
    y, x, groups = [], [], []
    for clinic, path in by.items():
        habit = np.mean([path[t] for t in path if t < start])
        for t in sorted(path):
            if t < start or t + 1 not in path or t - max(delay, common or delay) not in path:
                continue
            y.append(path[t + 1] - path[t])
            x.append([0.1 - path[t - delay], habit - path[t]])
            groups.append(clinic)
    fit = sm.OLS(np.array(y), np.array(x)).fit()
    clustered = sm.OLS(np.array(y), np.array(x)).fit(cov_type="cluster", cov_kwds={"groups": np.array(groups)})
    return {"gain": fit.params[0], "drift": fit.params[1], "rss": float(fit.ssr), "n": int(fit.nobs),
            "gainError": clustered.bse[0], "driftError": clustered.bse[1]}


if __name__ == "__main__":
    clinics, y = scores()
    with open(os.path.join(HERE, "scores.csv"), "w") as file:
        file.write("clinic,exhaustion,cynicism,efficacy\n")
        for c, row in zip(clinics, y):
            file.write(f"{c},{row[0]},{row[1]},{row[2]}\n")
    rows = loop()
    with open(os.path.join(HERE, "loop.csv"), "w") as file:
        file.write("clinic,month,rate\n")
        for row in rows:
            file.write("{},{},{}\n".format(*row))
    result = {"versions": {"python": platform.python_version(), "numpy": np.__version__,
                           "scikit-learn": sklearn.__version__, "statsmodels": statsmodels.__version__}}
    result["equal"] = {}
    for k in range(1, 5):
        l, p, m, v = best(y, k, True)
        result["equal"][str(k)] = summary(y, l, p, m, v, True)
        if k == 3:
            result["errors"] = standard_errors(y, clinics, p, m, v, True)
    result["varying"] = {}
    for k in range(1, 4):
        g = GaussianMixture(k, covariance_type="diag", reg_covar=0, tol=1e-15, max_iter=50_000, n_init=20,
                            init_params="random_from_data", random_state=1).fit(y)
        order = np.argsort(-g.weights_)
        p, m, v = g.weights_[order], g.means_[order], g.covariances_[order]
        own = summary(y, g.score(y) * len(y), p, m, v, False)
        own["bic_of_sklearn"] = g.bic(y)
        result["varying"][str(k)] = own
    result["loop"] = {str(d): loop_regression(rows, d, 4) for d in range(5)}
    result["loopOne"] = loop_regression(rows, 1)
    with open(os.path.join(HERE, "profiles.json"), "w") as file:
        json.dump(result, file, indent=1)
