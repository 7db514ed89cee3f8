"""Staggered synthetic difference-in-differences by PyPI's synthdid. Run: see README.md. Prints JSON."""
import json, sys, warnings
from importlib.metadata import version

import numpy as np, pandas as pd
from synthdid.synthdid import Synthdid

warnings.filterwarnings("ignore")
cases = []
for data in ("block", "waves"):
    for covariates in (None, ["load"], ["load", "experience"]):
        d = pd.read_csv(f"{sys.argv[1]}/{data}.csv").sort_values(["clinician", "month"]).reset_index(drop=True)
        d["load"] = d.caseload / 10
        d["treatment"] = (d.month >= d.adopted).astype(int)
        names = covariates or []
        d["clinician"] = [f"unit{i:03d}" for i in d.clinician]  # Its projection takes units named by text only.
        d = d[["clinician", "month", "treatment", "burnout"] + names]
        fit = Synthdid(d, "clinician", "month", "treatment", "burnout", covariates=covariates).fit(cov_method="projected")
        info = fit.att_info
        cases.append(dict(data=data, covariates=names, start=[int(t) for t in info.time], effect=info.att_time.tolist(),
                          share=info.att_wt.tolist(), omega=[np.asarray(w).tolist() for w in fit.weights["omega"]]))
print(json.dumps(dict(tool="synthdid (Python)", versions={p: version(p) for p in ("synthdid", "numpy", "pandas")}, cases=cases)))
