# Generalised linear models with every absorbed factor as dummies: glm, and sandwich for clustered errors.
# usage: Rscript generalised-linear.R FOLDER_OF_TABLES > generalised-linear.json
suppressMessages({library(sandwich); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
strict <- glm.control(epsilon = 1e-15, maxit = 200)
answer <- function(name, data, formula, absorbed, family, weights = NULL, offset = NULL, cluster = "clinic") {
  d <- read.csv(file.path(folder, paste0(data, ".csv")))
  d <- d[complete.cases(d[, all.vars(as.formula(formula))]), ]
  # Singletons of the absorbed factors, and levels whose outcomes are all 0 or all 1 in a logit (no finite effect
  # fits them), one after another.
  outcome <- all.vars(as.formula(formula))[1]
  repeat {
    alone <- Reduce(`|`, lapply(absorbed, function(f) table(d[[f]])[as.character(d[[f]])] == 1), FALSE)
    if (family$family == "binomial") for (f in absorbed) {
      share <- tapply(d[[outcome]], d[[f]], mean)[as.character(d[[f]])]
      alone <- alone | share == 0 | share == 1
    }
    if (!any(alone)) break
    d <- d[!alone, ]
  }
  full <- paste(c(formula, sprintf("factor(%s)", absorbed)), collapse = " + ")
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  d$.o <- if (is.null(offset)) 0 else eval(parse(text = offset), d)
  m <- suppressWarnings(glm(as.formula(full), family, d, weights = .w, offset = .o, control = strict))
  terms <- names(coef(m))
  shown <- terms[!grepl("^factor", terms) & (length(absorbed) == 0 | terms != "(Intercept)")]
  G <- length(unique(d[[cluster]])); n <- nrow(d)
  nested <- vapply(absorbed, function(f) all(rowSums(table(d[[f]], d[[cluster]]) > 0) == 1), TRUE)
  L <- vapply(absorbed, function(f) length(unique(d[[f]])), 1)
  K <- length(shown) + sum(L) - max(0, length(L) - 1) - sum((L - 1)[nested])
  cr1 <- sandwich::vcovCL(m, d[[cluster]], type = "HC0", cadjust = FALSE) * (n - 1) / (n - K) * G / (G - 1)
  list(name = name, data = data, formula = formula, absorbed = I(absorbed), family = family$family, weights = weights,
       offset = offset, cluster = cluster, nobs = n, coef = as.list(coef(m)[shown]),
       iid = as.list(sqrt(diag(vcov(m)))[shown]), cr1 = as.list(sqrt(diag(cr1))[shown]),
       deviance = deviance(m), logLik = if (grepl("quasi", family$family)) NULL else as.numeric(logLik(m)))
}
none <- character(0)
cases <- list(
  answer("poisson", "balanced", "caseload ~ treated + experience", none, poisson()),
  answer("poisson-fe", "unbalanced", "caseload ~ treated + experience", c("clinic", "month"), poisson()),
  answer("poisson-fe-nested", "unbalanced", "caseload ~ treated + hours", c("clinician", "month"), poisson()),
  answer("poisson-weights", "few", "caseload ~ treated + experience", "clinic", poisson(), weights = "hours"),
  answer("poisson-offset", "balanced", "caseload ~ treated + experience", "month", poisson(), offset = "log(hours)"),
  answer("quasipoisson", "balanced", "caseload ~ treated + experience", "clinic", quasipoisson()),
  answer("logit", "balanced", "treated ~ caseload + burnout", none, binomial()),
  answer("logit-fe", "balanced", "treated ~ caseload + burnout + hours", "region", binomial()),
  answer("logit-fe2", "unbalanced", "treated ~ caseload + burnout", c("region", "experience"), binomial()))
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), sandwich = as.character(packageVersion("sandwich")))
cat(toJSON(list(tool = "R glm with explicit dummies, sandwich", versions = versions, cases = cases),
           auto_unbox = TRUE, digits = NA, null = "null", pretty = FALSE), "\n")
