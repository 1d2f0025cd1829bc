import PointsmanLab
import Testing

@Suite("The rules of a partition")
struct PartitionRulesTests {
    private func drops(_ ways: [PartitionRules.Way]) -> [Substring] {
        PartitionRules.text(dropping: ways).split(separator: "\n").filter { $0.hasSuffix("drop") }
    }

    @Test("drop one direction where one is named")
    func oneWay() {
        let lines = drops([.init(from: "iad", to: "fra")])
        #expect(lines.map { $0.drop { $0 == " " } } == ["iifname \"v-iad\" oifname \"v-fra\" drop"])
    }

    @Test("leave ways between others open")
    func pairs() {
        let lines = drops([.init(from: "iad", to: "agent"), .init(from: "agent", to: "iad")])
        #expect(lines.count == 2)
        #expect(!lines.contains { $0.contains("fra") })
    }

    @Test("drop nothing where nothing is cut, and replace what stood before")
    func none() {
        let text = PartitionRules.text(dropping: [])
        #expect(drops([]).isEmpty)
        #expect(text.hasPrefix("table bridge partition\ndelete table bridge partition\ntable bridge partition {"))
    }

    @Test("never hide who is whose neighbour: that would tell a sender that nobody is there")
    func neighbours() throws {
        let lines = PartitionRules.text(dropping: [.init(from: "iad", to: "fra")]).split(separator: "\n")
        let accept = try #require(lines.firstIndex { $0.contains("nd-neighbor-solicit, nd-neighbor-advert") })
        let drop = try #require(lines.firstIndex { $0.hasSuffix("drop") })
        #expect(accept < drop)
    }
}
