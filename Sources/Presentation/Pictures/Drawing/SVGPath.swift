/// Outlines as SVG path data.
enum SVGPath {
    /// A line that breaks where a number is missing.
    static func line(_ xs: [Double], _ ys: [Double]) -> String {
        runs(zip(xs, ys).map { ($0, $1) }, isShown: { $0.0.isFinite && $0.1.isFinite }).map { run in
            "M" + run.map(point).joined(separator: "L")
        }.joined()
    }

    /// A line that keeps its height until the next point.
    static func steps(_ xs: [Double], _ ys: [Double]) -> String {
        runs(zip(xs, ys).map { ($0, $1) }, isShown: { $0.0.isFinite && $0.1.isFinite }).map { run in
            "M" + point(run[0]) + run.dropFirst().map { "H\(SVGText.n($0.0))V\(SVGText.n($0.1))" }.joined()
        }.joined()
    }

    /// The area between two curves.
    static func band(_ xs: [Double], _ low: [Double], _ high: [Double]) -> String {
        let all = zip(xs, zip(low, high)).map { ($0, $1.0, $1.1) }
        return runs(all, isShown: { $0.0.isFinite && $0.1.isFinite && $0.2.isFinite }).map { run in
            polygon(run.map { ($0.0, $0.2) } + run.reversed().map { ($0.0, $0.1) })
        }.joined()
    }

    /// A closed outline.
    static func polygon(_ corners: [(Double, Double)]) -> String {
        "M" + corners.map(point).joined(separator: "L") + "Z"
    }

    private static func point(_ point: (Double, Double)) -> String {
        "\(SVGText.n(point.0)) \(SVGText.n(point.1))"
    }

    /// The stretches in which everything is shown.
    private static func runs<Element>(_ all: [Element], isShown: (Element) -> Bool) -> [[Element]] {
        all.split(whereSeparator: { !isShown($0) }).map(Array.init)
    }
}
