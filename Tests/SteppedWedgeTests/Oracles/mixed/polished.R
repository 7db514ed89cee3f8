# lmer's optimum, taken to the last digits by Newton's method on lme4's own criterion.
polished <- function(formula, data, reml) {
  tight <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
    optCtrl = list(ftol_abs = 1e-14, ftol_rel = 1e-15, xtol_abs = 1e-12, xtol_rel = 1e-12, maxeval = 1e5),
    check.conv.singular = "ignore")
  model <- lmer(formula, data, REML = reml, control = tight)
  devfun <- update(model, devFunOnly = TRUE)
  theta <- getME(model, "theta")
  free <- which(theta > 1e-4 | getME(model, "lower") < 0)
  theta[-c(free, length(theta) + 1)] <- 0
  f <- function(x) { t <- theta; t[free] <- x; devfun(t) }
  if (length(free)) for (k in 1:6) {
    x <- theta[free]
    d <- grad(f, x, method.args = list(eps = 1e-3, d = 1e-3, r = 6))
    h <- hessian(f, x, method.args = list(eps = 1e-3, d = 1e-3, r = 6))
    step <- solve(h, d)
    theta[free] <- x - step
    if (max(abs(step)) < 1e-11) break
  }
  value <- devfun(theta)
  opt <- list(par = theta, fval = value, conv = 0, message = "")
  frame <- lFormula(formula, data, REML = reml)
  mkMerMod(environment(devfun), opt, frame$reTrms, fr = frame$fr, mc = match.call(lmer, call("lmer", formula, data = quote(data), REML = reml)))
}
