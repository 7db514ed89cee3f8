/// The passes over the rows that least squares and its covariances are made of.
///
/// Columns are held separately; none is copied and no n × k matrix is formed. Every pass splits the rows
/// into pieces that depend on the data alone and merges the pieces in order, so that an answer is the same
/// bit for bit on any number of threads. All of them expect columns, weights and codes of one length
/// (a precondition); NaN or infinity in the data comes out as NaN or infinity.
public enum Kernels {
    /// Stops the program when lengths differ: the C kernels could otherwise read beyond an array.
    static func check(_ columns: [[Double]], _ rowCount: Int, _ others: Int?...) {
        precondition(columns.allSatisfy { $0.count == rowCount }, "columns of one length are needed")
        precondition(others.allSatisfy { $0 == nil || $0 == rowCount }, "columns of one length are needed")
    }
}
