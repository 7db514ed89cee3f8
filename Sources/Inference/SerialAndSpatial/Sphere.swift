#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Points on the unit sphere, and the distances between them along great circles.
enum Sphere {
    /// The earth's mean radius in kilometres.
    static let radius = 6371.0
    /// The greatest distance there is, in kilometres.
    static let halfCircumference = Double.pi * radius

    /// The point of a latitude and a longitude in degrees.
    static func point(latitude: Double, longitude: Double) -> SIMD4<Double> {
        let (φ, λ) = (latitude * (.pi / 180), longitude * (.pi / 180))
        return SIMD4(cos(φ) * cos(λ), cos(φ) * sin(λ), sin(φ), 0)
    }

    /// |a − b|², four times the haversine of the angle between the points.
    @inline(__always)
    static func squaredChord(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
        let difference = a - b
        return (difference * difference).sum()
    }

    /// The squared chord of an arc.
    static func squaredChord(kilometres: Double) -> Double {
        let half = sin(kilometres / (2 * radius))
        return 4 * half * half
    }

    /// The arc between two points: 2 atan(|a − b| / |a + b|), accurate also where the haversine's arcsine is not,
    /// between opposite points.
    static func kilometres(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
        let sum = a + b
        return 2 * radius * atan2(squaredChord(a, b).squareRoot(), (sum * sum).sum().squareRoot())
    }
}
