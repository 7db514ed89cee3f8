import CReadStat
import Groundwork

/// A column on its way into a Stata, SPSS or SAS transport file.
struct ReadStatColumn {
    private let column: Column
    private let name: String
    private let kind: FileKind
    private let content: Content
    private let labels: ColumnLabels

    private enum Content {
        case numbers([Double], readstat_type_t)
        case texts(width: Int)
    }

    init(_ column: Column, name: String, _ kind: FileKind, _ path: String) throws(CausalError) {
        self.column = column
        self.name = name
        self.kind = kind
        var labels = column.labels ?? ColumnLabels()
        if labels.variable.isEmpty, name != column.name { labels.variable = column.name }
        let unit = ReadStatDates.system(kind)?.unit(format: labels.format)
        if let numbers = column.numbers {
            // A format of dates that the numbers could not be read by stays with them.
            content = .numbers(numbers, ReadStatColumn.type(numbers, kind))
        } else if let unit, let numbers = ReadStatColumn.numbers(column, unit) {
            content = .numbers(numbers, READSTAT_TYPE_DOUBLE)
        } else {
            labels.format = ""
            content = .texts(width: try ReadStatColumn.width(column, kind, path))
        }
        if !ReadStatColumn.belongs(labels.format, to: kind) { labels.format = "" }
        self.labels = labels
    }

    /// Whether a format is written as this program writes formats.
    private static func belongs(_ format: String, to kind: FileKind) -> Bool {
        kind == .stata ? format.hasPrefix("%") : !format.hasPrefix("%")
    }

    /// The dates of a column of texts as numbers; nil when one is no date.
    private static func numbers(_ column: Column, _ unit: DateUnit) -> [Double]? {
        switch column.values {
        case .numbers: return nil
        case .categories(let categories):
            let values = categories.levels.map { unit.number($0) }
            guard !values.contains(nil) else { return nil }
            return categories.codes.map { $0 < 0 ? .nan : values[Int($0)] ?? .nan }
        case .text(let texts):
            let values = texts.map { text in text.map { unit.number($0) } ?? Double.nan }
            guard !values.contains(nil) else { return nil }
            return values.map { $0 ?? .nan }
        }
    }

    /// The smallest of Stata's types that holds all values; the others have doubles only.
    private static func type(_ numbers: [Double], _ kind: FileKind) -> readstat_type_t {
        guard kind == .stata else { return READSTAT_TYPE_DOUBLE }
        let isWhole = numbers.allSatisfy {
            $0.isNaN || ($0.rounded() == $0 && !($0 == 0 && $0.sign == .minus))
        }
        let present = numbers.lazy.filter { !$0.isNaN }
        guard isWhole, let least = present.min(), let most = present.max() else {
            return READSTAT_TYPE_DOUBLE
        }
        // Above these limits lie the codes of missing values.
        if least >= -127, most <= 100 { return READSTAT_TYPE_INT8 }
        if least >= -32_767, most <= 32_740 { return READSTAT_TYPE_INT16 }
        return least >= -2_147_483_647 && most <= 2_147_483_620 ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE
    }

    private static func width(_ column: Column, _ kind: FileKind, _ path: String) throws(CausalError) -> Int {
        let limits: [FileKind: Int] = [.stata: 2045, .spss: 32_767, .transport: 32_767]
        let limit = limits[kind] ?? 200
        var widest = 1
        func measure(_ text: String, _ row: () -> Int?) throws(CausalError) {
            guard text.utf8.count <= limit else {
                throw CausalError(
                    .badValue, "a text has \(text.utf8.count) bytes, and the file holds \(limit) at most",
                    file: path,
                    column: column.name, row: row(), value: text, remedy: "Write it as CSV.")
            }
            widest = max(widest, text.utf8.count)
        }
        switch column.values {
        case .numbers: break
        case .categories(let categories):
            for (place, level) in categories.levels.enumerated() {
                try measure(level) { categories.codes.firstIndex(of: Int32(place)).map { $0 + 1 } }
            }
        case .text(let texts):
            for (row, text) in texts.enumerated() { if let text { try measure(text) { row + 1 } } }
        }
        return widest
    }

    /// Adds the variable with its labels to a file.
    func define(in writer: UnsafeMutablePointer<readstat_writer_t>, _ place: Int) {
        let type: readstat_type_t
        let width: Int
        switch content {
        case .numbers(_, let numeric): (type, width) = (numeric, kind == .transport ? 8 : 0)
        case .texts(let bytes): (type, width) = (READSTAT_TYPE_STRING, bytes)
        }
        let variable = readstat_add_variable(writer, name, type, width)
        if !labels.variable.isEmpty {
            readstat_variable_set_label(variable, ReadStatColumn.cut(labels.variable, kind))
        }
        if !labels.format.isEmpty { readstat_variable_set_format(variable, labels.format) }
        guard kind != .transport, !labels.values.isEmpty,
            let set = readstat_add_label_set(writer, type, "labels\(place + 1)")
        else { return }
        for entry in labels.values { add(entry, to: set, isText: type == READSTAT_TYPE_STRING) }
        if set.pointee.value_labels_count > 0 { readstat_variable_set_label_set(variable, set) }
    }

    private func add(
        _ entry: ColumnLabels.ValueLabel, to set: UnsafeMutablePointer<readstat_label_set_t>, isText: Bool
    ) {
        switch entry.value {
        case .text(let text): if isText, kind == .spss { readstat_label_string_value(set, text, entry.label) }
        case .missing(let letter):
            guard kind == .stata, !isText, let tag = letter.asciiValue else { return }
            readstat_label_tagged_value(set, CChar(bitPattern: tag), entry.label)
        case .number(let number):
            guard !isText else { return }
            if kind == .stata {
                if let whole = Int32(exactly: number) { readstat_label_int32_value(set, whole, entry.label) }
            } else {
                readstat_label_double_value(set, number, entry.label)
            }
        }
    }

    /// A label no longer than Stata's 80 characters, SAS's and SPSS's 256 bytes.
    private static func cut(_ label: String, _ kind: FileKind) -> String {
        if kind == .stata { return String(label.prefix(80)) }
        var text = label
        while text.utf8.count > 255 { text.removeLast() }
        return text
    }

    /// Inserts a row's value.
    func insert(
        _ row: Int, _ writer: UnsafeMutablePointer<readstat_writer_t>,
        _ variable: UnsafeMutablePointer<readstat_variable_t>?
    ) -> readstat_error_t {
        guard case .numbers(let numbers, let type) = content else {
            // A missing text is an empty one in all of these formats.
            return readstat_insert_string_value(writer, variable, column.label(row) ?? "")
        }
        let value = numbers[row]
        guard !value.isNaN else {
            guard let letter = ExtendedMissing.letter(value), kind != .spss,
                let tag = (kind == .transport ? Character(letter.uppercased()) : letter).asciiValue
            else { return readstat_insert_missing_value(writer, variable) }
            return readstat_insert_tagged_missing_value(writer, variable, CChar(bitPattern: tag))
        }
        switch type {
        case READSTAT_TYPE_INT8: return readstat_insert_int8_value(writer, variable, Int8(value))
        case READSTAT_TYPE_INT16: return readstat_insert_int16_value(writer, variable, Int16(value))
        case READSTAT_TYPE_INT32: return readstat_insert_int32_value(writer, variable, Int32(value))
        default: return readstat_insert_double_value(writer, variable, value)
        }
    }
}
