import Groundwork
import LinearAlgebra

/// Σᵢⱼ k(dᵢⱼ) sᵢsⱼ′ over points that are near each other, each point with itself included.
struct SpatialMeat: Sendable {
    let grid: SphereGrid
    let kernel: SpatialKernel
    let kilometres: Double
    let width: Int
    /// The score vectors in the grid's order, one after another.
    let scores: [Double]

    /// Takes the scores of the points, points × width.
    init(_ grid: SphereGrid, _ sums: Matrix, kernel: SpatialKernel, kilometres: Double) {
        self.grid = grid
        self.kernel = kernel
        self.kilometres = kilometres
        let width = sums.columnCount
        self.width = width
        scores = Parallel.array(grid.order.count * width, blockSize: max(1, width) << 12) { places, out in
            for place in places {
                let (row, j) = (Int(grid.order[place / width]), place % width)
                out.initializeElement(
                    at: place - places.lowerBound, to: sums.values[row + j * sums.rowCount])
            }
        }
    }

    /// The sum, block by block of the grid's order.
    func value() -> Matrix {
        let (size, count) = (1024, grid.order.count)
        let parts = Parallel.map(Parallel.blockCount(count, size)) {
            half(Parallel.blockRange($0, count, size))
        }
        var sum = Matrix(width, width)
        for part in parts { sum = sum + part }
        return sum + sum.transposed
    }

    /// Σᵢ sᵢ (½sᵢ + Σ_{j after i} k sⱼ)′ over some places.
    private func half(_ places: Range<Int>) -> Matrix {
        let limit = Sphere.squaredChord(kilometres: kilometres)
        var sum = OuterSum(width)
        var stretches: [Range<Int>] = []
        for place in places {
            if stretches.isEmpty { stretches = grid.stretches(place) }
            let point = grid.points[place]
            sum.begin(scores, place * width, 0.5)
            for (number, stretch) in stretches.enumerated() {
                let start = number == 0 ? place + 1 : stretch.lowerBound
                guard start < stretch.upperBound else { continue }
                for other in start..<stretch.upperBound {
                    let square = Sphere.squaredChord(point, grid.points[other])
                    guard square <= limit else { continue }
                    sum.add(scores, other * width, weight(point, grid.points[other]))
                }
            }
            sum.close(scores, place * width)
            if grid.isLastOfCell(place) { stretches = [] }
        }
        return sum.matrix
    }

    @inline(__always)
    private func weight(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double {
        kernel == .uniform ? 1 : max(0, 1 - Sphere.kilometres(a, b) / kilometres)
    }
}
