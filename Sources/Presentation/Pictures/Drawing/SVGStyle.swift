import Inference

/// The style sheet of pictures. Colours are written out rather than kept in variables, which converters
/// without a browser do not know.
enum SVGStyle {
    static let sheet: [String] =
        [
            ".causal-picture text{font-family:Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif;"
                + "font-size:10.5px}",
            ".causal-picture .title{font-size:13px;font-weight:bold}",
            ".causal-picture .heading{font-size:11px;font-weight:bold}",
            ".causal-picture .note{font-size:9.5px}",
            ".causal-picture .halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}",
            ".causal-picture .line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}",
            ".causal-picture .thick{fill:none;stroke-width:2.6}",
            ".causal-picture .thin{fill:none;stroke-width:1.1}",
            ".causal-picture .band{fill-opacity:.26;stroke:none}",
            ".causal-picture .wide{fill-opacity:.13;stroke:none}",
            ".causal-picture .region{fill-opacity:.05}",
        ] + colours(\.light) + ["@media (prefers-color-scheme:dark){"] + colours(\.dark) + ["}"]

    private typealias Pair = (light: String, dark: String)

    private static func colours(_ mode: KeyPath<Pair, String>) -> [String] {
        let isDark = mode == \Pair.dark
        let series = isDark ? Palette.dark : Palette.light
        let named = [
            ("ink", Palette.ink[keyPath: mode]), ("muted", Palette.muted[keyPath: mode]),
            ("faint", Palette.faint[keyPath: mode]), ("ground", Palette.ground[keyPath: mode]),
        ]
        let all = named + series.enumerated().map { ("s\($0.offset)", $0.element) }
        return ["\(root) text{fill:\(named[0].1)}", "\(root) .quiet{fill:\(named[1].1)}"]
            + all.map { "\(root) .f-\($0.0){fill:\($0.1)}\(root) .l-\($0.0){stroke:\($0.1)}" }
            + ["\(root) .halo{stroke:\(named[3].1)}"]
    }

    private static let root = ".causal-picture"

    /// Attributes that fill with a tone.
    static func fill(_ tone: Picture.Tone, _ classes: String = "") -> String {
        paint("f", "fill", tone, classes)
    }

    /// Attributes that draw lines in a tone.
    static func line(_ tone: Picture.Tone, _ stroke: Picture.Stroke, _ classes: String = "line") -> String {
        let dashes =
            switch stroke {
            case .solid: ""
            case .dashed: " stroke-dasharray=\"6 4\""
            case .dotted: " stroke-dasharray=\"1.5 3.5\""
            }
        return paint("l", "stroke", tone, classes) + dashes
    }

    private static func paint(
        _ prefix: String, _ property: String, _ tone: Picture.Tone, _ classes: String
    ) -> String {
        let others = classes.isEmpty ? "" : classes + " "
        switch tone {
        case .ink: return "class=\"\(others)\(prefix)-ink\""
        case .muted: return "class=\"\(others)\(prefix)-muted\""
        case .faint: return "class=\"\(others)\(prefix)-faint\""
        case .series(let index): return "class=\"\(others)\(prefix)-s\(Palette.index(index))\""
        case .ramp(let place):
            let named = classes.isEmpty ? "" : "class=\"\(classes)\" "
            return named + "\(property)=\"\(Palette.ramp(place))\""
        }
    }
}
