# Synthetic difference-in-differences by R's synthdid (its functions, read from its sources' folder R).
# Run: see README.md. Prints JSON.
library(jsonlite)
arguments <- commandArgs(TRUE)
for (file in c("utils", "solver", "synthdid", "vcov")) source(file.path(arguments[2], paste0(file, ".R")))

panel <- function(name) {
  d <- read.csv(file.path(arguments[1], paste0(name, ".csv")))
  d$adopted[is.na(d$adopted)] <- 0
  d$load <- d$caseload / 10
  d[order(d$clinician, d$month), ]
}

wide <- function(d, column) {
  m <- matrix(d[[column]], ncol = length(unique(d$month)), byrow = TRUE)
  rownames(m) <- unique(d$clinician)
  m
}

# One cohort's block: controls first.
block <- function(d, start) {
  d <- d[d$adopted == 0 | d$adopted == start, ]
  first <- d[!duplicated(d$clinician), ]
  order <- order(first$adopted, first$clinician)
  list(Y = wide(d, "burnout")[order, ], X = wide(d, "load")[order, ], N0 = sum(first$adopted == 0), T0 = start - 1)
}

estimate <- function(b, method, covariate) {
  f <- switch(method, sdid = synthdid_estimate, sc = sc_estimate, did = did_estimate)
  if (covariate) f(b$Y, b$N0, b$T0, X = array(b$X, c(dim(b$X), 1))) else f(b$Y, b$N0, b$T0)
}

cases <- list()
for (name in c("block", "waves")) for (method in c("sdid", "sc", "did")) for (covariate in c(FALSE, TRUE)) {
  d <- panel(name)
  starts <- sort(setdiff(unique(d$adopted), 0))
  fits <- lapply(starts, function(start) estimate(block(d, start), method, covariate))
  cohorts <- lapply(seq_along(starts), function(i) {
    e <- fits[[i]]; w <- attr(e, "weights")
    list(start = starts[i], effect = as.numeric(e), omega = as.numeric(w$omega), lambda = as.numeric(w$lambda), beta = as.numeric(w$beta))
  })
  case <- list(data = name, method = method, covariate = covariate, cohorts = cohorts)
  if (name == "block" && !covariate) {
    e <- fits[[1]]; b <- block(d, starts[1]); w <- attr(e, "weights"); opts <- attr(e, "opts")
    case$jackknife <- sqrt(vcov(e, method = "jackknife"))[1]
    N1 <- nrow(b$Y) - b$N0
    set.seed(1)
    case$placebo <- lapply(1:6, function(draw) {
      ind <- sample(1:b$N0); N0 <- b$N0 - N1
      weights <- w; weights$omega <- sum_normalize(w$omega[ind[1:N0]])
      tau <- do.call(synthdid_estimate, c(list(Y = b$Y[ind, ], N0 = N0, T0 = b$T0, weights = weights), opts))
      list(order = ind - 1, effect = as.numeric(tau))
    })
    case$bootstrap <- lapply(1:4, function(draw) {
      ind <- sort(sample(1:nrow(b$Y), replace = TRUE))
      weights <- w; weights$omega <- sum_normalize(w$omega[ind[ind <= b$N0]])
      tau <- do.call(synthdid_estimate, c(list(Y = b$Y[ind, ], N0 = sum(ind <= b$N0), T0 = b$T0, weights = weights), opts))
      list(order = ind - 1, effect = as.numeric(tau))
    })
  }
  cases[[length(cases) + 1]] <- case
}
versions <- list(R = as.character(getRversion()), synthdid = "0.0.9, github.com/synth-inference/synthdid", jsonlite = as.character(packageVersion("jsonlite")))
cat(toJSON(list(tool = "synthdid (R)", versions = versions, cases = cases), digits = NA, auto_unbox = TRUE, always_decimal = FALSE), "\n")
