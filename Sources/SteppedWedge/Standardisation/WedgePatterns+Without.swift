import Regression

extension WedgePatterns {
    /// The same without one cluster.
    func without(_ cluster: Int) -> WedgePatterns {
        let lost = patterns(of: cluster)
        func cut<Element>(_ values: [Element], _ range: Range<Int>) -> [Element] {
            Array(values[..<range.lowerBound]) + values[range.upperBound...]
        }
        return WedgePatterns(
            terms: terms, design: cut(design, (lost.lowerBound * width)..<(lost.upperBound * width)),
            centres: centres, anchors: anchors, offset: cut(offset, lost), count: cut(count, lost),
            mean: cut(mean, lost), spread: cut(spread, lost), treatment: cut(treatment, lost),
            period: cut(period, lost), starts: WedgePatterns.cut(starts, cluster),
            cohort: cohort?.without(cluster, patterns: lost), periodLabels: periodLabels,
            clusterLabels: cut(clusterLabels, cluster..<(cluster + 1)),
            rowCount: rowCount - Int(lost.reduce(0) { $0 + count[$1] }), logFactorials: logFactorials)
    }

    /// Beginnings of parts without one of them.
    static func cut(_ starts: [Int], _ part: Int) -> [Int] {
        let length = starts[part + 1] - starts[part]
        return Array(starts[...part]) + starts[(part + 2)...].map { $0 - length }
    }
}

extension CohortClasses {
    /// The same without one cluster, whose patterns are given.
    func without(_ cluster: Int, patterns: Range<Int>) -> CohortClasses {
        let lost = starts[cluster]..<starts[cluster + 1]
        let kept = Array(classes[..<lost.lowerBound]) + classes[lost.upperBound...]
        return CohortClasses(
            classes: kept.map { group in
                Class(
                    members: group.members.map { $0 < patterns.lowerBound ? $0 : $0 - patterns.count },
                    count: group.count, means: group.means, products: group.products)
            },
            starts: WedgePatterns.cut(starts, cluster),
            individualCount: individualCount - Int(lost.reduce(0) { $0 + classes[$1].count }))
    }
}
