import LinuxReactor
import PointsmanLoad

/// No pooler: each client has the list of all servers, and connects to the first that takes writes.
///
/// A driver that must not block, such as psycopg's asynchronous one, goes through the list itself with one attempt of libpq's a host,
/// since libpq minds `connect_timeout` only while it blocks. So do these clients.
@Reactor
final class HostListRoute: ContenderRoute {
    private let plan: LabPlan
    private var members: [LabMember]

    init(_ plan: LabPlan) {
        self.plan = plan
        members = plan.members
    }

    nonisolated private static let settings = [
        ("target_session_attrs", "read-write"), ("tcp_user_timeout", "2000"), ("keepalives_idle", "1"),
        ("keepalives_interval", "1"), ("keepalives_count", "2"),
    ]

    var ways: [[(keyword: String, value: String)]] {
        members.map { plan.directConnection(to: $0) + Self.settings.map { (keyword: $0.0, value: $0.1) } }
    }

    /// `connect_timeout=2`, the least that libpq takes.
    var dialing: Workload.Dialing { .eachHost(limit: .seconds(2)) }

    /// The list begins with the primary: none can be found sooner while all is well.
    func start(leadingTo primary: MemberServer) async throws(LabError) {
        members = [primary.member] + plan.members.filter { $0 != primary.member }
    }

    func stop() async {}
}
