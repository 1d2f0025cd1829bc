import LinuxReactor
import TestServers

/// The names of a Fly app `db` with a member in iad, at 127.0.0.1, and one in fra.
enum TwoRegions {
    static let secondMachine = "d077ae38bb5ff2"

    /// - Parameter second: the address of the member in fra.
    static func zone(second: String) -> [String] {
        let first = "127.0.0.1"
        return [
            "db.internal. 1 IN AAAA ::ffff:\(first)", "db.internal. 1 IN AAAA ::ffff:\(second)",
            "regions.db.internal. 1 IN TXT \"iad,fra\"",
            "vms.db.internal. 1 IN TXT \"3a044a8184403d iad,\(secondMachine) fra\"",
            "iad.db.internal. 1 IN AAAA ::ffff:\(first)", "fra.db.internal. 1 IN AAAA ::ffff:\(second)",
            "3a044a8184403d.vm.db.internal. 1 IN AAAA ::ffff:\(first)",
            "\(secondMachine).vm.db.internal. 1 IN AAAA ::ffff:\(second)",
        ]
    }

    /// An agent that finds the members by these names.
    /// - Parameters:
    ///   - port: PgBouncer's; nil for any.
    ///   - keys: more keys of `[pointsman]`.
    @Reactor
    static func agent(
        in place: Place, _ cluster: Cluster, _ resolver: TestResolver, port: UInt16? = nil,
        keys: KeyValuePairs<String, String>
    ) throws -> Program {
        let url = "postgres://app:\(Cluster.password)@db.internal:\(cluster.port)/app"
        let all =
            try Program.keys(url, port: port, keys) + [
                ("discovery", "fly"), ("resolver", resolver.server), ("member_port", "\(cluster.port)"),
            ]
        return try Program(in: place, all)
    }
}
