package import PointsmanCore

/// The story of one incident: a time in which writes were held, moved or refused, or this instance was not ready.
package struct IncidentReport: Equatable, Sendable {
    /// What it was, once it is over.
    package enum Kind: String, CaseIterable, Sendable {
        /// Another server takes writes now.
        case failover
        /// Another server takes writes now, as a planned move or an operator's word had it.
        case planned
        /// The same server takes writes again, after a restart.
        case restart
        /// The same server takes writes again, and has not been restarted: the way to it was cut, or it stood still.
        case interruption
        /// An operator had clients held, or this instance drained.
        case operated
        /// Writes did not move, and PgBouncer or this instance was at fault.
        case unready
        /// The agent took long to become ready after its start.
        case start
        /// It has not ended.
        case open
    }

    /// The owner of a part of an incident.
    package enum Owner: String, CaseIterable, Sendable {
        case manager = "ha_manager"
        case network
        case dns
        case pooler = "pgbouncer"
        case fence
        case agent
        case person = "operator"
        case unknown

        /// For people.
        package var name: String {
            switch self {
            case .manager: "HA manager and PostgreSQL"
            case .network: "network"
            case .dns: "DNS"
            case .pooler: "PgBouncer and its logins"
            case .fence: "fence"
            case .agent: "agent"
            case .person: "operator"
            case .unknown: "not known"
            }
        }
    }

    /// One moment of the timeline.
    package struct Moment: Equatable, Sendable {
        package enum Kind: String, Sendable {
            case fault, decision, hold, drained, promotion, writable, set, confirmed, refused, failed, unready, ready,
                over
        }

        package let kind: Kind
        /// From the first sign.
        package let offset: Duration
        package let sentence: String
        /// The rule, where it is a decision.
        package var rule: WriteRule?
    }

    /// A part of the incident's time, with its owner.
    package struct Span: Equatable, Sendable {
        /// What passes in a part that the advice or the end of the incident has a word about.
        package enum Kind: Sendable {
            /// The primary is merely silent: how the incident ends tells whether it was the network's.
            case silence
            /// Open transactions end.
            case drain
            /// PgBouncer logs in at the new primary.
            case login
        }

        package var owner: Owner
        package let from: Duration
        package var to: Duration
        package var reason: String
        package var kind: Kind?

        package var duration: Duration { to - from }
    }

    /// How much of the log the old primary may have kept for itself.
    package struct Lost: Equatable, Sendable {
        /// Bytes that it certainly had beyond what the new primary began with.
        package let leastBytes: UInt64
        /// Bytes that it may have had at most, as far as its pace tells; nil where that can't be told.
        package let mostBytes: UInt64?
        package let sentence: String
    }

    package let id: IncidentID
    package let instance: String
    package var kind: Kind
    package let began: WallTime
    /// From the first sign until all was well again, or so far.
    package var duration: Duration
    /// How much sooner than the first sign the fault may have been: since the last good answer.
    package var unnoticed: Duration
    /// The members that writes went to before and that they go to now.
    package var from: MemberID?
    package var to: MemberID?
    package var moments: [Moment]
    package var spans: [Span]
    /// From the first PAUSE until clients were let go on; nil if none were held.
    package var held: Duration?
    /// The longest time that a client can have waited.
    package var longestWait: Duration
    /// The clients that PgBouncer told an error, as its log has it.
    package var failedClients: Int
    package var wasReady: Bool
    package var lost: Lost?
    package var advice: [String]

    /// Whether it had begun before the recording did.
    package var isCutAtBeginning: Bool { moments.first?.sentence == Self.cut }

    static let cut = "the recording begins within the incident"

    package var isOver: Bool { kind != .open }

    /// The time of each owner who has any, in the order of ``Owner``.
    package var shares: [(owner: Owner, duration: Duration)] {
        Owner.allCases.compactMap { owner in
            let sum = spans.reduce(Duration.zero) { $0 + ($1.owner == owner ? $1.duration : .zero) }
            return sum > .zero ? (owner, sum) : nil
        }
    }

    /// The whole time that the spans cover, with what may have gone before the first sign.
    package var whole: Duration { duration + unnoticed }

    /// The part of ``whole`` whose owner is known, from 0 to 1.
    package var attributed: Double {
        let known = shares.reduce(Duration.zero) { $0 + ($1.owner == .unknown ? .zero : $1.duration) }
        return whole > .zero ? known / whole : 1
    }
}
