import PointsmanCore

/// Another agent's `GET /v1/fence`: an agent that has followed the same cluster to a higher timeline refuses the
/// member.
enum FleetOpinion {
    static func answer(
        status: Int, body: [UInt8], from place: MemberID, about consultation: Consultation
    ) -> Opinion.Answer {
        guard status == 200, let value = try? JSONReader.read(body),
            let fence = FencePosition(value),
            fence.systemIdentifier == consultation.systemIdentifier, fence.timeline > consultation.timeline
        else { return .nothing }
        return .refuses("the agent at \(place) has seen timeline \(fence.timeline)")
    }
}
