# Fixed effects, varying slopes, ranks and predictions with every absorbed factor written out as dummies.
# Rscript absorbed.R > absorbed.json       (r-base-core, r-cran-sandwich, r-cran-clubsandwich, r-cran-jsonlite)
suppressMessages({library(sandwich); library(clubSandwich); library(jsonlite)})
set.seed(20)
n <- 72

# Two factors whose graph falls into `parts` components, a third that crosses them, clusters and weights.
make <- function(parts) {
  a <- sample(1:9, n, TRUE)
  b <- sample(1:8, n, TRUE)
  if (parts > 1) b <- (a %% parts) + parts * sample(0:(8 %/% parts - 1), n, TRUE)
  d <- data.frame(a = a, b = b, c = sample(1:4, n, TRUE), g = sample(1:11, n, TRUE))
  d$x <- round(rnorm(n) + d$a / 5, 6)
  d$z <- round(rnorm(n), 6)
  d$v <- round(rnorm(n) + 3, 6)
  d$z[d$a == 3] <- 0.75                                   # no slope of z within this level
  d$v[d$a == 5] <- 2 * d$z[d$a == 5] + 1                  # one slope too many here
  d$w <- round(runif(n, 0.5, 2), 6)
  d$y <- round(1 + 0.7 * d$x + sin(d$a) + cos(d$b) + d$z * d$a / 10 + rnorm(n) * (1 + (d$x > 0)), 6)
  d
}

case <- function(name, parts, ours, theirs, weights = NULL, exact = FALSE) {
  d <- make(parts)
  for (f in c("a", "b", "c")) d[[paste0("f", f)]] <- factor(d[[f]])
  d$wt <- if (is.null(weights)) 1 else d[[weights]]
  m <- lm(as.formula(theirs), d, weights = wt)
  kept <- names(coef(m))[!is.na(coef(m))]
  new <- d[c(1, 5, 9, 20, 41), ]
  new$x <- new$x + c(-1, 0, 1, 2, 3)
  new$z <- new$z * 2
  # Levels' slopes in a level without variation cannot be told from its effect: as in the data.
  new$z[new$a == 3] <- 0.75
  new$v[new$a == 5] <- 2 * new$z[new$a == 5] + 1
  X <- model.matrix(delete.response(terms(m)), new, xlev = m$xlevels)[, kept, drop = FALSE]
  error <- function(V) sqrt(rowSums((X %*% V) * X))
  iid <- vcov(m)[kept, kept]
  answer <- list(
    name = name, formula = ours, weights = weights, exact = exact,
    data = as.list(d[c("a", "b", "c", "g", "x", "z", "v", "w", "y")]),
    new = as.list(new[c("a", "b", "c", "g", "x", "z", "v", "w")]),
    rank = m$rank, coef = unname(coef(m)["x"]), se = unname(sqrt(diag(iid)["x"])),
    fitted = unname(fitted(m)), predicted = unname(drop(X %*% coef(m)[kept])), iid = unname(error(iid)),
    sigma = summary(m)$sigma,
    hc1 = unname(error(vcovHC(m, type = "HC1")[kept, kept])),
    cr1 = unname(error(vcovCL(m, cluster = d$g, type = "HC1")[kept, kept])))
  # Leverages of one leave nothing to adjust by; those cases are left out.
  if (max(hatvalues(m)) < 1 - 1e-8) {
    for (type in c("HC2", "HC3")) answer[[tolower(type)]] <- unname(sqrt(diag(vcovHC(m, type = type))["x"]))
  }
  # Clusters that the factors cross, and clusters that hold the levels of a.
  d$h <- d$a %% 5
  for (cluster in c("g", "h")) {
    V <- vcovCR(m, cluster = d[[cluster]], type = "CR2")
    t <- coef_test(m, vcov = V, test = "Satterthwaite", coefs = "x")
    answer[[paste0("cr2", cluster)]] <- c(t$SE, t$df_Satt)
  }
  answer
}

cases <- list(
  case("none", 1, "y ~ x + z", "y ~ x + z", exact = TRUE),
  case("one", 1, "y ~ x + z | a", "y ~ x + z + fa", exact = TRUE),
  case("one weighted", 1, "y ~ x + z | a", "y ~ x + z + fa", "w", exact = TRUE),
  case("two", 1, "y ~ x + z | a + b", "y ~ x + z + fa + fb", exact = TRUE),
  case("two, two parts", 2, "y ~ x + z | a + b", "y ~ x + z + fa + fb", exact = TRUE),
  case("two, four parts, weighted", 4, "y ~ x + z | b + a", "y ~ x + z + fa + fb", "w", exact = TRUE),
  case("three", 1, "y ~ x | a + b + c", "y ~ x + fa + fb + fc"),
  case("three, two parts, weighted", 2, "y ~ x | c + b + a", "y ~ x + fa + fb + fc", "w"),
  case("crossed", 1, "y ~ x + z | b^c", "y ~ x + z + fb:fc", exact = TRUE),
  case("slope", 1, "y ~ x | a[z]", "y ~ x + fa + fa:z", exact = TRUE),
  case("slope alone", 1, "y ~ x | a[[z]]", "y ~ x + fa:z", exact = TRUE),
  case("slope without intercept", 1, "y ~ x - 1 | a[[z]]", "y ~ x + fa:z - 1", exact = TRUE),
  case("two slopes", 1, "y ~ x | a[z, v]", "y ~ x + fa + fa:z + fa:v", exact = TRUE),
  case("slope of an expression, weighted", 1, "y ~ x | a[z^2] + c", "y ~ x + fa + fa:I(z^2) + fc", "w"),
  case("slopes by two factors", 1, "y ~ x | a + c[z] + b[[v]]", "y ~ x + fa + fc + fc:z + fb:v"),
  case("slope of a cross", 1, "y ~ x | c^g[[z]]", "y ~ x + interaction(fc, factor(g), drop = TRUE):z",
       exact = TRUE)
)
versions <- list(R = R.version.string, sandwich = as.character(packageVersion("sandwich")),
                 clubSandwich = as.character(packageVersion("clubSandwich")))
cat(toJSON(list(versions = versions, cases = cases), digits = 17, auto_unbox = TRUE, null = "null", na = "null"), "\n")
