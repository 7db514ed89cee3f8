import Inference

extension Diagnostic {
    /// `randomisation: treated, t = 2.31, p = 0.04; all 924 assignments by clinic (12)`, when it is the diagnostic of a
    /// permutation test.
    var randomisationLine: String? {
        guard name == "randomisation", let statistic = self["statistic"]?.double,
            let p = self["p.value"]?.double, let draws = self["draws"]?.double
        else { return nil }
        let kind = self["kind"]?.text == "t" ? "t (cr0)" : self["kind"]?.text ?? ""
        let count = NumberText.count(Int(draws))
        var how = self["exact"] == .bool(true) ? "all \(count) assignments" : "\(count) assignments drawn"
        let units = NumberText.count(Int(self["units"]?.double ?? 0))
        how += " by \(self["by"]?.text ?? "row") (\(units))"
        if let strata = self["within"]?.text { how += " within \(strata)" }
        return "\(name): \(self["term"]?.text ?? ""), \(kind) = \(NumberText.significant(statistic)), "
            + (p < 0.001 ? "p < 0.001" : "p = " + NumberText.pValue(p)) + "; " + how
    }
}
