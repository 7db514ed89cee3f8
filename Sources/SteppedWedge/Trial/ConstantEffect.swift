import Regression

extension SteppedWedge {
    /// The test that effects by time of exposure are one, from a fit with one for each; nil where the trial does not tell
    /// them apart, where treatment ends, and where the model has effects over time itself.
    ///
    /// A single effect is a mean of those by time of exposure with weights that may be negative, so that it misleads where
    /// they differ.
    ///
    /// Source: Kenny, Voldal, Xia, Heagerty & Hughes (2022), Statistics in Medicine 41.
    ///
    /// - Parameter answer: fits the model and judges it.
    public func constantEffect(
        _ answer: (SteppedWedge) throws(CausalError) -> Estimates
    ) -> Diagnostic? {
        guard effect == .immediate else { return nil }
        var changing = self
        changing.effect = .exposureTime
        let found = try? answer(changing)
        return found?.diagnostic("constant-effect")
    }
}

extension Estimates {
    /// The answer with a test of ``SteppedWedge/constantEffect(_:)``, and a note where it rejects at 5 %.
    public func adding(constantEffect test: Diagnostic?) -> Estimates {
        guard let test, let p = test["p.value"]?.double else { return self }
        let note =
            "The effect changes with the time since its start (the diagnostic constant-effect): the row treatment is a mean with "
            + "weights that may be negative. See --effect exposure-time."
        return adding(diagnostics: [test], notes: p < 0.05 ? [note] : [])
    }
}
