package import DNSResolver
package import LinuxReactor
package import PointsmanCore
import PointsmanFormats

/// Keeps asking DNS who the members are: puts the dialect's questions, several at once, and looks again when the
/// shortest-lived answer has run out.
@Reactor
package final class DiscoveryService {
    private var dialect: any DiscoveryDialect
    private var resolver: DNSResolver?
    private let timing: DiscoveryTiming
    private let report: @Reactor (DiscoveryResult) -> Void
    private let waiter = Waiter()
    /// The round that is under way.
    private var round: Task<Round, Never>?
    /// For each question of the next round, where that is to come at once.
    private var urgency: Duration?

    /// - Parameters:
    ///   - resolver: nil where no DNS server is known; then a dialect that asks anything fails.
    ///   - report: gets the result of every round, the same as before or not.
    package init(
        dialect: any DiscoveryDialect, resolver: DNSResolver?, timing: DiscoveryTiming = DiscoveryTiming(),
        report: @escaping @Reactor (DiscoveryResult) -> Void
    ) {
        self.dialect = dialect
        self.resolver = resolver
        self.timing = timing
        self.report = report
    }

    /// Looks until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let round = await finish(begin())
            guard !Task.isCancelled else { return }
            // A round that was called off has found nothing.
            if urgency != nil { continue }
            report(round.result)
            let pause = timing.pause(after: round.result, timeToLive: round.timeToLive, asked: round.hasAsked)
            _ = await waiter.wait(until: pause.map { .now + $0 })
        }
    }

    /// Looks otherwise from now on, at once: a round that is under way is called off.
    package func follow(_ dialect: any DiscoveryDialect, _ resolver: DNSResolver?) {
        self.dialect = dialect
        self.resolver = resolver
        urgency = timing.questionTimeout
        round?.cancel()
        waiter.poke()
    }

    /// Looks at once, or once more when a round is under way.
    package func refresh() {
        waiter.poke()
    }

    /// Begins a round at once, in place of one that is under way, that gives each question so much time; those after it are as ever.
    package func lookUp(within span: Duration) {
        urgency = span
        round?.cancel()
        waiter.poke()
    }

    private func begin() -> Task<Round, Never> {
        let span = urgency ?? timing.questionTimeout
        urgency = nil
        let task = Task { @Reactor in await self.look(within: span) }
        round = task
        return task
    }

    private func finish(_ task: Task<Round, Never>) async -> Round {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private struct Round {
        var result: DiscoveryResult
        /// Of the answer that runs out first.
        var timeToLive: Duration?
        var hasAsked = false
    }

    private func look(within span: Duration) async -> Round {
        var answers = DNSAnswers(from: resolver?.servers.joined(separator: " or ") ?? "nobody")
        var round = Round(result: .failure("discovery asked DNS more often than any dialect should"))
        for _ in 0..<timing.mostSteps {
            switch dialect.step(after: answers) {
            case .done(let result):
                round.result = result
                return round
            case .ask(let questions):
                round.hasAsked = true
                guard let resolver else {
                    round.result = .failure("no DNS server is known to ask for \(questions[0])")
                    return round
                }
                for (question, reply) in await replies(to: questions, from: resolver, within: span) {
                    answers[question] = reply.answer
                    round.timeToLive = [round.timeToLive, reply.timeToLive].compactMap(\.self).min()
                }
            }
        }
        return round
    }

    /// All replies, a bounded number of questions under way at once.
    private func replies(
        to questions: [DNSQuestion], from resolver: DNSResolver, within span: Duration
    ) async -> [(DNSQuestion, DNSReply)] {
        var replies: [(DNSQuestion, DNSReply)] = []
        var rest = questions[...]
        while !rest.isEmpty {
            let now = rest.prefix(timing.mostAtOnce)
            rest = rest.dropFirst(now.count)
            let deadline = ContinuousClock.now + span
            let tasks = now.map { question in
                Task { @Reactor in await Self.reply(to: question, from: resolver, until: deadline) }
            }
            await withTaskCancellationHandler {
                for (question, task) in zip(now, tasks) {
                    replies.append((question, await task.value))
                }
            } onCancel: {
                for task in tasks { task.cancel() }
            }
        }
        return replies
    }

    /// Follows aliases that the server leaves to us.
    private static func reply(
        to question: DNSQuestion, from resolver: DNSResolver, until deadline: ContinuousClock.Instant
    ) async -> DNSReply {
        var asked = question
        var timeToLive: Duration?
        for _ in 0...DNSReply.mostAliases {
            do {
                let bytes = try await resolver.query(name: asked.name, type: asked.type.rawValue, until: deadline)
                let reply = DNSReply(bytes, to: asked)
                timeToLive = [timeToLive, reply.timeToLive].compactMap(\.self).min()
                guard let following = reply.following else { return DNSReply(reply.answer, timeToLive: timeToLive) }
                asked = following
            } catch  where error.code == .noSuchName && asked == question {
                return DNSReply(.noSuchName)
            } catch {
                let alias = asked == question ? "" : "an alias of \(asked.name): "
                return DNSReply(.failure(alias + error.message))
            }
        }
        return .loop
    }
}
