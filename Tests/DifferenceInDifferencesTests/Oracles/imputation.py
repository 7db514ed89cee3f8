"""Imputation (Borusyak, Jaravel & Spiess 2024) and two-stage (Gardner 2022) estimates.

The imputation oracle is written from the paper with dense matrices: proposition 1 for the weights, equation 8 for the
auxiliary effects, appendix A.9 for leave-out; diff-diff agrees where it has the case. Two-stage: pyfixest.did2s.

usage: imputation.py TABLES > imputation.json
"""

import json
import sys
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")


def read(folder, name):
    frame = pd.read_csv(f"{folder}/{name}.csv")
    columns = ["clinic", "clinician", "month", "adopted", "burnout", "caseload", "hours"]
    frame = frame[columns].dropna(subset=["burnout"]).reset_index(drop=True)
    frame["start"] = frame["adopted"].replace(0, np.inf).fillna(np.inf)
    frame["event"] = frame["month"] - frame["start"]
    frame["treated"] = frame["month"] >= frame["start"]
    return frame


def dummies(column):
    return pd.get_dummies(column).to_numpy(float)


def averages(frame, mass, aggregation):
    treated = frame["treated"].to_numpy()
    if aggregation == "simple":
        keys = {"ATT": treated}
    else:
        name = {"event": "event", "group": "start", "calendar": "month"}[aggregation]
        label = {"event": "event", "group": "group", "calendar": "time"}[aggregation]
        keys = {
            f"{label}::{int(value)}": treated & (frame[name] == value).to_numpy()
            for value in sorted(frame.loc[treated, name].unique())
        }
    return {key: mass * mask / (mass * mask).sum() for key, mask in keys.items()}


def impute(frame, aggregation, cluster, covariates=(), weights=None, leave_out=False):
    mass = np.ones(len(frame)) if weights is None else frame[weights].to_numpy(float)
    design = np.column_stack([dummies(frame["clinician"]), dummies(frame["month"]), *[frame[c] for c in covariates]])
    treated = frame["treated"].to_numpy()
    untreated = ~treated
    root = np.sqrt(mass[untreated])[:, None]
    solve = np.linalg.pinv(root * design[untreated], rcond=1e-12)
    outcome = frame["burnout"].to_numpy()
    rest = outcome - design @ (solve @ (root[:, 0] * outcome[untreated]))
    cells = frame["start"].astype(str) + "@" + frame["month"].astype(str)
    coef, se = {}, {}
    for key, w in averages(frame, mass, aggregation).items():
        v = np.zeros(len(frame))
        v[treated] = w[treated]
        v[untreated] = -root[:, 0] * (solve.T @ (design[treated].T @ w[treated]))
        coef[key] = float(v @ outcome)
        residual = rest.copy()
        data = pd.DataFrame({"g": frame[cluster], "c": cells, "v": v, "x": v * rest})[treated]
        sums = data.groupby(["c", "g"])[["v", "x"]].sum()
        auxiliary = (sums.v * sums.x).groupby("c").sum() / (sums.v**2).groupby("c").sum()
        share = sums.v**2 / (sums.v**2).groupby("c").transform("sum")
        used = treated & (w != 0)
        index = pd.MultiIndex.from_arrays([cells[used], frame[cluster][used]])
        residual[used] = rest[used] - auxiliary[cells[used]].to_numpy()
        if leave_out:
            residual[used] /= 1 - share[index].to_numpy()
        sums = pd.Series(v * residual).groupby(frame[cluster]).sum()
        se[key] = float(np.sqrt((sums**2).sum()))
    return coef, se


def exact():
    """pyfixest with its iterative solutions taken to rounding; by default effects are good to 1e-5."""
    import functools

    import pyfixest as pf
    from pyfixest.did import did2s
    from pyfixest.estimation.models.feols_ import Feols

    Feols.fixef = functools.partialmethod(Feols.fixef, atol=1e-15, btol=1e-15)
    did2s.feols = functools.partial(pf.feols, fixef_tol=1e-13, fixef_maxiter=1000000)
    return pf


def two_stage(frame, aggregation, cluster, covariates=(), weights=None):

    pf = EXACT
    data = frame.copy()
    data["d"] = data["treated"].astype(int)
    # pyfixest keeps no level for never-treated units unless they have one.
    data["e"] = data["event"].replace(-np.inf, -1000).astype(int)
    names = " + ".join(covariates) or "0"
    if aggregation == "simple":
        fit = pf.did2s(
            data, yname="burnout", first_stage=f"~ {names} | clinician + month", second_stage="~ d", treatment="d",
            cluster=cluster, weights=weights)
        return {"ATT": float(fit.coef().iloc[0])}, {"ATT": float(fit.se().iloc[0])}
    # Dummies by hand: none for never-treated units nor for the period before the start.
    events = [e for e in sorted(data["e"].unique()) if e not in (-1000, -1)]
    for e in events:
        data[f"e{e}".replace("-", "m")] = (data["e"] == e).astype(float)
    second = " + ".join(f"e{e}".replace("-", "m") for e in events)
    fit = pf.did2s(
        data, yname="burnout", first_stage=f"~ {names} | clinician + month", second_stage=f"~ {second}", treatment="d",
        cluster=cluster, weights=weights)
    coef = {f"event::{e}": float(fit.coef()[f"e{e}".replace("-", "m")]) for e in events}
    se = {f"event::{e}": float(fit.se()[f"e{e}".replace("-", "m")]) for e in events}
    return coef, se


def main(folder):
    import pyfixest

    cases = []

    def add(name, data, values, cluster, covariates, weights):
        coef, se = values
        cases.append({"name": name, "data": data, "coef": coef, "se": se, "cluster": cluster,
                      "covariates": list(covariates), "weights": weights})

    for data in ["staggered", "gaps"]:
        frame = read(folder, data)
        for cluster in ["clinician", "clinic"]:
            for covariates in [(), ("caseload",)]:
                for weights in [None, "hours"]:
                    arguments = (cluster, covariates, weights)
                    for aggregation in ["simple", "event", "group", "calendar"]:
                        if aggregation in ("group", "calendar") and cluster == "clinician":
                            continue
                        for leave_out in [False, True] if aggregation == "event" else [False]:
                            add(f"imputation/{data}/{aggregation}/{cluster}/{len(covariates)}/{weights}/{leave_out}",
                                data, impute(frame, aggregation, *arguments, leave_out), *arguments)
                    for aggregation in ["simple", "event"]:
                        add(f"two-stage/{data}/{aggregation}/{cluster}/{len(covariates)}/{weights}", data,
                            two_stage(frame, aggregation, *arguments), *arguments)
    versions = {"numpy": np.__version__, "pandas": pd.__version__, "pyfixest": pyfixest.__version__,
                "python": sys.version.split()[0]}
    json.dump({"tool": "numpy and pyfixest", "versions": versions, "cases": cases}, sys.stdout, indent=0)


EXACT = exact()
main(sys.argv[1])
