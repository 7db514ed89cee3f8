"""The same models through pyfixest, an absorbing solver. Run: see README.md. Prints JSON.

Every number is held against R's explicit dummies (least-squares.json) and the script fails where the two
differ by more than 1e-9, so that neither tool's tolerance can pass for truth. pyfixest does not mend a
two-way covariance that is not positive semidefinite: there its variances are R's `unclipped` ones.
"""
import functools, json, math, os, sys, warnings
import numpy as np, pandas as pd, pyfixest as pf, scipy.stats as st

warnings.filterwarnings("ignore")
TIGHT = pf.MapDemeaner(fixef_tol=1e-14, fixef_maxiter=200_000)  # its default, 1e-6, leaves six digits
CORRECTED, PLAIN = pf.ssc(), pf.ssc(k_adj=False, G_adj=False)


def fit(case, table):
    formula = case["formula"].replace("ref = north", "ref = 'north'").replace("I(experience^2)", "I(experience**2)")
    kind = {"iid": "iid", "hc1": "hetero"}.get(case["vcov"]) or {"CRV1": "+".join(case["clusters"])}
    ssc = PLAIN if case["vcov"] == "cr0" else CORRECTED
    return pf.feols(formula, table, vcov=kind, weights=case.get("weights"), ssc=ssc, demeaner=TIGHT)


def label(term):
    return {"Intercept": "(Intercept)", "I(experience ** 2)": "I(experience^2)"}.get(term, term)


def answer(case, fit):
    names = [label(t) for t in fit._coefnames]
    column = lambda values: {t: float(v) for t, v in zip(names, values) if math.isfinite(v)}
    low, high = fit.confint().to_numpy().T
    kept = {k: case[k] for k in ("name", "data", "formula", "vcov", "clusters") if k in case}
    if "weights" in case: kept["weights"] = case["weights"]
    clusters = len(case["clusters"])
    result = kept | {
        "nobs": int(fit._N), "groups": [int(g) for g in fit._G[:clusters]] if clusters else [],
        "df": float(fit._df_t), "coef": column(fit._beta_hat), "se": column(fit._se), "statistic": column(fit._tstat),
        "p": column(fit._pvalue), "low": column(low), "high": column(high), "r2": float(fit._r2),
        "adjusted": float(fit._adj_r2),
        "within": float(fit._r2_within) if fit._has_fixef else None,
    }
    result["wald"] = [wald(fit, names, w["terms"]) for w in case["wald"]] if "unclipped" not in case else []
    return result


def wald(fit, names, terms):
    at = [names.index(t) for t in terms]
    b, q = fit._beta_hat[at], len(terms)
    w = float(b @ np.linalg.solve(fit._vcov[np.ix_(at, at)], b))
    return {"terms": terms, "f": w / q, "df1": q, "df2": float(fit._df_t), "p": float(st.f.sf(w / q, q, fit._df_t)),
            "chi2": w, "chi2_p": float(st.chi2.sf(w, q))}


def difference(case, result):
    worst = 0.0
    def hold(a, b, least=1e-300):
        nonlocal worst
        if a is None or b is None:
            assert a is None and b is None, (case["name"], a, b)
        else:
            worst = max(worst, abs(a - b) / max(abs(a), abs(b), least))
    clipped = "unclipped" in case
    for t in case["coef"]:
        hold(case["coef"][t], result["coef"][t])
        hold((case["unclipped"] if clipped else case["se"])[t], result["se"].get(t))
        if not clipped: hold(case["p"][t], result["p"][t], 1)  # 1 − cdf there: absolute
    for k in ("nobs", "df", "r2", "adjusted"): hold(case[k], result[k])
    if "within" in case: hold(case["within"], result["within"])
    for a, b in zip(case["wald"], result["wald"]): hold(a["f"], b["f"]), hold(a["p"], b["p"], 1), hold(a["df2"], b["df2"])
    return worst


def tables_of(folder):
    return functools.cache(lambda name: pd.read_csv(f"{folder}/{name}.csv"))


def run(folder, reference, skip=("hc0", "hc2", "hc3")):
    tables, results = tables_of(folder), []
    for case in json.load(open(reference))["cases"]:
        if case["vcov"] in skip or "+ region" in case["formula"]: continue
        result = answer(case, fit(case, tables(case["data"])))
        result["difference_from_r"] = difference(case, result)
        results.append(result)
    return results


def show(tool, results, **versions):
    versions |= {"python": sys.version.split()[0], "numpy": np.__version__, "pandas": pd.__version__}
    head = json.dumps({"tool": tool, "versions": versions})[:-1]
    print(head + ', "cases": [\n' + ",\n".join(json.dumps(r) for r in results) + "]}")


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    results = run(sys.argv[1], f"{here}/least-squares.json")
    worst = sorted(results, key=lambda r: -r["difference_from_r"])[:12]
    for r in worst: print(r["name"], r["difference_from_r"], file=sys.stderr)
    assert worst[0]["difference_from_r"] < 1e-9
    show("pyfixest feols, fixef_tol 1e-14", results, pyfixest=pf.__version__)
