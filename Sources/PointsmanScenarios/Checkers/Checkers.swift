package import PointsmanCore

/// All checkers, and the first violation that one of them has found.
package struct Checkers: Sendable {
    /// All properties that a history is judged by, in the order of Guarantees.md. A new checker is one more element.
    package static let all: [any Checker.Type] = [
        ObservedWrites.self, RisingFence.self, BoundedHold.self, HonestReadiness.self,
        OldTimelineWrites.self, LeftAlone.self, CarefulStart.self, WordFirst.self,
        KeptWord.self, HarmlessCut.self, FitReads.self, TimelyRoute.self,
        Agreement.self, SteadyRoute.self, SparedLogins.self, FairReadiness.self,
        TimelyLeave.self, LookedAfter.self, HeededOpinion.self, SilentMove.self,
    ]

    package private(set) var violation: Violation?
    private var checkers: [any Checker]
    private var counted: UInt64 = 0
    private var countedAt = VirtualTime.zero
    /// The most events that an agent may handle in a second; a burst at eight members causes 2,000.
    package static let mostEventsEach: UInt64 = 3_000
    private let mostEvents: UInt64

    /// - Parameter laxest: the policy with the longest of each time limit, if some agents get other limits during the
    ///   run.
    package init(agents: Int, policy: Policy, laxest: Policy? = nil) {
        checkers = Self.all.map { $0.init(agents: agents, policy: $0.followsPolicies ? policy : laxest ?? policy) }
        mostEvents = Self.mostEventsEach * UInt64(agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) {
        for index in checkers.indices {
            guard let sentence = checkers[index].take(fact, at: moment), violation == nil else { continue }
            violation = Violation(checker: type(of: checkers[index]).name, moment: moment, sentence: sentence)
        }
    }

    /// Calm: checks that no agent keeps handling events that it causes itself.
    package mutating func count(_ events: UInt64, at moment: VirtualTime) {
        guard events - counted > mostEvents || moment - countedAt > .seconds(1) else { return }
        if events - counted > mostEvents, violation == nil {
            violation = Violation(
                checker: "Calm", moment: moment, sentence: "more than \(mostEvents) events within a second")
        }
        counted = events
        countedAt = moment
    }
}
