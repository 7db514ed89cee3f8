import Groundwork

/// How a CSV file is to be read.
public struct CSVOptions: Sendable, Hashable, Codable {
    /// The character between fields; nil (the default) finds out which of `,` `;` tab `|` the file uses.
    public var delimiter: Character?
    /// The fields that stand for a missing value, besides an empty one; quoted or not.
    public var missing: [String]
    /// Whether the first row names the columns (the default); without, they are called V1, V2, ….
    public var header: Bool
    /// The columns to keep; nil (the default) keeps all. Other columns are checked for their structure
    /// only, which is faster; names that the file does not have are ignored.
    public var columns: Set<String>?
    /// The columns whose fields are texts even where they look like numbers.
    var texts: Set<String> = []
    /// The fields that stand for a missing value unless others are named.
    static let usual = ["", "NA", "NaN", "."]
    /// How many bytes of the file are one piece of work. The table does not depend on it.
    var pieceSize = 1 << 20

    /// Makes options; each has a default that suits most files.
    public init(
        delimiter: Character? = nil, missing: [String] = ["", "NA", "NaN", "."], header: Bool = true,
        columns: Set<String>? = nil
    ) {
        self.delimiter = delimiter
        self.missing = missing
        self.header = header
        self.columns = columns
    }

    private enum CodingKeys: String, CodingKey { case delimiter, missing, header, columns }

    /// Reads options.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        delimiter = try values.decodeIfPresent(String.self, forKey: .delimiter)?.first
        missing = try values.decodeIfPresent([String].self, forKey: .missing) ?? missing
        header = try values.decodeIfPresent(Bool.self, forKey: .header) ?? header
        columns = try values.decodeIfPresent(Set<String>.self, forKey: .columns)
    }

    /// Writes options.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(delimiter.map(String.init), forKey: .delimiter)
        try values.encode(missing, forKey: .missing)
        try values.encode(header, forKey: .header)
        try values.encodeIfPresent(columns, forKey: .columns)
    }

    /// The delimiter as a byte.
    ///
    /// - Throws: `CausalError.Code.badArgument` for one that could be part of a number, a name or a row end.
    func delimiterByte() throws(CausalError) -> UInt8? {
        guard let delimiter else { return nil }
        guard let byte = delimiter.asciiValue, byte == 9 || (byte > 32 && byte < 127),
            !delimiter.isLetter, !delimiter.isNumber, !"\"'+-._".contains(delimiter)
        else {
            throw CausalError(
                .badArgument, "fields cannot be separated by this character", value: String(delimiter),
                remedy: "Use a comma, a semicolon, a tab or a bar.")
        }
        return byte
    }
}
