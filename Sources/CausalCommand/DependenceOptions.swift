import ArgumentParser
import Causal

/// What a covariance under serial or spatial dependence needs.
struct DependenceOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "The last lag that counts, in steps of time (newey-west, driscoll-kraay, conley with --unit).")
    var lag: Int?

    @Option(
        parsing: .unconditional,
        help: "The bandwidth in place of --lag: newey-west, andrews (both estimated) or a number.")
    var bandwidth: BandwidthName?

    @Option(
        help: """
            bartlett, parzen or quadratic-spectral in time (default bartlett); uniform or triangular in \
            space (default uniform).
            """)
    var kernel: KernelName?

    @Option(help: "The column of degrees north, for conley.")
    var latitude: String?

    @Option(help: "The column of degrees east, for conley.")
    var longitude: String?

    @Option(
        parsing: .unconditional,
        help: "How many kilometres apart rows may be and still correlate, for conley.")
    var distance: Double?

    /// The covariance of that name; nil when it is none of these.
    func covariance(_ name: CovarianceName?, unit: String?, time: String?) throws(CausalError)
        -> LinearCovariance?
    {
        try refuseStrays(name)
        switch name {
        case .neweyWest: return try neweyWest(unit, try needed("--time", time, "newey-west"))
        case .driscollKraay:
            return .driscollKraay(
                bandwidth: chosenBandwidth, kernel: try serialKernel() ?? .bartlett, unit: unit,
                time: try needed("--time", time, "driscoll-kraay"))
        case .conley: return try conley(unit, time)
        default: return nil
        }
    }

    private func neweyWest(_ unit: String?, _ time: String) throws(CausalError) -> LinearCovariance {
        let kernel = try serialKernel()
        guard let chosen = chosenBandwidth else {
            guard kernel == nil || kernel == .bartlett else {
                throw CausalError(
                    .badArgument, "the kernel \(kernel?.rawValue ?? "") has no default bandwidth",
                    remedy: "Add --lag L, or --bandwidth newey-west or andrews.")
            }
            return .neweyWest(unit: unit, time: time)
        }
        if let lag, kernel == nil || kernel == .bartlett {
            return .neweyWest(lag: lag, unit: unit, time: time)
        }
        return .hac(kernel: kernel ?? .bartlett, bandwidth: chosen, unit: unit, time: time)
    }

    private func conley(_ unit: String?, _ time: String?) throws(CausalError) -> LinearCovariance {
        guard let distance else {
            throw CausalError(
                .badArgument, "--vcov conley needs a distance", remedy: "Add --distance KILOMETRES.")
        }
        let kernel = try self.kernel.map { (name) throws(CausalError) in
            try name.of(SpatialKernel.init(rawValue:), "conley takes uniform or triangular")
        }
        return .conley(
            latitude: try needed("--latitude", latitude, "conley"),
            longitude: try needed("--longitude", longitude, "conley"), kilometres: distance,
            kernel: kernel ?? .uniform, unit: unit, time: time, lag: lag)
    }

    private var chosenBandwidth: Bandwidth? { lag.map(Bandwidth.lag) ?? bandwidth?.bandwidth }

    private func serialKernel() throws(CausalError) -> SerialKernel? {
        try kernel.map { (name) throws(CausalError) in
            try name.of(
                SerialKernel.init(rawValue:), "kernels in time are bartlett, parzen and quadratic-spectral")
        }
    }

    private func needed(_ option: String, _ value: String?, _ name: String) throws(CausalError) -> String {
        guard let value else {
            throw CausalError(
                .badArgument, "--vcov \(name) needs \(option)", remedy: "Add \(option) COLUMN.")
        }
        return value
    }

    /// Refuses options that the covariance does not read: they would be ignored in silence.
    private func refuseStrays(_ name: CovarianceName?) throws(CausalError) {
        let isSerial = name == .neweyWest || name == .driscollKraay
        let given: [(option: String, isGiven: Bool, isRead: Bool)] = [
            ("--lag", lag != nil, isSerial || name == .conley), ("--bandwidth", bandwidth != nil, isSerial),
            ("--kernel", kernel != nil, isSerial || name == .conley),
            ("--latitude", latitude != nil, name == .conley),
            ("--longitude", longitude != nil, name == .conley),
            ("--distance", distance != nil, name == .conley),
        ]
        if let stray = given.first(where: { $0.isGiven && !$0.isRead }) {
            throw CausalError(
                .badArgument,
                "\(stray.option) does not belong to the "
                    + (name.map { "covariance \($0.rawValue)" } ?? "default covariance"),
                remedy: "Add --vcov newey-west, driscoll-kraay or conley, or leave it out.")
        }
        guard lag == nil || bandwidth == nil else {
            throw CausalError(
                .badArgument, "--lag and --bandwidth say the same in two ways; give one of them")
        }
    }
}

/// A kernel in time or in space.
struct KernelName: ExpressibleByArgument {
    let name: String

    init?(argument: String) {
        let known = SerialKernel.allCases.map(\.rawValue) + SpatialKernel.allCases.map(\.rawValue)
        guard known.contains(argument) else { return nil }
        name = argument
    }

    /// The kernel among those of a kind.
    func of<Kernel>(_ make: (String) -> Kernel?, _ message: String) throws(CausalError) -> Kernel {
        guard let kernel = make(name) else { throw CausalError(.badArgument, message, value: name) }
        return kernel
    }
}

/// A bandwidth's rule or number.
struct BandwidthName: ExpressibleByArgument {
    let bandwidth: Bandwidth

    init?(argument: String) {
        switch argument {
        case "newey-west": bandwidth = .neweyWest
        case "andrews": bandwidth = .andrews
        default:
            guard let width = Double(argument) else { return nil }
            bandwidth = .width(width)
        }
    }
}
