import Inference

extension Picture {
    /// The picture as SVG 1.1: text as text, colours for light and dark by `prefers-color-scheme`, no scripts, no
    /// references; the same picture gives the same bytes.
    public var svg: String {
        let layout = PictureLayout(self)
        var out = SVGText()
        let size =
            "width=\"\(SVGText.n(width.centimetres))cm\" "
            + "height=\"\(SVGText.n(layout.height / 96 * 2.54))cm\""
        out.open(
            "svg",
            "xmlns=\"http://www.w3.org/2000/svg\" \(size) "
                + "viewBox=\"0 0 \(SVGText.n(layout.width)) \(SVGText.n(layout.height))\" "
                + "class=\"causal-picture\" role=\"img\"")
        out.add("title", "", text: title.isEmpty ? "picture" : title)
        out.add(verbatim: "<style>" + SVGStyle.sheet.joined(separator: "\n") + "</style>")
        out.add(
            "rect",
            "x=\"-2\" y=\"-2\" width=\"\(SVGText.n(layout.width + 4))\" height=\"\(SVGText.n(layout.height + 4))\" class=\"f-ground\""
        )
        for (line, text) in layout.title.enumerated() {
            out.words(text, PictureLayout.margin, PictureLayout.margin + 11 + Double(line) * 17, "title")
        }
        out.draw(layout.legend)
        for panel in layout.panels { out.draw(panel, cells: cellRange) }
        if let y = layout.sharedX, let label = panels.first?.x.label {
            let shown = TextMeasure.shortened(label, width: layout.width - 20, size: 10.5)
            out.words(shown, layout.width / 2, y, "quiet", anchor: "middle")
        }
        if let y = layout.sharedY, let label = panels.first?.y.label {
            let shown = TextMeasure.shortened(label, width: layout.width - 20, size: 10.5)
            out.words(shown, PictureLayout.margin, y, "quiet")
        }
        for (line, text) in layout.notes.enumerated() {
            out.words(text, PictureLayout.margin, layout.notesTop + Double(line) * 12.5, "note quiet")
        }
        out.close("svg")
        return out.lines.joined(separator: "\n") + "\n"
    }
}

extension SVGText {
    /// A panel: head, grid, marks inside a box of their own that cuts them off at its edges, axes.
    mutating func draw(_ placed: PlacedPanel, cells: ClosedRange<Double>?) {
        head(placed)
        let place = "x=\"\(SVGText.n(placed.left))\" y=\"\(SVGText.n(placed.top))\""
        let size = "width=\"\(SVGText.n(placed.width))\" height=\"\(SVGText.n(placed.panel.height))\""
        open("svg", "\(place) \(size) overflow=\"hidden\"")
        grid(placed)
        for layer in placed.panel.layers { draw(layer, placed, cells: cells) }
        close("svg")
        axes(placed)
        for layer in placed.panel.layers { label(levels: layer, placed) }
    }

    private mutating func head(_ placed: PlacedPanel) {
        var baseline =
            placed.top - (placed.ruleLabels.lines == 0 ? 9 : 6) - Double(placed.ruleLabels.lines) * 13
        for label in placed.ruleLabels.placed {
            let y = placed.top - 5 - Double(placed.ruleLabels.lines - 1 - label.line) * 13
            words(label.text, placed.left + label.x, y, "quiet", anchor: "middle")
        }
        if placed.showsLabels, !placed.panel.y.label.isEmpty {
            // The label begins above the marks of its axis rather than above the plot.
            let room = placed.width + placed.left - placed.outerLeft
            let label = TextMeasure.shortened(placed.panel.y.label, width: room, size: 10.5)
            words(label, placed.outerLeft, baseline, "quiet")
            baseline -= 16
        }
        let title = TextMeasure.shortened(placed.panel.title, width: placed.width, size: 11, bold: true)
        words(title, placed.left, baseline, "heading")
    }

    private mutating func grid(_ placed: PlacedPanel) {
        let faint = "class=\"l-faint\" stroke-width=\"1\""
        for tick in placed.y.ticks {
            let y = placed.y.position(tick.value)
            stroke(0, y, placed.width, y, faint)
        }
        guard placed.panel.y.isCategorical || placed.panel.x.scale == .logarithmic else { return }
        for tick in placed.x.ticks {
            let x = placed.x.position(tick.value)
            stroke(x, 0, x, placed.panel.height, faint)
        }
    }

    private mutating func axes(_ placed: PlacedPanel) {
        let bottom = placed.top + placed.panel.height
        stroke(
            placed.left, bottom, placed.left + placed.width, bottom, "class=\"l-muted\" stroke-width=\"1\"")
        for tick in placed.x.ticks {
            let x = placed.left + placed.x.position(tick.value)
            stroke(x, bottom, x, bottom + 4, "class=\"l-muted\" stroke-width=\"1\"")
            guard placed.showsX else { continue }
            if placed.x.isTurned {
                words(tick.label, x + 4, bottom + 13, "quiet", anchor: "end", rotated: true)
            } else {
                // The last label may not leave the picture, nor any label its panel among others.
                let half = TextMeasure.width(tick.label, size: 10.5) / 2
                let end = placed.left + placed.width + (placed.showsLabels ? 12 : 4) - half
                let start = placed.showsLabels ? x : placed.left - 4 + half
                words(tick.label, max(start, min(x, end)), bottom + 15, "quiet", anchor: "middle")
            }
        }
        if placed.showsY {
            for tick in placed.y.ticks {
                let y = placed.top + placed.y.position(tick.value) + 3.6
                words(tick.label, placed.left - 6, y, "quiet", anchor: "end")
            }
        }
        guard placed.showsLabels else { return }
        let label = TextMeasure.shortened(placed.panel.x.label, width: placed.width, size: 10.5)
        let below = bottom + placed.x.labelHeight + 12
        words(label, placed.left + placed.width / 2, below, "quiet", anchor: "middle")
    }

    /// The labels of level lines, at the right above each.
    private mutating func label(levels layer: Picture.Layer, _ placed: PlacedPanel) {
        guard case .levels(let values, let labels) = layer.mark else { return }
        for (value, label) in zip(values, labels) where placed.y.domain.contains(value) {
            let y = placed.top + placed.y.position(value) - 4
            let text = TextMeasure.shortened(label, width: placed.width, size: 10.5)
            words(text, placed.left + placed.width - 3, y, "quiet halo", anchor: "end")
        }
    }
}
