import Inference

extension Formula {
    /// Refuses a third part with instruments where a model has no use for it.
    func refuseInstruments(in model: String, remedy: String? = nil) throws(CausalError) {
        guard let name = endogenousNames.first else { return }
        throw CausalError(
            .badArgument, "\(model) does not take instruments, and the formula instruments '\(name)'",
            remedy: remedy ?? "Leave out the part '| \(name) ~ …'.")
    }
}
