# What the R oracles share: least squares with absorbed factors written out as dummies, and the covariances
# of the package's conventions built from sandwich's uncorrected ones.
suppressPackageStartupMessages({library(sandwich); library(jsonlite)})

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 1) stop("usage: Rscript SCRIPT.R FOLDER_WITH_CSV_FILES > RESULT.json")
read_table <- function(name) read.csv(file.path(arguments[1], paste0(name, ".csv")), stringsAsFactors = FALSE)

# Rows whose level of an absorbed factor occurs once are dropped until there are none.
drop_singletons <- function(d, absorb) {
  repeat {
    alone <- rep(FALSE, nrow(d))
    for (a in absorb) alone <- alone | table(d[[a]])[as.character(d[[a]])] == 1
    if (!any(alone)) return(d)
    d <- d[!alone, ]
  }
}

nested <- function(inner, outer) all(tapply(outer, inner, function(v) length(unique(v))) == 1)

# One model, one covariance. `terms`: columns (or R expressions) on the right; `label`: their names in the
# answer; `formula`: the model in the package's language.
oracle <- function(name, data, d, formula, terms, absorb = character(), vcov = "iid", clusters = character(),
                   weights = NULL, label = terms, wald = list(), y = "burnout") {
  used <- intersect(c(all.vars(as.formula(paste("~", paste(c(y, terms), collapse = "+")))), absorb, clusters, weights), names(d))
  d <- d[complete.cases(d[used]), ]
  before <- nrow(d)
  if (length(absorb)) d <- drop_singletons(d, absorb)
  rhs <- c(if (length(terms)) terms else "1", sprintf("factor(%s)", absorb))
  d$.w <- if (is.null(weights)) 1 else d[[weights]]
  fit <- function(rhs) lm(as.formula(paste(y, "~", paste(rhs, collapse = " + "))), d, weights = if (is.null(weights)) NULL else .w)
  m <- fit(rhs)
  n <- nrow(d)
  slopes <- length(label)
  keep <- if (length(absorb)) seq_len(slopes) + 1 else seq_len(slopes + 1)
  names_out <- c("(Intercept)", label)[keep]
  estimated <- coef(m)[!is.na(coef(m))]
  rows <- match(names(coef(m))[keep], names(estimated))
  levels <- vapply(absorb, function(a) length(unique(d[[a]])), 1)
  k_all <- if (length(absorb)) slopes + sum(levels) - (length(absorb) - 1) else slopes + 1
  k <- k_all
  groups <- vapply(clusters, function(a) length(unique(d[[a]])), 1)
  df <- n - k_all
  u <- residuals(m)
  rss <- sum(d$.w * u^2)
  if (vcov == "iid") {
    v <- rss / (n - k) * summary(m)$cov.unscaled
  } else if (startsWith(vcov, "hc")) {
    v <- vcovHC(m, type = if (vcov == "hc1") "HC0" else toupper(vcov))
    if (vcov == "hc1") v <- v * n / (n - k)
  } else {
    inside <- vapply(absorb, function(a) any(vapply(clusters, function(g) nested(d[[a]], d[[g]]), TRUE)), TRUE)
    k <- k_all - sum((levels - 1)[inside])
    g <- as.list(d[clusters])
    v <- vcovCL(m, cluster = as.data.frame(g), type = "HC0", cadjust = FALSE, fix = FALSE)
    if (vcov == "cr1") v <- v * (n - 1) / (n - k) * min(groups) / (min(groups) - 1)
    df <- min(groups) - 1
  }
  b <- estimated[rows]
  v <- v[rows, rows, drop = FALSE]
  unclipped <- NULL
  e <- eigen((v + t(v)) / 2, symmetric = TRUE)
  if (length(clusters) > 1 && min(e$values) < -1e-12 * max(e$values)) {
    unclipped <- diag(v)
    v <- e$vectors %*% (pmax(e$values, 0) * t(e$vectors))
  }
  se <- sqrt(diag(v))
  t <- b / se
  half <- qt(0.975, df) * se
  named <- function(x) as.list(setNames(as.numeric(x), names_out))
  tss <- sum(d$.w * (d[[y]] - weighted.mean(d[[y]], d$.w))^2)
  list(name = unbox(name), data = unbox(data), formula = unbox(formula), vcov = unbox(vcov), clusters = clusters,
       weights = if (is.null(weights)) NULL else unbox(weights), nobs = unbox(n), singletons = unbox(before - n),
       k = unbox(k), groups = as.numeric(groups), df = unbox(df), coef = lapply(named(b), unbox),
       se = lapply(named(se), unbox), statistic = lapply(named(t), unbox),
       p = lapply(named(2 * pt(-abs(t), df)), unbox), low = lapply(named(b - half), unbox),
       high = lapply(named(b + half), unbox),
       unclipped = if (is.null(unclipped)) NULL else lapply(named(ifelse(unclipped >= 0, sqrt(pmax(unclipped, 0)), NA)), unbox),
       r2 = unbox(1 - rss / tss), adjusted = unbox(1 - rss / tss * (n - 1) / (n - k_all)),
       within = if (length(absorb)) {
         only <- fit(sprintf("factor(%s)", absorb)); unbox(1 - rss / sum(d$.w * residuals(only)^2))
       } else NULL,
       sigma = unbox(sqrt(rss / (n - k_all))),
       # A covariance of few clusters has too low a rank for some joint tests: those are left out.
       wald = lapply(Filter(function(set) rcond(v[match(set, names_out), match(set, names_out), drop = FALSE]) > 1e-9, wald), function(set) {
         at <- match(set, names_out); q <- length(at)
         w <- as.numeric(t(b[at]) %*% solve(v[at, at], b[at]))
         list(terms = I(set), f = unbox(w / q), df1 = unbox(q), df2 = unbox(df), p = unbox(pf(w / q, q, df, lower.tail = FALSE)),
              chi2 = unbox(w), chi2_p = unbox(pchisq(w, q, lower.tail = FALSE)))
       }))
}

finish <- function(cases) {
  versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), sandwich = as.character(packageVersion("sandwich")))
  cases <- lapply(cases, function(case) Filter(Negate(is.null), case))
  text <- toJSON(list(tool = unbox("R lm with explicit dummies, sandwich"), versions = lapply(versions, unbox), cases = cases),
                 digits = I(17), na = "null", null = "null", auto_unbox = FALSE)
  # one line a case
  cat(gsub('{"name"', '\n{"name"', text, fixed = TRUE), "\n", sep = "")
}
