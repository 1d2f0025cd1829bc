/// Where a service is to be had: the data of one SRV record (RFC 2782).
package struct DNSService: Hashable, Comparable, Sendable {
    package let priority: UInt16
    package let weight: UInt16
    package let port: UInt16
    /// A name in lower case without the final dot; empty where the zone says that there is no such service.
    package let target: String

    package init(priority: UInt16, weight: UInt16, port: UInt16, target: String) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }

    /// Which server is preferred is no business of DNS here: roles are probed.
    package static func < (left: DNSService, right: DNSService) -> Bool {
        (left.target, left.port, left.priority, left.weight) < (right.target, right.port, right.priority, right.weight)
    }
}
