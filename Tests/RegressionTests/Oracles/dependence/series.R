# One series: kernels and bandwidths of sandwich, without prewhitening. Run: see README.md. Prints JSON.
suppressPackageStartupMessages({library(sandwich); library(jsonlite)})
folder <- commandArgs(trailingOnly = TRUE)[1]
d <- read.csv(file.path(folder, "series.csv"))
cases <- list()
names_out <- function(v) as.list(setNames(as.numeric(v), sub("^I\\((.*)\\)$", "I(\\1)", names(v))))
add <- function(name, unit, formula, weights, kernel, bandwidth, lag, width, v, m)
  cases[[length(cases) + 1]] <<- list(name = name, unit = unit, formula = formula, weights = weights, kernel = kernel,
    bandwidth = bandwidth, lag = lag, width = width, nobs = nobs(m), df = df.residual(m),
    coef = names_out(coef(m)), se = names_out(setNames(sqrt(diag(v)), names(coef(m)))))

kernels <- c(bartlett = "Bartlett", parzen = "Parzen", "quadratic-spectral" = "Quadratic Spectral")
for (unit in unique(d$clinician)) for (formula in c("burnout ~ caseload + month", "burnout ~ caseload", "burnout ~ caseload + hours - 1"))
  for (weights in list(NULL, "hours")) {
    s <- d[d$clinician == unit, ]
    s <- s[order(s$month), ]
    s$.w <- if (is.null(weights)) 1 else s[[weights]]
    m <- lm(as.formula(formula), s, weights = .w)
    tag <- paste(unit, formula, if (is.null(weights)) "" else weights, sep = "/")
    put <- function(what, ...) add(paste(tag, what, sep = "/"), unit, formula, weights, ...)
    # The intercept is left out, all others count the same.
    keep <- if ("(Intercept)" %in% names(coef(m))) c(0, rep(1, length(coef(m)) - 1)) else rep(1, length(coef(m)))
    for (lag in c(0, 1, 4, 25, 119))
      put(paste0("newey-west/", lag), "bartlett", NULL, lag, NULL, NeweyWest(m, lag = lag, prewhite = FALSE, adjust = TRUE), m)
    automatic <- floor(bwNeweyWest(m, kernel = "Bartlett", prewhite = FALSE, weights = keep))
    put("newey-west/automatic", "bartlett", "default", automatic, NULL, NeweyWest(m, lag = automatic, prewhite = FALSE, adjust = TRUE), m)
    for (kernel in names(kernels)) {
      hac <- function(bw) kernHAC(m, bw = bw, kernel = kernels[[kernel]], prewhite = FALSE, adjust = TRUE, tol = 0)
      for (bw in c(0.5, 3, 7.3)) put(paste0(kernel, "/", bw), kernel, "width", NULL, bw, hac(bw), m)
      bw <- bwNeweyWest(m, kernel = kernels[[kernel]], prewhite = FALSE, weights = keep)
      put(paste0(kernel, "/newey-west"), kernel, "newey-west", NULL, bw, hac(bw), m)
      bw <- bwAndrews(m, kernel = kernels[[kernel]], prewhite = FALSE, weights = keep)
      put(paste0(kernel, "/andrews"), kernel, "andrews", NULL, bw, hac(bw), m)
    }
  }
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), sandwich = as.character(packageVersion("sandwich")))
cases <- lapply(cases, function(case) Filter(Negate(is.null), case))
text <- toJSON(list(tool = "R sandwich", versions = versions, cases = cases), digits = I(17), auto_unbox = TRUE)
cat(gsub('{"name"', '\n{"name"', text, fixed = TRUE), "\n", sep = "")
