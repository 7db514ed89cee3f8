import Regression

/// The minimum of a smooth function of few variables within a cube, by quasi-Newton steps.
///
/// Deterministic: gradients by five-point differences, BFGS with halved steps.
enum SmoothMinimum {
    struct Answer {
        let point: [Double]
        let value: Double
        let isConverged: Bool
        let iterations: Int
    }

    static func find(from start: [Double], bound: Double, _ f: ([Double]) -> Double) -> Answer {
        var point = start
        var value = f(point)
        guard !point.isEmpty else { return Answer(point: [], value: value, isConverged: true, iterations: 0) }
        var slope = gradient(point, f)
        var inverse = Matrix.identity(point.count)
        for iteration in 1...200 {
            var direction = (inverse * slope).map { -$0 }
            if dot(direction, slope) >= 0 {
                inverse = .identity(point.count)
                direction = slope.map { -$0 }
            }
            guard let next = step(point, value, direction, slope, bound, f) else {
                return Answer(
                    point: point, value: value, isConverged: small(slope, 1e-5), iterations: iteration)
            }
            let nextSlope = gradient(next.point, f)
            update(&inverse, zip(next.point, point).map(-), zip(nextSlope, slope).map(-))
            let isDone = small(nextSlope, 1e-9)
            (point, value, slope) = (next.point, next.value, nextSlope)
            if isDone { return Answer(point: point, value: value, isConverged: true, iterations: iteration) }
        }
        return Answer(point: point, value: value, isConverged: small(slope, 1e-5), iterations: 200)
    }

    /// The first of the halved steps that goes down enough, inside the cube.
    private static func step(
        _ point: [Double], _ value: Double, _ direction: [Double], _ slope: [Double], _ bound: Double,
        _ f: ([Double]) -> Double
    ) -> (point: [Double], value: Double)? {
        let longest = direction.map(abs).max() ?? 0
        var length = min(1, 1.5 / max(longest, 1e-300))
        for _ in 0..<40 {
            let next = zip(point, direction).map { max(-bound, min(bound, $0 + length * $1)) }
            let there = f(next)
            if there < value, there <= value + 1e-4 * dot(zip(next, point).map(-), slope) + 1e-13 * abs(value)
            {
                return (next, there)
            }
            length /= 2
        }
        return nil
    }

    private static func update(_ inverse: inout Matrix, _ s: [Double], _ y: [Double]) {
        let curvature = dot(s, y)
        guard curvature > 1e-14 * (dot(s, s) * dot(y, y)).squareRoot() else { return }
        let hy = inverse * y
        let factor = (1 + dot(y, hy) / curvature) / curvature
        for i in s.indices {
            for j in s.indices {
                inverse[i, j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature
            }
        }
    }

    /// Five-point differences.
    static func gradient(_ x: [Double], step h: Double = 1e-3, _ f: ([Double]) -> Double) -> [Double] {
        x.indices.map { i in
            func at(_ k: Double) -> Double {
                var y = x
                y[i] += k * h
                return f(y)
            }
            return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)
        }
    }

    private static func small(_ x: [Double], _ limit: Double) -> Bool { x.allSatisfy { abs($0) < limit } }
    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
