import Design
import Groundwork
import LinearAlgebra

extension LinearFit {
    /// (n−1)/(n−K) · B S B; see ``LinearCovariance/conley(latitude:longitude:kilometres:kernel:unit:time:lag:)``.
    func spatial(_ dependence: SpatialDependence) throws(CausalError) -> CovarianceResult {
        try dependence.check()
        let size = size()
        let df = try residualDegreesOfFreedom(size)
        let places = try Places(sample, dependence)
        var meat = SpatialMeat(
            SphereGrid(
                places.points, groups: places.periods,
                chord: Sphere.squaredChord(kilometres: dependence.kilometres).squareRoot()),
            scores(summedBy: places.factor), kernel: dependence.kernel, kilometres: dependence.kilometres
        ).value()
        let serial = try serialPart(dependence)
        if let serial { meat = meat + serial.meat }
        var result = CovarianceResult(
            self, meat: Double(observationCount - 1) / df * meat, degreesOfFreedom: df, size: size,
            name: "conley")
        result.facts = [dependence.fact(places: places.factor.levelCount, lag: serial?.lag)]
        try result.clipNegativeEigenvalues("Conley", centred)
        return result
    }

    /// What different periods of one unit add, when units are named.
    private func serialPart(
        _ dependence: SpatialDependence
    ) throws(CausalError) -> (meat: Matrix, lag: Int)? {
        guard let unit = dependence.unit, let time = dependence.time else { return nil }
        try refuseRepeatedRows("conley with units")
        let times = try TimeSteps(sample, time)
        let rows = SerialRows(try Panel(sample, PanelIndex(unit: unit, period: time)), times)
        if let lag = dependence.lag { try refuseLagBeyond(rows.span, lag) }
        let lag = dependence.lag ?? TimeSteps.ruleOfThumb(times.count)
        let weights = LagWeights(.bartlett, bandwidth: Double(lag) + 1, span: rows.span)
        return (rows.meat(weights, width: estimated.count, own: false, fillScores), lag)
    }
}

/// The different places of a sample (in each period, if periods are told apart).
private struct Places {
    /// Each row's place.
    let factor: Factor
    /// The points, one for each level.
    let points: [SIMD4<Double>]
    /// The period of each; nil when they are not told apart.
    let periods: [Int32]?

    init(_ sample: Sample, _ dependence: SpatialDependence) throws(CausalError) {
        let latitude = try Places.degrees(sample, dependence.latitude, -90...90, "latitude")
        let longitude = try Places.degrees(sample, dependence.longitude, -180...360, "longitude")
        let names = [dependence.latitude, dependence.longitude] + (dependence.time.map { [$0] } ?? [])
        let factor = try sample.factor(interacting: names)
        self.factor = factor
        var first = [Int](repeating: -1, count: factor.levelCount)
        for (row, code) in factor.codes.enumerated() where first[Int(code)] < 0 { first[Int(code)] = row }
        points = first.map { Sphere.point(latitude: latitude[$0], longitude: longitude[$0]) }
        let period = try dependence.time.map { (name) throws(CausalError) in try sample.factor(name) }
        periods = period.map { period in first.map { period.codes[$0] } }
    }

    /// A column of degrees within a range.
    private static func degrees(
        _ sample: Sample, _ name: String, _ range: ClosedRange<Double>, _ kind: String
    ) throws(CausalError) -> [Double] {
        let values = try sample.numbers(name)
        guard let position = values.firstIndex(where: { !range.contains($0) }) else { return values }
        throw CausalError(
            .badValue,
            "a \(kind) lies outside \(Int(range.lowerBound)) … \(Int(range.upperBound)) degrees",
            file: sample.table.source, column: name, row: sample.tableRow(position),
            value: "\(values[position])",
            remedy: "Check that latitude and longitude are not exchanged, and that they are degrees.")
    }
}

extension SpatialDependence {
    /// What to tell about the choices.
    fileprivate func fact(places: Int, lag: Int?) -> JSONValue.Member {
        var members: [JSONValue.Member] = [
            .init("kernel", .string(kernel.rawValue)), .init("distance", .number(kilometres)),
            .init("places", .integer(places)),
        ]
        if let time { members.append(.init("time", .string(time))) }
        if let unit { members.append(.init("unit", .string(unit))) }
        if let lag { members.append(.init("lag", .integer(lag))) }
        return .init("dependence", .object(members))
    }
}
