import Inference

/// The names of layers with their signs, in lines.
struct PictureLegend {
    /// One name, what stands for it, and its place.
    struct Entry {
        let name: String
        var layers: [Picture.Layer]
        var x = 0.0
        var y = 0.0
    }

    private(set) var entries: [Entry] = []
    private(set) var height = 0.0
    /// Where the scale of coloured cells stands, and what it runs from and to.
    private(set) var scale: (x: Double, y: Double, range: ClosedRange<Double>)?

    static let sign = 22.0

    init(_ picture: Picture, width: Double, top: Double) {
        for layer in picture.panels.flatMap(\.layers) {
            guard let name = layer.name, !name.isEmpty else { continue }
            guard let index = entries.firstIndex(where: { $0.name == name }) else {
                entries.append(Entry(name: name, layers: [layer]))
                continue
            }
            if !entries[index].layers.contains(where: { $0.isDrawnLike(layer) }) {
                entries[index].layers.append(layer)
            }
        }
        arrange(width, top + 14)
        if let range = picture.cellRange {
            height += 18
            scale = (PictureLayout.margin, top + height - 4, range)
        }
    }

    private mutating func arrange(_ width: Double, _ firstLine: Double) {
        var (x, y) = (PictureLayout.margin, firstLine)
        for index in entries.indices {
            let name = TextMeasure.shortened(
                entries[index].name, width: width - PictureLegend.sign - 20, size: 10.5)
            let needed = PictureLegend.sign + 5 + TextMeasure.width(name, size: 10.5)
            if x > PictureLayout.margin, x + needed > width + PictureLayout.margin {
                (x, y) = (PictureLayout.margin, y + 16)
            }
            entries[index] = Entry(name: name, layers: entries[index].layers, x: x, y: y)
            x += needed + 16
        }
        if !entries.isEmpty { height = y - firstLine + 20 }
    }
}

extension Picture.Layer {
    /// Whether another layer has the same sign in a legend.
    fileprivate func isDrawnLike(_ other: Picture.Layer) -> Bool {
        mark.sign == other.mark.sign && tone == other.tone && stroke == other.stroke
    }
}

extension Picture.Mark {
    /// What stands for the mark in a legend.
    enum Sign { case point, ring, line, pointwise, simultaneous, band, wideBand, block, none }

    var sign: Sign {
        switch self {
        case .points: .point
        case .rings: .ring
        case .line, .steps, .rules, .levels, .slope: .line
        case .intervals(_, _, _, let coverage), .spans(_, _, _, let coverage):
            coverage == .pointwise ? .pointwise : .simultaneous
        case .band(_, _, _, let coverage): coverage == .pointwise ? .band : .wideBand
        case .bars, .cells, .region: .block
        case .texts: .none
        }
    }
}
