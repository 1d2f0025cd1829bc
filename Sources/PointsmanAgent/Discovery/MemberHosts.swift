import LinuxReactor
import PointsmanConfiguration
import PointsmanCore

/// Under which host names each member is known: those that its certificate may bear.
@Reactor
final class MemberHosts {
    private var choice: DiscoveryChoice
    /// The hosts of a list, or of Patroni's, under which members were found: these are the operator's own words.
    private var names: [MemberID: String] = [:]
    /// The names that DNS has for one member alone.
    private var ownNames: [MemberID: String] = [:]
    /// The own names of members whose certificates bear these and not the usual ones.
    private var proven: [MemberID: String] = [:]
    /// Called when a member is dialled by another name from now on.
    var whenProven: @Reactor () -> Void = {}

    init(_ choice: DiscoveryChoice) {
        self.choice = choice
    }

    /// Takes another choice. The names that are known are forgotten unless both choices are of one kind.
    func take(_ choice: DiscoveryChoice) {
        if !choice.isLike(self.choice) { (names, ownNames, proven) = ([:], [:], [:]) }
        self.choice = choice
    }

    func know(_ result: DiscoveryResult) {
        guard let members = result.named?.members else { return }
        for member in members {
            if let name = choice.ownName(of: member) { ownNames[member.id] = name }
            // A literal address is dialled as the URL says, which may have a name for it (hostaddr).
            if choice.isListed { names[member.id] = choice.ownName(of: member) }
        }
    }

    /// Takes that the member's certificate bears its own name and not the usual one, or nil: that it is not so.
    func prove(_ name: String?, of member: MemberID) {
        guard proven[member] != name else { return }
        proven[member] = name
        whenProven()
    }

    /// The name that the member's certificate must bear; nil for the URL's host.
    subscript(member: MemberID) -> String? { proven[member] ?? names[member] }

    /// The same before any certificate was seen.
    func usualName(of member: MemberID) -> String? { names[member] }

    /// The member's own name in DNS; nil if it has none that may be trusted.
    func ownName(of member: MemberID) -> String? { ownNames[member] }
}

extension DiscoveryChoice {
    /// Whether the names of members are hosts that the operator, or Patroni, has listed.
    fileprivate var isListed: Bool {
        switch self {
        case .hosts, .patroni: true
        case .fly, .srv, .name, .internalName, .fixed: false
        }
    }

    fileprivate func isLike(_ other: DiscoveryChoice) -> Bool {
        switch (self, other) {
        case (.hosts, .hosts), (.patroni, .patroni): true
        default: self == other
        }
    }

    /// The name that stands for this member alone, and that a certificate may prove it by: one that the operator or
    /// Patroni has listed, or one below a name of the operator's. Any other name that DNS says could be another's.
    func ownName(of member: Member) -> String? {
        let name = member.name.text
        switch self {
        case .hosts: return name.flatMap { IPAddress($0) == nil ? $0 : nil }
        case .patroni: return member.host
        case .fly(let app), .internalName(_, let app, _): return name.map { "\($0).vm.\(app).internal" }
        case .srv(let service):
            // `_postgresql._tcp.db.example.com` is a service of db.example.com.
            let labels = service.lowercased().split(separator: ".").drop { $0.hasPrefix("_") }
            guard labels.count > 1 else { return nil }
            return name.flatMap { $0.hasSuffix("." + labels.joined(separator: ".")) ? $0 : nil }
        case .name, .fixed: return nil
        }
    }
}
