import Causal

/// Options that were given twice where one value alone can hold: all but the last would be dropped in silence.
enum RepeatedOptions {
    /// Options that add up, and flags that say the same twice.
    static let mayRepeat: Set<String> = [
        "--where", "--test", "--combination", "--wild", "--permute", "--cluster", "--wild-clusters",
        "--quiet", "--labels", "--unpriced", "--no-color", "--timings", "--stream", "--label", "--note",
        "--explain",
    ]

    /// Refuses the first option that is given twice.
    ///
    /// - Throws: `CausalError.Code.badArgument`.
    static func check(_ arguments: [String]) throws(CausalError) {
        var seen: Set<String> = []
        for argument in arguments.prefix(while: { $0 != "--" }) {
            let name = String(argument.prefix { $0 != "=" })
            guard name.count > 3, name.hasPrefix("--"),
                name.dropFirst(2).allSatisfy({ $0.isLetter || $0 == "-" }),
                !mayRepeat.contains(name)
            else { continue }
            guard seen.insert(name).inserted else {
                throw CausalError(
                    .badArgument, "\(name) is given twice",
                    remedy: "It holds one value; leave one of them out.")
            }
        }
    }
}
