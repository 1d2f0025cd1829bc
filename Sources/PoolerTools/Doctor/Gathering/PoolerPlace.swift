import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// PgBouncer as this machine sees it: its process, its log, its address. They are unseen if it runs elsewhere.
@Reactor
struct PoolerPlace {
    private let configuration: Configuration

    init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// The address at which clients reach it.
    var address: Gathered<MemberID> {
        switch configuration.pooler {
        case .managed: place(configuration.poolerListen.dialled, configuration.poolerListen.port, "pooler_listen")
        case .attached(let console, _): place(console.host, console.port, "pooler_console")
        }
    }

    private func place(_ host: DatabaseURL.Host, _ port: UInt16, _ key: String) -> Gathered<MemberID> {
        switch host {
        case .address(let address): .seen(MemberID(address: address, port: port))
        case .name("localhost"): .seen(MemberID(address: .v4(0x7F00_0001), port: port))
        case .name(let name): .unseen("\(key) has the name \(name), not an address")
        case .socketFolder: .unseen("\(key) is a Unix socket")
        }
    }

    func process(_ pooler: Gathered<PoolerFacts>) async -> Gathered<ProcessFacts> {
        guard isHere else { return .unseen("PgBouncer runs on another machine, as far as pooler_console tells") }
        switch pooler {
        case .unseen(let reason): return .unseen(reason)
        case .seen(let facts):
            let pidFile = facts.settings["pidfile"] ?? ""
            let port = UInt16(facts.settings["listen_port"] ?? "") ?? 6432
            return await offReactor {
                guard let process = PoolerProcess.find(pidFile: pidFile, listeningOn: port) else {
                    return .unseen(
                        "PgBouncer's process is not found: it has no pidfile, and which process listens on port \(port) is not "
                            + "shown to this user, or several do")
                }
                return PoolerProcess.facts(process)
            }
        }
    }

    /// - Parameter agent: the agent's answer, since the agent reads the log of a managed PgBouncer.
    func log(
        _ pooler: Gathered<PoolerFacts>, agent: Gathered<AgentAnswer>
    ) async -> Gathered<[LoggedComplaint]> {
        guard configuration.pooler != .managed else { return heard(by: agent) }
        guard isHere else { return .unseen("PgBouncer runs on another machine, as far as pooler_console tells") }
        switch pooler {
        case .unseen(let reason): return .unseen(reason)
        case .seen(let facts):
            guard let path = facts.settings["logfile"], path.hasPrefix("/") else {
                return .unseen(
                    "PgBouncer has no logfile with an absolute path: see its journal (`journalctl -u "
                        + "pgbouncer`)")
            }
            return await offReactor {
                guard let text = SmallFile.tail(path) else { return .unseen("\(path) can't be read by this user") }
                return .seen(PoolerLogText.complaints(in: text, since: PoolerLogText.moment(ago: .seconds(3_600))))
            }
        }
    }

    private func heard(by agent: Gathered<AgentAnswer>) -> Gathered<[LoggedComplaint]> {
        switch agent {
        case .unseen(let reason):
            return .unseen(
                "a managed PgBouncer's log comes out with the agent's own (`journalctl -u pointsman`), and \(reason)")
        case .seen(let agent):
            guard let complaints = agent.complaints else {
                return .unseen(
                    "the agent has adopted this PgBouncer from an earlier one, and hears its log once it is started anew"
                )
            }
            return .seen(
                complaints.map {
                    .init(complaint: $0.complaint, count: $0.count, lastTime: PoolerLogText.moment(ago: $0.ago))
                })
        }
    }

    /// Whether it is on this machine, as far as its address tells.
    var isHere: Bool {
        switch configuration.pooler {
        case .managed: true
        case .attached(let console, _):
            switch console.host {
            case .socketFolder: true
            case .address(.v4(let number)): number >> 24 == 127
            case .address(.v6(let high, let low)): high == 0 && low == 1
            case .name(let name): name == "localhost"
            }
        }
    }
}
