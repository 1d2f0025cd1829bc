import PointsmanCore
import PointsmanScenarios

/// A PostgreSQL server as others see it: what it says of itself, whether it answers, and whether a write commits there.
final class ServerModel {
    enum Role: Equatable {
        case primary
        /// `upstream` is nil while it streams from nobody.
        case standby(upstream: Int?)
    }

    let index: Int
    var systemIdentifier: UInt64
    var role: Role
    var timeline: UInt32
    var lsn: UInt64
    /// Counts its runs: a connection to an earlier one is broken.
    private(set) var epoch: UInt32 = 1
    private(set) var isRunning = true
    /// Whether its machine is on: where it is off nobody even refuses.
    var isPowered = true
    /// Stopped like a process under SIGSTOP: the kernel goes on taking what is sent.
    var isHung = false
    /// `default_transaction_read_only` is on.
    var isReadOnly = false
    /// No room for another log file: each write fails, and the role says nothing of it.
    var isFull = false
    /// Commits wait until a standby has them.
    var isSynchronous = false
    /// Turns monitoring away with 53300.
    var isBlind = false {
        didSet { if !isBlind { refusesRole = false } }
    }
    /// Turns monitoring away with 28000, and PgBouncer with it: the role may log in no more.
    var refusesRole = false
    /// Whether it answers probes with what no PostgreSQL sends.
    var isMisbehaving = false
    /// Shows its timeline as a standby: a role without pg_monitor doesn't see it.
    var showsReceiver = true
    /// What streams from it besides standbys.
    var senders: [Sender] = []
    /// Ends its recovery: a primary any moment.
    var isPromoting = false
    /// Answers 57P03 until then.
    var startsUntil = VirtualTime.zero
    /// Whether it is a copy or a stranger that no promotion of ours concerns.
    var isOutsider = false
    /// Whether it is gone for good.
    var isRetired = false
    /// The address that is its own.
    var home: Int
    /// How far a standby had come when its replay stopped; nil while it goes on.
    var stalledAt: UInt64?
    /// When a standby last had everything of its primary's.
    var caughtUp = VirtualTime.zero

    init(index: Int, systemIdentifier: UInt64, role: Role, timeline: UInt32, lsn: UInt64) {
        self.index = index
        home = index
        self.systemIdentifier = systemIdentifier
        self.role = role
        self.timeline = timeline
        self.lsn = lsn
    }

    var isPrimary: Bool { role == .primary }
    var answers: Bool { isRunning && isPowered && !isHung }
    /// Whether a write that arrives now would be taken.
    var takesWrites: Bool { answers && isPrimary && !isReadOnly && !isFull }
    /// What a standby's readers see.
    var replayed: UInt64 { stalledAt ?? lsn }
    var upstream: Int? { if case .standby(let upstream) = role { upstream } else { nil } }
    /// Its run: `pg_postmaster_start_time()` is made of its number and how many runs it has had.
    var identity: ServerIdentity {
        ServerIdentity(
            systemIdentifier: SystemIdentifier(systemIdentifier),
            startedMicroseconds: Int64(index) * 1_000_000 + Int64(epoch))
    }

    func crash() {
        isRunning = false
        isHung = false
        isPromoting = false
    }

    func start(at moment: VirtualTime, recoversFor span: VirtualTime) {
        guard !isRunning else { return }
        isRunning = true
        isPowered = true
        isHung = false
        epoch += 1
        startsUntil = moment + span
    }

    /// Leaves recovery on a new timeline; its connections stay.
    func promote(to timeline: UInt32) {
        role = .primary
        isPromoting = false
        stalledAt = nil
        self.timeline = timeline
        lsn += 200
    }
}
