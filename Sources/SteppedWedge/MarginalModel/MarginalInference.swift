import Regression

/// How the uncertainty of a marginal model is measured; with Student's t on K − p degrees of freedom, or Satterthwaite's for the last
/// two.
///
/// With M = ΣI_i, U_i and I_i of each of K clusters, n rows and p coefficients:
///
/// | covariance | value |
/// |---|---|
/// | ``model`` | φM⁻¹ |
/// | ``robust`` | M⁻¹(ΣU_iU_i′)M⁻¹ (Liang & Zeger 1986) |
/// | ``kauermannCarroll`` | M⁻¹·½Σ(Ũ_iU_i′ + U_iŨ_i′)·M⁻¹, Ũ_i = D_i′V_i⁻¹(I − H_i)⁻¹r_i (Kauermann & Carroll 2001) |
/// | ``manclDeRouen`` | M⁻¹(ΣŨ_iŨ_i′)M⁻¹ (Mancl & DeRouen 2001) |
/// | ``fayGraubard`` | M⁻¹(ΣF_iU_iU_i′F_i)M⁻¹, F = diag(1 − min(¾, (I_iM⁻¹)_jj))^{−1/2} (Fay & Graubard 2001) |
/// | ``morelBokossaNeerchal`` | c·robust + δψ·model (Morel, Bokossa & Neerchal 2003) |
/// | ``cr2`` | M⁻¹(ΣS_iU_iU_i′S_i′)M⁻¹, S = (I − I_iM⁻¹)^{−1/2} (Bell & McCaffrey 2002) |
/// | ``cr3`` | ``manclDeRouen``'s |
///
/// The first corrects the robust covariance by the matrix product that Lu et al. (2007) and geeCRT take for
/// Kauermann and Carroll's, not by matrix roots. Morel's has c = (n − 1)/(n − p)·K/(K − 1), δ = min(½, p/(K − p)), and
/// ψ = max(1, tr(M⁻¹ΣU_iU_i′)/min(p, K)) in the units of the model covariance, as SAS GLIMMIX.
public enum MarginalInference: String, Sendable, Hashable, Codable, CaseIterable {
    /// What the working correlation says.
    case model
    /// The sandwich.
    case robust
    /// Kauermann and Carroll.
    case kauermannCarroll = "kc"
    /// Mancl and DeRouen.
    case manclDeRouen = "md"
    /// Fay and Graubard.
    case fayGraubard = "fg"
    /// Morel, Bokossa and Neerchal.
    case morelBokossaNeerchal = "mbn"
    /// Bell and McCaffrey, degrees of freedom by Satterthwaite.
    case cr2
    /// Mancl and DeRouen's covariance, degrees of freedom by Satterthwaite.
    case cr3

    /// Whether a cluster is compared with a fit to the others.
    var needsLeverage: Bool { self == .kauermannCarroll || self == .manclDeRouen }

    /// Whether each coefficient has degrees of freedom of its own.
    var hasOwnDegrees: Bool { self == .cr2 || self == .cr3 }
}
