import LinuxReactor
import TestServers

/// The neighbours of one agent, with addresses of their own.
@Reactor
final class NeighbourCast {
    nonisolated static let fleet = "fleet.test"

    let resolver: ResolverNeighbour
    private let members: [MemberNeighbour]
    private let webs: [WebNeighbour]
    private let consoleMisdeed: (WireMisdeed, WireMisdeed.Moment, String)?
    private var console: ConsoleNeighbour?
    /// Keys of the agent's.
    let opinions: [(key: String, value: String)]
    /// Where other agents would listen.
    let fleetPort: UInt16

    init(_ neighbourhood: Neighbourhood, of systemIdentifier: String, port: UInt16) throws {
        var members: [MemberNeighbour] = []
        var webs: [WebNeighbour] = []
        var opinions: [String] = []
        var zone = ["db.test": ["127.0.0.1"]]
        var resolver: ResolverMisdeed?
        var console: (WireMisdeed, WireMisdeed.Moment, String)?
        fleetPort = try FreePort.pick()
        func stand(_ misdeed: WireMisdeed?, at moment: WireMisdeed.Moment) throws {
            let host = LoopbackAddress.randomHost()
            members.append(try MemberNeighbour(misdeed, at: moment, of: systemIdentifier, host: host, port: port))
            zone["db.test"]?.append(host)
        }
        for _ in 0..<neighbourhood.quietMembers { try stand(nil, at: .probe) }
        for combination in neighbourhood.combinations {
            switch combination {
            case .member(let misdeed, let moment): try stand(misdeed, at: moment)
            case .console(let misdeed, let moment, let command): console = (misdeed, moment, command)
            case .resolver(let misdeed): resolver = misdeed
            case .web(let misdeed, .fleet):
                let host = LoopbackAddress.randomHost()
                webs.append(try WebNeighbour(misdeed, host: host, port: fleetPort))
                zone[Self.fleet] = (zone[Self.fleet] ?? []) + [host]
                opinions.append("fleet:\(fleetPort)")
            case .web(let misdeed, let source):
                let web = try WebNeighbour(misdeed, host: "127.0.0.1")
                webs.append(web)
                opinions.append("\(source):\(web.port)")
            }
        }
        self.members = members
        self.webs = webs
        consoleMisdeed = console
        self.opinions = opinions.isEmpty ? [] : [("second_opinions", opinions.joined(separator: ", "))]
        self.resolver = try ResolverNeighbour(resolver, zone: zone)
    }

    /// Whether the console is one of ours.
    var hasConsole: Bool { consoleMisdeed != nil }

    /// Puts the console before a PgBouncer's port, and tells its own.
    func standBefore(_ port: UInt16) throws -> UInt16 {
        guard let (misdeed, moment, command) = consoleMisdeed else { return port }
        let console = try ConsoleNeighbour(misdeed, at: moment, of: command, before: port)
        self.console = console
        if isTurned { console.turn() }
        return console.port
    }

    private var isTurned = false

    /// From here on they misbehave.
    func turn() {
        isTurned = true
        members.forEach { $0.turn() }
        console?.turn()
        resolver.turn()
    }

    func stop() {
        members.forEach { $0.stop() }
        webs.forEach { $0.stop() }
        console?.stop()
        resolver.stop()
    }
}
