# Two by two, two-way fixed effects, event studies. Run: see README.md. Prints JSON.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "../../RegressionTests/Oracles/common.R"))

cases <- list()
add <- function(..., extra = list()) cases[[length(cases) + 1]] <<- c(oracle(...), extra)
tick <- function(t) paste0("`", t, "`")

# The four means: ever treated (rows) by after (columns), `treated.after`, and the model whose interaction is
# their difference in differences.
two_by_two <- function(data, weights = NULL) {
  d <- read_table(data)
  d <- d[!is.na(d$burnout), ]
  d$adopter <- as.numeric(!is.na(d$adopted))
  d$after <- as.numeric(d$month >= min(d$adopted, na.rm = TRUE))
  d$ATT <- d$adopter * d$after
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]
  cells <- split(seq_len(nrow(d)), paste(d$adopter, d$after, sep = "."))
  means <- lapply(cells, function(at) unbox(weighted.mean(d$burnout[at], w[at])))
  counts <- lapply(cells, function(at) unbox(length(at)))
  tag <- paste0(data, if (!is.null(weights)) paste0("/", weights), "/2x2/")
  terms <- c("adopter", "after", "ATT")
  for (v in c("iid", "hc1"))
    add(paste0(tag, v), data, d, "burnout ~ adopter * after", terms, vcov = v, weights = weights, extra = list(means = means, counts = counts))
  for (g in list("clinician", "clinic", c("clinic", "month")))
    if (length(g) == 1 || length(unique(d$month)) > 2)
      for (v in c("cr0", "cr1"))
        add(paste0(tag, v, "/", paste(g, collapse = "+")), data, d, "burnout ~ adopter * after", terms, vcov = v, clusters = g,
            weights = weights, extra = list(means = means, counts = counts))
}
for (data in c("simple", "two", "gaps", "few")) { two_by_two(data); two_by_two(data, "hours") }
two_by_two("clinics")

# Unit and time absorbed: the slope of `treated`, with and without covariates, staggered adoption included.
twfe <- function(data, weights = NULL, covariates = character()) {
  d <- read_table(data)
  tag <- paste0(data, if (!is.null(weights)) paste0("/", weights), "/twfe", if (length(covariates)) "/covariates", "/")
  terms <- c("treated", covariates)
  for (unit in c("clinician", "clinic")) {
    formula <- paste("burnout ~", paste(terms, collapse = " + "), "|", unit, "+ month")
    for (g in unique(list("clinic", unit, c("clinic", "month"))))
      if (length(g) == 1 || length(unique(d$month)) > 2)
        add(paste0(tag, unit, "/cr1/", paste(g, collapse = "+")), data, d, formula, terms, c(unit, "month"), "cr1", g, weights = weights)
    add(paste0(tag, unit, "/cr0/clinic"), data, d, formula, terms, c(unit, "month"), "cr0", "clinic", weights = weights)
    add(paste0(tag, unit, "/iid"), data, d, formula, terms, c(unit, "month"), "iid", weights = weights)
  }
}
for (data in c("simple", "two", "gaps", "staggered", "few", "clinics")) twfe(data)
for (data in c("two", "gaps", "staggered")) twfe(data, "hours")
for (data in c("gaps", "staggered", "clinics")) twfe(data, covariates = c("caseload", "experience"))

# Event study: a dummy for each month since adoption but −1; zero for clinics that never adopt. `window`:
# months outside it count to its ends ("binned") or their rows are left out ("trimmed"; units that never
# adopt keep all their rows). The joint test: every month before −1 is zero.
event_study <- function(data, clusters = "clinic", window = NULL, outside = "binned", weights = NULL, covariates = character(),
                        unit = "clinician", vcov = "cr1") {
  d <- read_table(data)
  d <- d[!is.na(d$burnout), ]
  event <- d$month - d$adopted
  if (!is.null(window)) {
    if (outside == "trimmed") { inside <- is.na(event) | (event >= window[1] & event <= window[2]); d <- d[inside, ]; event <- event[inside] }
    event <- pmin(pmax(event, window[1]), window[2])
  }
  events <- setdiff(sort(unique(event[!is.na(event)])), -1)
  names <- paste0("event::", events)
  for (i in seq_along(events)) d[[names[i]]] <- as.numeric(!is.na(event) & event == events[i])
  tag <- paste0(data, if (!is.null(weights)) paste0("/", weights), "/event-study/", if (!is.null(window)) paste0(outside, window[1], ":", window[2], "/"),
                if (length(covariates)) "covariates/", unit, "/", vcov, if (length(clusters)) paste0("/", paste(clusters, collapse = "+")))
  formula <- paste("burnout ~", paste(c("i(event, ref = -1)", covariates), collapse = " + "), "|", unit, "+ month")
  early <- names[events < -1]
  add(tag, data, d, formula, c(tick(names), covariates), c(unit, "month"), vcov, clusters, weights = weights, label = c(names, covariates),
      wald = if (length(early)) list(early) else list(),
      extra = list(window = if (is.null(window)) NULL else window, outside = if (is.null(window)) NULL else unbox(outside)))
}
for (data in c("simple", "gaps", "staggered", "few", "clinics")) { event_study(data); event_study(data, "clinician") }
event_study("clinics", c("clinic", "month"))
event_study("clinics", unit = "clinic")
event_study("gaps", c("clinic", "month"))
event_study("gaps", character(), vcov = "iid")
for (data in c("gaps", "clinics", "staggered")) for (outside in c("binned", "trimmed")) event_study(data, window = c(-4, 3), outside = outside)
event_study("gaps", weights = "hours")
event_study("staggered", weights = "hours", covariates = c("caseload", "experience"))
finish(cases)
