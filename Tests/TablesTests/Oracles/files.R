# Rscript files.R: the files that other programs' users have, written by haven and foreign.
suppressMessages(library(haven))
n <- 12
when <- as.Date("2019-12-25") + 31 * (0:(n - 1)); when[3] <- NA
clock <- as.POSIXct("2021-03-15 08:30:00", tz = "UTC") + 86399 * (0:(n - 1)); clock[4] <- NA
score <- c(1.5, -2.25, 1/3, NA, 1e300, 1e-300, 0, 7, 2^53, pi, -1e9, 4)
site <- labelled(c(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, NA), c(North = 1, South = 2, "Øst & vest" = 3), label = "Where")
why <- labelled(c(1, 2, tagged_na("a"), tagged_na("z"), 5, NA, 7, 8, 9, 10, 11, 12),
                c(Refused = tagged_na("a"), "Not asked" = tagged_na("z"), One = 1), label = "Reasons")
name <- c("Ärzte", "nurse, ward", "", "a \"quote\"", "007", "NA", ".", "line", "x", "y", "z", "tail ")
code <- factor(c("b", "a", NA, "c", "a", "b", "a", "c", "b", "a", "a", "b"), levels = c("a", "b", "c"))
half <- as.integer(c(1:11, NA)); attr(half, "label") <- "Whole numbers"
data <- data.frame(score, half, when, clock, name)
data$site <- site; data$why <- why; data$code <- code
attr(data$score, "label") <- "Burnout, points"
write_dta(data, "haven118.dta", version = 14)
write_dta(data[c("score", "half", "when", "site", "why")], "haven114.dta", version = 10)
spss <- data; spss$why <- NULL
spss$score[5:6] <- c(-99, 99)
spss$user <- labelled_spss(c(1:9, 98, 99, 5), c("No answer" = 99), na_values = c(98, 99))
spss$sex <- labelled(rep(c("m", "f"), 6), c(Man = "m", Woman = "f"))
write_sav(spss, "haven.sav", compress = "byte")
write_sav(spss, "haven.zsav", compress = "zsav")
plain <- data.frame(score, half, when, clock, name)
plain$score[5:6] <- c(123.456, -0.001)
suppressWarnings(write_sas(plain, "haven.sas7bdat"))
plain$why <- c(tagged_na("A"), 2:12)
write_xpt(plain, "haven.xpt", version = 8)
suppressMessages(library(foreign))
write.dta(data.frame(half = as.integer(half), score = ifelse(is.na(score) | abs(score) > 1e299, 0, score), code), "foreign.dta",
          version = 10L)
cat(R.version.string, "haven", as.character(packageVersion("haven")), "foreign", as.character(packageVersion("foreign")), "\n")
