import Design
import Groundwork
import LinearAlgebra

/// The choices of a covariance under serial dependence.
struct SerialDependence: Sendable, Hashable {
    let name: String
    let kernel: SerialKernel
    /// nil for the default of the kind of data.
    let bandwidth: Bandwidth?
    let unit: String?
    let time: String?
    /// Whether scores of different units correlate (their sums by period are taken), or only of one unit.
    let acrossUnits: Bool
}

extension LinearCovariance {
    /// Errors that correlate over time, less the further apart (Newey & West 1987, eq. 5).
    ///
    /// V = B (Γ₀ + Σ_{l=1..L} (1 − l/(L+1)) (Γ_l + Γ_l′)) B, Γ_l = Σ s_t s_{t−l}′, times a factor.
    ///
    /// - Single series (no unit, or one): n/(n−K), t with n − K degrees of freedom, as Stata's `newey`; without a
    ///   lag, the whole part of the bandwidth of Newey & West (1994) without prewhitening, as
    ///   `NeweyWest(prewhite = FALSE)` of R's sandwich.
    /// - Panel: lags never cross from one unit into another; (n−1)/(n−K) · T/(T−1), t with T − 1, and without a lag
    ///   ⌊T^¼⌋, as fixest and pyfixest. K counts all absorbed levels.
    ///
    /// A lag is a difference in time, in steps (see the article *Serial and spatial dependence*): where a
    /// period is missing, nothing takes its place. fixest does so within units; pyfixest and sandwich count
    /// rows, which is the same where no period is missing. Rows may come in any order.
    ///
    /// - Parameters:
    ///   - lag: L, 0 or more; nil for the default.
    ///   - unit: the column of units; nil for a single series.
    ///   - time: the column of times, numbers; nil for the panel that the model was given.
    /// - Throws: when estimates are made: `CausalError.Code.badArgument` for a lag longer than any unit is seen,
    ///   or without a time; `CausalError.Code.badPanel` for two rows of one unit and time.
    public static func neweyWest(
        lag: Int? = nil, unit: String? = nil, time: String? = nil
    ) -> LinearCovariance {
        serial("newey-west", .bartlett, lag.map(Bandwidth.lag), unit, time)
    }

    /// Errors that correlate over time, with a kernel and a bandwidth of choice (Andrews 1991).
    ///
    /// As ``neweyWest(lag:unit:time:)``, but a bandwidth that is estimated is used as it is, not its whole part.
    /// Bandwidths of a panel are not estimated: name one. The quadratic spectral kernel takes every lag, so time
    /// grows with the square of the length of a series.
    public static func hac(
        kernel: SerialKernel, bandwidth: Bandwidth, unit: String? = nil, time: String? = nil
    ) -> LinearCovariance {
        serial("hac", kernel, bandwidth, unit, time)
    }

    /// Errors that correlate between all units in a period and in nearby periods (Driscoll & Kraay 1998, eq. 7).
    ///
    /// Newey–West on the sums of scores by period: h_t = Σᵢ s_it, times (n−1)/(n−K) · T/(T−1); t with T − 1 degrees
    /// of freedom; without a lag ⌊T^¼⌋: as fixest and pyfixest. It needs many periods (20 or more), however many
    /// units there are.
    ///
    /// - Parameters:
    ///   - lag: the last lag with a weight; nil for the default.
    ///   - kernel: how lags are weighted.
    ///   - unit: the column of units, only to refuse two rows of one unit and time; nil checks nothing.
    ///   - time: the column of times, numbers; nil for the panel that the model was given.
    public static func driscollKraay(
        lag: Int? = nil, kernel: SerialKernel = .bartlett, unit: String? = nil, time: String? = nil
    ) -> LinearCovariance {
        driscollKraay(bandwidth: lag.map(Bandwidth.lag), kernel: kernel, unit: unit, time: time)
    }

    /// Driscoll–Kraay with a bandwidth of choice, estimated from the sums by period when it is a rule.
    public static func driscollKraay(
        bandwidth: Bandwidth?, kernel: SerialKernel = .bartlett, unit: String? = nil, time: String? = nil
    ) -> LinearCovariance {
        serial("driscoll-kraay", kernel, bandwidth, unit, time, across: true)
    }

    private static func serial(
        _ name: String, _ kernel: SerialKernel, _ bandwidth: Bandwidth?, _ unit: String?, _ time: String?,
        across: Bool = false
    ) -> LinearCovariance {
        LinearCovariance(
            kind: .serial(
                SerialDependence(
                    name: name, kernel: kernel, bandwidth: bandwidth, unit: unit, time: time,
                    acrossUnits: across)))
    }
}
