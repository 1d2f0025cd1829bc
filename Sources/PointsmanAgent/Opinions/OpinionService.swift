import LinuxReactor
import PointsmanCore
import PointsmanDiscovery
import PointsmanFormats
import StatusServer

/// Asks for second opinions, over HTTP and Patroni over TLS too, as the core wishes: each source again and again, one question at
/// a time.
@Reactor
final class OpinionService {
    private let clock: AgentClock
    private let post: @Reactor (Event) -> Void
    /// How Patroni is asked from the next question on.
    var rest: PatroniREST
    private let names: @Reactor (MemberID) -> String?
    /// Shared with who looks for sources.
    let thread = HTTPThread()
    private var askers: [Task<Void, Never>] = []
    /// The other agents; nil before DNS has answered.
    private var fleet: [MemberID]?

    /// The most bytes of an answer; none has more than a few hundred.
    private static let mostBytes = 65_536
    /// The interval of questions for each agent of the fleet: with more agents each one asks less often.
    private static let agentInterval = Duration.milliseconds(20)

    /// - Parameter names: under which a member's host is known; nil for its address.
    init(
        _ rest: PatroniREST, names: @escaping @Reactor (MemberID) -> String?, clock: AgentClock,
        post: @escaping @Reactor (Event) -> Void
    ) {
        self.rest = rest
        self.names = names
        self.clock = clock
        self.post = post
    }

    /// Takes another wish, and asks every source at once.
    func follow(_ wish: Consultation?) {
        askers.forEach { $0.cancel() }
        guard let wish else {
            askers = []
            return
        }
        askers = wish.sources.map { source in Reactor.task { await self.keepAsking(source, wish) } }
    }

    /// Takes the agents that DNS names. A failed result keeps the ones known before; a partial one adds to them.
    /// - Parameter own: this agent's addresses. It does not ask itself: its fence never speaks against a member that it would follow.
    func know(_ result: DiscoveryResult, own: [IPAddress]) {
        switch result {
        case .members(let agents): fleet = agents.map(\.id).filter { !own.contains($0.address) }
        case .partial(let agents, _):
            let known = fleet ?? []
            fleet = known + agents.map(\.id).filter { !own.contains($0.address) && !known.contains($0) }
        case .failure: fleet = fleet ?? []
        }
    }

    func stop() async {
        follow(nil)
        await thread.end()
    }

    private func keepAsking(_ source: OpinionSource, _ wish: Consultation) async {
        while !Task.isCancelled {
            let asked = ContinuousClock.now
            let places = await places(of: source, wish, until: asked + wish.timeout)
            let answers = await answers(of: source, at: places, wish, asked: asked)
            guard !Task.isCancelled else { return }
            // A refusal was reported when it came.
            let isRefused = answers.contains { if case .refuses = $0 { true } else { false } }
            if !isRefused { tell(source, wish, asked, answers.contains(.agrees) ? .agrees : .nothing) }
            await Reactor.sleep(until: asked + max(wish.interval, Self.agentInterval * places.count))
        }
    }

    /// The places to ask for `source`: one beside the member, or all other agents once they are known.
    private func places(
        of source: OpinionSource, _ wish: Consultation, until deadline: ContinuousClock.Instant
    ) async -> [MemberID] {
        guard source.kind == .fleet else { return [MemberID(address: wish.member.address, port: source.port)] }
        while fleet == nil, .now < deadline, !Task.isCancelled {
            await Reactor.sleep(until: .now + Self.agentInterval)
        }
        return fleet ?? []
    }

    /// The answers of all places, asked at once.
    private func answers(
        of source: OpinionSource, at places: [MemberID], _ wish: Consultation, asked: ContinuousClock.Instant
    ) async -> [Opinion.Answer] {
        let tasks = places.map { place in
            Reactor.task {
                let answer = await self.ask(source, at: place, wish, until: asked + wish.timeout)
                if case .refuses = answer, !Task.isCancelled { self.tell(source, wish, asked, answer) }
                return answer
            }
        }
        return await withTaskCancellationHandler {
            var answers: [Opinion.Answer] = []
            for task in tasks { answers.append(await task.value) }
            return answers
        } onCancel: {
            for task in tasks { task.cancel() }
        }
    }

    private func ask(
        _ source: OpinionSource, at place: MemberID, _ wish: Consultation, until deadline: ContinuousClock.Instant
    ) async -> Opinion.Answer {
        guard !Task.isCancelled else { return .nothing }
        let client = rest.client(
            of: source.kind, at: place, named: names(wish.member), on: thread, mostBytes: Self.mostBytes)
        do {
            let response = try await client.get(source.kind.path, until: deadline)
            return Opinion.Answer(
                of: source.kind, status: response.status, body: response.body, from: place, about: wish)
        } catch {
            return .nothing
        }
    }

    private func tell(
        _ source: OpinionSource, _ wish: Consultation, _ asked: ContinuousClock.Instant, _ answer: Opinion.Answer
    ) {
        post(.opinion(Opinion(member: wish.member, source: source, sent: clock.instant(at: asked), answer: answer)))
    }
}
