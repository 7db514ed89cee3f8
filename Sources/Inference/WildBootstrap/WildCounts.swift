import LinearAlgebra

/// How many draws are more extreme than the sample, and how many tie with it.
struct WildCounts: Sendable {
    var usable = 0
    var above = 0
    var tied = 0
    /// Draws with t* < t, and with t* > t.
    var left = 0
    var right = 0

    static func + (a: WildCounts, b: WildCounts) -> WildCounts {
        WildCounts(
            usable: a.usable + b.usable, above: a.above + b.above, tied: a.tied + b.tied,
            left: a.left + b.left, right: a.right + b.right)
    }

    /// Counts a statistic of one restriction.
    mutating func add(_ value: Double, observed: Double) {
        guard !value.isNaN else { return }
        switch WildCurve.compare(value, observed) {
        case .below: left += 1
        case .above: right += 1
        default: break
        }
        addSize(value.magnitude, observed: observed.magnitude)
    }

    /// Counts a statistic that is large when extreme.
    mutating func addSize(_ value: Double, observed: Double) {
        guard !value.isNaN else { return }
        usable += 1
        switch WildCurve.compare(value, observed) {
        case .above: above += 1
        case .tied: tied += 1
        default: break
        }
    }

    /// (above + ½ tied) / usable.
    var pValue: Double { (Double(above) + Double(tied) / 2) / Double(usable) }
    /// 2·min(left, right) / usable, ties counted one half on either side; 1 at most.
    var equalTailedPValue: Double {
        let equal = Double(usable - left - right)
        return min(1, (2 * Double(min(left, right)) + equal) / Double(usable))
    }
    /// Ties count; unless enumerated, the sample is a draw as well.
    func conservativePValue(isEnumerated: Bool) -> Double {
        let sample = isEnumerated ? 0 : 1
        return Double(above + tied + sample) / Double(usable + sample)
    }
}

extension WildSampler {
    /// The counts at t = x, and what the inversion of the test needs.
    func single(_ x: Double) -> (counts: WildCounts, changes: [WildInversion.Changes]) {
        let blocks = map { block in
            var counts = WildCounts()
            var changes = WildInversion.Changes()
            for draw in block.numerators[0].indices {
                let curve = WildCurve(block, draw, self)
                counts.add(curve.statistic(x), observed: x)
                WildInversion.add(curve, to: &changes)
            }
            return (counts, changes)
        }
        return (blocks.reduce(WildCounts()) { $0 + $1.0 }, blocks.map(\.1))
    }

    /// The counts of a Wald statistic.
    func joint(_ observed: Double) -> WildCounts {
        map { block in
            var counts = WildCounts()
            for draw in block.numerators[0].indices {
                counts.addSize(self.wald(block, draw), observed: observed)
            }
            return counts
        }.reduce(WildCounts(), +)
    }

    /// t* of every draw at t = x, in the order of the draws; NaN without one.
    func statistics(_ x: Double) -> [Double] {
        map { block in block.numerators[0].indices.map { WildCurve(block, $0, self).statistic(x) } }
            .flatMap { $0 }
    }

    /// W*/q of every draw, in the order of the draws; NaN without one.
    func jointStatistics() -> [Double] {
        map { block in block.numerators[0].indices.map { self.wald(block, $0) } }.flatMap { $0 }
    }

    /// N′F⁻¹N / q; NaN when the variance F is not positive definite.
    private func wald(_ block: Block, _ draw: Int) -> Double {
        let q = block.numerators.count
        var variance = Matrix(q, q)
        var pair = 0
        for a in 0..<q {
            for b in a..<q {
                variance[a, b] = block.forms[pair][draw]
                variance[b, a] = variance[a, b]
                pair += 1
            }
        }
        return variance.inverseQuadraticForm(block.numerators.map { $0[draw] }).map { $0 / Double(q) } ?? .nan
    }
}
