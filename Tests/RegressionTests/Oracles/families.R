# Negative binomial regressions (MASS::glm.nb, gone on with until they stand still) and generalised linear models with
# other links (glm), every absorbed factor as dummies. The data are made here and stand in the answer.
# usage: Rscript families.R > families.json
suppressMessages({library(MASS); library(sandwich); library(jsonlite)})
set.seed(20)
strict <- glm.control(epsilon = 1e-15, maxit = 500)
n <- 240
d <- data.frame(g = rep(1:12, each = 20), t = rep(1:10, 24), x = round(rnorm(n), 3), z = round(runif(n), 3))
d$exposure <- round(runif(n, 0.5, 3), 2)
d$w <- round(runif(n, 0.5, 2), 2)
d$effect <- rnorm(12, sd = 0.4)[d$g]
d$y <- rnegbin(n, exp(0.5 + 0.4 * d$x + d$effect) * d$exposure, theta = 1.7)
d$rare <- rnegbin(n, exp(-1 + 0.5 * d$x), theta = 0.4)
d$even <- rbinom(n, 8, 0.6)
d$trials <- sample(3:12, n, TRUE)
d$events <- rbinom(n, d$trials, plogis(-0.4 + 0.5 * d$x + 0.3 * d$z))
d$event <- rbinom(n, 1, plogis(-1.2 + 0.5 * d$x + 0.5 * d$z))
d$count <- rpois(n, 3 + 2 * d$z)
d$effect <- NULL

# glm stops when the deviance stands still, which under links without Newton's steps leaves 1e-8 in the coefficients:
# each call that starts from the answer adds a step.
polished <- function(m, f, family, d) {
  for (i in 1:60) m <- suppressWarnings(glm(f, family, d, weights = .w, control = strict, start = coef(m)))
  m
}

negative_binomial <- function(formula, d) {
  m <- glm.nb(formula, d, weights = .w, control = glm.control(epsilon = 1e-12, maxit = 200))
  theta <- m$theta
  for (i in 1:100) {
    m <- polished(m, formula, negative.binomial(theta, "log"), d)
    new <- theta.ml(m$y, fitted(m), sum(d$.w), d$.w, limit = 200, eps = 1e-12)
    if (abs(new - theta) <= 1e-13 * theta) break
    theta <- as.numeric(new)
  }
  mu <- fitted(m); y <- m$y
  list(m = m, theta = theta, theta.se = attr(new, "SE"),
       logLik = sum(d$.w * (lgamma(theta + y) - lgamma(theta) - lgamma(y + 1) + theta * log(theta) +
                            y * log(mu + (y == 0)) - (theta + y) * log(theta + mu))))
}

answer <- function(name, formula, family, link, absorbed = character(0), weights = NULL, offset = NULL) {
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  full <- paste(c(formula, sprintf("factor(%s)", absorbed), if (!is.null(offset)) sprintf("offset(%s)", offset)),
                collapse = " + ")
  f <- as.formula(full)
  extra <- list()
  if (family == "negative-binomial") {
    extra <- negative_binomial(f, d)
    m <- extra$m
    dispersion <- 1
  } else {
    k <- ncol(model.matrix(f, d)); y <- model.response(model.frame(f, d))
    start <- if (link %in% c("log", "identity")) c(get(family)(link)$linkfun(mean(y)), rep(0, k - 1))
    m <- suppressWarnings(glm(f, get(family)(link), d, weights = .w, control = strict, start = start))
    m <- polished(m, f, get(family)(link), d)
    dispersion <- if (family == "quasipoisson") summary(m)$dispersion else 1
    extra <- list(logLik = if (family == "poisson") as.numeric(logLik(m)) else NULL)
  }
  terms <- names(coef(m))
  shown <- terms[!grepl("^factor", terms) & (length(absorbed) == 0 | terms != "(Intercept)")]
  G <- length(unique(d$g)); k <- length(shown)
  L <- vapply(absorbed, function(a) length(unique(d[[a]])), 1)
  inside <- vapply(absorbed, function(a) all(rowSums(table(d[[a]], d$g) > 0) == 1), TRUE)
  K <- k + sum(L) - max(0, length(L) - 1) - sum((L - 1)[inside])
  cr1 <- vcovCL(m, d$g, type = "HC0", cadjust = FALSE) * (n - 1) / (n - K) * G / (G - 1)
  # vcov of a glm with a negative.binomial family estimates the dispersion; that of glm.nb is 1.
  iid <- summary(m, dispersion = dispersion)$cov.scaled
  list(name = name, formula = formula, absorbed = I(absorbed), family = family, link = link, weights = weights,
       offset = offset, coef = as.list(coef(m)[shown]), iid = as.list(sqrt(diag(iid))[shown]),
       cr1 = as.list(sqrt(diag(cr1))[shown]), deviance = deviance(m), logLik = extra$logLik, theta = extra$theta,
       thetaError = extra$theta.se)
}
nb <- "negative-binomial"
cases <- list(
  answer("nb", "y ~ x + z", nb, "log"),
  answer("nb-offset", "y ~ x + z", nb, "log", offset = "log(exposure)"),
  answer("nb-weights", "y ~ x + z", nb, "log", weights = "w"),
  answer("nb-absorbed", "y ~ x + z", nb, "log", absorbed = c("g", "t"), offset = "log(exposure)"),
  answer("nb-rare", "rare ~ x", nb, "log"),
  answer("poisson-identity", "count ~ z", "poisson", "identity"),
  answer("quasipoisson-identity", "count ~ z", "quasipoisson", "identity", absorbed = "t"),
  answer("probit", "event ~ x + z", "binomial", "probit"),
  answer("probit-absorbed", "event ~ x + z", "binomial", "probit", absorbed = "g"),
  answer("log-binomial", "event ~ z", "binomial", "log"),
  answer("identity-binomial", "event ~ z", "binomial", "identity"),
  answer("trials", "I(events/trials) ~ x + z", "binomial", "logit", weights = "trials"),
  answer("trials-probit", "I(events/trials) ~ x + z", "binomial", "probit", absorbed = "t", weights = "trials"))
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), MASS = as.character(packageVersion("MASS")),
                 sandwich = as.character(packageVersion("sandwich")))
cat(gsub('{"name"', '\n{"name"', toJSON(list(tool = "R glm, MASS glm.nb, sandwich", versions = versions,
    data = as.list(d[c("g", "t", "x", "z", "exposure", "w", "y", "rare", "even", "trials", "events", "event", "count")]),
    cases = cases), auto_unbox = TRUE, digits = NA, null = "null"), fixed = TRUE), "\n")
