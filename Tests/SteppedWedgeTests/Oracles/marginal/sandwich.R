# Usage: Rscript sandwich.R designs.json > sandwich.json
# CR2 and CR3 of glm by clubSandwich, with Satterthwaite's degrees of freedom, and CR2 by whole matrices in rows whitened by the
# working variance (clubSandwich's root of the same condition differs where that variance does); the treatment's row.
suppressPackageStartupMessages({library(clubSandwich); library(jsonlite)})
designs <- lapply(fromJSON(commandArgs(TRUE)[1]), as.data.frame)
case <- function(design, family, covariates = NULL) {
  d <- designs[[design]]
  f <- as.formula(paste(c("y ~ treatment + factor(period)", covariates), collapse = " + "))
  fit <- glm(f, family = family, data = d, control = glm.control(epsilon = 1e-14, maxit = 100))
  row <- function(type) {
    t <- coef_test(fit, vcov = vcovCR(fit, cluster = d$cluster, type = type), test = "Satterthwaite")["treatment", ]
    c(t$SE, if (is.null(t$df)) t$df_Satt else t$df)
  }
  w <- fit$weights
  x <- sqrt(w) * model.matrix(fit)
  e <- sqrt(w) * residuals(fit, "working")
  m <- solve(crossprod(x))
  q <- x %*% m[, 2]
  parts <- lapply(split(seq_along(e), d$cluster), function(i) {
    s <- eigen(diag(length(i)) - x[i, ] %*% m %*% t(x[i, ]), symmetric = TRUE)
    a <- s$vectors %*% (t(s$vectors) / sqrt(s$values))
    list(v = sum(q[i] * (a %*% e[i]))^2, own = sum((a %*% q[i])^2), cross = t(x[i, ]) %*% a %*% q[i])
  })
  cross <- sapply(parts, `[[`, "cross")
  p <- diag(sapply(parts, `[[`, "own")) - t(cross) %*% m %*% cross
  whitened <- c(sqrt(sum(sapply(parts, `[[`, "v"))), sum(diag(p))^2 / sum(p^2))
  list(design = design, family = family, covariates = I(as.character(covariates)), estimate = coef(fit)[["treatment"]],
    cr2 = whitened, clubSandwich = row("CR2"), cr3 = row("CR3"))
}
cases <- list(case("events", "binomial"), case("unequal", "binomial"), case("few", "binomial"), case("counts", "poisson"),
  case("scores", "gaussian", "x"))
cat(toJSON(list(clubSandwich = as.character(packageVersion("clubSandwich")), cases = cases), digits = NA, auto_unbox = TRUE), "\n")
