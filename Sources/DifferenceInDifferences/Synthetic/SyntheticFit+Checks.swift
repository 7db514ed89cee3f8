import Regression

extension SyntheticFit {
    /// Placebos where there are more controls than treated units, else the bootstrap, which needs two treated units.
    public func usualInference(draws: Int = 200, seed: UInt64 = 42) -> SyntheticInference {
        let panel = solver.panel
        return panel.controlCount > panel.treatedCount || panel.treatedCount < 2
            ? .placebo(draws: draws, seed: seed) : .bootstrap(draws: draws, seed: seed)
    }

    /// Refuses an inference that the panel cannot bear.
    func check(_ inference: SyntheticInference) throws(CausalError) {
        let panel = solver.panel
        let (controls, treated) = (panel.controlCount, panel.treatedCount)
        switch inference {
        case .placebo(let draws, _):
            try SyntheticFit.check(draws: draws)
            guard controls > treated else {
                throw CausalError(
                    .tooFewRows,
                    "placebo inference needs more controls than treated units, and there are \(controls) controls and "
                        + "\(treated) treated units",
                    remedy:
                        "Use the bootstrap (--inference bootstrap) or the jackknife (--inference jackknife).")
            }
        case .bootstrap(let draws, _):
            try SyntheticFit.check(draws: draws)
            guard treated > 1 else {
                throw CausalError(
                    .tooFewRows, "the bootstrap says nothing about a single treated unit",
                    remedy: "Use placebo inference.")
            }
        case .jackknife: try checkJackknife()
        }
    }

    private static func check(draws: Int) throws(CausalError) {
        guard (2...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "draws are a number from 2 to 1000000", value: "\(draws)")
        }
    }

    private func checkJackknife() throws(CausalError) {
        if let lonely = solver.panel.cohorts.first(where: { $0.units.count == 1 }) {
            let isOnly = solver.panel.cohorts.count == 1
            throw CausalError(
                .tooFewRows,
                isOnly
                    ? "the jackknife cannot leave out the only treated unit"
                    : "the jackknife cannot leave out the only unit that starts at \(lonely.label.plain)",
                remedy: isOnly ? "Use placebo inference." : "Use placebo inference or the bootstrap.")
        }
        guard weights.allSatisfy({ own in own.units.count { $0 > 0 } > 1 }) else {
            throw CausalError(
                .tooFewRows, "all weight rests on one control, which the jackknife cannot leave out",
                remedy: "Use placebo inference or the bootstrap.")
        }
    }
}
