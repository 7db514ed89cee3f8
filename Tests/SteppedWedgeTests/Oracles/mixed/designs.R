# Writes designs.csv: nine small trials from fixed seeds, outcomes rounded so that both sides read the same numbers.
trial <- function(name, seed, sequences, per, periods, size, tau = .4, gamma = .25, eta = 0, decay = NA,
                  psi = 0, cohort = FALSE, effect = .5, drop = 0, growth = 0, sigma = 1) {
  set.seed(seed)
  clusters <- sequences * per
  out <- NULL
  for (i in seq_len(clusters)) {
    start <- (i - 1) %/% per + 2
    u <- rnorm(1, 0, tau)
    b <- rnorm(1, 0, eta)
    v <- if (is.na(decay)) u + rnorm(periods, 0, gamma) else
      as.numeric(t(chol(tau^2 * decay^abs(outer(1:periods, 1:periods, "-")))) %*% rnorm(periods))
    people <- rnorm(20, 0, psi)
    ages <- round(rnorm(20, 50, 10), 1)
    for (j in seq_len(periods)) {
      if (runif(1) < drop && j != 1) next
      m <- size()
      who <- if (cohort) sort(sample(8, max(2, m))) else seq_len(m)
      x <- as.numeric(j >= start)
      age <- if (cohort) ages[who] else round(rnorm(length(who), 50, 10), 1)
      e <- rnorm(length(who), 0, sigma)
      y <- .2 * j + x * (effect + b + growth * (j - start)) + v[j] + .02 * age + e +
        (if (cohort) people[who] else 0)
      out <- rbind(out, data.frame(design = name, cluster = i, period = j, treatment = x,
        person = 100 * i + who, age = age, beds = 10 + (i * 7) %% 5, y = round(y, 4)))
    }
  }
  out
}
all <- rbind(
  trial("complete", 1, 4, 2, 5, function() 6),
  trial("unequal", 2, 3, 3, 4, function() sample(2:9, 1)),
  trial("incomplete", 3, 5, 2, 6, function() sample(3:6, 1), drop = .25, tau = .7),
  trial("few", 4, 3, 2, 4, function() 5, gamma = .5),
  trial("cohort", 5, 3, 2, 4, function() sample(4:8, 1), psi = .8, cohort = TRUE),
  trial("decay", 6, 6, 2, 7, function() sample(3:5, 1), tau = .8, decay = .7),
  trial("random", 7, 4, 3, 5, function() 5, eta = .6, growth = .2),
  trial("summaries", 8, 4, 3, 5, function() 1, gamma = 0),
  trial("boundary", 9, 4, 2, 5, function() 7, tau = .5, gamma = 0)
)
write.csv(all, "designs.csv", row.names = FALSE, quote = FALSE)
