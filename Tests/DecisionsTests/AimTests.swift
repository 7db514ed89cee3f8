import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct AimTests {
    static let policies = """
        policy,aim,estimate,std.error,better
        team,experience,4,1,higher
        team,health,2,0.5,higher
        team,cost,-50,10,lower
        team,worklife,3,1,higher
        volume,experience,-1,1,higher
        volume,health,0,0.5,higher
        volume,cost,-80,10,lower
        volume,worklife,-6,1,higher
        cut,experience,-3,1,higher
        cut,health,-1,0.5,higher
        cut,cost,-20,10,lower
        cut,worklife,-6,1,higher
        """

    @Test func quadrupleAim() throws {
        let aims = try QuadrupleAim(DataTable(csvText: Self.policies))
        #expect(aims.policies.map(\.status) == [.improvesAll, .trades, .trades])
        #expect(aims.policies.map(\.dominatedBy) == [[], [], ["team", "volume"]])
        let chance = [4.0, 4, 5, 3].map { Normal().cumulative($0) }.reduce(1, *)
        #expect(agree(aims.policies[0].probabilityOfAll, chance, relative: 1e-12))
        #expect(isClean(aims.estimates))
        let missing = Self.policies.split(separator: "\n").dropLast().joined(separator: "\n")
        #expect(
            code { () throws(CausalError) in _ = try QuadrupleAim(DataTable(csvText: missing)) } == .badValue)
    }

    @Test func scorecard() throws {
        let volume = [10.0, 8, 6, 4, 2], quality = [1.0, 2, 5, 4, 3]
        let card = try Scorecard(
            units: ["a", "b", "c", "d", "e"], values: [volume, quality],
            measures: [.init("volume", weight: 0.7), .init("quality", weight: 0.3)])
        #expect(card.ranks == [1, 2, 2, 4, 5] || card.ranks[0] == 1)
        let rewards = try #require(card.rewards)
        #expect(agree(rewards.reduce(0, +), 1, relative: 1e-12) && rewards[0] > 0.7)
        // The leader loses its place exactly at the end of the range.
        let range = try #require(card.firstPlaceRanges[0])
        for weight in [range.lowerBound + 1e-6, range.lowerBound - 1e-6] {
            let scores = Scorecard.scores(card.standardised, [weight, 1 - weight])
            #expect((Scorecard.ranks(scores)[0] == 1) == (weight > range.lowerBound))
        }
        let spread = try card.rankSpread(draws: 500)
        #expect(abs(spread.first.reduce(0, +) - 1) < 1e-12 && spread.best[0] == 1)
        let still = try card.rankSpread(share: 0, draws: 3)
        #expect(still.best == card.ranks && still.worst == card.ranks)
        #expect(isClean(try card.estimates(draws: 100)))
        #expect(
            code { () throws(CausalError) in
                _ = try Scorecard(units: ["a", "b"], values: [[1, 1]], measures: [.init("x", weight: 1)])
            } == .badValue)
    }
}
