# Usage: Rscript standardised.R designs.json > standardised.json
# Average effects of Fang et al. (2025) row by row: predictions of glm with and without the treatment, the four weights, and the
# jackknife that leaves each cluster out.
suppressPackageStartupMessages(library(jsonlite))
designs <- lapply(fromJSON(commandArgs(TRUE)[1]), as.data.frame)
contrasts <- list(difference = function(a, b) a - b, ratio = function(a, b) log(a / b),
  "odds-ratio" = function(a, b) qlogis(a) - qlogis(b))
averages <- function(d, family, covariates, scale) {
  f <- as.formula(paste(c("y ~ treatment + factor(period)", covariates), collapse = " + "))
  fit <- glm(f, family = family, data = d, control = glm.control(epsilon = 1e-14, maxit = 100))
  d$m0 <- predict(fit, transform(d, treatment = 0), type = "response")
  d$m1 <- predict(fit, transform(d, treatment = 1), type = "response")
  mixed <- tapply(d$treatment, d$period, function(x) any(x == 0) && any(x == 1))
  d <- d[mixed[as.character(d$period)], ]
  n <- ave(d$y, d$cluster, d$period, FUN = length)
  weights <- list(individual = rep(1, nrow(d)), cluster = 1 / ave(d$y, d$cluster, FUN = length),
    "period-individual" = 1 / ave(d$y, d$period, FUN = length), "cluster-period" = 1 / n)
  one <- function(average, augmented) {
    w <- weights[[average]]
    whole <- tapply(w, d$period, sum)
    share <- if (average %in% c("individual", "cluster")) whole else rep(1, length(whole))
    mu <- sapply(1:0, function(z) {
      m <- if (augmented) d[[paste0("m", z)]] else rep(0, nrow(d))
      k <- d$treatment == z
      weighted.mean(tapply(w * m, d$period, sum) / whole +
        tapply((w * (d$y - m))[k], d$period[k], sum) / tapply(w[k], d$period[k], sum), share)
    })
    contrasts[[scale]](mu[1], mu[2])
  }
  as.vector(sapply(c(TRUE, FALSE), function(a) sapply(names(weights), one, a)))
}
case <- function(design, family, scale, covariates = NULL) {
  d <- designs[[design]]
  clusters <- unique(d$cluster)
  left <- t(sapply(clusters, function(g) averages(d[d$cluster != g, ], family, covariates, scale)))
  k <- length(clusters)
  centred <- sweep(left, 2, colMeans(left))
  list(design = design, family = family, scale = scale, covariates = I(as.character(covariates)),
    estimates = averages(d, family, covariates, scale), se = sqrt(diag((k - 1) / k * crossprod(centred))))
}
cases <- list(case("events", "binomial", "difference"), case("unequal", "binomial", "odds-ratio"),
  case("unequal", "binomial", "difference"), case("incomplete", "binomial", "ratio"), case("few", "binomial", "difference"),
  case("counts", "poisson", "ratio"), case("counts", "poisson", "difference"),
  case("rates", "poisson", "ratio", "x"), case("scores", "gaussian", "difference", "x"), case("cohort", "gaussian", "difference"))
cat(toJSON(list(r = R.version.string, cases = cases), digits = NA, auto_unbox = TRUE), "\n")
