import Inference

extension Diagnostic {
    /// A line for a test of instruments that is no plain χ² or F, when the diagnostic is one.
    var instrumentsLine: String? {
        guard let statistic = self["statistic"]?.double else {
            return name == "first-stage" ? "first-stage of \(term): exact" : nil
        }
        let f = "F = \(NumberText.significant(statistic, 4))"
        switch name {
        case "first-stage": return "first-stage of \(term): \(test(statistic)), partial R² = \(share)"
        case "cragg-donald", "kleibergen-paap": return "\(name): \(f)"
        case "effective-f":
            let critical = self["critical.value"]?.double ?? .nan
            return "effective-f: \(f), critical value \(NumberText.significant(critical, 4))"
        case "anderson-rubin":
            let set = self["conf.level"]?.double.map {
                ", \(NumberText.percent($0)) set \(setText)"
            }
            return "anderson-rubin: \(self["hypothesis"]?.text ?? ""): \(test(statistic))" + (set ?? "")
        default: return nil
        }
    }

    private var term: String { self["term"]?.text ?? "" }

    private var share: String { NumberText.significant(self["partial.r.squared"]?.double ?? .nan, 3) }

    /// `F(2, 120) = 14.2, p < 0.001`
    private func test(_ statistic: Double) -> String {
        "\(statisticText(statistic)), \(NumberText.pSentence(self["p.value"]?.double ?? .nan))"
    }
}
