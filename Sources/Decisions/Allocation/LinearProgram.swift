import CClp
import Groundwork

/// A linear program held by Clp, solved as often as the bounds of its columns change.
///
/// Each solve starts from the basis at which the last one ended. The solver works on one thread and draws nothing at
/// random, so that the same program and the same order of solves give the same bits.
///
/// - Reference: Forrest & Lougee-Heimer (2005), *CBC user guide*, INFORMS tutorials, chapter 10.
struct LinearProgram: ~Copyable {
    /// What a solve found.
    enum Outcome {
        /// The best corner: the columns' values and the objective there.
        case optimal(columns: [Double], value: Double)
        /// No point keeps all bounds.
        case infeasible
    }

    private let model: UnsafeMutableRawPointer
    private let objective: [Double]

    /// Hands the program to Clp.
    ///
    /// - Throws: `CausalError.Code.programMissing` without Clp; `CausalError.Code.defect` when there is no memory for it.
    init(_ form: LinearForm) throws(CausalError) {
        guard causal_clp_is_there() else {
            throw CausalError(
                .programMissing, "linear programs need the solver Clp, which is not here",
                remedy: "Install coinor-libclp1 (Debian, Ubuntu).")
        }
        guard let model = causal_clp_new() else {
            throw CausalError(.defect, "there is no memory for a linear program")
        }
        self.model = model
        objective = form.objective
        causal_clp_maximise_quietly(model, 1e-9)
        LinearProgram.load(form, into: model)
    }

    deinit { causal_clp_delete(model) }

    /// Copies the columns of the form, which Clp reads during the call and does not keep.
    private static func load(_ form: LinearForm, into model: UnsafeMutableRawPointer) {
        var starts = [Int32](repeating: 0, count: form.objective.count + 1)
        for row in form.rows { for entry in row.entries { starts[entry.column + 1] += 1 } }
        for column in form.objective.indices { starts[column + 1] += starts[column] }
        var next = starts
        var places = [Int32](repeating: 0, count: Int(starts[form.objective.count]))
        var values = [Double](repeating: 0, count: places.count)
        for (index, row) in form.rows.enumerated() {
            for entry in row.entries {
                let slot = Int(next[entry.column])
                next[entry.column] += 1
                places[slot] = Int32(index)
                values[slot] = entry.value
            }
        }
        causal_clp_load(
            model, Int32(form.objective.count), Int32(form.rows.count), starts, places, values,
            finite(form.lower), finite(form.upper), form.objective,
            finite(form.rows.map(\.low)), finite(form.rows.map(\.high)))
    }

    /// Solves with other bounds on the columns.
    ///
    /// - Throws: `CausalError.Code.notConverged` when neither the dual nor the primal simplex comes to an end.
    func maximise(lower: [Double], upper: [Double]) throws(CausalError) -> Outcome {
        causal_clp_bounds(model, LinearProgram.finite(lower), LinearProgram.finite(upper))
        return try maximise()
    }

    /// Solves with the bounds as they are.
    ///
    /// - Throws: as ``maximise(lower:upper:)``.
    func maximise() throws(CausalError) -> Outcome {
        causal_clp_dual(model)
        if !isDecided { causal_clp_primal(model) }
        guard isDecided, let solution = causal_clp_solution(model) else {
            throw CausalError(
                .notConverged, "a linear program of the search could not be solved",
                remedy: "Give costs, effects and levels in units that make them less unequal in size.")
        }
        if causal_clp_status(model) == 1 { return .infeasible }
        // Clp owns one number a column until the next call.
        let columns = Array(UnsafeBufferPointer(start: solution, count: objective.count))
        return .optimal(columns: columns, value: zip(columns, objective).reduce(0) { $0 + $1.0 * $1.1 })
    }

    /// Whether the last solve ended with an optimum or a proof that there is none.
    private var isDecided: Bool { causal_clp_status(model) == 0 || causal_clp_status(model) == 1 }

    /// Clp's infinity is the greatest finite number.
    private static func finite(_ bounds: [Double]) -> [Double] {
        bounds.map { min(max($0, -Double.greatestFiniteMagnitude), Double.greatestFiniteMagnitude) }
    }
}
