"""Reference numbers for Decisions. Writes trial.csv, pairs.csv and decisions.json beside itself.

Versions that made the committed file stand in it. Bounds by alpha spending are computed here on a fine Simpson grid and a
plain bisection, an integration that shares nothing with the library's.
"""
import json, sys, math, os
import numpy as np, scipy, pandas as pd, statsmodels
import statsmodels.formula.api as smf
from scipy import stats, integrate, optimize
from statsmodels.stats.proportion import confint_proportions_2indep
import sensemakr

here = os.path.dirname(os.path.abspath(__file__))
out = {}

# Two proportions, Newcombe's limits.
out["newcombe"] = []
for a, m, b, n in [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20)]:
    low, high = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
    out["newcombe"].append({"counts": [a, m, b, n], "low": float(low), "high": float(high)})

# Alpha spending.
def spent(name, alpha, t):
    if name == "obrien-fleming": return 2 * stats.norm.sf(stats.norm.isf(alpha / 2) / math.sqrt(t))
    if name == "pocock": return alpha * math.log(1 + (math.e - 1) * t)
    if name.startswith("power"): return alpha * t ** float(name.split(":")[1])
    g = float(name.split(":")[1]); return alpha * (1 - math.exp(-g * t)) / (1 - math.exp(-g))

def bounds(name, alpha, sides, times, nodes=1601):
    side = alpha / sides; found = []; x = w = f = None
    for j, t in enumerate(times):
        target = spent(name, side, t) - (spent(name, side, times[j - 1]) if j else 0)
        if j == 0: z = stats.norm.isf(target)
        else:
            d = math.sqrt(t - times[j - 1])
            g = lambda z: math.log(max(1e-300, (w * f * stats.norm.sf((z * math.sqrt(t) - x) / d)).sum())) - math.log(target)
            z = optimize.brentq(g, 0.0, 7.0, xtol=1e-14, rtol=1e-15)
        found.append(float(z))
        high = z * math.sqrt(t); low = -high if sides == 2 else -9 * math.sqrt(t)
        y = np.linspace(low, high, nodes); step = y[1] - y[0]
        v = np.full(nodes, 2.0); v[1::2] = 4.0; v[0] = v[-1] = 1.0; v *= step / 3
        if j == 0: h = stats.norm.pdf(y / math.sqrt(t)) / math.sqrt(t)
        else: h = (stats.norm.pdf((y[:, None] - x[None, :]) / d) / d) @ (w * f)
        x, w, f = y, v, h
    return found

out["spending"] = []
for name, alpha, sides, times in [
    ("obrien-fleming", .05, 2, [.2, .4, .6, .8, 1]), ("pocock", .05, 2, [.2, .4, .6, .8, 1]),
    ("obrien-fleming", .025, 1, [.25, .5, .75, 1]), ("pocock", .025, 1, [.3, .35, 1]),
    ("power:3", .05, 2, [.1, .5, .9]), ("hwang-shih-decani:-4", .025, 1, [1 / 3, 2 / 3, 1]),
    ("pocock", .05, 2, [.5, .501, 1])]:
    out["spending"].append({"spending": name, "alpha": alpha, "sides": sides, "information": times,
                            "bounds": bounds(name, alpha, sides, times)})

# QALYs by adaptive quadrature.
def qaly(rho, pieces):
    return float(sum(integrate.quad(lambda t: u(t) * math.exp(-rho * t), a, b, epsabs=1e-14, epsrel=1e-13)[0] for a, b, u in pieces))
rho = math.log(1.035)
us, ds = [.9, .7, .5, -.1], [1.5, .25, 4, .5]
starts = np.concatenate([[0], np.cumsum(ds)])
times, at = [0, .25, 1, 2.5, 10], [.6, .65, .8, .75, .7]
def line(a, b, p, q): return lambda t: p + (q - p) * (t - a) / (b - a)
out["qaly"] = {
    "durations": qaly(rho, [(starts[i], starts[i + 1], (lambda u: lambda t: u)(us[i])) for i in range(4)]),
    "area": qaly(rho, [(times[i], times[i + 1], line(times[i], times[i + 1], at[i], at[i + 1])) for i in range(4)]),
    "halfcycle": float(sum((.5 if i in (0, 3) else 1) * .5 * u * 1.035 ** (-.5 * i) for i, u in enumerate([1, .9, .7, .4])))}

# A trial: 24 sites of 10, effect and cost correlated, arm by site.
rng = np.random.default_rng(20261121)
site = np.repeat(np.arange(24), 10); arm = (site % 2).astype(float); age = rng.integers(25, 66, 240).astype(float)
su, sv = rng.normal(size=24), rng.normal(size=24)
e = np.round(.6 + .04 * arm + .002 * (age - 45) + .05 * su[site] + .1 * rng.normal(size=240), 6)
c = np.round(3000 + 500 * arm + 12 * (age - 45) + 200 * sv[site] + 900 * rng.normal(size=240) - 800 * (e - .6), 2)
work = np.round(.5 * arm + .02 * (age - 45) + rng.normal(size=240), 6)
trial = pd.DataFrame({"site": site, "arm": arm, "age": age, "workload": work, "qaly": e, "cost": c})
trial.to_csv(os.path.join(here, "trial.csv"), index=False)
trial = pd.read_csv(os.path.join(here, "trial.csv"))
out["netbenefit"] = []
for k in [0, 5000, 20000, 50000]:
    trial["nb"] = k * trial.qaly - trial.cost
    for cov, kw in [("iid", {}), ("cluster", dict(cov_type="cluster", cov_kwds={"groups": trial.site}))]:
        fit = smf.ols("nb ~ arm + age", trial).fit(**kw)
        out["netbenefit"].append({"wtp": k, "vcov": cov, "estimate": float(fit.params["arm"]), "se": float(fit.bse["arm"])})

