import Groundwork
import LinearAlgebra
import Tables

/// Linear restrictions Rθ = r on named coefficients.
struct Hypothesis {
    /// R: restrictions × coefficients.
    let matrix: Matrix
    /// r
    let values: [Double]

    /// The restrictions that some coefficients are zero.
    init(zero positions: [Int], of count: Int) {
        var matrix = Matrix(positions.count, count)
        for (row, position) in positions.enumerated() { matrix[row, position] = 1 }
        self.matrix = matrix
        values = Array(repeating: 0, count: positions.count)
    }

    /// The restrictions that some combinations of coefficients, the rows of a matrix, are zero.
    init(zero combinations: Matrix) {
        matrix = combinations
        values = Array(repeating: 0, count: combinations.rowCount)
    }

    /// Reads restrictions such as `x1 = 0, 2*x2 - x3 = 1`; one without `=` is set to zero.
    ///
    /// A coefficient's name may hold any character, commas within parentheses too: at each place the longest
    /// name that fits is taken, and backticks may surround it.
    init(_ text: String, terms: [String]) throws(CausalError) {
        var reader = HypothesisReader(text, terms: terms)
        var rows: [(weights: [Double], value: Double)] = []
        repeat { rows.append(try reader.restriction()) } while try reader.separator()
        var matrix = Matrix(rows.count, terms.count)
        for (i, row) in rows.enumerated() {
            for (j, weight) in row.weights.enumerated() { matrix[i, j] = weight }
        }
        self.matrix = matrix
        values = rows.map(\.value)
    }
}

/// Reads the text of linear restrictions from left to right.
private struct HypothesisReader {
    private let text: SyntaxText
    private let names: [(name: [Character], position: Int)]
    private let terms: [String]
    private var place = 0

    init(_ text: String, terms: [String]) {
        self.text = SyntaxText(text, kind: "hypothesis")
        self.terms = terms
        names = terms.enumerated().map { (Array($1), $0) }.sorted { $0.0.count > $1.0.count }
    }

    private var characters: [Character] { text.characters }

    /// `sum [= sum]`, with everything brought to the left side and the constant to the right.
    mutating func restriction() throws(CausalError) -> (weights: [Double], value: Double) {
        var weights = Array(repeating: 0.0, count: terms.count)
        var constant = 0.0
        try sum(sign: 1, &weights, &constant)
        if take("=") {
            _ = take("=")
            try sum(sign: -1, &weights, &constant)
        }
        guard weights.contains(where: { $0 != 0 }) else { throw fault("a restriction without coefficients") }
        return (weights, -constant)
    }

    /// Whether another restriction follows a comma.
    mutating func separator() throws(CausalError) -> Bool {
        if take(",") || take("&") { return true }
        skipBlanks()
        guard place == characters.count else { throw unexpected() }
        return false
    }

    private mutating func sum(
        sign: Double, _ weights: inout [Double], _ constant: inout Double
    ) throws(CausalError) {
        var current = sign
        if take("-") { current = -sign } else { _ = take("+") }
        while true {
            try product(current, &weights, &constant)
            if take("+") { current = sign } else if take("-") { current = -sign } else { return }
        }
    }

    /// `[number *] name`, `name [* number]` or `number`.
    private mutating func product(
        _ sign: Double, _ weights: inout [Double], _ constant: inout Double
    ) throws(CausalError) {
        if let position = name() {
            let scale = take("*") ? try requiredNumber() : take("/") ? 1 / (try requiredNumber()) : 1
            guard scale.isFinite else { throw fault("a division by zero") }
            weights[position] += sign * scale
        } else {
            let value = try requiredNumber()
            guard take("*") else {
                constant += sign * value
                return
            }
            guard let position = name() else { throw unexpected() }
            weights[position] += sign * value
        }
    }

    private mutating func name() -> Int? {
        skipBlanks()
        // A name may itself start with a backtick: `my var`, as a formula writes it.
        if let found = name(from: place, endsWhere: isEndOfName) {
            place = found.end
            return found.position
        }
        guard text.character(place) == "`",
            let found = name(from: place + 1, endsWhere: { _, end in text.character(end) == "`" })
        else { return nil }
        place = found.end + 1
        return found.position
    }

    /// The longest name that stands at a character and ends as it should.
    private func name(
        from start: Int, endsWhere isEnd: ([Character], Int) -> Bool
    ) -> (position: Int, end: Int)? {
        for (name, position) in names where characters[start...].starts(with: name) {
            if isEnd(name, start + name.count) { return (position, start + name.count) }
        }
        return nil
    }

    /// Whether a name that ends before a character does not go on there.
    private func isEndOfName(_ name: [Character], _ end: Int) -> Bool {
        guard let last = name.last, last.isLetter || last.isNumber else { return true }
        return text.character(end)?.isNamePart != true
    }

    private mutating func requiredNumber() throws(CausalError) -> Double {
        skipBlanks()
        guard let (value, end) = text.number(from: place) else { throw unexpected() }
        place = end
        return value
    }

    private mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard place < characters.count, characters[place] == character else { return false }
        place += 1
        return true
    }

    private mutating func skipBlanks() {
        while place < characters.count, characters[place].isWhitespace { place += 1 }
    }

    private func unexpected() -> CausalError {
        guard place < characters.count else { return fault("the hypothesis ends too early") }
        let rest = characters[place...].prefix { !" ,=+-*".contains($0) }
        guard let first = rest.first, first.isLetter || first.isNumber || "`(.".contains(first) else {
            return fault("'\(characters[place])' does not belong here")
        }
        return Estimates.unknown(String(rest), among: terms)
    }

    private func fault(_ message: String) -> CausalError {
        text.fault(message, at: place, remedy: "Write restrictions as \"x1 = 0, x2 = x3\":")
    }
}
