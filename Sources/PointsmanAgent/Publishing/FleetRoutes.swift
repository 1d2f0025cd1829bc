import LinuxReactor
import PointsmanCore
import PointsmanFormats
import StatusServer

/// The routes for an operator or a hook that concern the whole fleet and this instance's part in it; on the control
/// socket only.
struct FleetRoutes: Sendable {
    let snapshot: StatusSnapshot
    let currentPolicy: @Sendable () -> Policy
    let request: @Sendable (OperatorRequest) async -> Void
    let transactions: OpenTransactions

    var routes: [HTTPRoute] {
        [
            .post("/v1/switchover/prepare") { await prepare($0) },
            .post("/v1/switchover/transactions") { _ in await open() ?? HTTPResponse("") },
            .post("/v1/switchover/finish") { _ in await end(.finished) },
            .post("/v1/switchover/abort") { _ in await end(.aborted) },
            .post("/v1/drain") { _ in
                await request(.drain)
                return HTTPResponse(
                    "drained: not ready, and its clients are served on; `pointsman undrain` or the agent's end undoes it\n"
                )
            },
            .post("/v1/undrain") { _ in
                await request(.undrain)
                return HTTPResponse("no longer drained\n")
            },
        ]
    }

    private var move: MoveReport? { snapshot.content?.status.move }

    /// Answers once all instances hold, or says why they don't.
    private func prepare(_ asked: HTTPRequest) async -> HTTPResponse {
        let policy = currentPolicy()
        var span = policy.holdTimeout
        if let text = asked.values(of: "milliseconds").first {
            guard let milliseconds = Int64(text), milliseconds > 0, .milliseconds(milliseconds) <= policy.holdTimeout
            else {
                return HTTPResponse(
                    status: 400,
                    "a switchover takes from 1 ms to hold_timeout, which is \(policy.holdTimeout.inSeconds) s; nothing is held\n"
                )
            }
            span = .milliseconds(milliseconds)
        }
        // An HA manager's hook may ask for what `switchover --to` has done already, and what it delays are held clients.
        if let move, move.isPreparing {
            return HTTPResponse(status: 409, "refused: a switchover is led here already; \(held)\n")
        }
        if let refusal = await open() { return refusal }
        let id = MoveID(UInt64.random(in: 1...UInt64.max))
        await request(.prepareMove(id, for: span, to: ServerIdentity(asked)))
        let limit = policy.drainTimeout + policy.probeTimeout * 4 + .seconds(1)
        _ = await snapshot.holds(within: limit) { status in
            guard status.move.led == id else { return false }
            switch status.move.phase {
            case .prepared, .over: return true
            case .none, .calling, .draining, .closing, .moved: return false
            }
        }
        let now = move
        switch now?.led == id ? now?.phase : nil {
        case .prepared:
            let count = now?.holding ?? 0
            return HTTPResponse(
                "prepared: \(count) \(count == 1 ? "instance holds" : "instances hold"), for \(span.inSeconds) s at most; "
                    + "stop the primary, promote another member, then `pointsman switchover finish`\n")
        case .over(let end): return HTTPResponse(status: 409, "\(end.sentence); \(held)\n")
        case nil where move?.phase != MoveReport.Phase.none && move?.led != id:
            return HTTPResponse(status: 409, "refused: a switchover is led here already\n")
        default:
            await request(.endMove(.aborted))
            return HTTPResponse(status: 504, "the fleet did not come to hold; nothing is held\n")
        }
    }

    /// What clients of this instance do after a refusal.
    private var held: String {
        switch move?.part {
        case .draining, .held, .kept, .expecting: "clients wait on for the move that is under way"
        case .free, .reserved, .returning, nil: "nothing is held"
        }
    }

    /// The answer that says why a drain would not end in time; nil if nothing is in its way.
    private func open() async -> HTTPResponse? {
        guard let status = snapshot.content?.status, let member = status.setting?.writes.member else {
            return HTTPResponse(status: 409, "this instance has no primary yet; nothing is held\n")
        }
        let policy = currentPolicy()
        switch await transactions.look(at: member, olderThan: policy.drainTimeout, within: policy.probeTimeout * 4) {
        case .found(let lines) where lines.isEmpty: return nil
        case .found(let lines):
            return HTTPResponse(
                status: 409,
                "refused: open for longer than drain_timeout (\(policy.drainTimeout.inSeconds) s) at \(member):\n"
                    + lines.map { "  \($0)\n" }.joined() + "nothing is held; --wait waits for their end\n")
        case .unknown(let reason): return HTTPResponse(status: 409, "refused: \(reason); nothing is held\n")
        }
    }

    /// Answers once this instance knows how the move ended. A finish waits a while for the new primary.
    private func end(_ ending: FleetNotice.Ending) async -> HTTPResponse {
        guard let before = move, before.part != .free || isLed(before) || (ending == .finished && before.hasMoved)
        else {
            return HTTPResponse(status: 409, "no switchover is prepared; nothing is held\n")
        }
        if ending == .finished, before.part.holds {
            // The primary is away, and another one may appear at any moment.
            guard await snapshot.holds(within: .seconds(5), { !$0.move.part.holds || $0.verdict.target != nil }) else {
                return HTTPResponse(
                    status: 409,
                    "no primary takes writes yet; clients are held until one does, for hold_timeout at most\n")
            }
        }
        await request(.endMove(ending))
        let isOver = await snapshot.holds(within: .seconds(5)) { !$0.move.part.holds && !isLed($0.move) }
        guard isOver, let status = snapshot.content?.status else {
            return HTTPResponse(
                status: 409,
                "ended, and clients are held on: \(snapshot.content?.status.readiness.reason ?? "no primary answers")\n"
            )
        }
        if case .over(let end) = status.move.phase, isLed(before) { return HTTPResponse("\(end.sentence)\n") }
        let member = status.setting.map { "writes go to \($0.writes.member)" } ?? "writes go nowhere"
        return HTTPResponse("\(ending.rawValue): \(member)\n")
    }

    private func isLed(_ move: MoveReport) -> Bool {
        switch move.phase {
        case .none, .over: false
        case .calling, .draining, .closing, .prepared, .moved: true
        }
    }
}
