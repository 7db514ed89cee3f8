import Inference

extension Picture {
    /// One set of marks in one colour.
    public struct Layer: Sendable, Hashable, Codable {
        /// What is drawn where.
        public var mark: Mark
        /// The entry in the legend; layers of the same name share one. Nil for none.
        public var name: String?
        /// The colour.
        public var tone: Tone
        /// How lines are drawn.
        public var stroke: Stroke

        /// Makes a layer.
        public init(_ mark: Mark, name: String? = nil, tone: Tone = .series(0), stroke: Stroke = .solid) {
            self.mark = mark
            self.name = name
            self.tone = tone
            self.stroke = stroke
        }
    }

    /// What a layer draws; lists of one mark have the same length, and what is beyond the shortest is ignored.
    public enum Mark: Sendable, Hashable, Codable {
        /// Points; `areas` in proportion to the area of each, empty for points of one size.
        case points(x: [Double], y: [Double], areas: [Double] = [])
        /// Rings in place of points: what is set rather than estimated.
        case rings(x: [Double], y: [Double])
        /// A line from point to point, broken where a number is missing.
        case line(x: [Double], y: [Double])
        /// A line that keeps each value until the next point.
        case steps(x: [Double], y: [Double])
        /// Upright error bars.
        case intervals(x: [Double], low: [Double], high: [Double], Coverage)
        /// Lying error bars.
        case spans(y: [Double], low: [Double], high: [Double], Coverage)
        /// The area between two curves.
        case band(x: [Double], low: [Double], high: [Double], Coverage)
        /// Bars from zero, as wide as a share of one unit of x.
        case bars(x: [Double], y: [Double], width: Double = 0.8)
        /// Squares around whole numbers; coloured by `values` from low to high, or all alike when empty.
        case cells(x: [Double], y: [Double], values: [Double] = [])
        /// Upright lines through the whole panel, with labels above it; empty labels for none.
        case rules(x: [Double], labels: [String] = [])
        /// Level lines through the whole panel, with labels at the right.
        case levels(y: [Double], labels: [String] = [])
        /// A sloping line through the whole panel: y = intercept + slope·x.
        case slope(intercept: Double, slope: Double)
        /// The part of the panel between two places on the x axis, lightly shaded.
        case region(from: Double, to: Double)
        /// Words beside points.
        case texts(x: [Double], y: [Double], [String])
    }

    /// What an interval or a band covers, which decides its weight.
    public enum Coverage: String, Sendable, Hashable, Codable {
        /// Each quantity by itself: a strong bar, a darker band.
        case pointwise
        /// All quantities at once: a thin bar with ends, a lighter band.
        case simultaneous
    }

    /// A colour by its part in the picture; each format and mode has its own palette.
    public enum Tone: Sendable, Hashable, Codable {
        /// The colour of text.
        case ink
        /// The grey of what stands back.
        case muted
        /// The grey of grids, for areas that stand far back.
        case faint
        /// One of a series; six colours that people with any colour vision tell apart (Okabe & Ito 2008).
        case series(Int)
        /// A place between 0 and 1 on a scale from dark to light: many ordered series.
        case ramp(Double)
    }

    /// How a line is drawn.
    public enum Stroke: String, Sendable, Hashable, Codable {
        /// Unbroken.
        case solid
        /// In dashes.
        case dashed
        /// In dots.
        case dotted
    }
}

extension Picture.Layer {
    /// Whether it enters the legend.
    var isNamed: Bool { name?.isEmpty == false }
}
