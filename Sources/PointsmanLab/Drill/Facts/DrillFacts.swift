package import PointsmanCore
import PointsmanFormats
import PointsmanLoad
package import PointsmanScenarios

/// The observations of a drill, turned into the history that checkers judge. Its agent is number 0; servers have the
/// numbers of their roles, and addresses those of the members that had them when the drill began, followed by the spare
/// place.
package struct DrillFacts {
    /// The drill's own actions, and its clients' observations.
    package var entries: [History.Entry] = []
    /// The only server that writes could go to, from each moment on; nil if none can be reached.
    package var reachable: [(moment: VirtualTime, server: Int?)] = [(.zero, 0)]
    /// A different server at an address, from a moment on.
    package var standIns: [(moment: VirtualTime, address: Int, server: Int)] = []
    /// Whether the agent was dead for a while.
    package var lostAgent = false
    /// When the drill's steps and its load were over; what the agent did later belongs to the repairs.
    package var end = VirtualTime.never
    /// The cluster of the drill, by the agent's fence; nil before one is read.
    package var systemIdentifier: SystemIdentifier?
    private let addresses: [IPAddress?]
    /// The drill's start in nanoseconds since 1970.
    let began: Int64
    var unseen = Self.unseenByAll

    /// How long an answer that the pooler has passed on may take to reach a client on a busy machine.
    static let underway = VirtualTime.milliseconds(50)
    private static let lookInterval = VirtualTime.milliseconds(200)

    private static let unseenByAll: [Fact.Kind: String] = [
        .observed: "there is no recording", .named: "there is no recording", .canaryPassed: "there is no recording",
        .orderedReads: "there is no recording", .spokenOf: "there is no recording",
        .lookedAtReads: "the drill does not ask the standbys how far they are",
        .wordNeeded: "only the status tells which primary the fence refuses, and it is not kept",
        .severing: "the agent's log does not tell when it cuts",
        .dropped: "a client can't tell whether it merely waited",
        .compared: "a lab's drill has one agent",
        .tampered: "a drill changes nothing beside the agent",
        .refused: "the servers' logs are not read",
        .waited: "the servers' logs are not read",
        .excluded: "a drill excludes no member",
        .settled: "the cluster was not made whole",
        .moveAsked: "the drill of a planned move counts its own transactions",
    ]

    /// - Parameter addresses: the addresses of primary, candidate and other, and of the spare place.
    package init(addresses: [String], began: Int64) {
        self.addresses = addresses.map { IPAddress($0) }
        self.began = began
    }

    private func moment(_ wall: Int64) -> VirtualTime { max(.zero, VirtualTime(nanoseconds: wall - began)) }

    func number(of address: IPAddress?) -> Int? {
        address.flatMap { address in addresses.firstIndex { $0 == address } }
    }

    func server(at address: Int?, _ moment: VirtualTime) -> Int? {
        guard let address else { return nil }
        return standIns.last { $0.address == address && $0.moment <= moment }?.server ?? address
    }

    package mutating func add(_ fact: Fact, at moment: VirtualTime) {
        entries.append(.init(moment, fact))
    }

    /// Takes each acknowledged write, at the latest moment at which the pooler can't have answered it yet.
    /// - Parameter server: gives the role with this mark; nil for a server that was never asked.
    mutating func add(_ attempts: [Attempt], server: (ServerMark) -> Scenario.Server?) {
        for attempt in attempts {
            guard let mark = attempt.mark else { continue }
            guard let server = server(mark) else {
                unseen[.acknowledged] = "a server acknowledged writes that no step names"
                unseen[.committed] = unseen[.acknowledged]
                continue
            }
            let sent = VirtualTime(nanoseconds: attempt.sentAt.nanoseconds)
            let moment = max(sent, VirtualTime(nanoseconds: attempt.endedAt.nanoseconds) - Self.underway)
            let timeline = UInt32(mark.timeline)
            let cluster = server == .foreign ? Numbering.stranger : Numbering.cluster
            add(
                .committed(agent: 0, server: server.number, timeline: timeline, begun: sent, cluster: cluster),
                at: moment)
            add(.acknowledged(agent: 0, server: server.number, timeline: timeline), at: moment)
        }
    }

    /// Takes each version of `fence.json`.
    mutating func add(fences versions: [StateWatch.Version], cluster: String) {
        for version in versions {
            guard let fence = (try? FenceFile(Array(version.text.utf8)))?[cluster] else { continue }
            systemIdentifier = systemIdentifier ?? fence.systemIdentifier
            var told = fence
            let owner = number(of: fence.owner.address)
            if let owner { told.owner = Numbering.member(owner) }
            let moment = moment(version.wall)
            add(.saved(agent: 0, fence: told), at: moment)
            add(.raised(agent: 0, fence: told, owner: server(at: owner, moment)), at: moment)
        }
    }

    /// Takes PgBouncer's log and the agent's, and the versions of the file that RELOAD reads.
    package mutating func add(log text: String, routes versions: [(wall: Int64, text: String)]) {
        let routes = versions.map { (moment($0.wall), RouteFile($0.text)) }
        if routes.contains(where: { $0.1.writes != nil && $0.1.timeline == nil }) {
            unseen[.moved] = "the fence in PgBouncer's file is of an unknown shape"
            unseen[.set] = unseen[.moved]
        }
        var isPaused = false
        var isNew = true
        var current = routes.last { $0.0 <= .zero }?.1
        func tellRoute(at moment: VirtualTime) {
            guard let current else { return }
            let server = server(at: number(of: current.writes), moment)
            add(.moved(agent: 0, server: server, timeline: current.timeline ?? 0), at: moment)
            add(.readsMoved(agent: 0, address: number(of: current.reads)), at: moment)
        }
        func tellSet(at moment: VirtualTime) {
            guard isNew, let timeline = current?.timeline else { return }
            isNew = false
            add(.set(agent: 0, server: server(at: number(of: current?.writes), moment), timeline: timeline), at: moment)
        }
        tellRoute(at: .zero)
        tellSet(at: .zero)
        for line in text.split(separator: "\n").compactMap({ JournalLine($0) }) {
            let moment = moment(line.wall)
            switch line.content {
            case .paused:
                isPaused = true
                add(.paused(agent: 0), at: moment)
            case .resumed:
                isPaused = false
                add(.resumed(agent: 0), at: moment)
                tellSet(at: moment)
            case .reloaded:
                // A line's time has whole milliseconds.
                guard let read = routes.last(where: { $0.0 <= moment + .milliseconds(1) })?.1, read != current else {
                    continue
                }
                current = read
                isNew = true
                tellRoute(at: moment)
                if !isPaused { tellSet(at: moment) }
            case .poolerUp:
                isPaused = false
                add(.poolerStarted(agent: 0), at: moment)
            case .decided(let decision):
                add(.decided(agent: 0, rule: decision.rule), at: moment)
                add(.spoke(agent: 0, isReady: decision.isReady, isDegraded: decision.isDegraded), at: moment)
            }
        }
    }

    /// Notes the end, after all repairs: whether the agent is ready, where writes must go, and where they do.
    package mutating func settle(expected: IPAddress?, route text: String, isReady: Bool, at moment: VirtualTime) {
        guard let expected = number(of: expected) else { return }
        unseen[.settled] = nil
        let actual = number(of: RouteFile(text).writes)
        add(.healed, at: moment)
        add(.settled(agent: 0, isReady: isReady, expected: expected, actual: actual), at: moment)
    }

    /// The history, with a look every 200 ms at the member that writes go to.
    package var history: History {
        var unseen = unseen
        if lostAgent {
            unseen[.paused] = "PgBouncer's log has no reader while the agent is dead"
            unseen[.resumed] = unseen[.paused]
        }
        let ordered = History(agents: 1, policy: .drills, entries).entries
        var all: [History.Entry] = []
        var state = (server: Int?.none, isPaused: false, isUp: true)
        var look = Self.lookInterval
        for entry in ordered {
            while look < entry.moment {
                let possible = reachable.last { $0.moment <= look }?.server
                let actual = state.isPaused || !state.isUp ? nil : state.server
                all.append(.init(look, .looked(agent: 0, possible: possible, actual: actual)))
                look = look + Self.lookInterval
            }
            switch entry.fact {
            case .moved(_, let server, _, _): state.server = server
            case .paused: state.isPaused = true
            case .resumed: state.isPaused = false
            case .poolerStarted: (state.isUp, state.isPaused) = (true, false)
            case .poolerEnded: state.isUp = false
            default: break
            }
            all.append(entry)
        }
        return History(agents: 1, policy: .drills, unseen: unseen, all)
    }
}
