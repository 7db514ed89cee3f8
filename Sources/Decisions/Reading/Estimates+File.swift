import Groundwork
import Inference
import Tables

extension Estimates {
    /// Reads a result from a file that `--format json` wrote; `-` is standard input.
    ///
    /// - Throws: `CausalError.Code.noSuchInput`, `CausalError.Code.isDirectory`,
    ///   `CausalError.Code.unreadableInput`; `CausalError.Code.badValue` when it is not such a result.
    public init(jsonFile path: String) throws(CausalError) {
        do throws(CausalError) {
            try self.init(json: JSONValue(parsing: FileBytes.read(path)))
        } catch {
            var named = error
            named.file = error.file ?? path
            throw named
        }
    }
}
