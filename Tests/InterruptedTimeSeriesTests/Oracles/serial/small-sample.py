"""Usage: small-sample.py FOLDER > small-sample.json; FOLDER holds sicily.csv. REML at given phi (from serial.json), dense matrices,
Kenward and Roger (1997), first order, with central differences of V by (variance, phi)."""
import csv, json, sys
import numpy as np
rows = list(csv.DictReader(open(sys.argv[1] + "/sicily.csv")))
t = np.array([float(r["time"]) for r in rows]); y = np.array([float(r["aces"]) for r in rows])
X = np.column_stack([np.ones_like(t), t - 1, t >= 37, np.maximum(0, t - 37)]).astype(float)
n, k = X.shape
lag = np.abs(t[:, None] - t[None, :]).astype(int)


def correlations(phi, count):
    p = len(phi)
    A = np.zeros((p, p)); b = np.array(phi, float)
    for i in range(1, p + 1):          # Yule-Walker for rho_1..rho_p
        A[i - 1, i - 1] += 1
        for j in range(1, p + 1):
            h = abs(i - j)
            if h == 0: continue
            A[i - 1, h - 1] -= phi[j - 1]
    rho = [1.0] + list(np.linalg.solve(A, b))
    while len(rho) < count: rho.append(sum(phi[j] * rho[-1 - j] for j in range(p)))
    return np.array(rho[:count])


def V(w): return w[0] * correlations(w[1:], n)[lag]


def derivative(f, w, i, h):
    e = np.zeros(len(w)); e[i] = h
    return (8 * (f(w + e) - f(w - e)) - (f(w + 2 * e) - f(w - 2 * e))) / (12 * h)


def case(name, phi):
    R = correlations(phi, n)[lag]; G = np.linalg.inv(R)
    b = np.linalg.solve(X.T @ G @ X, X.T @ G @ y); e = y - X @ b
    w = np.array([e @ G @ e / (n - k)] + phi); m = len(w)
    h = [1e-2 * w[0]] + [2e-3] * len(phi)
    d1 = [derivative(V, w, i, h[i]) for i in range(m)]
    G = np.linalg.inv(V(w)); F = np.linalg.inv(X.T @ G @ X)
    P = [-X.T @ G @ d @ G @ X for d in d1]
    Q = [[X.T @ G @ a @ G @ b_ @ G @ X for b_ in d1] for a in d1]
    info = np.array([[.5 * (np.trace(G @ d1[i] @ G @ d1[j]) - 2 * np.trace(F @ Q[i][j]) + np.trace(F @ P[i] @ F @ P[j]))
                      for j in range(m)] for i in range(m)])
    W = np.linalg.inv(info)
    S = sum(W[i, j] * (Q[i][j] - P[i] @ F @ P[j]) for i in range(m) for j in range(m))
    adjusted = F + 2 * F @ S @ F
    df = []
    for c in np.eye(k):
        g = np.array([c @ F @ p @ F @ c for p in P]); df.append(2 * (c @ F @ c) ** 2 / (g @ W @ g))
    return {"name": name, "se": list(np.sqrt(np.diag(F))), "adjusted": list(np.sqrt(np.diag(adjusted))), "df": df}


fits = {c["name"]: c["process"] for c in json.load(open("serial.json"))["cases"]}
as_list = list
print(json.dumps({"tool": "numpy", "versions": {"numpy": np.__version__},
    "cases": [case(x, as_list(fits[x])) for x in ("sicily-ar1-reml", "sicily-ar2-reml")]}, indent=1))
