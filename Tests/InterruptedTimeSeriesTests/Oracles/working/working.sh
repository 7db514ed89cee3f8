#!/usr/bin/env bash
# Working correlations, influence, several units and splines by R and patsy on simulated series: working.sh CAUSAL PYTHON > working.json
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
causal=$1
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
"$causal" simulate its --seed 5 --family poisson --periods 60 --at 31 --autocorrelation 0.7 --sd 0.25 --output "$folder/counts.csv" 2>/dev/null
"$causal" simulate its --seed 7 --periods 48 --at 25 --autocorrelation 0.4 --season 3 --output "$folder/single.csv" 2>/dev/null
"$causal" simulate its --seed 7 --periods 30 --at 16 --autocorrelation 0.4 --controls 3 --sd 6 --output "$folder/panel.csv" 2>/dev/null
"$2" "$here/splines.py" "$folder" > "$folder/splines.json"
Rscript "$here/working.R" "$folder"
