import Inference

extension SVGText {
    /// The names of layers with their signs, and the scale of coloured cells.
    mutating func draw(_ legend: PictureLegend) {
        for entry in legend.entries {
            for layer in entry.layers { sign(layer, entry.x, entry.y - 4) }
            words(entry.name, entry.x + PictureLegend.sign + 5, entry.y)
        }
        guard let scale = legend.scale else { return }
        let low = AxisNumber.inWords(scale.range.lowerBound)
        words(low, scale.x, scale.y, "quiet")
        let left = scale.x + TextMeasure.width(low, size: 10.5) + 6
        for step in 0..<24 {
            box(left + Double(step) * 5, scale.y - 9, 5.2, 10, SVGStyle.fill(.ramp(Double(step) / 23)))
        }
        words(AxisNumber.inWords(scale.range.upperBound), left + 126, scale.y, "quiet")
    }

    /// What stands for a layer, 22 pixels wide around a height.
    private mutating func sign(_ layer: Picture.Layer, _ x: Double, _ y: Double) {
        let (width, middle) = (PictureLegend.sign, x + PictureLegend.sign / 2)
        switch layer.mark.sign {
        case .point: symbol(layer.tone, middle, y, 3.2)
        case .ring: ring(layer.tone, middle, y)
        case .line: stroke(x, y, x + width, y, SVGStyle.line(layer.tone, layer.stroke))
        case .pointwise: lying(layer, y, (x + 3, x + width - 3), .pointwise)
        case .simultaneous: lying(layer, y, (x + 1, x + width - 1), .simultaneous)
        case .band: box(x, y - 5, width, 10, SVGStyle.fill(layer.tone, "band"))
        case .wideBand: box(x, y - 5, width, 10, SVGStyle.fill(layer.tone, "wide"))
        case .block: box(middle - 6, y - 5.5, 12, 11, SVGStyle.fill(layer.tone))
        case .none: break
        }
    }
}
