"""Reference intervals of honestdid (PyPI) for the estimates of Benzarti & Carloni, written to sensitivity.json.

    python sensitivity.py FOLDER-OF-REFERENCE-DATA > sensitivity.json

Relative magnitudes and smoothness with C-LF are searched on grids of 1,000 points with 1,000 draws; the grid's step is given.
"""
import csv, json, sys, importlib.metadata as m
import numpy as np
import honestdid as h

folder = sys.argv[1]
def read(name):
    with open(f"{folder}/honestdid_bc_{name}.csv") as f:
        return np.array([[float(x) for x in r] for r in list(csv.reader(f))[1:]])
b, s = read("betahat").ravel(), read("sigma")
pre, post = 4, 4
out = {"versions": {p: m.version(p) for p in ["honestdid", "numpy", "scipy", "cvxpy", "clarabel"]}, "flci": [], "relative": [], "smooth": []}
first, average = np.eye(post)[:, [0]], np.full((post, 1), 1 / post)
for name, l in [("first", first), ("average", average)]:
    for M in [0, 0.005, 0.01, 0.02, 0.04]:
        r = h.find_optimal_flci(b, s, M=M, numPrePeriods=pre, numPostPeriods=post, l_vec=l)
        ci = np.asarray(r["FLCI"]).ravel().tolist()
        out["flci"].append({"l": name, "M": M, "low": ci[0], "high": ci[1], "half": float(np.asarray(r["optimalHalfLength"]).ravel()[0])})
        sys.stderr.write(f"{out['flci'][-1]}\n")
json.dump(out, open("/root/log/honest-flci.json", "w"))
for name, l in [("first", first), ("average", average)]:
    sd = float(np.sqrt(l.T @ s[pre:, pre:] @ l).item())
    for M in [0.5, 1, 2]:
        r = h.createSensitivityResults_relativeMagnitudes(b, s, numPrePeriods=pre, numPostPeriods=post, l_vec=l, Mbarvec=[M], seed=0)
        row = r.iloc[0] if hasattr(r, "iloc") else r[0]
        out["relative"].append({"l": name, "M": M, "low": float(row["lb"]), "high": float(row["ub"]), "step": 40 * sd / 999})
        sys.stderr.write(f"{out['relative'][-1]}\n")
    for M in [0, 0.01, 0.02]:
        r = h.createSensitivityResults(b, s, numPrePeriods=pre, numPostPeriods=post, l_vec=l, Mvec=[M], method="C-LF", seed=0)
        row = r.iloc[0] if hasattr(r, "iloc") else r[0]
        out["smooth"].append({"l": name, "M": M, "low": float(row["lb"]), "high": float(row["ub"])})
        sys.stderr.write(f"{out['smooth'][-1]}\n")
json.dump(out, sys.stdout, indent=1)
