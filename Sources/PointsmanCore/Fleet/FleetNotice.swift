/// One agent's run, as its notices name it. A restart is another sender: its sequence begins anew.
package struct FleetSender: Hashable, Sendable, CustomStringConvertible {
    /// For a person to read: the machine's name.
    package let name: String
    /// Drawn when the run began.
    package let run: UInt64

    package init(name: String, run: UInt64) {
        self.name = name
        self.run = run
    }

    package var description: String { name }
}

/// Tells one planned move from every other: 64 random bits, which the shell draws.
package struct MoveID: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }
}

/// What one agent of a fleet tells all others through the primary, of one planned move. The shell has verified that it was
/// signed with the fleet's secret.
package struct FleetNotice: Equatable, Sendable {
    package let sender: FleetSender
    /// Rises with each notice of one sender.
    package let sequence: UInt64
    package let move: MoveID
    package let word: Word

    package enum Word: Equatable, Sendable {
        /// The coordinator asks who is there.
        case rollCall
        /// The answer: this instance can be drained. The address is its own in DNS, nil where it doesn't know that.
        case present(IPAddress?)
        /// Hold clients once open transactions have ended, for at most this long.
        case drain(for: Duration)
        /// All hold: go on for at most this long, even if nothing more is heard.
        case keep(for: Duration)
        /// The answer to ``drain(for:)``: this instance holds, and nothing of it is open on the primary.
        case held
        /// The answer to ``keep(for:)``.
        case kept
        /// This instance can't, or no longer. A sentence says why.
        case failed(String)
        /// The move is over. A new primary is followed by what each instance sees itself; without one clients go back.
        case end(Ending)
    }

    package enum Ending: String, Sendable {
        case aborted, finished
    }

    package init(sender: FleetSender, sequence: UInt64, move: MoveID, word: Word) {
        self.sender = sender
        self.sequence = sequence
        self.move = move
        self.word = word
    }
}

/// A notice as it has arrived.
package struct HeardNotice: Equatable, Sendable {
    package let notice: FleetNotice
    /// The member through which it came.
    package let member: MemberID
    /// How long ago it was sent, by the member's clock: negative where that says that it is yet to be.
    package let age: Duration
    /// For how long this agent had listened there.
    package let listening: Duration

    package init(_ notice: FleetNotice, at member: MemberID, age: Duration, listening: Duration) {
        self.notice = notice
        self.member = member
        self.age = age
        self.listening = listening
    }
}

/// Why a notice does not count.
package enum NoticeRefusal: String, CaseIterable, Sendable {
    /// Its signature is not by the fleet's secret, or it has none.
    case forged
    /// It was heard before.
    case replayed
    /// It is too old, or from before this agent listened.
    case late
    /// It came through a member that writes don't go to.
    case elsewhere
}
