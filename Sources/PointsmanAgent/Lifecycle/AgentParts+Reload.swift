import LinuxReactor
import Logging
import PointsmanConfiguration
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats

/// The reload at SIGHUP: takes all of the configuration that needs no restart as it is in the files now, or nothing of
/// it.
extension AgentParts {
    /// The parts that a new configuration needs besides itself.
    struct Found {
        let names: NameService
        let fleet: FleetSearch?
        let rest: PatroniREST
    }

    /// Takes the result of reading the configuration again. DNS is asked at once, and members that refused our login
    /// are tried again.
    func reload(_ result: Result<Configuration, ConfigurationFailure>) async {
        await notifier.reload {
            agent.post(.reloaded)
            probes.retryLogins()
            switch result {
            case .success(let new): await take(new)
            case .failure(let failure):
                discovery.refresh()
                for error in failure.errors { log.error("the configuration stays as it was: \(error)") }
            }
        }
    }

    /// Gives PgBouncer the role's new password once the server that writes are led to has accepted it.
    func switchPassword() {
        guard lacksPassword, !managed.isEmpty, probes.hasTakenLogin(agent.routed) else { return }
        lacksPassword = false
        Reactor.task {
            do {
                try self.writePooler(self.configuration, isTaken: true)
                self.log.notice("PgBouncer logs in with the password that was read")
                await self.reloadPooler()
            } catch {
                self.lacksPassword = true
                self.log.error("PgBouncer goes on with the password of before: \(error)")
            }
        }
    }

    private func take(_ read: Configuration) async {
        let before = configuration
        var new = read
        do throws(StartError) {
            try new.settle(on: before.poolerRelease)
        } catch {
            discovery.refresh()
            return log.error("the configuration stays as it was: \(error)")
        }
        for notice in new.notices where !before.notices.contains(notice) { log.notice("\(notice)") }
        let taken = before.taking(new)
        // The probes may be asked for another password from here on.
        let lacked = lacksPassword
        lacksPassword = false
        do {
            try RequiredPrograms.check(taken)
            let found = Found(
                names: try NameService(taken), fleet: try Neighbours.fleet(of: taken),
                rest: try PatroniREST(taken.patroni))
            try await takePooler(taken)
            follow(taken, found)
        } catch {
            // The probes have only asked for the login, and their links are still there.
            dial(by: before)
            lacksPassword = lacked
            discovery.refresh()
            return log.error("the configuration stays as it was: \(error)")
        }
        await reloadPooler()
        // PgBouncer is about to have no password that a server accepts.
        if lacksPassword { pooler.keepConnections() }
        let (now, later) = (taken.keys(differingFrom: before), new.keys(differingFrom: taken))
        log.notice(
            "the configuration was read again\(now.isEmpty ? "" : "; from now on: " + now.joined(separator: ", "))")
        if !later.isEmpty { log.warning("at the next start only: \(later.joined(separator: ", "))") }
    }

    /// Writes the files that a managed PgBouncer reads, and works out how either kind of PgBouncer is reached.
    private func takePooler(_ new: Configuration) async throws(StartError) {
        guard case .attached(_, let ini) = new.pooler else {
            let files = ManagedFiles(new, folders: try Folders(new))
            try await files.tryOut(try PoolerProgram.path(in: PoolerProgram.searchPath), log: log)
            dial(by: new)
            let isTaken = await probes.takesLogin(agent.routed, until: .now + .seconds(1))
            try writePooler(new, isTaken: isTaken)
            return lacksPassword = pooled.lacksPassword(of: new)
        }
        let endpoints = try AttachedPooler(new, ini: ini).endpoints()
        dial(by: new)
        pooler.take(endpoints, holdTimeout: new.policy.holdTimeout)
    }

    private func dial(by configuration: Configuration) {
        record.name(configuration)
        let (database, hosts) = (configuration.database, hosts)
        probes.take(
            check: configuration.checkQuery, dial: { database.parameters(dialling: $0, named: hosts[$0]) },
            probeDial: Self.probeDial(configuration, hosts))
    }

    /// Dials by the names that members' certificates bear; those that were left alone for other names at once.
    func dialAnew() {
        dial(by: configuration)
        agent.post(.reloaded)
    }

    /// How members are dialled by the role that probes; nil if that is the app's.
    static func probeDial(
        _ configuration: Configuration, _ hosts: MemberHosts
    ) -> ((MemberID) -> [(keyword: String, value: String)])? {
        guard !configuration.probeUser.isEmpty else { return nil }
        let url = configuration.probeURL
        return { url.parameters(dialling: $0, named: hosts[$0]) }
    }

    private func writePooler(_ configuration: Configuration, isTaken: Bool) throws(StartError) {
        var next = pooled
        next.take(configuration, isTaken: isTaken)
        var endpoints: [PoolerEndpoints] = []
        let folders = try Folders(configuration)
        for files in ManagedFiles.all(next.configuration, folders: folders, version: poolerVersion) {
            endpoints.append(try files.replace())
        }
        pooled = next
        pooler.take(endpoints, holdTimeout: configuration.policy.holdTimeout)
    }

    /// Makes PgBouncer reload if it would read anything different: the same files may contain other certificates. A
    /// RELOAD without need costs PgBouncer its server connections if they use TLS.
    private func reloadPooler() async {
        guard !managed.isEmpty, let folders = try? Folders(configuration) else { return }
        let files = ManagedFiles.all(pooled.configuration, folders: folders, version: poolerVersion).flatMap(\.inputs)
        let inputs = await offReactor { files.map { Disk.load($0) } }
        guard inputs != poolerInputs else { return }
        for attempt in 1...Self.attempts {
            do {
                try await pooler.reload()
                poolerInputs = inputs
                return log.notice("PgBouncer has read its configuration again")
            } catch {
                log.warning("PgBouncer has not read its configuration again: \(error)")
                if attempt < Self.attempts { await Reactor.sleep(until: .now + .seconds(1)) }
            }
        }
    }

    private static let attempts = 3
}
