# Least squares with and without absorbed factors. Run: see README.md. Prints JSON.
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))), "common.R"))

cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- oracle(...)
x <- c("treated", "caseload", "experience")
wald <- list(x, c("caseload", "experience"))
plain <- "burnout ~ treated + caseload + experience"

for (data in c("balanced", "unbalanced", "few", "sparse")) {
  d <- read_table(data)
  for (weights in list(NULL, "hours")) {
    tag <- if (is.null(weights)) data else paste0(data, "/", weights)
    for (v in c("iid", "hc0", "hc1", "hc2", "hc3"))
      add(paste0(tag, "/plain/", v), data, d, plain, x, vcov = v, weights = weights, wald = wald)
    for (g in list("clinic", "clinician", "region", c("clinic", "month"), c("clinician", "month"), c("region", "month")))
      for (v in c("cr0", "cr1"))
        add(paste0(tag, "/plain/", v, "/", paste(g, collapse = "+")), data, d, plain, x, vcov = v, clusters = g, weights = weights, wald = wald)
    # Absorbed factors: unit and time; crossed with nothing nested; three of them.
    two <- c("clinician", "month")
    for (v in c("iid", "hc1", "hc2", "hc3"))
      add(paste0(tag, "/two-way/", v), data, d, paste(plain, "| clinician + month"), x, two, v, weights = weights, wald = wald)
    for (g in list("clinician", "clinic", "month", c("clinic", "month")))
      for (v in c("cr0", "cr1"))
        add(paste0(tag, "/two-way/", v, "/", paste(g, collapse = "+")), data, d, paste(plain, "| clinician + month"), x, two, v, g,
            weights = weights, wald = wald)
    add(paste0(tag, "/clinic+month/cr1/clinician"), data, d, paste(plain, "| clinic + month"), x, c("clinic", "month"), "cr1", "clinician",
        weights = weights)
    add(paste0(tag, "/region/cr1/clinic"), data, d, paste(plain, "| region"), x, "region", "cr1", "clinic", weights = weights)
    three <- c("clinician", "month", "experience")
    for (v in c("iid", "hc1"))
      add(paste0(tag, "/three-way/", v), data, d, "burnout ~ treated + caseload | clinician + month + experience", x[1:2], three, v,
          weights = weights)
    for (g in list("clinic", c("clinic", "month")))
      add(paste0(tag, "/three-way/cr1/", paste(g, collapse = "+")), data, d,
          "burnout ~ treated + caseload | clinician + month + experience", x[1:2], three, "cr1", g, weights = weights)
  }
}

# Functions, powers, products, categories.
d <- read_table("unbalanced")
add("unbalanced/functions/cr1/clinic", "unbalanced", d, "burnout ~ log(hours) + I(experience^2) + treated:caseload + treated*experience",
    c("log(hours)", "I(experience^2)", "treated", "experience", "treated:caseload", "treated:experience"), vcov = "cr1", clusters = "clinic")
for (r in setdiff(sort(unique(d$region)), "north")) {
  d[[paste0("region::", r)]] <- as.numeric(d$region == r)
  d[[paste0("region::", r, ":caseload")]] <- as.numeric(d$region == r) * d$caseload
}
r <- paste0("region::", c("east", "region 5", "south", "west"))
tick <- function(t) paste0("`", t, "`")
add("unbalanced/i-region/cr1/clinic", "unbalanced", d, "burnout ~ treated + i(region, ref = north)", c("treated", tick(r)), vcov = "cr1",
    clusters = "clinic", label = c("treated", r), wald = list(r[1:2]))
add("unbalanced/i-region-caseload/cr1/clinician", "unbalanced", d, "burnout ~ treated + i(region, caseload, ref = north) | clinician + month",
    c("treated", tick(paste0(r, ":caseload"))), c("clinician", "month"), "cr1", "clinician", label = c("treated", paste0(r, ":caseload")),
    wald = list(paste0(r, ":caseload")))
# A text variable by its bare name: the first level in sorted order is the reference.
bare <- paste0("region", sort(unique(d$region))[-1])
add("unbalanced/region/hc1", "unbalanced", d, "burnout ~ caseload + region", c("caseload", "region"), vcov = "hc1", label = c("caseload", bare))
finish(cases)
