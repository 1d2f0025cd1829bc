package import PointsmanCore

/// Something that has happened to this instance, as it is told to people and programs: by `/v1/events`, the page, the hook and the
/// log. It says what holds from this moment on.
package struct StatusEvent: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Clients of the write route begin to wait.
        case hold
        /// They no longer do.
        case release
        /// A canary has confirmed the write route at another member than before.
        case move
        /// Writes fail, or a primary is not routed to though it is writable.
        case refusal
        /// Several servers are writable on one timeline.
        case splitBrain = "split-brain"
        /// This instance is ready, after it was not.
        case ready
        /// This instance is no longer ready.
        case unready
        /// Something else of the status has changed that a person would read.
        case change
    }

    package let kind: Kind
    /// What has happened, in a sentence without a full stop.
    package let sentence: String
    /// The rule that decides where writes go.
    package let rule: WriteRule
    /// The word of readiness.
    package let readiness: String
    /// The member that writes go to, or went to before they failed; nil before the first route.
    package let primary: MemberID?
    package let region: Region?
    package let timeline: Timeline?
    /// The member of the route that was confirmed before this one; nil if there was none.
    package let formerPrimary: MemberID?
    /// The members that are standbys now, in the order of their addresses.
    package let standbys: [MemberID]

    init(_ kind: Kind, _ sentence: String, _ status: Status, formerPrimary: MemberID?) {
        self.kind = kind
        self.sentence = sentence
        rule = status.verdict.rule
        readiness = status.readiness.word
        primary = status.setting?.writes.member
        region = status.primary?.member.region
        timeline = status.setting?.writes.timeline
        self.formerPrimary = formerPrimary
        standbys = status.members.filter { $0.standing == .standby }.map(\.member.id)
    }

    /// Whether it needs the attention of a person.
    package var isBad: Bool {
        switch kind {
        case .hold, .refusal, .splitBrain, .unready: true
        case .release, .move, .ready, .change: false
        }
    }

    /// - Parameter time: when it happened, as RFC 3339 writes it.
    package func json(time: String) -> JSONValue {
        [
            "event": .string(kind.rawValue), "time": .string(time),
            // A server's message may be in it.
            "sentence": .string(printable(sentence, most: 1_000)),
            "rule": .string(rule.rawValue), "readiness": .string(readiness),
            "primary": .optional(primary.map { "\($0)" }), "primary_region": .optional(region?.code),
            "timeline": timeline.map { .integer($0.number) } ?? .null,
            "former_primary": .optional(formerPrimary.map { "\($0)" }),
            "standbys": .array(standbys.map { .string("\($0)") }),
        ]
    }

    /// The environment of a hook that runs for it, besides `POINTSMAN_EVENT`. The first three are those that it gets with `primary`.
    package var variables: [(name: String, value: String)] {
        [
            ("PRIMARY_REGION", region?.code ?? ""), ("PRIMARY_MEMBER", primary.map { "\($0)" } ?? ""),
            ("TIMELINE", timeline.map { "\($0)" } ?? ""),
            ("FORMER_PRIMARY", formerPrimary.map { "\($0)" } ?? ""),
            ("STANDBYS", standbys.map { "\($0)" }.joined(separator: " ")),
            ("RULE", rule.rawValue), ("READINESS", readiness), ("SENTENCE", printable(sentence, most: 1_000)),
        ]
    }
}
