/// Erlang's formulas for c servers with offered load a = λ/μ.
public enum ErlangFormulas {
    /// B(c, a): the probability that all servers of M/M/c/c are busy.
    ///
    /// B₀ = 1, B_k = aB_{k−1}/(k + aB_{k−1}), which neither overflows nor cancels. 1 without servers, 0 without load.
    ///
    /// - Source: Erlang (1917); the recursion: Jagerman (1974), Bell System Technical Journal 53.
    public static func blocking(servers: Int, load: Double) -> Double {
        guard load > 0 else { return 0 }
        guard servers > 0 else { return 1 }
        var blocking = 1.0
        for k in 1...servers {
            blocking = load * blocking / (Double(k) + load * blocking)
        }
        return blocking
    }

    /// C(c, a): the probability that an arrival of M/M/c must wait; 1 when a ≥ c.
    ///
    /// C = B/(1 − (a/c)(1 − B)).
    public static func waiting(servers: Int, load: Double) -> Double {
        guard load < Double(servers) else { return 1 }
        let blocking = blocking(servers: servers, load: load)
        return blocking / (1 - load / Double(servers) * (1 - blocking))
    }
}
