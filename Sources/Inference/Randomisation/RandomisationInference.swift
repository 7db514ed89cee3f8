/// How a permutation test is made: a value that holds choices.
///
/// If a treatment was assigned at random and does nothing to anybody, every other assignment would have left the same
/// outcomes. The test assigns it anew as it was assigned, by cluster or by row and within strata, and asks how often the
/// statistic is as large as the one observed (Fisher 1935). The p-value is exact for any sample size and any dependence
/// of errors, if the assignment is what the test takes it for.
///
/// ```swift
/// let test = try fit.randomisationTest("treated", using: RandomisationInference(by: "clinic", within: "region"))
/// print(test.pValue, test.isExact)
/// ```
///
/// - Source: Young (2019), *Channeling Fisher*, Quarterly Journal of Economics 134; Heß (2017), *Randomization inference
///   with Stata*, Stata Journal 17.
public struct RandomisationInference: Sendable, Hashable, Codable {
    /// What is compared between assignments.
    public enum Statistic: String, Sendable, Hashable, Codable, CaseIterable {
        /// The coefficient's size: cheap; exact under the hypothesis that the treatment does nothing to anybody.
        case coefficient
        /// The size of t with errors clustered by what is assigned (without a factor, which cancels): also right in large
        /// samples when the treatment does nothing on average (Wu & Ding 2021).
        case t
    }

    /// The column within which the treatment is one value and is assigned as one; nil: row by row.
    public var unit: String?
    /// The column of strata within which it was assigned; nil: among all.
    public var strata: String?
    /// What is compared.
    public var statistic: Statistic
    /// How many assignments are drawn, 1 to 10 million; when there are no more than that, each is taken once.
    public var draws: Int
    /// The seed of the draws.
    public var seed: UInt64

    /// Makes a method; see the members for the choices.
    public init(
        by unit: String? = nil, within strata: String? = nil, statistic: Statistic = .coefficient,
        draws: Int = 9999, seed: UInt64 = 42
    ) {
        self.unit = unit
        self.strata = strata
        self.statistic = statistic
        self.draws = draws
        self.seed = seed
    }
}

/// What a permutation test found.
public struct RandomisationTest: Sendable, Hashable, Codable {
    /// The coefficient.
    public let term: String
    /// The column that was assigned anew.
    public let column: String
    /// How it was made.
    public let method: RandomisationInference
    /// The statistic of the assignment there was.
    public let statistic: Double
    /// The share of assignments with a statistic of that size or more. All assignments: the observed one is among them.
    /// Drawn ones: (1 + count)/(1 + draws).
    public let pValue: Double
    /// Whether every assignment was taken.
    public let isExact: Bool
    /// How many assignments had a statistic.
    public let draws: Int
    /// How many units are assigned.
    public let units: Int
    /// How many strata there are.
    public let strata: Int
    /// How many assignments there are; infinite beyond 10³⁰⁸.
    public let assignments: Double
    /// What a reader should know.
    public let notes: [String]
}
