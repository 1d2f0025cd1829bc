import Testing

@testable import PointsmanLab

@Suite("A soak's table")
struct SoakTableTests {
    private static func table(_ values: [Double]) -> SoakTable {
        SoakTable([(name: "descriptors", values: values, slack: (share: 0.05, more: 1))])
    }

    @Test("is flat where the last quarter is like the second, whatever the first and third were")
    func flat() {
        let table = Self.table([1, 1, 20, 20, 90, 90, 21, 21])
        #expect(table.isFlat)
        #expect(!table.text.contains("NOT FLAT"))
    }

    @Test("is not flat where the last quarter is above the second by more than the slack, and says so")
    func growing() {
        let table = Self.table([20, 20, 20, 20, 21, 22, 23, 23])
        #expect(!table.isFlat)
        #expect(table.text.contains("NOT FLAT"))
    }
}
