package import PointsmanCore

/// All checkers, and the first thing that one of them found.
package struct Checkers: Sendable {
    /// Every property that a history is judged by, as Guarantees.md lists them.
    package static let all: [any Checker.Type] = [
        ObservedWrites.self, RisingFence.self, BoundedHold.self, HonestReadiness.self,
        OldTimelineWrites.self, LeftAlone.self, CarefulStart.self, WordFirst.self,
        KeptWord.self, HarmlessCut.self, FitReads.self, TimelyRoute.self,
        Agreement.self, SteadyRoute.self, SparedLogins.self, FairReadiness.self,
        TimelyLeave.self, LookedAfter.self, HeededOpinion.self, SilentMove.self,
    ]

    package private(set) var violation: Violation?
    private var observedWrites: ObservedWrites
    private var risingFence: RisingFence
    private var boundedHold: BoundedHold
    private var honestReadiness: HonestReadiness
    private var oldTimelineWrites: OldTimelineWrites
    private var timelyRoute: TimelyRoute
    private var agreement: Agreement
    private var steadyRoute: SteadyRoute
    private var carefulStart: CarefulStart
    private var fitReads: FitReads
    private var harmlessCut: HarmlessCut
    private var wordFirst: WordFirst
    private var keptWord: KeptWord
    private var leftAlone: LeftAlone
    private var heededOpinion: HeededOpinion
    private var fairReadiness: FairReadiness
    private var timelyLeave: TimelyLeave
    private var lookedAfter: LookedAfter
    private var sparedLogins: SparedLogins
    private var silentMove: SilentMove

    private var counted: UInt64 = 0
    private var countedAt = VirtualTime.zero
    /// What an agent may handle in a second; a burst at eight members is 2,000.
    package static let mostEventsEach: UInt64 = 3_000
    private let mostEvents: UInt64

    /// - Parameter laxest: with the longest of each time, where agents get other ones.
    package init(agents: Int, policy first: Policy, laxest policy: Policy? = nil) {
        let policy = policy ?? first
        observedWrites = ObservedWrites(agents: agents, policy: policy)
        risingFence = RisingFence(agents: agents, policy: policy)
        boundedHold = BoundedHold(agents: agents, policy: first)
        honestReadiness = HonestReadiness(agents: agents, policy: policy)
        oldTimelineWrites = OldTimelineWrites(agents: agents, policy: policy)
        timelyRoute = TimelyRoute(agents: agents, policy: policy)
        agreement = Agreement(agents: agents, policy: policy)
        steadyRoute = SteadyRoute(agents: agents, policy: policy)
        carefulStart = CarefulStart(agents: agents, policy: policy)
        fitReads = FitReads(agents: agents, policy: policy)
        harmlessCut = HarmlessCut(agents: agents, policy: policy)
        wordFirst = WordFirst(agents: agents, policy: policy)
        keptWord = KeptWord(agents: agents, policy: policy)
        leftAlone = LeftAlone(agents: agents, policy: policy)
        heededOpinion = HeededOpinion(agents: agents, policy: first)
        fairReadiness = FairReadiness(agents: agents, policy: policy)
        timelyLeave = TimelyLeave(agents: agents, policy: policy)
        lookedAfter = LookedAfter(agents: agents, policy: policy)
        sparedLogins = SparedLogins(agents: agents, policy: policy)
        silentMove = SilentMove(agents: agents, policy: policy)
        mostEvents = Self.mostEventsEach * UInt64(agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) {
        // These are nearly all that come, and most checkers look at none of them.
        switch fact {
        case .observed:
            Self.ask(&observedWrites, of: fact, moment, &violation)
            Self.ask(&boundedHold, of: fact, moment, &violation)
            Self.ask(&honestReadiness, of: fact, moment, &violation)
            Self.ask(&carefulStart, of: fact, moment, &violation)
            Self.ask(&steadyRoute, of: fact, moment, &violation)
            Self.ask(&fitReads, of: fact, moment, &violation)
            Self.ask(&keptWord, of: fact, moment, &violation)
        case .looked:
            Self.ask(&risingFence, of: fact, moment, &violation)
            Self.ask(&boundedHold, of: fact, moment, &violation)
            Self.ask(&honestReadiness, of: fact, moment, &violation)
            Self.ask(&timelyRoute, of: fact, moment, &violation)
            Self.ask(&fitReads, of: fact, moment, &violation)
            Self.ask(&silentMove, of: fact, moment, &violation)
        case .compared:
            Self.ask(&fairReadiness, of: fact, moment, &violation)
            Self.ask(&timelyLeave, of: fact, moment, &violation)
        case .tampered:
            Self.ask(&honestReadiness, of: fact, moment, &violation)
            Self.ask(&lookedAfter, of: fact, moment, &violation)
        case .committed:
            Self.ask(&observedWrites, of: fact, moment, &violation)
            Self.ask(&wordFirst, of: fact, moment, &violation)
        case .acknowledged:
            Self.ask(&risingFence, of: fact, moment, &violation)
            Self.ask(&steadyRoute, of: fact, moment, &violation)
            Self.ask(&oldTimelineWrites, of: fact, moment, &violation)
            Self.ask(&silentMove, of: fact, moment, &violation)
        case .raised:
            Self.ask(&risingFence, of: fact, moment, &violation)
            Self.ask(&carefulStart, of: fact, moment, &violation)
            Self.ask(&steadyRoute, of: fact, moment, &violation)
            Self.ask(&fitReads, of: fact, moment, &violation)
            Self.ask(&wordFirst, of: fact, moment, &violation)
        case .decided: break
        default: takeByAll(fact, at: moment)
        }
    }

    /// The same, with every checker asked, whatever it looks at.
    package mutating func takeByAll(_ fact: Fact, at moment: VirtualTime) {
        Self.ask(&observedWrites, of: fact, moment, &violation)
        Self.ask(&risingFence, of: fact, moment, &violation)
        Self.ask(&boundedHold, of: fact, moment, &violation)
        Self.ask(&honestReadiness, of: fact, moment, &violation)
        Self.ask(&oldTimelineWrites, of: fact, moment, &violation)
        Self.ask(&timelyRoute, of: fact, moment, &violation)
        Self.ask(&agreement, of: fact, moment, &violation)
        Self.ask(&carefulStart, of: fact, moment, &violation)
        Self.ask(&steadyRoute, of: fact, moment, &violation)
        Self.ask(&fitReads, of: fact, moment, &violation)
        Self.ask(&harmlessCut, of: fact, moment, &violation)
        Self.ask(&wordFirst, of: fact, moment, &violation)
        Self.ask(&keptWord, of: fact, moment, &violation)
        Self.ask(&leftAlone, of: fact, moment, &violation)
        Self.ask(&heededOpinion, of: fact, moment, &violation)
        Self.ask(&fairReadiness, of: fact, moment, &violation)
        Self.ask(&timelyLeave, of: fact, moment, &violation)
        Self.ask(&lookedAfter, of: fact, moment, &violation)
        Self.ask(&sparedLogins, of: fact, moment, &violation)
        Self.ask(&silentMove, of: fact, moment, &violation)
    }

    /// Calm: the agents go on handling events that they cause themselves, faster than anything can happen.
    package mutating func count(_ events: UInt64, at moment: VirtualTime) {
        guard events - counted > mostEvents || moment - countedAt > .seconds(1) else { return }
        if events - counted > mostEvents, violation == nil {
            violation = Violation(
                checker: "Calm", moment: moment, sentence: "more than \(mostEvents) events within a second")
        }
        counted = events
        countedAt = moment
    }

    private static func ask<Asked: Checker>(
        _ checker: inout Asked, of fact: Fact, _ moment: VirtualTime, _ violation: inout Violation?
    ) {
        guard let sentence = checker.take(fact, at: moment), violation == nil else { return }
        violation = Violation(checker: Asked.name, moment: moment, sentence: sentence)
    }
}
