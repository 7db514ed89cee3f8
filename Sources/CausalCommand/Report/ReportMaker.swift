import Causal

/// Asks the design's command, and others, what a report shows.
struct ReportMaker {
    private let arguments: ReportArguments
    /// The arguments of the average that the sentence tells; nil where the answer is told itself.
    private let averaged: ReportArguments?
    private let design: ReportDesign
    private let title: String
    private let question: String
    private let term: String?
    private let sink = ReportSink()

    init(_ given: ReportArguments, title: String, question: String?, term: String?) throws(CausalError) {
        design = try ReportDesign(given)
        guard term == nil || design == .leastSquares else {
            throw CausalError(.badArgument, "--term belongs to a formula", value: term)
        }
        let isAveraged = ReportMaker.isAveraged(given, design)
        arguments = isAveraged ? ReportArguments(given.all + ["--aggregate", "event"]) : given
        averaged = isAveraged ? ReportMaker.simple(given) : nil
        self.title = title
        self.term = term
        self.question = question ?? design.question(given, term: term)
    }

    /// Whether effects of several periods are drawn by event time and told as their average over those treated, because
    /// the arguments say nothing else.
    private static func isAveraged(_ given: ReportArguments, _ design: ReportDesign) -> Bool {
        let known: Set = [
            "callaway-santanna", "imputation", "two-stage", "sun-abraham", "etwfe", "stacked", "lp-did",
            "switchers",
        ]
        return design == .differences && !given.has("--aggregate")
            && known.contains(given["--estimator"]?.lowercased() ?? "callaway-santanna")
    }

    private static func simple(_ given: ReportArguments) -> ReportArguments {
        let ownWindow = ["stacked", "lp-did"].contains(given["--estimator"]?.lowercased() ?? "")
        let events: Set = ownWindow ? ["--balance"] : ["--balance", "--window"]
        return ReportArguments(given.replacing(events, with: ["--aggregate", "simple"]))
    }

    /// The report.
    func report() throws(CausalError) -> Report {
        let words = design.command + arguments.all
        let found = try sink.finding(words)
        if let term, !found.estimates.rows.contains(where: { $0.term == term }) {
            throw CausalError(
                .unknownTerm, "there is no coefficient '\(term)'",
                remedy: "There are \(found.estimates.rows.map(\.term).prefix(12).joined(separator: ", ")).")
        }
        let told = averaged.map { design.command + $0.all }
        let summary = told.flatMap { try? sink.finding($0).estimates }
        let path = arguments.positional.first ?? "-"
        let table = try sink.table(path) { () throws(CausalError) in try DataTable(file: path) }
        let explanation =
            Explanation(command: design.command[0], estimator: design.estimator(arguments))
            ?? Explanation(command: design.command[0])
        return Report(
            title: title, question: question, data: try TableDescription(table, design.roles(arguments)),
            explanation: explanation, estimates: found.estimates, summary: summary, picture: found.picture,
            term: term, alternatives: alternatives(), checks: checks(),
            command: [words, summary == nil ? nil : told].compactMap { $0 }
                .map { ReportArguments.quoted(["causal"] + $0) }.joined(separator: "\n"))
    }

    /// The same question with other choices; what a choice refuses is said in its place.
    private func alternatives() -> [Report.Alternative] {
        if design == .differences { return comparison() }
        return choices().map { name, words in
            do throws(CausalError) {
                let estimates = try sink.finding(design.command + words).estimates
                return Report.Alternative(name, rows: Report.headline(estimates, term: term))
            } catch {
                return Report.Alternative(name, reason: error.message)
            }
        }
    }

