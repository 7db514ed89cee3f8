# Usage: Rscript serial.R FOLDER > serial.json ; FOLDER holds itsa_cigsales_single.csv and sicily.csv.
suppressPackageStartupMessages({library(nlme); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
cig <- read.csv(file.path(folder, "itsa_cigsales_single.csv"))
cig <- transform(cig, y = cigsale, trend = year - 1970, level = as.numeric(year >= 1989), slope = pmax(0, year - 1989))
sic <- read.csv(file.path(folder, "sicily.csv"))
sic <- transform(sic, y = aces, trend = time - 1, level = as.numeric(time >= 37), slope = pmax(0, time - 37))
gap <- cig[!(cig$year %in% c(1975, 1976, 1992)), ]
form <- y ~ trend + level + slope
tight <- glsControl(tolerance = 1e-12, msTol = 1e-14, maxIter = 500, msMaxIter = 500)
gls_case <- function(name, data, p, q, method) {
  data$t <- data$trend
  at <- function(v) gls(form, data, method = method,
    correlation = if (p == 1 && q == 0) corAR1(v, ~t, fixed = TRUE) else corARMA(v, ~t, p = p, q = q, fixed = TRUE))
  rough <- gls(form, data, method = method, control = tight,
    correlation = if (p == 1 && q == 0) corAR1(.5, ~t) else corARMA(rep(.2, p + q), ~t, p = p, q = q))
  v <- coef(rough$modelStruct$corStruct, unconstrained = FALSE)
  best <- optim(v, function(v) -2 * tryCatch(as.numeric(logLik(at(v))), error = function(e) -1e10),
    method = "BFGS", control = list(reltol = 1e-16, ndeps = rep(1e-4, p + q)))
  best <- optim(best$par, function(v) -2 * tryCatch(as.numeric(logLik(at(v))), error = function(e) -1e10),
    method = "BFGS", control = list(reltol = 1e-16, ndeps = rep(1e-5, p + q)))
  fit <- at(best$par)
  list(name = name, process = I(unname(best$par)), coef = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))),
    loglik = as.numeric(logLik(fit)))
}
arima_case <- function(name, data, order, seasonal = c(0, 0, 0), period = 1) {
  x <- as.matrix(cbind(intercept = 1, data[c("trend", "level", "slope")]))
  if (order[2] + seasonal[2] > 0) x <- x[, if (order[2] + seasonal[2] > 1 ) c("level", "slope") else c("trend", "level", "slope")]
  fit <- arima(data$y, order, list(order = seasonal, period = period), xreg = x, include.mean = FALSE, method = "ML",
    optim.control = list(reltol = 1e-15, maxit = 1000))
  m <- sum(order[-2], seasonal[-2])
  se <- sqrt(diag(fit$var.coef))
  list(name = name, process = I(unname(head(fit$coef, m))), coef = unname(tail(fit$coef, -m)),
    se = unname(tail(se, -m)), loglik = fit$loglik, sigma2 = fit$sigma2)
}
cases <- list(
  gls_case("cig-ar1-ml", cig, 1, 0, "ML"),
  gls_case("gap-ar1-ml", gap, 1, 0, "ML"),
  gls_case("sicily-ar1-reml", sic, 1, 0, "REML"),
  gls_case("sicily-ar2-reml", sic, 2, 0, "REML"),
  gls_case("sicily-arma11-ml", sic, 1, 1, "ML"),
  arima_case("sicily-100", sic, c(1, 0, 0)),
  arima_case("sicily-201", sic, c(2, 0, 1)),
  arima_case("sicily-100-100", sic, c(1, 0, 0), c(1, 0, 0), 12),
  arima_case("cig-110", cig, c(1, 1, 0)),
  arima_case("sicily-001-010", sic, c(1, 0, 0), c(0, 1, 0), 12))
cat(toJSON(list(tool = "R", versions = list(R = as.character(getRversion()), nlme = as.character(packageVersion("nlme"))),
  cases = cases), digits = NA, auto_unbox = TRUE, pretty = TRUE), "\n")
