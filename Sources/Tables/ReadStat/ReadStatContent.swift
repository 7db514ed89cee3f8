import CReadStat
import Groundwork

/// What ReadStat tells of a file, collected while it reads.
final class ReadStatContent {
    private(set) var variables: [ReadStatVariable] = []
    private(set) var rowCount = 0
    /// The bytes of a row in the file.
    private(set) var rowLength = 0
    /// The labels of values by the name of their set.
    private(set) var labelSets: [String: [ColumnLabels.ValueLabel]] = [:]
    /// Why the file is not read further; nil while it is.
    private(set) var refusal: String?
    /// Texts and numbers that the user says are missing.
    let missingTexts: Set<String>
    let missingNumbers: Set<Double>

    init(_ options: CSVOptions) {
        let extra = options.missing.filter { !CSVOptions.usual.contains($0) }
        missingTexts = Set(extra)
        missingNumbers = Set(extra.compactMap { Double($0) })
    }

    /// Lets a parser tell this object; its parse function gets the object as context.
    func install(in parser: UnsafeMutablePointer<readstat_parser_t>) {
        readstat_set_variable_handler(parser) { _, variable, set, context in
            guard let context, let variable else { return Int32(READSTAT_HANDLER_ABORT) }
            let content = Unmanaged<ReadStatContent>.fromOpaque(context).takeUnretainedValue()
            content.add(ReadStatVariable(variable, labelSet: set.map { String(cString: $0) }))
            content.rowLength += readstat_variable_get_storage_width(variable)
            return Int32(READSTAT_HANDLER_OK)
        }
        readstat_set_value_handler(parser) { row, variable, value, context in
            guard let context, let variable else { return Int32(READSTAT_HANDLER_ABORT) }
            let content = Unmanaged<ReadStatContent>.fromOpaque(context).takeUnretainedValue()
            return content.add(row: Int(row), variable, value)
        }
        readstat_set_value_label_handler(parser) { set, value, label, context in
            guard let context, let set, let label else { return Int32(READSTAT_HANDLER_OK) }
            let content = Unmanaged<ReadStatContent>.fromOpaque(context).takeUnretainedValue()
            content.add(label: String(cString: label), of: value, to: String(cString: set))
            return Int32(READSTAT_HANDLER_OK)
        }
    }

    private func add(_ variable: ReadStatVariable) { variables.append(variable) }

    private func add(
        row: Int, _ variable: UnsafeMutablePointer<readstat_variable_t>, _ value: readstat_value_t
    ) -> Int32 {
        let place = Int(readstat_variable_get_index(variable))
        guard variables.indices.contains(place), row >= 0 else {
            return Int32(READSTAT_HANDLER_ABORT)
        }
        if row >= rowCount {
            rowCount = row + 1
            guard rowCount < Int(Int32.max), rowCount * variables.count * 8 <= Memory.physical else {
                refusal = "the data do not fit into memory"
                return Int32(READSTAT_HANDLER_ABORT)
            }
        }
        variables[place].add(row, variable, value, self)
        return Int32(READSTAT_HANDLER_OK)
    }

    private func add(label: String, of value: readstat_value_t, to set: String) {
        labelSets[set, default: []].append(.init(ReadStatVariable.key(value), label))
    }
}
