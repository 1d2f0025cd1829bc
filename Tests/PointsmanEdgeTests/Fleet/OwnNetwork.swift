import Glibc
import LinuxReactor
import TestServers
import Testing

/// A network namespace with a link to this machine, whose end there has several addresses. It takes root.
@Reactor
final class OwnNetwork {
    /// This machine's end, and those of the namespace's.
    nonisolated let here: String
    nonisolated let there: [String]
    /// Addresses of the same network that nothing has.
    nonisolated let nobody: [String]
    private let holder: ChildProcess
    private let place: Place

    private static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]

    init(in place: Place) async throws {
        self.place = place
        let number = getpid()
        let network = "10.\(192 + UInt8.random(in: 0...63)).\(UInt8.random(in: 0...255))"
        here = "\(network).1"
        there = ["\(network).2", "\(network).5"]
        nobody = ["\(network).3", "\(network).4"]
        let script = "ip link set lo up && echo >\(place.folder)/network-up && exec sleep 600"
        holder = try place.start(
            ["unshare", "-n", "sh", "-c", script], environment: Self.environment, output: "network.log")
        _ = await eventually { access("\(place.folder)/network-up", F_OK) == 0 }
        let link = "ptm\(number)"
        try await run([
            "ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", "\(holder.processID)",
        ])
        try await run(["ip", "address", "add", "\(here)/24", "dev", link])
        try await run(["ip", "link", "set", link, "up"])
        for address in there { try await run(entering + ["ip", "address", "add", "\(address)/24", "dev", "eth0"]) }
        try await run(entering + ["ip", "link", "set", "eth0", "up"])
    }

    /// What stands before a command that runs there.
    var entering: [String] { ["nsenter", "-t", "\(holder.processID)", "-n"] }

    /// Takes the link down, or up again.
    func set(up: Bool) async throws { try await run(entering + ["ip", "link", "set", "eth0", up ? "up" : "down"]) }

    private func run(_ words: [String]) async throws {
        let code = try await place.start(words, environment: Self.environment, output: "network.log").ended()
        try #require(code == 0, "\(words.joined(separator: " ")): \(contents(of: "\(place.folder)/network.log"))")
    }

    /// The link goes with the namespace.
    func remove() async {
        holder.signal(SIGKILL)
        _ = await holder.ended(until: .now + .seconds(60))
    }
}
