import CAres
import Glibc
import LinuxReactor

/// The one owner of a c-ares channel, made for one question and destroyed with its owner, together with what c-ares
/// writes the answer into.
struct Channel: ~Copyable {
    /// What this side can take in one datagram; c-ares 1.18 reads no longer ones.
    private static let payloadBytes: Int32 = 4096
    /// How often each server is asked. c-ares doubles the time limit from one round of all servers to the next.
    private static let tries: Int32 = 3
    /// The sum of the limits of ``tries`` rounds, the first one counted as 1.
    private static let roundsOfFirstLimit = 7
    /// ares_getsock(3) tells of 16 sockets: one for datagrams and one for TCP a server.
    static let mostServers = 8

    private let raw: ares_channel
    private let pending: PendingAnswer
    /// c-ares has a pointer to it.
    private let scopes: LinkScopes?

    /// - Parameters:
    ///   - servers: `ADDRESS:PORT`, the first one is asked first; c-ares parses and refuses them.
    ///   - usesTCP: whether datagrams are not to be used at all.
    ///   - budget: the time within which c-ares is to have asked each of them three times.
    init(servers: [String], usesTCP: Bool, budget: Duration) throws(DNSError) {
        _ = Self.library
        let scopes = try LinkScopes.of(servers)
        var options = ares_options()
        // Server failures come back as they are (NOCHECKRESP): c-ares 1.18 would call them unreachable servers.
        options.flags = ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES
        if usesTCP { options.flags |= ARES_FLAG_USEVC }
        options.ednspsz = Self.payloadBytes
        options.tries = Self.tries
        options.timeout = Self.firstLimitMilliseconds(budget, servers: servers.count)
        options.ndots = 1
        // All that c-ares would otherwise read from the machine's own files is given.
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

    /// The status and the answer's bytes once c-ares is done.
    var outcome: (status: Int32, bytes: [UInt8])? {
        pending.status.map { ($0, pending.bytes) }
    }

    /// The sockets that c-ares has open now, and what it waits for on each.
    var sockets: [(descriptor: Int32, interest: Interest)] {
        var descriptors = [ares_socket_t](repeating: ARES_SOCKET_BAD, count: Int(ARES_GETSOCK_MAXNUM))
        let bits = ares_getsock(raw, &descriptors, ARES_GETSOCK_MAXNUM)
        return descriptors.enumerated().compactMap { index, descriptor in
            // ARES_GETSOCK_READABLE and ARES_GETSOCK_WRITABLE, which are macros with parameters.
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

    /// When c-ares wants to be called though no socket is ready; nil when it waits for nothing.
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

    /// Lets c-ares see what has run out of time.
    func processTimeouts() {
        ares_process_fd(raw, ARES_SOCKET_BAD, ARES_SOCKET_BAD)
    }

    private static func firstLimitMilliseconds(_ budget: Duration, servers: Int) -> Int32 {
        let milliseconds = budget / .milliseconds(1) / Double(roundsOfFirstLimit * max(1, servers))
        return Int32(min(max(milliseconds, 20), 60_000))
    }

    private static let library: Int32 = ares_library_init(ARES_LIB_INIT_ALL)

    deinit {
        // Calls back with ARES_EDESTRUCTION where a query is still under way; `pending` is still there.
        ares_destroy(raw)
    }
}
