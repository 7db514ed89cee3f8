import Distributions
import Groundwork

/// Latent profile analysis: people fall into classes that nobody observed, in each of which scores are normal and
/// independent.
///
///     f(y) = Σ_c π_c Π_v φ(y_v; μ_cv, σ²_cv)
///
/// by maximum likelihood. Expectation and maximisation begin at many places (people drawn at random): a short run each, then
/// the best fifth to the end. The number of classes is that of the smallest BIC = −2ℓ + p·ln n. How many runs end at the best
/// likelihood is told: one alone is a warning that a better one may be near.
///
/// - Source: Gibson (1959), Psychometrika 24; Dempster, Laird & Rubin (1977), JRSS B 39; Schwarz (1978), Annals of
///   Statistics 6; Leiter & Maslach (2016), Burnout Research 3(4), for burnout's profiles.
public struct LatentProfiles: Sendable, Hashable {
    /// The numbers of classes that are tried.
    public var classes: ClosedRange<Int>
    /// Whether classes have variances of their own.
    public var variances: Variances
    /// How many places the search begins at.
    public var starts: Int
    /// The seed of the beginnings; start s of a number of classes depends on it, on s and on that number alone.
    public var seed: UInt64

    /// Whether classes have variances of their own.
    public enum Variances: String, Sendable, Hashable, Codable, CaseIterable {
        /// All classes share them; what most analyses of profiles take.
        case equal
        /// Each class has its own.
        case varying
    }

    /// Makes an analysis.
    ///
    /// - Throws: `CausalError.Code.badArgument` for classes outside 1 … 12 or starts outside 1 … 10,000.
    public init(
        classes: ClosedRange<Int> = 1...6, variances: Variances = .equal, starts: Int = 50, seed: UInt64 = 42
    ) throws(CausalError) {
        guard classes.lowerBound >= 1, classes.upperBound <= 12 else {
            throw CausalError(
                .badArgument, "there may be 1 to 12 classes",
                value: "\(classes.lowerBound):\(classes.upperBound)")
        }
        guard (1...10_000).contains(starts) else {
            throw CausalError(.badArgument, "the search begins at 1 to 10000 places", value: "\(starts)")
        }
        self.classes = classes
        self.variances = variances
        self.starts = starts
        self.seed = seed
    }

    /// Finds the classes.
    ///
    /// - Parameters:
    ///   - scores: the scores, one list for each, none missing.
    ///   - names: the scores' names.
    /// - Throws: `CausalError.Code.tooFewRows` for fewer than ten people a class; `CausalError.Code.notIdentified` for a
    ///   score that never varies; `CausalError.Code.notConverged` when no number of classes has a solution.
    public func fit(_ scores: [[Double]], names: [String]) throws(CausalError) -> LatentProfileAnalysis {
        let data = try MixtureData(scores, names: names)
        guard data.count >= 10 * classes.upperBound else {
            throw CausalError(
                .tooFewRows,
                "\(data.count) people are too few for \(classes.upperBound) classes; ten a class are the least",
                remedy: "Ask for fewer classes.")
        }
        let models = classes.compactMap { model($0, data, names) }
        guard let best = models.indices.min(by: { models[$0].bic < models[$1].bic }) else {
            throw CausalError(
                .notConverged, "no number of classes has a solution: each lost a class on the way",
                remedy: "Ask for fewer classes, or for more --starts.")
        }
        return LatentProfileAnalysis(models: models, chosen: best, data: data, settings: self)
    }

    private func model(_ count: Int, _ data: MixtureData, _ names: [String]) -> LatentProfileModel? {
        let root = Generator(seed: seed).stream(count)
        let kind = variances
        let first = Parallel.map(count == 1 ? 1 : starts) { start in
            var random = root.stream(start)
            var mixture = NormalMixture(data, classes: count, random: &random)
            mixture.run(data, kind, steps: 40)
            return mixture
        }
        let alive = first.indices.filter { first[$0].logLikelihood.isFinite }
        let order = alive.sorted { (-first[$0].logLikelihood, $0) < (-first[$1].logLikelihood, $1) }
        let chosen = Array(order.prefix(max(10, starts / 5)))
        let last = Parallel.map(chosen.count) { place in
            var mixture = first[chosen[place]]
            mixture.isConverged = false
            mixture.run(data, kind, steps: 20_000)
            return mixture
        }
        guard let top = last.map(\.logLikelihood).max(), top.isFinite,
            let best = last.first(where: { $0.logLikelihood == top })
        else { return nil }
        let same = last.count { top - $0.logLikelihood <= 1e-7 * max(1, top.magnitude) }
        return LatentProfileModel(best, data, names: names, kind, replications: same, runs: last.count)
    }
}
