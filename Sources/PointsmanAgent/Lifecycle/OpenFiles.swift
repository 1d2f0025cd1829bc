import Glibc
package import PointsmanConfiguration

/// The descriptors that this process, and what it starts, may have (RLIMIT_NOFILE, getrlimit(2)).
package enum OpenFiles {
    /// What is open at most besides the links to members: own files and sockets, console connections, children and their
    /// pipes, and the connections of both doors, 64 each.
    private static let own = 208
    /// A member's link, the one that replaces it, and one that asks it something else.
    private static let perMember = 3
    /// DNS may name so many before anything must be scarce.
    private static let members = 16
    /// No more: a program that closes all that it could have open would take long.
    private static let most: rlim_t = 65_536

    /// Raises the soft limit towards the hard one, which PgBouncer inherits.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < min(limit.rlim_max, most) else { return }
        limit.rlim_cur = min(limit.rlim_max, most)
        setrlimit(resource, &limit)
    }

    /// Raises the limit, and refuses to start with one under which the agent would fail at some moment later.
    package static func reserve(for configuration: Configuration) throws(StartError) {
        raise()
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        var count = members
        switch configuration.discovery {
        case .fixed(let named): count = max(count, named.count)
        case .hosts(let named): count = max(count, named.count)
        case .fly, .srv, .name, .internalName, .patroni: break
        }
        let needed = own + perMember * count
        guard limit.rlim_cur < rlim_t(needed) else { return }
        throw StartError(
            .systemError,
            "this process may have \(limit.rlim_cur) files open and needs \(needed) (PgBouncer max_client_conn besides): "
                + "raise the hard limit, by LimitNOFILE= in the unit, --ulimit nofile= or `ulimit -Hn`")
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
