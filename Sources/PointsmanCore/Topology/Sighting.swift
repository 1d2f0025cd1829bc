/// What the probes of one member have brought.
package struct Sighting: Equatable, Sendable {
    package private(set) var report: ServerReport?
    /// When the probe that brought ``report`` was sent.
    package private(set) var reportSent: Instant?
    /// Why the latest probe brought nothing; nil where it brought a report.
    package private(set) var failure: ProbeFailure?
    /// Since when nothing has come.
    package private(set) var unansweredSince: Instant?
    /// Whether it asks for a password since: it has not said yet what it is.
    package private(set) var isAnswering = false
    /// The quickest round trip of the last few; nil before the first.
    package private(set) var roundTrip: Duration?
    /// Until when it is left alone, since it refuses us.
    package private(set) var backOff: BackOff

    /// What it did that no PostgreSQL does.
    private(set) var misdeeds = Misdeeds()

    /// - Parameter backOff: what an earlier run of the agent has left of it.
    package init(resting backOff: BackOff = BackOff()) {
        self.backOff = backOff
    }

    /// Takes a probe's result; a report older than what is known already, the loss of the link included, is dropped.
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
                // A slow probe tells of load, not of distance: follow quicker ones at once and slower ones slowly.
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
        // A server that goes comes back another one. Of one that is only silent nothing is known.
        if case .down = failure { backOff.reset() }
    }

    /// Has it be asked at once, since something may have changed.
    mutating func stopResting() { backOff.reset() }

    /// Takes that a server is there again which had been lost.
    mutating func answers() { isAnswering = failure != nil }

    /// The run of the server that answered last.
    var identity: ServerIdentity? { report?.identity }

    /// The latest result as the rules may use it: a report that no later probe has confirmed for `freshness` is silence.
    /// - Parameter owner: what is known of the fence's owner. Where this is another address of the same run, its report
    ///   proves nothing that is older than the owner's loss.
    package func latest(at moment: Instant, freshness: Duration, besides owner: Sighting? = nil) -> Observation.Result?
    {
        if let silence = silence(at: moment, freshness: freshness, besides: owner) { return .failure(silence) }
        return report.map { .report($0) }
    }

    /// Why the report doesn't count, if there is one; nil where it does.
    func silence(at moment: Instant, freshness: Duration, besides owner: Sighting?) -> ProbeFailure? {
        if let failure { return failure }
        guard let reportSent else { return nil }
        if let owner, let lost = owner.unansweredSince, reportSent < lost, identity == owner.identity {
            return owner.failure ?? .silent(.deadline)
        }
        return moment - reportSent < freshness ? nil : .silent(.deadline)
    }

    /// Whether it has answered each probe that has come back, and the last one too long ago to count.
    func isOverdue(at moment: Instant, freshness: Duration) -> Bool {
        guard failure == nil, let reportSent else { return false }
        return moment - reportSent >= freshness
    }

    /// How long after its latest probe it is left alone; zero where it isn't.
    func pause(isCalm: Bool) -> Duration {
        failure?.isMisbehaviour == true ? misdeeds.pause(isCalm: isCalm) : .zero
    }

    /// Whether a primary has said last that it refuses writes.
    var isRefusal: Bool { report?.isReadOnly == true && report?.isInRecovery == false }

    /// Since when the report counts that will turn into silence; nil where there is none.
    var freshSince: Instant? { failure == nil ? reportSent : nil }
}
