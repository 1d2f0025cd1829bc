import Testing

@testable import PointsmanLab

@Suite("A soak's table")
struct SoakTableTests {
    private static func table(_ values: [Double]) -> SoakTable {
        SoakTable([(name: "descriptors", values: values, slack: (share: 0.05, more: 1))])
    }

    @Test("a soak's table is flat if the last quarter is like the second")
    func flat() {
        let table = Self.table([1, 1, 20, 20, 90, 90, 21, 21])
        #expect(table.isFlat)
        #expect(!table.text.contains("NOT FLAT"))
    }

    @Test("a soak's table says that it is not flat if the last quarter exceeds the second by more than the slack")
    func growing() {
        let table = Self.table([20, 20, 20, 20, 21, 22, 23, 23])
        #expect(!table.isFlat)
        #expect(table.text.contains("NOT FLAT"))
    }
}
