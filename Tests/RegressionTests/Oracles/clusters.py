"""What clusters are like, on full matrices with every absorbed factor as dummies. Run: see README.md. Prints JSON.

`leverage` and `partial` by cluster in the order of its sorted names; `g0` and `g1` are (sum γ)²/(sum γ²) with errors that are
independent and that are equal within clusters (null where the factors take equal errors out); `without` the slopes of
fits to the rows outside each cluster, null where those do not identify one. Rows are multiplied by the roots of weights.
"""
import json, sys
import numpy as np, pandas as pd

CASES = [
    ("balanced", "clinic", ["treated", "caseload", "experience"], [], None),
    ("balanced", "clinic", ["treated", "caseload"], ["clinician", "month"], None),
    ("balanced", "region", ["treated", "caseload"], ["month"], "hours"),
    ("unbalanced", "clinic", ["treated", "caseload", "experience"], [], None),
    ("unbalanced", "clinic", ["treated", "caseload"], ["clinic", "month"], None),
    ("unbalanced", "month", ["treated", "caseload"], ["clinic"], None),
    ("unbalanced", "clinic", ["treated", "caseload"], ["month"], "hours"),
    ("few", "clinic", ["treated", "caseload", "hours"], [], None),
    ("few", "clinic", ["treated", "caseload"], ["clinician", "month"], "caseload"),
    ("clusters3", "clinic", ["treated", "caseload"], ["month"], None),
    ("clusters8", "clinic", ["treated", "caseload", "experience"], [], "hours"),
]


def dummies(table, factors):
    parts = [pd.get_dummies(table[f].astype(str), dtype=float).to_numpy() for f in factors]
    return np.hstack(parts) if parts else np.ones((len(table), 1))


def slopes(x, d, y):
    """Slopes, null where the columns before and after do not determine one."""
    full = np.hstack([x, d])
    rank = np.linalg.matrix_rank(full, tol=1e-7 * np.linalg.norm(full))
    b = np.linalg.lstsq(full, y, rcond=1e-12)[0]
    found = []
    for j in range(x.shape[1]):
        rest = np.delete(full, j, axis=1)
        lost = np.linalg.matrix_rank(rest, tol=1e-7 * np.linalg.norm(full)) == rank
        found.append(None if lost else b[j])
    return found


def run(data, cluster, names, absorbed, weights):
    table = pd.read_csv(f"{sys.argv[1]}/{data}.csv")
    table = table.dropna(subset=["burnout", *names] + ([weights] if weights else [])).reset_index(drop=True)
    for factor in absorbed: assert table[factor].value_counts().min() > 1
    root = np.sqrt(table[weights].to_numpy()) if weights else np.ones(len(table))
    x, y, d = table[names].to_numpy(float), table["burnout"].to_numpy(), dummies(table, absorbed)
    x, y, d = x * root[:, None], y * root, d * root[:, None]
    columns = x if absorbed else np.hstack([d, x])
    swept = columns - d @ np.linalg.lstsq(d, columns, rcond=None)[0] if absorbed else columns
    bread = np.linalg.inv(swept.T @ swept)
    labels = sorted(table[cluster].unique())
    member = [np.flatnonzero(table[cluster] == label) for label in labels]
    case = {"data": data, "cluster": cluster, "weights": weights, "sizes": [len(g) for g in member]}
    case["formula"] = "burnout ~ " + " + ".join(names) + (" | " + " + ".join(absorbed) if absorbed else "")
    case["leverage"] = [float(np.trace(swept[g] @ bread @ swept[g].T)) for g in member]
    case["terms"] = []
    full = slopes(x, d, y)
    without = [slopes(np.delete(x, g, 0), np.delete(d, g, 0), np.delete(y, g)) for g in member]
    for j, name in enumerate(names):
        z = swept @ bread[:, j + swept.shape[1] - len(names)]
        free = np.array([z[g] @ z[g] for g in member])
        equal = np.array([z[g].sum() ** 2 for g in member])
        vanishes = equal.sum() < 1e-12 * (free * case["sizes"]).sum()
        case["terms"].append({
            "term": name, "estimate": full[j], "partial": list(free / free.sum()),
            "g0": free.sum() ** 2 / (free**2).sum(),
            "g1": None if vanishes else equal.sum() ** 2 / (equal**2).sum(),
            "without": [w[j] for w in without]})
    return case


versions = {"python": sys.version.split()[0], "numpy": np.__version__, "pandas": pd.__version__}
print(json.dumps({"versions": versions, "cases": [run(*c) for c in CASES]}, indent=0))
