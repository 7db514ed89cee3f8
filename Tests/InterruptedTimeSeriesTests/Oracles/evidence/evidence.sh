#!/usr/bin/env bash
# Effects, unknown breaks and autocorrelation by R on simulated series: evidence.sh CAUSAL > evidence.json
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
causal=$1
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
for periods in 20 40 120; do
  for rho in 0 0.5; do
    "$causal" simulate its --seed 7 --periods $periods --at $((periods / 2 + 1)) --autocorrelation $rho --output "$folder/$periods-$rho.csv" 2>/dev/null
  done
done
Rscript "$here/evidence.R" "$folder"
