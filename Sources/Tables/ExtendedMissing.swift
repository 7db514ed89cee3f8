/// Missing values that say why, as Stata's and SAS's `.a` to `.z`.
///
/// Each is a NaN whose bits carry the letter, so that it counts as missing everywhere and is written again as what it was.
public enum ExtendedMissing {
    /// The bits beside the letter; a NaN that arithmetic makes has other ones.
    private static let marker: UInt64 = 0x7FF8_4341_0000_0000

    /// The number that stands for the missing value of a letter, `a` to `z` or `_`.
    public static func value(_ letter: Character) -> Double {
        guard let ascii = letter.asciiValue else { return .nan }
        return Double(bitPattern: marker | UInt64(ascii))
    }

    /// The letter of a missing value; nil for a number and for one that has none.
    public static func letter(_ value: Double) -> Character? {
        guard value.isNaN, value.bitPattern & ~0xFF == marker else { return nil }
        return Character(UnicodeScalar(UInt8(value.bitPattern & 0xFF)))
    }
}
