import Inference

/// A marked place on an axis.
struct Tick: Sendable, Hashable {
    let value: Double
    let label: String
}

/// Where an axis is marked: round numbers that people count by.
enum Ticks {
    /// At most about `count` marks over a domain.
    static func of(_ axis: Picture.Axis, _ domain: ClosedRange<Double>, count: Int) -> [Tick] {
        switch axis.scale {
        case .linear: linear(domain, count: count, whole: false)
        case .whole: linear(domain, count: count, whole: true)
        case .logarithmic: logarithmic(domain, count: count)
        case .calendar: CalendarTicks.of(domain, count: count)
        case .categorical(let names): names.indices.map { Tick(value: Double($0), label: names[$0]) }
        }
    }

    /// Multiples of 1, 2 or 5 times a power of ten.
    static func linear(_ domain: ClosedRange<Double>, count: Int, whole: Bool) -> [Tick] {
        let rough = (domain.upperBound - domain.lowerBound) / Double(max(1, count))
        let step = whole && rough <= 1 ? Step(factor: 1, exponent: 0) : Step(above: rough)
        let first = (domain.lowerBound / step.size - 1e-9).rounded(.up)
        let last = (domain.upperBound / step.size + 1e-9).rounded(.down)
        guard first <= last, last - first < 1000 else { return [] }
        return stride(from: first, through: last, by: 1).map { index in
            let value = step.multiple(index)
            return Tick(
                value: value,
                label: AxisNumber.text(value, decimals: max(0, -step.exponent), grouped: !whole))
        }
    }

    /// 1, 2 or 5 times a power of ten.
    private struct Step {
        var factor: Double
        var exponent: Int

        init(factor: Double, exponent: Int) { (self.factor, self.exponent) = (factor, exponent) }

        /// The least that is not below a number.
        init(above rough: Double) {
            exponent = PictureMath.decade(rough)
            let share = rough / PictureMath.power(10, Double(exponent))
            factor = share <= 1.0000001 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10
            if factor == 10 { (factor, exponent) = (1, exponent + 1) }
        }

        var size: Double { multiple(1) }

        /// A multiple, rounded once where the power of ten is exact.
        func multiple(_ index: Double) -> Double {
            let power = PictureMath.power(10, Double(exponent.magnitude))
            return exponent < 0 && power.isFinite
                ? index * factor / power
                : exponent < 0
                    ? index * factor * PictureMath.power(10, Double(exponent)) : index * factor * power
        }
    }

    /// Powers of ten, with 2 and 5 times them where there is room; round numbers within one decade.
    static func logarithmic(_ domain: ClosedRange<Double>, count: Int) -> [Tick] {
        let low = PictureMath.decade(domain.lowerBound)
        let high = PictureMath.decade(domain.upperBound)
        let decades = max(1, high - low)
        let every = max(1, (decades + count - 1) / max(1, count))
        let factors: [Double] = decades * 3 <= count ? [1, 2, 5] : [1]
        var ticks: [Tick] = []
        for exponent in stride(from: low, through: high, by: every) {
            for factor in factors {
                let value = factor * PictureMath.power(10, Double(exponent))
                guard domain.contains(value) else { continue }
                ticks.append(
                    Tick(
                        value: value,
                        label: AxisNumber.text(value, decimals: max(0, -exponent), grouped: true)))
            }
        }
        return ticks.count >= 3 ? ticks : linear(domain, count: count, whole: false)
    }
}

/// Numbers on axes.
enum AxisNumber {
    /// A number with a fixed number of decimals and a true minus sign; powers of ten where it would be long.
    static func text(_ value: Double, decimals: Int, grouped: Bool) -> String {
        let magnitude = value.magnitude
        if magnitude == 0 { return "0" }
        let sign = value < 0 ? "−" : ""
        if magnitude >= 1e7 || decimals > 5 { return sign + scientific(magnitude) }
        if decimals == 0, let whole = Int(exactly: magnitude.rounded()) {
            return sign + (grouped && whole >= 10_000 ? NumberText.count(whole) : String(whole))
        }
        return sign + NumberText.decimals(magnitude, decimals)
    }

    /// `2×10⁹`
    static func scientific(_ magnitude: Double) -> String {
        var exponent = PictureMath.decade(magnitude)
        var mantissa = magnitude / PictureMath.power(10, Double(exponent))
        if !mantissa.isFinite || mantissa == 0 { return NumberText.significant(magnitude, 3) }
        if mantissa >= 9.9999995 {
            mantissa = 1
            exponent += 1
        }
        let digits = NumberText.decimals(mantissa, 3).trimmingZeros
        let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
        let power = String(exponent.magnitude).compactMap { $0.wholeNumberValue.map { raised[$0] } }
        let ten = "10" + (exponent < 0 ? "⁻" : "") + String(power)
        return digits == "1" ? ten : digits + "×" + ten
    }

    /// A number inside a picture's words, to some digits, with a true minus sign.
    static func inWords(_ value: Double, digits: Int = 3) -> String {
        guard value != 0, value.isFinite, value.magnitude < 1e7, value.magnitude >= 1e-5 else {
            return value.isFinite && value != 0
                ? (value < 0 ? "−" : "") + scientific(value.magnitude) : NumberText.significant(value)
        }
        if value == value.rounded() { return text(value, decimals: 0, grouped: true) }
        return (value < 0 ? "−" : "") + NumberText.significant(value.magnitude, digits).trimmingZeros
    }
}