    /// Names of choices and the arguments that make them.
    private func choices() -> [(String, [String])] {
        switch design {
        case .differences: return []
        case .series:
            let isCount = arguments["--family"].map { $0 != "gaussian" } ?? false
            if isCount {
                return ["poisson", "quasipoisson", "negative-binomial"].map {
                    ($0, arguments.replacing(["--family"], with: ["--family", $0]))
                }
            }
            let errors: Set = [
                "--errors", "--lag", "--ar", "--order", "--seasonal", "--method", "--inference",
            ]
            return ["ols", "newey-west", "prais-winsten", "gls"].map {
                ("errors: \($0)", arguments.replacing(errors, with: ["--errors", $0]))
            }
        case .steppedWedge:
            let model: Set = ["--correlation", "--method", "--inference"]
            let isGaussian = arguments["--family"].map { $0 == "gaussian" } ?? true
            guard isGaussian else {
                return ["gee", "glmm"].map {
                    ("method: \($0)", arguments.replacing(model, with: ["--method", $0]))
                }
            }
            return ["exchangeable", "nested", "decay"].map {
                ("correlation: \($0)", arguments.replacing(model, with: ["--correlation", $0]))
            } + [
                (
                    "method: gee",
                    arguments.replacing(model, with: ["--method", "gee", "--correlation", "nested"])
                )
            ]
        case .leastSquares:
            let kinds = arguments.has("--cluster") ? ["cr1", "cr2", "cr3"] : ["iid", "hc1", "hc3"]
            return kinds.map { ("covariance: \($0)", arguments.replacing(["--vcov"], with: ["--vcov", $0])) }
        }
    }

    private static let shared: Set = [
        "--outcome", "--time", "--unit", "--cohort", "--treatment", "--cluster", "--weights", "--where",
        "--missing",
        "--input-format", "--labels", "--level", "--anticipation", "--window", "--control", "--threads",
    ]

    /// The overall effect by every estimator that applies.
    private func comparison() -> [Report.Alternative] {
        let words = arguments.keeping(
            ReportMaker.shared.union(["--covariates"]), with: ["--estimator", "all"])
        do throws(CausalError) {
            let rows = try sink.finding(["did"] + words).estimates.rows
            return rows.map { row in
                Report.Alternative(
                    row.labels.first { $0.name == "estimator" }?.value.text ?? row.term, rows: [row])
            }
        } catch {
            return [Report.Alternative("every estimator", reason: error.message)]
        }
    }

    /// What else bears on the answer.
    private func checks() -> [Report.Check] {
        switch design {
        case .differences: [parallelTrends()]
        case .leastSquares: term.map { [unmeasured($0)] } ?? []
        case .series, .steppedWedge: []
        }
    }

    private func parallelTrends() -> Report.Check {
        let isRegression = ["event-study", "twfe"].contains(arguments["--estimator"] ?? "")
        let words = arguments.keeping(
            ReportMaker.shared,
            with: [
                "--estimator", isRegression ? "event-study" : "callaway-santanna", "--restriction",
                "relative-magnitude",
                "--bound", "0.1,0.25,0.5,1", "--average",
            ])
        let heading = "How far may trends depart from parallel?"
        let meaning =
            "Each interval holds when no change of trend after the start exceeds the bound times the largest one before it "
            + "(Rambachan & Roth 2023). An interval that spans zero says that departures of this size could explain the effect."
        do throws(CausalError) {
            let found = try sink.finding(["sensitivity"] + words)
            return Report.Check(heading, meaning, found.estimates, picture: found.picture)
        } catch {
            return Report.Check(heading, "This could not be analysed: \(error.message).")
        }
    }

    private func unmeasured(_ term: String) -> Report.Check {
        let words = ["unmeasured", "robustness"] + arguments.positional + ["--term", term]
        let heading = "How strong would something unmeasured have to be?"
        do throws(CausalError) {
            let found = try sink.finding(words).estimates
            let dependent: Set = ["--cluster", "--vcov", "--weights", "--weight-kind"]
            let caution =
                dependent.contains(where: arguments.has)
                ? [
                    "These numbers take errors as independent and rows as equal, which the estimate above does not."
                ]
                : []
            return Report.Check(heading, (caution + found.notes).joined(separator: " "), found)
        } catch {
            return Report.Check(heading, "This could not be analysed: \(error.message).")
        }
    }
}
