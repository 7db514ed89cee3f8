"""Conley's covariance over all pairs of rows, written for clarity. Run: see README.md. Prints JSON.

Distances by the haversine on a sphere of 6371 km; no pair lies within a metre of a cutoff, so that rounding
cannot decide whether it counts.
"""
import json, sys
import numpy as np, pandas as pd
from panel import dummies

RADIUS = 6371.0


def place(d):
    """Coordinates made from the codes: clinics around the Alps, clinicians a kilometre or two apart."""
    c, i = d["clinic"].to_numpy(float), d["clinician"].to_numpy(float)
    latitude = 46 + 2.5 * np.sin(1.7 * c) + 0.01 * (i % 4)
    longitude = 8 + 3 * np.cos(2.3 * c) + 0.02 * (i % 3)
    return latitude, longitude


def haversine(latitude, longitude):
    a, b = np.radians(latitude), np.radians(longitude)
    h = np.sin((a[:, None] - a) / 2) ** 2 + np.cos(a)[:, None] * np.cos(a) * np.sin((b[:, None] - b) / 2) ** 2
    return 2 * RADIUS * np.arcsin(np.minimum(1, np.sqrt(h)))


def conley(d, right, absorb, weights, cutoff, kernel, within_period, lag):
    x, names, k = dummies(d, right, absorb)
    w = np.ones(len(d)) if weights is None else d[weights].to_numpy(float)
    y, root = d["burnout"].to_numpy(float), np.sqrt(w)
    b, *_ = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)
    bread = np.linalg.inv((x * w[:, None]).T @ x)
    s = x * (w * (y - x @ b))[:, None]
    distance = haversine(*place(d))
    assert np.abs(distance - cutoff).min() > 1e-3
    weight = np.where(distance <= cutoff, 1.0 if kernel == "uniform" else 1 - distance / cutoff, 0.0)
    gap = np.abs(d["month"].to_numpy(float)[:, None] - d["month"].to_numpy(float))
    same = d["clinician"].to_numpy()[:, None] == d["clinician"].to_numpy()
    if within_period: weight = weight * (gap == 0)
    if lag is not None: weight = weight + same * (gap > 0) * np.maximum(0, 1 - gap / (lag + 1))
    n = len(d)
    v = (n - 1) / (n - k) * bread @ (s.T @ weight @ s) @ bread
    v = v[: len(names), : len(names)]
    assert np.linalg.eigvalsh((v + v.T) / 2).min() > 0
    return names, b[: len(names)], np.sqrt(np.diag(v)), n, n - k


def run(folder):
    cases = []
    for data in ("panel", "holes"):
        whole = pd.read_csv(f"{folder}/{data}.csv")
        for right, absorb in ((["treated", "caseload"], []), (["treated", "caseload"], ["clinician", "month"])):
            for weights in (None, "hours"):
                d = whole.dropna(subset=["burnout", *right] + ([weights] if weights else [])).reset_index(drop=True)
                for cutoff in (1.5, 50.0, 120.0):
                    for kernel in ("uniform", "triangular"):
                        for within, lag in ((False, None), (True, None), (True, 0), (True, 3)):
                            try:
                                names, b, se, n, df = conley(d, right, absorb, weights, cutoff, kernel, within, lag)
                            except AssertionError:
                                continue
                            formula = "burnout ~ " + " + ".join(right) + (" | " + " + ".join(absorb) if absorb else "")
                            case = {"name": f"{data}/{formula}/{weights}/{cutoff}/{kernel}/{within}/{lag}", "data": data,
                                    "formula": formula, "weights": weights, "kernel": kernel, "distance": cutoff,
                                    "time": within, "lag": lag, "nobs": n, "df": df,
                                    "coef": dict(zip(names, map(float, b))), "se": dict(zip(names, map(float, se)))}
                            cases.append({k: v for k, v in case.items() if v is not None})
    return cases


if __name__ == "__main__":
    versions = {"python": sys.version.split()[0], "numpy": np.__version__, "pandas": pd.__version__}
    head = json.dumps({"tool": "all pairs in numpy", "versions": versions})[:-1]
    print(head + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in run(sys.argv[1])) + "]}")
