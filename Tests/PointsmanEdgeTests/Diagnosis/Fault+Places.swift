import Glibc
import LinuxReactor
import TestServers

/// Of addresses and names, and of what answers there.
extension Fault {
    static let places = [
        Fault(
            name: "a port at which nothing listens", url: { $0.url(port: 1) },
            status: ["down (connection refused)"], doctor: ["nothing listens at that address and port", "member_port"],
            never: ["every server that answers is a standby", "promote one"], isInConfiguration: true),
        Fault(
            name: "a port at which nobody says anything", url: { $0.url(port: $0.mute.port) },
            status: ["silent (no answer in time)"], doctor: ["nothing comes back"],
            never: ["nothing listens", "every server that answers is a standby"], isInConfiguration: true),
        Fault(
            name: "a port at which something else answers", url: { $0.url(port: $0.stranger.port) },
            status: ["misbehaving (it doesn't speak PostgreSQL's protocol"],
            doctor: ["what listens there is no PostgreSQL", "mend host and port"],
            never: ["down (", "every server that answers is a standby", "start it"], isInConfiguration: true),
        Fault(
            name: "a server that lets nobody in yet",
            spoil: {
                try await $0.run("ALTER SYSTEM SET hot_standby = off")
                try await $0.stack.cluster.server.becomeStandby()
            },
            status: ["it lets nobody in yet: it is starting up, shutting down or recovering"],
            doctor: ["57P03", "a standby with hot_standby = off"],
            never: ["every server that answers is a standby", "nothing listens", "pg_hba.conf"],
            mend: {
                try await $0.shell("rm \($0.stack.cluster.server.folder)/data/standby.signal")
                let server = $0.stack.cluster.server
                server.process.signal(SIGINT)
                _ = await server.process.ended(until: .now + .seconds(60))
                try server.restart()
                try await $0.run("ALTER SYSTEM RESET hot_standby")
            }),
        Fault(
            name: "a standby only", spoil: { try await $0.stack.cluster.server.becomeStandby() },
            status: ["standby"], doctor: ["1 of 1 members answer, and none takes writes", "promote one"],
            never: ["nothing is known", "is gone"], mend: { try await $0.run("SELECT pg_promote()") }),
        Fault(
            name: "a name that DNS doesn't know", url: { $0.url(host: "nobody.internal") },
            keys: { ["resolver": $0.resolver, "discovery": "name"] },
            status: ["NXDOMAIN"], doctor: ["DNS answers, and knows no such name"],
            never: ["no DNS server has given", "every server that answers"], isInConfiguration: true),
        Fault(
            name: "a name without an address", url: { $0.url(host: "text.internal") },
            keys: { ["resolver": $0.resolver, "discovery": "name"] },
            status: ["an empty answer"], doctor: ["has no record of the kind that was asked for"],
            never: ["knows no such name", "no DNS server has given"], isInConfiguration: true),
        Fault(
            name: "a DNS server that says nothing", url: { $0.url(host: "silent.internal") },
            keys: { ["resolver": $0.resolver, "discovery": "name"] },
            status: ["silent.internal"], doctor: ["no DNS server has given a usable answer"],
            never: ["knows no such name", "has no record of the kind"], isInConfiguration: true),
    ]
}
