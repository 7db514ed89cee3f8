"""The models without absorbed factors through statsmodels' OLS and WLS. Run: see README.md. Prints JSON.

statsmodels corrects each part of a two-way covariance by its own number of clusters, not by the smallest:
of two-way covariances only the uncorrected one is held against R. HC2 and HC3 of WLS agree as well.
"""
import json, os, sys
import pandas as pd, statsmodels, statsmodels.api as sm

from feols import difference, show, tables_of


def fit(case, table):
    terms = case["formula"].split("~")[1].split("+")
    terms = [t.strip() for t in terms]
    used = ["burnout", *terms, *case["clusters"], *([case["weights"]] if "weights" in case else [])]
    table = table.dropna(subset=list(dict.fromkeys(used)))
    x = sm.add_constant(table[terms]).rename(columns={"const": "(Intercept)"})
    model = sm.WLS(table["burnout"], x, weights=table[case["weights"]]) if "weights" in case else sm.OLS(table["burnout"], x)
    if not case["clusters"]:
        kind = "nonrobust" if case["vcov"] == "iid" else case["vcov"].upper()
        return model.fit(cov_type=kind, use_t=True)
    groups = table[case["clusters"]].apply(lambda c: c.astype("category").cat.codes).to_numpy()
    if groups.shape[1] == 1: groups = groups[:, 0]
    options = {"groups": groups, "use_correction": case["vcov"] == "cr1", "df_correction": True}
    return model.fit(cov_type="cluster", cov_kwds=options, use_t=True)


def answer(case, fit):
    column = lambda values: {t: float(v) for t, v in values.items()}
    limits = fit.conf_int()
    kept = {k: case[k] for k in ("name", "data", "formula", "vcov", "clusters", "weights", "groups") if k in case}
    df = getattr(fit, "df_resid_inference", None)
    return kept | {
        "nobs": int(fit.nobs), "df": float(fit.df_resid if df is None else df), "coef": column(fit.params), "se": column(fit.bse),
        "statistic": column(fit.tvalues), "p": column(fit.pvalues), "low": column(limits[0]), "high": column(limits[1]),
        "r2": float(fit.rsquared), "adjusted": float(fit.rsquared_adj), "wald": [joint(fit, w["terms"]) for w in case["wald"]],
    }


def joint(fit, terms):
    test = fit.f_test(", ".join(f"{t} = 0" for t in terms))
    f, q = float(test.fvalue), len(terms)
    chi = fit.wald_test(", ".join(f"{t} = 0" for t in terms), use_f=False, scalar=True)
    return {"terms": terms, "f": f, "df1": q, "df2": float(test.df_denom), "p": float(test.pvalue),
            "chi2": float(chi.statistic), "chi2_p": float(chi.pvalue)}


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    tables, results = tables_of(sys.argv[1]), []
    for case in json.load(open(f"{here}/least-squares.json"))["cases"]:
        two_way = len(case["clusters"]) > 1
        if "/plain/" not in case["name"] or (two_way and case["vcov"] == "cr1") or "unclipped" in case: continue
        result = answer(case, fit(case, tables(case["data"])))
        result["difference_from_r"] = difference(case, result)
        results.append(result)
    worst = sorted(results, key=lambda r: -r["difference_from_r"])[:8]
    for r in worst: print(r["name"], r["difference_from_r"], file=sys.stderr)
    assert worst[0]["difference_from_r"] < 1e-9
    show("statsmodels OLS and WLS", results, statsmodels=statsmodels.__version__)
