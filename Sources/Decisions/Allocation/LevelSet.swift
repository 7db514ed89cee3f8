/// The levels that a programme may have: any or whole numbers from `start` to `high`, and zero beside them unless
/// some of it is required.
struct LevelSet: Sendable, Hashable {
    /// The least level: 0, or what is required.
    let low: Double
    /// The least level above zero.
    let start: Double
    /// The greatest level.
    let high: Double
    /// Whether only whole numbers count.
    let isWhole: Bool

    /// How near to a permitted level a number counts as one.
    static let tolerance = 1e-9

    /// The levels of a programme; nil when there is none.
    init?(_ programme: Programme) {
        isWhole = !programme.isScalable
        let least = max(programme.minimum, programme.minimum > 0 ? programme.smallest : 0)
        low = isWhole ? (least - LevelSet.tolerance).rounded(.up) + 0 : least
        high =
            isWhole
            ? (programme.maximum + LevelSet.tolerance).rounded(.down) : programme.maximum
        let first = max(low, programme.smallest)
        start = isWhole ? max((first - LevelSet.tolerance).rounded(.up), 1) : first
        guard low <= high else { return nil }
    }

    /// The greatest level there is in truth: 0 when nothing above it is permitted.
    var top: Double { start <= high ? high : low }

    /// The forbidden stretch in which a number lies; nil for a permitted level.
    func gap(around level: Double, tolerance: Double = LevelSet.tolerance) -> (below: Double, above: Double)?
    {
        if low == 0, level > tolerance, level < start - tolerance { return (0, start) }
        guard isWhole, (level - level.rounded()).magnitude > tolerance else { return nil }
        return (level.rounded(.down), level.rounded(.up))
    }

    /// The greatest permitted level up to a number.
    func rounded(down level: Double) -> Double {
        if level < start - LevelSet.tolerance { return low }
        let whole = (level + LevelSet.tolerance).rounded(.down)
        return min(max(isWhole ? whole : level, low), top)
    }

    /// A number that is permitted but for rounding, put right.
    func snapped(_ level: Double) -> Double {
        let near = isWhole ? level.rounded() : min(max(level, low), top)
        for end in [low, start, top] where (near - end).magnitude <= LevelSet.tolerance { return end }
        return near
    }

    /// The next level to try above one; nil at the top.
    func step(above level: Double) -> Double? {
        guard level < top else { return nil }
        if isWhole { return level < start ? start : level + 1 }
        return top
    }
}
