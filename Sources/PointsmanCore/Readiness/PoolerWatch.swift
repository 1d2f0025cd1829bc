/// Owns what is known of a pooler at rest: every few seconds it has the shell look, and holds what that shows against what
/// was set. It also looks at one whose canaries fail: somebody may have led it elsewhere before it was confirmed.
///
/// A look counts only where nothing was done to the pooler while it went on, except for silence, which nothing that is done
/// explains. What a canary brings besides success counts once
/// a probe that was sent afterwards shows the primary well: what fails since the primary is gone is the reroute's.
package struct PoolerWatch: Equatable, Sendable {
    /// Something that somebody else did and the agent has undone.
    private struct Deed: Equatable, Sendable {
        let sentence: String
        let moment: Instant
    }

    /// What is known of the member that the pooler leads to.
    package struct Evidence: Equatable, Sendable {
        package var standing: Standing?
        /// When the probe was sent that brought its latest report; nil before the first.
        package var reportSent: Instant?

        package init(standing: Standing?, reportSent: Instant?) {
            self.standing = standing
            self.reportSent = reportSent
        }
    }

    enum Suspicion: Equatable, Sendable {
        case finding(PoolerFinding)
        /// The round trip reached another server than the one that was confirmed.
        case anotherServer
    }

    /// A look that is under way, and how many interventions of the reroute were before it.
    private struct Look: Equatable, Sendable {
        let id: OperationID
        let interventions: Int
        /// Whether it asks whether clients are still held, and nothing else.
        let isOfHold: Bool
    }

    private var running: Look?
    private var suspicion: Suspicion?
    private var suspectedAt = Instant(nanoseconds: 0)
    package private(set) var finding: PoolerFinding?
    /// Why the agent's own way through the pooler is by the login of before; nil where it is not, or no round trip told it yet.
    private(set) var loginRefusal: String?
    private var deed: Deed?
    /// Whether the member that the pooler leads to lets nobody in until somebody changes that.
    private var isRefused = false
    /// Whether a round trip has failed meanwhile.
    package private(set) var isUnserved = false
    /// When the next look is due; nil while none is.
    private var lookAt: Instant?
    private var hasLooked = false
    /// Whether the next look is one of a hold.
    private var looksAtHold = false
    private var looks: UInt64 = 0

    /// From one look to the next while one of them has found the fault here, and in a hold.
    private static let recheckInterval = Duration.seconds(1)
    /// How long what was undone stays in the status.
    private static let memory = Duration.seconds(3_600)

    package init() {}

    /// What somebody else did and the agent has undone; nil where that is long ago.
    package var notice: String? { deed?.sentence }

    /// Takes that the pooler is gone or back: what was seen of it before is over.
    package mutating func take(_ pooler: PoolerState) {
        let (deed, looks, loginRefusal) = (deed, looks, loginRefusal)
        self = PoolerWatch()
        (self.deed, self.looks, self.loginRefusal) = (deed, looks, loginRefusal)
    }

    /// Takes what a look has brought.
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
        let isUndisturbed = reroute.interventions == look.interventions
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

    /// Takes whether clients are still held; what doesn't answer says nothing of that.
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

    /// Takes what somebody else has changed.
    /// - Returns: what the reroute has to put right; nil for nothing.
    private mutating func mend(_ sight: PoolerSight, at moment: Instant) -> Reroute.Doubt? {
        guard case .shows(let databases) = sight.console,
            let (doubt, sentence) = Self.doubt(databases, sight.file)
        else { return nil }
        finding = nil
        deed = Deed(sentence: sentence, moment: moment)
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

    /// Follows whether the member that the pooler leads to refuses logins. Whether it does the app's too only a round trip tells,
    /// and soon: who waits there waits already.
    mutating func follow(_ standing: Standing?, at moment: Instant) {
        let wasRefused = isRefused
        isRefused = if case .unknown(let failure?) = standing { failure.pace == .refused } else { false }
        if !isRefused { isUnserved = false }
        if isRefused, !wasRefused, lookAt != nil { lookAt = moment }
    }

    /// The look that is due, if one is.
    package mutating func look(
        _ reroute: Reroute, policy: Policy, at moment: Instant, counter: inout OperationCounter
    ) -> PoolerInspection? {
        guard let setting = reroute.setting, isWanted(reroute, policy), mayLook(reroute), running == nil,
            let due = lookAt, due <= moment
        else { return nil }
        let id = counter.next()
        running = Look(id: id, interventions: reroute.interventions, isOfHold: looksAtHold)
        lookAt = nil
        hasLooked = true
        looks &+= 1
        return PoolerInspection(
            id: id, setting: setting, timeout: policy.canaryTimeout, sendsCanary: !reroute.isUnconfirmed && !looksAtHold
        )
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

    /// Whether looks are due at all: a step that leaves the confirmed route alone, such as one that moves reads, only delays one.
    private func isWanted(_ reroute: Reroute, _ policy: Policy) -> Bool {
        policy.canaryInterval > .zero && (reroute.confirmed != nil || mayLook(reroute))
    }

    /// Whether a look may begin. What keeps failing may fail since PgBouncer stands still.
    private func mayLook(_ reroute: Reroute) -> Bool {
        reroute.isAtRest || reroute.isUnconfirmed || reroute.isHeld
            || (reroute.setting != nil
                && (finding?.isSilence == true || (reroute.failure != nil && reroute.confirmed != nil)))
    }

    /// A tenth more or less than what is configured, and any part of it before the first, so that a fleet that was started
    /// at once doesn't look at once.
    private func interval(_ policy: Policy) -> Duration {
        if looksAtHold { return Self.recheckInterval }
        if finding?.isOwnFault == true { return min(policy.canaryInterval, Self.recheckInterval) }
        let share = Int(Self.mixed(policy.seed &+ looks) % 1_000)
        let interval = policy.canaryInterval
        return hasLooked ? interval * 9 / 10 + interval * share / 5_000 : interval * share / 1_000
    }

    /// SplitMix64's last step: numbers that lie side by side come out far apart.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var word = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
