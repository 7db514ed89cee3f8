import Inference

extension Estimates {
    /// `nested correlation by reml: cluster 0.0319, cluster.period 0.0288, residual 0.877`
    var varianceLine: String {
        guard case .object(let parts)? = fact("variance") ?? fact("correlation.parameters"),
            let correlation = fact("correlation")?.text
        else {
            return ""
        }
        let values = parts.compactMap { part in
            part.value.double.map { "\(part.name) \(NumberText.significant($0))" }
        }
        let method = fact("method")?.text.map { " by \($0)" } ?? ""
        return "\(correlation) correlation\(method): " + values.joined(separator: ", ")
    }

    /// `7,233 rows`, or `3,000 rows standing for 7,233 observations` with frequency weights.
    func rowsText(_ observations: Int) -> String {
        let all = NumberText.count(observations)
        guard fact("weights")?.text == "frequency", let rows = integer("rows") else { return "\(all) rows" }
        return "\(NumberText.count(rows)) rows standing for \(all) observations"
    }

    /// `weights: w (frequency)` and `offset: log(pop)`
    var weightsText: String? {
        var parts: [String] = []
        if let kind = fact("weights")?.text {
            parts.append("weights: " + (fact("weights.column")?.text.map { "\($0) (\(kind))" } ?? kind))
        }
        if let offset = fact("offset")?.text { parts.append("offset: \(offset)") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// `p adjusted: romano-wolf over 3 rows, 9,999 draws, rademacher weights, seed 42`
    var adjustmentLine: String {
        guard let adjusted = fact("p.adjusted"), let method = adjusted["method"]?.text,
            let rows = adjusted["rows"]?.integer
        else { return "" }
        var parts = ["\(method) over \(NumberText.count(rows)) rows"]
        if let draws = adjusted["draws"]?.integer { parts.append("\(NumberText.count(draws)) draws") }
        if let weights = adjusted["weights"]?.text { parts.append("\(weights) weights") }
        if let seed = adjusted["seed"]?.integer { parts.append("seed \(seed)") }
        return "p adjusted: " + parts.joined(separator: ", ")
    }

    /// `band: 2.41 standard errors over 3 rows (Monte-Carlo error 0.0012, 20,000 draws, seed 42)`
    var bandLine: String {
        guard let band = fact("simultaneous"), let critical = band["critical.value"]?.double else {
            return ""
        }
        let rows = band["rows"]?.integer.map { " over \(NumberText.count($0)) rows" } ?? ""
        var parts: [String] = []
        if let draws = band["draws"]?.integer, draws > 0 {
            if let error = band["monte.carlo.error"]?.double {
                parts.append("Monte-Carlo error \(NumberText.significant(error, 2))")
            }
            parts.append("\(NumberText.count(draws)) draws")
            if let seed = band["seed"]?.integer { parts.append("seed \(seed)") }
        }
        return "band: \(NumberText.significant(critical, 4)) standard errors" + rows
            + (parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")")
    }
}
