import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats
import StatusServer

/// Asks other agents what they see, over plain HTTP, as the core wants it: each repeatedly, one question at a time.
@Reactor
final class PeerService {
    private let clock: AgentClock
    /// The port at which the other agents listen for HTTP.
    var port: UInt16
    private let post: @Reactor (Event) -> Void
    private let thread = HTTPThread()
    private var askers: [Task<Void, Never>] = []

    /// The most bytes of an answer, which has a few hundred.
    private static let mostBytes = 65_536

    init(port: UInt16, clock: AgentClock, post: @escaping @Reactor (Event) -> Void) {
        self.port = port
        self.clock = clock
        self.post = post
    }

    /// Takes another wish, and asks every peer at once.
    func follow(_ wish: PeerQuestion?) {
        askers.forEach { $0.cancel() }
        guard let wish else {
            askers = []
            return
        }
        askers = wish.peers.map { peer in Reactor.task { await self.keepAsking(peer, wish) } }
    }

    func stop() async {
        follow(nil)
        await thread.end()
    }

    private func keepAsking(_ peer: IPAddress, _ wish: PeerQuestion) async {
        while !Task.isCancelled {
            let asked = ContinuousClock.now
            let answer = await ask(peer, until: asked + wish.timeout)
            guard !Task.isCancelled else { return }
            post(.peer(PeerWord(peer: peer, sent: clock.instant(at: asked), answer: answer)))
            guard !Task.isCancelled else { return }
            await Reactor.sleep(until: asked + wish.interval)
        }
    }

    private func ask(_ peer: IPAddress, until deadline: ContinuousClock.Instant) async -> PeerWord.Answer {
        let client = HTTPClient(.tcp("\(peer)", port: port), on: thread, mostBytes: Self.mostBytes)
        do {
            let response = try await client.get(PeerDocument.path, until: deadline)
            return PeerDocument.answer(status: response.status, body: response.body)
        } catch {
            switch error {
            // What was refused, or answered with something else, came over a network that works.
            case .unreachable(_, ECONNREFUSED), .unreachable(_, ECONNRESET), .noAnswer, .insecure: return .unclear
            case .unreachable, .deadline, .unusable: return .silence
            }
        }
    }
}
