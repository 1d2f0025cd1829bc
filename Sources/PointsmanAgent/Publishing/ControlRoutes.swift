import PointsmanCore
import PointsmanFormats
import StatusServer

/// The routes that change something; the server offers them on the control socket only.
struct ControlRoutes: Sendable {
    private let snapshot: StatusSnapshot
    private let request: @Sendable (OperatorRequest) async -> Void
    private let handOver: @Sendable () async -> Void
    private let currentPolicy: @Sendable () -> Policy
    private var policy: Policy { currentPolicy() }

    /// - Parameters:
    ///   - request: passes an operator's request to the conductor.
    ///   - handOver: ends the agent and leaves the pooler running.
    init(
        snapshot: StatusSnapshot, policy: @autoclosure @escaping @Sendable () -> Policy,
        request: @escaping @Sendable (OperatorRequest) async -> Void,
        handOver: @escaping @Sendable () async -> Void
    ) {
        self.snapshot = snapshot
        currentPolicy = policy
        self.request = request
        self.handOver = handOver
    }

    var routes: [HTTPRoute] {
        [
            .post("/v1/hold") { await hold($0) },
            .post("/v1/release") { _ in await release() },
            .post("/v1/fence/adopt") { await adopt($0) },
            .post("/v1/fence/reset") { _ in await reset() },
            .post("/v1/handover") { _ in
                await handOver()
                return HTTPResponse("the agent ends, the pooler goes on\n")
            },
        ]
    }

    /// Answers once the clients are held, or says why not.
    private func hold(_ asked: HTTPRequest) async -> HTTPResponse {
        var duration = policy.holdTimeout
        if let text = asked.values(of: "milliseconds").first {
            guard let milliseconds = Int64(text), milliseconds > 0, .milliseconds(milliseconds) <= policy.holdTimeout
            else {
                return HTTPResponse(
                    status: 400, "a hold lasts from 1 ms to hold_timeout, which is \(policy.holdTimeout.inSeconds) s\n")
            }
            duration = .milliseconds(milliseconds)
        }
        await request(.hold(duration))
        let isHeld = await snapshot.holds(within: policy.drainTimeout) {
            if case .held = $0.hold { true } else { false }
        }
        guard isHeld else {
            await request(.release)
            return HTTPResponse(status: 504, "open transactions did not end within drain_timeout; nothing is held\n")
        }
        return HTTPResponse("held for \(duration.inSeconds) s at most; `pointsman release` ends it\n")
    }

    private func release() async -> HTTPResponse {
        let before = snapshot.content?.status
        let wasHeld = before?.heldByOperatorUntil != nil
        await request(.release)
        if !wasHeld, before?.hold == Reroute.Hold.none { return HTTPResponse("nothing is held\n") }
        let isReleased = await snapshot.holds(within: .seconds(5)) { $0.hold == .none && $0.heldByOperatorUntil == nil }
        return isReleased
            ? HTTPResponse("released\n")
            : HTTPResponse(
                status: 409,
                "not released: \(snapshot.content?.status.readiness.reason ?? "")\n")
    }

    /// Answers once the fence names the member, or says why not. Without a member, the only primary that answers is
    /// meant.
    private func adopt(_ asked: HTTPRequest) async -> HTTPResponse {
        let primaries = snapshot.content?.status.members.filter { $0.report?.isInRecovery == false } ?? []
        let member: MemberID
        if let text = asked.values(of: "member").first {
            guard let named = MemberID(text) else {
                return HTTPResponse(status: 400, "\(printable(text)): ADDRESS:PORT is expected, as `status` shows it\n")
            }
            guard primaries.contains(where: { $0.member.id == named }) else {
                return HTTPResponse(status: 409, "\(named) is no primary that answers; the fence stays\n")
            }
            member = named
        } else {
            guard primaries.count == 1 else {
                let names = primaries.map { "\($0.member.id)" }.joined(separator: ", ")
                return HTTPResponse(
                    status: 409,
                    primaries.isEmpty
                        ? "no primary answers; the fence stays\n"
                        : "several primaries answer (\(names)): say which one; the fence stays\n")
            }
            member = primaries[0].member.id
        }
        await request(.adoptFence(member))
        return await snapshot.holds(within: .seconds(5)) { $0.fence?.owner == member }
            ? HTTPResponse("the fence belongs to \(member)\n")
            : HTTPResponse(status: 409, "\(member) shows no timeline; the fence stays\n")
    }

    private func reset() async -> HTTPResponse {
        await request(.resetFence)
        return HTTPResponse("the fence is forgotten; what is seen now is pinned as at a first start\n")
    }
}
