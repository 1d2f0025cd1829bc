/// Owns the primaries' words on what keeps writes from being acknowledged. A word that is not repeated in time stops
/// counting.
package struct ObstacleWatch: Codable, Sendable {
    private struct Word: Codable, Sendable {
        let member: MemberID
        var commits: Commits?
        var room: Room?
    }

    private struct Commits: Codable, Sendable {
        let waits: CommitWaits
        let since: Instant
        let at: Instant
    }

    private struct Room: Codable, Sendable {
        let trial: RoomTrial
        let at: Instant
    }

    private var words: [Word] = []

    /// The time from one look at a primary's commits to the next.
    package static let commitInterval = Duration.seconds(5)
    /// The time from one trial of a primary's room to the next if there is room, and if there is none.
    package static let roomIntervals = (present: Duration.seconds(30), exhausted: Duration.seconds(5))
    /// The number of intervals for which a word counts.
    private static let memory = 3

    package init() {}

    package mutating func take(_ waits: CommitWaits, at member: MemberID, moment: Instant) {
        let index = index(of: member)
        var since = moment
        if case .waiting(_, let oldest, _) = waits, let last = words[index].commits,
            case .waiting(_, oldest, _) = last.waits
        {
            since = last.since
        }
        words[index].commits = Commits(waits: waits, since: since, at: moment)
    }

    package mutating func take(_ trial: RoomTrial, at member: MemberID, moment: Instant) {
        words[index(of: member)].room = Room(trial: trial, at: moment)
    }

    /// Forgets members other than `members`.
    mutating func keep(only members: [MemberID]) {
        words.removeAll { !members.contains($0.member) }
    }

    private mutating func index(of member: MemberID) -> Int {
        if let known = words.firstIndex(where: { $0.member == member }) { return known }
        words.append(Word(member: member))
        return words.count - 1
    }

    /// The obstacles for writes that go to `member`.
    /// - Parameters:
    ///   - standing: the standing of `member`.
    ///   - pooler: what is wrong with the pooler, which may be full itself.
    package func obstacles(
        at member: MemberID?, _ standing: Standing?, pooler: PoolerFinding?, policy: Policy, at moment: Instant
    ) -> WriteObstacles {
        var obstacles = WriteObstacles()
        guard let member else { return obstacles }
        if case .full(let fullness) = pooler { obstacles.connections = .found(fullness.sentence) }
        if case .unknown(.blind(.sqlState("53300"))) = standing {
            obstacles.connections = .found(Self.noConnection(member, "it refuses the probes, too"))
        }
        guard standing == .writable, let word = words.first(where: { $0.member == member }) else { return obstacles }
        if let commits = word.commits, moment < Self.end(of: commits.at, Self.commitInterval, policy) {
            (obstacles.commits, obstacles.stuck) = Self.judge(
                commits.waits, from: commits.since, to: commits.at, member, policy)
        }
        if let room = word.room, moment < Self.end(of: room.at, Self.roomIntervals.present, policy) {
            obstacles.disk = Self.judge(room.trial.disk) { words in
                "the disk of \(member) is full: it answers what is read and refuses what is written (\(words))"
            }
            if obstacles.connections == .unknown {
                obstacles.connections = Self.judge(room.trial.connections) { Self.noConnection(member, $0) }
            }
        }
        return obstacles
    }

    /// When a word about `member` stops counting; nil if none does.
    package func nextDeadline(of member: MemberID?, policy: Policy, at moment: Instant) -> Instant? {
        var next = Earliest(after: moment)
        guard let word = words.first(where: { $0.member == member }) else { return nil }
        next.consider(word.commits.map { Self.end(of: $0.at, Self.commitInterval, policy) })
        next.consider(word.room.map { Self.end(of: $0.at, Self.roomIntervals.present, policy) })
        return next.moment
    }

    private static func end(of word: Instant, _ interval: Duration, _ policy: Policy) -> Instant {
        word + max(interval, policy.probeInterval) * memory
    }

    /// A single look proves nothing, however old it is: with a synchronous standby every commit waits for a moment.
    private static func judge(
        _ waits: CommitWaits, from since: Instant, to last: Instant, _ member: MemberID, _ policy: Policy
    ) -> (WriteObstacles.Finding, WriteObstacles.Stuck?) {
        switch waits {
        case .unknown: return (.unknown, nil)
        case .none: return (.none, nil)
        case .waiting(let sessions, _, let standbys):
            guard last - since >= policy.suspectAfter else { return (.none, nil) }
            let sentence = "commits at \(member) wait for a synchronous standby: \(standbys.sentence)"
            return (.found(sentence), WriteObstacles.Stuck(sessions: sessions, since: since))
        }
    }

    private static func judge(_ room: RoomTrial.Room, _ sentence: (String) -> String) -> WriteObstacles.Finding {
        switch room {
        case .unknown: .unknown
        case .present: .none
        case .exhausted(let words): .found(sentence(words))
        }
    }

    private static func noConnection(_ member: MemberID, _ words: String) -> String {
        "\(member) takes no further connection: PgBouncer's pools can't grow there (\(words))"
    }
}
