package import PointsmanCore

/// All checkers, and the first thing that one of them found.
package struct Checkers: Sendable {
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

    private var counted: UInt64 = 0
    private var countedAt = VirtualTime.zero
    /// What an agent may handle in a second; a burst at eight members is 2,000.
    package static let mostEventsEach: UInt64 = 3_000
    private let mostEvents: UInt64

    package init(agents: Int, policy: Policy) {
        observedWrites = ObservedWrites(agents: agents, policy: policy)
        risingFence = RisingFence(agents: agents, policy: policy)
        boundedHold = BoundedHold(agents: agents, policy: policy)
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
        mostEvents = Self.mostEventsEach * UInt64(agents)
    }

    package mutating func take(_ fact: Fact, at moment: VirtualTime) {
        find(ObservedWrites.name, observedWrites.take(fact, at: moment), moment)
        find(RisingFence.name, risingFence.take(fact, at: moment), moment)
        find(BoundedHold.name, boundedHold.take(fact, at: moment), moment)
        find(HonestReadiness.name, honestReadiness.take(fact, at: moment), moment)
        find(OldTimelineWrites.name, oldTimelineWrites.take(fact, at: moment), moment)
        find(TimelyRoute.name, timelyRoute.take(fact, at: moment), moment)
        find(Agreement.name, agreement.take(fact, at: moment), moment)
        find(CarefulStart.name, carefulStart.take(fact, at: moment), moment)
        find(SteadyRoute.name, steadyRoute.take(fact, at: moment), moment)
        find(FitReads.name, fitReads.take(fact, at: moment), moment)
        find(HarmlessCut.name, harmlessCut.take(fact, at: moment), moment)
        find(WordFirst.name, wordFirst.take(fact, at: moment), moment)
        find(KeptWord.name, keptWord.take(fact, at: moment), moment)
    }

    /// Calm: the agents go on handling events that they cause themselves, faster than anything can happen.
    package mutating func count(_ events: UInt64, at moment: VirtualTime) {
        guard events - counted > mostEvents || moment - countedAt > .seconds(1) else { return }
        if events - counted > mostEvents {
            find("Calm", "more than \(mostEvents) events within a second", moment)
        }
        counted = events
        countedAt = moment
    }

    private mutating func find(_ checker: String, _ sentence: String?, _ moment: VirtualTime) {
        guard let sentence, violation == nil else { return }
        violation = Violation(checker: checker, moment: moment, sentence: sentence)
    }
}
