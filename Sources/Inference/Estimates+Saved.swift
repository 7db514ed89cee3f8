import Groundwork
import Tables

extension Estimates {
    /// The media type of a full result (`causal/1`) in a mime bundle.
    package static let mediaType = "application/vnd.causal.v1+json"

    /// Reads a result that was saved with `--format json` or `--format mimebundle`.
    ///
    /// - Parameter path: the file, gzip or not; `-` is standard input.
    /// - Throws: as reading a table does where the file is not there; `CausalError.Code.badValue` for text that is not
    ///   JSON (with the line) or JSON that is no result.
    public init(saved path: String) throws(CausalError) {
        do throws(CausalError) {
            let value = try JSONValue(parsing: FileBytes.read(path))
            try self.init(json: value[Estimates.mediaType] ?? value)
        } catch {
            var error = error
            error.file = error.file ?? (path == "-" ? "standard input" : path)
            throw error
        }
    }
}
