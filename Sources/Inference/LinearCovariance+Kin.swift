extension LinearCovariance {
    /// Whether errors are independent with one variance.
    package var isIndependent: Bool { kind == .iid }

    /// Whether the covariance leaves out one cluster at a time.
    package var isJackknife: Bool {
        guard case .clustered(_, let correction) = kind else { return false }
        return correction.factor == ClusterCorrection.jackknife.factor
    }

    /// The covariance without adjustments for leverage: hc1 for hc2 and hc3, cr1 for cr2, cr3 and the jackknife.
    ///
    /// Tests on moments (rather than on one regression's coefficients) have no leverage to adjust for.
    package var withoutLeverage: LinearCovariance {
        switch kind {
        case .heteroskedastic(.hc2), .heteroskedastic(.hc3): return .hc1
        case .clustered(let columns, let correction):
            if case .adjusted = correction.factor { return .clustered(by: columns) }
            return self
        default: return self
        }
    }

    /// ``withoutLeverage`` without a small-sample factor either: hc0 for hc1, cr0 for cr1.
    package var uncorrected: LinearCovariance {
        switch kind {
        case .heteroskedastic: .hc0
        case .clustered(let columns, _): .clustered(by: columns, correction: .cr0)
        default: self
        }
    }
}
