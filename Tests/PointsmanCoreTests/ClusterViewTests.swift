import PointsmanCore
import Testing

@Suite("The view of the cluster")
struct ClusterViewTests {
    private static func view(_ members: [MemberView]) -> ClusterView {
        ClusterView(members: members, fence: fence(), ownerIdentity: primary().identity)
    }

    private static func member(_ id: MemberID, _ standing: Standing, _ report: ServerReport? = nil) -> MemberView {
        MemberView(member: id, standing: standing, report: report)
    }

    @Test(
        "rival primaries are writable servers on one timeline, stale ones included, each server once",
        arguments: [
            ([member(fra, .stale, primary(started: 2))], [iad, fra]),
            ([member(fra, .stale, primary(timeline: 2, started: 2))], [iad]),
            ([member(fra, .stale, primary(started: 2, readOnly: true))], [iad]),
            ([member(fra, .stale, primary())], [iad]),
            ([member(fra, .writable, primary())], [iad]),
            ([member(fra, .foreign, primary(started: 2))], [iad]),
            ([member(fra, .stale, primary(started: 2)), member(ams, .stale, primary(started: 2))], [iad, fra]),
            ([member(fra, .stale, primary(started: 2)), member(ams, .stale, primary(started: 3))], [iad, fra, ams]),
            ([member(fra, .stale, primary(started: 2)), member(ams, .standby, standby(of: iad))], [iad]),
        ] as [([MemberView], [MemberID])])
    func rivals(others: [MemberView], expected: [MemberID]) {
        let view = Self.view([Self.member(iad, .writable, primary())] + others)
        #expect(view.rivalsOnTop.map(\.member) == expected)
    }

    @Test("a server with several addresses is shown by the fence's owner, else by the lowest address")
    func addresses() {
        let members = [fra, iad, ams].map { Self.member($0, .writable, primary()) }
        #expect(Self.view(members).writableOnTop.map(\.member) == [iad])
        #expect(ClusterView(members: members, fence: fence(owner: fra)).writableOnTop.map(\.member) == [fra])
        #expect(ClusterView(members: members).writableOnTop.map(\.member) == [iad])
        #expect(ClusterView(members: members).members.map(\.member) == [iad, fra, ams])
    }

    @Test(
        "a majority leaves out foreign members and standbys of another primary",
        arguments: [
            ([member(fra, .standby, standby(of: iad)), member(ams, .unknown(nil))], true),
            ([member(fra, .standby, standby(of: ams)), member(ams, .unknown(nil))], false),
            ([member(fra, .foreign), member(ams, .foreign)], true),
            ([member(fra, .unknown(nil))], false),
            ([member(fra, .stale, standby(of: iad)), member(ams, .unknown(nil))], false),
        ] as [([MemberView], Bool)])
    func majority(others: [MemberView], expected: Bool) {
        let candidate = Self.member(iad, .writable, primary())
        #expect((Self.view([candidate] + others).majority(of: candidate) == .present) == expected)
    }

    /// One server that has answered at two addresses, with these reports; nil while it is silent there.
    private static func twoAddresses(_ reports: [ServerReport?], last: ServerIdentity?) -> [MemberView] {
        zip([fra, ams], reports).map { id, report in
            report.map { member(id, .standby, $0) }
                ?? MemberView(member: id, standing: .unknown(.silent(.deadline)), lastIdentity: last)
        }
    }

    @Test("a server counts once for a majority, however many addresses it has, and one that never answered by each")
    func serversCount() {
        let candidate = Self.member(iad, .writable, primary(followers: .standbys([])))
        func majority(_ others: [MemberView]) -> ClusterView.Majority {
            Self.view([candidate] + others).majority(of: candidate)
        }
        let dead = Self.member(lhr, .unknown(.silent(.deadline)))
        let run = standby(started: 5).identity
        // The primary and one of two.
        #expect(majority(Self.twoAddresses([standby(of: iad, started: 5), nil], last: run) + [dead]) == .present)
        #expect(majority(Self.twoAddresses([nil, standby(of: iad, started: 5)], last: run) + [dead]) == .present)
        // Of the primary and two others none streams; the two addresses of one are not two that do.
        #expect(majority(Self.twoAddresses([nil, nil], last: run) + [dead]) == .absent)
        // What has never answered may be two servers.
        let living = Self.member(lhr, .standby, standby(of: iad, started: 6))
        #expect(majority(Self.twoAddresses([nil, nil], last: nil) + [living]) == .absent)
        #expect(majority(Self.twoAddresses([nil, nil], last: run) + [living]) == .present)
        // The primary's further addresses are no other servers.
        #expect(majority(Self.twoAddresses([nil, nil], last: primary().identity)) == .present)
    }

