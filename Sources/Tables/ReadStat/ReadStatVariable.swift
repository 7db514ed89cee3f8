import CReadStat
import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A variable of a Stata, SPSS or SAS file while its values arrive.
final class ReadStatVariable {
    private let name: String
    private let label: String
    private let format: String
    private let labelSet: String?
    private let isText: Bool
    private var numbers: [Double] = []
    private var codes: [Int32] = []
    private lazy var levels = CSVLevels()

    init(_ variable: UnsafeMutablePointer<readstat_variable_t>, labelSet: String?) {
        func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
        name = text(readstat_variable_get_name(variable))
        label = text(readstat_variable_get_label(variable))
        format = text(readstat_variable_get_format(variable))
        self.labelSet = labelSet
        isText = readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING
    }

    /// Takes a row's value; rows that a damaged file has left out before it are missing.
    func add(
        _ row: Int, _ variable: UnsafeMutablePointer<readstat_variable_t>, _ value: readstat_value_t,
        _ content: ReadStatContent
    ) {
        let isMissing = readstat_value_is_defined_missing(value, variable) != 0
        if isText {
            while codes.count < row { codes.append(-1) }
            if codes.count == row { codes.append(isMissing ? -1 : code(value, content)) }
        } else {
            while numbers.count < row { numbers.append(.nan) }
            if numbers.count == row { numbers.append(isMissing ? .nan : number(value, content)) }
        }
    }

    private func code(_ value: readstat_value_t, _ content: ReadStatContent) -> Int32 {
        guard let text = readstat_string_value(value) else { return -1 }
        var length = strlen(text)
        // Blanks at the end fill the fixed width of the field.
        while length > 0, text[length - 1] == 32 { length -= 1 }
        guard length > 0 else { return -1 }
        if !content.missingTexts.isEmpty, content.missingTexts.contains(String(cString: text)) { return -1 }
        return levels.place(of: text, length: length)
    }

    private func number(_ value: readstat_value_t, _ content: ReadStatContent) -> Double {
        if readstat_value_is_tagged_missing(value) != 0 {
            return ExtendedMissing.value(ReadStatVariable.letter(value))
        }
        guard readstat_value_is_system_missing(value) == 0 else { return .nan }
        let number = readstat_double_value(value)
        return content.missingNumbers.contains(number) ? .nan : number
    }

    /// ReadStat gives letters as they are written in Stata; SAS has them in capitals.
    private static func letter(_ value: readstat_value_t) -> Character {
        let ascii = UInt8(bitPattern: readstat_value_tag(value))
        return Character(Character(UnicodeScalar(ascii)).lowercased())
    }

    /// What a label belongs to.
    static func key(_ value: readstat_value_t) -> ColumnLabels.Value {
        if readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING {
            return .text(readstat_string_value(value).map { String(cString: $0) } ?? "")
        }
        if readstat_value_is_tagged_missing(value) != 0 { return .missing(letter(value)) }
        return .number(readstat_double_value(value))
    }

    /// The column, once all values are there.
    func column(_ content: ReadStatContent, _ system: ReadStatDates?) -> Column {
        let set = labelSet.flatMap { content.labelSets[$0] } ?? []
        let labels = ColumnLabels(variable: label, values: set, format: format)
        let kept = labels.isEmpty ? nil : labels
        if isText {
            while codes.count < content.rowCount { codes.append(-1) }
            return Column(name, CSVLevels.values(codes, levels), labels: kept)
        }
        while numbers.count < content.rowCount { numbers.append(.nan) }
        if let unit = system?.unit(format: format), let dates = unit.column(name, numbers, labels: kept) {
            return dates
        }
        return Column(name, .numbers(numbers), labels: kept)
    }
}
