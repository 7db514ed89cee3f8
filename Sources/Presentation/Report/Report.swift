import Inference

/// A question with its answer on one page: design, diagnosis, estimate, picture, sensitivity, a sentence to publish and
/// the command that gives the same answer again.
public struct Report: Sendable, Hashable {
    /// The title of the page; empty for the question.
    public var title: String
    /// What was asked, in a sentence.
    public var question: String
    /// What the data hold.
    public var data: TableDescription
    /// The estimator in words; nil when there is no explanation of it.
    public var explanation: Explanation?
    /// The answer.
    public var estimates: Estimates
    /// The result that the sentence tells where it is another average than the one that is drawn (effects by event time
    /// drawn, their average over those treated told); nil for the answer itself.
    public var summary: Estimates?
    /// The picture of the answer; nil when it has none.
    public var picture: Picture?
    /// The coefficient that the question is about; nil for the one that its command has first.
    public var term: String?
    /// The same question answered otherwise, with heads.
    public var alternatives: [Alternative]
    /// What else bears on how far the answer can be trusted, each with a heading.
    public var checks: [Check]
    /// The command that gives the answer again.
    public var command: String

    /// The same question answered with another choice.
    public struct Alternative: Sendable, Hashable {
        /// The choice.
        public let name: String
        /// The rows that correspond to the answer; nil when it gave none.
        public let rows: [Estimate]
        /// Why there is no answer; empty when there is one.
        public let reason: String

        /// Makes an alternative with an answer, or with the reason why there is none.
        public init(_ name: String, rows: [Estimate] = [], reason: String = "") {
            self.name = name
            self.rows = rows
            self.reason = reason
        }
    }

    /// A further result.
    public struct Check: Sendable, Hashable {
        /// What it is about, in a few words.
        public let heading: String
        /// What it says to a reader, in a sentence or two.
        public let words: String
        /// The result; nil when there is none.
        public let estimates: Estimates?
        /// Its picture.
        public let picture: Picture?

        /// Makes a check.
        public init(
            _ heading: String, _ words: String, _ estimates: Estimates? = nil, picture: Picture? = nil
        ) {
            self.heading = heading
            self.words = words
            self.estimates = estimates
            self.picture = picture
        }
    }

    /// Puts the parts together.
    public init(
        title: String = "", question: String, data: TableDescription, explanation: Explanation? = nil,
        estimates: Estimates, summary: Estimates? = nil, picture: Picture? = nil, term: String? = nil,
        alternatives: [Alternative] = [],
        checks: [Check] = [],
        command: String
    ) {
        self.title = title
        self.question = question
        self.data = data
        self.explanation = explanation
        self.estimates = estimates
        self.summary = summary
        self.picture = picture
        self.term = term
        self.alternatives = alternatives
        self.checks = checks
        self.command = command
    }

    /// Writes the page to a file.
    ///
    /// - Throws: `CausalError.Code.unwritableOutput`.
    public func write(to path: String) throws(CausalError) {
        try Picture.replace(path, with: Array(html.utf8))
    }
}
