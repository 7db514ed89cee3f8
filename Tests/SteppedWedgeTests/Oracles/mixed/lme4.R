# Linear mixed models by lme4, taken to the last digits by Newton's method on lme4's own criterion; Satterthwaite by
# lmerTest, Kenward-Roger by pbkrtest, sandwiches by clubSandwich.
suppressMessages({ library(lme4); library(lmerTest); library(pbkrtest); library(clubSandwich); library(numDeriv); library(jsonlite) })
all <- read.csv("designs.csv")
terms <- list(
  independent = NULL, exchangeable = "(1 | cluster)", nested = "(1 | cluster) + (1 | cluster:period)",
  `random-treatment` = "(1 + treatment | cluster)", `cluster-by-treatment` = "(1 | cluster) + (1 | cluster:treatment)",
  cohort = "(1 | cluster) + (1 | person)", `nested-cohort` = "(1 | cluster) + (1 | cluster:period) + (1 | person)")

source("polished.R")

one <- function(design, correlation, method, covariates, time, effect) {
  data <- droplevels(all[all$design == design, ])
  data$step <- factor(data$period)
  start <- tapply(ifelse(data$treatment == 1, data$period, Inf), data$cluster, min)
  data$exposure <- pmax(0, data$period - start[as.character(data$cluster)] + 1)
  fixed <- c(if (time == "linear") "period" else "step", covariates,
    if (effect == "exposure-time") paste0("I(as.numeric(exposure == ", sort(unique(data$exposure[data$exposure > 0])), "))") else "treatment")
  formula <- as.formula(paste("y ~", paste(c(fixed, terms[[correlation]]), collapse = " + ")))
  environment(formula) <- environment()
  reml <- method == "reml"
  model <- polished(formula, data, reml)
  attr(model@call, "env") <- NULL
  model@call <- call("lmer", formula = formula, data = data, REML = reml)
  clean <- function(x) {
    x <- sub("^step", "period::", x)
    sub("^I\\(as.numeric\\(exposure == (\\d+)\\)\\)$", "exposure.\\1", x)
  }
  vcomp <- as.data.frame(VarCorr(model))
  lt <- as_lmerModLmerTest(model)
  s <- coef(summary(lt, ddf = "Satterthwaite"))
  out <- list(design = design, correlation = correlation, method = method, covariates = covariates, time = time, effect = effect,
    criterion = if (reml) as.numeric(lme4::REMLcrit(model)) else as.numeric(deviance(model, REML = FALSE)),
    variance = setNames(as.list(vcomp$vcov), paste(vcomp$grp, vcomp$var1, vcomp$var2)),
    coef = setNames(as.list(fixef(model)), clean(names(fixef(model)))),
    se = setNames(as.list(sqrt(diag(as.matrix(vcov(model))))), clean(names(fixef(model)))),
    satterthwaite = setNames(as.list(s[, "df"]), clean(rownames(s))))
  if (reml) {
    adjusted <- vcovAdj(model)
    out$kr_se <- setNames(as.list(sqrt(diag(as.matrix(adjusted)))), clean(names(fixef(model))))
    p <- length(fixef(model))
    df <- sapply(1:p, function(k) { L <- rep(0, p); L[k] <- 1; Lb_ddf(L, vcov(model), adjusted) })
    out$kr_df <- setNames(as.list(df), clean(names(fixef(model))))
  }
  if (effect == "exposure-time") {
    p <- length(fixef(model)); places <- grep("exposure", names(fixef(model)))
    L <- matrix(0, length(places) - 1, p)
    for (k in seq_along(places)[-1]) { L[k - 1, places[k]] <- 1; L[k - 1, places[1]] <- -1 }
    kr <- getKR(KRmodcomp(model, L), "Fstat"); test <- KRmodcomp(model, L)
    out$kr_test <- list(f = getKR(test, "Fstat"), df = getKR(test, "ddf"), p = getKR(test, "p.value"))
    st <- contestMD(lt, L)
    out$st_test <- list(f = st[["F value"]], df = st[["DenDF"]], p = st[["Pr(>F)"]])
    L1 <- rep(0, p); L1[places] <- 1 / length(places)
    out$mean <- list(estimate = sum(L1 * fixef(model)), se = sqrt(as.numeric(t(L1) %*% as.matrix(vcov(model)) %*% L1)),
      kr_se = sqrt(as.numeric(t(L1) %*% as.matrix(adjusted) %*% L1)), kr_df = Lb_ddf(L1, vcov(model), adjusted))
  }
  if (reml && !grepl("cohort", correlation) && effect == "immediate") for (type in c("CR0", "CR2", "CR3")) {
    v <- tryCatch(vcovCR(model, cluster = data$cluster, type = type), error = function(e) NULL)
    if (is.null(v)) next
    t <- coef_test(model, vcov = v, test = "Satterthwaite", coefs = "treatment")
    out[[tolower(type)]] <- list(se = t$SE, df = t$df_Satt)
  }
  out
}

cases <- list()
add <- function(...) { cases[[length(cases) + 1]] <<- tryCatch(one(...), error = function(e) { message(paste(..., collapse = " "), ": ", conditionMessage(e)); NULL }) }
for (design in c("complete", "unequal", "incomplete", "few", "boundary", "decay", "random")) for (method in c("reml", "ml"))
  for (correlation in c("exchangeable", "nested")) add(design, correlation, method, NULL, "categorical", "immediate")
for (method in c("reml", "ml")) {
  for (design in c("random", "incomplete", "decay")) for (correlation in c("random-treatment", "cluster-by-treatment"))
    add(design, correlation, method, NULL, "categorical", "immediate")
  add("unequal", "nested", method, c("age", "beds"), "categorical", "immediate")
  add("incomplete", "exchangeable", method, "age", "linear", "immediate")
  add("random", "random-treatment", method, "age", "linear", "immediate")
  add("summaries", "exchangeable", method, NULL, "categorical", "immediate")
  add("cohort", "cohort", method, NULL, "categorical", "immediate")
  add("cohort", "nested-cohort", method, "age", "categorical", "immediate")
}
for (design in c("complete", "incomplete", "random")) for (correlation in c("exchangeable", "nested"))
  add(design, correlation, "reml", NULL, "categorical", "exposure-time")
add("cohort", "cohort", "reml", NULL, "categorical", "exposure-time")
versions <- sapply(c("lme4", "lmerTest", "pbkrtest", "clubSandwich"), function(p) as.character(packageVersion(p)))
cat(toJSON(list(tool = R.version.string, versions = as.list(versions), cases = Filter(Negate(is.null), cases)),
  auto_unbox = TRUE, digits = 17, null = "null", na = "null"), "\n")
