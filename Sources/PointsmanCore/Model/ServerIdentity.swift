/// One run of one server, whatever address it was reached at: two members with the same identity are two ways to one
/// server, or one of them is a proxy.
package struct ServerIdentity: Codable, Hashable, Sendable {
    package let systemIdentifier: SystemIdentifier
    /// `pg_postmaster_start_time()`, in microseconds since 1970.
    package let startedMicroseconds: Int64

    package init(systemIdentifier: SystemIdentifier, startedMicroseconds: Int64) {
        self.systemIdentifier = systemIdentifier
        self.startedMicroseconds = startedMicroseconds
    }
}

/// The number that initdb gave the cluster and that all its physical copies share (`pg_control_system()`).
package struct SystemIdentifier: Codable, Hashable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }

    package var description: String { String(number) }
}
