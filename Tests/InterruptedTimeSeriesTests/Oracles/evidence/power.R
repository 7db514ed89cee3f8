# Power of a planned series with known AR(1) errors by whole matrices and R's noncentral t: Rscript power.R > power.json
suppressMessages(library(jsonlite))
plan <- function(before, after, phi, horizon, level, slope, weighting, harmonics = 0) {
  n <- before + after; t <- seq_len(n); X <- cbind(1, t, t > before, pmax(0, t - before - 1))
  for (k in seq_len(harmonics)) X <- cbind(X, sin(2 * pi * k * t / 12), cos(2 * pi * k * t / 12))
  R <- 4 * phi^abs(outer(t, t, "-")); c <- c(0, 0, 1, horizon, rep(0, 2 * harmonics))
  S <- solve(crossprod(X))
  V <- if (weighting == "gls") solve(t(X) %*% solve(R, X)) else S %*% t(X) %*% R %*% X %*% S
  se <- sqrt(c(c %*% V %*% c)); df <- n - ncol(X); k <- qt(.975, df); d <- abs(level + slope * horizon) / se
  list(before = before, after = after, autocorrelation = phi, horizon = horizon, level = level, slope = slope, weighting = weighting,
       harmonics = harmonics, standardError = se, power = pt(k, df, d, lower.tail = FALSE) + pt(-k, df, d))
}
cases <- list(plan(12, 36, .4, 0, -4, 0, "gls", 2), plan(5, 4, -.3, 0, -6, 0, "ols"))
for (m in c("gls", "ols")) for (phi in c(0, .4, .8)) cases[[length(cases) + 1]] <- plan(24, 24, phi, 11, -2, -.2, m)
cat(toJSON(list(tool = "R stats", versions = list(R = as.character(getRversion())), cases = cases), digits = NA, auto_unbox = TRUE, pretty = 1))
