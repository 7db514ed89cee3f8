extension CausalError {
    /// What kind of failure an error is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable name, e.g. `ragged-row`.
        public let rawValue: String
        /// Makes a code from its name.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// Who has to act: this decides the command's exit status.
    public enum Responsibility: Sendable, Hashable {
        /// The call is wrong (a formula, an option, a column's name): exit status 64.
        case usage
        /// The data are wrong: exit status 65.
        case data
        /// The input is not there or cannot be opened: exit status 66.
        case input
        /// The data and the call are well formed, but the quantity cannot be estimated: exit status 1.
        case estimation
        /// The library is wrong: exit status 70.
        case defect
    }
}

extension CausalError.Code {
    // Input
    /// The file does not exist or cannot be opened.
    public static let noSuchInput = Self(rawValue: "no-such-input")
    /// The path names a directory.
    public static let isDirectory = Self(rawValue: "is-directory")
    /// The file ends in the middle of compressed data, or cannot be read to its end.
    public static let unreadableInput = Self(rawValue: "unreadable-input")

    // Output
    /// A file cannot be written.
    public static let unwritableOutput = Self(rawValue: "unwritable-output")

    // Data
    /// The file has no header, or a header and no rows.
    public static let emptyFile = Self(rawValue: "empty-file")
    /// A row has more or fewer fields than the header.
    public static let raggedRow = Self(rawValue: "ragged-row")
    /// A quote is opened and never closed, or text follows a closing quote.
    public static let badQuote = Self(rawValue: "bad-quote")
    /// The bytes are not UTF-8.
    public static let invalidEncoding = Self(rawValue: "invalid-encoding")
    /// Two columns have the same name, or one has none.
    public static let badHeader = Self(rawValue: "bad-header")
    /// A number was needed and the column holds text.
    public static let notNumeric = Self(rawValue: "not-numeric")
    /// A value lies outside what the model can use (a negative weight, a period that is not whole, …).
    public static let badValue = Self(rawValue: "bad-value")
    /// A value is missing where none may be.
    public static let missingValue = Self(rawValue: "missing-value")
    /// The rows are not the panel that the estimator needs.
    public static let badPanel = Self(rawValue: "bad-panel")
    /// Columns differ in length.
    public static let unequalLengths = Self(rawValue: "unequal-lengths")

    // Usage
    /// A formula or an expression cannot be parsed.
    public static let syntax = Self(rawValue: "syntax")
    /// No column has that name.
    public static let unknownColumn = Self(rawValue: "unknown-column")
    /// No coefficient has that name.
    public static let unknownTerm = Self(rawValue: "unknown-term")
    /// An argument is out of range or contradicts another.
    public static let badArgument = Self(rawValue: "bad-argument")

    // Estimation
    /// No rows are left to estimate from.
    public static let noRows = Self(rawValue: "no-rows")
    /// There are fewer rows (or clusters) than the model needs.
    public static let tooFewRows = Self(rawValue: "too-few-rows")
    /// The quantity asked for is not identified by the data.
    public static let notIdentified = Self(rawValue: "not-identified")
    /// An iteration did not reach its tolerance.
    public static let notConverged = Self(rawValue: "not-converged")

    /// Whoever watched a long computation ended it.
    public static let cancelled = Self(rawValue: "cancelled")

    // Output
    /// A picture needs a program that is not installed.
    public static let converterMissing = Self(rawValue: "converter-missing")
    /// A result has no picture that belongs to it.
    public static let noPicture = Self(rawValue: "no-picture")
    /// A result cannot be written.
    public static let outputFailed = Self(rawValue: "output-failed")

    // Other programs
    /// A program that reads the data or that is asked for them failed.
    public static let programFailed = Self(rawValue: "program-failed")
    /// A kind of file needs a program that is not installed.
    public static let programMissing = Self(rawValue: "program-missing")

    // Defect
    /// An assumption inside the library does not hold.
    public static let defect = Self(rawValue: "defect")

    /// Who has to act on an error of this code; a code that is not listed is a matter of estimation.
    public var responsibility: CausalError.Responsibility {
        switch self {
        case .noSuchInput, .isDirectory: .input
        case .unreadableInput, .emptyFile, .raggedRow, .badQuote, .invalidEncoding, .badHeader, .notNumeric,
            .badValue,
            .missingValue, .badPanel, .unequalLengths:
            .data
        case .syntax, .unknownColumn, .unknownTerm, .badArgument, .unwritableOutput, .converterMissing,
            .programMissing:
            .usage
        case .defect: .defect
        default: .estimation
        }
    }
}
