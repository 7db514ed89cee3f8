import Inference

// The four means of two groups in two periods.
extension Estimates {
    /// A small table between empty lines; nothing for results without means.
    var meansLines: [String] {
        guard let means = fact("means") else { return [] }
        var grid = TextGrid(header: ["mean outcome", "before", "after", "change"])
        for group in ["treated", "control"] {
            let before = means[group]?["before"]?.double ?? .nan
            let after = means[group]?["after"]?.double ?? .nan
            grid.add([group] + [before, after, after - before].map { NumberText.significant($0) })
        }
        return [""] + grid.lines + [""]
    }

    /// `mean outcome of treated: before 12, after 9, change -3`, a line for each group.
    var meansSentences: [String] {
        guard let means = fact("means") else { return [] }
        return ["treated", "control"].map { group in
            let before = means[group]?["before"]?.double ?? .nan
            let after = means[group]?["after"]?.double ?? .nan
            let texts = [before, after, after - before].map { NumberText.significant($0) }
            return "mean outcome of \(group): before \(texts[0]), after \(texts[1]), change \(texts[2])"
        }
    }
}
