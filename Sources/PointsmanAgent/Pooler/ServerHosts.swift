import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import PostgresClient
import Synchronization

/// The names by which PgBouncer is led to members where it checks the host names in their certificates
/// (`server_tls_sslmode = verify-full`): it has no `hostaddr`, and checks the host that stands in a database's line.
///
/// A member is led to by its address if its certificate is for that, which takes no DNS; else by the name that the
/// probes go by, or by its own name in DNS, if the certificate is for the name and DNS gives it the member's address
/// alone. All is found out before it is needed, so that no reroute waits for it. A name may stand for another address by
/// the time that PgBouncer looks it up: then the certificate, the fence and the round trip of the confirmation refuse.
@Reactor
final class ServerHosts {
    private struct State {
        var isDone = false
        var isUnderWay = false
        var findings: [ServerHostTrial.Finding] = []
        var failures = 0
        var nextAt = ContinuousClock.now
        var lastAt: ContinuousClock.Instant?
    }

    private var configuration: Configuration
    private var names: NameService
    private let hosts: MemberHosts
    private let log: Logger
    /// Gets why members can't be led to; nil once they can.
    private let report: @Reactor (String?) -> Void
    private var members: [MemberID] = []
    private var states: [MemberID: State] = [:]
    /// What PgBouncer does, by its console.
    private var poolerMode: String?
    private var poolerAuthority: String?
    private var trouble: String?
    /// When PgBouncer was asked last.
    private var askedAt = ContinuousClock.now
    private let alarm = Waiter()
    /// The names in use, which the writer of the file needs on any thread.
    private nonisolated let chosen = Mutex<[MemberID: String]>([:])

    /// How often DNS is asked whether a name in use still stands for its member.
    private static let interval = Duration.seconds(60)
    /// The pauses after a look that found no way, and the shortest one between two looks.
    private static let pauses = [2, 5, 10, 30, 60].map { Duration.seconds($0) }
    /// The longest that a setting waits for the first look at a member.
    private static let patience = Duration.seconds(1)

    init(
        _ configuration: Configuration, hosts: MemberHosts, log: Logger, report: @escaping @Reactor (String?) -> Void
    ) throws(StartError) {
        self.configuration = configuration
        self.hosts = hosts
        self.log = log
        self.report = report
        names = try NameService(configuration)
    }

    /// The name in place of the member's address; nil for the address.
    nonisolated subscript(member: MemberID) -> String? { chosen.withLock { $0[member] } }

    /// Takes another configuration.
    func take(_ configuration: Configuration) throws(StartError) {
        names = try NameService(configuration)
        self.configuration = configuration
        startAnew()
    }

    func know(_ result: DiscoveryResult) {
        guard let found = result.named?.members.map(\.id), found != members else { return }
        members = found
        alarm.poke()
    }

    /// Asks PgBouncer what it checks.
    func follow(_ console: Console) async throws(PostgresError) {
        let shown = try await console.records(.config)
        func value(_ key: String) -> String? { shown.first { $0("key") == key }?("value") }
        let (mode, file) = (value("server_tls_sslmode"), value("server_tls_ca_file"))
        askedAt = .now
        guard (mode, file) != (poolerMode, poolerAuthority) else { return }
        (poolerMode, poolerAuthority) = (mode, file)
        startAnew()
    }

    /// Whether PgBouncer is to be asked again what it checks, since its clients get no answer: a managed one checks what it
    /// was told, and none is asked amid a reroute again and again.
    func mayDoubt() -> Bool {
        guard isWanted || configuration.pooler != .managed, .now > askedAt + Self.pauses[1] else { return false }
        askedAt = .now
        return true
    }

    /// Takes that clients get no answer by way of this member: its certificate may be another one by now.
    func doubt(_ member: MemberID) {
        guard isWanted, let state = states[member], !state.isUnderWay else { return }
        guard let last = state.lastAt, .now > last + Self.pauses[1] else { return }
        begin(member)
    }

    /// Suspends until it is known how `wanted` are led to, unless that takes longer than a moment. A member that was
    /// looked at before is not waited for.
    func settle(_ wanted: [MemberID]) async {
        guard isWanted else { return }
        let limit = ContinuousClock.now + Self.patience
        for member in wanted where states[member]?.isDone != true { begin(member) }
        while wanted.contains(where: { states[$0]?.isDone != true }), .now < limit {
            await Reactor.sleep(until: .now + .milliseconds(2))
        }
    }

