import Inference

/// A picture as a value: panels with axes and layers, from which SVG, Vega-Lite, HTML and PNG are written.
///
/// Nothing in it depends on a format, so that all formats show the same numbers over the same domains.
/// Numbers that are not finite are not drawn; an interval's infinite end runs to the panel's edge. (JSON has no such
/// numbers: an encoder of pictures that hold some needs a strategy for them.)
///
/// ```swift
/// let picture = try Picture.eventStudy(estimates)
/// try picture.write(to: "event-study.svg")
/// ```
public struct Picture: Sendable, Hashable, Codable {
    /// What the picture shows, in a few words; empty for none.
    public var title: String
    /// The panels, row by row.
    public var panels: [Panel]
    /// How many panels stand side by side.
    public var columns: Int
    /// Whether all panels have the same axes, labelled at the left and at the bottom only.
    public var sharesAxes: Bool
    /// The width on paper.
    public var width: Width
    /// Remarks below the picture.
    public var notes: [String]

    /// Makes a picture; `columns` below 1 counts as 1.
    public init(
        _ title: String, panels: [Panel], columns: Int = 1, sharesAxes: Bool = false, width: Width = .page,
        notes: [String] = []
    ) {
        self.title = title
        self.panels = panels
        self.columns = max(1, columns)
        self.sharesAxes = sharesAxes
        self.width = width
        self.notes = notes
    }

    /// The width of a picture in a journal.
    public enum Width: String, Sendable, Hashable, Codable, CaseIterable {
        /// The whole page: 17 cm.
        case page
        /// One of two columns: 8.5 cm.
        case column

        /// The width in centimetres.
        public var centimetres: Double { self == .page ? 17 : 8.5 }

        /// The width in CSS pixels, 96 to the inch.
        var pixels: Double { (centimetres / 2.54 * 96).rounded() }
    }

    /// One pair of axes with what is drawn between them.
    public struct Panel: Sendable, Hashable, Codable {
        /// A heading; empty for none.
        public var title: String
        /// The horizontal axis.
        public var x: Axis
        /// The vertical axis; a categorical one runs from the top down.
        public var y: Axis
        /// What is drawn, the first at the back.
        public var layers: [Layer]
        /// The height between the axes' ends in CSS pixels.
        public var height: Double

        /// Makes a panel.
        public init(_ title: String = "", x: Axis, y: Axis, height: Double = 250, layers: [Layer]) {
            self.title = title
            self.x = x
            self.y = y
            self.height = height
            self.layers = layers
        }
    }

    /// One axis.
    public struct Axis: Sendable, Hashable, Codable {
        /// What it measures.
        public var label: String
        /// How numbers become places.
        public var scale: Scale
        /// The numbers at its ends; nil to fit the layers.
        public var domain: ClosedRange<Double>?

        /// Makes an axis.
        public init(_ label: String, _ scale: Scale = .linear, domain: ClosedRange<Double>? = nil) {
            self.label = label
            self.scale = scale
            self.domain = domain
        }
    }

    /// How an axis turns numbers into places.
    public enum Scale: Sendable, Hashable, Codable {
        /// In proportion.
        case linear
        /// In proportion, with marks at whole numbers without separators: periods, event times, years.
        case whole
        /// By the logarithm; numbers that are not positive are not drawn.
        case logarithmic
        /// In proportion, with marks at dates; a number is the days since 1 January 1970.
        case calendar
        /// Names at 0, 1, 2, ….
        case categorical([String])
    }
}
