/// Who stands beside one agent.
package struct Neighbourhood: Sendable, CustomStringConvertible {
    /// Those that misbehave, all at once.
    package var combinations: [Combination]
    /// Scripted standbys that don't.
    package var quietMembers = 0
    /// Whether they misbehave from before the agent's start on, and not only once it is ready.
    package var fromTheStart: Bool

    package init(_ combinations: [Combination], quietMembers: Int = 0, fromTheStart: Bool) {
        self.combinations = combinations
        self.quietMembers = quietMembers
        self.fromTheStart = fromTheStart
    }

    /// How many members that misbehave stand beside one agent.
    private static let mostMembers = 16

    /// Deals neighbours out, in the order that `seed` gives: each combination of a member at the start and later once, with
    /// each neighbourhood a resolver, of the others some.
    package static func deal(seed: UInt64) -> [Neighbourhood] {
        var generator = SeededGenerator(seed: seed)
        var dealt: [Neighbourhood] = []
        for fromTheStart in [true, false] {
            var members = Combination.members.shuffled(using: &generator)[...]
            var consoles = Combination.consoles.shuffled(using: &generator)[...]
            var resolvers = Combination.resolvers.shuffled(using: &generator)[...]
            var webs = Dictionary(grouping: Combination.webs.shuffled(using: &generator), by: \.source)
            while !members.isEmpty {
                var combinations = Array(members.prefix(mostMembers))
                members = members.dropFirst(mostMembers)
                // A console is looked at by itself in every second one, so that the others have a managed PgBouncer.
                if dealt.count.isMultiple(of: 2), let console = consoles.popFirst() { combinations.append(console) }
                if !fromTheStart, let resolver = resolvers.popFirst() { combinations.append(resolver) }
                // Nobody asks them once writes have a route.
                for source in Combination.Source.allCases where fromTheStart {
                    if let web = webs[source]?.popLast() { combinations.append(web) }
                }
                dealt.append(
                    Neighbourhood(
                        combinations, quietMembers: Int.random(in: 0...2, using: &generator), fromTheStart: fromTheStart
                    ))
            }
        }
        return dealt
    }

    /// The two halves of it; nil where it can't be cut.
    package var halves: [Neighbourhood]? {
        guard combinations.count > 1 else { return nil }
        let cut = combinations.count / 2
        return [combinations.prefix(cut), combinations.dropFirst(cut)].map {
            Neighbourhood(Array($0), quietMembers: quietMembers, fromTheStart: fromTheStart)
        }
    }

    package var description: String {
        combinations.map(\.description).joined(separator: ", ")
            + (fromTheStart ? "; from the start" : "; once it is ready")
    }
}

extension Combination {
    fileprivate var source: Source? { if case .web(_, let source) = self { source } else { nil } }
}
