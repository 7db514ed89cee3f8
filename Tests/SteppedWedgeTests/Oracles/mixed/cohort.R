# Usage: Rscript cohort.R > cohort.json
# Sandwiches of closed and open cohorts: clubSandwich on lmer with an effect of each individual, clustered by cluster; and Bell and
# McCaffrey's formulas with dense matrices, where clubSandwich does not serve.
suppressMessages({ library(lme4); library(clubSandwich); library(numDeriv); library(jsonlite) })
source("polished.R")
all <- read.csv("designs.csv")

# 10 clusters of an open cohort; some people are measured twice in a period.
open_cohort <- function() {
  set.seed(77)
  out <- NULL
  for (i in 1:10) {
    u <- rnorm(1, 0, .4); v <- rnorm(5, 0, .3); start <- (i + 1) %/% 2 %% 4 + 2
    people <- rnorm(12, 0, .9); ages <- round(rnorm(12, 50, 10), 1)
    for (j in 1:5) for (k in sample(12, sample(4:9, 1))) for (r in seq_len(1 + (runif(1) < .2))) {
      x <- as.numeric(j >= start)
      out <- rbind(out, data.frame(design = "open", cluster = i, period = j, treatment = x, person = 100 * i + k, age = ages[k],
        y = round(.2 * j + .5 * x + u + v[j] + people[k] + .02 * ages[k] + rnorm(1), 4)))
    }
  }
  out
}
write.csv(open_cohort(), "open.csv", row.names = FALSE, quote = FALSE)
open <- read.csv("open.csv")

root <- function(m, power) { e <- eigen((m + t(m)) / 2, symmetric = TRUE); e$vectors %*% (ifelse(e$values > 1e-12, e$values, Inf)^power * t(e$vectors)) }

dense <- function(model, data, type) {
  X <- getME(model, "X"); y <- getME(model, "y"); Z <- as.matrix(getME(model, "Z")); L <- as.matrix(getME(model, "Lambda"))
  s2 <- sigma(model)^2
  V <- s2 * (diag(nrow(X)) + Z %*% L %*% t(L) %*% t(Z))
  W <- solve(V); phi <- solve(t(X) %*% W %*% X); e <- y - X %*% fixef(model)
  rows <- split(seq_along(y), data$cluster)
  P <- list(); meat <- 0; p <- ncol(X); c0 <- as.numeric(colnames(X) == "treatment")
  q <- lapply(rows, function(i) {
    Xi <- X[i, , drop = FALSE]; Vi <- V[i, i]
    A <- if (type == "CR2") { D <- chol(Vi); t(D) %*% root(D %*% (Vi - Xi %*% phi %*% t(Xi)) %*% t(D), -.5) %*% D }
      else if (type == "CR3") solve(diag(length(i)) - Xi %*% phi %*% t(Xi) %*% solve(Vi)) else diag(length(i))
    meat <<- meat + tcrossprod(t(Xi) %*% solve(Vi) %*% A %*% e[i])
    t(A) %*% solve(Vi) %*% Xi %*% phi %*% c0
  })
  K <- length(rows)
  G <- matrix(0, K, K)
  for (a in 1:K) for (b in 1:K) {
    ia <- rows[[a]]; ib <- rows[[b]]
    G[a, b] <- (if (a == b) t(q[[a]]) %*% V[ia, ia] %*% q[[a]] else 0) -
      t(q[[a]]) %*% X[ia, ] %*% phi %*% t(X[ib, ]) %*% q[[b]]
  }
  v <- phi %*% meat %*% phi
  list(se = sqrt(v[c0 == 1, c0 == 1]), df = sum(diag(G))^2 / sum(G^2))
}

one <- function(design, nested, covariates = NULL) {
  data <- if (design == "open") open else droplevels(all[all$design == design, ])
  data$step <- factor(data$period)
  formula <- as.formula(paste("y ~", paste(c("step", covariates, "treatment", "(1 | cluster)", if (nested) "(1 | cluster:period)",
    "(1 | person)"), collapse = " + ")))
  environment(formula) <- environment()
  model <- polished(formula, data, TRUE)
  attr(model@call, "env") <- NULL
  model@call <- call("lmer", formula = formula, data = data, REML = TRUE)
  out <- list(design = design, correlation = if (nested) "nested" else "exchangeable", covariates = I(as.character(covariates)))
  for (type in c("CR0", "CR2", "CR3")) {
    mine <- dense(model, data, type)
    theirs <- tryCatch({
      t <- coef_test(model, vcov = vcovCR(model, cluster = data$cluster, type = type), test = "Satterthwaite", coefs = "treatment")
      list(se = t$SE, df = t$df_Satt)
    }, error = function(e) { message(design, " ", type, ": ", conditionMessage(e)); NULL })
    out[[tolower(type)]] <- c(mine, list(clubsandwich = theirs))
  }
  out
}
cases <- list(one("cohort", FALSE), one("cohort", TRUE, "age"), one("open", TRUE, "age"), one("open", FALSE))
cat(toJSON(list(r = R.version.string, lme4 = as.character(packageVersion("lme4")), clubSandwich = as.character(packageVersion("clubSandwich")),
  cases = cases), auto_unbox = TRUE, digits = 17, null = "null", na = "null"), "\n")
