import Inference

/// Where everything in a picture stands, in pixels.
struct PictureLayout {
    let width: Double
    private(set) var height: Double
    let title: [String]
    let notes: [String]
    let legend: PictureLegend
    private(set) var panels: [PlacedPanel] = []
    /// The baselines of the axes' labels where panels share them, and of the first note.
    private(set) var sharedX: Double?
    private(set) var sharedY: Double?
    private(set) var notesTop = 0.0

    static let margin = 10.0

    init(_ picture: Picture) {
        width = picture.width.pixels
        let inner = width - 2 * PictureLayout.margin
        title = TextMeasure.wrapped(picture.title, width: inner, size: 13, bold: true)
        notes = picture.notes.flatMap { TextMeasure.wrapped($0, width: inner, size: 9.5) }
        height = PictureLayout.margin + Double(title.count) * 17
        legend = PictureLegend(picture, width: inner, top: height)
        height += legend.height
        place(picture, inner)
        if !notes.isEmpty {
            notesTop = height + 12
            height += Double(notes.count) * 12.5 + 4
        }
        height = (height + PictureLayout.margin).rounded(.up)
    }

    private mutating func place(_ picture: Picture, _ inner: Double) {
        let columns = min(picture.columns, max(1, picture.panels.count))
        let gap = columns > 3 ? 12.0 : 18.0
        let across = (inner - gap * Double(columns - 1)) / Double(columns)
        let resolved = picture.resolved
        let upright = resolved.map { PlacedAxis.upright($0.y, height: $0.height, room: across * 0.45) }
        // Panels that share axes have equally wide plots: the labels at the left take from all.
        let widest = (upright.map(\.labelWidth).max() ?? 0) + 8
        let plot = picture.sharesAxes ? (inner - widest - gap * Double(columns - 1) - 4) / Double(columns) : 0
        if picture.sharesAxes, picture.panels.first?.y.label.isEmpty == false {
            sharedY = height + 14
            height += 16
        }
        for start in stride(from: 0, to: resolved.count, by: columns) {
            let row = start..<min(start + columns, resolved.count)
            var placed: [PlacedPanel] = []
            for index in row {
                let column = Double(index - start)
                let shared = picture.sharesAxes
                let edge = PictureLayout.margin + column * (across + gap)
                let left =
                    shared
                    ? PictureLayout.margin + widest + column * (plot + gap)
                    : edge + columnLabels(upright, start: index - start, columns)
                let right = shared ? left + plot : edge + across - 4
                placed.append(
                    PlacedPanel(
                        resolved[index], y: upright[index], left: left, width: max(20, right - left),
                        showsX: !shared || index + columns >= resolved.count,
                        showsY: !shared || index == start,
                        showsLabels: !shared, outerLeft: edge))
            }
            stack(placed)
        }
        if picture.sharesAxes, let label = picture.panels.first?.x.label, !label.isEmpty {
            sharedX = height + 12
            height += 20
        }
    }

    /// The width that the widest labels of a column of panels take.
    private func columnLabels(_ axes: [PlacedAxis], start: Int, _ columns: Int) -> Double {
        let widths = stride(from: start, to: axes.count, by: columns).map { axes[$0].labelWidth }
        return (widths.max() ?? 0) + 8
    }

    /// Places a row of panels below what there is, their plots beginning at the same height.
    private mutating func stack(_ row: [PlacedPanel]) {
        let head = row.map(\.headHeight).max() ?? 0
        let foot = row.map { $0.panel.height + $0.footHeight }.max() ?? 0
        for var panel in row {
            panel.top = height + head
            panels.append(panel)
        }
        height += head + foot
    }
}

/// One panel with its axes placed.
struct PlacedPanel {
    let panel: Picture.Panel
    let x: PlacedAxis
    let y: PlacedAxis
    let left: Double
    let width: Double
    let showsX: Bool
    let showsY: Bool
    /// Whether its axes have their labels at itself.
    let showsLabels: Bool
    /// Where the labels of the column's upright axes begin.
    let outerLeft: Double
    let ruleLabels: RuleLabels
    var top = 0.0

    init(
        _ panel: Picture.Panel, y: PlacedAxis, left: Double, width: Double, showsX: Bool, showsY: Bool,
        showsLabels: Bool, outerLeft: Double
    ) {
        self.panel = panel
        (self.y, self.left, self.width) = (y, left, width)
        (self.showsX, self.showsY) = (showsX, showsY)
        (self.showsLabels, self.outerLeft) = (showsLabels, outerLeft)
        x = PlacedAxis.level(panel.x, width: width, leftRoom: left - 4)
        ruleLabels = RuleLabels(panel.layers, x)
    }

    /// What stands above the plot: heading, the y axis' label, labels of rules.
    var headHeight: Double {
        11 + (panel.title.isEmpty ? 0 : 14) + (showsLabels && !panel.y.label.isEmpty ? 16 : 0)
            + Double(ruleLabels.lines) * 13
    }

    /// What stands below it: the x axis' marks and label.
    var footHeight: Double {
        (showsX ? x.labelHeight : 4) + (showsLabels && !panel.x.label.isEmpty ? 16 : 0)
    }
}

/// The labels of upright rules, above the plot on as many lines as keep them apart.
struct RuleLabels {
    private(set) var placed: [(text: String, x: Double, line: Int)] = []
    private(set) var lines = 0

    init(_ layers: [Picture.Layer], _ axis: PlacedAxis) {
        var ends: [Double] = []
        for case .rules(let places, let labels) in layers.map(\.mark) {
            for (place, label) in zip(places, labels) where !label.isEmpty && axis.domain.contains(place) {
                let room = axis.end - axis.start
                let text = TextMeasure.shortened(label, width: room, size: PlacedAxis.size)
                let half = TextMeasure.width(text, size: PlacedAxis.size) / 2
                let centre = min(max(axis.position(place), half), room - half)
                let line = ends.firstIndex { $0 + 8 <= centre - half } ?? ends.count
                if line == ends.count { ends.append(0) }
                ends[line] = centre + half
                placed.append((text, centre, line))
            }
        }
        lines = ends.count
    }
}
