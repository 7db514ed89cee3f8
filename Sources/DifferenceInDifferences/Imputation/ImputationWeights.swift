import Regression

/// The weights v with which untreated outcomes enter an average of effects, v₀ = −A₀Z₀(Z₀′A₀Z₀)⁻¹Z₁′w₁
/// (Borusyak, Jaravel & Spiess 2024, proposition 1; A the weights of estimation).
///
/// They are never formed as a matrix: the equations of the absorbed factors are solved for each average, and the
/// covariates follow by Frisch & Waugh's theorem.
struct ImputationWeights: Sendable {
    let model: UntreatedModel
    let cells: EffectCells

    /// v₀/a of one mean in every untreated row.
    func untreated(_ mean: EffectMean) throws(CausalError) -> [Double] {
        var factor = [Double](repeating: 0, count: cells.cells.count)
        for cell in mean.cells { factor[cell] = 1 / mean.mass }
        let levels = try model.equations.solve(sums(factor))
        let fitted = model.equations.total(levels)
        let shares = covariateShares(factor)
        let columns = model.covariates.columns
        let rows = model.untreated
        return Parallel.array(fitted.count) { range, out in
            for place in range {
                var value = -fitted[place]
                for j in shares.indices { value -= shares[j] * columns[j][Int(rows[place])] }
                out.initializeElement(at: place - range.lowerBound, to: value)
            }
        }
    }

    /// D₁′w₁: the average's weights summed over the levels of each absorbed factor.
    private func sums(_ factor: [Double]) -> [[Double]] {
        let absorbed = model.base.frame.absorbed
        var sums = absorbed.map { [Double](repeating: 0, count: $0.levelCount) }
        forEachRow(factor) { row, weight in
            for q in absorbed.indices { sums[q][Int(absorbed[q].codes[row])] += weight }
        }
        return sums
    }

    /// θ = (X̃₀′AX̃₀)⁻¹X̃₁′w₁
    private func covariateShares(_ factor: [Double]) -> [Double] {
        let columns = model.covariates.columns
        guard !columns.isEmpty else { return [] }
        var products = [Double](repeating: 0, count: columns.count)
        forEachRow(factor) { row, weight in
            for j in columns.indices { products[j] += weight * columns[j][row] }
        }
        return model.covariates.bread * products
    }

    private func forEachRow(_ factor: [Double], _ body: (Int, Double) -> Void) {
        let codes = cells.codes
        for row in codes.indices where codes[row] >= 0 {
            let share = factor[Int(codes[row])]
            if share != 0 { body(row, share * model.weight(row)) }
        }
    }

    /// Σ over a group's untreated rows of v₀·(y − ŷ(0)): groups × means.
    ///
    /// - Throws: `CausalError.Code.badArgument` when groups times means outgrow the memory.
    func untreatedInfluence(_ means: [EffectMean], _ groups: Factor) throws(CausalError) -> Matrix {
        guard 32.0 * Double(groups.levelCount) * Double(means.count) < Double(Memory.physical) else {
            throw CausalError(
                .badArgument,
                "the influence of \(groups.levelCount) groups on \(means.count) averages is too large to hold",
                remedy: "Ask for fewer averages, e.g. a window of event times, or use larger clusters.")
        }
        let codes = Parallel.gather(groups.codes, at: model.untreated)
        let residuals = Parallel.gather(model.effects, at: model.untreated)
        let weights = model.untreatedWeights
        let columns = Parallel.map(means.count) { position -> Result<[Double], CausalError> in
            do throws(CausalError) {
                let shares = try untreated(means[position])
                var sums = [Double](repeating: 0, count: groups.levelCount)
                for place in codes.indices {
                    sums[Int(codes[place])] += shares[place] * (weights?[place] ?? 1) * residuals[place]
                }
                return .success(sums)
            } catch { return .failure(error) }
        }
        var values: [Double] = []
        for column in columns { values += try column.get() }
        return Matrix(groups.levelCount, means.count, columnMajor: values)
    }
}
