"""Group-time effects by csdid, and by hand for panels with holes. Run: see README.md. Prints JSON."""
import contextlib, io, itertools, json, sys, warnings
from importlib.metadata import version

import numpy as np, pandas as pd
from csdid.att_gt import ATTgt
from drdid._estimators import drdid_panel, reg_did_panel, std_ipw_did_panel

warnings.filterwarnings("ignore")
folder = sys.argv[1]


def read(name):
    d = pd.read_csv(f"{folder}/{name}.csv")
    d["adopted"] = d.adopted.fillna(0)
    return d[d.burnout.notna()].reset_index(drop=True)


def clean(x):
    x = np.asarray(x, dtype=float).ravel().tolist()
    return [None if not np.isfinite(v) else v for v in x]


def csdid_case(name, data, panel=True, control="never", method="dr", covariates=None, anticipation=0, base="varying",
               weights=None, cluster=None):
    d = read(data)
    if not panel:
        d["row"] = np.arange(len(d))
    with contextlib.redirect_stdout(io.StringIO()):
        fit = ATTgt(yname="burnout", tname="month", idname="clinician" if panel else "row", gname="adopted", data=d,
                    control_group={"never": "nevertreated", "not-yet": "notyettreated"}[control],
                    xformla=f"burnout ~ {covariates}" if covariates else None, panel=panel, anticipation=anticipation,
                    weights_name=weights, clustervar=cluster, allow_unbalanced_panel=False, cband=False, bstrap=False
                    ).fit(est_method=method, base_period=base, bstrap=False)
        r = fit.results
        case = dict(name=name, data=data, panel=panel, control=control, method=method, covariates=covariates,
                    anticipation=anticipation, base=base, weights=weights, cluster=cluster,
                    cells=[list(row) for row in zip(clean(r["group"]), clean(r["year"]), clean(r["att"]), clean(r["se"]))],
                    wald=clean([np.nan if fit.MP["W"] is None else fit.MP["W"]])[0])
        for kind in ("simple", "group", "dynamic", "calendar"):
            a = fit.aggte(typec=kind, bstrap=False, cband=False, na_rm=True).atte
            case[kind] = dict(overall=clean([a["overall_att"], a["overall_se"]]))
            if a["egt"] is not None:
                case[kind]["rows"] = [list(row) for row in
                                      zip(clean(a["egt"]), clean(a["att_egt"]), clean(a["se_egt"]))]
        a = fit.aggte(typec="dynamic", bstrap=False, cband=False, na_rm=True, balance_e=1).atte
        case["balanced"] = dict(overall=clean([a["overall_att"], a["overall_se"]]),
                                rows=[list(row) for row in zip(clean(a["egt"]), clean(a["att_egt"]), clean(a["se_egt"]))])
        a = fit.aggte(typec="dynamic", bstrap=False, cband=False, na_rm=True, min_e=-1, max_e=1).atte
        case["window"] = dict(overall=clean([a["overall_att"], a["overall_se"]]),
                              rows=[list(row) for row in zip(clean(a["egt"]), clean(a["att_egt"]), clean(a["se_egt"]))])
    return case


def pairs_case(name, data, method="dr", covariates=None, weights=None, control="never"):
    """Each cell from the units seen in both of its periods, by drdid's two-period estimators."""
    d = read(data)
    times = sorted(d.month.unique())
    cells = []
    for g in sorted(x for x in d.adopted.unique() if x > 0):
        for t in times[1:]:
            b = max(x for x in times if x < g) if t >= g else times[times.index(t) - 1]
            now, then = d[d.month == t].set_index("clinician"), d[d.month == b].set_index("clinician")
            both = then.join(now[["burnout"]].rename(columns=dict(burnout="later")), how="inner")
            later = (both.adopted > max(t, b)) & (both.adopted != g) if control == "not-yet" else False
            both = both[(both.adopted == g) | (both.adopted == 0) | later]
            x = np.column_stack([np.ones(len(both))] + ([both[c.strip()] for c in covariates.split("+")] if covariates else []))
            f = dict(dr=drdid_panel, ipw=std_ipw_did_panel, reg=reg_did_panel)[method]
            att, influence = f(both.later.to_numpy(), both.burnout.to_numpy(), (both.adopted == g).to_numpy() * 1.0,
                               covariates=x, i_weights=both[weights].to_numpy() if weights else np.ones(len(both)))
            influence = np.asarray(influence).ravel()
            cells.append([float(g), float(t), float(att), float(np.sqrt((influence ** 2).sum()) / len(both))])
    return dict(name=name, data=data, panel=True, control=control, method=method, covariates=covariates, anticipation=0,
                base="varying", weights=weights, cluster=None, cells=cells, wald=None)


cases = []
for panel, control, method, covariates in itertools.product(
        (True, False), ("never", "not-yet"), ("dr", "ipw", "reg"), (None, "experience", "experience + caseload")):
    if covariates is None and method != "dr":
        continue
    label = "/".join(["panel" if panel else "rows", control, method, covariates or "none"])
    cases.append(csdid_case(label, "cohorts", panel, control, method, covariates))
for panel in (True, False):
    kind = "panel" if panel else "rows"
    for extra in (dict(anticipation=2), dict(weights="hours"), dict(cluster="clinic"), dict(anticipation=1), dict(base="universal"),
                  dict(anticipation=1, base="universal", control="not-yet"), dict(weights="hours", base="universal")):
        label = "/".join([kind] + [f"{k}={v}" for k, v in extra.items()])
        if not panel and "cluster" in extra:
            continue
        cases.append(csdid_case(label, "cohorts", panel, covariates="experience + caseload", **extra))
cases.append(csdid_case("panel/all", "all", control="not-yet"))
cases.append(csdid_case("panel/all/covariates", "all", control="not-yet", covariates="experience"))
for method, covariates, weights, control in (
        ("dr", None, None, "never"), ("dr", "experience + caseload", None, "never"), ("ipw", "experience", None, "not-yet"),
        ("reg", "experience + caseload", "hours", "never"), ("dr", "experience + caseload", "hours", "not-yet")):
    cases.append(pairs_case("/".join(["pairs", method, covariates or "none", weights or "equal", control]), "holes", method,
                            covariates, weights, control))
print(json.dumps(dict(tool="csdid", versions={p: version(p) for p in ("csdid", "drdid", "numpy", "pandas")}, cases=cases)))
