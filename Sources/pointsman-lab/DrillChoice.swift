import ArgumentParser
import PointsmanLab
import PointsmanScenarios

/// The drill to run, and its options.
struct DrillChoice: ParsableArguments {
    enum Rights: String, ExpressibleByArgument, CaseIterable {
        case none, monitor
    }

    @Argument(help: "\(DrillKind.names)")
    var kind: DrillKind

    @Option(help: "flap: how many restarts in a row.")
    var times: Int?

    @Flag(help: "hang: nobody is promoted before the agent has given the primary up.")
    var long = false

    @Option(
        help: "hold: why clients are held: operator (the default), or hang, where the primary stands still for a while."
    )
    var by: Scenario.Cause?

    @Option(help: "partition: whom the primary is cut from: everybody (the default), standbys or agent.")
    var from: Scenario.Isolation?

    @Flag(help: "partition: only what the primary sends is lost.")
    var oneWay = false

    @Option(help: "pooler-crash, agent-crash: when it is killed: at rest, in a hold, or amid a reroute.")
    var during: Scenario.Moment?

    @Flag(help: "split-brain: the agent is away when it happens, and finds both.")
    var atStart = false

    @Option(
        help:
            "split-brain: the one that the agent saw first dies, when writes were acknowledged there or not: used or unused."
    )
    var losing: Scenario.Owner?

    @Flag(help: "disk-full-primary: the server is made read-only when it happens.")
    var fenced = false

    @Option(
        help:
            "Whether the app's role has pg_monitor, as the README advises, or no grant at all: monitor or none (default, but for clone)."
    )
    var rights: Rights?

    func validate() throws {
        try refuse("--times", times != nil, but: [.flap])
        try refuse("--long", long, but: [.hang])
        try refuse("--by", by != nil, but: [.hold])
        try refuse("--from", from != nil, but: [.partition])
        try refuse("--one-way", oneWay, but: [.partition])
        try refuse("--at-start", atStart, but: [.splitBrain])
        try refuse("--losing", losing != nil, but: [.splitBrain])
        try refuse("--fenced", fenced, but: [.diskFull])
        try refuse("--during", during != nil, but: [.poolerCrash, .agentCrash])
        guard times ?? 1 > 0 else { throw ValidationError("--times counts from 1") }
    }

    private func refuse(_ option: String, _ isGiven: Bool, but kinds: [DrillKind]) throws {
        guard isGiven, !kinds.contains(kind) else { return }
        throw ValidationError("\(option) is for \(kinds.map(\.rawValue).joined(separator: " and "))")
    }

    /// The scenarios: one drill, or all of them.
    var scenarios: [Scenario] {
        let scenarios: [Scenario] =
            switch kind {
            case .planned: [.planned]
            case .crash: [.crash]
            case .hold: [.hold(by: by ?? .operator)]
            case .flap: [.flap(times: times ?? 1)]
            case .hang: [.hang(isLong: long)]
            case .cascade: [.cascade]
            case .partition: [.partition(from: from ?? .everybody, isOneWay: oneWay)]
            case .clone: [.clone]
            case .splitBrain: [losing.map { .splitBrain(losing: $0) } ?? .splitBrain(isAtStart: atStart)]
            case .regionLoss: [.regionLoss]
            case .dnsDown: [.dnsDown]
            case .dnsLies: [.dnsLies]
            case .wrongCluster: [.wrongCluster]
            case .poolerCrash: [.poolerCrash(during: during ?? .rest)]
            case .agentCrash: [.agentCrash(during: during ?? .hold)]
            case .diskFull: [.diskFull(isFenced: fenced)]
            case .rotate: [.rotate]
            case .all: Scenario.all
            // It is no scenario, since it has a fleet of its own.
            case .switchover, .cutover, .endpointMoves, .addressStays: []
            }
        guard let rights else { return scenarios }
        return scenarios.map { scenario in
            var scenario = scenario
            scenario.grantsMonitor = rights == .monitor
            return scenario
        }
    }
}
