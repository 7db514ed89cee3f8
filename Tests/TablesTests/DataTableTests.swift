import Groundwork
import Tables
import Testing

@Suite struct DataTableTests {
    @Test func aMisspeltColumnIsAnsweredWithTheNearestName() throws {
        let table = try DataTable([Column("burnout", [1.0, 2.0])])
        let error = #expect(throws: CausalError.self) { try table.column("burnuot") }
        #expect(error?.code == .unknownColumn)
        #expect(error?.remedy == "Did you mean 'burnout'?")
    }
}
