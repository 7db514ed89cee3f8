"""One peer, one job, in a process of its own. Prints one JSON object.

worker.py TOOL read FILE RUNS
worker.py TOOL fit|file FILE FORMULA CLUSTER RUNS

`fit` loads the data before the clock starts, `file` reads the file in each run. The first run is cold: what a
tool compiles or warms up at its first fit counts there. Imports do not count.
"""
import json
import resource
import sys
import time

import numpy as np
import polars as pl


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def memory():
    """This process's peak so far in GiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def fingerprint(table):
    """As PeerRunner's: exclusive or and wrapping sum of the numbers' bits."""
    bits = {c: table[c].cast(pl.Float64).to_numpy().view(np.uint64) for c in table.columns}
    return {c: {"xor": str(np.bitwise_xor.reduce(b)), "sum": str(b.sum(dtype=np.uint64))} for c, b in bits.items()}


def pyfixest(demeaner=None):
    """With absorbed factors: its default (alternating projections in Rust), or the preconditioned solver `within`."""
    import pyfixest as pf

    def fit(table, formula, cluster):
        vcov = "iid" if cluster == "-" else {"CRV1": cluster}
        chosen = {"within": lambda: pf.LsmrDemeaner(backend="within"), "rust": lambda: pf.MapDemeaner(backend="rust")}
        how = {"demeaner": chosen[demeaner]()} if demeaner else {}
        model = pf.feols(formula, table, vcov=vcov, copy_data=False, store_data=False, lean=True, **how)
        return model.coef().to_dict(), model.se().to_dict()

    return pf.__version__, fit, lambda table: table.to_pandas()


def statsmodels():
    import statsmodels.api as sm

    def fit(table, formula, cluster):
        names = regressors(formula)
        x = sm.add_constant(table[names].to_numpy())
        model = sm.OLS(table["y"].to_numpy(), x).fit(cov_type="cluster", cov_kwds={"groups": table[cluster].to_numpy()})
        names = ["Intercept", *names]
        return dict(zip(names, model.params)), dict(zip(names, model.bse))

    import statsmodels as package
    return package.__version__, fit, lambda table: table.to_pandas()


def numpy():
    """The normal equations, with the clustered meat by hand: what a careful person writes."""

    def fit(table, formula, cluster):
        names = regressors(formula)
        x = np.column_stack([np.ones(len(table["y"]))] + [table[c] for c in names])
        y, group = table["y"], table[cluster]
        a = x.T @ x
        b = np.linalg.solve(a, x.T @ y)
        u = y - x @ b
        scores = np.column_stack([np.bincount(group, x[:, j] * u) for j in range(x.shape[1])])
        inverse, groups, (n, k) = np.linalg.inv(a), len(np.unique(group)), x.shape
        v = inverse @ (scores.T @ scores) @ inverse * groups / (groups - 1) * (n - 1) / (n - k)
        names = ["Intercept", *names]
        return dict(zip(names, b)), dict(zip(names, np.sqrt(np.diag(v))))

    return np.__version__, fit, lambda table: {c: table[c].to_numpy() for c in table.columns}


def regressors(formula):
    return [t.strip() for t in formula.split("~")[1].split("+")]


TOOLS = {"pyfixest": pyfixest, "pyfixest-rust": lambda: pyfixest("rust"), "pyfixest-within": lambda: pyfixest("within"),
         "statsmodels": statsmodels, "numpy": numpy}


def read(tool, path, runs):
    if tool == "pyarrow":
        import pyarrow, pyarrow.csv
        version, reader, table_of = pyarrow.__version__, pyarrow.csv.read_csv, pl.from_arrow
    else:
        version, reader, table_of = pl.__version__, pl.read_csv, lambda t: t
    seconds, table = [], None
    for _ in range(runs):
        table = None
        spent, table = timed(lambda: reader(path))
        seconds.append(spent)
    peak = memory()
    return {"version": version, "seconds": seconds, "memory": peak, "fingerprint": fingerprint(table_of(table))}


def estimate(tool, path, formula, cluster, runs, rereads):
    version, fit, prepared = TOOLS[tool]()
    reading, fitting, table = [], [], None
    for _ in range(runs):
        if rereads:
            table = None
            spent, table = timed(lambda: prepared(pl.read_csv(path)))
            reading.append(spent)
        elif table is None:
            table = prepared(pl.read_csv(path))
        spent, (coef, se) = timed(lambda: fit(table, formula, cluster))
        fitting.append(spent)
    plain = lambda values: {("(Intercept)" if k == "Intercept" else k): float(v) for k, v in values.items()}
    return {"version": version, "read": reading, "fit": fitting, "inference": [0] * runs, "memory": memory(),
            "coef": plain(coef), "se": plain(se)}


if __name__ == "__main__":
    tool, job, path, *rest = sys.argv[1:]
    if job == "read":
        result = read(tool, path, int(rest[0]))
    else:
        result = estimate(tool, path, rest[0], rest[1], int(rest[2]), job == "file")
    print(json.dumps(result))
