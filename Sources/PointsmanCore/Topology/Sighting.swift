/// The results of one member's probes.
package struct Sighting: Codable, Equatable, Sendable {
    package private(set) var report: ServerReport?
    /// When the probe that brought ``report`` was sent.
    package private(set) var reportSent: Instant?
    /// Why the latest probe failed, or the link was lost; nil if a report has come since.
    package private(set) var failure: ProbeFailure?
    /// The moment since which no report has come; nil while the member answers.
    package private(set) var unansweredSince: Instant?
    /// Whether it asks for a password since, but has not reported its role yet.
    package private(set) var isAnswering = false
    /// The quickest round trip of the last few; nil before the first.
    package private(set) var roundTrip: Duration?
    /// The back-off of a member that refuses our logins.
    package private(set) var backOff: BackOff

    /// The times when it behaved as no PostgreSQL server does.
    private(set) var misdeeds = Misdeeds()

    /// - Parameter backOff: the back-off that an earlier run of the agent has left.
    package init(resting backOff: BackOff = BackOff()) {
        self.backOff = backOff
    }

    /// Takes a probe's result. A report from a probe that was sent before the last known report, or before the loss, is
    /// dropped.
    /// - Parameter seed: see ``Policy/seed``.
    package mutating func take(_ observation: Observation, seed: UInt64 = 0, at moment: Instant) {
        switch observation.result {
        case .failure(let failure):
            if let pace = failure.pace { backOff.fail(pace, seed: seed, at: moment) }
            lose(failure, at: moment)
        case .report(let report):
            if let known = unansweredSince ?? reportSent, observation.sent < known { return }
            self.report = report
            reportSent = observation.sent
            failure = nil
            unansweredSince = nil
            isAnswering = false
            backOff.reset()
            if let latest = observation.roundTrip {
                // A slow probe tells of load, not of distance: quicker ones count at once, slower ones raise the value
                // slowly.
                roundTrip = min(latest, roundTrip.map { $0 + $0 / 10 } ?? latest)
            }
        }
    }

    /// Takes the loss of the member's link, or a probe that failed.
    package mutating func lose(_ failure: ProbeFailure, at moment: Instant) {
        if failure.isMisbehaviour {
            misdeeds.add(isCostly: failure == .misbehaving(.misbehaviour(.costlyLogin)), at: moment)
        }
        self.failure = failure
        unansweredSince = unansweredSince ?? moment
        isAnswering = false
        // A server that goes down may come back changed. A server that is only silent has told nothing new.
        if case .down = failure { backOff.reset() }
    }

    /// Allows the next probe at once, since something may have changed.
    mutating func stopResting() { backOff.reset() }

    /// Notes that a server that was lost accepts sessions again.
    mutating func answers() { isAnswering = failure != nil }

    /// The run of the server that answered last; nil if none has.
    var identity: ServerIdentity? { report?.identity }

    /// The latest result as the rules may use it: a report that no later probe has confirmed for `freshness` counts as
    /// silence.
    /// - Parameter owner: the sighting of the fence's owner. If this is another address of the same run, its report
    ///   must be younger than the owner's loss.
    package func latest(at moment: Instant, freshness: Duration, besides owner: Sighting? = nil) -> Observation.Result?
    {
        if let silence = silence(at: moment, freshness: freshness, besides: owner) { return .failure(silence) }
        return report.map { .report($0) }
    }

    /// Why the report doesn't count; nil if it does, or if there is none.
    func silence(at moment: Instant, freshness: Duration, besides owner: Sighting?) -> ProbeFailure? {
        if let failure { return failure }
        guard let reportSent else { return nil }
        if let owner, let lost = owner.unansweredSince, reportSent < lost, identity == owner.identity {
            return owner.failure ?? .silent(.deadline)
        }
        return moment - reportSent < freshness ? nil : .silent(.deadline)
    }

    /// Whether no probe has failed since its last report, but that report is too old to count.
    func isOverdue(at moment: Instant, freshness: Duration) -> Bool {
        guard failure == nil, let reportSent else { return false }
        return moment - reportSent >= freshness
    }

    /// Whether it answered when it was asked last, before `moment`.
    func isUnheard(since moment: Instant?) -> Bool {
        guard failure == nil, let reportSent, let moment else { return false }
        return reportSent < moment
    }

    /// How long after its latest probe it is left alone; zero if it isn't.
    func pause(isCalm: Bool) -> Duration {
        failure?.isMisbehaviour == true ? misdeeds.pause(isCalm: isCalm) : .zero
    }

    /// Whether its last report was that of a primary that refuses writes.
    var isRefusal: Bool { report?.isReadOnly == true && report?.isInRecovery == false }

    /// When the probe of the report that counts was sent; nil if no report counts. It turns into silence later.
    var freshSince: Instant? { failure == nil ? reportSent : nil }
}
