import Regression

extension CapacityPlan {
    /// Refuses inputs that no plan can have.
    ///
    /// - Throws: `CausalError.Code.badArgument`.
    public func check() throws(CausalError) {
        for input in inputs {
            let least = input.quantity.low ?? input.quantity.value
            let most = input.quantity.high ?? input.quantity.value
            guard least >= 0, most <= min(input.most, 1e12), input.quantity.standardError <= 1e12 else {
                throw CausalError(
                    .badArgument,
                    input.most == 1
                        ? "\(input.name) is a share from 0 to 1"
                        : "\(input.name): a number from 0 to 1e12 is needed",
                    value: input.quantity.text)
            }
        }
        guard (hours.low ?? hours.value) > 0 else {
            throw CausalError(.badArgument, "hours are above 0", value: hours.text)
        }
        guard utilisation > 0, utilisation <= 1 else {
            throw CausalError(
                .badArgument, "the bound on utilisation lies above 0 and up to 1", value: "\(utilisation)",
                remedy: "Write 0.85 to plan for 85 % of the hours.")
        }
        guard (100...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "draws are a number from 100 to 1,000,000", value: "\(draws)")
        }
        if let staff, !(1...1_000_000).contains(staff) {
            throw CausalError(.badArgument, "clinicians are a number from 1 to 1,000,000", value: "\(staff)")
        }
        try checkProtected()
    }

    private func checkProtected() throws(CausalError) {
        guard let protectedHours else { return }
        guard !streams.isEmpty else {
            throw CausalError(
                .badArgument, "protected hours are kept for messages or monitoring, and there are none",
                remedy: "Give a stream of work outside visits.")
        }
        let most = protectedHours.high ?? protectedHours.value
        guard (protectedHours.low ?? protectedHours.value) > 0, most < hours.low ?? hours.value else {
            throw CausalError(
                .badArgument, "protected hours are a part of a clinician's hours: above 0 and below them",
                value: protectedHours.text)
        }
    }
}
