import Inference

extension Diagnostic {
    /// `randomisation: treated, t = 2.31, p = 0.04; all 924 assignments by clinic (12)`, when it is the diagnostic of a
    /// permutation test.
    var randomisationLine: String? {
        guard name == "randomisation", let statistic = self["statistic"]?.double,
            let p = self["p.value"]?.double, self["draws"]?.double != nil
        else { return nil }
        let kind = self["kind"]?.text == "t" ? "t (cr0)" : self["kind"]?.text ?? ""
        let count = NumberText.count(self["draws"])
        var how = self["exact"] == .bool(true) ? "all \(count) assignments" : "\(count) assignments drawn"
        let units = NumberText.count(self["units"])
        how += " by \(self["by"]?.text ?? "row") (\(units))"
        if let strata = self["within"]?.text { how += " within \(strata)" }
        return "\(name): \(self["term"]?.text ?? ""), \(kind) = \(NumberText.significant(statistic)), "
            + NumberText.pSentence(p) + "; " + how
    }
}
