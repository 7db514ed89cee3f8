"""Synthetic difference-in-differences by diff-diff. Run: see README.md. Prints JSON."""
import json, sys, warnings
from importlib.metadata import version

import pandas as pd
from diff_diff import SyntheticDiD

warnings.filterwarnings("ignore")
d = pd.read_csv(f"{sys.argv[1]}/block.csv")
d["adopter"] = d.adopted.notna().astype(int)
after = [int(m) for m in sorted(d.month.unique()) if m >= d.adopted.min()]
fit = SyntheticDiD(variance_method="jackknife").fit(
    d, outcome="burnout", treatment="adopter", unit="clinician", time="month", post_periods=after)
weights = lambda w: [float(w[k]) for k in sorted(w)]
print(json.dumps(dict(
    tool="diff-diff", versions={p: version(p) for p in ("diff-diff", "numpy", "pandas")}, effect=float(fit.att), jackknife=float(fit.se),
    omega=weights(fit.unit_weights), periods=weights(fit.time_weights))))
