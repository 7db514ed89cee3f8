import ArgumentParser
import Causal

/// Options about absorbed factors, and files made from what a fit knows of them.
struct AbsorbedOptions: ParsableArguments {
    @Flag(
        name: .customLong("exact-df"),
        help: ArgumentHelp(
            "Count redundant absorbed levels exactly, by connected components.",
            discussion: "Exact for one or two factors, a bound for more; the default is fixest's convention.")
    )
    var exactDegreesOfFreedom = false

    @Flag(
        name: .customLong("two-core"),
        help: ArgumentHelp(
            "Keep only levels of the first two factors that meet two of the other.",
            discussion:
                "Workers who moved and firms with two of them; the others are taken off one after another."))
    var twoCore = false

    @Option(help: "Write the estimated fixed effects to this CSV file: factor, level, estimate.")
    var fixedEffects: String?

    @Option(
        help: ArgumentHelp(
            "Write predictions to this CSV file: fit, se, conf.low, conf.high.",
            discussion:
                "One row for each row of the data (or of --predict-rows), in their order; means of counts and events."
        ))
    var predict: String?

    @Option(help: "A CSV file with the rows to predict (default: the data themselves).")
    var predictRows: String?

    @Option(
        help: ArgumentHelp(
            "What goes with predictions: confidence, prediction or none.",
            discussion:
                "prediction is the interval of a new outcome; none is the cheapest (default: confidence)."))
    var interval: PredictionInterval?

    /// Whether a file is to be written.
    var writesFiles: Bool { fixedEffects != nil || predict != nil }

    /// Refuses these options where there is no use for them.
    func refuse(in model: String) throws(CausalError) {
        guard exactDegreesOfFreedom || twoCore || writesFiles || predictRows != nil || interval != nil else {
            return
        }
        throw CausalError(
            .badArgument,
            "--exact-df, --two-core, --fixed-effects and --predict are not available for \(model)",
            remedy: "Leave them out.")
    }

    /// How redundant absorbed levels are counted.
    var parameterRule: ParameterRule { exactDegreesOfFreedom ? .exact : .conventional }

    /// Refuses predictions where a model has none.
    func refusePredictions(in model: String) throws(CausalError) {
        guard predict != nil || predictRows != nil || interval != nil else { return }
        throw CausalError(
            .badArgument, "--predict is not available for \(model)",
            remedy: "--fixed-effects is; predictions are its levels and the coefficients times new values.")
    }

    /// Refuses what a generalised linear model does not have.
    func refuseBesideMeans() throws(CausalError) {
        if twoCore {
            throw CausalError(
                .badArgument, "--two-core is not available for generalised linear models",
                remedy: "Leave it out.")
        }
        if interval == .prediction {
            throw CausalError(
                .badArgument, "intervals of new outcomes are worked out for least squares alone",
                value: "--interval prediction", remedy: "Use --interval confidence: that of the mean.")
        }
        try refuseIdle()
    }

    /// Sets the model's choices.
    func choose(_ model: inout LeastSquares) throws(CausalError) {
        model.parameterRule = parameterRule
        model.prunesToTwoCore = twoCore
        try refuseIdle()
    }

    /// Refuses options about predictions without a file for them.
    func refuseIdle() throws(CausalError) {
        guard predict != nil || (predictRows == nil && interval == nil) else {
            throw CausalError(
                .badArgument, "--predict-rows and --interval need a file for the predictions",
                remedy: "Add --predict FILE.csv.")
        }
    }

    /// Makes predictions of rows, nil for the fit's own.
    typealias Predictor = (DataTable?, PredictionInterval) throws(CausalError) -> Predictions

    /// Writes the files that were asked for; returns what to tell about them.
    func writeFiles(
        _ input: InputOptions, _ effects: () throws(CausalError) -> FixedEffects, _ predictor: Predictor?
    ) throws(CausalError) -> [String] {
        var notes: [String] = []
        if let fixedEffects {
            let effects = try effects()
            try effects.table().write(to: fixedEffects)
            notes += effects.notes
        }
        guard let predict, let predictor else { return notes }
        var rows: DataTable?
        if let predictRows {
            var source = input
            source.data = predictRows
            source.conditions = []
            rows = try source.read()
        }
        let predictions = try predictor(rows, interval ?? .confidence)
        try predictions.table().write(to: predict)
        return notes + predictions.notes
    }
}

extension PredictionInterval: ExpressibleByArgument {}
