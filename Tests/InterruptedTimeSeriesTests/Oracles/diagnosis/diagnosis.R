suppressMessages({library(lmtest); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
case <- function(periods, rho) {
  d <- read.csv(file.path(folder, sprintf("%d-%g.csv", periods, rho)))
  start <- periods %/% 2 + 1
  d$slope <- pmax(0, d$time - start)
  m <- lm(y ~ time + after + slope, d)
  lags <- max(1, min(10, periods %/% 5))
  e <- resid(m)
  watson <- dwtest(m, alternative = "greater")
  n <- nrow(d); X <- model.matrix(m); M <- diag(n) - X %*% solve(crossprod(X), t(X))
  A <- crossprod(diff(diag(n)))
  w <- sort(eigen(M %*% A %*% M, symmetric = TRUE)$values)[-seq_len(ncol(X))] - watson$statistic
  # lmtest's own p-value (Pan's sums) is off in the third digit at 120 periods: Imhof's integral instead.
  imhof <- integrate(Vectorize(function(u) sin(sum(atan(2 * w * u)) / 2) / (u * exp(sum(log1p(4 * w^2 * u^2)) / 4))),
                     0, 1, rel.tol = 1e-12, subdivisions = 2000)$value +
           integrate(Vectorize(function(u) sin(sum(atan(2 * w * u)) / 2) / (u * exp(sum(log1p(4 * w^2 * u^2)) / 4))),
                     1, Inf, rel.tol = 1e-12, subdivisions = 2000)$value
  box <- Box.test(e, lag = lags, type = "Ljung-Box")
  godfrey <- bgtest(m, order = lags, fill = 0)
  list(periods = periods, autocorrelation = rho, lags = lags,
       durbinWatson = unname(watson$statistic), durbinWatsonP = 0.5 - imhof / pi,
       ljungBox = unname(box$statistic), ljungBoxP = box$p.value,
       breuschGodfrey = unname(godfrey$statistic), breuschGodfreyP = unname(godfrey$p.value),
       acf = as.numeric(acf(e, lag.max = lags, plot = FALSE)$acf)[-1],
       pacf = as.numeric(pacf(e, lag.max = lags, plot = FALSE)$acf))
}
cases <- list()
for (periods in c(12, 24, 48, 120)) for (rho in c(0, 0.4, 0.8)) cases[[length(cases) + 1]] <- case(periods, rho)
cat(toJSON(list(tool = "R lmtest and stats", versions = list(R = as.character(getRversion()), lmtest = as.character(packageVersion("lmtest"))),
                seed = 7, cases = cases), digits = NA, auto_unbox = TRUE, pretty = 1))
