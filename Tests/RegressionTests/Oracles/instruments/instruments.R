# Two-stage least squares under covariances that adjust for leverage, and AER's own tests.
# hc2 and hc3 take the leverages of the second stage (the default of the package ivreg); cr2 and cr3 are clubSandwich's
# for AER's ivreg. Absorbed factors are dummies. Run: see README.md. Prints JSON.
source(file.path(dirname(dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))), "common.R"))
suppressPackageStartupMessages({library(AER); library(clubSandwich)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
power <- clubSandwich:::matrix_power
assignInNamespace("matrix_power", function(x, p, symmetric = TRUE, tol = -10) power(x, p, symmetric, tol = -10), "clubSandwich")

read <- function(name) {
  d <- read_table(name)
  d$dose <- 0.2 * d$burnout + 0.3 * d$caseload + 0.1 * d$experience + 0.5 * ((d$clinician * 13 + d$month * 29) %% 17)
  d$load <- 0.05 * d$hours - 0.1 * d$burnout + 0.02 * d$caseload + 0.1 * ((d$clinician * 5 + d$month * 31) %% 13)
  d$wave <- (d$month * 7 + d$clinician * 3) %% 11
  d
}

case <- function(c) {
  d <- read(c$data)
  used <- c("burnout", c$exogenous, c$endogenous, c$instruments, c$absorbed)
  d <- d[complete.cases(d[unlist(used)]), ]
  if (length(c$absorbed)) d <- drop_singletons(d, unlist(c$absorbed))
  exogenous <- c(unlist(c$exogenous), if (length(c$absorbed)) sprintf("factor(%s)", unlist(c$absorbed)))
  side <- function(x) paste(c("1", exogenous, unlist(x)), collapse = " + ")
  m <- ivreg(as.formula(paste("burnout ~", side(c$endogenous), "|", side(c$instruments))), data = d)
  b <- coef(m)[!is.na(coef(m))]
  names_out <- c(if (!length(c$absorbed)) "(Intercept)", unlist(c$exogenous), unlist(c$endogenous))
  at <- match(names_out, names(b))
  x <- model.matrix(m, component = "projected")[, names(b)]
  h <- hatvalues(lm(d$burnout ~ x - 1))
  bread <- solve(crossprod(x)); u <- residuals(m)
  hc <- function(power) sqrt(diag(bread %*% crossprod(x * (u / (1 - h)^power)) %*% bread))[at]
  named <- function(v) lapply(as.list(setNames(as.numeric(v), names_out)), unbox)
  out <- list(name = unbox(c$name), coef = named(b[at]), hc2 = named(hc(0.5)), hc3 = named(hc(1)))
  for (type in c("CR2", "CR3")) {
    v <- tryCatch(vcovCR(m, d$clinic, type), error = function(e) NULL)
    if (is.null(v)) next
    t <- coef_test(m, v, test = "Satterthwaite")
    out[[tolower(type)]] <- named(sqrt(diag(as.matrix(v)))[at])
    if (type == "CR2") out$df2 <- named(t$df_Satt[match(names_out, rownames(t))])
  }
  if (!length(c$absorbed)) {
    tests <- summary(m, diagnostics = TRUE)$diagnostics
    robust <- summary(m, vcov. = function(x) vcovHC(x, type = "HC1"), diagnostics = TRUE)$diagnostics
    out$aer <- list(weak = tests[seq_along(c$endogenous), "statistic"], hausman = unbox(tests["Wu-Hausman", "statistic"]),
                    sargan = unbox(tests["Sargan", "statistic"]), weak1 = robust[seq_along(c$endogenous), "statistic"],
                    hausman1 = unbox(robust["Wu-Hausman", "statistic"]))
  }
  out
}

cases <- Filter(function(c) is.null(c$weights), read_json(file.path(here, "cases.json")))
versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), AER = as.character(packageVersion("AER")),
                 clubSandwich = as.character(packageVersion("clubSandwich")))
text <- toJSON(list(tool = unbox("AER ivreg, clubSandwich"), versions = lapply(versions, unbox), cases = lapply(cases, case)),
               digits = I(17), na = "null", null = "null", auto_unbox = FALSE)
cat(gsub('{"name"', '\n{"name"', text, fixed = TRUE), "\n", sep = "")
