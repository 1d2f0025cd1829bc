import CAres
import LinuxReactor

/// One question under way on a channel of its own, so that its deadline and its cancellation affect no other question,
/// and each question is sent from a port of its own.
@Reactor
final class Lookup {
    private let channel: Channel
    private let waiter = Waiter()
    /// The number of times that a socket had something for c-ares.
    private var turns = 0

    /// The most turns. An answer over TCP takes two or a few, and each server is asked three times. Only a server that
    /// sends endless answers to other questions causes more.
    private static let mostTurns = 400

    init(servers: [String], usesTCP: Bool, until deadline: ContinuousClock.Instant) throws(DNSError) {
        channel = try Channel(servers: servers, usesTCP: usesTCP, budget: deadline - .now)
    }

    /// The answer's bytes if a server knows the name; they may contain no record. Throws any other result.
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

    /// Waits for one of c-ares' sockets, or for its next time limit, and lets c-ares proceed.
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
        // A server that keeps sending must not outlast the deadline.
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
