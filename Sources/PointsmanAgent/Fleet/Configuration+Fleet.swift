import Glibc
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

extension Configuration {
    /// The channel on which the app's instances listen to each other.
    var fleetChannel: String { FleetStatement.channel(fleet: isFleetNamed ? fleetName : nil) }

    /// The signature for notices on the channel; nil without a secret.
    var noticeSignature: NoticeSignature? {
        fleetSecret.map { NoticeSignature(secret: $0, channel: fleetChannel) }
    }
}

extension FleetSender {
    /// The sender for this run: the machine's name with PgBouncer's port, and a random number that no other run has.
    init(_ configuration: Configuration) {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.init(
            name: NoticeText.name(host + configuration.poolerListen.suffix), run: UInt64.random(in: 1...UInt64.max))
    }
}

extension PoolerListen {
    /// What tells PgBouncers of one machine apart: the port, after the one address where that is not loopback's first.
    fileprivate var suffix: String {
        guard places.count == 1, case .address(let address) = places[0],
            !["0.0.0.0", "127.0.0.1", "::", "::1"].contains("\(address)")
        else { return ":\(port)" }
        return ":\(MemberID(address: address, port: port))"
    }
}
