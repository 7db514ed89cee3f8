# Usage: Rscript designs.R > designs.json
# Simulated trials, row by row; whole numbers, or numbers of three decimals, so that JSON holds them exactly.
suppressPackageStartupMessages(library(jsonlite))
set.seed(20261121)
wedge <- function(clusters, periods, sizes, keep = function(d) rep(TRUE, nrow(d))) {
  cell <- expand.grid(period = seq_len(periods), cluster = seq_len(clusters))
  cell$start <- 2 + (cell$cluster - 1) %% (periods - 1)
  cell$treatment <- as.numeric(cell$period >= cell$start)
  cell$size <- sizes(nrow(cell))
  cell$u <- rnorm(clusters)[cell$cluster]
  cell$v <- rnorm(nrow(cell))
  cell <- cell[keep(cell), ]
  rows <- cell[rep(seq_len(nrow(cell)), cell$size), ]
  rownames(rows) <- NULL
  rows
}
fixed <- function(m) function(n) rep(m, n)
spread <- function(low, high) function(n) sample(low:high, n, replace = TRUE)
event <- function(d, base, effect, tau, gamma)
  rbinom(nrow(d), 1, plogis(base + effect * d$treatment - .1 * d$period + tau * d$u + gamma * d$v))
count <- function(d, base, effect, tau, gamma, hours = 1)
  rpois(nrow(d), hours * exp(base + effect * d$treatment + .05 * d$period + tau * d$u + gamma * d$v))
events <- wedge(12, 5, fixed(15)); events$y <- event(events, -.3, .5, .5, .25)
unequal <- wedge(16, 5, spread(2, 40)); unequal$y <- event(unequal, -.8, -.4, .6, .2)
incomplete <- wedge(12, 7, spread(8, 16), function(d) abs(d$period - d$start + .5) < 2)
incomplete$y <- event(incomplete, .2, .6, .5, .3)
few <- wedge(6, 4, fixed(25)); few$y <- event(few, -.2, .4, .6, .3)
counts <- wedge(12, 5, spread(4, 14)); counts$y <- count(counts, .4, -.3, .4, .3)
rates <- wedge(10, 4, spread(5, 12)); rates$hours <- sample(1:4, nrow(rates), TRUE)
rates$x <- sample(0:2, nrow(rates), TRUE); rates$y <- count(rates, .1, .3, .35, .2, rates$hours * exp(.1 * rates$x))
slopes <- wedge(24, 5, fixed(30)); slopes$y <- event(slopes, -.2, .4 + .7 * rnorm(24)[slopes$cluster], .5, 0)
scores <- wedge(12, 5, spread(3, 9)); scores$x <- round(rnorm(nrow(scores)), 3)
scores$y <- round(10 + .5 * scores$treatment + .3 * scores$x + .5 * scores$u + .3 * scores$v + rnorm(nrow(scores)), 3)
cohort <- wedge(9, 4, fixed(7))
cohort$id <- cohort$cluster * 100 + ave(seq_len(nrow(cohort)), cohort$cluster, cohort$period, FUN = seq_along)
person <- setNames(rnorm(length(unique(cohort$id))), unique(cohort$id))
cohort$y <- round(5 - .4 * cohort$treatment + .5 * cohort$u + .3 * cohort$v + .7 * person[as.character(cohort$id)] +
  .8 * rnorm(nrow(cohort)), 3)
cohort <- cohort[-sample(nrow(cohort), 30), ]
columns <- function(d) {
  d <- d[order(d$cluster, d$period), ]
  as.list(d[intersect(c("cluster", "period", "treatment", "id", "x", "hours", "y"), names(d))])
}
designs <- list(events = events, unequal = unequal, incomplete = incomplete, few = few, counts = counts, rates = rates,
  slopes = slopes, scores = scores, cohort = cohort)
cat(toJSON(lapply(designs, columns), digits = NA), "\n")
