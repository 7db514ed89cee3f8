import Distributions
import Regression

/// The effects of many draws: the average in front, then cohort by cohort; NaN for a cohort that a draw does not hold.
struct SyntheticReplicates: Sendable {
    /// One list a draw.
    let values: [[Double]]
    /// What the sum of squares about the mean is multiplied by.
    let factor: Double

    /// The covariance of the rows; each pair over the draws that hold both.
    var covariance: Matrix {
        let count = values.first?.count ?? 0
        var result = Matrix(count, count)
        for i in 0..<count {
            for j in 0...i {
                result[i, j] = covariance(i, j)
                result[j, i] = result[i, j]
            }
        }
        return result
    }

    private func covariance(_ i: Int, _ j: Int) -> Double {
        let both = values.filter { $0[i].isFinite && $0[j].isFinite }
        guard both.count > 1 else { return .nan }
        let means = (i, j)
        let first = both.reduce(0) { $0 + $1[means.0] } / Double(both.count)
        let second = both.reduce(0) { $0 + $1[means.1] } / Double(both.count)
        let sum = both.reduce(0) { $0 + ($1[i] - first) * ($1[j] - second) }
        return sum * factor * Double(values.count) / Double(both.count)
    }
}

extension SyntheticFit {
    /// The draws of an inference.
    func replicates(_ inference: SyntheticInference) throws(CausalError) -> SyntheticReplicates {
        try check(inference)
        switch inference {
        case .placebo(let draws, let seed):
            return draw(draws, seed, placebo)
        case .bootstrap(let draws, let seed):
            return draw(draws, seed, resampled)
        case .jackknife: return jackknife()
        }
    }

    private func draw(
        _ draws: Int, _ seed: UInt64, _ selection: @Sendable (inout Generator) -> SyntheticSelection
    ) -> SyntheticReplicates {
        let root = Generator(seed: seed)
        let solver = solver.preparedForDraws()
        let values = DrawProgress.map(draws) { index in
            var random = root.stream(index)
            return replicate(selection(&random), solver)
        }
        return SyntheticReplicates(values: values, factor: 1 / Double(draws))
    }

    /// The effects of a selection with weights estimated anew, from those of the whole panel on.
    func replicate(_ selection: SyntheticSelection, _ solver: SyntheticSolver) -> [Double] {
        let found = solver.weights(selection, from: weights)
        return solver.all(solver.effects(selection, found), selection)
    }

    /// Controls in a random order: the last of them are the cohorts' treated units.
    @Sendable func placebo(_ random: inout Generator) -> SyntheticSelection {
        var order = Array(0..<solver.panel.controlCount)
        random.shuffle(&order)
        return placebo(order)
    }

    func placebo(_ order: [Int]) -> SyntheticSelection {
        var next = order.count - solver.panel.treatedCount
        let controls = Array(order[..<next])
        let treated = solver.panel.cohorts.map { cohort in
            defer { next += cohort.units.count }
            return Array(order[next..<(next + cohort.units.count)])
        }
        return SyntheticSelection(controls: controls, treated: treated)
    }

    /// Units with replacement, again until controls and treated units are among them.
    @Sendable func resampled(_ random: inout Generator) -> SyntheticSelection {
        let panel = solver.panel
        while true {
            let drawn = panel.units.indices.map { _ in random.integer(below: panel.units.count) }.sorted()
            let controls = drawn.filter { $0 < panel.controlCount }
            guard !controls.isEmpty, controls.count < drawn.count else { continue }
            return SyntheticSelection(
                controls: controls,
                treated: panel.cohorts.map { cohort in drawn.filter(cohort.units.contains) })
        }
    }

    /// Leaves out each unit in turn; weights stay, those of controls scaled to sum to one.
    private func jackknife() -> SyntheticReplicates {
        let everybody = solver.panel.everybody
        let values = DrawProgress.map(solver.panel.units.count) { unit in
            var selection = everybody
            selection.controls.removeAll { $0 == unit }
            for cohort in selection.treated.indices { selection.treated[cohort].removeAll { $0 == unit } }
            let kept = weights.map { $0.starting(selection.controls) }
            return solver.all(solver.effects(selection, kept), selection)
        }
        let count = Double(values.count)
        return SyntheticReplicates(values: values, factor: (count - 1) / count)
    }
}
