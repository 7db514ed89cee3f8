import Inference

/// The colours of pictures: those of Okabe & Ito (2008), which people with any colour vision tell apart,
/// ordered for contrast on light and on dark grounds.
enum Palette {
    /// The number of series with colours of their own; further ones begin again.
    static let count = 6
    static let light = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
    static let dark = ["#56B4E9", "#E69F00", "#2BB88F", "#CC79A7", "#F0E442", "#D55E00"]
    static let ink = (light: "#1F2328", dark: "#E6E8EB")
    static let muted = (light: "#6B7280", dark: "#9AA3AF")
    static let faint = (light: "#E5E7EB", dark: "#2C3138")
    static let ground = (light: "#FFFFFF", dark: "#14171A")

    /// Cividis (Nuñez, Anderton & Renslow 2018) without its ends, which vanish on dark and light grounds.
    private static let stops: [(Double, Double, Double)] = [
        (38, 77, 126), (74, 94, 118), (104, 112, 115), (135, 131, 116), (168, 151, 108), (203, 174, 89),
        (225, 190, 70),
    ]

    /// The colour of a place on the ramp; places beyond 0 and 1 count as these.
    static func ramp(_ place: Double) -> String {
        let clamped = place.isFinite ? min(max(place, 0), 1) : 0
        let position = clamped * Double(stops.count - 1)
        let index = min(Int(position), stops.count - 2)
        let share = position - Double(index)
        let (from, to) = (stops[index], stops[index + 1])
        let parts = [(from.0, to.0), (from.1, to.1), (from.2, to.2)].map { $0.0 + share * ($0.1 - $0.0) }
        return "#"
            + parts.map { part in
                let digits = String(Int(part.rounded()), radix: 16, uppercase: true)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }

    /// The index of a series' colour.
    static func index(_ series: Int) -> Int { ((series % count) + count) % count }
}
