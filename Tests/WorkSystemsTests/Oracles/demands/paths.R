# Job demands-resources and mediation: Rscript paths.R > paths.json
# r-base-core, r-cran-sandwich, r-cran-jsonlite
suppressMessages({library(sandwich); library(jsonlite)})
set.seed(7)
g <- 24; m <- 12; n <- g * m
clinic <- rep(seq_len(g), each = m)
shift <- rnorm(g)[clinic]
d <- data.frame(clinic = clinic, age = round(runif(n, 25, 60)))
d$workload <- round(3 + .5 * shift + rnorm(n), 3)
d$paperwork <- round(3 + .5 * d$workload + rnorm(n), 3)
d$autonomy <- round(3 - .3 * shift + rnorm(n), 3)
d$exhaustion <- round(2 + .6 * d$workload - .2 * d$autonomy - .15 * d$workload * d$autonomy + .4 * rnorm(g)[clinic] + rnorm(n), 3)
d$engagement <- round(3 + .5 * d$autonomy - .1 * d$workload + rnorm(n), 3)
d$errors <- round(1 + .5 * d$exhaustion - .3 * d$engagement + .1 * d$workload + .3 * rnorm(g)[clinic] + rnorm(n), 3)

# Stacked scores: bread blocks, cross-products of cluster sums, each equation's block at its cr1 (hc1) size.
joint <- function(fits, cluster) {
  groups <- if (is.null(cluster)) seq_len(n) else cluster
  parts <- lapply(fits, function(f) {
    s <- rowsum(estfun(f), groups) %*% bread(f) / nobs(f)
    k <- length(coef(f))
    factor <- if (is.null(cluster)) n / (n - k) else {
      G <- length(unique(cluster)); G / (G - 1) * (n - 1) / (n - k)
    }
    s * sqrt(factor)
  })
  crossprod(do.call(cbind, parts))
}
check <- function(f, block, cluster) {
  v <- if (is.null(cluster)) vcovHC(f, "HC1") else vcovCL(f, cluster, type = "HC1")
  stopifnot(max(abs(v - block) / max(abs(v))) < 1e-10)
}
mediation <- function(cluster) {
  a <- lm(exhaustion ~ workload + age, d); b <- lm(engagement ~ workload + age, d)
  y <- lm(errors ~ exhaustion + engagement + workload + age, d)
  V <- joint(list(a, b, y), cluster)
  check(a, V[1:3, 1:3], cluster); check(y, V[7:11, 7:11], cluster)
  est <- c(coef(a)["workload"], coef(y)["exhaustion"], coef(b)["workload"], coef(y)["engagement"], coef(y)["workload"])
  pos <- c(2, 8, 5, 9, 10)
  v <- V[pos, pos]
  g1 <- c(est[2], est[1], 0, 0, 0); g2 <- c(0, 0, est[4], est[3], 0)
  gall <- g1 + g2; gt <- gall + c(0, 0, 0, 0, 1)
  ind <- est[1] * est[2] + est[3] * est[4]; tot <- ind + est[5]
  gs <- gall / tot - gt * ind / tot^2
  se <- function(x) sqrt(as.numeric(t(x) %*% v %*% x))
  list(paths = unname(est), pathErrors = unname(sqrt(diag(v))),
       indirect = unname(c(est[1] * est[2], est[3] * est[4], ind, tot, ind / tot)),
       indirectErrors = c(se(g1), se(g2), se(gall), se(gt), se(gs)))
}
demands <- function(cluster) {
  p <- d
  p$demands <- (p$workload + p$paperwork) / 2; p$demands <- p$demands - mean(p$demands)
  p$resources <- p$autonomy - mean(p$autonomy)
  s <- sd(p$resources)
  h <- lm(exhaustion ~ demands + resources + demands:resources + age, p)
  m <- lm(engagement ~ demands + resources + demands:resources + age, p)
  one <- function(f) {
    v <- if (is.null(cluster)) vcovHC(f, "HC1") else vcovCL(f, cluster, type = "HC1")
    pick <- function(w) c(sum(w * coef(f)), sqrt(as.numeric(t(w) %*% v %*% w)))
    rows <- rbind(pick(c(0, 1, 0, 0, 0)), pick(c(0, 0, 1, 0, 0)), pick(c(0, 0, 0, 0, 1)),
                  pick(c(0, 1, 0, 0, -s)), pick(c(0, 1, 0, 0, s)))
    list(estimates = rows[, 1], errors = rows[, 2])
  }
  list(exhaustion = one(h), engagement = one(m), sd = s)
}
cat(toJSON(list(tool = "lm, sandwich",
                versions = list(R = as.character(getRversion()), sandwich = as.character(packageVersion("sandwich"))),
                data = d,
                mediation = list(clustered = mediation(d$clinic), independent = mediation(NULL)),
                demands = list(clustered = demands(d$clinic), independent = demands(NULL))),
           auto_unbox = TRUE, digits = NA, dataframe = "columns"))
