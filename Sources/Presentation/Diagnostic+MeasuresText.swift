import Inference

// Diagnostics that are measures rather than tests, in words.
extension Diagnostic {
    /// `influence on level: time 22 most, without it −2.23 (0.52 standard errors); one by one −2.23 to −1.34`
    var influenceLine: String? {
        switch name {
        case "influence":
            guard let term = self["term"]?.text else { return nil }
            return
                "influence on \(term): time \(word("time")) most, without it \(number("estimate.without")) "
                + "(\(number("change.in.std.errors", 3)) standard errors away); without any one, \(number("lowest")) to "
                + number("highest")
        case "cooks-distance":
            guard self["time"] != nil else { return nil }
            let above = NumberText.count(self["above"])
            return
                "Cook's distance: largest \(number("statistic", 4)) at time \(word("time")); \(above) above the usual limit "
                + number("limit", 3)
        default: return nil
        }
    }

    /// `recovery after disturbances: 4 of 5 faded, after 0.65 on average (0.5 in the first half, 0.8 in the second)`
    var recoveryLine: String? {
        guard name == "recovery-after-disturbances" else { return nil }
        let halves = [("mean.first.half", "first"), ("mean.second.half", "second")].compactMap { key, half in
            self[key]?.double.map { "\(NumberText.significant($0, 4)) in the \(half) half" }
        }
        let unit = self["unit"]?.text.map { " of \($0)" } ?? ""
        let trend = self["tau"]?.double.map { ", tau \(NumberText.significant($0, 3))" } ?? ""
        return
            "recovery after disturbances\(unit): \(NumberText.count(self["recovered"])) of \(NumberText.count(self["count"])) "
            + "faded, after \(number("mean", 4)) on average"
            + (halves.count == 2 ? " (\(halves.joined(separator: ", "))\(trend))" : "")
    }

    /// `power: 46.2 % for this effect; 80 % for an effect of 2.983 …`, of a planned difference-in-differences.
    var powerLine: String? {
        guard name == "power", let power = self["power"]?.double, let least = self["mde"]?.double,
            let wanted = self["mde.power"]?.double
        else { return nil }
        return
            "power: \(NumberText.percent((power * 1000).rounded() / 1000)) for this effect; \(NumberText.percent(wanted)) for an effect of "
            + "\(NumberText.significant(least, 4)); \(NumberText.count(self["units"])) units, \(NumberText.count(self["treated"])) of them "
            + "treated, \(NumberText.count(self["before"])) periods before and \(NumberText.count(self["after"])) after"
    }

    private func number(_ name: String, _ digits: Int = 5) -> String {
        self[name]?.double.map { NumberText.significant($0, digits) } ?? "none"
    }

    /// A label: text as it is, a number without needless digits.
    private func word(_ name: String) -> String {
        self[name]?.text ?? self[name]?.double?.shortestDecimal ?? ""
    }
}
