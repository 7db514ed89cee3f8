import Inference

extension Picture {
    /// A page that holds everything: the picture and its numbers as tables, without scripts and without anything
    /// from elsewhere.
    ///
    /// - Parameter estimates: the result that the picture was made from; its rows become the first table.
    public func html(_ estimates: Estimates? = nil) -> String {
        let name = SVGText.escaped(title.isEmpty ? "Picture" : title)
        var parts = [
            "<!DOCTYPE html>", "<html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width\">",
            "<meta name=\"color-scheme\" content=\"light dark\">", "<title>\(name)</title>",
            "<style>\(Picture.pageStyle)</style></head><body>", "<figure>", svg + "</figure>",
        ]
        if let estimates {
            parts.append(Picture.table(estimates.csvCells))
            parts += estimates.notes.map { "<p>\(SVGText.escaped($0))</p>" }
        }
        parts.append("<details><summary>The numbers in the picture</summary>")
        parts.append(Picture.table(numberCells))
        return (parts + ["</details>", "</body></html>"]).joined(separator: "\n") + "\n"
    }

    private static let pageStyle = """
        body{font:14px/1.5 Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif;max-width:46em;margin:2em auto;
        padding:0 1em;color:#1F2328;background:#fff}figure{margin:0}svg{max-width:100%;height:auto}
        table{border-collapse:collapse;font-size:12px;margin:1em 0;display:block;overflow-x:auto}
        th,td{padding:2px 9px;text-align:right;white-space:nowrap}th{border-bottom:1px solid #6B7280}
        th:first-child,td:first-child{text-align:left}
        @media (prefers-color-scheme:dark){body{color:#E6E8EB;background:#14171A}}
        """

    private static func table(_ rows: [[String]]) -> String {
        func line(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(SVGText.escaped($0))</\(tag)>" }.joined() + "</tr>"
        }
        let body = rows.dropFirst().map { line($0, "td") }.joined(separator: "\n")
        return "<table><thead>\(line(rows.first ?? [], "th"))</thead><tbody>\n\(body)\n</tbody></table>"
    }

    /// A row for each mark: panel, layer, and its numbers.
    private var numberCells: [[String]] {
        var rows = [["panel", "layer", "mark", "x", "y", "low", "high"]]
        for panel in panels {
            for layer in panel.layers {
                for numbers in layer.mark.numbers {
                    rows.append(
                        [panel.title, layer.name ?? "", layer.mark.word]
                            + numbers.map { number in
                                number.map { $0.isFinite ? $0.shortestDecimal : NumberText.significant($0) }
                                    ?? ""
                            })
                }
            }
        }
        return rows
    }
}

extension Picture.Mark {
    /// The mark in a word.
    fileprivate var word: String {
        switch sign {
        case .point: "point"
        case .ring: "ring"
        case .line: "line"
        case .pointwise: "interval"
        case .simultaneous: "simultaneous interval"
        case .band: "band"
        case .wideBand: "simultaneous band"
        case .block: "block"
        case .none: "text"
        }
    }

    /// x, y, low and high of each of its parts.
    fileprivate var numbers: [[Double?]] {
        switch self {
        case .points(let x, let y, _), .rings(let x, let y), .line(let x, let y), .steps(let x, let y),
            .bars(let x, let y, _), .texts(let x, let y, _):
            zip(x, y).map { [$0, $1, nil, nil] }
        case .cells(let x, let y, let values):
            zip(x, y).enumerated().map { [$1.0, $1.1, $0 < values.count ? values[$0] : nil, nil] }
        case .intervals(let x, let low, let high, _), .band(let x, let low, let high, _):
            zip(x, zip(low, high)).map { [$0, nil, $1.0, $1.1] }
        case .spans(let y, let low, let high, _): zip(y, zip(low, high)).map { [nil, $0, $1.0, $1.1] }
        case .rules(let x, _): x.map { [$0, nil, nil, nil] }
        case .levels(let y, _): y.map { [nil, $0, nil, nil] }
        case .slope, .region: []
        }
    }
}

extension Estimates {
    /// The rows under broom's names, numbers as people read them.
    fileprivate var csvCells: [[String]] {
        let rows = rows.map(\.json)
        var names: [String] = []
        for case .object(let members) in rows {
            for member in members where !names.contains(member.name) { names.append(member.name) }
        }
        return [names]
            + rows.map { row in
                names.map { name in
                    let value = row[name] ?? .null
                    return value.text ?? value.double.map { NumberText.significant($0) } ?? ""
                }
            }
    }
}
