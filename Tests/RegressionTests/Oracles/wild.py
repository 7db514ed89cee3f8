"""Wild cluster bootstraps with every vector of signs, through wildboottest (the package behind pyfixest's). Run: see
README.md. Prints JSON.

Absorbed factors are written out as dummies. `above` and `tied` are the draws whose |t*| is above, or within 1e-9 of, |t|;
`p` is the package's own share, which compares rounded numbers and so counts between none and all of the ties. `sorted`
are |t*| at every eighth of their order. `k` counts every column; `method` is 11 for plain and 31 for jackknifed residuals.
"""
import json, sys, warnings
import numpy as np, pandas as pd
from importlib.metadata import version
from wildboottest.wildboottest import WildboottestCL

warnings.filterwarnings("ignore")
DESIGNS = [
    ("few", "clinic", "treated + caseload + hours", [], "treated"),
    ("few", "clinic", "treated + caseload", ["clinic"], "treated"),
    ("few", "clinic", "treated + caseload", ["month"], "treated"),
    ("few", "clinic", "treated + caseload", ["clinic", "month"], "treated"),
    ("few", "region", "caseload + hours", [], "caseload"),
    ("few", "month", "treated + caseload + hours", ["clinic"], "caseload"),
    ("unbalanced", "region", "treated + caseload", [], "treated"),
    ("unbalanced", "region", "treated + hours", ["clinic", "month"], "treated"),
    ("unbalanced", "month", "caseload + experience", [], "experience"),
    ("balanced", "region", "treated + caseload", ["clinic"], "caseload"),
    ("balanced", "month", "treated + experience", ["region"], "treated"),
    ("sparse", "region", "treated + caseload", ["month"], "treated"),
    ("sparse", "month", "treated + caseload", [], "caseload"),
]


def rows(table, columns):
    """Rows without missing values, and without those that are alone in a level of an absorbed factor."""
    return table.dropna(subset=columns)


def run(case):
    data, cluster, terms, absorbed, term = case
    names = terms.split(" + ")
    table = rows(pd.read_csv(f"{sys.argv[1]}/{data}.csv"), ["burnout", *names]).reset_index(drop=True)
    for factor in absorbed: assert table[factor].value_counts().min() > 1
    x = [np.ones(len(table)), *(table[n].to_numpy(float) for n in names)]
    for factor in absorbed: x += list(pd.get_dummies(table[factor], drop_first=True).to_numpy(float).T)
    x = np.column_stack(x)
    # A column that the others determine goes, the later first.
    keep = []
    for j in range(x.shape[1]):
        if np.linalg.matrix_rank(x[:, keep + [j]]) > len(keep): keep.append(j)
    if names.index(term) + 1 not in keep: raise ValueError(case)
    r = np.zeros(len(keep)); r[keep.index(names.index(term) + 1)] = 1
    for null in (True, False):
        for method in ("11", "31"):
            # Dummies of a cluster are not identified without it; MacKinnon, Nielsen & Webb sweep them out instead.
            if method == "31" and absorbed: continue
            boot = WildboottestCL(x[:, keep], table["burnout"].to_numpy(), pd.factorize(table[cluster])[0], r, B=100_000, seed=1, parallel=False)
            boot.get_scores(bootstrap_type=method, impose_null=null)
            boot.get_weights("rademacher"); boot.get_numer(); boot.get_denom(); boot.get_tboot(); boot.get_vcov(); boot.get_tstat(); boot.get_pvalue()
            assert boot.full_enumeration
            t, size = float(boot.t_stat), np.sort(np.abs(boot.t_boot))
            tied = np.abs(size - abs(t)) <= 1e-9 * abs(t)
            yield {
                "name": f"{data}/{cluster}/{terms}|{'+'.join(absorbed)}/{term}/{'WCR' if null else 'WCU'}/{method}", "data": data, "cluster": cluster,
                "formula": f"burnout ~ {terms}" + (f" | {' + '.join(absorbed)}" if absorbed else ""), "term": term, "null": null, "method": method,
                "nobs": len(table), "k": len(keep), "statistic": t, "draws": len(size), "above": int(((size > abs(t)) & ~tied).sum()),
                "tied": int(tied.sum()), "p": float(boot.pvalue), "sorted": [float(v) for v in size[:: max(1, len(size) // 8)]],
            }


if __name__ == "__main__":
    cases = [answer for case in DESIGNS for answer in run(case)]
    print(json.dumps({"tool": "wildboottest", "versions": {"wildboottest": version("wildboottest"), "numpy": np.__version__}, "cases": cases}, indent=1))
