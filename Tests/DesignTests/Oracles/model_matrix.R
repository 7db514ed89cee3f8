# Writes model_matrix.json: what R's model.matrix makes of formulas on a small table.
# Run in this directory: Rscript model_matrix.R
library(jsonlite)
invisible(Sys.setlocale("LC_COLLATE", "C"))

n <- 24
i <- seq_len(n)
data <- data.frame(
  y = round(sin(i * 1.7) * 5, 3),
  x1 = round(cos(i * 0.9) * 2, 3),
  x2 = round(0.5 + (i * 7 %% 11) / 3, 3),
  state = c("NY", "CA", "a_b", "TX")[1 + (i * 5) %% 4],
  sector = c("public", "Private", "mixed")[1 + (i %/% 3) %% 3],
  year = 2008 + (i * 3) %% 5,
  check.names = FALSE
)
data[["my var"]] <- round((i * 13 %% 17) / 4 - 2, 3)
data$x1[4] <- NA
data$state[9] <- NA
data$y[17] <- NA

formulas <- c(
  "y ~ 1", "y ~ x1", "y ~ x1 - 1", "y ~ x1 + log(x2) + I(x1^2) + x1:x2", "y ~ x1*x2",
  "y ~ state", "y ~ state - 1", "y ~ 0 + x1 + state", "y ~ state + sector - 1", "y ~ state*sector",
  "y ~ state:sector", "y ~ state:sector - 1", "y ~ state + state:sector", "y ~ sector + state:sector",
  "y ~ x1*state", "y ~ x1:state", "y ~ x1:state - 1", "y ~ state + x1:state", "y ~ x1:state + sector - 1",
  "y ~ x1:state + x2:state", "y ~ x1:sector + x1:state", "y ~ state:sector:x1", "y ~ x1*state*sector",
  "y ~ factor(year)", "y ~ factor(year)*x1", "y ~ as.factor(year) + state:factor(year)",
  "y ~ (x1 + x2 + state)^2 - x1:x2", "y ~ x1/state", "y ~ state/x1", "y ~ (x1 + x2)/state",
  "y ~ I(x1 > 0)", "y ~ I(x1*x2) + I(-x1) + I((x1+x2)/2) + I(2^-x2)", "y ~ exp( x1 ) + sqrt(x2)+abs(x1)",
  "y ~ `my var`*x1", "y ~ log1p(x2) + x2 - x2", "y ~ b1 + a1 + a1:b1", "y ~ .", "y ~ . - a1",
  "y ~ x1 + x1 + x1:x1", "log(x2) ~ x1", "y/x2 ~ x1", "I(y^2) ~ x1 + state"
)
data$a1 <- i %% 4
data$b1 <- i %% 7

cases <- lapply(formulas, function(text) {
  formula <- as.formula(text)
  frame <- model.frame(formula, data, na.action = na.omit)
  matrix <- model.matrix(attr(frame, "terms"), frame)
  columns <- lapply(seq_len(ncol(matrix)), function(j) unname(matrix[, j]))
  list(
    formula = unbox(text), names = I(colnames(matrix)),
    terms = I(attr(attr(frame, "terms"), "term.labels")),
    rows = as.integer(rownames(frame)), response = as.numeric(model.response(frame)), columns = columns
  )
})
columns <- lapply(names(data), function(name) list(name = unbox(name), values = data[[name]]))
write_json(
  list(r = unbox(R.version.string), data = columns, cases = cases), "model_matrix.json",
  digits = 15, na = "null", pretty = FALSE
)
