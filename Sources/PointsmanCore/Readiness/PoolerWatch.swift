/// Owns what is known of a pooler at rest: every few seconds the shell looks at it, and the result is compared with
/// what was set. A pooler whose canaries fail is looked at as well: another console may have changed it before it was
/// confirmed.
///
/// A look counts only if nothing was done to the pooler meanwhile; silence counts anyway, since no operation explains
/// it. A canary that did not succeed counts once a probe that was sent later shows the primary well: failures because
/// the primary is gone belong to the reroute.
package struct PoolerWatch: Codable, Equatable, Sendable {
    /// A change of another console that the agent has undone.
    private struct Deed: Codable, Equatable, Sendable {
        let sentence: String
        let moment: Instant
    }

    /// What is known of the member that the pooler leads to.
    package struct Evidence: Equatable, Sendable {
        package var standing: Standing?
        /// When the probe that brought its latest report was sent; nil before the first.
        package var reportSent: Instant?

        package init(standing: Standing?, reportSent: Instant?) {
            self.standing = standing
            self.reportSent = reportSent
        }
    }

    enum Suspicion: Codable, Equatable, Sendable {
        case finding(PoolerFinding)
        /// The round trip reached another server than the confirmed one.
        case anotherServer
    }

    /// A look that is under way, with the number of the reroute's interventions before it.
    private struct Look: Codable, Equatable, Sendable {
        let id: OperationID
        let interventions: Int
        /// Whether it checks only whether clients are still held.
        let isOfHold: Bool
        /// Whether a step was under way as it began: then only silence counts.
        let isAmidStep: Bool
    }

    private var running: Look?
    private var suspicion: Suspicion?
    private var suspectedAt = Instant(nanoseconds: 0)
    package private(set) var finding: PoolerFinding?
    /// Why the agent's own way through the pooler is by the login of before; nil where it is not, or no round trip told it yet.
    private(set) var loginRefusal: String?
    private var deed: Deed?
    /// Whether the member that the pooler leads to refuses logins until its configuration is changed.
    private var isRefused = false
    /// Whether a client's round trip has failed while the member refuses logins.
    package private(set) var isUnserved = false
    /// When the next look is due; nil while none is.
    private var lookAt: Instant?
    private var hasLooked = false
    /// Whether the next look checks a hold.
    private var looksAtHold = false
    private var looks: UInt64 = 0

    /// The time from one look to the next in a hold, and while the last look has found a fault of this instance.
    private static let recheckInterval = Duration.seconds(1)
    /// How long a change that was undone stays in the status.
    private static let memory = Duration.seconds(3_600)

    package init() {}

    /// The change of another console that the agent has undone; nil if there was none for an hour.
    package var notice: String? { deed?.sentence }

    /// Takes that the pooler is gone or back: earlier findings no longer count.
    package mutating func take(_ pooler: PoolerState) {
        let (deed, looks, loginRefusal) = (deed, looks, loginRefusal)
        self = PoolerWatch()
        (self.deed, self.looks, self.loginRefusal) = (deed, looks, loginRefusal)
    }

    /// Takes that the pooler has done what it was told: it is not silent. No look may come for long, as where writes lead nowhere.
    mutating func takeAnswer() {
        if finding?.isSilence == true { finding = nil }
    }

    /// Takes the result of a look.
    /// - Returns: what the reroute has to put right; nil for nothing.
    package mutating func take(
        _ sight: PoolerSight, of id: OperationID, reroute: Reroute, at moment: Instant
    ) -> Reroute.Doubt? {
        guard let look = running, look.id == id else { return nil }
        running = nil
        if case .reached = sight.canary { loginRefusal = sight.loginRefusal }
        guard !look.isOfHold else { return release(sight, after: look, reroute: reroute, at: moment) }
        guard case .shows(let databases) = sight.console else {
            if case .silent(let reason) = sight.console { finding = .silent(reason) }
            return nil
        }
        let isUndisturbed = reroute.interventions == look.interventions && !look.isAmidStep
        if reroute.isUnconfirmed, isUndisturbed { return mend(sight, at: moment) }
        guard reroute.isAtRest, isUndisturbed, let confirmed = reroute.confirmed else {
            if finding?.isSilence == true { finding = nil }
            return nil
        }
        let paused = databases.filter(\.isPaused).map(\.name)
        let disabled = databases.filter(\.isDisabled).map(\.name)
        guard paused.isEmpty, disabled.isEmpty else {
            finding = paused.isEmpty ? .disabled(disabled) : .paused(paused)
            return nil
        }
        if let doubt = mend(sight, at: moment) { return doubt }
        switch sight.canary {
        case .turnedDown, .failed: isUnserved = isRefused
        case .reached: isUnserved = false
        case .notSent, .full: break
        }
        suspicion = Self.suspicion(sight.canary, confirmed: confirmed)
        suspectedAt = moment
        if suspicion == nil || finding?.dependsOnPrimary == false { finding = nil }
        return nil
    }

    /// Takes whether clients are still held; a console that doesn't answer says nothing of that.
    /// - Returns: what the reroute has to put right; nil for nothing.
    private mutating func release(
        _ sight: PoolerSight, after look: Look, reroute: Reroute, at moment: Instant
    ) -> Reroute.Doubt? {
        guard case .shows(let databases) = sight.console, reroute.isHeld, look.interventions == reroute.interventions
        else { return nil }
        let open = databases.filter { $0.carriesWrites && $0.place != .missing && !$0.isPaused && !$0.isDisabled }
        guard !open.isEmpty else { return nil }
        let names = open.map(\.name).joined(separator: ", ")
        deed = Deed(
            sentence: "another console resumed \(names) in PgBouncer while clients were held: they are held again, "
                + "for no longer than before",
            moment: moment)
        return .hold
    }

    /// Takes a change that was not made by this agent.
    /// - Returns: what the reroute has to put right; nil for nothing.
    private mutating func mend(_ sight: PoolerSight, at moment: Instant) -> Reroute.Doubt? {
        guard case .shows(let databases) = sight.console,
            let (doubt, sentence) = Self.doubt(databases, sight.file)
        else { return nil }
        finding = nil
        if let sentence { deed = Deed(sentence: sentence, moment: moment) }
        return doubt
    }

    /// Follows the reroute and the probes.
    /// - Returns: what the reroute has to put right; nil for nothing.
    package mutating func follow(
        _ reroute: Reroute, _ evidence: Evidence, policy: Policy, at moment: Instant
    ) -> Reroute.Doubt? {
        if let deed, moment - deed.moment >= Self.memory { self.deed = nil }
        let isWell = evidence.standing == .writable
        if !reroute.isAtRest || !isWell {
            suspicion = nil
            if finding?.dependsOnPrimary == true { finding = nil }
        }
        if !reroute.isAtRest, finding?.isSilence == false { finding = nil }
        var doubt: Reroute.Doubt?
        if let suspicion, let sent = evidence.reportSent, sent > suspectedAt {
            self.suspicion = nil
            switch suspicion {
            case .finding(let finding): self.finding = finding
            case .anotherServer:
                finding = nil
                deed = Deed(
                    sentence: "a client's round trip reached another server than the one that was set: set again",
                    moment: moment)
                doubt = .rest
            }
        }
        plan(reroute, policy: policy, at: moment)
        return doubt
    }

    /// Follows whether the member that the pooler leads to refuses logins. Only a round trip tells whether it refuses
    /// the app's login too, so a look is due at once: the app's clients may be waiting already.
    mutating func follow(_ standing: Standing?, at moment: Instant) {
        let wasRefused = isRefused
        isRefused = if case .unknown(let failure?) = standing { failure.pace == .refused } else { false }
        if !isRefused { isUnserved = false }
        if isRefused, !wasRefused, lookAt != nil { lookAt = moment }
    }

    /// The look that is due; nil if none is.
    package mutating func look(
        _ reroute: Reroute, policy: Policy, at moment: Instant, counter: inout OperationCounter
    ) -> PoolerInspection? {
        guard reroute.setting != nil || reroute.isHeld, isWanted(reroute, policy), mayLook(reroute), running == nil,
            let due = lookAt, due <= moment
        else { return nil }
        let id = counter.next()
        running = Look(
            id: id, interventions: reroute.interventions, isOfHold: looksAtHold, isAmidStep: !reroute.isConfirmingAtMost
        )
        lookAt = nil
        hasLooked = true
        looks &+= 1
        return PoolerInspection(
            id: id, setting: reroute.setting, timeout: policy.canaryTimeout,
            sendsCanary: !reroute.isUnconfirmed && !looksAtHold)
    }

    package var nextDeadline: Instant? {
        let forgotten = deed.map { $0.moment + Self.memory }
        return lookAt.map { min($0, forgotten ?? $0) } ?? forgotten
    }

    private mutating func plan(_ reroute: Reroute, policy: Policy, at moment: Instant) {
        if reroute.isHeld != looksAtHold {
            looksAtHold = reroute.isHeld
            lookAt = nil
        }
        guard isWanted(reroute, policy) else {
            lookAt = nil
            hasLooked = false
            return
        }
        guard running == nil, suspicion == nil, lookAt == nil else { return }
        lookAt = moment + interval(policy)
    }

    /// Whether looks are due at all.
    private func isWanted(_ reroute: Reroute, _ policy: Policy) -> Bool {
        policy.canaryInterval > .zero && (reroute.confirmed != nil || mayLook(reroute))
    }

    /// Whether a look may begin. A step that leaves the confirmed route alone, such as one that moves reads, does not delay it:
    /// PgBouncer may hang.
    private func mayLook(_ reroute: Reroute) -> Bool {
        reroute.isAtRest || reroute.isUnconfirmed || reroute.isHeld
            || (reroute.setting != nil
                && (finding?.isSilence == true || reroute.confirmed != nil))
    }

    /// The time to the next look: the configured interval plus or minus a tenth, and a random part of it before the
    /// first look, so that the instances of a fleet that was started at one moment don't look in step.
    private func interval(_ policy: Policy) -> Duration {
        if looksAtHold { return Self.recheckInterval }
        if finding?.isOwnFault == true { return min(policy.canaryInterval, Self.recheckInterval) }
        let share = Int(BackOff.spread((policy.seed &+ looks &+ 1) &* BackOff.golden) % 1_000)
        let interval = policy.canaryInterval
        return hasLooked ? interval * 9 / 10 + interval * share / 5_000 : interval * share / 1_000
    }
}
