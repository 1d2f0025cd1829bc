import Glibc
package import LinuxReactor

/// An unbound that serves the lab's `.internal` zone at an address and a port of its own. It asks no other server.
@Reactor
package final class LabResolver {
    private let plan: LabPlan
    private var process: LabProcess?
    private var instances: [String] = []
    private var endpoint: (address: String, timeToLive: Int)?
    /// The lifetime of its answers in seconds; takes effect at the next start.
    var timeToLive = ZoneText.timeToLive

    package init(_ plan: LabPlan) {
        self.plan = plan
    }

    private var configuration: String { "\(plan.folder)/unbound.conf" }
    private var log: String { "\(plan.folder)/log/dns" }
    private var pidFile: String { "\(plan.folder)/pid/dns" }

    package var isRunning: Bool { running != nil }

    private var running: LabProcess? {
        if process?.isAlive != true { process = LabProcess(recordedIn: pidFile) }
        return process
    }

    package func start() throws(LabError) {
        try write(plan.members)
        process = try LabProcess(
            starting: plan.entering(plan.resolverAddress) + ["/usr/sbin/unbound", "-d", "-p", "-c", configuration],
            environment: Program.environment,
            log: log,
            pidFile: pidFile)
    }

    /// Makes DNS name `members` only: a machine that is stopped leaves Fly's DNS, which a drill may imitate.
    package func serve(_ members: [LabMember]) throws(LabError) {
        try write(members)
        running?.signal(SIGHUP)
    }

    /// Makes DNS name the app's instances at `addresses`.
    func serve(instances addresses: [String]) throws(LabError) {
        instances = addresses
        try serve(plan.members)
    }

    /// Makes DNS lead the one name of an endpoint to `address`, which may be kept for so many seconds.
    func point(to address: String, timeToLive: Int) throws(LabError) {
        endpoint = (address, timeToLive)
        try serve(plan.members)
    }

    package func kill() async {
        guard let running else { return }
        running.signal(SIGKILL)
        _ = await running.ended(until: .now + .seconds(60))
        process = nil
    }

    package func stop() async {
        await running?.end(by: SIGTERM, patience: .seconds(10))
        process = nil
    }

    private func write(_ members: [LabMember]) throws(LabError) {
        let settings = [
            "interface: \(plan.resolverAddress)@\(plan.resolverPort)", "access-control: 127.0.0.0/8 allow",
            "access-control: fdaa::/16 allow",
            "do-daemonize: no", "username: \"\"", "chroot: \"\"", "directory: \"\"", "pidfile: \"\"",
            "use-syslog: no", "num-threads: 1",
            // No validator, so that no trust anchor is fetched.
            "module-config: \"iterator\"",
        ]
        let zone = ZoneText.lines(
            app: LabPlan.app, members: members, instances: instances, timeToLive: timeToLive,
            endpoint: endpoint)
        let lines = ["server:"] + (settings + zone).map { "    \($0)" }
        try TextFile.write(lines.joined(separator: "\n") + "\n", to: configuration, mode: 0o644)
    }
}
