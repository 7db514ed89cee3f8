import Inference

/// Several results side by side, or one: each coefficient over its standard error, the models' sizes and fits below.
///
/// It is made from results alone, so that saved ones serve as well as fresh ones.
///
/// ```swift
/// let table = ReportTable([("DiD", event), ("ITS", trend)])
/// print(table.rendered(as: .latex))
/// ```
///
/// Rows of different results stand in one line when their names are equal. A row whose name is not its result's only
/// one is named with its labels: `ATT (group 2004, time 2005)`.
public struct ReportTable: Sendable, Hashable, Codable {
    /// The results, from left to right.
    public var columns: [Column]
    /// What the table shows; empty for none.
    public var title: String
    /// What stands below each estimate.
    public var uncertainty: Uncertainty
    /// Other names for rows, by their own.
    public var labels: [String: String]
    /// The rows to show, in this order, by their own names; nil for all in the results' order.
    public var terms: [String]?
    /// p-values below which an estimate gets one star, two, …, descending; empty (as at first) for no stars.
    public var stars: [Double]
    /// Significant digits of numbers, 1 to 15.
    public var digits: Int
    /// Notes below the table, before those of the results.
    public var notes: [String]
    /// Whether logarithms of ratios (rates, odds) are shown as ratios; false at first.
    public var ratios: Bool
    /// The lines of the lower part to show (`Observations`, `R²`, …), in this order; nil for all, empty for none.
    public var statisticNames: [String]?

    /// A result with the head of its column.
    public struct Column: Sendable, Hashable, Codable {
        /// The column's head.
        public var name: String
        /// The result.
        public var result: Estimates

        /// Makes a column.
        public init(_ name: String, _ result: Estimates) {
            self.name = name
            self.result = result
        }
    }

    /// What stands below an estimate.
    public enum Uncertainty: String, Sendable, Hashable, Codable, CaseIterable {
        /// The standard error, in parentheses.
        case standardError = "std.error"
        /// The confidence interval, in brackets.
        case interval = "conf.int"
        /// The statistic of the hypothesis that the quantity is zero, in parentheses.
        case statistic
        /// The p-value of that hypothesis, in parentheses.
        case pValue = "p.value"
        /// Nothing.
        case none
    }

    /// Stars at 10, 5 and 1 %, as economists set them.
    public static let conventionalStars = [0.1, 0.05, 0.01]

    /// Puts results side by side.
    ///
    /// - Parameters:
    ///   - results: heads and results, from left to right.
    ///   - title: what stands above; empty for nothing.
    ///   - uncertainty: what stands below an estimate.
    ///   - labels: names to show for terms.
    ///   - stars: the levels of stars, from the largest on; empty for none.
    ///   - digits: significant digits.
    ///   - notes: remarks below the table.
    public init(
        _ results: [(String, Estimates)], title: String = "", uncertainty: Uncertainty = .standardError,
        labels: [String: String] = [:], stars: [Double] = [], digits: Int = 4, notes: [String] = []
    ) {
        columns = results.map { Column($0.0, $0.1) }
        self.title = title
        self.uncertainty = uncertainty
        self.labels = labels
        self.terms = nil
        self.stars = stars
        self.digits = digits
        self.notes = notes
        ratios = false
        statisticNames = nil
    }
}
