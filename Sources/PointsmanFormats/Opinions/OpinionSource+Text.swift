package import PointsmanCore

extension OpinionSource.Kind {
    /// Where it listens by default.
    package var standardPort: UInt16 {
        switch self {
        case .patroni: 8008
        case .fly: 5500
        case .fleet: 6433
        }
    }

    /// What it is asked for, by GET.
    package var path: String {
        switch self {
        case .patroni: "/primary"
        case .fly: "/flycheck/role"
        case .fleet: "/v1/fence"
        }
    }
}

extension Opinion.Answer {
    /// What an HTTP answer says of the member of `consultation`. Only refusals carry words, and those are ours: nothing
    /// of the answer's own text gets further.
    /// - Parameter place: where it came from.
    package init(
        of kind: OpinionSource.Kind, status: Int, body: [UInt8], from place: MemberID, about consultation: Consultation
    ) {
        self =
            switch kind {
            // One that nobody has configured may be another service, whatever its status says.
            case .patroni where consultation.sought.contains { $0.kind == kind } && !PatroniAnswer.isPatroni(body):
                .nothing
            case .patroni: PatroniOpinion.answer(status: status, from: place)
            case .fly: FlyOpinion.answer(status: status, body: body, from: place)
            case .fleet: FleetOpinion.answer(status: status, body: body, from: place, about: consultation)
            }
    }
}
