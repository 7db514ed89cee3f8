import Inference

extension Diagnostic {
    /// `clusters: clinic, 60 of 96 to 144 rows (median 120, CV 0.12); leverage 0.01 to 0.2 (CV 1.1)` and one such line
    /// for each coefficient, when it is the diagnostic of clusters.
    var clustersLine: String? {
        switch name {
        case "clusters": clustersText
        case "cluster-influence": influenceText
        default: nil
        }
    }

    private var clustersText: String? {
        guard self["clusters"]?.double != nil else { return nil }
        return
            "clusters by \(self["column"]?.text ?? ""): \(NumberText.count(self["clusters"])), size \(spread("size")), "
            + "leverage \(spread("leverage"))"
    }

    private var influenceText: String? {
        guard let term = self["term"]?.text else { return nil }
        var parts = ["effective clusters \(number("effective.clusters", 3))"]
        if self["effective.clusters.correlated"]?.double != nil {
            parts[0] += " (\(number("effective.clusters.correlated", 3)) with equal errors within)"
        }
        parts.append("partial leverage \(spread("partial.leverage"))")
        if let cluster = self["most.influential"]?.text {
            parts.append(
                "without \(cluster) \(number("estimate.without")), of all left out one by one "
                    + "\(number("without.low")) to \(number("without.high"))")
        }
        if let lost = self["not.identified.without"]?.double, lost > 0 {
            parts.append(
                "not identified without \(NumberText.count(self["not.identified.without"])) of the clusters")
        }
        return "clusters, \(term): " + parts.joined(separator: ", ")
    }

    private func spread(_ name: String) -> String {
        "\(number(name + ".min", 3)) to \(number(name + ".max", 3)) (median \(number(name + ".median", 3)), "
            + "CV \(number(name + ".cv", 2)))"
    }

    private func number(_ name: String, _ digits: Int = 5) -> String {
        guard let value = self[name]?.double else { return "" }
        // Whole numbers below a million are sizes.
        if value == value.rounded(), value.magnitude < 1e6 { return NumberText.decimals(value, 0) }
        return NumberText.significant(value, digits)
    }
}
