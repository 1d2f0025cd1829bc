import LinuxReactor
import PointsmanConfiguration
import PointsmanCore

/// Under which host of a list, or of Patroni's, each member was found: that is the name that its certificate has to bear.
@Reactor
final class MemberHosts {
    private var isList = false
    private var isManaged = false
    private var names: [MemberID: String] = [:]

    /// - Parameter choice: the way of discovery; only a list of hosts gives members such names.
    init(_ choice: DiscoveryChoice) {
        take(choice)
    }

    /// Takes another choice. The names that are known are forgotten unless both choices are lists of hosts.
    func take(_ choice: DiscoveryChoice) {
        if case .hosts = choice { isList = true } else { isList = false }
        if case .patroni = choice { isManaged = true } else { isManaged = false }
        if !isList, !isManaged { names = [:] }
    }

    func know(_ result: DiscoveryResult) {
        guard isList || isManaged, let members = result.named?.members else { return }
        // A literal address is dialled as the URL says, which may have a name for it (hostaddr).
        if isManaged {
            for member in members { names[member.id] = member.host }
            return
        }
        for member in members { names[member.id] = member.name.text.flatMap { IPAddress($0) == nil ? $0 : nil } }
    }

    subscript(member: MemberID) -> String? { names[member] }
}
