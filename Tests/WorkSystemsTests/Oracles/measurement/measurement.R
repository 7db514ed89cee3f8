# Reliability, one-factor models and clustered means: Rscript measurement.R > measurement.json
# r-base-core, r-cran-psych, r-cran-sandwich, r-cran-jsonlite
suppressMessages({library(psych); library(sandwich); library(jsonlite)})
set.seed(20240611)

questionnaire <- function(n, loadings, noise) {
  common <- rnorm(n)
  sapply(seq_along(loadings), function(i)
    pmin(6, pmax(0, round(3 + 1.4 * (loadings[i] * common + noise[i] * rnorm(n))))))
}

case <- function(name, answers) {
  k <- ncol(answers); n <- nrow(answers)
  colnames(answers) <- paste0("i", seq_len(k))
  a <- suppressWarnings(alpha(as.data.frame(answers), check.keys = FALSE))
  raw <- a$total$raw_alpha
  low <- 1 - (1 - raw) * qf(.975, n - 1, (n - 1) * (k - 1))
  high <- 1 - (1 - raw) * qf(.025, n - 1, (n - 1) * (k - 1))
  stopifnot(abs(low - a$feldt$lower.ci) < 1e-9, abs(high - a$feldt$upper.ci) < 1e-9)
  s <- cov(answers); sds <- sqrt(diag(s))
  ml <- factanal(covmat = s, n.obs = n, factors = 1, control = list(opt = list(factr = 1, pgtol = 0, maxit = 10000)))
  l <- as.vector(ml$loadings); if (sum(l) < 0) l <- -l
  raw_l <- l * sds; raw_u <- as.vector(ml$uniquenesses) * sds^2
  mr <- suppressWarnings(fa(cor(answers), 1, fm = "minres", n.obs = n))
  m <- as.vector(mr$loadings); if (sum(m) < 0) m <- -m
  # The same minimum by nlm, to more digits than psych's optimiser gives.
  r <- cor(answers)
  f <- function(x) sum((r - outer(x, x))[lower.tri(r)]^2)
  polished <- nlm(f, m, gradtol = 1e-12, steptol = 1e-14, iterlim = 1000)$estimate
  list(name = name, answers = answers, alpha = raw, standardised = a$total$std.alpha,
       meanCorrelation = a$total$average_r, low = low, high = high,
       itemRest = a$item.stats$r.drop, without = if (k > 2) a$alpha.drop$raw_alpha else rep(NA, k),
       loadings = l, uniquenesses = as.vector(ml$uniquenesses),
       omega = sum(raw_l)^2 / (sum(raw_l)^2 + sum(raw_u)),
       statistic = if (is.null(ml$STATISTIC)) NA else as.numeric(ml$STATISTIC), df = ml$dof,
       minres = if (max(abs(polished)) < sqrt(.995)) polished else NA)
}

# Means and clustered standard errors, by group.
n <- 90
d <- data.frame(y = round(rnorm(n, 3), 2), z = round(runif(n), 2),
                clinic = rep(1:15, each = 6), arm = rep(c("a", "b"), length.out = n))
means <- lapply(c("a", "b"), function(g) {
  p <- d[d$arm == g, ]
  f <- lm(cbind(y, z) ~ 1, p)
  one <- lm(y ~ 1, p); two <- lm(z ~ 1, p)
  list(group = g, means = c(coef(one), coef(two)),
       iid = c(sqrt(vcov(one)), sqrt(vcov(two))),
       clustered = c(sqrt(vcovCL(one, p$clinic, type = "HC1")), sqrt(vcovCL(two, p$clinic, type = "HC1"))))
})

cases <- list(
  case("five", questionnaire(140, c(.8, .7, .75, .6, .65), c(.6, .7, .6, .8, .7))),
  case("three", questionnaire(60, c(.9, .5, .7), c(.4, .8, .7))),
  case("nine", questionnaire(300, seq(.4, .85, length.out = 9), seq(.9, .5, length.out = 9))))
cat(toJSON(list(tool = "psych, stats::factanal, sandwich",
                versions = list(R = as.character(getRversion()), psych = as.character(packageVersion("psych")),
                                sandwich = as.character(packageVersion("sandwich"))),
                cases = cases, data = d, means = means),
           auto_unbox = TRUE, digits = NA, na = "null", matrix = "columnmajor"))
