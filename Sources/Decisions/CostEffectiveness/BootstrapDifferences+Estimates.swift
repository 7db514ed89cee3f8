import Groundwork
import Inference

extension BootstrapDifferences {
    /// The percentile interval of a quantity of the samples.
    private func percentiles(_ values: [Double]) -> Interval {
        let sorted = values.sorted()
        let tail = (1 - level) / 2
        return Interval(Numbers.quantile(tail, sorted: sorted), Numbers.quantile(1 - tail, sorted: sorted))
    }

    /// The share of samples in each quadrant of the plane.
    public var quadrants: [IncrementalCostEffectiveness.Quadrant: Double] {
        var counts: [IncrementalCostEffectiveness.Quadrant: Int] = [:]
        for (e, c) in zip(effects, costs) {
            let quadrant: IncrementalCostEffectiveness.Quadrant =
                e > 0 ? (c > 0 ? .moreForMore : .dominant) : (c > 0 ? .dominated : .lessForLess)
            counts[quadrant, default: 0] += 1
        }
        return counts.mapValues { Double($0) / Double(effects.count) }
    }

    /// The percentile interval of the ratio; nil unless all samples agree in the sign of the effect, since ratios of
    /// opposite quadrants cannot be put in order (Briggs, Wonderling & Mooney 1997).
    public var ratioInterval: Interval? {
        guard effects.allSatisfy({ $0 > 0 }) || effects.allSatisfy({ $0 < 0 }) else { return nil }
        return percentiles(zip(costs, effects).map { $0 / $1 })
    }

    /// The share of samples in which the net benefit is above zero.
    public func acceptability(_ k: Double) -> Double {
        let count = zip(effects, costs).count { k * $0 - $1 > 0 }
        return Double(count) / Double(max(1, effects.count))
    }

    /// Rows `icer.bootstrap`, `nmb.bootstrap` and `ceac.bootstrap` to stand behind those of a result.
    func rows(_ difference: IncrementalCostEffectiveness, willingness: [Double]) -> [Estimate] {
        func row(_ term: String, _ labels: [JSONValue.Member], _ value: Double, _ bounds: Interval?)
            -> Estimate
        {
            Estimate(
                term: term, labels: labels, estimate: value, standardError: .nan, degreesOfFreedom: nil,
                level: level,
                bounds: bounds)
        }
        var rows = [row("icer.bootstrap", [], difference.ratio ?? .nan, ratioInterval)]
        for k in willingness {
            let labels: [JSONValue.Member] = [.init("wtp", .number(k))]
            let benefits = zip(effects, costs).map { k * $0 - $1 }
            rows.append(row("nmb.bootstrap", labels, difference.netBenefit(k), percentiles(benefits)))
            rows.append(row("ceac.bootstrap", labels, acceptability(k), nil))
        }
        return rows
    }

    /// A result with the bootstrap's rows behind its own.
    public func added(
        to result: Estimates, of difference: IncrementalCostEffectiveness, willingness: [Double]
    ) -> Estimates {
        let more = rows(difference, willingness: willingness)
        let count = result.rows.count
        var covariance = Matrix(count + more.count, count + more.count, repeating: .nan)
        for j in 0..<count {
            for i in 0..<count { covariance[i, j] = result.covariance[i, j] }
        }
        let shares = quadrants
        let facts: [JSONValue.Member] = [
            .init("draws", .integer(draws)), .init("used", .integer(effects.count)),
            .init("seed", .seed(seed)),
            .init(
                "quadrants",
                .object(
                    IncrementalCostEffectiveness.Quadrant.allCases.map {
                        .init($0.rawValue, .number(shares[$0] ?? 0))
                    })),
        ]
        let note =
            ratioInterval == nil
            ? [
                "The samples differ in the sign of the effect: the ratio has no percentile interval; see the quadrants."
            ] : []
        return Estimates(
            command: result.command, rows: result.rows + more, covariance: covariance, model: result.model,
            diagnostics: result.diagnostics + [Diagnostic("bootstrap", facts)], notes: result.notes + note)
    }
}
