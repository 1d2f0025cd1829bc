import PointsmanCore

@testable import PointsmanRecording

let formerPrimary = MemberID(address: .v4(0x7F00_000B), port: 5432)
let newPrimary = MemberID(address: .v4(0x7F00_000C), port: 5432)

func server(
    lsn: UInt64? = 1_000, isInRecovery: Bool = false, timeline: UInt32? = 3, cluster: UInt64 = 7_000
) -> ServerReport {
    ServerReport(
        identity: ServerIdentity(systemIdentifier: SystemIdentifier(cluster), startedMicroseconds: 1),
        isInRecovery: isInRecovery, timeline: timeline.map(Timeline.init), lsn: lsn.map { LSN(bytes: $0) })
}

extension IncidentReport {
    /// An incident that ended, made of parts one after the other.
    init(
        _ kind: Kind, _ parts: [(Owner, Duration, Span.Kind?)], unnoticed: Duration = .zero, rules: [WriteRule] = []
    ) {
        var spans: [Span] = []
        var end = Duration.zero - unnoticed
        for (owner, duration, kind) in parts {
            spans.append(Span(owner: owner, from: end, to: end + duration, reason: "what it was", kind: kind))
            end += duration
        }
        self.init(
            id: IncidentID(beganMicroseconds: 0, instance: "x"), instance: "x", kind: kind,
            began: WallTime(microseconds: 0), duration: end, unnoticed: unnoticed, from: formerPrimary, to: newPrimary,
            moments: rules.map { Moment(kind: .decision, offset: .zero, sentence: $0.rawValue, rule: $0) },
            spans: spans, held: nil, longestWait: .zero, failedClients: 0, wasReady: true, lost: nil, advice: [])
    }
}
