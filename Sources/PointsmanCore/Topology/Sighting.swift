/// What the probes of one member have brought.
package struct Sighting: Equatable, Sendable {
    package private(set) var report: ServerReport?
    /// Of ``report``.
    private(set) var identity: ServerIdentity?
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
    /// - Returns: whether it says more than how far the server is by now.
    @discardableResult
    package mutating func take(_ observation: Observation, seed: UInt64 = 0, at moment: Instant) -> Bool {
        switch observation.result {
        case .failure(let failure):
            guard let pace = failure.pace else { return lose(failure, at: moment) }
            backOff.fail(pace, seed: seed, at: moment)
            lose(failure, at: moment)
            return true
        case .report(let report):
            if let known = unansweredSince ?? reportSent, observation.sent < known { return false }
            var isNews = unansweredSince != nil
            // There is an identity where there is a report, which would be copied to see that.
            if identity == nil {
                self.report = report
                isNews = true
            } else if self.report!.take(report) {
                isNews = true
            }
            identity = report.identity
            reportSent = observation.sent
            failure = nil
            unansweredSince = nil
            isAnswering = false
            backOff.reset()
            if let latest = observation.roundTrip {
                // A slow probe tells of load, not of distance: follow quicker ones at once and slower ones slowly.
                roundTrip = min(latest, roundTrip?.aTenthMore ?? latest)
            }
            return isNews
        }
    }

    /// Takes the loss of the member's link, or a probe that failed.
    /// - Returns: whether that is news.
    @discardableResult
    package mutating func lose(_ failure: ProbeFailure, at moment: Instant) -> Bool {
        let isNews = failure != self.failure || unansweredSince == nil || isAnswering
        if failure.isMisbehaviour {
            misdeeds.add(isCostly: failure == .misbehaving(.misbehaviour(.costlyLogin)), at: moment)
        }
        self.failure = failure
        unansweredSince = unansweredSince ?? moment
        isAnswering = false
        // A server that goes comes back another one. Of one that is only silent nothing is known.
        if case .down = failure { backOff.reset() }
        return isNews
    }

    /// Has it be asked at once, since something may have changed.
    mutating func stopResting() { backOff.reset() }

    /// Takes that a server is there again which had been lost.
    /// - Returns: whether that is news.
    mutating func answers() -> Bool {
        defer { isAnswering = failure != nil }
        return isAnswering != (failure != nil)
    }

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
    var isRefusal: Bool { report.map { $0.isReadOnly && !$0.isInRecovery } ?? false }

    /// Since when the report counts that will turn into silence; nil where there is none.
    var freshSince: Instant? { failure == nil ? reportSent : nil }
}

extension Duration {
    /// Up to nine seconds fit into 64 bits, which are divided much sooner than 128.
    fileprivate var aTenthMore: Duration {
        guard let few = Int64(exactly: attoseconds) else { return self + self / 10 }
        return Duration(attoseconds: Int128(few) + Int128(few / 10))
    }
}
