"""Effects of doses by diff-diff and moderndid, on a table of its own (continuous.csv). Prints JSON. Run:

    DIFF_DIFF/bin/python continuous.py . draw > /dev/null     # writes continuous.csv
    DIFF_DIFF/bin/python continuous.py . diff-diff > part.json
    MODERNDID/bin/python continuous.py . moderndid part.json > continuous.json
"""
import json, sys, warnings
from importlib.metadata import version

import numpy as np, pandas as pd

warnings.filterwarnings("ignore")
folder, what = sys.argv[1], sys.argv[2]


def draw():
    """Three cohorts and never treated, six periods; class is the dose in three levels; cohort 6 lacks one of them."""
    r = np.random.default_rng(7)
    rows = []
    for unit in range(160):
        start = [0, 3, 5, 6][unit % 4]
        dose = 0 if start == 0 else round(float(r.gamma(3, 0.6)) + 0.1, 3)
        level = 0 if start == 0 else int(r.integers(1, 4))
        if start == 6 and level == 2:
            level = 3
        x, a = round(float(r.normal()), 3), r.normal()
        for t in range(1, 7):
            effect = 0 if start == 0 or t < start else 0.8 * np.sqrt(dose) + 0.2 * (t - start) + 0.3 * level
            y = a + 0.3 * t + 0.1 * x * t + effect + 0.5 * r.normal()
            rows.append((unit, t, start, dose, level, x, unit // 8, round(y, 4)))
    return pd.DataFrame(rows, columns="unit period start dose level x cluster y".split())


if what == "draw":
    draw().to_csv(f"{folder}/continuous.csv", index=False)
    sys.exit()
data = pd.read_csv(f"{folder}/continuous.csv")
doses = [0.5, 1.0, 2.0, 3.5]


def peer(name, sample="all", dose="dose", covariates=None, control="never_treated", anticipation=0, method="reg", **options):
    from diff_diff import ContinuousDiD
    d = {"all": data, "two": data[data.start.isin([0, 3]) & data.period.isin([2, 3])],
         "one": data[data.start.isin([0, 3])],
         "shared": data[data.start.isin([0, 3, 5])], "treated": data[data.start == 3].assign(dose=np.maximum(data.dose, 1.2))}[sample].reset_index(drop=True)
    values = None if options.get("treatment_type") == "discrete" else np.array(doses if control != "lowest_dose" else [1.5, 2.0, 3.5])
    fit = ContinuousDiD(control_group=control, dvals=values, anticipation=anticipation, estimation_method=method, **options).fit(
        d, outcome="y", unit="unit", time="period", first_treat="start", dose=dose, covariates=covariates)
    att, acrt = fit.dose_response_att, fit.dose_response_acrt
    return dict(name=name, sample=sample, dose=dose, covariates=covariates, method=method, control=control, anticipation=anticipation,
                degree=options.get("degree", 3), knots=options.get("num_knots", 0),
                levels=options.get("treatment_type") == "discrete",
                overall=[fit.overall_att, fit.overall_att_se, fit.overall_acrt],
                curve=[list(row) for row in zip(att.dose_grid, att.effects, att.se, acrt.effects, acrt.se)])


if what == "diff-diff":
    cases = [peer("two periods", "two"), peer("two periods, knots", "two", degree=2, num_knots=2), peer("one cohort", "one", degree=2), peer("cohorts", num_knots=2),
             peer("line", degree=1, num_knots=1), peer("not yet", control="not_yet_treated"),
             peer("regression", covariates=["x"]),
             peer("levels", "shared", dose="level", treatment_type="discrete"),
             peer("levels of one", "one", dose="level", treatment_type="discrete", covariates=["x"]),
             peer("doubly robust", "one", covariates=["x"], method="dr", degree=2),
             peer("doubly robust, cohorts", covariates=["x"], method="dr", control="not_yet_treated", num_knots=1),
             peer("doubly robust levels", "one", dose="level", treatment_type="discrete", covariates=["x"], method="dr"),
             peer("lowest dose", "treated", control="lowest_dose", degree=2),
             peer("lowest level", "treated", dose="level", treatment_type="discrete", control="lowest_dose")]
    clean = lambda v: [float(u) for u in v]
    for case in cases:
        case["overall"], case["curve"] = clean(case["overall"]), [clean(row) for row in case["curve"]]
    print(json.dumps(dict(versions={"diff-diff": version("diff-diff"), "numpy": np.__version__}, cases=cases)))
    sys.exit()

from moderndid.didcont.cont_did import cont_did_acrt

answer = json.load(open(sys.argv[3]))
answer["versions"]["moderndid"] = version("moderndid")
import polars as pl
# The whole of moderndid's cont_did does not run under polars 2; its estimator of one comparison does.
for case in answer["cases"]:
    if case["sample"] != "two" or case["levels"] or case["covariates"]:
        continue
    d = data[data.start.isin([0, 3]) & data.period.isin([2, 3])]
    d = pl.from_pandas(pd.DataFrame(dict(id=d.unit, Y=d.y, D=d.dose, period=d.period,
                                         name=np.where(d.period == 3, "post", "pre"))))
    positive = d.filter((pl.col("name") == "post") & (pl.col("D") > 0))["D"].to_numpy()
    knots = np.quantile(positive, np.linspace(0, 1, case["knots"] + 2)[1:-1]) if case["knots"] else None
    att, psi, more = cont_did_acrt(d, dvals=np.array(doses), degree=case["degree"], knots=knots)
    n = (psi != 0).sum()
    case["slope"] = [float(att), float(np.sqrt((psi ** 2).sum()) / n), float(more["att_overall"])]
    case["peer"] = [[float(u) for u in row] for row in zip(more["att_d"], more["acrt_d"])]
print(json.dumps(answer, indent=1))
