import CAres
import LinuxReactor

/// One question under way on a channel of its own, so that its deadline and its cancellation touch no other one, and
/// each question leaves from a port of its own.
@Reactor
final class Lookup {
    private let channel: Channel
    private let waiter = Waiter()
    /// How often a socket had something for c-ares.
    private var turns = 0

    /// An answer over TCP is two turns or a few, and each server is asked thrice. More come from a server that sends answers
    /// to what was not asked, without an end.
    private static let mostTurns = 400

    init(servers: [String], usesTCP: Bool, until deadline: ContinuousClock.Instant) throws(DNSError) {
        channel = try Channel(servers: servers, usesTCP: usesTCP, budget: deadline - .now)
    }

    /// The answer's bytes, where a server knows the name; there may be no record in it.
    func answer(name: String, type: UInt16, until deadline: ContinuousClock.Instant) async throws(DNSError) -> [UInt8] {
        channel.send(name: name, type: type)
        while true {
            if let outcome = channel.outcome {
                guard outcome.status == ARES_SUCCESS || outcome.status == ARES_ENODATA else {
                    throw DNSError(status: outcome.status)
                }
                return outcome.bytes
            }
            try await proceed(until: deadline)
        }
    }

    /// Waits for any of c-ares' sockets, or for what it wants to do next by the clock, and lets it do so.
    private func proceed(until deadline: ContinuousClock.Instant) async throws(DNSError) {
        let sockets = channel.sockets
        let next = channel.timeout.map { min(.now + $0, deadline) } ?? deadline
        let watched = try watch(sockets)
        switch await waiter.wait(on: watched.number, until: next) {
        case .cancelled: throw DNSError(.cancelled, "cancelled")
        case .ready, .poked:
            let ready = watched.ready()
            for socket in sockets where ready.contains(socket.descriptor) {
                channel.process(socket.descriptor, socket.interest)
            }
            turns += 1
            if channel.outcome == nil, turns > Self.mostTurns {
                throw DNSError(.other, "the server sends what was not asked for, and no answer")
            }
        case .deadline: channel.processTimeouts()
        }
        // Data that keep coming must not win over the deadline.
        if channel.outcome == nil, .now >= deadline { throw .silent }
    }

    private func watch(_ sockets: [(descriptor: Int32, interest: Interest)]) throws(DNSError) -> DescriptorSet {
        do {
            let watched = try DescriptorSet()
            for socket in sockets {
                try watched.add(socket.descriptor, for: socket.interest)
            }
            return watched
        } catch {
            throw DNSError(.other, error.description)
        }
    }
}
