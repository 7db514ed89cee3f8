"""Net benefit, sensitivity and the rest at thresholds, by the Python package dcurves.

    python decision-curve.py > decision-curve.json

Scores and outcomes are made by the formula below from whole numbers, which the tests repeat.
"""

import json
import platform
from importlib.metadata import version

import numpy as np
import pandas as pd
from dcurves import dca

n = 240
i = np.arange(1, n + 1)
score = ((37 * i) % 101) / 101
noise = ((53 * i) % 97) / 97
outcome = (noise < 0.1 + 0.5 * score).astype(int)
frame = pd.DataFrame({"score": score, "outcome": outcome})
thresholds = [0.01, 0.05, 0.1, 0.2, 0.25, 0.35, 0.5, 0.6, 0.75, 0.9, 0.99]


def case(name, **options):
    found = dca(data=frame, outcome="outcome", modelnames=["score"], thresholds=thresholds, **options)
    model = found[found["model"] == "score"].sort_values("threshold")
    everyone = found[found["model"] == "all"].sort_values("threshold")
    return {
        "name": name,
        "prevalence": options.get("prevalence"),
        "threshold": model["threshold"].tolist(),
        "net.benefit": model["net_benefit"].tolist(),
        "treat.all": everyone["net_benefit"].tolist(),
        "alert.rate": model["test_pos_rate"].tolist(),
        "right": model["tp_rate"].tolist(),
        "wrong": model["fp_rate"].tolist(),
    }


print(
    json.dumps(
        {
            "tool": "dcurves",
            "versions": {
                "python": platform.python_version(),
                "dcurves": version("dcurves"),
                "pandas": version("pandas"),
                "numpy": version("numpy"),
            },
            "cases": [case("data's prevalence"), case("prevalence given", prevalence=0.12)],
        },
        indent=1,
    )
)