    @Test("a server with two addresses streams once, by what any of them shows, unless one shows another role")
    func streamsOnce() {
        let run = standby(started: 5).identity
        func streaming(_ followers: Followers, _ others: [MemberView]) -> ClusterView.Streaming {
            let candidate = Self.member(iad, .writable, primary(followers: followers))
            return Self.view([candidate] + others).streaming(from: candidate)
        }
        let both = [standby(of: iad, started: 5), standby(of: iad, started: 5)]
        #expect(streaming(.unknown, Self.twoAddresses(both, last: run)) == .init(certain: 1))
        #expect(streaming(.standbys([ams.address]), Self.twoAddresses([nil, nil], last: run)) == .init(certain: 1))
        let mute = standby(started: 5)
        #expect(streaming(.unknown, Self.twoAddresses([mute, mute], last: run)) == .init(possible: 1, hidden: 1))
        #expect(streaming(.standbys([nil, nil]), Self.twoAddresses([nil, nil], last: run)) == .init(possible: 1))
        let idle = Self.member(lhr, .foreign, standby(started: 5))
        #expect(streaming(.standbys([fra.address]), Self.twoAddresses([nil, nil], last: run) + [idle]) == .init())
    }

    @Test("a member that DNS no longer names does not count for a majority, unless it is the primary itself")
    func unnamed() {
        var (candidate, other) = (Self.member(iad, .writable, primary()), Self.member(fra, .unknown(nil)))
        other.isNamed = false
        #expect(Self.view([candidate, other]).majority(of: candidate) == .present)
        (candidate.isNamed, other.isNamed) = (false, true)
        #expect(Self.view([candidate, other]).majority(of: candidate) != .present)
    }

    @Test("a member is by default named, not answering, and has not refused")
    func nothingSaid() {
        let member = Self.member(iad, .unknown(nil))
        #expect(member.isNamed && !member.isAnswering && !member.hasRefused)
        let view = ClusterView(
            of: [Member(id: iad), Member(id: fra)], unnamed: [fra], seen: Sightings(), fence: nil, policy: Policy(),
            at: Instant(nanoseconds: 0))
        #expect(view.members.map(\.isNamed) == [true, false])
    }

    @Test(
        "a followed second owner of the fence's timeline speaks against a higher primary, not against its rival",
        arguments: [
            (primary(timeline: 4, started: 3), primary(started: 2), [fra]),
            (primary(started: 3), primary(started: 2), []),
            (primary(timeline: 4, started: 3), primary(timeline: 2, started: 2), []),
            (primary(timeline: 4, started: 3), primary(started: 2, readOnly: true), []),
        ] as [(ServerReport, ServerReport, [MemberID])])
    func secondOwner(candidate: ServerReport, second: ServerReport, expected: [MemberID]) {
        let candidate = Self.member(lhr, .writable, candidate)
        let view = Self.view([
            candidate, Self.member(fra, .stale, second), Self.member(ams, .standby, standby(of: fra, started: 5)),
        ])
        #expect(view.primariesFollowed(besides: candidate) == expected)
    }

