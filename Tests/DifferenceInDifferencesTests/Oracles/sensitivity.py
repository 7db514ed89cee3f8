"""Reference intervals of honestdid (PyPI) for the estimates of Benzarti & Carloni, written to sensitivity.json.

    python sensitivity.py FOLDER-OF-REFERENCE-DATA > sensitivity.json

C-LF searches a grid of 1,000 points and simulates the first stage with 1,000 draws; the step of the grid is given. Several minutes.
"""
import csv, json, sys, importlib.metadata as m
import numpy as np
import honestdid as h

folder = sys.argv[1]
def read(name):
    with open(f"{folder}/honestdid_bc_{name}.csv") as f:
        return np.array([[float(x) for x in r] for r in list(csv.reader(f))[1:]])
b, s = read("betahat").ravel(), read("sigma")
l = np.eye(4)[:, [0]]
sd = float(np.sqrt(s[4, 4]))
periods = dict(numPrePeriods=4, numPostPeriods=4, l_vec=l, seed=0)
def row(result, bound, width):
    r = result.iloc[0]
    return {"weights": "first", "bound": bound, "low": float(r["lb"]), "high": float(r["ub"]), "step": width / 999}
out = {"versions": {p: m.version(p) for p in ["honestdid", "numpy", "scipy"]}}
out["relative"] = [
    row(h.createSensitivityResults_relativeMagnitudes(b, s, Mbarvec=[M], **periods), M, 40 * sd) for M in [0.5, 1, 2]]
# The grid is widened by the identified set, which is M on either side of the first effect.
out["smooth"] = [row(h.createSensitivityResults(b, s, Mvec=[M], method="C-LF", **periods), M, 40 * sd + 2 * M) for M in [0.01]]
json.dump(out, sys.stdout, indent=1)
