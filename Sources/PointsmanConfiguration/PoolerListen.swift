package import PointsmanCore
package import PointsmanFormats

/// The places at which a managed PgBouncer accepts clients: addresses, all with one port, and the folder of a Unix
/// socket.
package struct PoolerListen: Hashable, Sendable, CustomStringConvertible {
    package enum Place: Hashable, Sendable {
        /// Every address of the machine, of both families.
        case all
        case address(IPAddress)
        /// Every address of a name, as this machine resolves it.
        case name(String)
    }

    package let places: [Place]
    package let port: UInt16
    /// The folder in which clients find its Unix socket; nil if the socket is in a folder of ours, for the agent only.
    package let socketFolder: String?

    package init(places: [Place], port: UInt16, socketFolder: String? = nil) {
        self.places = places
        self.port = port
        self.socketFolder = socketFolder
    }

    /// PgBouncer's `listen_addr`.
    package var addresses: String {
        places.map { place in
            switch place {
            case .all: "*"
            case .address(let address): address.description
            case .name(let name): name
            }
        }.joined(separator: ",")
    }

    /// The host by which a client on this machine reaches it.
    package var dialled: DatabaseURL.Host {
        switch places.first {
        case .all: .address(.v4(0x7F00_0001))
        case .address(let address): .address(ListenAddress(address: address, port: port).reachable)
        case .name(let name): .name(name)
        case nil: .socketFolder(socketFolder ?? "")
        }
    }

    /// Whether the two can't be used at the same time, as far as names tell.
    package func collides(with other: ListenAddress) -> Bool {
        places.contains { place in
            switch place {
            case .all: port == other.port
            case .address(let address): other.collides(with: ListenAddress(address: address, port: port))
            case .name("localhost"):
                Self.loopback.contains { other.collides(with: ListenAddress(address: $0, port: port)) }
            case .name: false
            }
        }
    }

    /// The text, as it is written in the configuration.
    package var description: String {
        let listed = places.map { place in
            switch place {
            case .all: "*:\(port)"
            case .address(let address): MemberID(address: address, port: port).description
            case .name(let name): "\(name):\(port)"
            }
        }
        let folder = socketFolder.map { [places.isEmpty ? "\($0):\(port)" : $0] } ?? []
        return (listed + folder).joined(separator: ", ")
    }

    private static let loopback: [IPAddress] = [.v4(0x7F00_0001), .v6(high: 0, low: 1)]
}
