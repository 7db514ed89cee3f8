import Regression

/// DID_ℓ, or the placebo of the same length.
///
/// The influence of unit g is that of Stata's and R's `did_multiplegt_dyn`:
///
///     n⁻¹ψ_g = N⁻¹ Σ_t (S_g 1{g switched ℓ − 1 periods before t} − M_t/C_t 1{g is a control in t}) √(k/(k−1)) (ΔY_gt − Ê),
///
/// M the sum of S over switchers with g's status quo in t, C their controls; Ê and k the mean and the number of switchers
/// that switched at the same time from and to the same treatments, or of controls. Where one of these is alone, mean and
/// number are those of switchers and controls together. With weights sums and means are weighted by those of period t; k
/// stays a number.
struct SwitcherHorizon: Sendable {
    let length: Int
    let isPlacebo: Bool
    private(set) var effect = 0.0
    /// The number of switchers N, or the sum of their weights.
    private(set) var switchers = 0.0
    /// Their number whatever they weigh.
    private(set) var number = 0
    /// The mean over switchers of Σ_{k<ℓ} |D_{F+k} − D₁|.
    private(set) var dose = 0.0
    /// The mean over switchers of |D_{F−1+ℓ} − D₁|.
    private(set) var lastDose = 0.0
    private var controls: [Sums]
    private var together: [Sums]
    private var signs: [Double]
    private var cohorts: [Sums]
    /// How the effect moves with the covariates' coefficients.
    private var slopes: [[Double]] = []

    /// A number, a mass and a sum of changes.
    private struct Sums: Sendable {
        var count = 0.0
        var mass = 0.0
        var sum = 0.0
        mutating func add(_ value: Double, _ weight: Double) {
            count += 1
            mass += weight
            sum += weight * value
        }
        var mean: Double { sum / mass }
        /// A change less the mean, with the factor for having estimated it; nil for a lone one.
        func residual(_ value: Double) -> Double? {
            count >= 2 ? (value - mean) * (count / (count - 1)).squareRoot() : nil
        }
    }

    /// 0 for the first period of a switch; −1 is what all are compared with.
    var event: Int { isPlacebo ? -length - 1 : length - 1 }

    /// - Returns: nil without a switcher that has controls.
    init?(_ data: SwitcherPanel, _ length: Int, isPlacebo: Bool) {
        self.length = length
        self.isPlacebo = isPlacebo
        controls = Array(repeating: Sums(), count: data.baselineCount * data.width)
        signs = Array(repeating: 0, count: controls.count)
        cohorts = Array(repeating: Sums(), count: data.cohortCount)
        together = []
        for u in 0..<data.count {
            for t in controlPeriods(data, u) {
                if let change = change(data, u, t) {
                    controls[cell(data, u, t)].add(change, data.weight(u, t))
                }
            }
        }
        together = controls
        for u in 0..<data.count {
            guard let (t, change) = switched(data, u) else { continue }
            let (cell, weight) = (cell(data, u, t), data.weight(u, t))
            number += 1
            switchers += weight
            effect += weight * data.sign[u] * (change - controls[cell].mean)
            signs[cell] += weight * data.sign[u]
            together[cell].add(change, weight)
            cohorts[Int(data.cohort[u])].add(change, weight)
            let first = u * data.width + Int(data.first[u])
            dose += weight * data.doses[first..<(first + length)].reduce(0) { $0 + $1.magnitude }
            lastDose += weight * data.doses[first + length - 1].magnitude
        }
        guard switchers > 0 else { return nil }
        effect /= switchers
        dose /= switchers
        lastDose /= switchers
        slopes = data.adjustment?.slopes(data, length, isPlacebo: isPlacebo) ?? []
    }

    /// n⁻¹ψ of a unit.
    func share(_ data: SwitcherPanel, _ u: Int) -> Double {
        var sum = 0.0
        for t in controlPeriods(data, u) {
            let cell = cell(data, u, t)
            guard signs[cell] != 0, let change = change(data, u, t) else { continue }
            let residual = controls[cell].residual(change) ?? together[cell].residual(change) ?? change
            sum -= signs[cell] / controls[cell].mass * data.weight(u, t) * residual
        }
        if let (t, change) = switched(data, u) {
            let own = cohorts[Int(data.cohort[u])].residual(change)
            sum +=
                data.weight(u, t) * data.sign[u]
                * (own ?? together[cell(data, u, t)].residual(change) ?? change)
        }
        return sum / switchers + (data.adjustment?.share(u, data, slopes) ?? 0)
    }

    /// The periods in which a unit may be a control: before its switch, with all that the change needs before.
    private func controlPeriods(_ data: SwitcherPanel, _ u: Int) -> Range<Int> {
        let reach = isPlacebo ? 2 * length : length
        let last = Int(min(data.first[u], data.end[u]))
        return reach..<max(reach, last)
    }

    /// A switcher's period and change when it has controls.
    private func switched(_ data: SwitcherPanel, _ u: Int) -> (Int, Double)? {
        let t = Int(data.first[u]) - 1 + length
        guard data.cohort[u] >= 0, t < Int(data.end[u]), let change = change(data, u, t),
            controls[cell(data, u, t)].count > 0
        else { return nil }
        return (t, change)
    }

    private func cell(_ data: SwitcherPanel, _ u: Int, _ t: Int) -> Int {
        Int(data.baseline[u]) * data.width + t
    }

    /// Y_t − Y_{t−ℓ}, of a placebo Y_{t−2ℓ} − Y_{t−ℓ}; nil where one is not known.
    private func change(_ data: SwitcherPanel, _ u: Int, _ t: Int) -> Double? {
        let later = isPlacebo ? t - 2 * length : t
        guard later >= 0, t >= length else { return nil }
        let change = data.outcomes[u * data.width + later] - data.outcomes[u * data.width + t - length]
        return change.isNaN || data.weight(u, t) == 0 ? nil : change
    }
}
