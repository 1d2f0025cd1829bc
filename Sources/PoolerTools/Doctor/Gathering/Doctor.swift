package import LinuxReactor
package import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import PostgresClient

/// Asks PgBouncer, the members and DNS, each with a deadline, and gathers the facts that the checks judge. It reports
/// what it can't ask.
///
/// It changes nothing: on the console it uses SHOW only, on the servers it only reads (except for a file of some
/// hundred bytes, for which a full disk has no room, and which is gone with the statement), and through the pooler it
/// does what any client may do.
@Reactor
package struct Doctor {
    private var configuration: Configuration
    private let span: Duration

    /// The time limit of one round trip or login. Tests that run beside many others set more.
    @TaskLocal package static var patience = Duration.seconds(3)

    /// - Parameter span: how long pools and sessions are watched.
    package init(_ configuration: Configuration, watching span: Duration) {
        self.configuration = configuration
        self.span = span
    }

    /// - Parameter status: the answer of the agent's control socket to `/v1/status`.
    package func examine(status: Gathered<String>) async -> Diagnosis {
        Diagnosis(await facts(status: status))
    }

    /// The facts of each of PgBouncer's processes.
    private func facts(status: Gathered<String>) async -> [DoctorFacts] {
        var doctor = self
        return await doctor.gather(status)
    }

    private mutating func gather(_ status: Gathered<String>) async -> [DoctorFacts] {
        var facts = DoctorFacts(configuration, span: span)
        facts.agent = status.flatMap { text in
            AgentAnswer(json: text).map { .seen($0) } ?? .unseen("the agent has no status yet: \(printable(text))")
        }
        var ways = await PoolerEndpoints.allFound(configuration)
        let consoles = await PoolerInquiry.open(ways)
        var poolers: [Gathered<PoolerFacts>] = []
        for console in consoles { poolers.append(await console.asking { await $0.facts() }) }
        facts.pooler = poolers[0]
        if facts.agent.value?.pendingLogin != nil, let former = await UserlistInquiry(facts).password(of: facts.user) {
            // The password that the agent still uses: with the new one only its refusal would be seen.
            configuration.database.password = former
            if configuration.poolerURL?.user == facts.user { configuration.poolerURL?.password = former }
            facts.configuration = configuration
            ways = await PoolerEndpoints.allFound(configuration)
        }
        let found = await MemberInquiry(configuration).find(preferring: facts.agent.value?.primary)
        facts.discovery = found.discovery
        facts.members = found.members
        facts.primary = found.primary

        let server = await serverInquiry(found, ways)
        facts.server = await server.asking { await $0.facts() }
        facts.disk = await server.asking { await $0.disk() }
        var watch = Watch(
            poolers: zip(consoles, ways).map { PoolWatch($0.value, app: $1.value?.app) }, server: server.value,
            primary: facts.primary.value?.id)
        await watch.run(for: span)
        facts.activity =
            watch.activity.isEmpty ? .unseen(watch.activityFailure ?? reason(facts.server)) : .seen(watch.activity)
        await askAside(&facts)
        facts.direct = await directTrial(facts)
        return await apart(facts, poolers, watch.poolers, ways)
    }

    /// The facts of each process, with all others in `facts`.
    private func apart(
        _ facts: DoctorFacts, _ told: [Gathered<PoolerFacts>], _ watched: [PoolWatch],
        _ ways: [Gathered<PoolerEndpoints>]
    ) async -> [DoctorFacts] {
        let poolers = zip(told, watched).map { pooler, watch in
            pooler.map { told in
                var told = told
                told.samples = watch.pools
                return told
            }
        }
        var tried = TriedQueries()
        var logins = UserlistInquiry.Logins()
        var all: [DoctorFacts] = []
        for (index, way) in ways.enumerated() {
            var own = facts
            own.number = index + 1
            own.configuration = configuration.facing(process: own.number)
            own.pooler = poolers[index]
            own.beside = poolers.indices.filter { $0 != index }.compactMap { poolers[$0].value }
            let watch = watched[index]
            own.residues =
                watch.residues.isEmpty ? .unseen(watch.residueFailure ?? reason(way)) : .seen(watch.residues)
            await askAside(ofProcess: &own)
            own.checkQueries = await checkQueries(own, &tried)
            own.userlist = await UserlistInquiry(own).read(&logins)
            own.pooled = await pooledTrial(way)
            all.append(own)
        }
        return all
    }

    /// An inquiry at the primary itself, or through the pooler if the app's role can't log in there.
    private func serverInquiry(
        _ found: MemberInquiry.Found, _ ways: [Gathered<PoolerEndpoints>]
    ) async -> Gathered<ServerInquiry> {
        var way = "direct"
        if !configuration.probeUser.isEmpty, let primary = found.primary.value {
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(
                    configuration.probeURL.parameters(dialling: primary.id), until: .now + Self.patience)
                return .seen(ServerInquiry(connection, way: way))
            } catch {
                way = "as \(configuration.database.user), since probe_user can't log in: \(error)"
            }
        }
        if let connection = found.connection { return .seen(ServerInquiry(connection, way: way)) }
        var failure = found.primary.flatMap { _ in Gathered<ServerInquiry>.unseen("no member let us in") }
        for endpoints in ways.compactMap(\.value) {
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(endpoints.app, until: .now + Self.patience)
                return .seen(ServerInquiry(connection, way: "through the pooler"))
            } catch {
                failure = .unseen(
                    "neither the primary nor the pooler lets \(configuration.database.user) in: \(error)")
            }
        }
        return failure
    }

    private func reason<Value>(_ fact: Gathered<Value>) -> String {
        if case .unseen(let reason) = fact { reason } else { "nothing was seen" }
    }

    /// Gathers the facts that need neither connection.
    private func askAside(_ facts: inout DoctorFacts) async {
        if case .name(let host) = configuration.database.host {
            facts.name = await NameInquiry(configuration).ask(host)
        }
        facts.manager = await ManagerInquiry.ask(facts.members.map(\.member), configuration)
        facts.kernel = await offReactor { KernelFacts.read() }
        facts.serverAsks = await asked(facts.primary.map(\.id))
    }

    /// Gathers those of one process.
    private func askAside(ofProcess facts: inout DoctorFacts) async {
        let local = PoolerPlace(facts.configuration)
        facts.process = await local.process(facts.pooler)
        facts.inclusion = await InclusionInquiry.ask(facts.configuration, facts.pooler)
        let names = NameInquiry(configuration)
        let further = facts.inclusion.value?.fallback?.names ?? []
        for name in Set((facts.pooler.value?.lookedUp ?? []) + further).sorted().prefix(5) {
            if let answer = await names.ask(name).value { facts.poolerNames.append(answer) }
        }
        facts.log = await local.log(facts.pooler, agent: facts.agent)
        facts.poolerAsks = await asked(local.address)
    }

    private func asked(_ place: Gathered<MemberID>) async -> Gathered<AuthenticationMethod> {
        switch place {
        case .unseen(let reason): .unseen(reason)
        case .seen(let place):
            await AuthenticationInquiry.ask(
                place, user: configuration.database.user, database: configuration.database.database,
                until: .now + Self.patience)
        }
    }

    private func checkQueries(
        _ facts: DoctorFacts, _ tried: inout TriedQueries
    ) async -> Gathered<[CheckQueryAnswer]> {
        guard case .seen(let primary) = facts.primary else { return .unseen(reason(facts.primary)) }
        let parameters = configuration.database.parameters(dialling: primary.id)
        var queries = [(CheckQueryAnswer.ours, configuration.checkQuery)]
        if let query = facts.pooler.value?.settings["server_check_query"], !query.isEmpty, query != "<empty>" {
            queries.append((CheckQueryAnswer.poolers, query))
        }
        var answers: [CheckQueryAnswer] = []
        for (owner, query) in queries {
            do throws(PostgresError) {
                let time = try await tried.time(query, of: owner, at: parameters)
                answers.append(CheckQueryAnswer(owner: owner, time: time))
            } catch {
                return .unseen("the primary does not let \(configuration.database.user) in: \(error)")
            }
        }
        return .seen(answers)
    }

    private func directTrial(_ facts: DoctorFacts) async -> Gathered<ConnectionTrial> {
        let members = facts.members.map(\.member)
        // If no member accepts our login, the first member's reason is what can be reported.
        guard let member = facts.primary.value ?? members.first else { return .unseen(reason(facts.primary)) }
        return .seen(await ConnectionTrial.hold(configuration.database.parameters(dialling: member.id)))
    }

    private func pooledTrial(_ endpoints: Gathered<PoolerEndpoints>) async -> Gathered<ConnectionTrial> {
        switch endpoints {
        case .unseen(let reason): .unseen(reason)
        case .seen(let endpoints): .seen(await ConnectionTrial.hold(endpoints.app))
        }
    }
}

extension Gathered {
    /// Asks the value if there is one.
    @Reactor
    func asking<Other>(_ ask: @Reactor (Value) async -> Gathered<Other>) async -> Gathered<Other> {
        switch self {
        case .seen(let value): await ask(value)
        case .unseen(let reason): .unseen(reason)
        }
    }
}
