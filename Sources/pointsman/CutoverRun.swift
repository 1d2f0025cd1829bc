import ArgumentParser
import Glibc
import PoolerTools
import StatusServer

/// One run of `pointsman cutover`, step by step; what it has begun it undoes as long as no instance was told to adopt.
struct CutoverRun: Sendable {
    let command: CutoverCommand
    let cutover: Cutover

    /// The time before the deadline that the instances' vote and the word to adopt take at most.
    private static let reserve = Duration.seconds(1)

    private enum Step: Sendable {
        case looking
        /// The fleet is asked to hold, and has not said that it does.
        case calling
        case holding, adopting, done
    }

    /// Why it ended before its end.
    private struct Stop: Error {
        let words: String
        /// Whether clients may be let go, and the clusters put back as they were.
        var mayUndo = true
    }

    func run() async throws {
        let (end, signal) = await Interruption.ending { await steps() }
        switch (end.failure, signal) {
        // A signal that came after the word to adopt has changed nothing.
        case (nil, _): return
        case (let stop?, _):
            complain(stop.words)
            guard stop.mayUndo else { throw ExitCode(1) }
            // First the old cluster takes writes again, then clients go there.
            if let words = await cutover.undo() { complain(words) }
            if end.step != .looking, let answer = try? await command.agent.post("/v1/switchover/abort"),
                answer.status == 200
            {
                complain(answer.text)
            }
            throw ExitCode(signal.map { 128 + $0 } ?? 1)
        }
    }

    private func steps() async -> (failure: Stop?, step: Step) {
        var step = Step.looking
        do {
            try await steps(&step)
            return (nil, step)
        } catch let stop as Stop {
            return (stop, step)
        } catch let failure as CutoverFailure {
            return (Stop(words: "\(failure)" + (step == .looking ? "; nothing is held" : "")), step)
        } catch is ExitCode {
            let words = step == .looking ? "the cutover has not begun; nothing is held" : "the cutover is given up"
            return (Stop(words: words), step)
        } catch is CancellationError {
            return (Stop(words: "a signal ends the cutover" + (step == .looking ? "; nothing is held" : "")), step)
        } catch {
            return (Stop(words: "\(error)"), step)
        }
    }

    private func steps(_ step: inout Step) async throws {
        let target = try await looked()
        tell(try await words(of: "/v1/cutover/target?\(target)"))
        if command.check { return tell("nothing stands in the way; nothing was changed\n") }
        if let wait = command.wait {
            try await MovePreparation.waitForTransactions(try MovePreparation.parsed(wait, "--wait"), command.agent)
        }
        if !command.back { try await cutover.keepWayBack() }
        let began = ContinuousClock.now
        let span = try command.span
        step = .calling
        let prepared = try await MovePreparation.hold(
            ["milliseconds=\(MovePreparation.milliseconds(span))", target], command.agent)
        // A move that is under way may be another operator's.
        guard prepared.status == 200 else {
            step = .looking
            throw Stop(words: String(prepared.text.dropLast()))
        }
        step = .holding
        try Task.checkCancellation()
        tell("\(prepared.text.prefix { $0 != ";" })\n")
        let deadline = began + span - Self.reserve
        if command.back {
            try await cutover.completeWayBack(until: deadline)
            tell("the present cluster refuses writes and was not written to\n")
        } else {
            let (lsn, sequences) = try await cutover.complete(until: deadline)
            tell("the new cluster has replayed \(lsn) and has the values of \(sequences) sequences\n")
        }
        try Task.checkCancellation()
        step = .adopting
        try await adopt()
        step = .done
        let taken = (ContinuousClock.now - began).components
        tell(
            "\(taken.seconds).\(String(taken.attoseconds / 1_000_000_000_000_000 + 1_000).dropFirst()) s after it began\n"
        )
        if command.back {
            try await cutover.endWayBack()
        }
    }

    /// Looks at both clusters.
    /// - Returns: the new primary's run, as the agent's routes take it.
    private func looked() async throws -> String {
        if command.back {
            return query(try await cutover.checkWayBack())
        }
        let (target, warnings) = try await cutover.check()
        for warning in warnings { complain("warning: \(warning)") }
        return query(target)
    }

    private func query(_ target: Cutover.Target) -> String {
        "system=\(target.system)&started=\(target.started)"
    }

    private func words(of path: String) async throws -> String {
        let answer = try await command.agent.post(path)
        guard answer.status == 200 else { throw Stop(words: String(answer.text.dropLast())) }
        return answer.text
    }

    /// A signal doesn't end this step: it is over in a moment, and its end must be known.
    private func adopt() async throws {
        await cutover.commit()
        let answer: HTTPResponse
        do {
            answer = try await Task { [agent = command.agent] in
                try await agent.post("/v1/cutover/adopt", within: 120)
            }.value
        } catch {
            throw Stop(words: Self.unknown, mayUndo: false)
        }
        switch answer.status {
        case 200: tell(answer.text)
        case 409:
            await cutover.withdraw()
            throw Stop(words: String(answer.text.dropLast()))
        default: throw Stop(words: answer.text + Self.unknown, mayUndo: false)
        }
    }

    private static let unknown =
        "it is not known whether all instances have adopted the new cluster, and the old one refuses writes on: look at `pointsman "
        + "status` of each, and say `pointsman fence adopt` where one stands at the old cluster"

    /// At once, also into a file or a pipe.
    private func tell(_ words: String) {
        print(words, terminator: "")
        fflush(nil)
    }
}
