package import PointsmanCore

/// What DNS says of one name.
package struct NameAnswer: Equatable, Sendable {
    package var name: String
    package var addresses: [IPAddress]
    /// The shortest lifetime of its records.
    package var timeToLive: Duration?

    package init(name: String, addresses: [IPAddress], timeToLive: Duration? = nil) {
        self.name = name
        self.addresses = addresses
        self.timeToLive = timeToLive
    }
}

/// What came of running a `server_check_query` on the primary.
package struct CheckQueryAnswer: Equatable, Sendable {
    /// Where it stands: "PgBouncer's" or "Pointsman's".
    package var owner: String
    /// How long it took; the reason is the server's words.
    package var time: Gathered<Duration>

    package init(owner: String, time: Gathered<Duration>) {
        self.owner = owner
        self.time = time
    }
}

/// The kernel's settings in our network namespace (ip-sysctl, tcp(7)).
package struct KernelFacts: Equatable, Sendable {
    /// The longest queue of connections that wait to be accepted: net.core.somaxconn.
    package var mostBacklog: Int?
    /// Before the first keepalive, where a program does not say: net.ipv4.tcp_keepalive_time.
    package var keepaliveTime: Duration?

    package init(mostBacklog: Int? = nil, keepaliveTime: Duration? = nil) {
        self.mostBacklog = mostBacklog
        self.keepaliveTime = keepaliveTime
    }
}
