# Usage: Rscript mixed.R designs.json equations.json > mixed.json
# Mixed models by glmmTMB (polished with its exact gradient) and lme4::glmer; geepack with the correlations of equations.json.
suppressPackageStartupMessages({library(lme4); library(glmmTMB); library(geepack); library(jsonlite)})
arguments <- commandArgs(TRUE)
designs <- lapply(fromJSON(arguments[1]), as.data.frame)
equations <- fromJSON(arguments[2], simplifyVector = FALSE)$cases
random <- list(exchangeable = "(1 | cluster)", nested = "(1 | cluster) + (1 | cell)",
  "random-treatment" = "(1 + treatment | cluster)", "cluster-by-treatment" = "(1 | cluster) + (1 | arm)")
prepare <- function(d) transform(d, cell = interaction(cluster, period, drop = TRUE),
  arm = interaction(cluster, treatment, drop = TRUE), h = if (is.null(d$hours)) 0 else log(d$hours))
fixed <- function(covariates) paste(c("y ~ treatment + factor(period)", covariates), collapse = " + ")
ours <- function(b) unname(c(b[2], b[1], b[-(1:2)]))
laplace <- function(name, kind, family, covariates = NULL) {
  d <- prepare(designs[[name]])
  f <- as.formula(paste(fixed(covariates), "+", random[[kind]]))
  fit <- glmmTMB(f, d, family = family, offset = h)
  o <- fit$obj
  par <- fit$fit$par
  for (i in 1:4) {
    h <- numDeriv_hessian(o, par)
    par <- par - solve(h, as.numeric(o$gr(par)))
  }
  h <- numDeriv_hessian(o, par)
  se <- sqrt(diag(solve(h)))
  p <- length(fixef(fit)$cond)
  o$fn(par)
  v <- VarCorr(fit)$cond
  list(tool = "glmmTMB", design = name, effects = kind, family = family, covariates = I(as.character(covariates)), points = 1,
    coef = ours(par[seq_len(p)]), se = ours(se[seq_len(p)]), theta = I(unname(par[-seq_len(p)])), loglik = -as.numeric(o$fn(par)))
}
numDeriv_hessian <- function(o, par) {
  n <- length(par)
  h <- matrix(0, n, n)
  step <- 1e-3
  for (j in seq_len(n)) {
    at <- function(k) { q <- par; q[j] <- q[j] + k * step; as.numeric(o$gr(q)) }
    h[, j] <- (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
  }
  (h + t(h)) / 2
}
quadrature <- function(name, family, points, covariates = NULL) {
  d <- prepare(designs[[name]])
  f <- as.formula(paste(fixed(covariates), "+ (1 | cluster)"))
  fit <- glmer(f, d, family = family, offset = h, nAGQ = points,
    control = glmerControl(optimizer = "bobyqa", tolPwrss = 1e-12, optCtrl = list(rhoend = 1e-9, maxfun = 1e5)))
  list(tool = "lme4", design = name, effects = "exchangeable", family = family, covariates = I(as.character(covariates)),
    points = points, coef = ours(fixef(fit)), se = ours(sqrt(diag(as.matrix(vcov(fit))))),
    theta = I(unname(log(getME(fit, "theta")))), loglik = as.numeric(logLik(fit)))
}
pairwise <- function(case) {
  d <- designs[[case$design]]
  d <- d[order(d$cluster, d$period), ]
  a <- unlist(case$alpha)
  z <- unlist(lapply(split(d, d$cluster), function(g) {
    k <- combn(nrow(g), 2)
    lag <- abs(match(g$period, sort(unique(d$period)))[k[1, ]] - match(g$period, sort(unique(d$period)))[k[2, ]])
    same <- if (is.null(g$id)) rep(FALSE, ncol(k)) else g$id[k[1, ]] == g$id[k[2, ]]
    switch(case$correlation, exchangeable = rep(a[1], ncol(k)), nested = ifelse(lag == 0, a[1], a[2]),
      block = ifelse(same, a[3], ifelse(lag == 0, a[1], a[2])), decay = a[1] * a[2]^lag,
      "proportional-decay" = ifelse(same, 1, a[1]) * a[2]^lag)
  }))
  family <- switch(case$family, gaussian = gaussian(case$link), binomial = binomial(case$link), poisson(case$link))
  d$h <- if (is.null(case$offset)) 0 else log(d$hours)
  f <- as.formula(paste(fixed(unlist(case$covariates)), "+ offset(h)"))
  fit <- geeglm(f, family = family, data = d, id = cluster, corstr = if (is.null(z) || !length(a)) "independence" else "fixed",
    zcor = if (length(a)) z, control = geese.control(epsilon = 1e-12, maxit = 500))
  list(tool = "geepack", design = case$design, correlation = case$correlation, family = case$family, link = case$link,
    adjusted = case$adjusted, coef = ours(coef(fit)), se = ours(sqrt(diag(vcov(fit)))))
}
mixed <- list(
  laplace("events", "exchangeable", "binomial"), laplace("events", "nested", "binomial"),
  laplace("unequal", "exchangeable", "binomial"), laplace("incomplete", "exchangeable", "binomial"),
  laplace("incomplete", "nested", "binomial"), laplace("few", "exchangeable", "binomial"),
  laplace("counts", "exchangeable", "poisson"), laplace("counts", "nested", "poisson"),
  laplace("rates", "nested", "poisson", "x"), laplace("slopes", "random-treatment", "binomial"),
  laplace("slopes", "cluster-by-treatment", "binomial"),
  quadrature("events", "binomial", 1), quadrature("events", "binomial", 7), quadrature("few", "binomial", 15),
  quadrature("counts", "poisson", 1), quadrature("counts", "poisson", 9), quadrature("unequal", "binomial", 25))
marginal <- lapply(Filter(function(case) !(case$link == "identity" && case$family == "binomial"), equations), pairwise)
versions <- lapply(c(lme4 = "lme4", glmmTMB = "glmmTMB", geepack = "geepack"), function(p) as.character(packageVersion(p)))
cat(toJSON(list(tool = "R", versions = c(R = as.character(getRversion()), versions), cases = mixed, equations = marginal),
  digits = NA, auto_unbox = TRUE), "\n")
