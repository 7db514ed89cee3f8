import Groundwork

/// How the covariance of two scores is weighted by the distance between them.
public enum SpatialKernel: String, Sendable, Hashable, Codable, CaseIterable {
    /// 1 up to the cutoff, itself included (as fixest).
    case uniform
    /// 1 − distance/cutoff, also called Bartlett (as conleyreg's default).
    case triangular
}

/// The choices of a covariance under spatial dependence.
struct SpatialDependence: Sendable, Hashable {
    let latitude: String
    let longitude: String
    let kilometres: Double
    let kernel: SpatialKernel
    let unit: String?
    let time: String?
    let lag: Int?
}

extension LinearCovariance {
    /// Errors that correlate between places less than a distance apart (Conley 1999).
    ///
    /// V = (n−1)/(n−K) · B (Σᵢⱼ k(dᵢⱼ) sᵢsⱼ′) B over the rows at most `kilometres` apart on a great circle of a sphere
    /// of radius 6371 km; t with n − K degrees of freedom. Factor and degrees of freedom are fixest's, whose
    /// distances differ (a radius of 6376 km, and boxes of 111 km a degree).
    ///
    /// - With `time`, places correlate within a period only. With `unit` as well (Conley-HAC), scores of one unit
    ///   in different periods are added with Bartlett weights 1 − l/(L+1), as Hsiang (2010); without a `lag`,
    ///   L = ⌊T^¼⌋. Neither changes the factor.
    /// - Without `time`, rows of a place in different periods correlate fully, and with those of its neighbours.
    /// - If the matrix is not positive semidefinite, negative eigenvalues are set to zero and a note says so.
    ///
    /// Neighbours are found in a grid, so that time grows with the number of pairs that are near, not with all;
    /// memory grows with the number of places. The answer is the same on any number of threads.
    ///
    /// - Parameters:
    ///   - latitude: the column of degrees north, −90 … 90.
    ///   - longitude: the column of degrees east, −180 … 360.
    ///   - kilometres: the cutoff, above 0 and below half the earth's circumference.
    ///   - kernel: whether near rows count in full or less with distance.
    ///   - unit: the column of units, for serial correlation within them; needs `time`.
    ///   - time: the column of periods, numbers; nil takes rows of all periods together.
    ///   - lag: the last lag within a unit, in steps of time; nil for the default.
    /// - Throws: when estimates are made: `CausalError.Code.missingValue` and `CausalError.Code.badValue` with the
    ///   row of a coordinate; `CausalError.Code.badArgument` for a cutoff out of range, or a lag without units.
    public static func conley(
        latitude: String, longitude: String, kilometres: Double, kernel: SpatialKernel = .uniform,
        unit: String? = nil, time: String? = nil, lag: Int? = nil
    ) -> LinearCovariance {
        LinearCovariance(
            kind: .spatial(
                SpatialDependence(
                    latitude: latitude, longitude: longitude, kilometres: kilometres, kernel: kernel,
                    unit: unit, time: time, lag: lag)))
    }
}

extension SpatialDependence {
    /// Refuses choices that contradict each other.
    func check() throws(CausalError) {
        guard kilometres > 0, kilometres < Sphere.halfCircumference else {
            throw CausalError(
                .badArgument, "the distance is above 0 and below half the earth's circumference, 20015 km",
                value: "\(kilometres)")
        }
        guard unit == nil || time != nil else {
            throw CausalError(
                .badArgument, "units without times say nothing of how they change",
                remedy: "Name the column of times (--time) as well, or leave the units out.")
        }
        guard let lag else { return }
        guard unit != nil, lag >= 0 else {
            throw CausalError(
                .badArgument, lag < 0 ? "a lag is not negative" : "a lag needs units and times",
                value: "\(lag)",
                remedy: lag < 0 ? nil : "Name the columns of units and times (--unit, --time).")
        }
    }
}
