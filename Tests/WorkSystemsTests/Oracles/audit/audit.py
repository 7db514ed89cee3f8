"""Funnel limits, dispersion, chart limits, run lengths and feedback loops: python3 audit.py > audit.json (numpy, scipy)."""
import json, sys
import numpy as np
import scipy
from scipy import linalg, stats

rng = np.random.default_rng(11)


def limit(dist, p, size):
    r = dist.ppf(p)
    if r > 0 and dist.cdf(r - 1) >= p:
        r -= 1
    if dist.cdf(r) < p:
        r += 1
    above, below = dist.cdf(r), dist.cdf(r - 1)
    return max(0.0, (r - (above - p) / (above - below))) / size


def funnel():
    n = rng.integers(20, 900, 30)
    r = rng.binomial(n, np.clip(rng.normal(0.12, 0.03, 30), 0.02, 0.5))
    theta = r.sum() / n.sum()
    rows = []
    for ri, ni in zip(r, n):
        d = stats.binom(ni, theta)
        rows.append([limit(d, p, ni) for p in (0.025, 0.975, 0.001, 0.999)]
                    + [min(1, 2 * min(d.cdf(ri), d.sf(ri - 1)))])
    v = theta * (1 - theta) / n
    z = (r / n - theta) / np.sqrt(v)
    lo, hi = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, lo, hi) ** 2)
    w = 1 / v
    tau2 = max(0, (len(n) * phi - (len(n) - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    e = np.round(rng.uniform(2, 60, 12), 2)
    c = rng.poisson(e)
    rates = [[limit(stats.poisson(x), p, x) for p in (0.025, 0.975, 0.001, 0.999)] for x in e]
    big = stats.binom(1_000_000, 0.03)
    return dict(events=r.tolist(), sizes=n.tolist(), theta=theta, rows=rows, phi=phi, tau2=tau2,
                heterogeneity=float((z**2).sum()),
                zAdditive=((r / n - theta) / np.sqrt(v + tau2)).tolist(),
                exposure=e.tolist(), counts=c.tolist(), rates=rates,
                large=[limit(big, p, 1_000_000) for p in (0.001, 0.999)])


def charts():
    x = np.round(rng.normal(10, 2, 30), 2)
    mr = np.abs(np.diff(x))
    n = rng.integers(200, 3000, 24)
    r = rng.binomial(n, np.clip(rng.normal(0.2, 0.03, 24), 0.01, 0.9))
    p = r.sum() / n.sum()
    s = np.sqrt(p * (1 - p) / n)
    sz = np.abs(np.diff((r / n - p) / s)).mean() / 1.1283791670955126
    expo = np.round(rng.uniform(5, 50, 20), 1)
    c = rng.poisson(expo * 0.7)
    u = c.sum() / expo.sum()
    lam, width = 0.3, 2.7
    z, zs, margins = 10.0, [], []
    for t, value in enumerate(x, 1):
        z = lam * value + (1 - lam) * z
        zs.append(z)
        margins.append(width * 2 * np.sqrt(lam / (2 - lam) * (1 - (1 - lam) ** (2 * t))))
    return dict(x=x.tolist(), sd=mr.mean() / 1.1283791670955126, mean=x.mean(),
                mrLimit=mr.mean() * (1 + 3 * np.sqrt(2 - 4 / np.pi) / 1.1283791670955126),
                events=r.tolist(), sizes=n.tolist(), p=p, low=np.maximum(0, p - 3 * s).tolist(),
                high=(p + 3 * s).tolist(), sigmaZ=sz, highPrime=np.minimum(1, p + 3 * s * sz).tolist(),
                counts=c.tolist(), exposure=expo.tolist(), u=u, uHigh=(u + 3 * np.sqrt(u / expo)).tolist(),
                ewma=zs, ewmaMargins=margins)


def markov_cusum(k, h, shift, m):
    w = 2 * h / (2 * m - 1)
    i = np.arange(m)
    q = np.empty((m, m))
    for a in range(m):
        q[a] = stats.norm.cdf(k - shift + (i - a + 0.5) * w) - stats.norm.cdf(k - shift + (i - a - 0.5) * w)
        q[a, 0] = stats.norm.cdf(k - shift + (0.5 - a) * w)
    return np.linalg.solve(np.eye(m) - q, np.ones(m))[0]


def markov_ewma(lam, width, shift, m):
    """m odd; states are midpoints."""
    edge = width * np.sqrt(lam / (2 - lam))
    w = 2 * edge / m
    mid = -edge + (np.arange(m) + 0.5) * w
    lower = (mid - w / 2)[None, :] - (1 - lam) * mid[:, None]
    upper = (mid + w / 2)[None, :] - (1 - lam) * mid[:, None]
    q = stats.norm.cdf(upper / lam - shift) - stats.norm.cdf(lower / lam - shift)
    return np.linalg.solve(np.eye(m) - q, np.ones(m))[m // 2]


def extrapolated(f, sizes):
    """A chain's error falls as 1/m²: fit a constant, 1/m² and 1/m⁴."""
    a = np.array([[1, m**-2.0, m**-4.0] for m in sizes])
    return float(np.linalg.solve(a, np.array([f(m) for m in sizes]))[0])


def run_lengths():
    out = dict(cusum=[], ewma=[])
    for k, h in ((0.5, 4), (0.5, 5), (0.25, 8)):
        for shift in (0.0, 0.5, 1.0, 2.0):
            out["cusum"].append([k, h, shift, extrapolated(lambda m: markov_cusum(k, h, shift, m), (301, 501, 801))])
    for lam, width in ((0.1, 2.814), (0.25, 2.998), (0.4, 3.054)):
        for shift in (0.0, 0.5, 1.0, 2.0):
            out["ewma"].append([lam, width, shift, extrapolated(lambda m: markov_ewma(lam, width, shift, m), (301, 501, 801))])
    return out


def risk_adjusted():
    risks = np.round(rng.beta(2, 18, 200) * 0.9 + 0.005, 4)
    out = []
    for odds, h, actual in ((2, 2.5, 1.0), (2, 2.5, 2.0), (0.5, 2.5, 1.0)):
        lengths = np.zeros(40000)
        s = np.zeros(40000)
        alive = np.ones(40000, bool)
        t = 0
        while alive.any() and t < 200000:
            t += 1
            idx = np.flatnonzero(alive)
            p = rng.choice(risks, idx.size)
            q = actual * p / (1 - p + actual * p)
            y = rng.random(idx.size) < q
            s[idx] = np.maximum(0, s[idx] + np.where(y, np.log(odds), 0) - np.log(1 - p + odds * p))
            done = idx[s[idx] > h]
            lengths[done] = t
            alive[done] = False
        out.append([odds, h, actual, lengths.mean(), lengths.std() / np.sqrt(lengths.size)])
    return dict(risks=risks.tolist(), cases=out)


def loops():
    out = []
    for gain, delay, drift in ((0.4, 0, 0.0), (0.4, 1, 0.0), (0.3, 2, 0.05), (0.9, 3, 0.1), (0.1, 6, 0.02), (1.5, 0, 0.0), (1.2, 1, 0.0)):
        def radius(k):
            c = np.zeros(delay + 2)
            c[0] = 1
            c[1] = -(1 - drift)
            c[-1] += k
            return np.abs(np.roots(c)).max()
        lo, hi = 1e-6, 4.0
        for _ in range(200):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if radius(mid) < 1 else (lo, mid)
        a = np.zeros((delay + 1, delay + 1))
        a[0, 0] = 1 - drift
        a[0, delay] -= gain
        for j in range(delay):
            a[j + 1, j] = 1
        noise = None
        if radius(gain) < 1:
            b = np.zeros((delay + 1, delay + 1)); b[0, 0] = 1
            noise = float(np.sqrt(linalg.solve_discrete_lyapunov(a, b)[0, 0]))
        out.append(dict(gain=gain, delay=delay, drift=drift, radius=float(radius(gain)), critical=lo, noise=noise))
    return out


json.dump(dict(tool="numpy, scipy", versions=dict(python=sys.version.split()[0], numpy=np.__version__, scipy=scipy.__version__),
               funnel=funnel(), charts=charts(), runLengths=run_lengths(), riskAdjusted=risk_adjusted(), loops=loops()),
          sys.stdout)
