import Inference

extension TableDescription {
    /// The description as JSON: `columns`, and `panel`, `adoption` and `clusters` where columns of a design are named.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("schema", "causal/1"), .init("command", "describe"),
            .init("source", source.map(JSONValue.string) ?? .null), .init("rows", .integer(rows)),
            .init("columns", .array(columns.map(\.json))),
        ]
        if let panel { members.append(.init("panel", panel.json)) }
        if let adoption { members.append(.init("adoption", adoption.json)) }
        if !clusters.isEmpty { members.append(.init("clusters", .array(clusters.map(\.json)))) }
        return .object(members + [.init("notes", .array(notes.map(JSONValue.string)))])
    }
}

extension ColumnSummary {
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("type", .string(kind.rawValue)),
            .init("missing", .integer(missing)), .init("distinct", .integer(distinct)),
        ]
        if let numbers {
            members += [
                .init("min", .number(numbers.least)), .init("max", .number(numbers.greatest)),
                .init("mean", .number(numbers.mean)),
                .init("sd", numbers.standardDeviation.map(JSONValue.number) ?? .null),
            ]
            if numbers.infinite > 0 { members.append(.init("infinite", .integer(numbers.infinite))) }
        }
        if let span { members += [.init("min", .string(span.first)), .init("max", .string(span.last))] }
        if !frequent.isEmpty {
            let levels: [JSONValue] = frequent.map {
                ["value": .string($0.text), "count": .integer($0.count)]
            }
            members.append(.init("frequent", .array(levels)))
        }
        if !missingLetters.isEmpty {
            let letters: [JSONValue] = missingLetters.map {
                ["value": .string($0.text), "count": .integer($0.count)]
            }
            members.append(.init("missing.codes", .array(letters)))
        }
        return .object(members + (labels?.members ?? []))
    }
}

extension ColumnLabels {
    /// `label`, `labels` and `format`, as far as there are any.
    fileprivate var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if !variable.isEmpty { members.append(.init("label", .string(variable))) }
        if !format.isEmpty { members.append(.init("format", .string(format))) }
        guard !values.isEmpty else { return members }
        let entries: [JSONValue] = values.map {
            let value: JSONValue =
                switch $0.value {
                case .number(let number): .number(number)
                case .text(let text): .string(text)
                case .missing(let letter): .string(".\(letter)")
                }
            return ["value": value, "label": .string($0.label)]
        }
        return members + [.init("labels", .array(entries))]
    }

    /// The variable's label and those of its values, in a line.
    var line: String {
        let entries = values.map { entry in
            switch entry.value {
            case .number(let number): "\(number.shortestDecimal) \(entry.label)"
            case .text(let text): "\(text) \(entry.label)"
            case .missing(let letter): ".\(letter) \(entry.label)"
            }
        }
        let shown = entries.prefix(4).joined(separator: ", ") + (entries.count > 4 ? ", …" : "")
        return [variable, shown].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

extension Spread {
    var json: JSONValue {
        ["min": .integer(least), "median": .number(median), "mean": .number(mean), "max": .integer(greatest)]
    }
}

extension PanelSummary {
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("unit", unit.map(JSONValue.string) ?? .null), .init("time", .string(time)),
            .init("rows", .integer(rows)), .init("periods", .integer(periods)),
            .init("first", .string(first)), .init("last", .string(last)),
            .init("rows.per.period", rowsPerPeriod?.json ?? .null),
        ]
        guard let units else { return .object(members) }
        members += [
            .init("units", .integer(units)), .init("balanced", .bool(isBalanced)),
            .init("complete.units", .integer(completeUnits)),
            .init("units.with.gaps", .integer(unitsWithGaps)), .init("duplicates", .integer(duplicates)),
            .init("rows.per.unit", rowsPerUnit?.json ?? .null),
        ]
        return .object(members)
    }
}

extension AdoptionSummary {
    var json: JSONValue {
        [
            "column": .string(column), "counts": .string(countsUnits ? "units" : "rows"),
            "never": .integer(never), "always": .integer(always), "inconsistent": .integer(inconsistent),
            "treated.share": .number(treatedShare),
            "cohorts": .array(
                cohorts.map {
                    ["start": .string($0.start), "count": .integer($0.count), "rows": .integer($0.rows)]
                }
            ),
        ]
    }
}

extension ClusterSummary {
    var json: JSONValue {
        [
            "column": .string(column), "clusters": .integer(rows.count), "rows": rows.json,
            "variation": .number(variation), "holds.units": holdsUnits.map(JSONValue.bool) ?? .null,
            "shares.start": sharesStart.map(JSONValue.bool) ?? .null,
            "treated": treated.map { JSONValue.integer($0) } ?? .null,
        ]
    }
}
