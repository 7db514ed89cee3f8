"""Early-warning signals written plainly: python early_warning.py > early_warning.json

numpy for the smoother, pandas for rolling statistics, scipy for Kendall's tau; ewstools (Bury 2023) on the same residuals.
Rscript gives ksmooth's trend and acf's autocorrelation of the last window.
"""
import json, platform, subprocess, sys, tempfile
import numpy as np, pandas as pd, scipy, scipy.stats as st

def series(n, seed):
    rng = np.random.default_rng(seed)
    x, out = 0.0, []
    for t in range(n):
        rho = 0.2 + 0.7 * t / n
        x = rho * x + rng.normal()
        out.append(round(20 + 0.05 * t + 3 * np.sin(t / 40) + x, 6))
    return np.array(out)

def smooth(x, bw):
    s = bw * 0.3706506
    i = np.arange(len(x))
    out = []
    for t in i:
        d = np.abs(i - t)
        w = np.where(d <= 4 * s, np.exp(-0.5 * (d / s) ** 2), 0)
        out.append((w * x).sum() / w.sum())
    return np.array(out)

def ksmooth(x, bw):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as f:
        f.write("\n".join(repr(float(v)) for v in x))
    text = subprocess.run(["Rscript", "-e", f"""x <- scan('{f.name}', quiet=TRUE); n <- length(x)
        y <- ksmooth(1:n, x, 'normal', bandwidth={bw}, x.points=1:n)$y; cat(sprintf('%.17g', y), sep='\\n')"""],
        capture_output=True, text=True, check=True).stdout
    return np.array([float(v) for v in text.split()])

def acf1(v):
    v = v - v.mean()
    return (v[1:] * v[:-1]).sum() / (v * v).sum()

def case(n, seed, window, bw):
    x = series(n, seed)
    trend = smooth(x, bw)
    assert np.allclose(trend, ksmooth(x, bw), rtol=1e-12)
    r = pd.Series(x - trend)
    roll = r.rolling(window)
    var = roll.var().to_numpy()
    skew = roll.skew().to_numpy()
    auto = np.array([np.nan] * (window - 1) + [np.corrcoef(r[i - window + 1:i], r[i - window + 2:i + 1])[0, 1] for i in range(window - 1, n)])
    acf = np.array([np.nan] * (window - 1) + [acf1(r[i - window + 1:i + 1].to_numpy()) for i in range(window - 1, n)])
    tau = lambda y: st.kendalltau(np.arange(np.isfinite(y).sum()), y[np.isfinite(y)]).statistic
    try:
        import ewstools
        ts = ewstools.TimeSeries(r.copy())
        ts.compute_var(rolling_window=window); ts.compute_auto(lag=1, rolling_window=window); ts.compute_skew(rolling_window=window)
        e = ts.ews
        assert np.allclose(e["variance"].dropna(), var[window - 1:]) and np.allclose(e["ac1"].dropna(), auto[window - 1:])
        assert np.allclose(e["skew"].dropna(), skew[window - 1:], atol=1e-9)
        ts.compute_ktau()
        assert np.isclose(ts.ktau["variance"], tau(var)) and np.isclose(ts.ktau["ac1"], tau(auto))
        peer = True
    except ImportError:
        peer = False
    return dict(values=[float(v) for v in x], window=window, bandwidth=bw, ewstoolsAgrees=peer,
        trend=[float(v) for v in trend], variance=[float(v) for v in var[window - 1:]],
        autocorrelation=[float(v) for v in auto[window - 1:]], acf=[float(v) for v in acf[window - 1:]],
        skewness=[float(v) for v in skew[window - 1:]], tauVariance=tau(var), tauAutocorrelation=tau(auto),
        tauSkewness=tau(skew), recovery=float(-1 / np.log(auto[-1])) if 0 < auto[-1] < 1 else None)

rng = np.random.default_rng(5)
ties = [float(v) for v in rng.integers(0, 6, 40)]
json.dump(dict(tool="numpy, pandas, scipy, ewstools, R ksmooth",
    versions=dict(python=platform.python_version(), numpy=np.__version__, pandas=pd.__version__, scipy=scipy.__version__),
    cases=[case(160, 1, 80, 32.0), case(121, 2, 30, 12.1)],
    ties=dict(values=ties, tau=st.kendalltau(np.arange(40), ties).statistic)), sys.stdout, indent=0)
