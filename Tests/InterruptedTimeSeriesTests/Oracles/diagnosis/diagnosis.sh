#!/usr/bin/env bash
# Tests of residuals' autocorrelation by R (lmtest, stats) on simulated series: diagnosis.sh CAUSAL > diagnosis.json
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
causal=$1
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
for periods in 12 24 48 120; do
  for rho in 0 0.4 0.8; do
    "$causal" simulate its --seed 7 --periods $periods --at $((periods / 2 + 1)) --autocorrelation $rho --output "$folder/$periods-$rho.csv" 2>/dev/null
  done
done
Rscript "$here/diagnosis.R" "$folder"
