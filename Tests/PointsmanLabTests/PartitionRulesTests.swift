import PointsmanLab
import Testing

@Suite("The rules of a partition")
struct PartitionRulesTests {
    private func drops(_ ways: [PartitionRules.Way]) -> [Substring] {
        PartitionRules.text(dropping: ways).split(separator: "\n").filter { $0.hasSuffix("drop") }
    }

    @Test("a partition's rules drop one direction if one is named")
    func oneWay() {
        let lines = drops([.init(from: "iad", to: "fra")])
        #expect(lines.map { $0.drop { $0 == " " } } == ["iifname \"v-iad\" oifname \"v-fra\" drop"])
    }

    @Test("a partition's rules leave the ways between other places open")
    func pairs() {
        let lines = drops([.init(from: "iad", to: "agent"), .init(from: "agent", to: "iad")])
        #expect(lines.count == 2)
        #expect(!lines.contains { $0.contains("fra") })
    }

    @Test("a partition without cuts drops nothing and replaces the rules of before")
    func none() {
        let text = PartitionRules.text(dropping: [])
        #expect(drops([]).isEmpty)
        #expect(text.hasPrefix("table bridge partition\ndelete table bridge partition\ntable bridge partition {"))
    }

    @Test("a partition's rules let neighbour discovery pass, so that senders see silence instead of an error")
    func neighbours() throws {
        let lines = PartitionRules.text(dropping: [.init(from: "iad", to: "fra")]).split(separator: "\n")
        let accept = try #require(lines.firstIndex { $0.contains("nd-neighbor-solicit, nd-neighbor-advert") })
        let drop = try #require(lines.firstIndex { $0.hasSuffix("drop") })
        #expect(accept < drop)
    }
}
