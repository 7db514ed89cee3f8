import Causal

extension OutputOptions {
    /// Writes a result and, where it was asked for, a picture that is made from more than the result.
    func write(_ estimates: Estimates, _ times: Stopwatch, picture: Picture) throws(CausalError) {
        var words = self
        words.plot = nil
        try words.write(estimates, times)
        if let plot { try picture.write(to: plot, with: estimates) }
    }
}
