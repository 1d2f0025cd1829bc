import PointsmanCore
import PointsmanFormats

/// The statuses of a conductor through a story: each event comes a second after the one before, and all operations succeed at once.
final class StatusStory {
    static let primary = MemberID("192.0.2.1:5432")!
    static let standby = MemberID("192.0.2.2:5432")!

    private var conductor: Conductor
    private var moment = Instant(nanoseconds: 1_000_000)
    private(set) var statuses: [Status] = []

    init(policy: Policy = Policy()) {
        conductor = Conductor(policy: policy)
    }

    /// A conductor that has found its primary and a standby, and has a confirmed route.
    static func settled(policy: Policy = Policy()) -> StatusStory {
        let story = StatusStory(policy: policy)
        story.tell(
            .discovery(
                .members([Member(id: primary, region: Region("iad")), Member(id: standby, region: Region("fra"))])),
            .pooler(.up(holdsWrites: false)))
        story.sees(primary, timeline: 3)
        story.sees(standby, timeline: 3, follows: primary)
        return story
    }

    func tell(_ events: Event...) {
        var pending = events
        while !pending.isEmpty {
            moment = moment + .milliseconds(1)
            for directive in conductor.handle(pending.removeFirst(), at: moment) {
                switch directive {
                case .perform(let id, _): pending.append(.finished(id, .done))
                case .publish: conductor.status.map { statuses.append($0) }
                default: break
                }
            }
        }
    }

    /// A probe of `member` brings a report.
    /// - Parameter upstream: the primary that it streams from; nil if it is a primary.
    func sees(_ member: MemberID, timeline: UInt32, follows upstream: MemberID? = nil) {
        let report = ServerReport(
            identity: ServerIdentity(
                systemIdentifier: SystemIdentifier(7_000), startedMicroseconds: member == Self.primary ? 1 : 2),
            isInRecovery: upstream != nil, timeline: Timeline(timeline), lsn: LSN(bytes: 10_000),
            upstream: upstream.map { .member($0) } ?? .unknown)
        tell(
            .observed(
                Observation(member: member, sent: moment, result: .report(report), roundTrip: .microseconds(300))))
    }

    func pass(_ span: Duration) {
        moment = moment + span
        tell(.wake)
    }

    /// What is told of all that has happened.
    var events: [StatusEvent] {
        var watch = StatusEvents()
        return statuses.flatMap { watch.take($0) }
    }
}
