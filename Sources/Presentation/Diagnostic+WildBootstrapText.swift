import Inference

extension Diagnostic {
    /// `wild-bootstrap: treated = 0: t = −2.31, p = 0.04, 95 % set [−7.1, −0.3]; WCR, 9999 draws, rademacher weights`,
    /// when it is the diagnostic of a wild bootstrap.
    var wildBootstrapLine: String? {
        guard name == "wild-bootstrap", let statistic = self["statistic"]?.double,
            let p = self["p.value"]?.double, self["draws"]?.double != nil
        else { return nil }
        let letter = self["restrictions"] == nil ? "t" : "F"
        var parts = [
            "\(letter) = \(NumberText.significant(statistic, 4))",
            pText(p),
        ]
        if let level = self["conf.level"]?.double {
            parts.append("\(NumberText.percent(level)) set " + setText)
        }
        let enumerated = self["enumerated"] == .bool(true)
        let how = [
            self["method"]?.text ?? "",
            enumerated
                ? "all \(NumberText.count(self["draws"])) vectors of signs"
                : "\(NumberText.count(self["draws"])) draws, \(self["weights"]?.text ?? "") weights",
        ]
        return "\(name): \(self["hypothesis"]?.text ?? ""): " + parts.joined(separator: ", ") + "; "
            + how.joined(separator: ", ")
    }

    /// The p-value; its bound where no draw was as extreme as the sample.
    private func pText(_ p: Double) -> String {
        if p == 0, let bound = self["p.value.conservative"]?.double {
            return "p ≤ " + NumberText.significant(bound, 2).trimmingZeros
        }
        return NumberText.pSentence(p)
    }

    /// The confidence set: `[0.1, 0.3]`, `(-inf, 0.1] and [0.3, inf)`, or `empty`.
    var setText: String {
        let bounds =
            self["conf.set"]?.elements?.map { $0.elements ?? [] } ?? [
                [self["conf.low"] ?? .null, self["conf.high"] ?? .null]
            ]
        if bounds.isEmpty { return "empty" }
        return bounds.map { pair in
            let low = pair.first?.double.map { "[" + NumberText.significant($0) } ?? "(-∞"
            return low + ", " + (pair.last?.double.map { NumberText.significant($0) + "]" } ?? "∞)")
        }.joined(separator: " and ")
    }
}
