import Glibc
package import PointsmanConfiguration

/// The limit of open descriptors for this process and those that it starts (RLIMIT_NOFILE, getrlimit(2)).
package enum OpenFiles {
    /// The most descriptors that are open besides the links to members: own files and sockets, console connections,
    /// children with their pipes, and the connections of the HTTP address and the control socket, 64 each.
    private static let own = 208
    /// The descriptors for each member: its link, the one that replaces it, and one for other questions.
    private static let perMember = 3
    /// The number of members for which there is always room, as DNS may name this many.
    private static let members = 16
    /// The upper bound: a program that closes all descriptors up to the limit would take long.
    private static let most: rlim_t = 65_536

    /// Raises the soft limit towards the hard one. PgBouncer inherits it.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < min(limit.rlim_max, most) else { return }
        limit.rlim_cur = min(limit.rlim_max, most)
        setrlimit(resource, &limit)
    }

    /// Raises the limit. Throws if it is so low that the agent would fail later.
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
