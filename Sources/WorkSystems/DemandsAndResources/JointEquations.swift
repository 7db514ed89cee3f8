import Groundwork
import LinearAlgebra
import Regression

/// Several least-squares equations on the same rows, with the covariance of all their coefficients.
///
/// The covariance is that of stacked influence functions (`JointFits`), each equation's block brought to the size that the
/// equation has by itself: `cr1` with clusters, `hc1` without. Between two equations the geometric mean of their factors
/// holds, so that the whole stays positive semidefinite.
struct JointEquations {
    /// The equations' names, which are their responses.
    let names: [String]
    let fits: [LeastSquaresFit]
    let clusters: [String]
    /// The coefficients of all equations, one after another.
    let coefficients: [Double]
    let covariance: Matrix
    /// Degrees of freedom: clusters less one, or the fewest rows less coefficients.
    let degreesOfFreedom: Double
    let clusterCounts: [JSONValue.Member]
    private let offsets: [Int]

    init(_ equations: [(name: String, fit: LeastSquaresFit)], clusters: [String]) throws(CausalError) {
        names = equations.map(\.name)
        fits = equations.map(\.fit)
        self.clusters = clusters
        var (offsets, next): ([Int], Int) = ([], 0)
        for equation in equations {
            offsets.append(next)
            next += equation.fit.terms.count
        }
        self.offsets = offsets
        let joint = try JointFits(equations.map { (name: $0.name, fit: $0.fit as any Fit) })
        let stacked = try joint.estimates(clusters.isEmpty ? .analytic : .clustered(by: clusters))
        let choice: LinearCovariance = clusters.isEmpty ? .hc1 : .clustered(by: clusters)
        var (factors, freedom): ([Double], [Double]) = ([], [])
        var counts: [JSONValue.Member] = []
        for (index, fit) in fits.enumerated() {
            let own = try fit.estimates(choice)
            guard let place = own.rows.indices.first(where: { own.rows[$0].isTestable }) else {
                throw CausalError(
                    .notIdentified,
                    "the equation of \(names[index]) has no coefficient with a standard error",
                    remedy: "Its regressors are collinear, or they fit it exactly.")
            }
            let share =
                own.covariance[place, place]
                / stacked.covariance[offsets[index] + place, offsets[index] + place]
            factors += [Double](repeating: share.squareRoot(), count: fit.terms.count)
            freedom.append(own.rows[place].degreesOfFreedom ?? .infinity)
            if case .object(let members)? = own.fact("clusters") { counts = members }
        }
        var matrix = stacked.covariance
        for j in factors.indices {
            for i in factors.indices { matrix[i, j] *= factors[i] * factors[j] }
        }
        covariance = matrix
        coefficients = stacked.rows.map(\.estimate)
        degreesOfFreedom = freedom.min() ?? .infinity
        clusterCounts = counts
    }

    /// The position of a coefficient among all.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when it was dropped.
    func position(_ equation: String, _ term: String) throws(CausalError) -> Int {
        guard let index = names.firstIndex(of: equation),
            let place = fits[index].terms.firstIndex(of: term),
            coefficients[offsets[index] + place].isFinite
        else {
            throw CausalError(
                .notIdentified, "the coefficient of \(term) in the equation of \(equation) is not identified",
                remedy: "It is constant, or other regressors determine it.")
        }
        return offsets[index] + place
    }

    /// Where the coefficients of an equation stand.
    func range(_ equation: Int) -> Range<Int> {
        offsets[equation]..<(offsets[equation] + fits[equation].terms.count)
    }
}

/// A function of the coefficients of several equations, with its gradient at the estimate.
struct CoefficientFunction {
    let term: String
    /// `path`, `direct`, `indirect`, `total`, `share`, `slope`, …
    let type: String
    let value: @Sendable ([Double]) -> Double
    /// The gradient's elements that are not zero.
    let gradient: [(position: Int, slope: Double)]

    /// Whether it is linear in the coefficients, so that t fits it.
    var isLinear: Bool { type != "indirect" && type != "share" && type != "total" }

    /// A coefficient by itself, or a linear combination.
    static func linear(_ term: String, _ type: String, _ parts: [(position: Int, slope: Double)]) -> Self {
        Self(
            term: term, type: type,
            value: { b in parts.reduce(0) { $0 + $1.slope * b[$1.position] } }, gradient: parts)
    }

    /// Σ aᵢbᵢ, plus a direct part when there is one.
    static func products(
        _ term: String, _ type: String, _ pairs: [(a: Int, b: Int)], direct: Int? = nil, at b: [Double]
    ) -> Self {
        var gradient = pairs.flatMap { [(position: $0.a, slope: b[$0.b]), (position: $0.b, slope: b[$0.a])] }
        if let direct { gradient.append((position: direct, slope: 1)) }
        return Self(
            term: term, type: type,
            value: { b in
                pairs.reduce(direct.map { b[$0] } ?? 0) { $0 + b[$1.a] * b[$1.b] }
            }, gradient: gradient)
    }

    /// The ratio of two functions; NaN where the second is zero.
    static func ratio(_ term: String, _ type: String, _ first: Self, _ second: Self, at b: [Double]) -> Self {
        let (f, g) = (first.value(b), second.value(b))
        let gradient =
            first.gradient.map { (position: $0.position, slope: $0.slope / g) }
            + second.gradient.map { (position: $0.position, slope: -$0.slope * f / (g * g)) }
        return Self(
            term: term, type: type,
            value: { b in
                let below = second.value(b)
                return below == 0 ? .nan : first.value(b) / below
            }, gradient: gradient)
    }
}
