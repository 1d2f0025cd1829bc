import CAres
import Glibc
import LinuxReactor

/// The only owner of a c-ares channel, which is made for one question and destroyed with its owner, together with the
/// buffer that c-ares writes the answer into.
struct Channel: ~Copyable {
    /// The longest datagram that is accepted; c-ares 1.18 reads no longer ones.
    private static let payloadBytes: Int32 = 4096
    /// The number of times that each server is asked. c-ares doubles the time limit from one round of all servers to
    /// the next.
    private static let tries: Int32 = 3
    /// The sum of the limits of ``tries`` rounds, the first one counted as 1.
    private static let roundsOfFirstLimit = 7
    /// The most servers: ares_getsock(3) reports 16 sockets, one for datagrams and one for TCP for each server.
    static let mostServers = 8

    private let raw: ares_channel
    private let pending: PendingAnswer
    /// The scopes, to which c-ares has a pointer; nil if no server is link-local.
    private let scopes: LinkScopes?

    /// - Parameters:
    ///   - servers: addresses as `ADDRESS:PORT`, the first one is asked first; c-ares parses them, and refuses invalid
    ///     ones.
    ///   - usesTCP: whether datagrams are not used at all.
    ///   - budget: the time within which c-ares asks each of them three times.
    init(servers: [String], usesTCP: Bool, budget: Duration) throws(DNSError) {
        _ = Self.library
        let scopes = try LinkScopes.of(servers)
        var options = ares_options()
        // NOCHECKRESP returns server failures as they are: c-ares 1.18 would report them as unreachable servers.
        options.flags = ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES
        if usesTCP { options.flags |= ARES_FLAG_USEVC }
        options.ednspsz = Self.payloadBytes
        options.tries = Self.tries
        options.timeout = Self.firstLimitMilliseconds(budget, servers: servers.count)
        options.ndots = 1
        // These replace all that c-ares would read from the machine's own files.
        options.lookups = strdup("b")
        options.resolvconf_path = strdup("/dev/null")
        defer {
            free(options.lookups)
            free(options.resolvconf_path)
        }
        let given =
            ARES_OPT_FLAGS | ARES_OPT_EDNSPSZ | ARES_OPT_TRIES | ARES_OPT_TIMEOUTMS | ARES_OPT_NDOTS | ARES_OPT_LOOKUPS
            | ARES_OPT_RESOLVCONF | ARES_OPT_DOMAINS | ARES_OPT_NOROTATE

        var channel: ares_channel?
        let status = ares_init_options(&channel, &options, given)
        guard status == ARES_SUCCESS, let channel else { throw DNSError(status: status) }
        let accepted = ares_set_servers_ports_csv(channel, servers.map(LinkScopes.withoutZone).joined(separator: ","))
        guard accepted == ARES_SUCCESS else {
            ares_destroy(channel)
            let list = servers.joined(separator: ", ")
            throw DNSError(.badServers, status: accepted, "not a list of ADDRESS:PORT: \(list)")
        }
        scopes?.serve(channel)
        self.scopes = scopes
        raw = channel
        pending = PendingAnswer()
    }

    /// Asks for the records of `type` (RFC 1035 3.2.2) of `name`, of class IN.
    func send(name: String, type: UInt16) {
        // C_IN of ares_nameser.h, which is an enumeration there.
        ares_query(raw, name, 1, Int32(type), receiveAnswer, Unmanaged.passUnretained(pending).toOpaque())
    }

    /// The status and the answer's bytes; nil until c-ares is done.
    var outcome: (status: Int32, bytes: [UInt8])? {
        pending.status.map { ($0, pending.bytes) }
    }

    /// The sockets that c-ares has open, and what it waits for on each.
    var sockets: [(descriptor: Int32, interest: Interest)] {
        var descriptors = [ares_socket_t](repeating: ARES_SOCKET_BAD, count: Int(ARES_GETSOCK_MAXNUM))
        let bits = ares_getsock(raw, &descriptors, ARES_GETSOCK_MAXNUM)
        return descriptors.enumerated().compactMap { index, descriptor in
            // The bits of ARES_GETSOCK_READABLE and ARES_GETSOCK_WRITABLE, which are macros with parameters.
            let isReading = bits & (1 << Int32(index)) != 0
            let isWriting = bits & (1 << (Int32(index) + ARES_GETSOCK_MAXNUM)) != 0
            switch (isReading, isWriting) {
            case (true, true): return (descriptor, .both)
            case (true, false): return (descriptor, .reading)
            case (false, true): return (descriptor, .writing)
            case (false, false): return nil
            }
        }
    }

    /// The time until c-ares must be called even if no socket is ready; nil if it waits for nothing.
    var timeout: Duration? {
        var time = timeval()
        guard ares_timeout(raw, nil, &time) != nil else { return nil }
        return .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }

    /// Lets c-ares read and write `descriptor`.
    func process(_ descriptor: Int32, _ interest: Interest) {
        ares_process_fd(
            raw, interest == .writing ? ARES_SOCKET_BAD : descriptor,
            interest == .reading ? ARES_SOCKET_BAD : descriptor)
    }

    /// Lets c-ares handle its expired time limits.
    func processTimeouts() {
        ares_process_fd(raw, ARES_SOCKET_BAD, ARES_SOCKET_BAD)
    }

    private static func firstLimitMilliseconds(_ budget: Duration, servers: Int) -> Int32 {
        let milliseconds = budget / .milliseconds(1) / Double(roundsOfFirstLimit * max(1, servers))
        return Int32(min(max(milliseconds, 20), 60_000))
    }

    private static let library: Int32 = ares_library_init(ARES_LIB_INIT_ALL)

    deinit {
        // Calls back with ARES_EDESTRUCTION if a query is still under way; `pending` still exists then.
        ares_destroy(raw)
    }
}
