"""Fixed-length intervals under smoothness by another formulation, with cvxpy, written to fixed-length.json.

    python fixed-length.py FOLDER-OF-REFERENCE-DATA > fixed-length.json

honestdid takes the quantile of the folded normal from 1,000,000 draws, so that it is good to about 1e-3 of the length. Here v = D'w
with D the second differences (reference column dropped), bias M * sum |w|, weights after the reference fixed, and the
quantile from scipy's exact distribution function; the trade-off is searched by scipy's bounded Brent method.
"""
import csv, json, sys, importlib.metadata as m
import numpy as np, cvxpy as cp
from scipy.optimize import minimize_scalar, brentq
from scipy.stats import norm

folder = sys.argv[1]
def read(name):
    with open(f"{folder}/honestdid_bc_{name}.csv") as f:
        return np.array([[float(x) for x in r] for r in list(csv.reader(f))[1:]])
b, S = read("betahat").ravel(), read("sigma")
pre, n = 4, 8
D = np.zeros((n - 1, n + 1))
for r in range(n - 1):
    D[r, r:r + 3] = [1, -2, 1]
D = np.delete(D, pre, axis=1)
unit = np.trace(S) / n
L = np.linalg.cholesky(S / unit)

def half(bias, sd):
    c = bias / sd
    return sd * brentq(lambda q: norm.sf(q - c) + norm.sf(q + c) - 0.05, 0, c + 3, xtol=1e-15)

rows = []
for name, l in [("first", np.eye(4)[0]), ("average", np.full(4, 0.25))]:
    w, lam = cp.Variable(n - 1), cp.Parameter(nonneg=True)
    problem = cp.Problem(
        cp.Minimize(0.5 * cp.sum_squares((L.T @ D.T) @ w) + lam * cp.norm1(w)), [(D.T @ w)[pre:] == l])
    def at(penalty, M):
        lam.value = penalty
        problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-13, tol_gap_rel=1e-13, tol_feas=1e-13)
        v = D.T @ w.value
        return half(M * np.abs(w.value).sum(), np.sqrt(v @ S @ v)), v @ b
    for M in [0, 0.005, 0.01, 0.02, 0.04]:
        top = 20.0
        grid = np.concatenate([[0], np.geomspace(1e-4, top, 60)])
        k = int(np.argmin([at(x, M)[0] for x in grid]))
        best = minimize_scalar(lambda x: at(x, M)[0], method="bounded",
                               bounds=(grid[max(0, k - 1)], grid[min(len(grid) - 1, k + 1)]), options={"xatol": 1e-10})
        x = min([best.x, grid[k]], key=lambda p: at(p, M)[0])
        h, centre = at(x, M)
        rows.append({"weights": name, "bound": M, "low": centre - h, "high": centre + h})
        sys.stderr.write(f"{rows[-1]}\n")
json.dump({"versions": {p: m.version(p) for p in ["numpy", "scipy", "cvxpy", "clarabel"]}, "rows": rows}, sys.stdout, indent=1)
