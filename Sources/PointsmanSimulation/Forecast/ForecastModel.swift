package import PointsmanCore
package import PointsmanScenarios

/// Plays outages in the model of this program: the real conductor with the operator's policy, before servers, a network and a PgBouncer
/// that are modelled.
package struct ForecastModel: Sendable, Equatable {
    /// The policy of the agent. What names members or other programs is left out: the model has its own.
    package var policy: Policy
    /// The time from the fault to the beginning of the promotion, drawn evenly; a planned move has ``stop`` in its place.
    package var detection: ClosedRange<Duration>
    /// The time from then on until the new primary takes writes.
    package var promotion: Duration
    /// How long the old primary takes to stop in order.
    package var stop: Duration
    /// A round trip from this instance to a member.
    package var roundTrip: Duration
    /// How many members there are.
    package var members: Int

    /// The most that the model has room for.
    package static let mostMembers = 5
    /// The number of clients that write.
    static let writers = 8

    package init(
        policy: Policy, detection: ClosedRange<Duration>, promotion: Duration, stop: Duration, roundTrip: Duration,
        members: Int
    ) {
        self.policy = policy.forModel
        self.detection = detection
        self.promotion = promotion
        self.stop = stop
        self.roundTrip = roundTrip
        self.members = members
    }

    /// One outage.
    package struct Sample: Sendable, Equatable {
        /// The time from the fault to the first commit through PgBouncer at the new primary; nil if there was none in time.
        package let first: Duration?
        /// The same to the moment when as many commits as there are clients were acknowledged.
        package let all: Duration?
        /// Whether the hold ran out before, so that clients failed.
        package let hasFailed: Bool

        /// One that was not played.
        package static let none = Sample(first: nil, all: nil, hasFailed: false)
    }

    /// Plays one outage: the same seed gives the same one.
    package func sample(_ kind: Scenario.Outage, seed: UInt64) -> Sample {
        var chance = SeededGenerator(seed: seed)
        // The agent's timers must not stay in step with the fault.
        let before = chance.time(.milliseconds(1_500) ... .milliseconds(3_500))
        let drawn = chance.time(VirtualTime(detection.lowerBound)...VirtualTime(detection.upperBound))
        let delay = kind == .planned ? VirtualTime(stop) : drawn
        let scenario = Scenario.outage(kind, before: before.duration, delay: delay.duration)
        let plan = WorldPlan(
            forecasting: scenario, policy: policy, members: members, writers: Self.writers, seed: seed,
            promotion: VirtualTime(promotion), distance: VirtualTime(roundTrip / 2))
        let world = World(plan)
        defer { world.dissolve() }
        let fault = plan.safety + before
        var (first, all, count, hasFailed) = (VirtualTime?.none, VirtualTime?.none, 0, false)
        world.listener = { fact, moment in
            guard moment >= fault else { return }
            switch fact {
            case .acknowledged(_, let server, _) where server != Scenario.Server.primary.number:
                count += 1
                if first == nil { first = moment - fault }
                if count == Self.writers { all = moment - fault }
            case .decided(_, let rule) where rule == WriteRule.unavailable.rawValue && first == nil: hasFailed = true
            default: break
            }
        }
        world.begin()
        let limit = fault + delay + VirtualTime(promotion) + Self.patience
        while all == nil, world.now < limit { world.run(until: world.now + .milliseconds(500)) }
        return Sample(first: first?.duration, all: all?.duration, hasFailed: hasFailed)
    }

    /// How long after the promotion the model is played on.
    private static let patience = VirtualTime.seconds(60)
}

extension Policy {
    /// The policy without what concerns real members, other programs and a fleet.
    fileprivate var forModel: Policy {
        var policy = self
        policy.systemIdentifier = nil
        policy.minTimeline = nil
        policy.exclusion = Exclusion([])
        policy.secondOpinions = []
        policy.soughtOpinions = []
        policy.fleetConnections = nil
        policy.fleetSender = nil
        policy.isFleetNamed = false
        policy.isScout = true
        policy.redialDelay = .zero
        return policy
    }
}

extension VirtualTime {
    /// The span as the standard library's type.
    package var duration: Duration { .nanoseconds(nanoseconds) }
}
