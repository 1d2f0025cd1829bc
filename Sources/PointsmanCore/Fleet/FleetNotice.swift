/// One run of an agent, as its notices name it. A restart is another sender, whose sequence begins anew.
package struct FleetSender: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The machine's name, for people.
    package let name: String
    /// A random number, drawn when the run began.
    package let run: UInt64

    package init(name: String, run: UInt64) {
        self.name = name
        self.run = run
    }

    package var description: String { name }
}

/// The identifier of one planned move: 64 random bits, which the shell draws.
package struct MoveID: Codable, Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }
}

/// A notice of one agent to all others of its fleet about one planned move, sent through the primary. The shell has
/// verified that it is signed with the fleet's secret.
package struct FleetNotice: Codable, Equatable, Sendable {
    package let sender: FleetSender
    /// A number that rises with each notice of one sender.
    package let sequence: UInt64
    package let move: MoveID
    package let word: Word

    package enum Word: Codable, Equatable, Sendable {
        /// The coordinator asks which instances are there.
        case rollCall
        /// The answer to ``rollCall``: this instance can be drained. The address is its own in DNS; nil if it doesn't
        /// know that.
        case present(IPAddress?)
        /// Hold clients once open transactions have ended, for at most this long.
        case drain(for: Duration)
        /// All instances hold: go on for at most this long, even if no further notice comes.
        case keep(for: Duration)
        /// The answer to ``drain(for:)``: this instance holds, and none of its transactions is open on the primary.
        case held
        /// The answer to ``keep(for:)``.
        case kept
        /// This instance can't hold, or no longer can; the sentence says why.
        case failed(String)
        /// Like ``rollCall``, for a cutover: only an instance that sees this primary of another cluster is present.
        case cutoverCall(ServerIdentity)
        /// The new cluster has all that was committed at the old one: say whether its primary takes writes as you see it,
        /// and hold on.
        case expect(ServerIdentity)
        /// The answer to ``expect(_:)``: it does, and this instance goes nowhere else until it hears more or the move ends.
        case expecting
        /// All instances expect it: make this primary the fence's owner, and let clients go on there.
        case adopt(ServerIdentity)
        /// The answer to ``adopt(_:)``.
        case adopted
        /// The move is over. Each instance follows a new primary by what it sees itself; without one its clients go
        /// back.
        case end(Ending)
    }

    package enum Ending: String, Codable, Sendable {
        case aborted, finished
    }

    package init(sender: FleetSender, sequence: UInt64, move: MoveID, word: Word) {
        self.sender = sender
        self.sequence = sequence
        self.move = move
        self.word = word
    }
}

/// A notice with the circumstances of its arrival.
package struct HeardNotice: Codable, Equatable, Sendable {
    package let notice: FleetNotice
    /// The member through which it came.
    package let member: MemberID
    /// How long ago it was sent, by the member's clock; negative if its time of sending is in the future.
    package let age: Duration
    /// How long this agent had listened there.
    package let listening: Duration

    package init(_ notice: FleetNotice, at member: MemberID, age: Duration, listening: Duration) {
        self.notice = notice
        self.member = member
        self.age = age
        self.listening = listening
    }
}

/// The reason why a notice does not count.
package enum NoticeRefusal: String, Codable, CaseIterable, Sendable {
    /// It is not signed, or not with the fleet's secret.
    case forged
    /// It was heard before.
    case replayed
    /// It is too old, or was sent before this agent listened.
    case late
    /// It came through a member other than the one that writes go to.
    case elsewhere
}
