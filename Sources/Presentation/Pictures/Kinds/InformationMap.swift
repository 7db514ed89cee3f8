import Inference

extension Picture {
    /// How much each cell of a schedule tells: a square for each sequence and period (Kasza & Forbes 2019).
    ///
    /// - Parameters:
    ///   - sequences: the names of the sequences, from the top down.
    ///   - periods: the names of the periods.
    ///   - content: a row a sequence, a number a period: the variance of the effect without the cell over that with it; NaN
    ///     for a cell that is not observed, infinity for one that the effect cannot do without.
    public static func cellInformation(
        sequences: [String], periods: [String], content: [[Double]]
    ) -> Picture {
        var (x, y, values): ([Double], [Double], [Double]) = ([], [], [])
        // What cannot be done without is coloured as the most telling cell.
        let highest = content.joined().filter { $0.isFinite }.max() ?? 1
        for (row, numbers) in content.enumerated() {
            for (column, number) in numbers.enumerated() where !number.isNaN {
                x.append(Double(column))
                y.append(Double(row))
                values.append(min(number, highest))
            }
        }
        let count = max(1, sequences.count)
        let panel = Panel(
            x: Axis("period", .categorical(periods), domain: -0.5...(Double(max(1, periods.count)) - 0.5)),
            y: Axis("sequence", .categorical(sequences), domain: -0.5...(Double(count) - 0.5)),
            height: max(30, min(28, max(5, 420 / Double(count))) * Double(count)),
            layers: [Layer(.cells(x: x, y: y, values: values))])
        return Picture("Information content of cells", panels: [panel])
    }
}
