import PointsmanCore

let ours = SystemIdentifier(7_000)
let iad = MemberID(address: .v4(0x7F00_000B), port: 5432)
let fra = MemberID(address: .v4(0x7F00_000C), port: 5432)
let ams = MemberID(address: .v4(0x7F00_000D), port: 5432)
let lhr = MemberID(address: .v4(0x7F00_000E), port: 5432)

func primary(
    timeline: UInt32 = 3, lsn: UInt64 = 1_000, cluster: SystemIdentifier = ours, started: Int64 = 1,
    readOnly: Bool = false, followers: Followers = .unknown
) -> ServerReport {
    ServerReport(
        identity: ServerIdentity(systemIdentifier: cluster, startedMicroseconds: started), isInRecovery: false,
        isReadOnly: readOnly, timeline: Timeline(timeline), lsn: LSN(bytes: lsn), followers: followers)
}

func standby(
    of upstream: MemberID? = nil, timeline: UInt32? = 3, started: Int64 = 2, isPromoting: Bool = false
) -> ServerReport {
    ServerReport(
        identity: ServerIdentity(systemIdentifier: ours, startedMicroseconds: started), isInRecovery: true,
        timeline: timeline.map(Timeline.init), lsn: LSN(bytes: 1_000),
        upstream: upstream.map { .member($0) } ?? .unknown,
        isPromoting: isPromoting)
}

/// - Parameter started: when the owner's run began; nil where nobody has noted it.
func fence(timeline: UInt32 = 3, owner: MemberID = iad, lsn: UInt64 = 1_000, started: Int64? = nil) -> Fence {
    Fence(
        systemIdentifier: ours, timeline: Timeline(timeline), owner: owner, lsn: LSN(bytes: lsn),
        ownerStartedMicroseconds: started)
}

extension Event {
    /// DNS names so many instances, this one among them.
    static func fleet(_ count: Int) -> Event {
        .fleet((0..<UInt32(count)).map { .v4(0x0A00_0000 + $0) }, own: [.v4(0x0A00_0000)])
    }
}
