"""The same designs through pyfixest, held against R's (difference-in-differences.json). Run: see README.md.

As ../../RegressionTests/Oracles/feols.py, with the columns that the designs need made first.
"""
import json, os, sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../RegressionTests/Oracles"))
sys.path.remove(here)
import pyfixest as pf
from feols import answer, difference, fit, show, tables_of


def prepared(case, table):
    table = table.dropna(subset=["burnout"]).copy()
    table["adopter"] = table["adopted"].notna() * 1.0
    table["after"] = (table["month"] >= table["adopted"].min()) * 1.0
    event = (table["month"] - table["adopted"])
    if "window" in case:
        low, high = case["window"]
        if case["outside"] == "trimmed":
            inside = event.isna() | event.between(low, high)
            table, event = table[inside].copy(), event[inside]
        event = event.clip(low, high)
    table["event"] = event.fillna(-1).astype(int)  # the reference: a clinic that never adopts has only zeros
    return table


def run(folder):
    tables, results = tables_of(folder), []
    for case in json.load(open(f"{here}/difference-in-differences.json"))["cases"]:
        model = fit(case, prepared(case, tables(case["data"])))
        model._coefnames = ["ATT" if t == "adopter:after" else t for t in model._coefnames]
        result = answer(case, model) | {k: case[k] for k in ("window", "outside") if k in case}
        result["difference_from_r"] = difference(case, result)
        results.append(result)
    return results


if __name__ == "__main__":
    results = run(sys.argv[1])
    worst = sorted(results, key=lambda r: -r["difference_from_r"])[:8]
    for r in worst: print(r["name"], r["difference_from_r"], file=sys.stderr)
    assert worst[0]["difference_from_r"] < 1e-9
    show("pyfixest feols, fixef_tol 1e-14", results, pyfixest=pf.__version__)
