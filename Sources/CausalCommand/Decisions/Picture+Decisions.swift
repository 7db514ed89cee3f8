import ArgumentParser
import Causal

/// What `--picture` names where there are two.
enum CostEffectivenessPicture: String, ExpressibleByArgument, CaseIterable {
    case plane, acceptability

    /// Refuses a picture that is drawn nowhere.
    static func check(_ picture: CostEffectivenessPicture?, _ output: OutputOptions) throws(CausalError) {
        guard picture == nil || output.plot != nil else {
            throw CausalError(.badArgument, "--picture needs --plot", remedy: "Add --plot FILE.svg.")
        }
    }

    /// The amounts of a curve: those that were asked for when they are many, else 101 up to twice the largest.
    static func grid(_ willingness: BoundList) -> [Double] {
        let values = willingness.values
        if values.count > 10 { return values.sorted() }
        let top = 2 * max(values.max() ?? 0, 0.5)
        return (0...100).map { Double($0) / 100 * top }
    }
}

extension Picture {
    /// The plane of differences between each strategy and the first.
    static func costEffectivenessPlane(_ draws: StrategyDraws, willingness: [Double]) -> Picture {
        // A cloud of more points than this is a blot, and a file of many megabytes.
        let step = max(1, draws.count / 2000)
        let kept = stride(from: 0, to: draws.count, by: step)
        let clouds = (1..<draws.names.count).map { index in
            let (effects, costs) = draws.differences(index, against: 0)
            return (
                name: draws.names[index], effects: kept.map { effects[$0] }, costs: kept.map { costs[$0] }
            )
        }
        var picture = Picture.costEffectivenessPlane(
            effects: clouds[0].effects, costs: clouds[0].costs, willingness: willingness)
        for (tone, cloud) in clouds.enumerated().dropFirst() {
            picture.panels[0].layers.append(
                Layer(.points(x: cloud.effects, y: cloud.costs), name: cloud.name, tone: .series(tone + 1)))
        }
        if step > 1 { picture.notes.append("Every \(step)th of \(draws.count) draws.") }
        return picture
    }

    /// The plane of one difference, with 1000 draws from its normal distribution (seed 42).
    static func costEffectivenessPlane(
        _ difference: IncrementalCostEffectiveness, willingness: [Double]
    ) -> Picture {
        var random = Generator(seed: 42)
        let deviation = difference.effectVariance.squareRoot()
        let slope = deviation > 0 ? difference.covariance / deviation : 0
        let rest = max(0, difference.costVariance - slope * slope).squareRoot()
        var (effects, costs): ([Double], [Double]) = ([], [])
        for _ in 0..<1000 {
            let (u, v) = (random.normal(), random.normal())
            effects.append(difference.effect + deviation * u)
            costs.append(difference.cost + slope * u + rest * v)
        }
        var picture = Picture.costEffectivenessPlane(effects: effects, costs: costs, willingness: willingness)
        picture.notes.append("Draws from the normal distribution of the estimates.")
        return picture
    }

    /// Acceptability curves of all strategies, and the frontier of the one with the largest mean net benefit.
    static func acceptability(_ draws: StrategyDraws, willingness: [Double]) -> Picture {
        let decisions = willingness.map { draws.decision(willingness: $0) }
        var picture = Picture.acceptability(
            willingness: willingness,
            options: draws.names.indices.map { index in
                (draws.names[index], decisions.map { $0.acceptability[index] })
            })
        picture.panels[0].layers.append(
            Layer(
                .line(x: willingness, y: decisions.map(\.frontier)), name: "frontier", tone: .ink,
                stroke: .dotted))
        return picture
    }

    /// The acceptability curve of a net-benefit regression, and that of its bootstrap samples where they were drawn.
    static func acceptability(
        _ difference: IncrementalCostEffectiveness, _ samples: BootstrapDifferences?, willingness: [Double]
    ) -> Picture {
        var options = [("by the estimates' distribution", willingness.map { difference.acceptability($0) })]
        if let samples {
            options.append(("by the bootstrap", willingness.map { samples.acceptability($0) }))
        }
        return .acceptability(willingness: willingness, options: options)
    }
}
