/// A server of the cluster as discovery names it.
package struct Member: Codable, Equatable, Sendable {
    package let id: MemberID
    /// The region; nil if DNS did not tell it, or this way of discovery has no regions.
    package let region: Region?
    package let name: MemberName
    /// Under which host's name it is known, where that is another thing than its name: certificates bear it.
    package let host: String?
    /// Whether it may be read from at all.
    package let takesReads: Bool
    /// Whether it is a machine of Fly.io's, whose zone has named it; nil where that is not told.
    package let isOnFly: Bool?

    package init(
        id: MemberID, region: Region? = nil, name: MemberName = .none, host: String? = nil, takesReads: Bool = true,
        isOnFly: Bool? = nil
    ) {
        self.id = id
        self.region = region
        self.name = name
        self.host = host
        self.takesReads = takesReads
        self.isOnFly = isOnFly
    }

    /// This member, with the region, the name and the platform of `earlier` if this round of discovery did not tell them.
    func filled(from earlier: Member?) -> Member {
        guard let earlier, earlier.id == id else { return self }
        return Member(
            id: id, region: region ?? earlier.region, name: name == .unknown ? earlier.name : name, host: host,
            takesReads: takesReads, isOnFly: isOnFly ?? earlier.isOnFly)
    }
}

/// One PostgreSQL server of the cluster, by the address that it is dialled at. Two addresses of one server make two of
/// these; the topology finds out that they are one server.
package struct MemberID: Codable, Hashable, Comparable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    package static func < (left: MemberID, right: MemberID) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }

    /// `192.0.2.1:5432` or `[fdaa::1]:5432`.
    package var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)]:\(port)"
        }
    }
}

/// The platform's name for a member, such as a machine's identifier.
package enum MemberName: Codable, Equatable, Sendable, ExpressibleByStringLiteral {
    /// This way of discovery gives members no names.
    case none
    /// The member has a name, but DNS did not tell it: a question failed, or the zone lags behind a new machine.
    case unknown
    case known(String)

    package init(stringLiteral name: String) {
        self = .known(name)
    }

    /// The name, for people; nil if it is not known or there is none.
    package var text: String? {
        if case .known(let name) = self { name } else { nil }
    }
}
