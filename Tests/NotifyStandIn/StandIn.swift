import Glibc
import LinuxReactor
import PointsmanAgent

/// A service as small as can be, for the tests of what systemd sees of one: it gets ready once the file `go` stands in
/// its folder, its heart beats until the file `stuck` does, and SIGTERM ends it after it has said so.
@main
struct StandIn {
    static func main() async {
        guard CommandLine.arguments.count == 2 else { exit(64) }
        let folder = CommandLine.arguments[1]
        let notifier = Notifier()
        await notifier.send(.status("waiting for \(folder)/go"), .extendTimeout(.seconds(60)))
        while access("\(folder)/go", F_OK) != 0 { await Self.shortRest() }

        let heartbeat = Heartbeat()
        let feeding = Task { await WatchdogFeeder(notifier: notifier, heartbeat: heartbeat).run() }
        signal(SIGTERM) { _ in hasStopped = 1 }
        await notifier.send(.ready, .status("writes go to 192.0.2.1:5432"))
        while hasStopped == 0 {
            if access("\(folder)/stuck", F_OK) != 0 { heartbeat.beat() }
            await Self.shortRest()
        }
        await notifier.send(.stopping, .status("stopping"))
        feeding.cancel()
        await feeding.value
    }

    private static func shortRest() async {
        await Reactor.sleep(until: .now + .milliseconds(20))
    }
}

/// Written by the signal handler only.
nonisolated(unsafe) private var hasStopped: sig_atomic_t = 0
