package import PointsmanCore

/// DNS's answer for one name.
package struct NameAnswer: Equatable, Sendable {
    package var name: String
    package var addresses: [IPAddress]
    /// The shortest lifetime of its records; nil if it is not known.
    package var timeToLive: Duration?

    package init(name: String, addresses: [IPAddress], timeToLive: Duration? = nil) {
        self.name = name
        self.addresses = addresses
        self.timeToLive = timeToLive
    }
}

/// The result of running a `server_check_query` on the primary.
package struct CheckQueryAnswer: Equatable, Sendable {
    /// The owner of the query: "PgBouncer's" or "Pointsman's".
    package var owner: String
    /// How long it took, or the server's error message.
    package var time: Gathered<Duration>

    package init(owner: String, time: Gathered<Duration>) {
        self.owner = owner
        self.time = time
    }
}

/// The kernel's settings in this network namespace (ip-sysctl, tcp(7)).
package struct KernelFacts: Equatable, Sendable {
    /// The longest queue of connections that wait to be accepted: net.core.somaxconn.
    package var mostBacklog: Int?
    /// The default time to the first keepalive: net.ipv4.tcp_keepalive_time.
    package var keepaliveTime: Duration?

    package init(mostBacklog: Int? = nil, keepaliveTime: Duration? = nil) {
        self.mostBacklog = mostBacklog
        self.keepaliveTime = keepaliveTime
    }
}
