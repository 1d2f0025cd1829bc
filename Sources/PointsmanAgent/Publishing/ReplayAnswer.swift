import PointsmanCore
import StatusServer

/// What `/v1/replay` says of a request that is going to write: that it is served best here, or in the primary's region.
///
/// Fly's proxy replays a request in the region that the field `fly-replay` of its answer names; any other proxy can go by
/// `pointsman-primary-region` (Regions.md). It is always 200: while no primary is confirmed, PgBouncer holds the write here.
struct ReplayAnswer {
    let status: Status
    /// Where this instance runs; nil if that is not known.
    let region: Region?

    var response: HTTPResponse {
        guard status.isConfirmed, status.hold == .none, !status.isStandingStill else {
            return HTTPResponse("here: no primary is confirmed\n")
        }
        guard let primary = status.primary?.member.region else {
            return HTTPResponse("here: the primary's region is not known\n")
        }
        let named = HTTPResponse.Field("pointsman-primary-region", primary.code)
        guard let region, region != primary else { return HTTPResponse("here\n", fields: [named]) }
        return HTTPResponse(
            "region=\(primary.code)\n", fields: [named, HTTPResponse.Field("fly-replay", "region=\(primary.code)")])
    }
}
