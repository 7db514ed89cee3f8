import Regression

extension PolicyFrame {
    /// The frame without covariates that no comparison of units in one period can use: constants, functions of the period,
    /// and those that earlier ones determine within every period. With a remark that names them.
    func withoutRedundantCovariates() -> (frame: PolicyFrame, notes: [String]) {
        let lost = redundantColumns
        guard !lost.isEmpty else { return (self, []) }
        var result = self
        let kept = frame.columns.indices.filter { !lost.contains($0) }.map { frame.columns[$0] }
        result.frame = frame.replacing(columns: kept, intercept: frame.hasIntercept)
        let names = lost.sorted().map { frame.columns[$0].name }
        return (
            result,
            [
                "\(names.count == 1 ? "A covariate is" : "\(names.count) covariates are") left out, constant or determined "
                    + "by others within every period: \(names.prefix(8).joined(separator: ", "))"
                    + "\(names.count > 8 ? ", …" : "")."
            ]
        )
    }

    /// The columns of which less than 1e-10 of their square is left beside the earlier ones and the periods.
    private var redundantColumns: Set<Int> {
        let columns = frame.columns.map { withinPeriods($0.values) }
        var kept: [[Double]] = []
        var lost: Set<Int> = []
        for (place, column) in columns.enumerated() {
            var left = column.values
            for other in kept {
                let share = Kernels.sum(zip(left, other).map { $0 * $1 })
                for row in left.indices { left[row] -= share * other[row] }
            }
            let square = Kernels.sum(left.map { $0 * $0 })
            guard square > 1e-10 * column.spread, square > 1e-24 * column.square else {
                lost.insert(place)
                continue
            }
            let scale = 1 / square.squareRoot()
            kept.append(left.map { $0 * scale })
        }
        return lost
    }

    /// A column less its mean in each period, its sum of squares then, and before.
    private func withinPeriods(_ values: [Double]) -> (values: [Double], spread: Double, square: Double) {
        var sums = [Double](repeating: 0, count: panel.period.levelCount)
        var counts = sums
        for (row, code) in panel.period.codes.enumerated() {
            sums[Int(code)] += values[row]
            counts[Int(code)] += 1
        }
        let means = zip(sums, counts).map { $0 / max($1, 1) }
        let centred = zip(values, panel.period.codes).map { $0 - means[Int($1)] }
        return (
            centred, Kernels.sum(centred.map { $0 * $0 }), Kernels.sum(values.map { $0 * $0 })
        )
    }
}

extension GroupTimeSelection {
    /// The same without covariates that no comparison can use.
    var withoutRedundantCovariates: GroupTimeSelection {
        let (frame, remarks) = policy.withoutRedundantCovariates()
        var result = self
        result.replace(frame, remarks)
        return result
    }
}
