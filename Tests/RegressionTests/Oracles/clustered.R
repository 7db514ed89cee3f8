# CR0, CR2, CR3 with Satterthwaite degrees of freedom and HTZ tests: clubSandwich on least squares with every
# absorbed factor written out as dummies, and the jackknife by leaving clusters out one by one.
# Run: see README.md. Prints JSON.
#
# clubSandwich takes eigenvalues of a cluster's I − H above 1e-12 for positive. With dummies many are zero, rounding
# makes some of them larger, and their inverse roots of 1e6 spoil the fifth digit of degrees of freedom (other digits
# once the columns are centred). Here the limit is 1e-10.
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))), "common.R"))
suppressPackageStartupMessages(library(clubSandwich))

power <- clubSandwich:::matrix_power
assignInNamespace("matrix_power", function(x, p, symmetric = TRUE, tol = -10) power(x, p, symmetric, tol = -10), "clubSandwich")

named <- function(x, names) lapply(as.list(setNames(as.numeric(x), names)), unbox)

# Σ (b without cluster − b)(…)′ of the coefficients named; NA where a slope cannot be estimated without some cluster.
leave_one_out <- function(fit, d, cluster, at) {
  b <- coef(fit(d))[at]
  gone <- sapply(unique(d[[cluster]]), function(g) coef(fit(d[d[[cluster]] != g, ]))[at] - b)
  gone <- matrix(gone, nrow = length(at))
  list(v = tcrossprod(gone), missing = rowSums(is.na(gone)) > 0)
}

adjusted <- function(name, data, formula, terms, absorb = character(), cluster, weights = NULL, label = terms,
                     wald = list(), family = NULL, y = "burnout") {
  d <- read_table(data)
  used <- intersect(c(all.vars(as.formula(paste("~", paste(c(y, terms), collapse = "+")))), absorb, cluster, weights), names(d))
  d <- d[complete.cases(d[used]), ]
  if (length(absorb)) d <- drop_singletons(d, absorb)
  if (!is.null(weights)) d$.w <- d[[weights]]
  rhs <- c(terms, sprintf("factor(%s)", absorb))
  f <- as.formula(paste(y, "~", paste(rhs, collapse = " + ")))
  fit <- function(d) if (is.null(weights)) lm(f, d) else lm(f, d, weights = .w)
  m <- fit(d)
  # A generalised model is its last weighted regression, rows multiplied by the roots of the working weights.
  if (!is.null(family)) {
    glm <- glm(f, family, d, control = glm.control(epsilon = 1e-14, maxit = 100))
    root <- sqrt(glm$weights)
    d$.y <- root * (glm$linear.predictors + glm$residuals)
    d$.x <- root * model.matrix(glm)
    m <- lm(.y ~ .x - 1, d)
  }
  at <- if (length(absorb)) seq_along(label) + 1 else seq_len(length(label) + 1)
  names_out <- c("(Intercept)", label)[at]
  keep <- !is.na(coef(m)[at])
  at <- at[keep]; names_out <- names_out[keep]
  rows <- match(names(coef(m))[at], names(coef(m))[!is.na(coef(m))])
  g <- d[[cluster]]
  v0 <- vcovCR(m, g, "CR0")
  v2 <- vcovCR(m, g, "CR2")
  t2 <- coef_test(m, v2, test = "Satterthwaite")
  # Dummies first, so that a slope that is not identified without a cluster is missing.
  last <- function(d) {
    f <- as.formula(paste(y, "~", paste(c(sprintf("factor(%s)", absorb), terms), collapse = " + ")))
    if (is.null(weights)) lm(f, d) else lm(f, d, weights = .w)
  }
  out <- if (is.null(family)) leave_one_out(last, d, cluster, names(coef(m))[at]) else NULL
  # With dummies or slopes that one cluster alone identifies, I − H has no inverse: either there is no CR3, or the
  # numbers are those of a matrix that rounding has made invertible.
  v3 <- if (any(out$missing)) NULL else tryCatch(vcovCR(m, g, "CR3"), error = function(e) NULL)
  if (!is.null(out) && !is.null(v3) && !isTRUE(all.equal(sqrt(diag(as.matrix(v3))[rows]), sqrt(diag(out$v)), tolerance = 1e-6, check.attributes = FALSE)))
    v3 <- NULL
  t3 <- if (is.null(v3)) NULL else coef_test(m, v3, test = "Satterthwaite")
  se <- function(v) sqrt(diag(as.matrix(v))[rows])
  p <- sum(!is.na(coef(m)))
  joint <- function(v) lapply(wald, function(set) {
    q <- length(set)
    c <- matrix(0, q, p)
    c[cbind(seq_len(q), rows[match(set, names_out)])] <- 1
    w <- Wald_test(m, c, v, test = "HTZ")
    list(terms = I(set), f = unbox(w$Fstat), df1 = unbox(q), df2 = unbox(w$df_denom), p = unbox(w$p_val))
  })
  Filter(Negate(is.null), list(
    name = unbox(name), data = unbox(data), formula = unbox(formula), cluster = unbox(cluster),
    weights = if (is.null(weights)) NULL else unbox(weights), family = if (is.null(family)) NULL else unbox(family$family),
    nobs = unbox(nrow(d)), groups = unbox(length(unique(g))), sizes = range(table(g)),
    coef = named(coef(m)[at], names_out), cr0 = named(se(v0), names_out), cr2 = named(se(v2), names_out),
    df2 = named(t2$df_Satt[rows], names_out), p2 = named(t2$p_Satt[rows], names_out),
    cr3 = if (is.null(v3)) NULL else named(se(v3), names_out),
    df3 = if (is.null(t3)) NULL else named(t3$df_Satt[rows], names_out),
    leftOut = if (is.null(out) || grepl("factor", formula)) NULL else named(ifelse(out$missing, NA, sqrt(diag(out$v))), names_out),
    wald = joint(v2), wald3 = if (is.null(v3)) NULL else joint(v3)))
}

cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- adjusted(...)
x <- c("treated", "caseload", "experience")
model <- function(absorb) paste("burnout ~", paste(x, collapse = " + "), if (length(absorb)) paste("|", paste(absorb, collapse = " + ")) else "")
name <- function(...) paste(c(...), collapse = "/")
tests <- list(x, x[2:3], x[1])

for (data in c("balanced", "unbalanced", "few", "sparse"))
  for (w in list(NULL, "hours")) {
    for (g in c("clinic", "clinician", "month", "region"))
      add(name(data, w, "plain", g), data, trimws(model(NULL)), x, cluster = g, weights = w, wald = if (g == "region") tests[2:3] else tests)
    # The factor nested in the clusters, crossed with them, both, and a cluster nested in the factor.
    for (a in list("clinic", "month", c("clinician", "month"), c("region", "month")))
      for (g in if (data == "sparse" && "clinician" %in% a) c("clinic", "clinician", "month") else c("clinic", "clinician"))
        add(name(data, w, paste(a, collapse = "+"), g), data, model(a), x, a, g, weights = w, wald = tests)
  }
# Several nested factors beside a crossed one.
for (w in list(NULL, "hours"))
  add(name("unbalanced", w, "three-way", "clinic"), "unbalanced", "burnout ~ treated + caseload | clinician + month + experience", x[1:2],
      c("clinician", "month", "experience"), "clinic", weights = w, wald = list(x[1:2]))
for (w in list(NULL, "hours"))
  add(name("few", w, "clinician+clinic+month", "clinic"), "few", "burnout ~ treated + caseload | clinician + clinic + month", x[1:2],
      c("clinician", "clinic", "month"), "clinic", weights = w, wald = list(x[1:2]))
# Two to eight clusters.
for (g in c(2, 3, 4, 5, 8))
  for (w in list(NULL, "hours")) {
    data <- paste0("clusters", g)
    add(name(data, w, "plain"), data, trimws(model(NULL)), x, cluster = "clinic", weights = w, wald = if (g > 4) tests[2:3] else tests[3])
    add(name(data, w, "clinician"), data, "burnout ~ treated + caseload | clinician", x[1:2], "clinician", "clinic", weights = w,
        wald = if (g > 4) list(x[1:2]) else list(x[1]))
    add(name(data, w, "month"), data, "burnout ~ treated + caseload | month", x[1:2], "month", "clinic", weights = w, wald = list(x[1]))
  }
# Columns that others determine, and clusters as dummies among the slopes.
add("unbalanced/collinear/clinic", "unbalanced", "burnout ~ treated + caseload + I(2 * caseload + 1) + experience",
    c("treated", "caseload", "I(2 * caseload + 1)", "experience"), cluster = "clinic", wald = list(c("treated", "experience")))
add("few/dummies/clinic", "few", "burnout ~ treated + caseload + factor(clinic)", c("treated", "caseload", "factor(clinic)"), cluster = "clinic",
    label = c("treated", "caseload"), wald = list(x[1:2]))
# Generalised models: the working weights are inverse variances.
add("few/poisson/clinic", "few", "caseload ~ treated + experience", c("treated", "experience"), cluster = "clinic", family = poisson(),
    y = "caseload", wald = list(c("treated", "experience")))
add("unbalanced/poisson/clinic", "unbalanced", "caseload ~ treated + experience | month", c("treated", "experience"), "month", "clinic",
    family = poisson(), y = "caseload", wald = list(c("treated", "experience")))

versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), clubSandwich = as.character(packageVersion("clubSandwich")))
text <- toJSON(list(tool = unbox("R lm with explicit dummies, clubSandwich"), versions = lapply(versions, unbox), cases = cases),
               digits = I(17), na = "null", null = "null", auto_unbox = FALSE)
cat(gsub('{"name"', '\n{"name"', text, fixed = TRUE), "\n", sep = "")
