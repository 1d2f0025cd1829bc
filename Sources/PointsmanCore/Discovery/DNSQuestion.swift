/// One question to DNS.
package struct DNSQuestion: Hashable, Sendable, CustomStringConvertible {
    /// The name in lower case, without the final dot.
    package let name: String
    package let type: DNSRecordType

    package init(_ type: DNSRecordType, _ name: String) {
        let lowercased = name.lowercased()
        self.name = lowercased.hasSuffix(".") ? String(lowercased.dropLast()) : lowercased
        self.type = type
    }

    /// `AAAA db.internal`.
    package var description: String { "\(type) \(name)" }
}

/// The answer to one ``DNSQuestion``. An empty list is an answer too: the name exists, but has no such record.
package enum DNSAnswer: Equatable, Sendable {
    case addresses([IPAddress])
    /// One text for each record, its strings joined.
    case texts([String])
    case services([DNSService])
    /// The server says that the name does not exist (NXDOMAIN, RFC 1035 4.1.1).
    case noSuchName
    /// The server says that it failed (SERVFAIL); the words say how.
    case serverFailure(String)
    /// The server does not want to answer (REFUSED, NOTIMP, FORMERR); the words say how.
    case refused(String)
    /// No answer; the words say why, and fit after "AAAA db.internal: ".
    case failure(String)
}

/// The record types that discovery asks for, by their numbers in DNS (RFC 1035, 3596 and 2782).
package enum DNSRecordType: UInt16, Sendable, CustomStringConvertible {
    case a = 1
    case txt = 16
    case aaaa = 28
    case srv = 33

    package var description: String {
        switch self {
        case .a: "A"
        case .txt: "TXT"
        case .aaaa: "AAAA"
        case .srv: "SRV"
        }
    }
}

/// The location of a service: the data of one SRV record (RFC 2782).
package struct DNSService: Hashable, Comparable, Sendable {
    package let priority: UInt16
    package let weight: UInt16
    package let port: UInt16
    /// A name in lower case without the final dot; empty if the zone says that there is no such service.
    package let target: String

    package init(priority: UInt16, weight: UInt16, port: UInt16, target: String) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }

    /// A fixed order by name. Priority and weight don't choose a server: roles are probed.
    package static func < (left: DNSService, right: DNSService) -> Bool {
        (left.target, left.port, left.priority, left.weight) < (right.target, right.port, right.priority, right.weight)
    }
}
