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
