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
