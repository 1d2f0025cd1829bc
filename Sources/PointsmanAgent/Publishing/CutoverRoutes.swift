import LinuxReactor
import Logging
import PointsmanCore
import PointsmanFormats
import StatusServer

/// A planned move to another cluster: `pointsman cutover`. The command goes through these, with `/v1/switchover/prepare` between them;
/// on the control socket only.
struct CutoverRoutes: Sendable {
    let snapshot: StatusSnapshot
    let currentPolicy: @Sendable () -> Policy
    let request: @Sendable (OperatorRequest) async -> Void
    let log: Logger

    var routes: [HTTPRoute] {
        [
            .post("/v1/cutover/present") { _ in present() },
            .post("/v1/cutover/target") { target($0) },
            .post("/v1/cutover/adopt") { _ in await adopt() },
        ]
    }

    private static let nothing = "nothing is held"

    /// How long the command waits for the new primary's first canary, and for the other instances' word that they have adopted it.
    private static let canaryLimit = Duration.seconds(10)
    private static let wordLimit = Duration.seconds(3)

    /// The member that writes go to.
    private func present() -> HTTPResponse {
        guard let status = snapshot.content?.status, let member = status.setting?.writes.member else {
            return HTTPResponse(status: 409, "this instance has no primary yet; \(Self.nothing)\n")
        }
        return HTTPResponse("\(member)\n")
    }

    /// Whether this instance could go to the primary that is asked for.
    private func target(_ asked: HTTPRequest) -> HTTPResponse {
        guard let target = ServerIdentity(asked) else {
            return HTTPResponse(status: 400, "a system identifier and a start are expected; \(Self.nothing)\n")
        }
        guard let status = snapshot.content?.status else {
            return HTTPResponse(status: 409, "this instance has no primary yet; \(Self.nothing)\n")
        }
        do throws(CutoverStart.Refusal) {
            let member = try CutoverStart.member(for: target, in: status, policy: currentPolicy())
            return HTTPResponse("the new primary is \(member.map { "\($0)" } ?? "seen")\n")
        } catch {
            return HTTPResponse(status: 409, "refused by rule \(error.rule): \(error.sentence); \(Self.nothing)\n")
        }
    }

    /// Has all instances adopt the new cluster at once. 200: writes of all go there; 202: they are
    /// to, and no canary has passed yet, or one instance has not said so; 409: they
    /// don't, and clients go on; 504: not known.
    private func adopt() async -> HTTPResponse {
        guard let id = snapshot.content?.status.move.preparedCutover else {
            return HTTPResponse(status: 409, "no cutover is prepared here; \(Self.nothing)\n")
        }
        log.notice("cutover: all instances are asked whether they see the new primary take writes")
        await request(.adoptMove)
        let limit = currentPolicy().holdTimeout
        let outcome = await Reactor.run { [snapshot] in
            await snapshot.first(within: limit) { AdoptionRule.outcome(of: id, in: $0.move) }
        }
        switch outcome ?? .overdue {
        case .replaced:
            return HTTPResponse(
                status: 504, "another move is led here by now; look at `pointsman status` of each instance\n")
        case .told(let member): return await follow(to: member, id)
        case .finished(let member): return HTTPResponse("writes go to \(member)\n")
        case .unknown(let sentence): return HTTPResponse(status: 504, "\(sentence)\n")
        case .ended(let sentence):
            _ = await snapshot.holds(within: .milliseconds(200)) { !$0.move.part.holds }
            return HTTPResponse(status: 409, "\(sentence)\n")
        }
    }

    private func follow(to member: MemberID, _ id: MoveID) async -> HTTPResponse {
        _ = await snapshot.holds(within: Self.wordLimit) { $0.move.isAdopted(id) ?? true }
        let move = snapshot.content?.status.move
        let isWhole = move?.isAdopted(id) ?? false
        let count =
            move.flatMap { $0.present > 0 ? "\($0.adopted) of \($0.present) instances have adopted it" : nil }
            ?? "not all instances have said that they have adopted it"
        let isReached = await snapshot.holds(within: Self.canaryLimit) { $0.serves(member) }
        await request(.endMove(.finished))
        log.notice("cutover: \(count)")
        guard isReached else {
            let reason = snapshot.content?.status.readiness.reason ?? "it is not known why"
            return HTTPResponse(
                status: 202, "writes are to go to \(member), and no canary has passed there yet: \(reason); \(count)\n")
        }
        // One that has missed the word stands at the old cluster, which refuses its writes.
        guard isWhole else {
            return HTTPResponse(status: 202, "writes go to \(member), but \(count)\n")
        }
        return HTTPResponse("writes go to \(member); \(count)\n")
    }
}

extension ServerIdentity {
    /// The run that a request names; nil if it names none.
    init?(_ asked: HTTPRequest) {
        guard let system = asked.values(of: "system").first.flatMap({ UInt64($0) }),
            let started = asked.values(of: "started").first.flatMap({ Int64($0) })
        else { return nil }
        self.init(systemIdentifier: SystemIdentifier(system), startedMicroseconds: started)
    }
}
