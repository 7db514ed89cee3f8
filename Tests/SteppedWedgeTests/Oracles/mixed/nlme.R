# Usage: Rscript nlme.R > nlme.json
# Cluster and cluster-period effects by nlme::lme, with its degrees of freedom by level of grouping.
suppressMessages({library(nlme); library(jsonlite)})
all <- read.csv("designs.csv")
one <- function(design, method, covariates = NULL) {
  d <- droplevels(all[all$design == design, ])
  d$step <- factor(d$period)
  f <- as.formula(paste("y ~", paste(c("treatment", "step", covariates), collapse = " + ")))
  m <- do.call(lme, list(fixed = f, data = d, random = ~ 1 | cluster/step, method = method,
    control = lmeControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-12, msTol = 1e-12, niterEM = 50)))
  t <- summary(m)$tTable
  # The intercept's standard error of lme counts differently with ML; those of treatment and covariates are compared.
  rows <- c("treatment", covariates)
  list(design = design, method = tolower(method), covariates = I(as.character(covariates)), criterion = -2 * as.numeric(logLik(m)),
    terms = I(rows), estimate = I(unname(t[rows, "Value"])), se = I(unname(t[rows, "Std.Error"])), df = I(unname(t[rows, "DF"])))
}
cases <- list(one("complete", "REML"), one("unequal", "REML"), one("few", "REML"), one("incomplete", "REML"),
  one("unequal", "REML", c("age", "beds")), one("decay", "REML"))
cat(toJSON(list(r = R.version.string, nlme = as.character(packageVersion("nlme")), cases = cases), digits = NA, auto_unbox = TRUE), "\n")
