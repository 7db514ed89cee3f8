import Regression

extension CellModel {
    /// The normal equations of some clusters where Γ is diagonal but for a cluster effect and a treatment effect.
    ///
    /// With D = diag(γ² + 1/m), Z = (1, x) and G the covariance of the two effects, M⁻¹ = D⁻¹ − D⁻¹Z K Z′D⁻¹ with
    /// K = L(I + L′SL)⁻¹L′, S = Z′D⁻¹Z, G = LL′. A cell touches one indicator only, so a cluster takes
    /// O(cells·(columns behind the indicators)² + p²) operations.
    func diagonalPart(_ clusters: Range<Int>, _ values: CovarianceValues) -> NormalEquations? {
        var sums = NormalEquations(size: width + 1)
        let root = EffectRoot(values)
        var effects = [Double](repeating: 0, count: 2 * (width + 1))
        var determinant = RunningProduct()
        for cluster in clusters {
            for place in effects.indices { effects[place] = 0 }
            var s = (one: 0.0, mixed: 0.0, square: 0.0)
            for cell in cells(of: cluster) {
                let spread = values.clusterPeriod + 1 / counts[cell]
                determinant.multiply(spread)
                let weight = 1 / spread
                let x = treatment[cell]
                s.one += weight
                s.mixed += weight * x
                s.square += weight * x * x
                addCell(cell, weight, &sums.products, &effects)
            }
            guard let (k, product) = root.middle(s.one, s.mixed, s.square) else { return nil }
            determinant.multiply(product)
            subtract(k, effects, &sums.products)
        }
        sums.logDeterminant = determinant.logarithm
        return sums
    }

    /// Adds w·zz′ of one cell, and w·z and w·x·z to its cluster's sums.
    @inline(__always)
    private func addCell(
        _ cell: Int, _ weight: Double, _ products: inout [Double], _ effects: inout [Double]
    ) {
        let size = width + 1
        let indicator = Int(indicators[cell])
        let xWeight = weight * treatment[cell]
        // Indices stay below size², 2·size and the cells' own numbers by construction of the model.
        products.withUnsafeMutableBufferPointer { products in
            effects.withUnsafeMutableBufferPointer { effects in
                rest.withUnsafeBufferPointer { rest in
                    products[indicator * size + indicator] += weight
                    effects[indicator] += weight
                    effects[size + indicator] += xWeight
                    for a in 0..<restWidth {
                        let value = rest[cell * restWidth + a]
                        let product = weight * value
                        let place = indicatorCount + a
                        products[indicator * size + place] += product
                        effects[place] += product
                        effects[size + place] += xWeight * value
                        for b in a..<restWidth {
                            products[place * size + indicatorCount + b] +=
                                product * rest[cell * restWidth + b]
                        }
                    }
                }
            }
        }
    }

    /// Takes g′Kg off, g the two rows of a cluster's sums.
    @inline(__always)
    private func subtract(
        _ k: (one: Double, mixed: Double, square: Double), _ effects: [Double], _ products: inout [Double]
    ) {
        let size = width + 1
        products.withUnsafeMutableBufferPointer { products in
            effects.withUnsafeBufferPointer { effects in
                for a in 0..<size {
                    let first = k.one * effects[a] + k.mixed * effects[size + a]
                    let second = k.mixed * effects[a] + k.square * effects[size + a]
                    if first == 0, second == 0 { continue }
                    for b in a..<size {
                        products[a * size + b] -= first * effects[b] + second * effects[size + b]
                    }
                }
            }
        }
    }
}

/// L with G = LL′ for the covariance G of a cluster's level and its treatment effect.
struct EffectRoot {
    private let first: Double
    private let mixed: Double
    private let second: Double

    init(_ values: CovarianceValues) {
        first = values.cluster.squareRoot()
        mixed = first > 0 ? values.covariance / first : 0
        second = max(0, values.slope - mixed * mixed).squareRoot()
    }

    /// K = L(I + L′SL)⁻¹L′ and |I + L′SL|; nil when that is not positive.
    func middle(
        _ one: Double, _ cross: Double, _ square: Double
    ) -> (k: (one: Double, mixed: Double, square: Double), determinant: Double)? {
        let a = 1 + first * first * one + 2 * first * mixed * cross + mixed * mixed * square
        let b = second * (first * cross + mixed * square)
        let c = 1 + second * second * square
        let determinant = a * c - b * b
        guard determinant > 0, determinant.isFinite else { return nil }
        let (p, q, r) = (c / determinant, -b / determinant, a / determinant)
        return (
            (
                first * first * p, first * (mixed * p + second * q),
                mixed * mixed * p + 2 * mixed * second * q + second * second * r
            ),
            determinant
        )
    }
}

/// The logarithm of a product of many positive numbers, with few logarithms.
struct RunningProduct {
    private var product = 1.0
    private var sum = 0.0

    /// Multiplies by a positive number.
    @inline(__always)
    mutating func multiply(_ factor: Double) {
        product *= factor
        if product < 1e-150 || product > 1e150 {
            sum += Logarithm.of(product)
            product = 1
        }
    }

    /// The product's logarithm.
    var logarithm: Double { sum + Logarithm.of(product) }
}
