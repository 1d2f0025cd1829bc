import Glibc
package import LinuxReactor

/// The network of a lab with regions, on this machine.
@Reactor
package final class Regions {
    private let network: RegionNetwork
    private let plan: LabPlan
    private var ways = Set<PartitionRules.Way>()
    /// The places besides the lab's own.
    private var guests: [String] = []

    /// Nil for a lab on the loopback interface.
    init?(of plan: LabPlan) {
        guard let network = plan.network else { return nil }
        self.network = network
        self.plan = plan
    }

    private var log: String { "\(plan.folder)/log/network" }
    private var relayLog: String { "\(plan.folder)/log/relay" }
    private var relayPidFile: String { "\(plan.folder)/pid/relay" }
    private var rules: String { "\(plan.folder)/partition.nft" }

    private var places: [(name: String, address: String)] {
        (plan.members + [plan.spare]).map { ($0.region, $0.address) } + [(RegionNetwork.resolver, plan.resolverAddress)]
    }

    private var isMade: Bool { TextFile.exists("/run/netns/\(network.hub)") }

    /// Makes the network if it doesn't exist yet. If it fails halfway, ``remove()`` cleans up.
    func start() async throws(LabError) {
        if isMade { return }
        let agent = network.address(LabPlan.agentNumber)
        for command in RegionCommands.founding(network, places: places.map(\.name)) {
            try await Program.run(command, log: log)
        }
        try await startRelay()
        for command in RegionCommands.joining(network, places: places, agent: agent) {
            try await Program.run(command, log: log)
        }
        try await mend()
    }

    /// Starts the process that delays packets to and from far places, and waits for its devices.
    private func startRelay() async throws(LabError) {
        let far = places.map(\.name).filter(network.isFar)
        guard let last = far.last else { return }
        let words = network.entering("hub") + [try OwnProgram.path(), "relay", "\(network.delayMilliseconds)"] + far
        let relay = try LabProcess(
            starting: words, environment: Program.environment, log: relayLog, pidFile: relayPidFile)
        let deadline = ContinuousClock.now + .seconds(10)
        let look = ["ip", "-n", network.hub, "link", "show", DelayRelay.farEnd(last)]
        while (try? await Program.run(look, log: log)) == nil {
            guard relay.isAlive, ContinuousClock.now < deadline else {
                throw LabError("the relay ended; \(relayLog) ends with:\n\(TextFile.tail(of: relayLog))")
            }
            await Reactor.sleep(until: .now + .milliseconds(10))
        }
    }

    /// Adds a place for a further program.
    func add(place: String, address: String) async throws(LabError) {
        guests.append(place)
        for command in RegionCommands.adding(network, place: place, address: address) {
            try await Program.run(command, log: log)
        }
    }

    /// Drops packets on each of `more`, in addition to those that are dropped already.
    func cut(_ more: [PartitionRules.Way]) async throws(LabError) {
        ways.formUnion(more)
        try await apply()
    }

    /// Opens every way.
    func mend() async throws(LabError) {
        ways = []
        try await apply()
    }

    /// Removes the network. Its processes must have ended, or the kernel keeps their namespaces until they do.
    func remove() async {
        await LabProcess(recordedIn: relayPidFile)?.end(by: SIGKILL, patience: .seconds(10))
        for command in RegionCommands.removing(network, places: places.map(\.name) + guests) {
            try? await Program.run(command, log: log)
        }
    }

    private func apply() async throws(LabError) {
        try TextFile.write(PartitionRules.text(dropping: ways), to: rules)
        try await Program.run(network.entering("hub") + ["nft", "-f", rules], log: log)
    }
}
