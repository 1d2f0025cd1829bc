import PointsmanConfiguration
import PointsmanCore

/// Checks whether this instance runs in the primary's region.
package struct RegionCheck: DoctorCheck {
    package let name = "region"
    package let guide = GuideSection.regionalProximity

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        guard let region = facts.configuration.policy.region else {
            return [.unchecked(because: "this instance's region is not known", cure: "set region, or FLY_REGION")]
        }
        guard let primary = facts.primary.value?.region?.code ?? facts.agent.value?.primaryRegion else {
            return [.unchecked(because: "discovery does not tell the primary's region (the dialect fly does)")]
        }
        guard region.code == primary else { return [apart(facts, region, primary)] }
        if let platform = facts.configuration.platformPrimaryRegion, platform != region {
            return [
                .notice(
                    "the primary is in \(primary), as this instance is; PRIMARY_REGION says \(platform)",
                    cause: "the primary has moved, and fly.toml has not been told",
                    cure: "set primary_region = \"\(primary)\" in fly.toml; Pointsman's primary.env has the true one")
            ]
        }
        return [.ok("this instance and the primary are in \(primary)")]
    }

    private func apart(_ facts: DoctorFacts, _ region: Region, _ primary: String) -> Verdict {
        let trip = facts.members.first { $0.member.id == facts.primary.value?.id }?.report.value?.roundTrip
        let distance = trip.map { ", \($0.inMilliseconds) ms a round trip" } ?? ""
        return .warning(
            "this instance is in \(region), the primary in \(primary)\(distance)",
            cause: "each statement pays that round trip, and each login several of them",
            cure: """
                run the app and its PgBouncer in \(primary): `fly scale count N --region \(primary)`; or move the \
                primary to \(region). Instances elsewhere should read by the database for reads, and replay writes to \
                \(primary)
                """)
    }
}
