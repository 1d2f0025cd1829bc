import TestServers
import Testing

@Suite("Neighbourhoods of the neighbours' test")
struct NeighbourhoodTests {
    @Test("a seed always deals the same neighbourhoods, with each misdeed of a member twice")
    func deal() {
        let dealt = Neighbourhood.deal(seed: 7)
        #expect(dealt.map(\.description) == Neighbourhood.deal(seed: 7).map(\.description))
        #expect(dealt.map(\.description) != Neighbourhood.deal(seed: 8).map(\.description))
        let members = dealt.flatMap(\.combinations).filter { $0.description.hasPrefix("member ") }
        #expect(members.count == 2 * Combination.members.count)
        #expect(Set(members) == Set(Combination.members))
        #expect(dealt.allSatisfy { $0.combinations.count(where: \.isConsole) <= 1 })
    }

    @Test("each combination of misdeeds has a unique name by which it is found")
    func names() {
        #expect(Set(Combination.all.map(\.description)).count == Combination.all.count)
        #expect(Combination.all.allSatisfy { Combination($0.description) == $0 })
    }
}

extension Combination {
    fileprivate var isConsole: Bool { if case .console = self { true } else { false } }
}
