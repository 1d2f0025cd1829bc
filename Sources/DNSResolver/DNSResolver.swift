package import LinuxReactor

/// A resolver that asks DNS servers through c-ares and returns the answers in wire form as they came. Any number of
/// questions may be under way at once.
///
/// A question goes to the first server, and to the next ones if that is silent, can't be reached or reports a failure.
/// Answers may have 4,096 bytes (EDNS0, RFC 6891); longer ones come over TCP. c-ares matches answers to questions by
/// id, port, server and name. The program must ignore SIGPIPE, since c-ares writes to TCP sockets.
@Reactor
package final class DNSResolver {
    /// The servers as `ADDRESS:PORT` (`[ADDRESS]:PORT` for IPv6, `[ADDRESS%INTERFACE]:PORT` for a link-local one), in
    /// the order in which they are asked.
    package nonisolated let servers: [String]
    private let usesTCP: Bool

    /// Makes a resolver. Throws ``DNSError/Code/badServers`` if `servers` is empty, has too many entries, or contains
    /// anything but literal addresses.
    /// - Parameter usesTCP: whether datagrams are not used at all.
    package init(servers: [String], usesTCP: Bool = false) throws(DNSError) {
        guard (1...Channel.mostServers).contains(servers.count) else {
            throw DNSError(
                .badServers, "\(servers.count) DNS servers given: 1 to \(Channel.mostServers) would be right")
        }
        guard servers.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(0) && !$0.contains(",") }) else {
            throw DNSError(.badServers, "not a list of ADDRESS:PORT: \(servers.joined(separator: ", "))")
        }
        self.servers = servers
        self.usesTCP = usesTCP
        _ = try Channel(servers: servers, usesTCP: usesTCP, budget: .seconds(1))
    }

    /// Asks for the records of `type`, a number of RFC 1035 3.2.2 or its successors, of `name`, which is complete: no
    /// search list is applied.
    /// - Returns: the message of a server that knows the name, with its header; it may contain no record of `type`.
    package func query(
        name: String, type: UInt16, until deadline: ContinuousClock.Instant
    ) async throws(DNSError) -> [UInt8] {
        // The name goes to C, where a zero byte would end it.
        guard !name.isEmpty, !name.utf8.contains(0) else { throw .badName }
        var failure = DNSError.silent
        for first in servers.indices {
            let order = Array(servers[first...] + servers[..<first])
            do {
                return try await Lookup(servers: order, usesTCP: usesTCP, until: deadline)
                    .answer(name: name, type: type, until: deadline)
            } catch {
                failure = error
            }
            // Another server may answer if one failed or refused; all other results would be the same.
            guard failure.code == .serverFailure || failure.code == .refused else { break }
        }
        throw failure
    }
}
