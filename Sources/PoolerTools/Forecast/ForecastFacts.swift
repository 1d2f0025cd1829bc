import LinuxReactor
package import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
package import PointsmanSimulation
import PostgresClient

/// What a forecast needs to know of the cluster, as it is given or found.
package struct ForecastFacts: Sendable {
    /// Of each fact how it is known, for people.
    package var sources: [String] = []
    package var detection: ClosedRange<Duration>
    package var promotion: Duration
    package var stop: Duration
    package var roundTrip: Duration
    package var members: Int

    /// What a person gives in place of what is found; nil leaves it to be found.
    package struct Given: Sendable {
        package var detection: ClosedRange<Duration>?
        package var promotion: Duration?
        package var stop: Duration?
        package var roundTrip: Duration?
        package var members: Int?

        package init(
            detection: ClosedRange<Duration>?, promotion: Duration?, stop: Duration?, roundTrip: Duration?,
            members: Int?
        ) {
            self.detection = detection
            self.promotion = promotion
            self.stop = stop
            self.roundTrip = roundTrip
            self.members = members
        }
    }

    /// What is taken where nothing tells.
    private static let standard = (
        detection: Duration.seconds(30), promotion: Duration.milliseconds(200), stop: Duration.milliseconds(300),
        roundTrip: Duration.microseconds(500), members: 3
    )

    /// Patroni's leader renews its lock once in each loop, so the lock outlives it by the time to live less what has passed of a loop.
    static func detection(_ times: ManagerTimes) -> ClosedRange<Duration> {
        let least = max(.seconds(1), times.timeToLive - times.loopWait)
        return least...max(least, times.timeToLive)
    }

    /// Asks the cluster for what is not given. A cluster that does not answer leaves what is usual.
    package static func found(_ configuration: Configuration, given: Given) async -> ForecastFacts {
        var facts = ForecastFacts(
            detection: given.detection ?? standard.detection...standard.detection,
            promotion: given.promotion ?? standard.promotion, stop: given.stop ?? standard.stop,
            roundTrip: given.roundTrip ?? standard.roundTrip, members: given.members ?? standard.members)
        let needsCluster = given.detection == nil || given.roundTrip == nil || given.members == nil
        let found = needsCluster ? await look(configuration, asksManager: given.detection == nil) : Found()
        func add(_ name: String, _ value: String, isGiven: Bool, _ how: String?) {
            facts.sources.append("\(name) \(value) (\(isGiven ? "given" : how ?? "not known; this is taken"))")
        }
        if given.members == nil, let count = found.members { facts.members = count }
        add("members", "\(facts.members)", isGiven: given.members != nil, found.members.map { _ in "found" })
        if given.roundTrip == nil, let span = found.roundTrip { facts.roundTrip = span }
        add(
            "round trip", "\(facts.roundTrip.inMilliseconds) ms", isGiven: given.roundTrip != nil,
            found.roundTrip.map { _ in "measured at the primary" })
        if given.detection == nil, let times = found.times { facts.detection = detection(times) }
        let span = facts.detection
        let text =
            span.lowerBound == span.upperBound
            ? span.lowerBound.short : "\(span.lowerBound.short) to \(span.upperBound.short)"
        add(
            "detection", text, isGiven: given.detection != nil,
            found.times.map { "Patroni's ttl \($0.timeToLive.short), loop_wait \($0.loopWait.short)" })
        add("promotion", facts.promotion.short, isGiven: given.promotion != nil, nil)
        add("stop in order", facts.stop.short, isGiven: given.stop != nil, nil)
        return facts
    }

    /// The model of this cluster with the policy of `configuration`. It has room for few members only.
    package func model(of configuration: Configuration) -> ForecastModel {
        ForecastModel(
            policy: configuration.policy, detection: detection, promotion: promotion, stop: stop, roundTrip: roundTrip,
            members: min(max(2, members), ForecastModel.mostMembers))
    }

    private struct Found: Sendable {
        var members: Int?
        var roundTrip: Duration?
        var times: ManagerTimes?
    }

    @Reactor
    private static func look(_ configuration: Configuration, asksManager: Bool) async -> Found {
        let seen = await MemberInquiry(configuration).find(preferring: nil)
        var found = Found()
        guard case .seen(let members) = seen.discovery, !members.isEmpty else { return found }
        found.members = members.count
        if let connection = seen.connection { found.roundTrip = await roundTrip(connection) }
        if asksManager, case .seen(let times?) = await ManagerInquiry.ask(members, configuration) {
            found.times = times
        }
        return found
    }

    /// The quickest of a few.
    @Reactor
    private static func roundTrip(_ connection: PostgresConnection) async -> Duration? {
        var best: Duration?
        for _ in 0..<5 {
            let began = ContinuousClock.now
            guard (try? await connection.execute("SELECT 1", until: began + .seconds(5))) != nil else { return best }
            best = min(best ?? .seconds(5), .now - began)
        }
        return best
    }
}