    @Test(
        "a primary with a member among its shown followers speaks against another one, unknown followers do not",
        arguments: [
            (.standbys([ams.address]), .standbys([ams.address]), []), (.standbys([ams.address]), .standbys([]), [fra]),
            (.standbys([ams.address]), .unknown, [fra]), (.unknown, .standbys([]), []),
            (.standbys([nil]), .standbys([]), []), (.standbys([lhr.address]), .standbys([]), []),
            (.standbys([iad.address]), .standbys([]), []),
        ] as [(Followers, Followers, [MemberID])])
    func followers(theirs: Followers, ours: Followers, expected: [MemberID]) {
        let candidate = Self.member(iad, .writable, primary(followers: ours))
        let other = Self.member(fra, .readOnly, primary(started: 2, followers: theirs))
        for standing in [Standing.standby, .unknown(nil)] {
            let third = Self.member(ams, standing, standing == .standby ? standby(timeline: nil, started: 3) : nil)
            #expect(Self.view([candidate, other, third]).primariesFollowed(besides: candidate) == expected)
        }
    }

    @Test(
        "a primary's followers are members, by their own upstream or by its connections",
        arguments: [
            // Both say whom they follow: a connection from elsewhere is an archiver's, or another cluster's.
            (.standbys([nil, nil, nil]), .member(iad), .member(ams), 1, 0),
            (.standbys([nil]), .member(iad), .none, 1, 0),
            // One says nothing: a connection that none of the others accounts for may be its.
            (.standbys([nil, nil]), .member(iad), .unknown, 1, 1), (.standbys([nil]), .member(iad), .unknown, 1, 0),
            (.standbys([ams.address]), .none, .unknown, 1, 0), (.unknown, .none, .unknown, 0, 1),
            (.standbys([]), .unknown, .unknown, 0, 0), (.unknown, .unknown, .unknown, 0, 2),
        ] as [(Followers, Upstream, Upstream, Int, Int)])
    func streaming(shown: Followers, one: Upstream, other: Upstream, certain: Int, possible: Int) {
        var (first, second) = (standby(started: 2), standby(started: 3))
        first.upstream = one
        second.upstream = other
        let view = Self.view([
            Self.member(iad, .writable, primary(followers: shown)), Self.member(fra, .standby, first),
            Self.member(ams, .standby, second),
        ])
        let streaming = view.streaming(from: view[iad]!)
        // What the primary's connections don't show, they hide.
        let hidden = shown == .unknown ? possible : 0
        #expect(streaming == ClusterView.Streaming(certain: certain, possible: possible, hidden: hidden))
    }

    @Test(
        "a connection from a member's address counts for the member, unless no server listens there",
        arguments: [
            (.down(.systemError(111)), 0), (.down(.systemError(2)), 0), (.down(.sqlState("57P01")), 1),
            (.down(.sqlState("57P03")), 1), (.down(.endOfFile), 1), (.down(.systemError(104)), 1),
            (.silent(.deadline), 1), (.silent(.systemError(113)), 1), (.blind(.sqlState("53300")), 1), (nil, 1),
        ] as [(ProbeFailure?, Int)])
    func nobodyThere(failure: ProbeFailure?, certain: Int) {
        let view = Self.view([
            Self.member(iad, .writable, primary(followers: .standbys([fra.address]))),
            Self.member(fra, .unknown(failure)),
        ])
        let streaming = view.streaming(from: view[iad]!)
        // A firewall may refuse in the member's name.
        #expect(streaming == ClusterView.Streaming(certain: certain, possible: 1 - certain))
    }

    @Test(
        "a member counts as abandoned if it is stale, foreign, down, silent or unknown",
        arguments: [
            (.stale, true), (.foreign, true), (.unknown(.down(.endOfFile)), true), (.unknown(.silent(.deadline)), true),
            (.unknown(nil), true), (.unknown(.blind(.sqlState("53300"))), false), (.standby, false),
            (.readOnly, false), (.writable, false),
        ] as [(Standing, Bool)])
    func abandoned(standing: Standing, expected: Bool) {
        let view = Self.view([Self.member(iad, standing)])
        #expect(view.isAbandoned(iad) == expected)
        #expect(view.isAbandoned(fra))
        #expect(!view.isAbandoned(nil))
    }

    @Test("each cluster identifier that answers is listed once")
    func clusters() {
        let other = SystemIdentifier(8)
        let view = Self.view([
            Self.member(iad, .writable, primary()), Self.member(fra, .writable, primary(cluster: other)),
            Self.member(ams, .standby, standby()),
        ])
        #expect(view.systemIdentifiers == [ours, other])
    }
}
