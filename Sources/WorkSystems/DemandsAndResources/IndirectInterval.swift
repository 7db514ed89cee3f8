import Distributions
import Groundwork
import LinearAlgebra

/// How the interval of an indirect effect is found.
///
/// A product of coefficients is not normal unless both are far from zero; the delta method is then too wide on one side
/// and too narrow on the other, which the other two are not.
public enum IndirectInterval: Sendable, Hashable {
    /// estimate ± z·√(g′Vg) (Sobel 1982).
    case delta
    /// Percentiles over coefficients drawn from N(β̂, V) (MacKinnon, Lockwood & Williams 2004).
    case monteCarlo(draws: Int = 20_000, seed: UInt64 = 42)
    /// Percentiles over fits to clusters (rows, without clusters) drawn with replacement.
    case bootstrap(draws: Int = 999, seed: UInt64 = 42)

    /// The name on the command line.
    public var name: String {
        switch self {
        case .delta: "delta"
        case .monteCarlo: "monte-carlo"
        case .bootstrap: "bootstrap"
        }
    }

    /// Refuses numbers of draws that tell nothing or take for ever.
    func check() throws(CausalError) {
        switch self {
        case .delta: return
        case .monteCarlo(let draws, _), .bootstrap(let draws, _):
            guard (99...1_000_000).contains(draws) else {
                throw CausalError(
                    .badArgument, "the number of draws lies between 99 and 1000000", value: "\(draws)")
            }
        }
    }

    var facts: [JSONValue.Member] {
        switch self {
        case .delta: [.init("interval", .string(name))]
        case .monteCarlo(let draws, let seed), .bootstrap(let draws, let seed):
            [
                .init("interval", .string(name)), .init("draws", .integer(draws)),
                .init("seed", .seed(seed)),
            ]
        }
    }
}

extension JointEquations {
    /// Draws of the coefficients; nil for the delta method.
    func draws(_ interval: IndirectInterval) throws(CausalError) -> [[Double]]? {
        try interval.check()
        switch interval {
        case .delta: return nil
        case .monteCarlo(let draws, let seed): return try monteCarlo(draws, seed)
        case .bootstrap(let draws, let seed): return try ResampledEquations(self).draws(draws, seed)
        }
    }

    /// β̂ + V^½z, V^½ the symmetric root.
    private func monteCarlo(_ count: Int, _ seed: UInt64) throws(CausalError) -> [[Double]] {
        let used = coefficients.indices.filter { coefficients[$0].isFinite && covariance[$0, $0].isFinite }
        let root = try SymmetricEigen(covariance.submatrix(used)).reconstruct { max(0, $0).squareRoot() }
        let generator = Generator(seed: seed)
        let centre = coefficients
        let blocks = Parallel.blockCount(count, 512)
        return Parallel.map(blocks) { block -> [[Double]] in
            Parallel.blockRange(block, count, 512).map { draw in
                var random = generator.stream(draw)
                let z = used.map { _ in random.normal() }
                var result = centre
                for (i, position) in used.enumerated() {
                    for j in used.indices { result[position] += root[i, j] * z[j] }
                }
                return result
            }
        }.flatMap { $0 }
    }
}
