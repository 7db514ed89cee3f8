# The discrete-time decay by dense matrices: the restricted likelihood, Satterthwaite and Kenward-Roger (first order)
# written out; optimised by nlm from several starts, then Newton's method.
suppressMessages({ library(numDeriv); library(jsonlite) })
all <- read.csv("designs.csv")
one <- function(design, reml, cohort = FALSE) {
  d <- all[all$design == design, ]
  x <- model.matrix(~ factor(period) + treatment, d)
  y <- d$y; n <- nrow(x); p <- ncol(x)
  rows <- split(seq_len(n), d$cluster)
  dist <- lapply(rows, function(i) abs(outer(d$period[i], d$period[i], "-")))
  block <- function(w, k) w[1] * w[2]^dist[[k]] + w[3] * diag(length(rows[[k]]))
  parts <- function(w, k) list(w[2]^dist[[k]], w[1] * dist[[k]] * w[2]^pmax(dist[[k]] - 1, 0), diag(length(rows[[k]])))
  criterion <- function(w) {
    if (w[1] < 0 || w[2] < 0 || w[2] > 1 || w[3] <= 0) return(1e10)
    xs <- x; ys <- y; value <- 0
    for (k in seq_along(rows)) {
      L <- chol(block(w, k)); i <- rows[[k]]
      xs[i, ] <- backsolve(L, x[i, ], transpose = TRUE); ys[i] <- backsolve(L, y[i], transpose = TRUE)
      value <- value + 2 * sum(log(diag(L)))
    }
    q <- qr(xs); rss <- sum(qr.resid(q, ys)^2)
    value + rss + (if (reml) 2 * sum(log(abs(diag(qr.R(q))))) + (n - p) * log(2 * pi) else n * log(2 * pi))
  }
  best <- NULL
  for (start in list(c(.5, .3, 1), c(.5, .8, 1), c(.2, .95, 1))) {
    fit <- optim(start, criterion, control = list(reltol = 1e-9, maxit = 600))
    if (is.null(best) || fit$value < best$value) best <- fit
  }
  w <- best$par
  for (k in 1:5) {
    g <- grad(criterion, w, method.args = list(eps = 1e-3, d = 1e-3, r = 6)); h <- hessian(criterion, w, method.args = list(eps = 1e-3, d = 1e-3, r = 6))
    w <- w - solve(h, g)
  }
  h <- hessian(criterion, w, method.args = list(eps = 1e-3, d = 1e-3, r = 6))
  zero <- matrix(0, p, p); H <- zero; b <- rep(0, p); P <- list(zero, zero, zero); I <- matrix(0, 3, 3)
  Q <- lapply(1:3, function(i) P)
  for (k in seq_along(rows)) {
    i <- rows[[k]]; G <- solve(block(w, k)); A <- parts(w, k); gx <- G %*% x[i, ]
    H <- H + t(x[i, ]) %*% gx; b <- b + as.numeric(t(gx) %*% y[i])
    for (r in 1:3) {
      P[[r]] <- P[[r]] + t(gx) %*% A[[r]] %*% gx
      for (s in 1:3) { Q[[r]][[s]] <- Q[[r]][[s]] + t(gx) %*% A[[r]] %*% G %*% A[[s]] %*% gx; I[r, s] <- I[r, s] + sum(diag(G %*% A[[r]] %*% G %*% A[[s]])) }
    }
  }
  Phi <- solve(H); beta <- as.numeric(Phi %*% b)
  e <- p; c <- rep(0, p); c[e] <- 1
  g <- sapply(P, function(m) as.numeric(t(c) %*% Phi %*% m %*% Phi %*% c))
  satterthwaite <- 2 * Phi[e, e]^2 / as.numeric(t(g) %*% (2 * solve(h)) %*% g)
  for (r in 1:3) for (s in 1:3) I[r, s] <- I[r, s] - 2 * sum(Phi * Q[[r]][[s]]) + sum(diag(Phi %*% P[[r]] %*% Phi %*% P[[s]]))
  W <- 2 * solve(I); S <- matrix(0, p, p)
  for (r in 1:3) for (s in 1:3) S <- S + W[r, s] * (Q[[r]][[s]] - P[[r]] %*% Phi %*% P[[s]])
  adjusted <- Phi + 2 * Phi %*% S %*% Phi
  list(design = design, method = if (reml) "reml" else "ml", criterion = criterion(w), cluster = w[1], decay = w[2], residual = w[3],
    estimate = beta[e], se = sqrt(Phi[e, e]), satterthwaite = satterthwaite, kr_se = sqrt(adjusted[e, e]),
    kr_df = 2 * Phi[e, e]^2 / as.numeric(t(g) %*% W %*% g))
}
cases <- list()
for (design in c("decay", "incomplete", "complete")) for (reml in c(TRUE, FALSE)) cases[[length(cases) + 1]] <- one(design, reml)
cat(toJSON(list(tool = R.version.string, versions = list(), cases = cases), auto_unbox = TRUE, digits = 17), "\n")
