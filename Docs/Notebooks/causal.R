# causal from R: a data frame (or a file's path) in, a result out. Needs jsonlite.
#
#   source("causal.R")
#   result <- causal("did", clinics, outcome = "burnout", unit = "clinician", time = "month", cohort = "adopted")
#   result                  # prints the table; in a notebook also the picture
#   as.data.frame(result)   # the rows
#
# Options are those of the command: aggregate = "event" is --aggregate event, quiet = TRUE is --quiet, a vector is joined by
# commas; unnamed ones are arguments (a formula). The program is the one that the variable CAUSAL names, or `causal` on the path.

causal <- function(command, data = NULL, ...) {
  given <- list(...)
  files <- c(out = tempfile(), err = tempfile(), data = tempfile(fileext = ".csv"))
  on.exit(unlink(files))
  if (is.data.frame(data)) {
    flags <- vapply(data, is.logical, TRUE)
    data[flags] <- lapply(data[flags], as.integer)
    utils::write.csv(data, files[["data"]], row.names = FALSE, na = "", fileEncoding = "UTF-8")
    data <- "-"
  }
  names <- if (is.null(names(given))) rep("", length(given)) else names(given)
  arguments <- unlist(Map(function(name, value) {
    text <- paste(if (inherits(value, "formula")) deparse(value, 500L) else value, collapse = ",")
    option <- paste0("--", gsub("[_.]", "-", name))
    if (name == "") text
    else if (isTRUE(value)) option
    else if (isFALSE(value) || is.null(value)) NULL
    else paste0(option, "=", text)
  }, names, given))
  call <- c(strsplit(command, " ")[[1]], data, unname(arguments), "--format=mimebundle")
  status <- system2(
    Sys.getenv("CAUSAL", "causal"), shQuote(call), stdout = files[["out"]], stderr = files[["err"]],
    stdin = if (identical(data, "-")) files[["data"]] else "")
  read <- function(file) paste(readLines(file, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  if (status != 0) {
    message <- sub("^causal: error: ", "", read(files[["err"]]))
    stop(structure(list(message = message, call = NULL, status = status), class = c("causal_error", "error", "condition")))
  }
  structure(list(bundle = jsonlite::fromJSON(read(files[["out"]]), simplifyVector = FALSE)), class = "causal_result")
}

print.causal_result <- function(x, ...) cat(x$bundle[["text/plain"]])

as.data.frame.causal_result <- function(x, ...) {
  rows <- x$bundle[["application/vnd.causal.v1+json"]]$estimates
  jsonlite::fromJSON(jsonlite::toJSON(rows, auto_unbox = TRUE, null = "null", digits = NA), simplifyDataFrame = TRUE)
}

# In a notebook of IRkernel.
if (requireNamespace("repr", quietly = TRUE)) {
  for (form in c("html", "markdown", "latex", "text")) local({
    type <- if (form == "text") "text/plain" else paste0("text/", form)
    registerS3method(paste0("repr_", form), "causal_result", function(obj, ...) obj$bundle[[type]], asNamespace("repr"))
  })
}
