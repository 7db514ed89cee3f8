suppressMessages({library(geepack); library(nlme); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
read <- function(name, start) {
  d <- read.csv(file.path(folder, name))
  d$t <- d$time - 1; d$level <- as.numeric(d$time >= start); d$slope <- pmax(0, d$time - start); d
}
# Counts: quasi-likelihood with AR(1) of Pearson's residuals, by geepack at a fixed correlation; the correlation is the root of
# its own equation, found by R's uniroot.
counts <- read("counts.csv", 31)
fixed <- function(rho) {
  n <- nrow(counts)
  R <- rho^abs(outer(seq_len(n), seq_len(n), "-"))
  z <- matrix(R[lower.tri(R)], ncol = 1)
  geese(y ~ t + level + slope + offset(log(population)), id = rep(1, n), data = counts, family = poisson,
        corstr = "fixed", zcor = z, scale.fix = FALSE,
        control = geese.control(epsilon = 1e-13, maxit = 200, scale.fix = FALSE))
}
pearson <- function(fit) {
  mu <- exp(model.matrix(~ t + level + slope, counts) %*% fit$beta + log(counts$population))
  (counts$y - mu) / sqrt(mu)
}
slope <- function(e) { n <- length(e); sum(e[-1] * e[-n]) / sum(e[-n]^2) }
rho <- uniroot(function(r) slope(pearson(fixed(r))) - r, c(-0.5, 0.95), tol = 1e-13)$root
fit <- fixed(rho)
X <- model.matrix(~ t + level + slope, counts); mu <- as.numeric(exp(X %*% fit$beta + log(counts$population)))
W <- sqrt(mu) * X; R <- rho^abs(outer(seq_along(mu), seq_along(mu), "-"))
e <- pearson(fit)
unit <- solve(t(W) %*% solve(R, W))
dispersion <- as.numeric(t(e) %*% solve(R, e)) / (nrow(X) - ncol(X))
working <- list(rho = rho, coef = unname(fit$beta), unit = sqrt(diag(unit)), dispersion = dispersion)
# Influence of single rows: lm and glm.
single <- read("single.csv", 25)
m <- lm(y ~ t + level + slope, single)
g <- glm(y ~ t + level + slope + offset(log(population)), poisson, counts, control = list(epsilon = 1e-14, maxit = 100))
influence <- list(
  cook = unname(cooks.distance(m)), level = unname(dfbeta(m)[, "level"]), slope = unname(dfbeta(m)[, "slope"]),
  glmCook = unname(cooks.distance(g)))
# The same with AR(1) errors of known phi: fits without each row in turn.
phi <- 0.5; n <- nrow(single); Z <- model.matrix(m); y <- single$y
V <- phi^abs(outer(seq_len(n), seq_len(n), "-"))
gls1 <- function(keep) { S <- solve(V[keep, keep]); solve(t(Z[keep, ]) %*% S %*% Z[keep, ], t(Z[keep, ]) %*% S %*% y[keep]) }
all <- gls1(seq_len(n))
serial <- sapply(seq_len(n), function(i) (all - gls1(setdiff(seq_len(n), i)))["level", ])
# Several units: generalised least squares with one AR(1) for all.
panel <- read("panel.csv", 16)
panel$d <- as.numeric(panel$treated)
f <- y ~ t + level + slope + d + I(d * t) + I(d * level) + I(d * slope)
several <- lapply(c(reml = "REML", ml = "ML"), function(method) {
  a <- gls(f, panel, correlation = corAR1(form = ~ time | unit), method = method,
           control = glsControl(tolerance = 1e-12, msTol = 1e-14, apVar = FALSE, maxIter = 500, msMaxIter = 500))
  list(phi = unname(coef(a$modelStruct$corStruct, unconstrained = FALSE)), coef = unname(coef(a)),
       se = unname(sqrt(diag(vcov(a)))),
       loglik = as.numeric(logLik(a)))
})
cat(toJSON(list(tool = "R geepack, nlme, stats; patsy",
  versions = list(R = as.character(getRversion()), geepack = as.character(packageVersion("geepack")), nlme = as.character(packageVersion("nlme"))),
  working = working, influence = influence, serial = unname(serial), several = several,
  splines = fromJSON(file.path(folder, "splines.json"))), digits = NA, auto_unbox = TRUE, pretty = 1))