    /// Looks at each member as it becomes known, and from time to time. Runs until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            if isWanted {
                for member in members where states[member].map({ $0.nextAt <= .now }) ?? true { begin(member) }
            }
            _ = await alarm.wait(until: isWanted ? .now + .seconds(1) : nil)
        }
    }

    /// Whether PgBouncer checks names. Before its console was asked a managed one does what the URL says.
    private var doesPoolerCheck: Bool {
        guard let poolerMode else { return configuration.pooler == .managed && doProbesCheck }
        return poolerMode == SSLMode.verifyFull.rawValue
    }

    private var doProbesCheck: Bool { configuration.database.sslMode == .verifyFull }

    private var isWanted: Bool { doesPoolerCheck || doProbesCheck }

    private func startAnew() {
        states = states.filter(\.value.isUnderWay).mapValues { _ in State(isUnderWay: true) }
        if !doesPoolerCheck { chosen.withLock { $0 = [:] } }
        tell()
        alarm.poke()
    }

    private func begin(_ member: MemberID) {
        guard states[member]?.isUnderWay != true else { return }
        states[member, default: State()].isUnderWay = true
        Reactor.task {
            await self.look(at: member)
            self.alarm.poke()
        }
    }

    private var trialURL: DatabaseURL {
        var url = configuration.database
        if url.sslMode != .verifyFull, let poolerAuthority, !poolerAuthority.isEmpty {
            url.sslRootCertificate = poolerAuthority
        }
        url.sslMode = .verifyFull
        return url
    }

    private func look(at member: MemberID) async {
        let trial = ServerHostTrial(member: member, url: trialURL, names: names)
        let state = states[member] ?? State()
        if state.isDone, state.failures == 0, let host = self[member],
            state.lastAt.map({ .now < $0 + Self.interval * 10 }) ?? false,
            case .thisMember = await trial.place(of: host)
        {
            states[member]?.isUnderWay = false
            states[member]?.nextAt = .now + Self.interval
            return
        }
        let usual = hosts.usualName(of: member) ?? configuration.database.name(of: member)
        let own = hosts.ownName(of: member)
        var candidates = [member.address.description]
        for case let name? in [usual, own] where !candidates.contains(name) { candidates.append(name) }
        let findings = await trial.findings(candidates)
        take(findings, of: member, usual: usual, own: own)
    }

    private func take(
        _ findings: [ServerHostTrial.Finding], of member: MemberID, usual: String?, own: String?
    ) {
        var state = states[member] ?? State()
        let isUsable = findings.contains(where: \.isUsable)
        state.failures = isUsable ? 0 : state.failures + 1
        let pause = isUsable ? Self.interval : Self.pauses[min(state.failures, Self.pauses.count) - 1]
        (state.isDone, state.isUnderWay, state.findings) = (true, false, findings)
        (state.lastAt, state.nextAt) = (.now, .now + pause)
        states[member] = state
        if doProbesCheck, let own, own != usual {
            let ofUsual = findings.first { $0.host == usual }?.certificate
            let ofOwn = findings.first { $0.host == own }?.certificate
            if ofOwn == .isForIt { hosts.prove(ofUsual == .isForIt ? nil : own, of: member) }
        }
        guard doesPoolerCheck else { return }
        choose(findings, member)
        tell()
    }

    /// A name in use stays while nothing speaks against it: DNS may only be silent, or the server down.
    private func choose(_ findings: [ServerHostTrial.Finding], _ member: MemberID) {
        let before = self[member]
        var host = findings.first(where: \.isUsable)?.host
        if host == nil, let before, let finding = findings.first(where: { $0.host == before }), !finding.isRuledOut {
            host = before
        }
        let name = host.flatMap { IPAddress($0) == nil ? $0 : nil }
        guard name != before else { return }
        chosen.withLock { $0[member] = name }
        log.info(
            name.map { "PgBouncer is led to \(member) by the name \($0), which its certificate is for" }
                ?? "PgBouncer is led to \(member) by its address again")
    }

    /// Tells the operator, where that is new, which members PgBouncer can't be led to.
    private func tell() {
        let sentences = members.compactMap { member in
            doesPoolerCheck ? states[member].flatMap { ServerHostTrial.Finding.sentence($0.findings, of: member) } : nil
        }
        let told = sentences.isEmpty ? nil : sentences.prefix(3).joined(separator: ". ")
        guard told != trouble else { return }
        trouble = told
        if let told { log.warning("\(told)") }
        report(told)
    }
}

extension DatabaseURL {
    /// The name by which a member is checked if discovery has none for it; nil if the URL has an address alone.
    fileprivate func name(of member: MemberID) -> String? {
        let host = parameters(dialling: member).first { $0.keyword == "host" }?.value
        return host.flatMap { IPAddress($0) == nil ? $0 : nil }
    }
}
