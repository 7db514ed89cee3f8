import Inference

extension Picture {
    /// The change in margin under each contract, with its interval where there is one.
    ///
    /// - Parameters:
    ///   - contracts: the contracts' names.
    ///   - change: the changes in margin.
    ///   - low: the intervals' lower ends; NaN for none.
    ///   - high: their upper ends.
    ///   - label: the money's name and unit.
    public static func paymentModels(
        contracts: [String], change: [Double], low: [Double], high: [Double],
        label: String = "change in margin a year"
    ) -> Picture {
        let places = contracts.indices.map(Double.init)
        let panel = Panel(
            x: Axis("contract", .categorical(contracts)), y: Axis(label),
            layers: [
                Layer(.levels(y: [0]), tone: .ink),
                Layer(.bars(x: places, y: change, width: 0.5), tone: .faint),
                Layer(.intervals(x: places, low: low, high: high, .pointwise), tone: .series(0)),
                Layer(.points(x: places, y: change), tone: .series(0)),
            ])
        return Picture("What an intervention does to the margin, by contract", panels: [panel])
    }

    /// The same from the rows `margin.change` of `causal payment`, labelled `contract`.
    ///
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func paymentModels(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter { $0.term == "margin.change" && $0.isEstimated }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a picture of contracts needs rows with a change in margin")
        }
        let ends = rows.map { $0.bounds ?? Interval(.nan, .nan) }
        return paymentModels(
            contracts: rows.map { $0.words("contract") ?? "" }, change: rows.map(\.estimate),
            low: ends.map(\.low), high: ends.map(\.high))
    }
}
