import ArgumentParser
import Causal

/// How coefficients of a trial's model are judged; each method knows some of the names.
enum InferenceName: String, ExpressibleByArgument, CaseIterable {
    case normal, t, satterthwaite, robust, kc, md, fg, mbn, cr2, cr3
    case kenwardRoger = "kenward-roger"
    case betweenWithin = "between-within"

    init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}

extension SteppedWedgeFitCommand {
    /// The inference that was asked for, among a method's own; nil when none was.
    func chosen<Inference: RawRepresentable & CaseIterable>(
        _ type: Inference.Type, beside others: [String] = []
    ) throws(CausalError) -> Inference? where Inference.RawValue == String {
        guard let inference else { return nil }
        if let known = Inference(rawValue: inference.rawValue) { return known }
        let names = Inference.allCases.map(\.rawValue).filter { InferenceName(rawValue: $0) != nil } + others
        throw CausalError(
            .badArgument, "--inference \(inference.rawValue) does not belong to --method \(method.rawValue)",
            remedy: "Take \(names.joined(separator: ", ")).")
    }
}
