"""Design-based analyses of small stepped wedges, written out: regressions with dummy variables for every order of
crossing; intervals from p(effect) on the crossing points of all pairs, or by bisection.

Run: python3 permutation.py > permutation.json   (writes trials.csv too)
"""
import csv, itertools, json, platform, sys
import numpy as np

rng = np.random.default_rng(11)


def simulate(name, starts, periods, sizes, effect, drop=()):
    rows = []
    for c, start in enumerate(starts):
        u = rng.normal(0, 1)
        for t in range(periods):
            if (c, t) in drop:
                continue
            v = rng.normal(0, 0.4)
            for _ in range(sizes[c]):
                y = round(u + v + 0.3 * t + effect * (t >= start) + rng.normal(0, 1), 4)
                rows.append((name, c + 1, t + 1, int(t >= start), y))
    return rows


def cells(rows):
    sums = {}
    for _, c, t, x, y in rows:
        n, s, _ = sums.get((c, t), (0, 0.0, 0))
        sums[(c, t)] = (n + 1, s + y, x)
    keys = sorted(sums)
    return (keys, np.array([sums[k][1] / sums[k][0] for k in keys]), np.array([sums[k][0] for k in keys], float),
            np.array([sums[k][2] for k in keys], float))


def treated(keys, starts):
    return np.array([float(t - 1 >= starts[c - 1]) for c, t in keys])


def regression(keys, y, w, x, cluster_effects):
    T = sorted({t for _, t in keys})
    C = sorted({c for c, _ in keys})
    cols = [x] + [np.array([float(k[1] == t) for k in keys]) for t in T]
    if cluster_effects:
        cols += [np.array([float(k[0] == c) for k in keys]) for c in C[1:]]
    X = np.column_stack(cols) * np.sqrt(w)[:, None]
    return np.linalg.lstsq(X, y * np.sqrt(w), rcond=None)[0][0]


def thompson(keys, y, w, x, _):
    top = bottom = 0.0
    for t in sorted({t for _, t in keys}):
        here = np.array([k[1] == t for k in keys])
        a, b = y[here & (x == 1)], y[here & (x == 0)]
        if len(a) == 0 or len(b) == 0 or len(a) + len(b) < 3:
            continue
        s2 = (((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum()) / (len(a) + len(b) - 2)
        v = s2 * (1 / len(a) + 1 / len(b))
        top += (a.mean() - b.mean()) / v
        bottom += 1 / v
    return top / bottom


def orders(starts):
    return sorted(set(itertools.permutations(starts)))


def analyse(rows, starts, contrast, weighting, level, allowed=None):
    keys, y, n, x = cells(rows)
    w = n if weighting == "size" else np.ones_like(n)
    f = thompson if contrast == "thompson" else regression
    fe = contrast == "fixed-effects"
    every = [treated(keys, o) for o in (allowed or orders(starts))]
    estimate = f(keys, y, w, x, fe)

    def p(effect):
        stats = np.array([f(keys, y - effect * x, w, z, fe) for z in every])
        bound = abs(estimate - effect)
        return float(np.mean(np.abs(stats) >= bound - 1e-9 * (abs(estimate) + abs(effect) + 1)))

    out = {"estimate": estimate, "p": p(0.0), "orders": len(every)}
    alpha = 1 - level
    if contrast == "thompson":
        ends = []
        for sign in (-1, 1):
            inside, step = estimate, 0.1
            while p(estimate + sign * step) > alpha * (1 + 1e-12):
                inside, step = estimate + sign * step, step * 2
            outside = estimate + sign * step
            for _ in range(45):
                m = (inside + outside) / 2
                if p(m) > alpha * (1 + 1e-12):
                    inside = m
                else:
                    outside = m
            ends.append(inside)
    else:
        a = np.array([f(keys, y, w, z, fe) for z in every])
        b = np.array([f(keys, x, w, z, fe) for z in every])
        points = []
        for i in range(len(a)):
            if abs(1 - b[i]) > 1e-9:
                points.append((estimate - a[i]) / (1 - b[i]))
            if abs(1 + b[i]) > 1e-9:
                points.append((estimate + a[i]) / (1 + b[i]))
        points = sorted(points)

        def share(d):
            bound = abs(estimate - d)
            return np.mean(np.abs(a - d * b) >= bound - 1e-10 * (1 + bound))

        kept = [d for d in points if share(d) > alpha * (1 + 1e-12)]
        ends = [min(kept), max(kept)]
        # The outermost pieces have to be rejected for the interval to be bounded.
        assert share(points[0] - 1) <= alpha and share(points[-1] + 1) <= alpha
    out["low"], out["high"] = ends
    return out


designs = {
    "six": ([1, 1, 2, 2, 3, 3], 4, [5, 9, 4, 6, 12, 7], 0.8, ()),
    "gaps": ([1, 1, 1, 2, 2, 3, 3], 5, [3, 6, 4, 8, 5, 7, 4], 0.5, ((0, 4), (5, 0), (3, 3))),
    "never": ([1, 2, 3, 4, 4], 4, [10, 4, 8, 6, 3], 1.5, ()),
}
tables, cases = [], []
for name, (starts, periods, sizes, effect, drop) in designs.items():
    rows = simulate(name, starts, periods, sizes, effect, drop)
    tables += rows
    for contrast, weighting in [("fixed-effects", "equal"), ("fixed-effects", "size"), ("within-period", "equal"),
                                ("within-period", "size"), ("thompson", "equal")]:
        level = 0.9
        answer = analyse(rows, starts, contrast, weighting, level)
        cases.append({"design": name, "contrast": contrast, "weighting": weighting, "level": level, "allowed": None, **answer})
    if name == "six":
        allowed = [o for o in orders(starts) if o[0] != o[4] and o[2] != o[3] or o == tuple(starts)]
        answer = analyse(rows, starts, "fixed-effects", "equal", 0.9, allowed)
        cases.append({"design": name, "contrast": "fixed-effects", "weighting": "equal", "level": 0.9,
                      "allowed": [[s + 1 for s in o] for o in allowed], **answer})
with open("trials.csv", "w") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["design", "c", "t", "x", "y"])
    writer.writerows(tables)
json.dump({"versions": {"python": platform.python_version(), "numpy": np.__version__}, "cases": cases}, sys.stdout, indent=1)
