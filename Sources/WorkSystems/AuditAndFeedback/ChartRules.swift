/// Which patterns of points about the centre are signals.
///
/// Rules are told by number, on points measured in standard deviations from the centre:
///
/// | | Western Electric (1956) | Nelson (1984) |
/// |---|---|---|
/// | 1 | beyond 3 | beyond 3 |
/// | 2 | 2 of 3 beyond 2, one side | 9 in a row on one side |
/// | 3 | 4 of 5 beyond 1, one side | 6 in a row rising or falling |
/// | 4 | 8 in a row on one side | 14 in a row up and down by turns |
/// | 5 | | 2 of 3 beyond 2, one side |
/// | 6 | | 4 of 5 beyond 1, one side |
/// | 7 | | 15 in a row within 1 |
/// | 8 | | 8 in a row beyond 1, either side |
///
/// A pattern is told at the point that completes it, which lies in it itself.
///
/// - Source: Western Electric (1956), *Statistical Quality Control Handbook*; Nelson (1984), Journal of Quality
///   Technology 16(4), 237–239.
public enum ChartRules: String, Sendable, Hashable, Codable, CaseIterable {
    /// A point beyond three standard deviations alone.
    case shewhart
    /// Four rules.
    case westernElectric = "western-electric"
    /// Eight rules.
    case nelson

    /// The rules that each point breaks.
    ///
    /// - Parameter z: the points, in standard deviations from the centre, in order.
    public func signals(_ z: [Double]) -> [[Int]] {
        z.indices.map { index in
            let tests = tests(z, index)
            return tests.indices.filter { tests[$0] }.map { $0 + 1 }
        }
    }

    private func tests(_ z: [Double], _ i: Int) -> [Bool] {
        let beyond = abs(z[i]) > 3
        switch self {
        case .shewhart: return [beyond]
        case .westernElectric:
            return [
                beyond, Self.share(z, i, of: 3, at: 2, beyond: 2), Self.share(z, i, of: 5, at: 4, beyond: 1),
                Self.share(z, i, of: 8, at: 8, beyond: 0),
            ]
        case .nelson:
            return [
                beyond, Self.share(z, i, of: 9, at: 9, beyond: 0), Self.isMonotone(z, i, 6),
                Self.alternates(z, i, 14), Self.share(z, i, of: 3, at: 2, beyond: 2),
                Self.share(z, i, of: 5, at: 4, beyond: 1),
                Self.last(z, i, 15)?.allSatisfy { abs($0) < 1 } ?? false,
                Self.last(z, i, 8)?.allSatisfy { abs($0) > 1 } ?? false,
            ]
        }
    }

    /// The last `count` points up to i, when there are so many.
    private static func last(_ z: [Double], _ i: Int, _ count: Int) -> ArraySlice<Double>? {
        i + 1 >= count ? z[(i + 1 - count)...i] : nil
    }

    /// Whether the point and enough of the last `width` lie beyond a distance on its side.
    private static func share(
        _ z: [Double], _ i: Int, of width: Int, at least: Int, beyond distance: Double
    ) -> Bool {
        guard abs(z[i]) > distance else { return false }
        let side: Double = z[i] > 0 ? 1 : -1
        let window = z[max(0, i + 1 - width)...i]
        return window.filter { side * $0 > distance }.count >= least
    }

    /// Whether the last `count` points rise, or fall, all the way.
    static func isMonotone(_ z: [Double], _ i: Int, _ count: Int) -> Bool {
        guard let window = last(z, i, count) else { return false }
        let steps = zip(window.dropFirst(), window).map { $0 - $1 }
        return steps.allSatisfy { $0 > 0 } || steps.allSatisfy { $0 < 0 }
    }

    private static func alternates(_ z: [Double], _ i: Int, _ count: Int) -> Bool {
        guard let window = last(z, i, count) else { return false }
        let steps = zip(window.dropFirst(), window).map { $0 - $1 }
        return steps.allSatisfy { $0 != 0 } && zip(steps.dropFirst(), steps).allSatisfy { $0 * $1 < 0 }
    }
}