# Cinelli & Hazlett.
fit = smf.ols("qaly ~ arm + age + workload", trial).fit()
s = sensemakr.Sensemakr(model=fit, treatment="arm", benchmark_covariates=["age"], kd=[1, 2, 3])
stat = s.sensitivity_stats
out["robustness"] = {
    "estimate": float(stat["estimate"]), "se": float(stat["se"]), "t": float(stat["t_statistic"]), "df": float(stat["dof"]),
    "r2": float(stat["r2yd_x"]), "rv": float(stat["rv_q"]), "rva": float(stat["rv_qa"]),
    "bounds": [{"times": i + 1, "r2dz": float(r["r2dz_x"]), "r2yz": float(r["r2yz_dx"]), "estimate": float(r["adjusted_estimate"]),
                "se": float(r["adjusted_se"]), "low": float(r["adjusted_lower_CI"]), "high": float(r["adjusted_upper_CI"])}
               for i, (_, r) in enumerate(s.bounds.iterrows())]}

# Oster: the cubic's roots by companion matrix, delta as Stata's psacalc writes it.
short = smf.ols("qaly ~ arm", trial).fit(); aux = smf.ols("arm ~ age + workload", trial).fit()
b0, b1, r0, r1 = short.params["arm"], fit.params["arm"], short.rsquared, fit.rsquared
rm = min(1, 1.3 * r1); sy, sx, tx = trial.qaly.var(), trial.arm.var(), aux.ssr / (len(trial) - 1)
left, moved, B = (rm - r1) * sy, (r1 - r0) * sy, b0 - b1
num = b1 * moved * tx + b1 * sx * tx * B**2 + 2 * b1**2 * tx * B * sx + b1**3 * (tx * sx - tx**2)
den = left * B * sx + b1 * left * (sx - tx) + b1**2 * tx * B * sx + b1**3 * (tx * sx - tx**2)
def star(d):
    c = [(d - 1) * (tx * sx - tx**2), tx * B * sx * (d - 2), d * left * (sx - tx) - moved * tx - sx * tx * B**2, d * left * B * sx]
    roots = np.roots(c); real = roots[abs(roots.imag) < 1e-9].real
    like = [x for x in real if x * B * d > 0]
    return float(b1 - min(like or real, key=abs))
out["oster"] = {"short": float(b0), "long": float(b1), "delta": float(num / den), "adjusted1": star(1), "adjusted2": star(2.0)}

# E-values.
def ev(r): r = 1 / r if r < 1 else r; return r + math.sqrt(r * (r - 1))
hr = lambda h: (1 - .5 ** math.sqrt(h)) / (1 - .5 ** math.sqrt(1 / h))
out["evalue"] = {"rr3.9": ev(3.9), "limit1.8": ev(1.8), "or0.5common": ev(math.sqrt(.5)), "hr0.56": ev(hr(.56)), "hr0.69": ev(hr(.69)),
                 "d": ev(math.exp(.91 * .42)), "dlow": ev(math.exp(.91 * .42 - 1.78 * .14))}

# Rosenbaum's bounds.
diff = np.round(rng.normal(.5, 1, 40), 1); base = np.round(rng.normal(3, 1, 40), 1)
rows = []
for i in range(40): rows += [(i, 1, round(base[i] + diff[i], 1)), (i, 0, base[i])]
pd.DataFrame(rows, columns=["pair", "treated", "score"]).to_csv(os.path.join(here, "pairs.csv"), index=False)
p = pd.read_csv(os.path.join(here, "pairs.csv"))
w = p.pivot(index="pair", columns="treated", values="score"); d = (w[1] - w[0]).to_numpy()
d = d[d != 0]; q = stats.rankdata(abs(d)); T = q[d > 0].sum()
out["rosenbaum"] = []
for g in [1, 1.25, 1.5, 2, 3]:
    row = {"gamma": g}
    for name, pr in [("high", g / (1 + g)), ("low", 1 / (1 + g))]:
        row[name] = float(stats.norm.sf((T - pr * q.sum()) / math.sqrt(pr * (1 - pr) * (q**2).sum())))
        row["sign_" + name] = float(stats.binom.sf((d > 0).sum() - 1, len(d), pr))
    out["rosenbaum"].append(row)

# Fieller: the roots of the quadratic.
out["fieller"] = []
for de, se, dc, sc, cov in [(.05, .02, 900, 250, 1.5), (.05, .03, 900, 250, 0), (.01, .03, 100, 250, 2), (-.04, .01, 900, 100, -.3)]:
    z = stats.norm.isf(.025)
    a, b, d = de**2 - z**2 * se**2, de * dc - z**2 * cov, dc**2 - z**2 * sc**2
    out["fieller"].append({"input": [de, se, dc, sc, cov], "leading": a, "discriminant": b * b - a * d,
                           "roots": sorted(((b + s * math.sqrt(max(0, b * b - a * d))) / a) for s in (1, -1))})

out["versions"] = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__,
                   "statsmodels": statsmodels.__version__, "pysensemakr": "0.0.8"}
json.dump(out, open(os.path.join(here, "decisions.json"), "w"), indent=1)
