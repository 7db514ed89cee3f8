# causal from R: a data frame (or a file's path) in, a result out. Needs jsonlite.
#
#   source("causal.R")
#   result <- causal("did", clinics, outcome = "burnout", unit = "clinician", time = "month", cohort = "adopted")
#   result                  # prints the table; in a notebook also the picture
#   as.data.frame(result)   # the rows
#
# Options are those of the command: aggregate = "event" is --aggregate event, quiet = TRUE is --quiet, a vector is joined by
# commas, a list repeats the option; unnamed ones are arguments (a formula). A result stands for the file of its JSON:
# causal("nnt", estimate = result, …), causal("table", NULL, a, b); causal_save(result, "a.json") keeps it. The program is the one that the variable CAUSAL names, or `causal` on the path.

causal <- function(command, data = NULL, ...) {
  given <- list(...)
  folder <- tempfile("results")
  dir.create(folder)
  files <- c(out = tempfile(), err = tempfile(), data = tempfile(fileext = ".csv"))
  on.exit(unlink(c(files, folder), recursive = TRUE))
  if (is.data.frame(data)) {
    flags <- vapply(data, is.logical, TRUE)
    data[flags] <- lapply(data[flags], as.integer)
    utils::write.csv(data, files[["data"]], row.names = FALSE, na = "", fileEncoding = "UTF-8")
    data <- "-"
  }
  names <- if (is.null(names(given))) rep("", length(given)) else names(given)
  word <- function(value, number = 1) {
    if (inherits(value, "causal_result")) return(causal_save(value, sprintf("%s/(%d).json", folder, number)))
    paste(if (inherits(value, "formula")) deparse(value, 500L) else value, collapse = ",")
  }
  arguments <- unlist(Map(function(name, value, number) {
    option <- paste0("--", gsub("[_.]", "-", name))
    many <- if (is.list(value) && !inherits(value, "causal_result")) value else list(value)
    if (name == "") vapply(many, word, "", number)
    else if (isTRUE(value)) option
    else if (isFALSE(value) || is.null(value)) NULL
    else paste0(option, "=", vapply(many, word, "", number))
  }, names, given, seq_along(given)))
  call <- c(strsplit(command, " ")[[1]], data, unname(arguments), "--format=mimebundle")
  program <- Sys.getenv("CAUSAL", "causal")
  if (Sys.which(program) == "") stop("there is no program ", program, ": put causal on the path, or its path into CAUSAL")
  status <- system2(
    program, shQuote(call), stdout = files[["out"]], stderr = files[["err"]],
    stdin = if (identical(data, "-")) files[["data"]] else "")
  read <- function(file) paste(readLines(file, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  if (status != 0) {
    message <- sub("^causal: error: ", "", read(files[["err"]]))
    stop(structure(list(message = message, call = NULL, status = status), class = c("causal_error", "error", "condition")))
  }
  structure(list(bundle = jsonlite::fromJSON(read(files[["out"]]), simplifyVector = FALSE)), class = "causal_result")
}

# Writes the JSON, for options and tables that take a result's file; the path.
causal_save <- function(result, path) {
  full <- result$bundle[["application/vnd.causal.v1+json"]]
  writeLines(jsonlite::toJSON(full, auto_unbox = TRUE, null = "null", digits = NA), path, useBytes = TRUE)
  path
}

print.causal_result <- function(x, ...) cat(x$bundle[["text/plain"]])

as.data.frame.causal_result <- function(x, ...) {
  full <- x$bundle[["application/vnd.causal.v1+json"]]
  rows <- if (is.null(full$estimates)) full$columns else full$estimates  # of a description: its columns
  jsonlite::fromJSON(jsonlite::toJSON(rows, auto_unbox = TRUE, null = "null", digits = NA), simplifyDataFrame = TRUE)
}

# In a notebook of IRkernel.
if (requireNamespace("repr", quietly = TRUE)) {
  for (form in c("html", "markdown", "latex", "text")) local({
    type <- if (form == "text") "text/plain" else paste0("text/", form)
    registerS3method(paste0("repr_", form), "causal_result", function(obj, ...) obj$bundle[[type]], asNamespace("repr"))
  })
}
