suppressMessages({library(strucchange); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
# Cumby and Huizinga (1992): sqrt(T) r -> N(0, P Psi P'), written with whole matrices.
cumby <- function(e, X, q, s, robust) {
  n <- length(e); late <- function(k) c(rep(0, k), head(e, n - k))
  L <- sapply(q + seq_len(s), late); H <- cbind(X, L); v <- mean(e^2)
  Psi <- matrix(0, ncol(H), ncol(H))
  for (k in 0:q) {
    a <- (1 + k):n; b <- a - k
    G <- if (robust) crossprod(H[a, ] * e[a], H[b, ] * e[b]) / n else sum(e[a] * e[b]) / n * crossprod(H[a, ], H[b, ]) / n
    Psi <- Psi + if (k == 0) G else G + t(G)
  }
  P <- cbind(-crossprod(L, X) / n / v) %*% (n * solve(crossprod(X)))
  P <- cbind(P, diag(s) / v)
  r <- as.numeric(crossprod(L, e)) / n / v
  V <- P %*% Psi %*% t(P)
  if (min(eigen(V)$values) <= 0) return(NULL)
  statistic <- n * as.numeric(t(r) %*% solve(V, r))
  list(statistic = statistic, p = pchisq(statistic, s, lower.tail = FALSE))
}
case <- function(periods, rho) {
  d <- read.csv(file.path(folder, sprintf("%d-%g.csv", periods, rho)))
  start <- periods %/% 2 + 1
  d$trend <- d$time - 1; d$slope <- pmax(0, d$time - start)
  m <- lm(y ~ trend + after + slope, d)
  last <- periods; h <- last - start
  V <- vcov(m); b <- coef(m); ce <- c(0, 0, 1, h); cf <- c(1, last - 1, 0, 0); t2 <- qt(.975, m$df.residual)^2
  A <- sum(cf * b)^2 - t2 * c(cf %*% V %*% cf); B <- sum(ce * b) * sum(cf * b) - t2 * c(ce %*% V %*% cf)
  C <- sum(ce * b)^2 - t2 * c(ce %*% V %*% ce)
  forecast <- predict(m, data.frame(trend = last - 1, after = 0, slope = 0), interval = "prediction")
  f <- Fstats(y ~ time, from = 0.15, data = d); test <- sctest(f, type = "supF")
  bp <- breakpoints(y ~ time, h = 0.15, breaks = 1, data = d)
  set <- tryCatch(as.numeric(confint(bp, breaks = 1)$confint), warning = function(w) NULL)
  one <- Fstats(y ~ 1, from = 0.15, data = d)
  e <- resid(m); X <- model.matrix(m); lags <- max(1, min(10, periods %/% 5))
  list(periods = periods, autocorrelation = rho, lags = lags,
       fieller = c((B - sqrt(B^2 - A * C)) / A, (B + sqrt(B^2 - A * C)) / A), forecast = as.numeric(forecast)[2:3],
       supF = unname(test$statistic), supFP = unname(test$p.value), date = f$breakpoint + 1, dates = if (is.null(set)) list() else set + 1,
       cumby = cumby(e, X, 0, lags, TRUE), plain = cumby(e, X, 0, lags, FALSE), second = cumby(e, X, 1, 1, TRUE))
}
cases <- list()
for (periods in c(20, 40, 120)) for (rho in c(0, 0.5)) cases[[length(cases) + 1]] <- case(periods, rho)
cat(toJSON(list(tool = "R stats and strucchange; dense matrices for Cumby and Huizinga",
                versions = list(R = as.character(getRversion()), strucchange = as.character(packageVersion("strucchange"))),
                seed = 7, cases = cases), digits = NA, auto_unbox = TRUE, pretty = 1))
