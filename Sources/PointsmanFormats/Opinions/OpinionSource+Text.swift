package import PointsmanCore

extension OpinionSource.Kind {
    /// The port at which it listens by default.
    package var standardPort: UInt16 {
        switch self {
        case .patroni: 8008
        case .fly: 5500
        case .fleet: 6433
        }
    }

    /// The path of the GET request.
    package var path: String {
        switch self {
        case .patroni: "/primary"
        case .fly: "/flycheck/role"
        case .fleet: "/v1/fence"
        }
    }
}

extension Opinion.Answer {
    /// The opinion in an HTTP answer about the member of `consultation`. Only refusals carry words, and those are ours:
    /// no text of the answer is passed on.
    /// - Parameter place: the address that answered.
    package init(
        of kind: OpinionSource.Kind, status: Int, body: [UInt8], from place: MemberID, about consultation: Consultation
    ) {
        self =
            switch kind {
            case .patroni: PatroniOpinion.answer(status: status, body: body, from: place, about: consultation)
            case .fly: FlyOpinion.answer(status: status, body: body, from: place)
            case .fleet: FleetOpinion.answer(status: status, body: body, from: place, about: consultation)
            }
    }
}
