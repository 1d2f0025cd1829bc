import PointsmanCore

/// Patroni's `GET /primary` ("Health check endpoints" of its REST API's documentation): 200 where the member holds the
/// leader's lock and is no standby leader, 503 where not.
enum PatroniOpinion {
    static func answer(status: Int, from place: MemberID) -> Opinion.Answer {
        switch status {
        case 200: .agrees
        case 503: .refuses("Patroni at \(place) says that it is not the primary")
        default: .nothing
        }
    }
}
