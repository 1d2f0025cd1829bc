import LinuxReactor
import PointsmanConfiguration
import PointsmanCore

/// The host of a list under which each member was found: its certificate must have that name.
@Reactor
final class MemberHosts {
    private var isList = false
    private var names: [MemberID: String] = [:]

    /// - Parameter choice: the way of discovery; only a list of hosts gives members such names.
    init(_ choice: DiscoveryChoice) {
        take(choice)
    }

    /// Takes another choice. The names that are known are forgotten unless both choices are lists of hosts.
    func take(_ choice: DiscoveryChoice) {
        if case .hosts = choice { isList = true } else { isList = false }
        if !isList { names = [:] }
    }

    func know(_ result: DiscoveryResult) {
        guard isList, let members = result.named?.members else { return }
        // A literal address is dialled as the URL says, which may have a name for that address (hostaddr).
        for member in members { names[member.id] = member.name.text.flatMap { IPAddress($0) == nil ? $0 : nil } }
    }

    subscript(member: MemberID) -> String? { names[member] }
}
